"""The graph in a Neo4j server, through the official driver.

Documents go in by packs of about twenty thousand rows, each pack a transaction; one is written in a thread of its own
while the next is made. All loaders of a database take turns at one node, the lock: whoever holds it sees nothing
change but by his own hand.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from loader import __version__
from loader.errors import LoaderError
from loader.stores import Rows, read_known
from loader.stores.difference import Tally
from loader.stores.neo4j_schema import LOCK_LABEL, TEXT_INDEXES, TEXT_LIMIT, Rule, missing_rules
from loader.stores.packs import PACK_ROWS, Load, TooLargeError
from loader.stores.statements import refuse_commands, refuse_reading_files, refuse_several
from loader.stores.writing import PendingCounts, forget_document, settle_citations

try:
    import neo4j
    from neo4j import graph as neo4j_graph
    from neo4j import time as neo4j_time
    from neo4j.exceptions import IncompleteCommit

    from loader.stores.neo4j_errors import (
        FAILURES,
        explain,
        find_narrow_index,
        is_overtaken,
        is_passing,
        is_there_already,
        is_too_large,
    )
except ModuleNotFoundError as error:
    if error.name is None or error.name.partition(".")[0] != "neo4j":
        raise
    raise LoaderError("a Neo4j store needs its driver: pip install 'policy-graph-loader[neo4j]'") from None

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from types import TracebackType
    from typing import Self

    from loader.graph import DocumentGraph
    from loader.stores import LoadSummary, StoredDocument
    from loader.stores.settings import Server

    _Writing = Callable[["Runner"], PendingCounts]

T = TypeVar("T")

NOTIFICATIONS: dict[str, Any] = {"notifications_min_severity": "OFF"}
"""What the driver says about statements; nothing, for what it has to say is for those who write them."""

_PATIENCE = 60.0
"""Seconds for which what may pass is tried again: a server that restarts needs ten, with much to recover fifty."""
_STOPPING = 5.0
"""Seconds for which whoever ends waits for the server to end what it was doing, and to be told goodbye."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 2.0
_OVERTAKEN_LIMIT = 5
_LOOK_WHO_WAITS_AFTER = 1.0

_LOCK = (
    f"MERGE (l:{LOCK_LABEL} {{id: 'graph'}}) SET l.name = '装载锁', l.settled = false "
    "WITH l, l.tick AS before SET l.tick = $token RETURN before"
)
"""Takes the lock, and tells who held it before."""
_READ_LOCK = f"MATCH (l:{LOCK_LABEL} {{id: 'graph'}}) RETURN l.tick AS token"

_WAITING = (
    "SHOW TRANSACTIONS YIELD status, metaData WHERE metaData.loader = $token AND status STARTS WITH 'Blocked' "
    "RETURN status"
)
"""Whether the transaction with the token waits for a lock; until it holds the loaders' lock, it asks for no other."""

_STOP = (
    "SHOW TRANSACTIONS YIELD transactionId AS id, metaData WHERE metaData.loader = $token "
    "TERMINATE TRANSACTIONS id YIELD message RETURN message"
)
"""Ends the transaction with the token, if it is under way."""

_log = logging.getLogger("loader")
logging.getLogger("neo4j").addHandler(logging.NullHandler())  # else Python itself prints what the driver logs


