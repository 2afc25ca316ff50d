"""The embedded store: the whole graph in one file, without a server.

The engine holds the graph in memory and writes it to the file as a whole, beside it first and then by a rename; so
the file always holds what was last saved, and nothing half. Every document is a transaction in memory, and what is
saved is whole documents. Readers see the file as it was when they opened it.
"""

from __future__ import annotations

import re
import time
import warnings
from collections import defaultdict
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Any

import kglite

from loader import model
from loader.errors import LoaderError
from loader.stores import DEFAULT_PLACE, Known, Rows
from loader.stores.difference import (
    INCOMING_TYPES,
    OWN,
    PROPERTIES,
    RETRACTED,
    SHARED,
    SHARED_TYPES,
    Difference,
    Key,
    Link,
    State,
    Tally,
    bare_document,
    compare,
    spare_loaded,
    wanted_state,
)
from loader.stores.statements import refuse_reading_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from loader.graph import DocumentGraph
    from loader.stores import LoadSummary

SCHEMA = 1
"""The version of the graph's model that this loader writes into a store."""

_SAVE_EVERY = 10.0
_SAVE_SHARE = 20
"""A load saves when the work since the last time took ten seconds, and twenty times as long as saving does."""

_ALL_TYPES = "|".join(model.RELATIONSHIPS)
_OURS = "r['id'] IS NOT NULL"
"""Whether a relationship is the loader's; the engine answers `r.id` for a missing id with a number of its own."""
_CITING = [
    name for name, cls in model.RELATIONSHIPS.items() if model.Document in cls.starts and model.Document in cls.stops
]

_KIND = re.compile(r"^(?:Cypher \w+ error(?: at |: )|Schema error: |File I/O error: )| \(os error \d+\)$")

kglite.set_query_warning_policy("silent")


