"""Every rule of the graph, tested against a store and, where they are at hand, against the texts that were loaded.

A value that breaks no rule is compared, too: of what is one document's alone with the hash that its load left, of what
documents share with the gazetteer. Both hold for what this version of the program made, and only for that. What others
added to a store breaks no rule: nodes of other labels, relationships without an id, further properties.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from loader import model
from loader.citation_keys import bare_id
from loader.document import Problem, Span, Work
from loader.errors import LoaderError
from loader.graph import hash_graph
from loader.normalising import normalise
from loader.reading import read_works
from loader.resolving import MAKERS, SharedGraph
from loader.stores.citing import CITING_TYPES, compare_citations
from loader.stores.difference import INCOMING_TYPES, OWN, RETRACTED, SHARED, SHARED_TYPES
from loader.version import made_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from loader.document import Text
    from loader.stores import Store, StoredDocument

_TYPES = "|".join(model.RELATIONSHIPS)
_NEXT_LOAD = "the next load sets it right"
_GAP = "\0"
"""Stands for a character that no section holds."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is broken, and where."""

    what: str
    where: str
    stays: bool = True
    """Whether only making its document anew mends it; else it says itself what does."""

    def __str__(self) -> str:
        """One line."""
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class _Link:
    start: tuple[str, str]
    stop: tuple[str, str]
    type: str
    properties: dict[str, Any]

    @property
    def where(self) -> str:
        return _where(self.start, self.type, self.stop)

    @property
    def entity(self) -> model.Relationship:
        """What its properties make; a citation leads to the bare node, wherever it leads by now."""
        cls, stop = model.RELATIONSHIPS[self.type], self.stop
        said = _modelled(cls, self.properties)
        if "cited_as" in said:
            stop = stop[0], bare_id(said["cited_as"])
            said["id"] = cls.id_between(self.start, stop, said)
        return cls(said.pop("id"), *self.start, *stop, **said)


def _modelled(cls: type[model.Entity], properties: Mapping[str, Any]) -> dict[str, Any]:
    """Without what others have added."""
    return {key: properties[key] for key in cls.property_keys() if key in properties}


@dataclass(frozen=True, slots=True)
class _Held:
    """A document as the store holds it."""

    document: dict[str, Any]
    nodes: dict[tuple[str, str], dict[str, Any]]
    links: list[_Link]


def _where(start: tuple[str, str], type_: str, stop: tuple[str, str]) -> str:
    return f"{start[0]} {start[1]} -{type_}-> {stop[0]} {stop[1]}"


def check(store: Store, paths: Sequence[Path | str] = ()) -> list[Finding]:
    """Find every broken rule; `paths` are what was loaded, so that texts are compared with the files too."""
    works = list(read_works(paths))
    texts = {source.sha256: source.text for work in works if isinstance(work, Work) for source in work.sources}
    findings = [
        Finding(f"is not compared: {work.message}", work.path, stays=False)
        for work in works
        if isinstance(work, Problem)
    ]
    findings += [*_check_counts(store), *_check_needs(store), *_check_citations(store)]
    known = store.known()
    findings += _check_shared(store, compare=all(map(_is_comparable, known)))
    for one in known:
        held = _read_document(store, one.id)
        faults = list(_check_document(held, texts))
        if not faults and _is_comparable(one):
            faults += _check_hash(held)
        findings += faults
    return findings


def _is_comparable(document: StoredDocument) -> bool:
    """Whether this version of the program made a document, so that its values can be compared."""
    return document.made_by == made_by()


def _check_counts(store: Store) -> Iterator[Finding]:
    """Ids are unique, and every node has a name."""
    for label in model.NODES:
        statement = f"MATCH (n:{label}) WITH n.id AS id, count(*) AS times WHERE times > 1 RETURN id, times ORDER BY id"
        for id_, times in store.run(statement).rows:
            yield Finding(f"{times} nodes have this id", f"{label} {id_}")
        statement = f"MATCH (n:{label}) WHERE n.name IS NULL OR n.name = '' RETURN n.id AS id ORDER BY id"
        for (id_,) in store.run(statement).rows:
            yield Finding("has no name", f"{label} {id_}")


