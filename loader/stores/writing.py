"""Bringing documents of a store to what their graphs want, in Cypher that both engines take.

Statements are sent for many documents at once; what is read finds its place through the indexes of ids, and from the
side that has few relationships.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol

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
    Outcome,
    Settled,
    State,
    Tally,
    by_label,
    compare,
    grouped,
    known_properties,
    retract,
    wanted_state,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from loader.graph import DocumentGraph

_OURS = "r['id'] IS NOT NULL"
"""Whether a relationship is the loader's; the embedded engine answers `r.id` for a missing id with its own number."""

_ALL_TYPES = "|".join(model.RELATIONSHIPS)
_INCOMING = "|".join(INCOMING_TYPES)
_AMONG_SHARED = "|".join(SHARED_TYPES)
_CITING = "|".join(CITING_TYPES)
_REACHED = f"EXISTS {{ (n)<-[r:{_ALL_TYPES}]-() WHERE {_OURS} }}"
_FEW = f"CALL (n) {{ MATCH (n)<-[r:{_ALL_TYPES}]-() WITH r LIMIT 20 WHERE {_OURS} RETURN count(r) AS ours }}"
"""How many of a node's first relationships are ours, which mostly tells: for EXISTS the embedded engine would walk over
all 100,000 of a region."""
_NEEDED = {
    "Document": f"n.loaded OR EXISTS {{ (n)<-[r:{_CITING}]-(m:Document) WHERE {_OURS} AND m.id <> n.id }}",
    **dict.fromkeys(SHARED, f"ours > 0 OR {_REACHED}"),
    "Body": f"ours > 0 OR {_REACHED} OR EXISTS {{ (n)-[r:{_INCOMING}]->() WHERE {_OURS} }}",
}
"""By label, whether a document's relationship reaches a node, or it lies above one that is reached."""

_NOBODY: Key = ("", "")

P = ParamSpec("P")


class Runner(Protocol):
    """Runs statements in a transaction."""

    @property
    def careful(self) -> bool:
        """Whether nodes of new documents may be there already, as those that were kept for others."""

    @property
    def alone(self) -> bool:
        """Whether nobody else has written since this load last did, so that what it saw then still holds."""

    def read(self, statement: str, **parameters: Any) -> list[dict[str, Any]]:
        """Give the rows, with plain values."""

    def write(self, statement: str, rows: Sequence[Any]) -> None:
        """Run a statement for each `row`; every row has to find its place."""


@dataclass(slots=True)
class Wanted:
    """A document's graph, and what it wants to be there."""

    graph: DocumentGraph
    _state: State | None = None

    def state(self) -> State:
        """See `wanted_state`; made when it is first asked for."""
        if self._state is None:
            self._state = wanted_state(self.graph)
        return self._state


@dataclass(slots=True)
class PendingCounts:
    """What a transaction does, told to a tally once it is committed."""

    _told: list[Callable[[Tally], None]] = field(default_factory=list)

    def note(self, count: Callable[Concatenate[Tally, P], None], *args: P.args, **kwargs: P.kwargs) -> None:
        """Have one of the tally's methods count something."""
        self._told.append(lambda tally: count(tally, *args, **kwargs))

    def tell(self, tally: Tally) -> None:
        """Count everything."""
        for one in self._told:
            one(tally)


def read_hashes(run: Runner, ids: Iterable[str]) -> dict[str, str | None]:
    """Read the graph hashes of those documents that are loaded."""
    rows = run.read(
        "UNWIND $ids AS id MATCH (d:Document {id: id}) WHERE d.loaded RETURN id, d.graph_sha256 AS graph", ids=list(ids)
    )
    return {row["id"]: row["graph"] for row in rows}


def is_unchanged(graph: DocumentGraph, hashes: Mapping[str, str | None]) -> bool:
    """Whether what is loaded of a document is what its graph says."""
    wanted = graph.document.graph_sha256
    return wanted is not None and hashes.get(graph.document.id) == wanted


def load_documents(run: Runner, pack: Sequence[Wanted], settled: Settled) -> PendingCounts:
    """Bring documents, each once, to what their graphs say; what the load has `settled` before is not read again."""
    ids = [wanted.graph.document.id for wanted in pack]
    hashes = read_hashes(run, ids=ids)
    if not run.alone:
        settled.clear()
    pending = PendingCounts()
    update = _Update(run, pending)
    for wanted in pack:
        graph = wanted.graph
        if is_unchanged(graph, hashes):
            pending.note(Tally.count_unchanged, graph)
        else:
            verdict: Outcome | None = None if graph.document.id in hashes else "added"
            update.want(graph.document.id, wanted.state(), verdict, settled.among(graph.shared))
            pending.note(Tally.remember, graph.shared)
    update.bring(spared=set(ids))
    return pending


