"""A connection to a Neo4j server: sessions, and transactions that are tried again while what goes wrong may pass.

All loaders of a database take turns at one node, the lock: whoever holds it sees nothing change but by his own hand.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from loader import __version__
from loader.errors import LoaderError
from loader.stores.neo4j_schema import LOCK_LABEL, TEXT_INDEXES
from loader.stores.packs import PACK_ROWS, TooLargeError

try:
    import neo4j
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
    from loader.stores.neo4j_values import plain_value
except ModuleNotFoundError as error:
    if error.name is None or error.name.partition(".")[0] != "neo4j":
        raise
    raise LoaderError("a Neo4j store needs its driver: pip install 'policy-graph-loader[neo4j]'") from None

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from loader.stores.settings import Server
    from loader.stores.writing import PendingCounts

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


class Connection:
    """A database, reached through the official driver."""

    def __init__(self, server: Server) -> None:
        self._server = server
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

    def close(self) -> None:
        """Close it; a server that hangs is not waited for."""
        self._closed = True
        closing = threading.Thread(target=self._driver.close, daemon=True)
        closing.start()
        closing.join(_STOPPING)

    def _greet(self) -> None:
        """See that the server answers and has the database."""
        try:
            with self.session(write=False) as session:
                session.run("RETURN 1 AS one").consume()
        except FAILURES as error:
            raise explain(_ask_directly(self._server) or error, self._server) from error

    @contextmanager
    def session(self, *, write: bool) -> Iterator[neo4j.Session]:
        """Give a session; Ctrl-C in it closes the connection."""
        if self._closed:
            raise LoaderError(f"{self._server.place} is closed; open it again")
        mode = neo4j.WRITE_ACCESS if write else neo4j.READ_ACCESS
        with self._driver.session(database=self._server.database, default_access_mode=mode) as session:
            try:
                yield session
            except Exception:
                raise
            except BaseException:  # Ctrl-C strikes amid a message: whoever says anything more there waits for ever
                self.close()
                raise

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn what the driver raises into a line that says what to do."""
        try:
            yield
        except FAILURES as error:
            raise explain(error, self._server) from error

    def transact(self, work: Callable[[Runner], T], *, write: bool = True) -> T:
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
                with self.session(write=write) as session:
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

    def stop(self, writing: Future[PendingCounts]) -> None:
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
            with suppress(*FAILURES, LoaderError), self.session(write=False) as session:  # it may be closed
                if session.run(_WAITING, token=token).single() is not None and not got_it.is_set():
                    _log.warning("waiting for another loader")
                    return

    @contextmanager
    def rolled_back(self) -> Iterator[Callable[..., Any]]:
        """Give a stand-in for `transact` that does everything in one transaction, which is taken back."""
        with self.session(write=True) as session:
            transaction, token = _begin(session)
            self._take_lock(transaction, token)
            runner = Runner(transaction, careful=True, alone=False)  # it can't be tried again
            yield lambda work, **_: work(runner)
            transaction.rollback()

    def change_schema(self, statement: str) -> None:
        """Make or drop a constraint or index; several loaders that do so at once run into deadlocks, which pass."""
        give_up = time.monotonic() + _PATIENCE
        while True:
            try:
                with self.session(write=True) as session:
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
        self.change_schema(f"DROP INDEX {name} IF EXISTS")
        return True


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
        return [dict(zip(keys, map(plain_value, record.values()), strict=True)) for record in result]

    def write(self, statement: str, rows: Sequence[Any]) -> None:
        """Run a statement for each row, in slices that are no burden; every row has to find its place."""
        statement = f"UNWIND $rows AS row {statement} RETURN count(*) AS done"
        for start in range(0, len(rows), PACK_ROWS):
            some = rows[start : start + PACK_ROWS]
            record = self._transaction.run(statement, rows=some).single(strict=True)
            if record["done"] < len(some):
                raise OvertakenError


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
