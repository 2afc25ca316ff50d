"""The graph in a Neo4j server.

Documents go in by packs of about twenty thousand rows, each pack a transaction; one is written in a thread of its own
while the next is made.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future, wait
from contextlib import closing, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from loader.errors import LoaderError
from loader.stores import Rows, read_known
from loader.stores.difference import Tally
from loader.stores.neo4j_connection import Connection, Runner
from loader.stores.neo4j_schema import LOCK_LABEL, TEXT_LIMIT, Rule, missing_rules
from loader.stores.neo4j_values import plain_value
from loader.stores.packs import Load
from loader.stores.statements import refuse_commands, refuse_reading_files, refuse_several
from loader.stores.writing import PendingCounts, forget_document, settle_citations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import TracebackType
    from typing import Self

    from loader.graph import DocumentGraph
    from loader.stores import LoadSummary, StoredDocument
    from loader.stores.settings import Server

    _Writing = Callable[[Runner], PendingCounts]

T = TypeVar("T")


class Neo4jStore:
    """A graph in a Neo4j database; see `loader.stores.Store`."""

    def __init__(self, server: Server, *, write: bool) -> None:
        self._server = server
        self._write = write
        self._connection = Connection(server)

    @property
    def place(self) -> str:
        """The server's address and the database."""
        return self._server.place

    @property
    def server(self) -> Server:
        """See `Store.server`."""
        return self._server

    def load(
        self,
        graphs: Iterable[DocumentGraph],
        *,
        dry_run: bool = False,
        progress: Callable[[str], None] | None = None,
    ) -> LoadSummary:
        """See `Store.load`. What came before an error or Ctrl-C is written; Ctrl-C amid the writing ends that."""
        tally = Tally()
        if dry_run:
            with self._connection.translated(), self._connection.rolled_back() as transact:
                Load(transact, lambda work: partial(transact, work), tally, progress).take(graphs)
                transact(settle_citations).tell(tally)
            return tally.summary
        self._check_writing()
        self._prepare()
        with self._writer() as begin:
            Load(partial(self._connection.transact, write=False), begin, tally, progress).take(graphs)
        self._settle(tally)
        return tally.summary

    def forget(self, document_ids: Iterable[str]) -> LoadSummary:
        """See `Store.forget`."""
        self._check_writing()
        self._prepare()
        tally = Tally()
        for document_id in document_ids:
            self._connection.transact(partial(forget_document, document_id=document_id)).tell(tally)
        self._settle(tally)
        return tally.summary

    def run(self, statement: str, parameters: Mapping[str, Any] | None = None) -> Rows:
        """See `Store.run`."""
        refuse_several(statement)
        refuse_reading_files(statement)
        refuse_commands(statement)
        with self._connection.translated(), self._connection.session(write=False) as session:
            result = session.run(statement, dict(parameters or {}))
            columns = list(result.keys())
            return Rows(columns, [[plain_value(value) for value in record.values()] for record in result])

    def known(self) -> list[StoredDocument]:
        """See `Store.known`."""
        return read_known(self)

    def close(self) -> None:
        """Close the connection; a server that hangs is not waited for."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _check_writing(self) -> None:
        if not self._write:
            raise LoaderError(f"{self._server.uri} is open for reading only")

    @contextmanager
    def _writer(self) -> Iterator[Callable[[_Writing], Callable[[], PendingCounts]]]:
        """Give what begins a transaction in a thread, one at a time, and gives what waits for it.

        The thread has a connection of its own, so that Ctrl-C, which cuts that on which it strikes, leaves it alone;
        what is under way on it the server is told to end.
        """
        writing: Future[PendingCounts] = Future()
        writing.set_result(PendingCounts())

        def begin(work: _Writing) -> Callable[[], PendingCounts]:
            nonlocal writing
            writing = Future()
            threading.Thread(target=_fulfil, args=[writing, partial(connection.transact, work)], daemon=True).start()
            return writing.result

        with closing(Connection(self._server)) as connection:
            try:
                try:
                    yield begin
                except Exception:
                    wait([writing])
                    raise
            except Exception:
                raise
            except BaseException:  # it may have struck in that wait, too
                connection.stop(writing)
                raise

    def _settle(self, tally: Tally) -> None:
        """Let citations lead where they should, unless nothing was written since they were last settled."""
        if not self._connection.transact(_are_citations_settled, write=False):
            self._connection.transact(_settle_citations).tell(tally)

    def _prepare(self) -> None:
        """Make the constraints and indexes that are missing."""
        missing = self._connection.transact(_find_missing, write=False)
        for rule in missing:
            if rule.kind == "TEXT" and self._connection.transact(partial(_has_long_text, rule=rule), write=False):
                continue
            with self._connection.translated():
                self._connection.change_schema(rule.statement)
        if missing:
            self._connection.transact(lambda run: run.read("CALL db.awaitIndexes(600)"), write=False)


def _fulfil(promise: Future[T], work: Callable[[], T]) -> None:
    try:
        promise.set_result(work())
    except BaseException as error:  # noqa: BLE001 - whoever waits for it gets it
        promise.set_exception(error)


def _are_citations_settled(run: Runner) -> bool:
    """Whether nothing was written, by a load that was perhaps killed, since citations were last settled."""
    rows = run.read(f"MATCH (l:{LOCK_LABEL} {{id: 'graph'}}) RETURN coalesce(l.settled, false) AS settled")
    return all(row["settled"] for row in rows)


def _settle_citations(run: Runner) -> PendingCounts:
    pending = settle_citations(run)
    run.write(f"MATCH (l:{LOCK_LABEL} {{id: row}}) SET l.settled = true", ["graph"])
    return pending


def _find_missing(run: Runner) -> list[Rule]:
    constraints = run.read("SHOW CONSTRAINTS YIELD type, labelsOrTypes, properties")
    indexes = run.read("SHOW INDEXES YIELD name, type, labelsOrTypes, properties")
    return missing_rules(constraints, indexes)


def _has_long_text(run: Runner, rule: Rule) -> bool:
    """Whether a text is there that the index could not take; a database that lacks the index is young, or has one."""
    statement = f"MATCH (n:{rule.label}) WHERE size(n.{rule.key}) > $limit RETURN n.id AS id LIMIT 1"
    return bool(run.read(statement, limit=TEXT_LIMIT))
