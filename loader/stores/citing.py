"""Where citations lead: to the loaded document that answers to what the text says, else to a bare node.

This, and which documents are repealed, follows from what a store holds, whatever came first, so a load or a forget ends
by setting it right.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from loader import model
from loader.citation_keys import bare_document, bare_id, key_of_issued, parts_of
from loader.official_numbers import is_unique
from loader.stores.difference import PROPERTIES, Difference, Key, Link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from loader.graph import DocumentGraph

    Read = Callable[..., list[dict[str, Any]]]

CITING_TYPES = tuple(
    name for name, cls in model.RELATIONSHIPS.items() if model.Document in cls.starts and model.Document in cls.stops
)
_BARE = ("name", "number")
_DECIDES = ("original", None)
"""Natures of documents that can repeal another: what a draft says is not so yet."""
_NEVER = "9999"


class Answers:
    """Which loaded documents answer to which words."""

    def __init__(self) -> None:
        self._words: dict[str, tuple[str, ...]] = {}
        self._years: dict[str, str | None] = {}
        self._documents: dict[str, set[str]] = defaultdict(set)

    def add(self, document: str, words: Iterable[str], written_on: object, published_on: object) -> None:
        """Let a document answer to these words, and to no others; a document without a number has the year of a day."""
        for word in self._words.get(document, ()):
            self._documents[word].discard(document)
        self._words[document] = tuple(words)
        for word in self._words[document]:
            self._documents[word].add(document)
        day = written_on or published_on
        numbered = any(map(is_unique, self._words[document]))
        self._years[document] = str(day)[:4] if day and not numbered else None

    def find(self, key: str, citing: str) -> str:
        """The id of the one document that a citation means; that of a bare node where none is known."""
        number, names = parts_of(key)
        bare = bare_id(key)
        if bare in self._words and bare != citing:
            return bare
        if number:
            meant = self._documents.get(number, set()) - {citing}
            if meant:
                return _only(meant) or bare
        for some in (names, filter(None, map(key_of_issued, names))):
            meant = set().union(*(self._documents.get(name, ()) for name in some)) - {citing}
            if number:
                meant = {one for one in meant if (year := self._years[one]) and f"〔{year}〕" in number}
            if meant:
                return _only(meant) or bare
        return bare


def _only(ids: set[str]) -> str | None:
    """The one that is meant; of documents that differ by their files alone, the one that bears their common id."""
    first = min(ids, key=len)
    return first if all(one == first or one.startswith(f"{first}:") for one in ids) else None


def read_answers(read: Read) -> Answers:
    """Read what the loaded documents of a store answer to."""
    return _make_answers(_read_loaded(read))


def _read_loaded(read: Read) -> list[dict[str, Any]]:
    return read(
        "MATCH (d:Document) WHERE d.loaded RETURN d.id AS id, d.cited_as AS words, d.written_on AS written, "
        "d.published_on AS published, d.status AS status, d.status_source AS status_source"
    )


def _make_answers(loaded: Iterable[Mapping[str, Any]]) -> Answers:
    answers = Answers()
    for row in loaded:
        answers.add(row["id"], row["words"] or (), row["written"], row["published"])
    return answers


def lead_citations(graph: DocumentGraph, answers: Answers) -> DocumentGraph:
    """Let a document's citations lead to the documents that they mean, loaded or about to be."""
    relationships: list[model.Relationship] = []
    ids: set[str] = set()
    for one in graph.relationships:
        if one.type not in CITING_TYPES:
            relationships.append(one)
            continue
        properties = one.properties()
        key = properties.get("cited_as")
        stop = one.stop_id if key is None else answers.find(key, one.start_id)
        ids.add(stop)
        link = _link(one.type, one.start_id, stop, properties)
        relationships.append(replace(one, id=link.properties["id"], stop_id=stop))
    bare = {node.id: node for node in graph.cited}
    cited = [bare.get(id_) or bare_document(id_) for id_ in sorted(ids)]
    return replace(graph, cited=cited, relationships=sorted(relationships, key=lambda one: one.id))


