"""Whatever is killed, and whoever loads at the same time: documents are whole, and the next load goes on from there."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import Neo4jPlace, reach, start_server
from store_graphs import STATES, Sentence, document, everything

from loader.errors import LoaderError
from loader.stores import neo4j as neo4j_store
from loader.stores import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    import neo4j
    from server import Server

    from loader.graph import DocumentGraph
    from loader.stores import Store, settings

pytestmark = pytest.mark.endurance

TESTS = Path(__file__).parent
GRAPHS = {graph.document.graph_sha256: graph for graphs in STATES for graph in graphs}
SENTENCES = [Sentence(f"第{n}项。", ("成都市",), (2025,)) for n in range(200)]
LOADER_KILLS, LOADER_STOPS, SERVER_KILLS = 8, 8, 4


@pytest.fixture(scope="module")
def mortal() -> Iterator[Server]:
    """A server that may be killed."""
    with start_server(settings={"db.tx_log.preallocate": "false"}) as server:
        with at(server) as store:
            store.load(STATES[0])
        yield server


def at(server: Server) -> neo4j_store.Neo4jStore:
    return neo4j_store.Neo4jStore(reach(server.uri, "neo4j", server.password), write=True)


@contextmanager
def loader(script: str, place: settings.Server, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run a loader in a process of its own."""
    command = [sys.executable, str(TESTS / "stores" / script), place.uri, *map(str, arguments)]
    environment = {
        **os.environ,
        "PYTHONPATH": str(TESTS.parent),
        "NEO4J_USERNAME": place.username,
        "NEO4J_PASSWORD": place.password or "",
    }
    with subprocess.Popen(
        command, cwd=TESTS.parent, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        try:
            yield child
        finally:
            child.kill()


@contextmanager
def endless_loader(server: Server, seed: int) -> Iterator[subprocess.Popen[str]]:
    with loader("load_until_killed.py", reach(server.uri, "neo4j", server.password), seed) as child:
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
        yield child


def assert_whole(store: Store, tmp_path: Path) -> None:
    """What is held is what one clean load of the same documents gives, and the next load makes it what it should be."""
    held = [GRAPHS[one.graph_sha256] for one in store.known()]
    reached = everything(store)
    for graphs in (held, STATES[0]):
        clean = tmp_path / "clean.kgl"
        clean.unlink(missing_ok=True)
        with open_store(str(clean), write=True) as embedded:
            embedded.load(graphs)
            assert everything(embedded) == reached
        store.load(STATES[0])
        reached = everything(store)


@pytest.mark.parametrize(
    ("how", "times"), [(signal.SIGKILL, LOADER_KILLS), (signal.SIGINT, LOADER_STOPS)], ids=["killed", "Ctrl-C"]
)
def test_a_loader_stopped_at_any_moment_leaves_whole_documents(
    mortal: Server, tmp_path: Path, how: signal.Signals, times: int
) -> None:
    chance = random.Random(how)  # noqa: S311 - moments, not secrets
    for round_ in range(times):
        with endless_loader(mortal, round_) as child:
            time.sleep(chance.uniform(0, 0.6))
            child.send_signal(how)
            child.wait(20)
        with at(mortal) as store:
            assert_whole(store, tmp_path)


def test_a_server_killed_at_any_moment_holds_whole_documents(mortal: Server, tmp_path: Path) -> None:
    chance = random.Random(5)  # noqa: S311 - moments, not secrets
    for round_ in range(SERVER_KILLS):
        with endless_loader(mortal, round_):
            time.sleep(chance.uniform(0, 0.6))
            mortal.kill()
        mortal.start()
        with at(mortal) as store:
            assert_whole(store, tmp_path)


def test_a_loader_outlives_a_server_that_comes_back(mortal: Server, tmp_path: Path) -> None:
    with loader("load_together.py", reach(mortal.uri, "neo4j", mortal.password), 1, 10) as child:
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
        time.sleep(0.5)
        mortal.kill()
        mortal.start()
        _, complaints = child.communicate(timeout=90)
        assert (child.returncode, complaints) == (0, "")
    with at(mortal) as store:
        assert_whole(store, tmp_path)


@pytest.mark.parametrize("number", [2, 3])
def test_loaders_at_once_leave_what_loaders_in_turn_leave(
    neo4j_server: settings.Server, neo4j_driver: neo4j.Driver, tmp_path: Path, number: int
) -> None:
    place = Neo4jPlace(neo4j_server, neo4j_driver)
    place.drop_schema()
    with ExitStack() as stack:
        started = [stack.enter_context(loader("load_together.py", neo4j_server, seed, 8)) for seed in range(number)]
        for child in started:
            _, complaints = child.communicate(timeout=90)
            assert set(complaints.splitlines()) <= {"waiting for another loader"}
            assert child.returncode == 0
    with place.open() as store:
        assert_whole(store, tmp_path)


def test_a_server_without_room_says_so(mortal: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neo4j_store, "_PATIENCE", 1.0)
    log = max(path.stat().st_size for path in mortal.home.rglob("neostore.transaction*"))
    resource.prlimit(mortal.pid, resource.RLIMIT_FSIZE, (log + 100_000, log + 100_000))
    graphs = [document(f"更多{n}", *SENTENCES) for n in range(8)]
    message = failure(mortal, graphs)
    assert message.endswith("cannot write to its disk, which may be full; make room, restart it, and load again")
    assert "see the server's log" in failure(mortal, [document("x")])


def failure(server: Server, graphs: list[DocumentGraph]) -> str:
    with pytest.raises(LoaderError) as caught, at(server) as store:
        store.load(graphs)
    assert "\n" not in str(caught.value)
    return str(caught.value)
