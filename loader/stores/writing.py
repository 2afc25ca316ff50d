"""Bringing one document of a store to what its graph wants, in Cypher that both engines take."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from loader import model
from loader.errors import LoaderError
from loader.stores.citing import CITING_TYPES, compare_citations
from loader.stores.difference import (
    INCOMING_TYPES,
    OWN,
    PROPERTIES,
    SHARED,
    SHARED_TYPES,
    Difference,
    Key,
    Link,
    State,
    Tally,
    bare_document,
    by_label,
    compare,
    grouped,
    known_properties,
    retract,
    spare_loaded,
    wanted_state,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loader.graph import DocumentGraph

_ALL_TYPES = "|".join(model.RELATIONSHIPS)
_OURS = "r['id'] IS NOT NULL"
"""Whether a relationship is the loader's; the embedded engine answers `r.id` for a missing id with its own number."""
_FEW = 20


class Runner(Protocol):
    """Runs statements where they are to be run: in a transaction, or in the engine."""

    def read(self, statement: str, **parameters: Any) -> list[dict[str, Any]]:
        """Give the rows; nodes and relationships are dicts that hold their `properties`."""

    def write(self, name: str, statement: str, rows: list[dict[str, Any]]) -> None:
        """Run a statement for each row; rows of the label or type `name` that find no place are an error."""


def load_document(run: Runner, graph: DocumentGraph, tally: Tally) -> None:
    """Bring a document to what its graph says; an unchanged one is told by its hash."""
    document = graph.document
    key = ("Document", document.id)
    held = run.read("MATCH (d:Document {id: $id}) WHERE d.loaded RETURN d.graph_sha256 AS graph", id=document.id)
    if held and document.graph_sha256 is not None and held[0]["graph"] == document.graph_sha256:
        tally.count_unchanged(graph)
        return
    wanted = wanted_state(graph, tally.settled.among(graph.shared))
    stored = _read_state(run, key, {*wanted.nodes, *(_own_keys(run, document.id) if held else ())})
    spare_loaded(key, stored, wanted)
    difference = compare(key, stored, wanted)
    _write(run, difference, tally)
    tally.settled.add(graph.shared)
    tally.count(difference, document.id, difference.verdict if held else "added")


def forget_document(run: Runner, document_id: str, tally: Tally) -> None:
    """Take a document out; if another cites it, a bare node stays."""
    key = ("Document", document_id)
    held = run.read("MATCH (d:Document {id: $id}) WHERE d.loaded RETURN d", id=document_id)
    if not held:
        raise LoaderError(f"no document {document_id} in the store")
    stored = _read_state(run, key, {key, *_own_keys(run, document_id)})
    wanted = State()
    if _is_cited(run, document_id):
        wanted.nodes[key] = bare_document(stored.nodes[key])
    difference = compare(key, stored, wanted)
    _write(run, difference, tally)
    tally.count(difference, document_id, "removed")


def settle_citations(run: Runner, tally: Tally) -> None:
    """Let citations lead where they should by all that is loaded now."""
    difference = compare_citations(run.read)
    _write(run, difference, tally)
    tally.count_shared(difference)


def _own_keys(run: Runner, document_id: str) -> list[Key]:
    """Find the document's own nodes along the structure, which no other document's id can be mistaken for."""
    keys = [
        ("Witness", row["id"])
        for row in run.read("MATCH (w:Witness)-[:WITNESS_OF]->(:Document {id: $id}) RETURN w.id AS id", id=document_id)
    ]
    level = [("Document", document_id)]
    while level:
        level = [
            (row["label"], row["id"])
            for label, ids in by_label(level).items()
            for row in run.read(
                f"UNWIND $ids AS id MATCH (n:{label} {{id: id}})<-[:PART_OF]-(m) "
                "RETURN labels(m)[0] AS label, m.id AS id",
                ids=ids,
            )
            if row["label"] in OWN
        ]
        keys += level
    return keys


def _read_state(run: Runner, document: Key, keys: set[Key]) -> State:
    """Read those of the nodes that are there, with the relationships that belong to the document or are shared."""
    state = State()
    for label, ids in by_label(keys).items():
        for row in run.read(f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) RETURN n", ids=ids):
            properties = row["n"]["properties"]
            state.nodes[label, properties["id"]] = known_properties(label, properties)
    holders = [key for key in state.nodes if key[0] != "Document" or key == document]
    for label, ids in by_label(holders).items():
        types = "|".join(SHARED_TYPES) if label in SHARED else _ALL_TYPES
        for row in run.read(
            f"UNWIND $ids AS id MATCH (n:{label} {{id: id}})-[r:{types}]->(m) "
            "RETURN id, r, labels(m)[0] AS label, m.id AS far",
            ids=ids,
        ):
            _add_link(state, row["r"], (label, row["id"]), (row["label"], row["far"]))
        if label in OWN:
            for row in run.read(
                f"UNWIND $ids AS id MATCH (n:{label} {{id: id}})<-[r:{'|'.join(INCOMING_TYPES)}]-(m) "
                "RETURN id, r, labels(m)[0] AS label, m.id AS far",
                ids=ids,
            ):
                _add_link(state, row["r"], (row["label"], row["far"]), (label, row["id"]))
    return state


