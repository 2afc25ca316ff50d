"""One thing with everything that hangs on it, as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from loader.errors import LoaderError
from loader.model import NODES, RELATIONSHIPS, OwnNode
from loader.naming import ANY, find_named, resolve_name
from loader.normalising import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loader.model import Relationship
    from loader.stores import Store

MOST = 20
"""Relationships of one kind that are shown; how many there are is always told."""

_LISTED = 8  # measures and goals that an error lists
_STATEMENTS = ("Measure", "Goal")
_NOT_SHOWN = {"id", "name", "signs"}  # signs are the wording in a form that only the loader reads
_REFS = {
    "Measure": "n.ref = word",
    "Goal": "n.ref = word",
    "Section": "n.number IN [word, '（' + word + '）'] OR n.name = word",
}
"""How a word says which one is meant, by label."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A node."""

    label: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Connection:
    """One relationship, as it is seen from the thing that is shown."""

    type: str
    outgoing: bool
    """Whether it starts at the thing."""
    other: Thing
    properties: dict[str, Any]
    """Those that have a value, without id."""


@dataclass(frozen=True, slots=True)
class ConnectionGroup:
    """The relationships of one type, direction and label of the other end."""

    type: str
    outgoing: bool
    label: str
    count: int
    """How many there are; `connections` holds the first."""
    connections: list[Connection]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a statement's text that a relationship rests on."""

    start: int
    stop: int
    """In the text shown, half-open."""
    connection: Connection


@dataclass(frozen=True, slots=True)
class WitnessReading:
    """How another file has a stretch of the text."""

    file: str
    kind: str
    base_text: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """What `show` answers."""

    thing: Thing
    properties: dict[str, Any]
    """Those that have a value, without id, name and text."""
    stands_in: list[Thing]
    """Where it stands: the document, then its sections, the outermost first."""
    text: str | None
    """Of a measure, goal or section."""
    evidence: list[Evidence]
    """In the text's order; what rests on words elsewhere is among `groups` only."""
    readings: list[WitnessReading]
    groups: list[ConnectionGroup] = field(default_factory=list)


def show(store: Store, words: str | Sequence[str], *, most: int = MOST) -> Shown:
    """Show the one thing of this id, name, alias, path, ref, number or heading, or what alone holds all the words.

    LoaderError lists what may be meant where that is several. Of a thing with very many relationships the first `most`
    of each kind are given.
    """
    words = words.split() if isinstance(words, str) else [part for word in words for part in word.split()]
    if not words:
        raise LoaderError("give an id, a name or some words")
    return _describe(store, _find(store, words), most)


def _find(store: Store, words: Sequence[str]) -> Thing:
    name = " ".join(words)
    for label in NODES:
        rows = store.run(f"MATCH (n:{label}) WHERE n.id = $id RETURN n.name AS name", {"id": name}).rows
        if rows:
            return Thing(label, name, rows[0][0])
    if files := store.run(
        "MATCH (n:Witness) WHERE n.path = $path RETURN n.id AS id, n.name AS name", {"path": name}
    ).rows:
        return Thing("Witness", *files[0])
    if things := [Thing(*found) for found in find_named(store, name, ANY)]:
        return _only(name, things)
    plain = [normalise(word).plain for word in words]
    passages = _find_by_ref(store, plain) or _find_by_words(store, plain)
    if len(passages) == 1:
        return passages[0]
    if passages:
        told = ", ".join(f"{thing.id} ({thing.name})" for thing in passages[:_LISTED])
        more = f" and {len(passages) - _LISTED} more" if len(passages) > _LISTED else ""
        kinds = "measures or goals" if passages[0].label in _STATEMENTS else "sections"
        raise LoaderError(f"{len(passages)} {kinds} are meant by {name}: {told}{more}; show one by its id")
    meant = resolve_name(store, name, ANY)
    return _only(meant, [Thing(*found) for found in find_named(store, meant, ANY)])


def _only(name: str, things: list[Thing]) -> Thing:
    """Choose the thing of that very name, if there is just one; else the only one."""
    exact = [thing for thing in things if thing.name == name] or things
    if len(exact) == 1:
        return exact[0]
    told = ", ".join(f"{thing.name} ({thing.label} {thing.id})" for thing in exact[:_LISTED])
    more = f" and {len(exact) - _LISTED} more" if len(exact) > _LISTED else ""
    raise LoaderError(f"{name} names several: {told}{more}; show one by its id")


def _find_by_ref(store: Store, words: Sequence[str]) -> list[Thing]:
    """Find what is numbered so: measures and goals by their ref, sections by their number or heading.

    Words of the document's name may stand beside it.
    """
    found = []
    for label, is_meant in _REFS.items():
        rows = store.run(
            f"MATCH (n:{label}) WHERE any(word IN $words WHERE {is_meant}) MATCH (n)-[:PART_OF*1..12]->(d:Document) "
            f"WHERE all(word IN $words WHERE {is_meant} OR d.name CONTAINS word) "
            "RETURN n.id AS id, n.name AS name ORDER BY id",
            {"words": list(words)},
        ).rows
        found += [Thing(label, *row) for row in rows]
    return found