def forget_document(run: Runner, document_id: str) -> PendingCounts:
    """Take a document out, and what only it needed."""
    if document_id not in read_hashes(run, ids=[document_id]):
        raise LoaderError(f"no document {document_id} in the store")
    key = ("Document", document_id)
    wanted = State()
    if run.read(
        f"MATCH (d:Document {{id: $id}})<-[r:{_CITING}]-(m:Document) WHERE {_OURS} AND m.id <> d.id "
        "RETURN m.id AS id LIMIT 1",
        id=document_id,
    ):
        (row,) = run.read("MATCH (d:Document {id: $id}) RETURN d.name AS name, d.number AS number", id=document_id)
        bare = model.Document(id=document_id, name=row["name"], number=row["number"])
        wanted.nodes[key] = bare.properties()
    pending = PendingCounts()
    update = _Update(run, pending)
    update.want(document_id, wanted, "removed")
    update.bring(spared={document_id})
    return pending


def settle_citations(run: Runner) -> PendingCounts:
    """Let citations lead where they should by all that is loaded now."""
    pending = PendingCounts()
    difference = compare_citations(run.read)
    _Update(run, pending).write([difference])
    pending.note(Tally.count_shared, difference)
    return pending


class _Update:
    """What some documents want, and what has to be written for it."""

    def __init__(self, run: Runner, pending: PendingCounts) -> None:
        self._run = run
        self._pending = pending
        self._own: dict[str, State] = {}
        self._verdicts: dict[str, Outcome | None] = {}
        self._shared = State()

    def want(
        self, document_id: str, wanted: State, verdict: Outcome | None, settled: AbstractSet[Key] = frozenset()
    ) -> None:
        """Add a document; without a verdict, it follows from the difference to what is loaded of it.

        `settled` are those of its shared nodes that are known to be there, with the relationships among them.
        """
        own = self._own[document_id] = State()
        self._verdicts[document_id] = verdict
        for key, properties in wanted.nodes.items():
            is_own = key[0] not in SHARED and (key[0] != "Document" or key[1] == document_id)
            if key not in settled:
                (own if is_own else self._shared).nodes[key] = properties
        for key, link in wanted.links.items():
            if not link.shared:
                own.links[key] = link
            elif link.start not in settled:
                self._shared.links[key] = link

    def bring(self, spared: set[str]) -> None:
        """Compare with what is there and write the difference; `spared` documents are none that are only cited."""
        for id_ in spared:
            self._shared.nodes.pop(("Document", id_), None)
        held = self._read_own()
        differences = [self._compare_shared()]
        for id_, wanted in self._own.items():
            difference = compare(("Document", id_), held[id_], wanted)
            self._pending.note(Tally.count, difference, id_, self._verdicts[id_] or difference.verdict)
            differences.append(difference)
        self.write(differences)

    def _read_own(self) -> dict[str, State]:
        """Read, for each document, what is there of it."""
        loaded = [id_ for id_, verdict in self._verdicts.items() if verdict != "added"]
        owners = {("Document", id_): id_ for id_ in self._own}
        if loaded:
            owners |= _read_own_keys(self._run, loaded)
        if self._run.careful:
            owners |= {key: id_ for id_, wanted in self._own.items() for key in wanted.nodes}
        held: dict[str, State] = {id_: State() for id_ in self._own}
        nodes = _read_nodes(self._run, owners)
        for key, properties in nodes.items():
            held[owners[key]].nodes[key] = properties
        holders = [key for key in nodes if self._run.careful or key[0] != "Document" or owners[key] in loaded]
        for link in _read_links(self._run, holders):
            held[owners[link.stop if link.incoming else link.start]].links[link.key] = link
        return held

    def _compare_shared(self) -> Difference:
        """Compare what documents share, and the documents that are only cited; what is loaded itself stays as it is."""
        nodes = _read_nodes(self._run, self._shared.nodes)
        for key, properties in list(nodes.items()):
            if properties.get("loaded"):
                del nodes[key], self._shared.nodes[key]
        among = _read_links(self._run, (key for key in nodes if key[0] in SHARED))
        stored = State(nodes, {link.key: link for link in among})
        difference = compare(_NOBODY, stored, self._shared)
        self._pending.note(Tally.count_shared, difference)
        return difference

    def write(self, differences: Sequence[Difference]) -> None:
        """Write differences, and take away what nothing needs any more."""
        run = self._run
        for label, rows in grouped((key[0], row) for one in differences for key, row in one.added_nodes.items()):
            run.write(_create_nodes(label), rows)
        changed = (
            (key[0], {"id": key[1], "changes": changes})
            for one in differences
            for key, changes in one.changed_nodes.items()
        )
        for label, rows in grouped(changed):
            run.write(f"MATCH (n:{label} {{id: row.id}}) SET n += row.changes", rows)
        added = (
            ((link.type, link.start[0], link.stop[0]), {**link.properties, "from": link.start[1], "to": link.stop[1]})
            for one in differences
            for link in one.added_links
        )
        for ends, links in grouped(added):
            run.write(_create_links(*ends), links)
        altered = (
            (link.pattern, {**link.place, "changes": changes})
            for one in differences
            for link, changes in one.changed_links
        )
        for pattern, rows in grouped(altered):
            run.write(f"MATCH {pattern} WHERE r.id = row.id SET r += row.changes", rows)
        removed = [link for one in differences for link in one.removed_links]
        self._remove_links(removed)
        self._remove_nodes(chain.from_iterable(one.removed_nodes for one in differences))
        gone = {key for one in differences for key in one.removed_nodes}
        self._sweep({link.far for link in removed} - gone)

    def _remove_links(self, links: Iterable[Link]) -> None:
        for pattern, rows in grouped((link.pattern, link.place) for link in links):
            self._run.write(f"MATCH {pattern} WHERE r.id = row.id DELETE r", rows)

    def _remove_nodes(self, keys: Iterable[Key]) -> None:
        """Delete nodes; those that still hold relationships, which are not ours, are marked instead and reported."""
        for label, ids in by_label(keys).items():
            find = f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) WHERE EXISTS {{ (n)--() }} RETURN id"
            held = [row["id"] for row in self._run.read(find, ids=ids)]
            gone = sorted(set(ids) - set(held))
            for action, some in ((retract(label), held), ("DELETE n", gone)):
                self._run.write(f"MATCH (n:{label} {{id: row}}) {action}", some)
            self._pending.note(Tally.count_retracted, held)

    def _sweep(self, keys: set[Key]) -> None:
        """Take away what is shared, or only cited, and that nothing needs any more; then look at what lies above it."""
        while keys:
            unneeded = [
                (label, row["id"])
                for label, ids in by_label(key for key in sorted(keys) if key[0] in _NEEDED).items()
                for row in self._run.read(
                    f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) {_FEW} WITH n, id, ours "
                    f"WHERE NOT ({_NEEDED[label]}) RETURN id",
                    ids=ids,
                )
            ]
            above = _read_links(self._run, (key for key in unneeded if key[0] in SHARED))
            self._remove_links(above)
            self._remove_nodes(unneeded)
            gone = [*unneeded, *(link.key for link in above)]
            self._pending.note(Tally.count_removed, gone)
            keys = {link.far for link in above}


