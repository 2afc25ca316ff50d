"""What tests share: the stores that the contract is run on."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol

import hypothesis
import kglite
import neo4j
import pytest
from server import MissingError, Server

from loader.stores import Store, neo4j_connection, open_store, settings
from loader.stores import neo4j as neo4j_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


signal.signal(signal.SIGTERM, signal.default_int_handler)  # servers and loaders of the tests end with them
hypothesis.settings.register_profile("steady", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("steady")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a server that the tests' processes would empty under one another's hands."""
    if "NEO4J_TEST_URI" in os.environ and config.getoption("numprocesses", None):
        raise pytest.UsageError("NEO4J_TEST_URI names one server, which several processes can't share: leave out -n")


class Place(Protocol):
    """Somewhere a graph can be kept, empty at first."""

    def open(self, *, write: bool = True) -> Store:
        """Open the store there."""

    def by_hand(self, statement: str, **parameters: Any) -> None:
        """Write as somebody else would, past the loader; no store may be open."""


class EmbeddedPlace:
    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self, *, write: bool = True) -> Store:
        return open_store(str(self.path), write=write)

    def by_hand(self, statement: str, **parameters: Any) -> None:
        with kglite.open(str(self.path), durable="off") as graph:
            graph.cypher(statement, params=parameters)


class Neo4jPlace:
    """A server's database, emptied; there is one, so a new place ends the one before."""

    def __init__(self, server: settings.Server, driver: neo4j.Driver) -> None:
        self.server = server
        self._driver = driver
        self.by_hand("MATCH (n) DETACH DELETE n")

    def open(self, *, write: bool = True) -> Store:
        return neo4j_store.Neo4jStore(self.server, write=write)

    def by_hand(self, statement: str, **parameters: Any) -> None:
        with self._driver.session(database=self.server.database) as session:
            session.run(statement, parameters).consume()

    def plan(self, statement: str) -> set[str]:
        """The operators with which the server would run a statement."""
        with self._driver.session(database=self.server.database) as session:
            plan = session.run(f"EXPLAIN {statement}", rows=[], ids=[], id="").consume().plan
        assert plan is not None
        operators, left = set(), [plan]
        while left:
            step = left.pop()
            operators.add(step["operatorType"].partition("@")[0])
            left += step.get("children", [])
        return operators

    def last_transaction(self) -> frozenset[str]:
        """What names the last write of all."""
        with self._driver.session(database=self.server.database) as session:
            session.run("RETURN 1").consume()
            return session.last_bookmarks().raw_values

    @contextmanager
    def hold_lock(self) -> Iterator[None]:
        """Hold the lock, as a loader does that writes."""
        with self._driver.session(database=self.server.database) as session, session.begin_transaction() as held:
            held.run("MERGE (l:LoaderLock {id: 'graph'}) SET l.tick = 'held'").consume()
            yield

    def drop_schema(self) -> None:
        """Take away all constraints and indexes."""
        with self._driver.session(database=self.server.database) as session:
            for kind in ("CONSTRAINT", "INDEX"):
                names = [row["name"] for row in session.run(f"SHOW {kind} YIELD name, type WHERE type <> 'LOOKUP'")]
                for name in names:
                    session.run(f"DROP {kind} {name} IF EXISTS").consume()

    def indexes(self, kind: str) -> set[str]:
        """The names of the indexes of a kind."""
        with self._driver.session(database=self.server.database) as session:
            return {row["name"] for row in session.run("SHOW INDEXES YIELD name, type") if row["type"] == kind}


MakePlace = Callable[[], Place]


@pytest.fixture(scope="session")
def neo4j_server() -> Iterator[settings.Server]:
    """A real server: the one at NEO4J_TEST_URI, else one of NEO4J_TEST_VERSION that is started for the tests."""
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(neo4j_connection, "NOTIFICATIONS", WATCHED)
        if uri := os.environ.get("NEO4J_TEST_URI"):
            username = os.environ.get("NEO4J_TEST_USERNAME", "neo4j")
            yield reach(uri, username, os.environ.get("NEO4J_TEST_PASSWORD"))
            return
        running = stack.enter_context(start_server())
        yield reach(running.uri, "neo4j", running.password)


@contextmanager
def start_server(**options: Any) -> Iterator[Server]:
    """Start a server of one's own; without Java or Maven the test is skipped, but not where nothing may be."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(Server(os.environ.get("NEO4J_TEST_VERSION", "long-term"), **options))
        except MissingError as error:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(f"no Neo4j server: {error} is missing, and NEO4J_TEST_URI names none")
        yield server


WATCHED = {"notifications_min_severity": "INFORMATION", "notifications_disabled_classifications": ["UNRECOGNIZED"]}
"""What a server has to say about our statements: deprecations, cartesian products."""


class Notices(logging.Handler):
    """Collects what servers say about statements."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture
def no_notices() -> Iterator[None]:
    """Nothing is said about any statement of the test."""
    logger, notices = logging.getLogger("neo4j.notifications"), Notices()
    logger.addHandler(notices)
    level = logger.level
    logger.setLevel(logging.INFO)
    yield
    logger.setLevel(level)
    logger.removeHandler(notices)
    assert notices.lines == []


def reach(uri: str, username: str, password: str | None) -> settings.Server:
    origins = dict.fromkeys(("uri", "username", "password", "database"), "from the tests")
    return settings.Server(uri, username, password, "neo4j", origins)


@pytest.fixture(scope="session")
def neo4j_driver(neo4j_server: settings.Server) -> Iterator[neo4j.Driver]:
    """A driver beside the loader, for what others do."""
    auth = (neo4j_server.username, neo4j_server.password or "")
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=auth, notifications_min_severity="OFF") as driver:
        yield driver


@pytest.fixture(params=["embedded", "neo4j"])
def make_place(request: pytest.FixtureRequest, tmp_path: Path) -> MakePlace:
    """Every kind of store in turn, as many empty ones of a kind as a test wants, one after the other."""
    if request.param == "neo4j":
        request.getfixturevalue("no_notices")
        server, driver = request.getfixturevalue("neo4j_server"), request.getfixturevalue("neo4j_driver")
        return lambda: Neo4jPlace(server, driver)
    numbers = count()
    return lambda: EmbeddedPlace(tmp_path / f"graph{next(numbers)}.kgl")


@pytest.fixture
def place(make_place: MakePlace) -> Place:
    """One empty store of every kind in turn."""
    return make_place()