def _add_link(state: State, relationship: dict[str, Any], start: Key, stop: Key) -> None:
    properties = relationship["properties"]
    if "id" in properties and start[0] in model.NODES and stop[0] in model.NODES:
        type_ = relationship["type"]
        link = Link(type_, start, stop, known_properties(type_, properties))
        state.links[link.key] = link


def _write(run: Runner, difference: Difference, tally: Tally) -> None:
    for label, rows in grouped((key[0], properties) for key, properties in difference.added_nodes.items()):
        run.write(label, _create_nodes(label), rows)
    changed = ((key[0], {"id": key[1], "changes": changes}) for key, changes in difference.changed_nodes.items())
    for label, rows in grouped(changed):
        run.write(label, f"MATCH (n:{label} {{id: row.id}}) SET n += row.changes", rows)
    added = (
        ((link.type, link.start[0], link.stop[0]), {**link.properties, "from": link.start[1], "to": link.stop[1]})
        for link in difference.added_links
    )
    for (type_, start, stop), rows in grouped(added):
        run.write(type_, _create_links(type_, start, stop), rows)
    altered = ((link.pattern, {**link.place, "changes": changes}) for link, changes in difference.changed_links)
    for pattern, rows in grouped(altered):
        run.write("relationships", f"MATCH {pattern} WHERE r.id = row.id SET r += row.changes", rows)
    _remove_links(run, difference.removed_links)
    tally.summary.retracted += _remove_nodes(run, difference.removed_nodes)
    _sweep(run, {link.far for link in difference.removed_links} - set(difference.removed_nodes), tally)


@cache
def _create_nodes(label: str) -> str:
    properties = ", ".join(f"{key}: row.{key}" for key in PROPERTIES[label])
    return f"CREATE (n:{label} {{{properties}}})"


@cache
def _create_links(type_: str, start: str, stop: str) -> str:
    properties = ", ".join(f"{key}: row.{key}" for key in PROPERTIES[type_])
    return (
        f"MATCH (a:{start} {{id: row.from}}) MATCH (b:{stop} {{id: row.to}}) "
        f"CREATE (a)-[r:{type_} {{{properties}}}]->(b)"
    )


def _remove_links(run: Runner, links: Iterable[Link]) -> None:
    for pattern, rows in grouped((link.pattern, link.place) for link in links):
        run.write("relationships", f"MATCH {pattern} WHERE r.id = row.id DELETE r", rows)


def _remove_nodes(run: Runner, keys: Iterable[Key]) -> list[str]:
    """Delete nodes; those that still hold relationships, which are not ours, are marked instead and returned."""
    retracted = []
    for label, ids in by_label(keys).items():
        statement = f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) WHERE EXISTS {{ (n)--() }} RETURN n.id AS id"
        held = [row["id"] for row in run.read(statement, ids=ids)]
        for action, some in ((retract(label), held), ("DELETE n", [id_ for id_ in ids if id_ not in held])):
            run.write(label, f"MATCH (n:{label} {{id: row.id}}) {action}", [{"id": id_} for id_ in some])
        retracted += held
    return retracted


def _sweep(run: Runner, keys: set[Key], tally: Tally) -> None:
    """Take away what is shared, or was only cited, and that nothing needs any more; then look at what lies above it."""
    while keys:
        unneeded = sorted(
            key for key in keys if (key[0] in SHARED or key[0] == "Document") and not _is_needed(run, key)
        )
        above = _read_state(run, ("", ""), set(unneeded)).links.values()
        _remove_links(run, above)
        tally.summary.retracted += _remove_nodes(run, unneeded)
        tally.count_removed([*unneeded, *(link.key for link in above)])
        keys = {link.far for link in above}


def _is_needed(run: Runner, key: Key) -> bool:
    """Whether a document's relationship reaches the node, or it lies above one that is reached."""
    label, id_ = key
    if label == "Document":
        loaded = run.read("MATCH (d:Document {id: $id}) WHERE d.loaded RETURN d.id AS id", id=id_)
        return bool(loaded) or _is_cited(run, id_)
    patterns = [f"<-[r:{_ALL_TYPES}]-()"]
    if label == "Body":
        patterns.append(f"-[r:{'|'.join(INCOMING_TYPES)}]->()")
    return any(_has_ours(run, f"MATCH (n:{label} {{id: $id}}){pattern}", id_) for pattern in patterns)


def _has_ours(run: Runner, match: str, id_: str) -> bool:
    """Whether one of the matched relationships is the loader's: a few answer that, though a region may have 100,000."""
    few = run.read(f"{match} RETURN r['id'] AS id LIMIT {_FEW}", id=id_)
    if any(row["id"] is not None for row in few):
        return True
    return len(few) == _FEW and bool(run.read(f"{match} WHERE {_OURS} RETURN n.id AS id LIMIT 1", id=id_))


def _is_cited(run: Runner, document_id: str) -> bool:
    return bool(
        run.read(
            f"MATCH (d:Document {{id: $id}}) MATCH (d)<-[r:{'|'.join(CITING_TYPES)}]-(m:Document) "
            f"WHERE m.id <> d.id AND {_OURS} RETURN m.id AS id LIMIT 1",
            id=document_id,
        )
    )