def _read_own_keys(run: Runner, document_ids: list[str]) -> dict[Key, str]:
    """Find documents' own nodes along the structure, each with the document that it belongs to."""
    owners = {}
    level = [("Document", id_, id_) for id_ in document_ids]
    witnesses = "UNWIND $ids AS id MATCH (:Document {id: id})<-[r:WITNESS_OF]-(w:Witness) RETURN id, w.id AS found"
    for row in run.read(witnesses, ids=document_ids):
        owners["Witness", row["found"]] = row["id"]
    while level:
        below = []
        for label, rows in grouped((label, [id_, document]) for label, id_, document in level):
            for row in run.read(
                f"UNWIND $rows AS row MATCH (n:{label} {{id: row[0]}})<-[r:PART_OF]-(m) WHERE {_OURS} "
                "RETURN row[1] AS document, labels(m) AS labels, m.id AS id",
                rows=rows,
            ):
                key = _key_of(row["labels"], row["id"])
                if key[0] in OWN and key not in owners:
                    owners[key] = row["document"]
                    below.append((*key, row["document"]))
        level = below
    return owners


def _read_nodes(run: Runner, keys: Iterable[Key]) -> dict[Key, dict[str, Any]]:
    """Read those of the nodes that are there, with the properties that are ours."""
    nodes = {}
    for label, ids in by_label(keys).items():
        for row in run.read(
            f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) RETURN id, properties(n) AS held", ids=ids
        ):
            nodes[label, row["id"]] = known_properties(label, row["held"])
    return nodes


def _read_links(run: Runner, keys: Iterable[Key]) -> list[Link]:
    """Read the relationships that belong to documents' own nodes, or lead from one shared node to another."""
    links = []
    for label, ids in by_label(keys).items():
        out = _AMONG_SHARED if label in SHARED else _ALL_TYPES
        directions = [(f"-[r:{out}]->", False)] + ([(f"<-[r:{_INCOMING}]-", True)] if label in OWN else [])
        for arrow, incoming in directions:
            for row in run.read(
                f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}){arrow}(m) WHERE {_OURS} "
                "RETURN id, type(r) AS type, properties(r) AS held, labels(m) AS labels, m.id AS far",
                ids=ids,
            ):
                near, far = (label, row["id"]), _key_of(row["labels"], row["far"])
                if far[0]:
                    start, stop = (far, near) if incoming else (near, far)
                    links.append(Link(row["type"], start, stop, known_properties(row["type"], row["held"])))
    return links


def _key_of(labels: Iterable[str], id_: str) -> Key:
    """Give a node's key; others may have given it labels of their own."""
    return next((label for label in labels if label in model.NODES), ""), id_


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
