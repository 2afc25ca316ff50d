"""What people type (成渝, 发改委, 西部) to the name by which a statement finds it in the graph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz, process

from loader.document_names import write_name
from loader.errors import LoaderError
from loader.gazetteer import load_gazetteer
from loader.normalising import normalise
from loader.official_numbers import write_number
from loader.stores import is_empty, tell_empty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from loader.gazetteer.regions import RegionTable
    from loader.stores import Store

ANY = ("Region", "Programme", "Body", "Indicator", "Document")
LABELS = {
    "region": ("Region",),
    "programme": ("Programme",),
    "body": ("Body",),
    "document": ("Document",),
    "one": ANY,
    "other": ANY,
}
"""Which parameters of the canned queries are names, and of what."""

WORDS = {"indicator": "Indicator"}
"""Which are words of a name, and of what."""

_LISTS = {
    "Region": "regions-by-measures",
    "Programme": "programmes-by-measures",
    "Indicator": "targets",
    "Document": "documents",
}
"""The query that lists all of a label."""

_MOST = 12  # names that an error lists
_NEAREST = 5
_ALIKE = 60.0  # of 100: half of a short name's characters, in their order, are too few
_HOLDING = 40.0  # at most, above `_ALIKE`, for a name that holds what was typed, or is held by it
_QUOTES = re.compile(r"[“”‘’\"'《》]")
_BRACKETS = str.maketrans("[]【】()（）〈〉", "〔〕〔〕〔〕〔〕〔〕")
_SPACE = re.compile(r"\s+")


class Found(NamedTuple):
    """A node that bears a name."""

    label: str
    id: str
    name: str


def resolve_name(store: Store, typed: str, labels: Sequence[str], *, whole: bool = False) -> str:
    """Find the name or id that means in this store what was typed; LoaderError says what may be meant, or is near.

    Of a document some words of its name are enough, unless its `whole` name is asked for.

    Statements compare it with names, aliases and ids; several ids have | between them. A group alias (成渝, 川渝) means
    all of its regions. A name that several divisions bear (朝阳区) is refused, whether or not all of them are in the
    store: an answer must not change its meaning when more is loaded.
    """
    if not typed.strip():
        told = f"{labels[0].lower()}'s name" if len(labels) == 1 else "name"
        raise LoaderError(f"give a {told}{', number' if 'Document' in labels else ''} or id")
    for name in _spellings(typed, labels):
        if meant := _resolve(store, name, labels, whole=whole):
            return meant
    raise LoaderError(_tell_unknown(store, typed, labels))


def find_named(store: Store, name: str, labels: Iterable[str]) -> list[Found]:
    """Find the nodes of these labels that have just this name, alias, number or id; or several ids, joined by `|`.

    A document's id may hold a `|` itself.
    """
    found = [node for label in labels for node in _named(store, name, label)]
    if found or "|" not in name:
        return found
    return [node for label in labels for one in name.split("|") for node in _named(store, one, label)]


def _named(store: Store, name: str, label: str) -> list[Found]:
    rows = store.run(
        f"MATCH (n:{label}) WHERE {_condition(label)} RETURN n.id AS id, n.name AS name ORDER BY id", {"name": name}
    ).rows
    return [Found(label, *row) for row in rows]


def _condition(label: str) -> str:
    also = {"Document": " OR n.number = $name", "Indicator": ""}.get(label, " OR $name IN n.aliases")
    return f"n.name = $name OR n.id = $name{also}"


def _spellings(typed: str, labels: Sequence[str]) -> Iterator[str]:
    """Yield the ways to write it that a graph may have: as typed, full-width, without quotes, a body in full."""
    plain = normalise(typed).plain
    yield from dict.fromkeys([typed.strip(), plain, _QUOTES.sub("", plain)])
    if "Body" in labels and plain:  # last: the gazetteer takes longer to load than most answers
        yield load_gazetteer().bodies.describe(plain).name


def _resolve(store: Store, name: str, labels: Sequence[str], *, whole: bool) -> str | None:
    found = find_named(store, name, labels)
    if any(node.id == name and node.label != "Document" for node in found):
        return name
    if "Region" in labels:
        regions = [node for node in found if node.label == "Region"]
        meant = _resolve_region(store, name, regions)
        if meant is not None and (meant == name or len(found) == len(regions)):
            return meant
    if labels == ("Document",):
        return _resolve_document(store, name, found, whole=whole)
    if not found:
        return None
    _refuse_several(name, found)
    return name


def _resolve_region(store: Store, name: str, found: list[Found]) -> str | None:
    """Let the gazetteer decide whether several regions are a group or homonyms."""
    regions = load_gazetteer().regions
    group = regions.groups.get(name, ())
    ids = group or regions.find(name)
    if not ids:
        group = ids = _provinces(regions, name)
    loaded = [node.id for node in _loaded(store, ids)]
    if len(ids) > 1 and not group:
        ordered = sorted(ids, key=lambda id_: (id_ not in loaded, id_))
        told = _enumerate([regions.qualified_name(id_) + " (loaded)" * (id_ in loaded) for id_ in ordered])
        advice = "ask for one of them" if loaded else "none of them is loaded"
        raise LoaderError(f"{name} names several regions: {told}; {advice}")
    if ids and loaded != [node.id for node in found]:
        return "|".join(loaded) or None
    return name if found else None


def _provinces(regions: RegionTable, name: str) -> tuple[str, ...]:
    """List the provinces of a composite (川滇黔)."""
    provinces = regions.abbreviations.provinces
    return tuple(provinces[c] for c in name) if len(name) > 1 and all(c in provinces for c in name) else ()


def _loaded(store: Store, ids: Sequence[str]) -> list[Found]:
    rows = store.run(
        "MATCH (n:Region) WHERE n.id IN $ids RETURN n.id AS id, n.name AS name ORDER BY id", {"ids": list(ids)}
    ).rows
    return [Found("Region", *row) for row in rows]


def _refuse_several(name: str, found: list[Found]) -> None:
    """Refuse a short name of several bodies or programmes; a term that documents define for themselves is let pass."""
    for label in ("Programme", "Body"):
        names = sorted({node.name for node in found if node.label == label})
        if len(names) > 1 and name not in names:
            raise LoaderError(f"{name} names several: {_enumerate(names)}; ask for one of them")


def _resolve_document(store: Store, name: str, found: list[Found], *, whole: bool) -> str | None:
    """Find a document's id: by name, number or id; by its file; by what others cite it as; else by words of its name.

    No words are enough where its `whole` name is asked for.

    One that is loaded goes before those that are only cited.
    """
    carried = store.run(
        "MATCH (w:Witness)-[:WITNESS_OF]->(d:Document) WHERE $name IN [w.path, w.name] RETURN DISTINCT d.id AS id",
        {"name": name},
    ).rows
    for ids in ([node.id for node in found], [row[0] for row in carried]):
        if len(ids) == 1:
            return str(ids[0])
    rows = store.run(
        "MATCH (d:Document) RETURN d.id AS id, d.name AS name, d.number AS number, d.cited_as AS keys, "
        "d.loaded AS loaded ORDER BY id"
    ).rows
    wanted, number, cited = _bare(name), write_number(name), write_name(name)
    words = [_bare(word) for word in name.split()]
    ways: tuple[Callable[[str, str | None, list[str]], bool], ...] = (
        lambda title, sign, _: wanted == _bare(title) or (sign is not None and sign in (number, wanted)),
        lambda title, _, keys: cited in {write_name(title), *(key.partition("@")[0] for key in keys)},
        lambda title, sign, _: all(word in _bare(title + (sign or "")) for word in words),
    )
    for is_meant in ways[:-1] if whole else ways:
        meant = [row for row in rows if is_meant(row[1], row[2], row[3] or [])]
        meant = [row for row in meant if row[4]] or meant
        if len(meant) > 1:
            told = _enumerate([f"{row[1]} ({row[0]})" for row in meant])
            raise LoaderError(f"{name} names several documents: {told}; ask for one by its id")
        if meant:
            return str(meant[0][0])
    return None


def _bare(text: str) -> str:
    return _SPACE.sub("", _QUOTES.sub("", text)).translate(_BRACKETS)


def _tell_unknown(store: Store, typed: str, labels: Sequence[str]) -> str:
    """Say what comes nearest: in the store, and, where that is nearer still, in the gazetteer."""
    if is_empty(store):
        return tell_empty(store)
    there = _names_in(store, labels)
    near = rank_names(typed, there)
    best = max(near.values(), default=0.0)
    known = rank_names(typed, _names_known(typed, labels))
    others = [name for name, score in known.items() if score > best and name != typed and name not in there]
    told = f"{f'no {labels[0].lower()}' if len(labels) == 1 else 'nothing'} in {store.place} is called {typed}"
    if typed in known:
        told += ", though the gazetteer knows it"
    if near:
        told += f"; nearest: {_enumerate(list(near))}"
    if not near and not others and len(labels) == 1 and (query := _LISTS.get(labels[0])):
        told += f"; `loader query {query}` lists what there is"
    if others:
        told += f"; the gazetteer has {_enumerate(others)}, of which nothing is loaded"
    return told


def list_names(store: Store, labels: Sequence[str], beginning: str) -> list[str]:
    """List the names and aliases in a store that begin so."""
    return sorted(name for name in _names_in(store, labels) if name.startswith(beginning))


def rank_names(typed: str, names: Mapping[str, str]) -> dict[str, float]:
    """Give the names that come closest, each with how close it comes (up to 100), the closest first.

    `names` leads from every way to write a name to the name that is shown.
    """
    holding = [
        (name, _score_holding(typed, name)) for name in names if typed in name or (len(name) > 1 and name in typed)
    ]
    alike = process.extract(typed, list(names), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=_NEAREST)
    ranked: dict[str, float] = {}
    for name, score in sorted(
        [*holding, *((name, score) for name, score, _ in alike)], key=lambda one: (-one[1], one[0])
    ):
        ranked.setdefault(names[name], score)
    return dict(list(ranked.items())[:_NEAREST])


def _score_holding(typed: str, name: str) -> float:
    shorter, longer = sorted((len(typed), len(name)))
    return _ALIKE + _HOLDING * shorter / longer


def check_words(store: Store, words: str, label: str) -> None:
    """Refuse words that no name of a label holds; LoaderError offers the nearest."""
    if not store.run(
        f"MATCH (n:{label}) WHERE n.name CONTAINS $words RETURN n.id AS id LIMIT 1", {"words": words}
    ).rows:
        raise LoaderError(_tell_unknown(store, words, (label,)))


def resolve_section(store: Store, document: str, section: str) -> str:
    """Find the number or heading of a document's section that is meant: 十三 may be （十三） or 第十三条.

    LoaderError says which of them is there too, or which are near.
    """
    rows = store.run(
        "MATCH (s:Section)-[:PART_OF*1..12]->(d:Document) WHERE d.id = $document "
        "RETURN DISTINCT s.number AS number, s.name AS name, s.ordinal AS ordinal ORDER BY ordinal",
        {"document": document},
    ).rows
    names = {
        told: f"{number} {name}" if number else name for number, name, _ in rows for told in (number, name) if told
    }
    plain = normalise(section).plain
    for told in (section, plain):
        if told in names:
            return told
    meant = [told for told in (f"（{plain}）", f"第{plain}条") if told in names]
    if len(meant) == 1:
        return meant[0]
    if meant:
        told = _enumerate([names[one] for one in meant])
        raise LoaderError(f"{section} names several sections of {document}: {told}; ask for one of them by its number")
    near = rank_names(section, names)
    advice = f"nearest: {_enumerate(list(near))}" if near else f"`loader query document-outline {document}` lists them"
    raise LoaderError(f"no section of {document} is called {section}; {advice}")


def _names_in(store: Store, labels: Sequence[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for label in labels:
        aliases = "[]" if label in ("Document", "Indicator") else "n.aliases"
        for name, others in store.run(
            f"MATCH (n:{label}) RETURN n.name AS name, {aliases} AS aliases ORDER BY n.id"
        ).rows:
            names |= dict.fromkeys([name, *(others or ())], name)
    return names


def _names_known(typed: str, labels: Sequence[str]) -> dict[str, str]:
    """Names of the gazetteer; regions only near ones, for there are tens of thousands."""
    gazetteer = load_gazetteer()
    names: dict[str, str] = {}
    if "Region" in labels:
        near = [typed] if gazetteer.regions.find(typed) else []
        names |= {name: name for name in (*near, *gazetteer.regions.nearest(typed))}
    for label, table in (("Programme", gazetteer.programmes.by_name), ("Body", gazetteer.bodies.by_name)):
        if label in labels:
            names |= {other: name for name, entry in table.items() for other in (name, *entry.aliases)}
    return names


def _enumerate(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more