def _check_needs(store: Store) -> Iterator[Finding]:
    """Nothing is there that no document needs, unless others hold it."""
    for label in model.NODES:
        where, patterns = _what_needs(label)
        unneeded = " AND ".join([*where, *(f"NOT EXISTS {{ {pattern} }}" for pattern in patterns)])
        statement = f"MATCH (n:{label}) WHERE n.{RETRACTED} IS NULL AND {unneeded} RETURN n.id AS id ORDER BY id"
        for (id_,) in store.run(statement).rows:
            yield Finding("no document needs it", f"{label} {id_}")
        statement = f"MATCH (n:{label}) WHERE n.{RETRACTED} AND NOT EXISTS {{ (n)--() }} RETURN n.id AS id ORDER BY id"
        for (id_,) in store.run(statement).rows:
            yield Finding("is retracted, and nothing hangs on it any more", f"{label} {id_}")


def _check_citations(store: Store) -> Iterator[Finding]:
    """Every citation leads to the loaded document that it means, else to a bare node; what follows is said there."""

    def read(statement: str, **parameters: Any) -> list[dict[str, Any]]:
        return store.run(statement, parameters).records()

    difference = compare_citations(read)
    for link in difference.removed_links:
        where = _Link(link.start, link.stop, link.type, {}).where
        cited = link.properties["cited_as"]
        yield Finding(f"leads elsewhere than to what it cites, {cited}; {_NEXT_LOAD}", where, stays=False)
    for (label, id_), changes in difference.changed_nodes.items():
        for name, wanted in changes.items():
            what = f"its {name} should be {wanted}, by what those say that cite it; {_NEXT_LOAD}"
            yield Finding(what, f"{label} {id_}", stays=False)


def _what_needs(label: str) -> tuple[list[str], list[str]]:
    """Conditions under which a node has to be needed, and the patterns any of which needs it."""
    if label == "Document":
        return ["n.loaded = false"], [f"(n)<-[:{'|'.join(CITING_TYPES)}]-()"]
    if label == "Witness":
        return [], ["(n)-[:WITNESS_OF]->()"]
    if label in OWN:
        return [], ["(n)-[:PART_OF]->()"]
    outgoing = [f"(n)-[:{'|'.join(INCOMING_TYPES)}]->()"] if label == "Body" else []
    return [], [f"(n)<-[:{_TYPES}]-()", *outgoing]


def _check_shared(store: Store, *, compare: bool) -> Iterator[Finding]:
    """Shared nodes and what lies between them; `compare` both with the gazetteer, on which alone they depend."""
    wanted = SharedGraph()
    nodes: dict[str, dict[str, Any]] = {}
    links: dict[str, dict[str, Any]] = {}
    for label in sorted(SHARED):
        for (node,) in store.run(f"MATCH (n:{label}) WHERE n.{RETRACTED} IS NULL RETURN n ORDER BY n.id").rows:
            properties, where = node["properties"], f"{label} {node['properties']['id']}"
            yield from _check_entity(model.NODES[label], properties, where)
            nodes[where] = properties
            with suppress(LoaderError):  # an id that nothing has; no document needs the node
                wanted.reach(MAKERS[label](properties["id"]))
        for id_, relationship, labels, other in store.run(
            f"MATCH (n:{label})-[r:{'|'.join(SHARED_TYPES)}]->(m) "
            "RETURN n.id AS id, r, labels(m) AS labels, m.id AS other"
        ).rows:
            if "id" in relationship["properties"]:
                link = _Link((label, id_), (_label(labels), other), **relationship)
                yield from _check_link(link)
                links[link.where] = link.properties
    if compare:
        yield from _compare({f"{one.label} {one.id}": one for one in wanted.nodes}, nodes)
        ends = ((one, (one.start_label, one.start_id), (one.stop_label, one.stop_id)) for one in wanted.relationships)
        yield from _compare({_where(start, one.type, stop): one for one, start, stop in ends}, links)


