"""Whatever is killed, and whoever loads at the same time: documents are whole, and the next load goes on from there.

Each kind is killed KILLS times, 5 unless told: `KILLS=20 pytest tests/test_neo4j_kills.py` takes some minutes.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Neo4jPlace, reach, start_server
from store_graphs import STATES, Sentence, document, everything

from loader.errors import LoaderError
from loader.stores import neo4j as neo4j_store
from loader.stores import neo4j_connection, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    import neo4j
    from server import Server

    from loader.graph import DocumentGraph
    from loader.stores import Store, settings

TESTS = Path(__file__).parent
GRAPHS = {graph.document.graph_sha256: graph for graphs in STATES for graph in graphs}
SENTENCES = [Sentence(f"第{n}项。", ("成都市",), (2025,)) for n in range(200)]
TIMES = int(os.environ.get("KILLS", "5"))
WAITING = "waiting for another loader"


@pytest.fixture(scope="module")
def mortal() -> Iterator[Server]:
    """A server that may be killed."""
    with start_server(settings={"db.tx_log.preallocate": "false"}) as server:
        with at(server) as store:
            store.load(STATES[0])
        yield server


@pytest.fixture
def place(neo4j_server: settings.Server, neo4j_driver: neo4j.Driver) -> Neo4jPlace:
    return Neo4jPlace(neo4j_server, neo4j_driver)


def at(server: Server) -> neo4j_store.Neo4jStore:
    return neo4j_store.Neo4jStore(reach(server.uri, "neo4j", server.password), write=True)


@contextmanager
def loader(script: str, place: settings.Server, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run a loader in a process of its own, and wait until it begins."""
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
            assert child.stdout
            assert child.stdout.readline() == "ready\n"
            yield child
        finally:
            child.kill()


def endless_loader(server: Server, seed: int) -> AbstractContextManager[subprocess.Popen[str]]:
    return loader("load_until_killed.py", reach(server.uri, "neo4j", server.password), seed)


@cache
def load_clean(*hashes: str) -> tuple[list[Any], list[Any]]:
    """What one clean load of the documents with these hashes gives."""
    with TemporaryDirectory() as folder, open_store(str(Path(folder) / "clean.kgl"), write=True) as store:
        store.load(GRAPHS[one] for one in hashes)
        return everything(store)


def assert_whole(store: Store) -> None:
    """What is held is what one clean load of the same documents gives, and the next load makes it what it should be."""
    with suppress(LoaderError):
        store.forget(["nothing"])  # takes its turn behind what is left of a killed loader
    assert everything(store) == load_clean(*(one.graph_sha256 for one in store.known()))
    store.load(STATES[0])
    assert everything(store) == load_clean(*(graph.document.graph_sha256 or "" for graph in STATES[0]))


# whatever is killed


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["killed", "Ctrl-C"])
def test_a_loader_stopped_at_any_moment_leaves_whole_documents(mortal: Server, how: signal.Signals) -> None:
    chance = random.Random(how)  # noqa: S311 - moments, not secrets
    with at(mortal) as store:
        for round_ in range(TIMES):
            with endless_loader(mortal, round_) as child:
                time.sleep(chance.uniform(0, 0.6))
                child.send_signal(how)
                child.wait(60)
            assert_whole(store)


def test_a_server_killed_at_any_moment_holds_whole_documents(mortal: Server) -> None:
    chance = random.Random(5)  # noqa: S311 - moments, not secrets
    for round_ in range(TIMES):
        with endless_loader(mortal, round_):
            time.sleep(chance.uniform(0, 0.6))
            mortal.kill()
        mortal.start()
        with at(mortal) as store:
            assert_whole(store)


def test_ctrl_c_ends_a_loader_whose_server_hangs(mortal: Server) -> None:
    with endless_loader(mortal, 0) as child:
        time.sleep(0.5)
        os.kill(mortal.pid, signal.SIGSTOP)
        try:
            time.sleep(0.5)
            child.send_signal(signal.SIGINT)
            assert child.wait(30) != 0
        finally:
            os.kill(mortal.pid, signal.SIGCONT)
    with at(mortal) as store:
        assert_whole(store)


def test_a_loader_outlives_a_server_that_comes_back(mortal: Server) -> None:
    with loader("load_together.py", reach(mortal.uri, "neo4j", mortal.password), 1, 10) as child:
        time.sleep(0.5)
        mortal.kill()
        mortal.start()
        _, complaints = child.communicate(timeout=180)
        assert (child.returncode, complaints) == (0, "")
    with at(mortal) as store:
        assert_whole(store)


# whoever loads at the same time


def test_a_loader_that_waits_for_another_says_so_and_ends_at_once_when_stopped(place: Neo4jPlace) -> None:
    with place.open() as store:
        store.load(STATES[0][:1])
        before = everything(store)
        with place.hold_lock(), loader("load_together.py", place.server, 1, 1) as child:
            assert child.stderr
            assert child.stderr.readline() == f"{WAITING}\n"
            child.send_signal(signal.SIGINT)
            assert child.wait(30) != 0
        assert everything(store) == before


@pytest.mark.parametrize("number", [2, 3])
def test_loaders_at_once_leave_what_loaders_in_turn_leave(place: Neo4jPlace, number: int) -> None:
    place.drop_schema()
    with ExitStack() as stack:
        started = [stack.enter_context(loader("load_together.py", place.server, seed, 8)) for seed in range(number)]
        for child in started:
            _, complaints = child.communicate(timeout=180)
            assert set(complaints.splitlines()) <= {WAITING}
            assert child.returncode == 0
    with place.open() as store:
        assert_whole(store)


# a disk that is full


def test_a_server_without_room_says_so(mortal: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neo4j_connection, "_PATIENCE", 1.0)
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