def _find_by_words(store: Store, words: Sequence[str]) -> list[Thing]:
    found = []
    for label in _STATEMENTS:
        rows = store.run(
            f"MATCH (n:{label}) WHERE n.text CONTAINS $words[0] AND all(word IN $words WHERE n.text CONTAINS word) "
            "RETURN n.id AS id, n.name AS name ORDER BY id",
            {"words": list(words)},
        ).rows
        found += [Thing(label, *row) for row in rows]
    return found


def _describe(store: Store, thing: Thing, most: int) -> Shown:
    properties = _properties_of(store, thing)
    text = properties.pop("text", None)
    groups = [group for way in _ways_of(thing.label) for group in _gather(store, thing, way, most)]
    evidence = []
    if thing.label in _STATEMENTS and text is not None:
        evidence = list(_mark(text, properties["start"], groups))
    return Shown(
        thing=thing,
        properties=properties,
        stands_in=_place_of(store, thing),
        text=text,
        evidence=sorted(evidence, key=lambda mark: (mark.start, mark.stop, mark.connection.type)),
        readings=_readings_of(store, thing),
        groups=groups,
    )


def _properties_of(store: Store, thing: Thing) -> dict[str, Any]:
    keys = [key for key in NODES[thing.label].property_keys() if key not in _NOT_SHOWN]
    if not keys:
        return {}
    columns = ", ".join(f"n.{key} AS {key}" for key in keys)
    row = store.run(f"MATCH (n:{thing.label}) WHERE n.id = $id RETURN {columns}", {"id": thing.id}).rows[0]
    return _valued(keys, row)


def _place_of(store: Store, thing: Thing) -> list[Thing]:
    """List what the thing is part of, the document first."""
    if not issubclass(NODES[thing.label], OwnNode) or thing.label in ("Document", "Witness"):
        return []
    rows = store.run(
        f"MATCH way = (n:{thing.label})-[:PART_OF*1..12]->(above) WHERE n.id = $id "
        "RETURN length(way) AS steps, labels(above)[0] AS kind, above.id AS id, "
        "coalesce(above.number + ' ', '') + above.name AS name ORDER BY steps DESC",
        {"id": thing.id},
    ).rows
    return [Thing(label, id_, name) for _, label, id_, name in rows]


class _Way(NamedTuple):
    """One way in which a node may hang on another."""

    relationship: type[Relationship]
    label: str
    """Of the other end."""
    outgoing: bool


def _ways_of(label: str) -> Iterator[_Way]:
    """Every way but what a thing is part of, and the readings of it."""
    node = NODES[label]
    for type_, relationship in RELATIONSHIPS.items():
        if node in relationship.starts and type_ != "PART_OF":
            yield from (_Way(relationship, stop.__name__, outgoing=True) for stop in relationship.stops)
        if node in relationship.stops and type_ != "READS":
            yield from (_Way(relationship, start.__name__, outgoing=False) for start in relationship.starts)


def _gather(store: Store, thing: Thing, way: _Way, most: int) -> Iterator[ConnectionGroup]:
    type_ = way.relationship.type
    arrow = f"-[r:{type_}]->" if way.outgoing else f"<-[r:{type_}]-"
    pattern = f"MATCH (n:{thing.label}){arrow}(o:{way.label}) WHERE n.id = $id"
    count = store.run(f"{pattern} RETURN count(r) AS many", {"id": thing.id}).rows[0][0]
    if not count:
        return
    keys = [key for key in way.relationship.property_keys() if key != "id"]
    columns = "".join(f", r['{key}'] AS {key}" for key in keys)  # the embedded engine takes r.start for a node
    order = "r.rank, " if "rank" in keys else ""
    rows = store.run(
        f"{pattern} RETURN o.id AS other_id, o.name AS other_name{columns} ORDER BY {order}o.id, r.id LIMIT {most:d}",
        {"id": thing.id},
    ).rows
    connections = [
        Connection(type_, way.outgoing, Thing(way.label, id_, name), _valued(keys, values))
        for id_, name, *values in rows
    ]
    yield ConnectionGroup(type_, way.outgoing, way.label, count, connections)


def _valued(keys: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    return {key: value for key, value in zip(keys, values, strict=True) if value is not None}


def _mark(text: str, start: int, groups: Sequence[ConnectionGroup]) -> Iterator[Evidence]:
    """Find the words of each relationship in the statement's text.

    Offsets index the text as read, from which the statement's text differs by line breaks and half-width marks: the
    words are looked for where the offset points, and the nearest place that has them counts.
    """
    for group in groups:
        for connection in group.connections:
            mention = connection.properties.get("mention")
            if not mention:
                continue
            words = mention if mention in text else "".join(normalise(mention).plain.split("\n"))
            expected = connection.properties["start"] - start
            places = [at for at in range(len(text)) if text.startswith(words, at)]
            if places and 0 <= expected <= 2 * len(text):
                at = min(places, key=lambda place: abs(place - expected))
                yield Evidence(at, at + len(words), connection)


def _readings_of(store: Store, thing: Thing) -> list[WitnessReading]:
    if NODES[thing.label] not in RELATIONSHIPS["READS"].stops:
        return []
    rows = store.run(
        f"MATCH (w:Witness)-[r:READS]->(n:{thing.label}) WHERE n.id = $id "
        "RETURN w.path AS file, r.kind AS kind, r.base_text AS base_text, r.text AS text, r.start AS start "
        "ORDER BY start, file, text",
        {"id": thing.id},
    ).rows
    return [WitnessReading(file, kind, base_text, text) for file, kind, base_text, text, _ in rows]