class Neo4jStore:
    """A graph in a Neo4j database; see `loader.stores.Store`."""

    def __init__(self, server: Server, *, write: bool) -> None:
        self._server = server
        self._write = write
        self._token = ""
        self._written = ""
        """Names the last transaction that was committed."""
        self._closed = False
        self._driver = _connect(server)
        try:
            self._greet()
        except BaseException:
            self.close()
            raise

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
            with self._translated(), self._rolled_back() as transact:
                Load(transact, lambda work: partial(transact, work), tally, progress).take(graphs)
                transact(settle_citations).tell(tally)
            return tally.summary
        self._check_writing()
        self._prepare()
        with self._writer() as begin:
            Load(partial(self._transact, write=False), begin, tally, progress).take(graphs)
        self._settle(tally)
        return tally.summary

    def forget(self, document_ids: Iterable[str]) -> LoadSummary:
        """See `Store.forget`."""
        self._check_writing()
        self._prepare()
        tally = Tally()
        for document_id in document_ids:
            self._transact(partial(forget_document, document_id=document_id)).tell(tally)
        self._settle(tally)
        return tally.summary

    def run(self, statement: str, parameters: Mapping[str, Any] | None = None) -> Rows:
        """See `Store.run`."""
        refuse_several(statement)
        refuse_reading_files(statement)
        refuse_commands(statement)
        with self._translated(), self._session(neo4j.READ_ACCESS) as session:
            result = session.run(statement, dict(parameters or {}))
            columns = list(result.keys())
            return Rows(columns, [[_plain(value) for value in record.values()] for record in result])

    def known(self) -> list[StoredDocument]:
        """See `Store.known`."""
        return read_known(self)

    def close(self) -> None:
        """Close the connections; a server that hangs is not waited for."""
        self._closed = True
        closing = threading.Thread(target=self._driver.close, daemon=True)
        closing.start()
        closing.join(_STOPPING)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _greet(self) -> None:
        """See that the server answers and has the database."""
        try:
            with self._session(neo4j.READ_ACCESS) as session:
                session.run("RETURN 1 AS one").consume()
        except FAILURES as error:
            raise explain(_ask_directly(self._server) or error, self._server) from error

    def _check_writing(self) -> None:
        if not self._write:
            raise LoaderError(f"{self._server.uri} is open for reading only")

    @contextmanager
    def _session(self, mode: str) -> Iterator[neo4j.Session]:
        if self._closed:
            raise LoaderError(f"{self.place} is closed; open it again")
        with self._driver.session(database=self._server.database, default_access_mode=mode) as session:
            try:
                yield session
            except Exception:
                raise
            except BaseException:  # Ctrl-C strikes amid a message: whoever says anything more there waits for ever
                self.close()
                raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except FAILURES as error:
            raise explain(error, self._server) from error

    def _transact(self, work: Callable[[Runner], T], *, write: bool = True) -> T:
        """Do work in a transaction, under the lock if it writes."""
        result = self._try(work, write=write)
        if write:
            self._written = self._token
        return result

    def _try(self, work: Callable[[Runner], T], *, write: bool) -> T:
        """Do work in a transaction again and again, while what goes wrong may pass.

        It is careful once it was overtaken, by somebody who wrote without taking his turn.
        """
        give_up = time.monotonic() + _PATIENCE
        pause = _FIRST_PAUSE
        overtaken = 0
        attempt = _Attempt(work)
        while True:
            try:
                with self._session(neo4j.WRITE_ACCESS if write else neo4j.READ_ACCESS) as session:
                    return attempt.run(session, self._take_lock if write else None, careful=overtaken > 0)
            except OvertakenError as error:
                overtaken += 1
                if overtaken > _OVERTAKEN_LIMIT:
                    raise LoaderError(
                        f"nodes of ours vanish from {self._server.uri} while they are used; stop who writes there too"
                    ) from error
            except FAILURES as error:
                if is_too_large(error):
                    raise TooLargeError(str(explain(error, self._server))) from error
                if is_overtaken(error) and overtaken < _OVERTAKEN_LIMIT:
                    overtaken += 1
                elif (index := find_narrow_index(error)) is not None and self._drop_text_index(index):
                    continue
                elif not is_passing(error) or time.monotonic() > give_up:
                    raise explain(error, self._server) from error
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    @contextmanager
    def _writer(self) -> Iterator[Callable[[_Writing], Callable[[], PendingCounts]]]:
        """Give what begins a transaction in a thread, one at a time, and gives what waits for it.

        The thread has connections of its own, so that Ctrl-C, which cuts those on which it strikes, leaves them alone;
        what is under way on them the server is told to end.
        """
        writing: Future[PendingCounts] = Future()
        writing.set_result(PendingCounts())

        def begin(work: _Writing) -> Callable[[], PendingCounts]:
            nonlocal writing
            writing = Future()
            threading.Thread(target=_fulfil, args=[writing, partial(store._transact, work)], daemon=True).start()
            return writing.result

        with Neo4jStore(self._server, write=True) as store:
            try:
                try:
                    yield begin
                except Exception:
                    wait([writing])
                    raise
            except Exception:
                raise
            except BaseException:  # it may have struck in that wait, too
                store._stop(writing)
                raise

    def _stop(self, writing: Future[PendingCounts]) -> None:
        """End what a thread has the server do, and let it begin nothing else.

        A server that hangs ends it as soon as it finds that nobody is there any more.
        """
        self._closed = True
        telling = threading.Thread(target=self._have_it_ended, args=[writing], daemon=True)
        telling.start()
        telling.join(_STOPPING)

    def _have_it_ended(self, writing: Future[PendingCounts]) -> None:
        give_up = time.monotonic() + _STOPPING
        with suppress(*FAILURES), _connect(self._server) as driver:
            while not writing.done() and time.monotonic() < give_up:
                with suppress(*FAILURES), driver.session(database=self._server.database) as session:
                    session.run(_STOP, token=self._token).consume()
                wait([writing], timeout=0.1)

    def _take_lock(self, transaction: neo4j.Transaction, token: str) -> bool:
        """Wait until no other loader writes, and say so when one does; tells whether none has since this one did."""
        self._token = token
        got_it = threading.Event()
        threading.Thread(target=self._watch_lock, args=[token, got_it], daemon=True).start()
        try:
            before = transaction.run(_LOCK, token=token).single(strict=True)["before"]
        finally:
            got_it.set()
        return bool(before == self._written)

    def _watch_lock(self, token: str, got_it: threading.Event) -> None:
        """Say once that a transaction waits; a server that is only slow is no reason to say so."""
        while not got_it.wait(_LOOK_WHO_WAITS_AFTER):
            with suppress(*FAILURES, LoaderError), self._session(neo4j.READ_ACCESS) as session:  # it may be closed
                if session.run(_WAITING, token=token).single() is not None and not got_it.is_set():
                    _log.warning("waiting for another loader")
                    return

    @contextmanager
    def _rolled_back(self) -> Iterator[Callable[..., Any]]:
        """Give a stand-in for `_transact` that does everything in one transaction, which is taken back."""
        with self._session(neo4j.WRITE_ACCESS) as session:
            transaction, token = _begin(session)
            self._take_lock(transaction, token)
            runner = Runner(transaction, careful=True, alone=False)  # it can't be tried again
            yield lambda work, **_: work(runner)
            transaction.rollback()

    def _settle(self, tally: Tally) -> None:
        """Let citations lead where they should, unless nothing was written since they were last settled."""
        if not self._transact(_are_citations_settled, write=False):
            self._transact(_settle_citations).tell(tally)

    def _prepare(self) -> None:
        """Make the constraints and indexes that are missing."""
        missing = self._transact(_find_missing, write=False)
        for rule in missing:
            if rule.kind == "TEXT" and self._transact(partial(_has_long_text, rule=rule), write=False):
                continue
            with self._translated():
                self._change_schema(rule.statement)
        if missing:
            self._transact(lambda run: run.read("CALL db.awaitIndexes(600)"), write=False)

    def _change_schema(self, statement: str) -> None:
        """Make or drop a constraint or index; several loaders that do so at once run into deadlocks, which pass."""
        give_up = time.monotonic() + _PATIENCE
        while True:
            try:
                with self._session(neo4j.WRITE_ACCESS) as session:
                    transaction, _ = _begin(session)
                    transaction.run(statement).consume()
                    transaction.commit()
                    return
            except FAILURES as error:
                if is_there_already(error):
                    return
                if not is_passing(error) or time.monotonic() > give_up:
                    raise
            time.sleep(_FIRST_PAUSE)

    def _drop_text_index(self, name: str) -> bool:
        """Drop one of our text indexes, because a text is too long for it: searching goes on without it."""
        if name not in {rule.name for rule in TEXT_INDEXES}:
            return False
        _log.warning("a text is too long for the index %s; searching goes on without it, more slowly", name)
        self._change_schema(f"DROP INDEX {name} IF EXISTS")
        return True


