"""The embedded store: the whole graph in one file, without a server.

The engine holds the graph in memory and writes it to the file as a whole, beside it first and then by a rename; so
the file always holds what was last saved, and nothing half. Every document is a transaction in memory, and what is
saved is whole documents. Readers see the file as it was when they opened it.

A writer locks the empty file `.lock` beside the store, which stays when it is done: a writer who took it away could
take it from another who has just opened it, and a third would then lock a new one and write at the same time.
"""

from __future__ import annotations

import os
import re
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kglite

from loader import model
from loader.errors import LoaderError
from loader.stores import DEFAULT_PLACE, LOAD_FIRST, Rows, read_known
from loader.stores.difference import PROPERTIES, Tally
from loader.stores.statements import refuse_reading_files, refuse_several
from loader.stores.writing import Wanted, forget_document, load_documents, settle_citations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from types import TracebackType
    from typing import Self

    from loader.graph import DocumentGraph
    from loader.stores import LoadSummary, StoredDocument
    from loader.stores.writing import PendingCounts

    _Work = Callable[["_Runner"], PendingCounts]

SCHEMA = 1
"""The version of the graph's model that this loader writes into a store."""

_SAVE_EVERY = 10.0
_SAVE_SHARE = 20
"""A load saves when the work since the last time took ten seconds, and twenty times as long as saving does."""

_KIND = re.compile(r"^(?:Cypher \w+ error(?: at |: )|Schema error: |File I/O error: )| \(os error \d+\)$")

kglite.set_query_warning_policy("silent")


class EmbeddedStore:
    """A graph in one file; see `loader.stores.Store`."""

    def __init__(self, path: Path, *, write: bool) -> None:
        self._path = path
        self._file = Path(os.path.realpath(path))
        """Where a link leads, for the engine's rename would put a file in the link's place."""
        self._write = write
        self._unsaved = False
        self._whole = True
        self._saved_at = time.monotonic()
        self._saving_took = 0.0
        with _translated(path):
            _check_kind(path)
            self._engine: kglite.KnowledgeGraph | None = (
                _open_for_writing(path, self._file) if write else _open_for_reading(path, self._file)
            )

    @property
    def _graph(self) -> kglite.KnowledgeGraph:
        if self._engine is None:
            raise LoaderError(f"{self.place} is closed; open it again")
        return self._engine

    @property
    def place(self) -> str:
        """The file's path."""
        return str(self._path)

    @property
    def server(self) -> None:
        """See `Store.server`."""
        return None

    def load(
        self,
        graphs: Iterable[DocumentGraph],
        *,
        dry_run: bool = False,
        progress: Callable[[str], None] | None = None,
    ) -> LoadSummary:
        """See `Store.load`. What was done is saved, whatever ends the load: an error, Ctrl-C."""
        tally = Tally()
        with self._session(tally, dry_run=dry_run) as work:
            for graph in graphs:
                work(partial(load_documents, pack=[Wanted(graph)], settled=tally.settled))
                if progress is not None:
                    progress(graph.document.id)
        return tally.summary

    def forget(self, document_ids: Iterable[str]) -> LoadSummary:
        """See `Store.forget`."""
        tally = Tally()
        with self._session(tally, dry_run=False) as work:
            for document_id in document_ids:
                work(partial(forget_document, document_id=document_id))
        return tally.summary

    def run(self, statement: str, parameters: Mapping[str, Any] | None = None) -> Rows:
        """See `Store.run`."""
        refuse_several(statement)
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

    def known(self) -> list[StoredDocument]:
        """See `Store.known`."""
        return read_known(self)

    def close(self) -> None:
        """Let the file go; what was not saved is dropped."""
        if self._write:
            Path(f"{self._file}.lock-owner").unlink(missing_ok=True)  # as long as the lock is ours
            self._write = False
        if self._engine is not None:
            with suppress(kglite.KgError):
                self._engine.__exit__(LoaderError, LoaderError(), None)
            self._engine = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _session(self, tally: Tally, *, dry_run: bool) -> Iterator[Callable[[_Work], None]]:
        """Give a function that does the work on one document; citations are settled at the end, whatever brings it.

        A dry run works in a transaction that is taken back.
        """
        if dry_run:
            transaction = self._graph.begin()
            work = partial(self._work, _Runner(transaction), tally)
            try:
                yield work
                work(settle_citations)
            finally:
                transaction.rollback()
            return
        if not self._write:
            raise LoaderError(f"{self.place} is open for reading only")
        if not self._whole:
            raise LoaderError(f"{self.place} was interrupted in the middle of a document; open it again")
        try:
            with ThreadPoolExecutor(1) as pool:
                try:
                    yield lambda work: pool.submit(self._work_and_save, tally, work).result()
                finally:
                    pool.submit(self._settle, tally).result()
        finally:
            self._save()

    def _settle(self, tally: Tally) -> None:
        """Let citations lead where they should, unless a failure left half a document in memory."""
        if self._whole:
            self._work_and_save(tally, settle_citations)

    def _work_and_save(self, tally: Tally, work: _Work) -> None:
        """Do the work on one document to its end: this runs in a thread of its own, where Ctrl-C does not reach it."""
        runner = _Runner(self._graph)
        self._whole = False
        try:
            self._work(runner, tally, work)
        finally:
            self._whole = not runner.wrote
        self._whole = True
        self._unsaved = self._unsaved or runner.wrote
        worked = time.monotonic() - self._saved_at
        if worked > _SAVE_EVERY and worked > _SAVE_SHARE * self._saving_took:
            self._save()

    def _work(self, runner: _Runner, tally: Tally, work: _Work) -> None:
        with _translated(self._path):
            work(runner).tell(tally)

    def _save(self) -> None:
        """Write the file, unless nothing is new or a failure left half a document in memory."""
        if not self._unsaved or not self._whole:
            return
        self._unsaved = False
        mode = self._file.stat().st_mode if self._file.exists() else None
        began = time.monotonic()
        with _translated(self._path), warnings.catch_warnings():
            warnings.simplefilter("ignore", kglite.MappedFallbackWarning)
            try:
                self._graph.save()
            except kglite.FileIoError as error:
                left = "it is as it was saved before" if self._file.exists() else "nothing is saved"
                raise LoaderError(f"cannot write {self.place}: {_one_line(error)}; {left}") from error
        if mode is not None:
            self._file.chmod(mode)  # who may read it stays the owner's choice
        self._saved_at = time.monotonic()
        self._saving_took = self._saved_at - began