def compare_citations(read: Read) -> Difference:
    """Say which of a store's citations have to be led elsewhere, and what its bare nodes have to say."""
    loaded = _read_loaded(read)
    answers = _make_answers(loaded)
    difference = Difference()
    bare: dict[str, Mapping[str, Any] | None] = {}
    repealed: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for type_ in CITING_TYPES:
        moved: list[tuple[str, str, str, str]] = []
        for row in read(
            f"MATCH (a:Document)-[r:{type_}]->(b:Document) WHERE r.cited_as IS NOT NULL RETURN a.id AS start, "
            "r.id AS id, r.cited_as AS key, b.id AS stop, b.loaded AS loaded, b.name AS name, b.number AS number, "
            "a.nature AS nature, coalesce(a.effective_on, a.written_on, a.published_on) AS day"
        ):
            if not row["loaded"]:
                bare[row["stop"]] = row
            stop = answers.find(row["key"], row["start"])
            if type_ == model.Repeals.type and row["nature"] in _DECIDES:
                repealed[stop].append((str(row["day"] or _NEVER), row["start"]))
            if stop != row["stop"]:
                moved.append((row["start"], row["id"], row["stop"], stop))
                if stop == bare_id(row["key"]):
                    bare.setdefault(stop, None)
        _move(read, type_, moved, difference)
    _compare_bare(read, bare, difference)
    _compare_statuses(loaded, {id_: min(by)[1] for id_, by in repealed.items()}, difference)
    return difference


def _move(read: Read, type_: str, moved: list[tuple[str, str, str, str]], difference: Difference) -> None:
    """Take relationships away from where they lead, and let them lead elsewhere."""
    columns = ", ".join(
        f"r['{key}'] AS {key}" for key in PROPERTIES[type_]
    )  # the embedded engine takes r.start for a node
    starts = sorted({start for start, *_ in moved})
    held = {
        row["id"]: row
        for row in read(
            f"UNWIND $starts AS start MATCH (a:Document {{id: start}})-[r:{type_}]->(b:Document) "
            f"WHERE r.cited_as IS NOT NULL RETURN {columns}",
            starts=starts,
        )
    }
    for start, id_, old, new in moved:
        properties = {key: value for key, value in held[id_].items() if value is not None}
        link = _link(type_, start, new, properties)
        difference.removed_links.append(Link(type_, ("Document", start), ("Document", old), properties))
        difference.added_links.append(link)
        difference.led_elsewhere.append((type_, start))


def _compare_bare(read: Read, bare: Mapping[str, Mapping[str, Any] | None], difference: Difference) -> None:
    """Say which bare nodes are missing, or say something else than their key does."""
    missing = [id_ for id_, row in bare.items() if row is None]
    there = {
        row["id"]: row
        for row in read(
            "UNWIND $ids AS id MATCH (d:Document {id: id}) RETURN d.id AS id, d.name AS name, d.number AS number",
            ids=missing,
        )
    }
    for id_, row in bare.items():
        key: Key = ("Document", id_)
        wanted = bare_document(id_).properties()
        held = row or there.get(id_)
        if held is None:
            difference.added_nodes[key] = wanted
            difference.shared_outcomes.append((key, "added"))
        elif changes := {name: wanted.get(name) for name in _BARE if held[name] != wanted.get(name)}:
            difference.changed_nodes[key] = changes


def _compare_statuses(loaded: Iterable[Mapping[str, Any]], repealed: Mapping[str, str], difference: Difference) -> None:
    """Say which documents are repealed by others, the first of which tells, and which are so no more."""
    for row in loaded:
        source = repealed.get(row["id"])
        wanted = {"status": "repealed" if source else "unknown", "status_source": source}
        if changes := {name: value for name, value in wanted.items() if row[name] != value}:
            key: Key = ("Document", row["id"])
            difference.changed_nodes[key] = changes
            difference.shared_outcomes.append((key, "changed"))


def _link(type_: str, start: str, stop: str, properties: Mapping[str, Any]) -> Link:
    """The relationship, with the id that its ends give it."""
    ends = ("Document", start), ("Document", stop)
    return Link(type_, *ends, {**properties, "id": model.RELATIONSHIPS[type_].id_between(*ends, properties)})