def _fulfil(promise: Future[T], work: Callable[[], T]) -> None:
    try:
        promise.set_result(work())
    except BaseException as error:  # noqa: BLE001 - whoever waits for it gets it
        promise.set_exception(error)


class _Attempt(Generic[T]):
    """Work that is tried until it is committed once."""

    def __init__(self, work: Callable[[Runner], T]) -> None:
        self._work = work
        self._token = ""
        self._in_doubt = False
        self._result: T

    def run(self, session: neo4j.Session, lock: Callable[[neo4j.Transaction, str], bool] | None, *, careful: bool) -> T:
        """Do the work once; when a commit's answer was lost, look first whether it was done."""
        if self._in_doubt and _read_token(session) == self._token:
            return self._result
        self._in_doubt = False
        transaction, self._token = _begin(session)
        alone = lock is not None and lock(transaction, self._token) and not careful
        self._result = self._work(Runner(transaction, careful=careful, alone=alone))
        try:
            transaction.commit()
        except IncompleteCommit:
            self._in_doubt = lock is not None
            raise
        return self._result


def _begin(session: neo4j.Session) -> tuple[neo4j.Transaction, str]:
    """Begin a transaction, which ends with the session, and give it a name that the server knows too."""
    token = uuid.uuid4().hex
    return session.begin_transaction(metadata={"loader": token}), token