class _Runner:
    """Runs statements, and remembers whether one of them wrote."""

    careful = True
    alone = True  # whoever writes has the file to himself

    def __init__(self, engine: kglite.KnowledgeGraph | kglite.Transaction) -> None:
        self._run: Callable[..., Any] = engine.cypher
        self.wrote = False

    def read(self, statement: str, **parameters: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._run(statement, params=parameters, timeout_ms=0).to_list()
        return rows

    def write(self, statement: str, rows: Sequence[Any]) -> None:
        if not rows:
            return
        self.wrote = True
        statement = f"UNWIND $rows AS row {statement} RETURN count(*) AS done"
        done = self._run(statement, params={"rows": rows}, timeout_ms=0).scalar()
        if done < len(rows):
            raise LoaderError(f"{len(rows) - done} of {len(rows)} nodes and relationships find no place: {statement}")


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


def _check_kind(path: Path) -> None:
    if path.is_dir():
        raise LoaderError(f"{path} is a folder; a store is a file, such as {path / DEFAULT_PLACE}")
    if path.exists() and not path.is_file():  # a pipe or device might never end
        raise LoaderError(f"{path} is no regular file; name another with --store")


def _open_for_writing(path: Path, file: Path) -> kglite.KnowledgeGraph:
    _check_writable(path, file)
    if file.exists():
        kglite.estimate_load_memory(str(file))  # raises for a file of another kind, before a lock is laid beside it
    graph = kglite.open(str(file), durable="off")
    owner = Path(f"{file}.lock-owner")
    if not owner.stat().st_size:  # without a word of us in it, saving would take the lock for another's
        owner.unlink()
        raise LoaderError(f"cannot write {path}: no space left on device")
    for leftover in file.parent.glob(f"{file.name}.tmp.*"):  # of a save that was killed; we hold the lock
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


def _check_writable(path: Path, file: Path) -> None:
    """Refuse what a save could not write, or would write though it is marked as read-only: it makes the file anew."""
    if file.exists() and not (file.stat().st_mode & 0o222 and os.access(file, os.W_OK)):
        raise LoaderError(f"{path} is read-only; make it writable, or name another file with --store")
    if file.parent.is_dir() and not os.access(file.parent, os.W_OK):
        raise LoaderError(f"cannot write {path}: its folder is read-only; name another file with --store")


def _open_for_reading(path: Path, file: Path) -> kglite.KnowledgeGraph:
    if not file.exists():
        raise LoaderError(f"no store at {path}; {LOAD_FIRST}")
    graph = kglite.load(str(file))
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
    told = (error.strerror if isinstance(error, OSError) else None) or str(error)
    text = told.splitlines()[0] if told else type(error).__name__
    return _KIND.sub("", text).replace(", col ", ", column ", 1)