def _compare(wanted: Mapping[str, model.Entity], held: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    """What is held otherwise than wanted, by where it is."""
    for where, entity in wanted.items():
        properties = held.get(where)
        if properties is None:
            yield Finding("is missing", where)
            continue
        for key in entity.property_keys():
            if properties.get(key) != getattr(entity, key):
                yield Finding(f"its {key} is {properties.get(key)} and should be {getattr(entity, key)}", where)
    for where in sorted(held.keys() - wanted.keys()):
        yield Finding("nothing tells of it", where)


def _read_document(store: Store, id_: str) -> _Held:
    ((document,),) = store.run("MATCH (d:Document {id: $id}) RETURN d", {"id": id_}).rows
    nodes = {("Document", id_): document["properties"]}
    for (node,) in store.run(
        "MATCH (d:Document {id: $id})<-[:PART_OF|WITNESS_OF*1..20]-(n) RETURN DISTINCT n", {"id": id_}
    ).rows:
        nodes[_label(node["labels"]), node["properties"]["id"]] = node["properties"]
    links = []
    for label in sorted(OWN):
        ids = [key[1] for key in nodes if key[0] == label]
        for arrow, outward in ((f"-[r:{_TYPES}]->", True), (f"<-[r:{'|'.join(INCOMING_TYPES)}]-", False)):
            rows = store.run(
                f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}){arrow}(m) "
                "RETURN id, r, labels(m) AS labels, m.id AS other",
                {"ids": ids},
            ).rows
            for own, relationship, labels, other in rows:
                if "id" in relationship["properties"]:
                    ends = (label, own), (_label(labels), other)
                    links.append(_Link(*(ends if outward else ends[::-1]), **relationship))
    return _Held(document["properties"], nodes, links)


def _label(labels: Sequence[str]) -> str:
    """The label that is the loader's; others may have added their own."""
    return next((label for label in labels if label in model.NODES), labels[0])


def _check_document(held: _Held, texts: Mapping[str, str]) -> Iterator[Finding]:
    id_ = held.document["id"]
    for (label, node_id), properties in held.nodes.items():
        yield from _check_entity(model.NODES[label], properties, f"{label} {node_id}")
        if label != "Document" and not node_id.startswith(f"{id_}/"):
            yield Finding(f"its id does not begin with that of its document, {id_}", f"{label} {node_id}")
    for link in held.links:
        yield from _check_link(link)
    yield from _check_witnesses(held)
    yield from _check_structure(held)
    yield from _check_text(held, texts.get(held.document.get("text_sha256", "")))


def _check_hash(held: _Held) -> Iterator[Finding]:
    """What no other rule finds in a document is found here, though not where it is."""
    document = model.Document(**_modelled(model.Document, held.document))
    classes = ((model.NODES[label], node) for (label, _), node in held.nodes.items() if label != "Document")
    own = (cls(**_modelled(cls, node)) for cls, node in classes)
    if hash_graph(document, own, (link.entity for link in held.links)) != document.graph_sha256:
        yield Finding("somebody changed a value in what it says since it was loaded", f"Document {document.id}")


def _check_entity(cls: type[model.Entity], properties: Mapping[str, Any], where: str) -> Iterator[Finding]:
    """Test properties against the model; others may have added more."""
    try:
        cls.checker().model_validate(_modelled(cls, properties))
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False):
            yield Finding(f"{'.'.join(map(str, one['loc']))}: {one['msg']}", where)


def _check_link(link: _Link) -> Iterator[Finding]:
    """Test a relationship's ends, properties and id."""
    cls = model.RELATIONSHIPS[link.type]
    for end, allowed in ((link.start, cls.starts), (link.stop, cls.stops)):
        if end[0] not in {one.__name__ for one in allowed}:
            yield Finding(f"{link.type} may not have an end at a {end[0]}", link.where)
    yield from _check_entity(cls, link.properties, link.where)
    made = cls.id_between(link.start, link.stop, link.properties)
    if link.properties["id"] != made:
        yield Finding(f"its id {link.properties['id']} is not made of what it is", link.where)


def _check_witnesses(held: _Held) -> Iterator[Finding]:
    bases = [node for (label, _), node in held.nodes.items() if label == "Witness" and node["base"]]
    where = f"Document {held.document['id']}"
    if len(bases) != 1:
        yield Finding(f"has {len(bases)} base witnesses", where)
    elif bases[0]["sha256"] != held.document.get("text_sha256"):
        yield Finding("its text is not that of its base witness", where)