class EmbeddedStore:
    """A graph in one file; see `loader.stores.Store`."""

    def __init__(self, path: Path, *, write: bool) -> None:
        self._path = path
        self._write = write
        self._unsaved = False
        self._saved_at = time.monotonic()
        self._saving_took = 0.0
        if path.is_dir():
            raise LoaderError(f"{path} is a folder; a store is a file, such as {path / DEFAULT_PLACE}")
        with _translated(path):
            self._graph = _open_for_writing(path) if write else _open_for_reading(path)

    @property
    def place(self) -> str:
        """The file's path."""
        return str(self._path)

    def load(
        self,
        graphs: Iterable[DocumentGraph],
        *,
        dry_run: bool = False,
        progress: Callable[[str], None] | None = None,
    ) -> LoadSummary:
        """See `Store.load`. What was done is saved, whatever ends the load: an error, Ctrl-C."""
        tally = Tally()
        with self._session(dry_run=dry_run) as transaction:
            for graph in graphs:
                with transaction() as run:
                    try:
                        _load_document(run, graph, tally)
                    except LoaderError as error:
                        raise LoaderError(f"{graph.document.name} ({graph.document.id}): {error}") from error
                if progress is not None:
                    progress(graph.document.id)
        return tally.summary

    def forget(self, document_ids: Iterable[str]) -> LoadSummary:
        """See `Store.forget`."""
        tally = Tally()
        with self._session() as transaction:
            for document_id in document_ids:
                with transaction() as run:
                    _forget_document(run, document_id, tally)
        return tally.summary

    def run(self, statement: str, parameters: Mapping[str, Any] | None = None) -> Rows:
        """See `Store.run`."""
        refuse_reading_files(statement)
        self._graph.read_only(True)  # noqa: FBT003 - the engine's way to ask for it
        try:
            with _translated(self._path):
                result = self._graph.cypher(statement, params=dict(parameters or {}), hide_structural_keys=True)
        finally:
            self._graph.read_only(False)  # noqa: FBT003
        if isinstance(result, str):
            raise LoaderError("FORMAT CSV is not allowed: ask for the output's format instead")
        columns = list(result.columns)
        return Rows(columns, [[_plain(row[column]) for column in columns] for row in result])

    def known(self) -> list[Known]:
        """See `Store.known`."""
        paths = defaultdict(list)
        for document, path in self.run(
            "MATCH (w:Witness)-[:WITNESS_OF]->(d:Document) RETURN d.id AS document, w.path AS path ORDER BY path"
        ).rows:
            paths[document].append(path)
        rows = self.run(
            "MATCH (d:Document) WHERE d.loaded RETURN d.id AS document, d.text_sha256 AS text, "
            "d.graph_sha256 AS graph, d.made_by AS made_by ORDER BY document"
        ).rows
        return [Known(id_, tuple(paths[id_]), text or "", graph or "", by or "") for id_, text, graph, by in rows]

    def close(self) -> None:
        """Let the file go; what was not saved is dropped."""
        with suppress(kglite.KgError):
            self._graph.__exit__(LoaderError, LoaderError(), None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _session(self, *, dry_run: bool = False) -> Iterator[Callable[[], Any]]:
        """Give transactions, one a document; a dry run does all in one that is taken back."""
        if not self._write and not dry_run:
            raise LoaderError(f"{self.place} is open for reading only")
        if dry_run:
            whole = self._graph.begin()
            try:
                yield lambda: _within(whole)
            finally:
                whole.rollback()
            return
        try:
            yield self._transaction
        finally:
            self._save()

    @contextmanager
    def _transaction(self) -> Iterator[_Runner]:
        with _translated(self._path), self._graph.begin() as transaction:
            run = _Runner(transaction)
            yield run
            self._unsaved = self._unsaved or run.wrote
        worked = time.monotonic() - self._saved_at
        if worked > _SAVE_EVERY and worked > _SAVE_SHARE * self._saving_took:
            self._save()

    def _save(self) -> None:
        if not self._unsaved:
            return
        self._unsaved = False
        began = time.monotonic()
        with _translated(self._path), warnings.catch_warnings():
            warnings.simplefilter("ignore", kglite.MappedFallbackWarning)
            try:
                self._graph.save()
            except kglite.FileIoError as error:
                raise LoaderError(
                    f"cannot write {self.place}: {_one_line(error)}; it is as it was saved before"
                ) from error
        self._saved_at = time.monotonic()
        self._saving_took = self._saved_at - began


class _Runner:
    """Runs statements in a transaction, and remembers whether one of them wrote."""

    def __init__(self, transaction: kglite.Transaction) -> None:
        self._transaction = transaction
        self.wrote = False

    def read(self, statement: str, **parameters: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._transaction.cypher(statement, params=parameters, timeout_ms=0).to_list()
        return rows

    def write(self, name: str, statement: str, rows: list[dict[str, Any]]) -> None:
        """Run a statement for rows of one label or type, and see that every row found its place."""
        self.wrote = True
        statement = f"UNWIND $rows AS row {statement} RETURN count(*) AS done"
        done = self._transaction.cypher(statement, params={"rows": rows}, timeout_ms=0).scalar()
        if done < len(rows):
            raise LoaderError(f"{len(rows) - done} of {len(rows)} {name} belong to nodes that are not there")


@contextmanager
def _within(transaction: kglite.Transaction) -> Iterator[_Runner]:
    yield _Runner(transaction)


def _load_document(run: _Runner, graph: DocumentGraph, tally: Tally) -> None:
    document = graph.document
    key = ("Document", document.id)
    held = run.read("MATCH (d:Document {id: $id}) WHERE d.loaded RETURN d.graph_sha256 AS graph", id=document.id)
    if held and document.graph_sha256 is not None and held[0]["graph"] == document.graph_sha256:
        tally.count_unchanged(graph)
        return
    wanted = wanted_state(graph)
    stored = _read_state(run, key, {*wanted.nodes, *(_own_keys(run, document.id) if held else ())})
    spare_loaded(key, stored, wanted)
    difference = compare(key, stored, wanted)
    _write(run, difference, tally)
    tally.count(difference, document.id, difference.verdict if held else "added")


def _forget_document(run: _Runner, document_id: str, tally: Tally) -> None:
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


def _own_keys(run: _Runner, document_id: str) -> list[Key]:
    """Find the document's own nodes along the structure, which no other document's id can be mistaken for."""
    keys = [
        ("Witness", row["id"])
        for row in run.read("MATCH (w:Witness)-[:WITNESS_OF]->(:Document {id: $id}) RETURN w.id AS id", id=document_id)
    ]
    level = [("Document", document_id)]
    while level:
        level = [
            (row["label"], row["id"])
            for label, ids in _by_label(level).items()
            for row in run.read(
                f"UNWIND $ids AS id MATCH (n:{label} {{id: id}})<-[:PART_OF]-(m) "
                "RETURN labels(m)[0] AS label, m.id AS id",
                ids=ids,
            )
            if row["label"] in OWN
        ]
        keys += level
    return keys


def _read_state(run: _Runner, document: Key, keys: set[Key]) -> State:
    """Read those of the nodes that are there, with the relationships that belong to the document or are shared."""
    state = State()
    for label, ids in _by_label(keys).items():
        for row in run.read(f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) RETURN n", ids=ids):
            properties = row["n"]["properties"]
            state.nodes[label, properties["id"]] = _known_properties(label, properties)
    holders = [key for key in state.nodes if key[0] != "Document" or key == document]
    for label, ids in _by_label(holders).items():
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
        link = Link(type_, start, stop, _known_properties(type_, properties))
        state.links[link.key] = link


def _known_properties(name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {key: properties[key] for key in PROPERTIES[name] if key in properties}


def _write(run: _Runner, difference: Difference, tally: Tally) -> None:
    for label, rows in _grouped((key[0], properties) for key, properties in difference.added_nodes.items()):
        run.write(label, _create_nodes(label), rows)
    changed = ((key[0], {"id": key[1], "changes": changes}) for key, changes in difference.changed_nodes.items())
    for label, rows in _grouped(changed):
        run.write(label, f"MATCH (n:{label} {{id: row.id}}) SET n += row.changes", rows)
    added = (
        ((link.type, link.start[0], link.stop[0]), {**link.properties, "from": link.start[1], "to": link.stop[1]})
        for link in difference.added_links
    )
    for (type_, start, stop), rows in _grouped(added):
        run.write(type_, _create_links(type_, start, stop), rows)
    altered = ((_pattern(link), {**_place(link), "changes": changes}) for link, changes in difference.changed_links)
    for pattern, rows in _grouped(altered):
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


def _pattern(link: Link) -> str:
    """Match the relationship from the end that has few of its type: a region has very many, a measure has not."""
    if link.incoming:
        return f"(n:{link.stop[0]} {{id: row.near}})<-[r:{link.type}]-()"
    return f"(n:{link.start[0]} {{id: row.near}})-[r:{link.type}]->()"


def _place(link: Link) -> dict[str, Any]:
    return {"near": link.stop[1] if link.incoming else link.start[1], "id": link.properties["id"]}


def _remove_links(run: _Runner, links: Iterable[Link]) -> None:
    for pattern, rows in _grouped((_pattern(link), _place(link)) for link in links):
        run.write("relationships", f"MATCH {pattern} WHERE r.id = row.id DELETE r", rows)


def _remove_nodes(run: _Runner, keys: Iterable[Key]) -> list[str]:
    """Delete nodes; those that still hold relationships, which are not ours, are marked instead and returned."""
    retracted = []
    for label, ids in _by_label(keys).items():
        statement = f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) WHERE EXISTS {{ (n)--() }} RETURN n.id AS id"
        held = [row["id"] for row in run.read(statement, ids=ids)]
        mark = f"n.{RETRACTED} = true" + (", n.loaded = false, n.graph_sha256 = null" if label == "Document" else "")
        for action, some in ((f"SET {mark}", held), ("DELETE n", [id_ for id_ in ids if id_ not in held])):
            run.write(label, f"MATCH (n:{label} {{id: row.id}}) {action}", [{"id": id_} for id_ in some])
        retracted += held
    return retracted


def _sweep(run: _Runner, keys: set[Key], tally: Tally) -> None:
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


def _is_needed(run: _Runner, key: Key) -> bool:
    """Whether a document's relationship reaches the node, or it lies above one that is reached."""
    label, id_ = key
    if label == "Document":
        loaded = run.read("MATCH (d:Document {id: $id}) WHERE d.loaded RETURN d.id AS id", id=id_)
        return bool(loaded) or _is_cited(run, id_)
    patterns = [f"(n)<-[r:{_ALL_TYPES}]-()"]
    if label == "Body":
        patterns.append(f"(n)-[r:{'|'.join(INCOMING_TYPES)}]->()")
    return any(
        run.read(f"MATCH (n:{label} {{id: $id}}) MATCH {one} WHERE {_OURS} RETURN n.id AS id LIMIT 1", id=id_)
        for one in patterns
    )


def _is_cited(run: _Runner, document_id: str) -> bool:
    return bool(
        run.read(
            f"MATCH (d:Document {{id: $id}}) MATCH (d)<-[r:{'|'.join(_CITING)}]-(m:Document) "
            f"WHERE m.id <> d.id AND {_OURS} RETURN m.id AS id LIMIT 1",
            id=document_id,
        )
    )


def _by_label(keys: Iterable[Key]) -> dict[str, list[str]]:
    ids = defaultdict(list)
    for label, id_ in keys:
        ids[label].append(id_)
    return ids


def _grouped(pairs: Iterable[tuple[Any, dict[str, Any]]]) -> Iterable[tuple[Any, list[dict[str, Any]]]]:
    groups = defaultdict(list)
    for name, row in pairs:
        groups[name].append(row)
    return groups.items()


def _plain(value: Any) -> Any:
    """A value as every store returns it: nodes and relationships with labels or type and properties, no more."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"id", "labels", "properties"}:
        return {"labels": value["labels"], "properties": _without_aliases(value["properties"])}
    if value.keys() == {"id", "start", "end", "type", "properties"}:
        return {"type": value["type"], "properties": value["properties"]}
    return {key: _plain(one) for key, one in value.items()}


def _without_aliases(properties: dict[str, Any]) -> dict[str, Any]:
    """The engine shows a node's name as its title too, and its label as its type."""
    return {key: value for key, value in properties.items() if key not in {"title", "type"}}


def _open_for_writing(path: Path) -> kglite.KnowledgeGraph:
    if path.exists():
        kglite.estimate_load_memory(str(path))  # raises for a file of another kind, before a lock is laid beside it
    graph = kglite.open(str(path), durable="off")
    for leftover in path.parent.glob(f"{path.name}.tmp.*"):  # of a save that was killed; we hold the lock
        leftover.unlink(missing_ok=True)
    _check_schema(graph, path)
    declare = {
        "nodes": {
            label: {"primary_key": "id", "required": ["name"], "optional": list(keys)}
            for label, keys in PROPERTIES.items()
            if label in model.NODES
        }
    }
    graph.define_schema(declare)
    graph.set_schema_version(SCHEMA)
    return graph


def _open_for_reading(path: Path) -> kglite.KnowledgeGraph:
    if not path.exists():
        raise LoaderError(f"no store at {path}; load something first: loader load PATH")
    graph = kglite.load(str(path))
    _check_schema(graph, path)
    return graph


def _check_schema(graph: kglite.KnowledgeGraph, path: Path) -> None:
    version = graph.schema_version
    if version > SCHEMA:
        raise LoaderError(
            f"{path} was written by a newer loader; upgrade policy-graph-loader, or load into another file"
        )
    if version == 0 and len(graph):
        raise LoaderError(f"{path} holds a graph of another kind; name another file with --store")


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Turn what the engine says into one line that says what to do."""
    try:
        yield
    except kglite.WriterLeaseHeldError as error:
        holder = error.holder
        who = "this process" if holder.get("self") else f"process {holder.get('pid') or 'unknown'}"
        since = f", since {holder['since']}" if holder.get("since") else ""
        raise LoaderError(
            f"{path} is being written by {who}{since}; wait for it to end, or load into another file"
        ) from error
    except kglite.FileFormatError as error:
        raise LoaderError(_explain_format(path, str(error))) from error
    except (kglite.FileIoError, OSError) as error:
        raise LoaderError(f"cannot use {path}: {_one_line(error)}; name another file with --store") from error
    except kglite.ReadOnlyError as error:
        raise LoaderError("the statement would write; statements may only read the graph") from error
    except kglite.CypherTimeoutError as error:
        raise LoaderError(f"the statement ran too long: {_one_line(error)}") from error
    except (kglite.KgError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise LoaderError(_one_line(error)) from error


def _explain_format(path: Path, message: str) -> str:
    if "only supports up to" in message:
        return f"{path} was written by a newer version of the store's engine; upgrade kglite, or load into another file"
    if "corrupt" in message or "truncated" in message:
        return f"{path} is damaged; restore it from a copy, or delete it and load again"
    return f"{path} is not a policy graph's store; name another file with --store"


def _one_line(error: BaseException) -> str:
    """Give the engine's message without its name for the kind, its picture of the place and what it has to offer."""
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return _KIND.sub("", text).replace(", col ", ", column ", 1)