def _read_token(session: neo4j.Session) -> str | None:
    record = session.run(_READ_LOCK).single()
    return None if record is None else str(record["token"])


def _are_citations_settled(run: Runner) -> bool:
    """Whether nothing was written, by a load that was perhaps killed, since citations were last settled."""
    rows = run.read(f"MATCH (l:{LOCK_LABEL} {{id: 'graph'}}) RETURN coalesce(l.settled, false) AS settled")
    return all(row["settled"] for row in rows)


def _settle_citations(run: Runner) -> PendingCounts:
    pending = settle_citations(run)
    run.write(f"MATCH (l:{LOCK_LABEL} {{id: row}}) SET l.settled = true", ["graph"])
    return pending


class OvertakenError(Exception):
    """The store was not as it had been read: somebody writes without taking his turn."""


class Runner:
    """Runs statements in a transaction."""

    def __init__(self, transaction: neo4j.Transaction, *, careful: bool, alone: bool) -> None:
        self._transaction = transaction
        self.careful = careful
        self.alone = alone

    def read(self, statement: str, **parameters: Any) -> list[dict[str, Any]]:
        """Give the rows, with plain values."""
        result = self._transaction.run(statement, parameters)
        keys = result.keys()
        return [dict(zip(keys, map(_plain, record.values()), strict=True)) for record in result]

    def write(self, statement: str, rows: Sequence[Any]) -> None:
        """Run a statement for each row, in slices that are no burden; every row has to find its place."""
        statement = f"UNWIND $rows AS row {statement} RETURN count(*) AS done"
        for start in range(0, len(rows), PACK_ROWS):
            some = rows[start : start + PACK_ROWS]
            record = self._transaction.run(statement, rows=some).single(strict=True)
            if record["done"] < len(some):
                raise OvertakenError


def _find_missing(run: Runner) -> list[Rule]:
    constraints = run.read("SHOW CONSTRAINTS YIELD type, labelsOrTypes, properties")
    indexes = run.read("SHOW INDEXES YIELD name, type, labelsOrTypes, properties")
    return missing_rules(constraints, indexes)


def _has_long_text(run: Runner, rule: Rule) -> bool:
    """Whether a text is there that the index could not take; a database that lacks the index is young, or has one."""
    statement = f"MATCH (n:{rule.label}) WHERE size(n.{rule.key}) > $limit RETURN n.id AS id LIMIT 1"
    return bool(run.read(statement, limit=TEXT_LIMIT))


def _connect(server: Server) -> neo4j.Driver:
    """Make the driver; nothing is sent yet."""
    auth = None if server.password is None else (server.username, server.password)
    try:
        return neo4j.GraphDatabase.driver(
            server.uri,
            auth=auth,
            user_agent=f"policy-graph-loader/{__version__}",
            max_transaction_retry_time=0,
            connection_timeout=10,
            liveness_check_timeout=30,
            **NOTIFICATIONS,
        )
    except FAILURES as error:
        raise explain(error, server) from None


def _ask_directly(server: Server) -> BaseException | None:
    """Say why a server that should name the others of its kind did not; asked for itself, it tells more."""
    scheme, _, rest = server.uri.partition("://")
    if not scheme.startswith("neo4j"):
        return None
    direct = replace(server, uri=f"{scheme.replace('neo4j', 'bolt')}://{rest}")
    try:
        with _connect(direct) as driver:
            driver.verify_connectivity()
    except FAILURES as error:
        return error
    return None


def _plain(value: Any) -> Any:
    """A value as every store returns it: nodes and relationships with labels or type and properties, no more."""
    if value is None or type(value) in _PLAIN:
        return value
    for kind, convert in _CONVERSIONS:
        if isinstance(value, kind):
            return convert(value)
    return value


_PLAIN = frozenset((str, int, float, bool))


_CONVERSIONS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (neo4j_time.Duration, lambda value: {"months": value.months, "days": value.days, "seconds": value.seconds}),
    ((list, tuple), lambda value: [_plain(one) for one in value]),
    (dict, lambda value: {key: _plain(one) for key, one in value.items()}),
    ((neo4j_time.Date, neo4j_time.Time, neo4j_time.DateTime), lambda value: value.to_native()),
    (neo4j_graph.Node, lambda value: {"labels": sorted(value.labels), "properties": _plain(dict(value))}),
    (neo4j_graph.Relationship, lambda value: {"type": value.type, "properties": _plain(dict(value))}),
    (
        neo4j_graph.Path,
        lambda value: {"nodes": _plain(list(value.nodes)), "relationships": _plain(list(value.relationships))},
    ),
)