def _check_structure(held: _Held) -> Iterator[Finding]:
    """Every section and statement is part of one thing, within it; a section's stretch is cut by no other's."""
    above = Counter(link.start for link in held.links if link.type == "PART_OF")
    for (label, id_), number in above.items():
        if number > 1:
            yield Finding(f"is part of {number} things", f"{label} {id_}")
    for link in held.links:
        part, whole = held.nodes.get(link.start), held.nodes.get(link.stop)
        if link.type == "PART_OF" and link.stop[0] == "Section" and part and whole and not _lies_within(part, whole):
            yield Finding(f"lies outside {link.stop[1]}, of which it is a part", f"{link.start[0]} {link.start[1]}")
    stop = 0
    for section in _sections(held):
        if section["start"] < stop:
            yield Finding("overlaps the section before it", f"Section {section['id']}")
        stop = section["start"] + len(section["text"])


def _lies_within(part: Mapping[str, Any], whole: Mapping[str, Any]) -> bool:
    return bool(whole["start"] <= part["start"] <= part["stop"] <= whole["stop"])


def _sections(held: _Held) -> list[dict[str, Any]]:
    return sorted((node for (label, _), node in held.nodes.items() if label == "Section"), key=lambda one: one["start"])


def _check_text(held: _Held, file: str | None) -> Iterator[Finding]:
    """Compare every span with the text: the file's where it is at hand, else what the sections hold of it."""
    laid = _lay_out(_sections(held), held.document.get("chars") or 0)
    text = normalise(file if file is not None else laid.replace(_GAP, "\n"))
    if file is not None:
        yield from _compare_with_file(held, text)
    for (label, id_), node in held.nodes.items():
        if label in {"Measure", "Goal"}:
            yield from _check_statement(held.document["id"], f"{label} {id_}", node, text)
    for link in held.links:
        words = link.properties.get("base_text" if link.type == "READS" else "mention")
        if words is not None and "start" in link.properties:
            there = (file if file is not None else laid)[link.properties["start"] : link.properties["stop"]]
            if there != words and _GAP not in there:
                yield Finding(f"“{words}” is not what stands at its place", link.where)


def _check_statement(document_id: str, where: str, node: Mapping[str, Any], text: Text) -> Iterator[Finding]:
    """Compare a measure or goal with what stands at its place, and its id with the plain form of that."""
    span = Span(bisect_left(text.offsets, node["start"]), bisect_left(text.offsets, node["stop"]))
    if text.written(span) != node["text"]:
        yield Finding("its text is not what stands at its place", where)
    made = model.make_id(text.plain[span.start : span.stop])
    if str(node["id"]).removeprefix(f"{document_id}/").partition("#")[0] != made:
        yield Finding("its id is not made of its text", where)


def _compare_with_file(held: _Held, text: Text) -> Iterator[Finding]:
    """Every character that reading keeps lies in a section, and sections hold what stands in the file."""
    where = f"Document {held.document['id']}"
    if held.document.get("chars") != len(text.raw):
        yield Finding(f"has {held.document.get('chars')} characters, its file {len(text.raw)}", where)
    stop = 0
    for section in _sections(held):
        if _is_lost(text, stop, section["start"]):
            yield Finding(f"characters {stop} to {section['start']} lie in no section", where)
        stop = section["start"] + len(section["text"])
        if text.raw[section["start"] : stop] != section["text"]:
            yield Finding("its text is not what stands at its place", f"Section {section['id']}")
    if _is_lost(text, stop, len(text.raw)):
        yield Finding(f"characters {stop} to {len(text.raw)} lie in no section", where)


def _is_lost(text: Text, start: int, stop: int) -> bool:
    kept = text.offsets[bisect_left(text.offsets, start) : bisect_left(text.offsets, stop)]
    return any(not text.raw[place].isspace() for place in kept)


def _lay_out(sections: Sequence[Mapping[str, Any]], chars: int) -> str:
    """The text as far as the sections hold it."""
    parts, stop = [], 0
    for section in sections:
        parts += [_GAP * (section["start"] - stop), section["text"]]
        stop = max(stop, section["start"]) + len(section["text"])
    return "".join([*parts, _GAP * (chars - stop)])
