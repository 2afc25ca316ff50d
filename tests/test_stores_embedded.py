"""What the embedded store promises of its file."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import kglite
import pytest
from store_graphs import STATES, Sentence, document, everything

from loader.errors import LoaderError
from loader.stores import embedded, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.graph import DocumentGraph

TESTS = Path(__file__).parent
CHENGDU = document("成都", Sentence("成都。", ("成都市",)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "policy.kgl"


def python(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a script in another process, which can import what tests import."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS)])},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def load(path: Path, *graphs: DocumentGraph) -> None:
    with open_store(str(path), write=True) as store:
        store.load(graphs)


# which store


def test_the_store_is_the_one_named_else_the_environments_else_policy_kgl(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POLICY_GRAPH_STORE", raising=False)
    places = []
    for given, named in ((None, None), (None, "env.kgl"), ("given.kgl", "env.kgl")):
        if named:
            monkeypatch.setenv("POLICY_GRAPH_STORE", named)
        with open_store(given, write=True) as store:
            store.load([CHENGDU])
            places.append(store.place)
    assert places == ["policy.kgl", "env.kgl", "given.kgl"]
    assert sorted(one.name for one in tmp_path.glob("*.kgl")) == sorted(places)


def test_reading_needs_a_store_that_is_there(path: Path) -> None:
    with pytest.raises(LoaderError, match=f"^no store at {path}; load something first: loader load PATH$"):
        open_store(str(path))
    assert not list(path.parent.iterdir())


# the file


def test_loading_what_is_there_leaves_the_file_alone(path: Path) -> None:
    load(path, CHENGDU)
    before = path.stat()
    load(path, CHENGDU)
    with open_store(str(path), write=True) as store:
        store.load([document("又一")], dry_run=True)
    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_readers_read_while_a_writer_writes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_SAVE_EVERY", 0.0)
    monkeypatch.setattr(embedded, "_SAVE_SHARE", 0)
    load(path, CHENGDU)
    seen = []

    def watched() -> Iterator[DocumentGraph]:
        for id_ in ("一", "二", "三"):
            with open_store(str(path)) as reader:
                seen.append([one.id for one in reader.known()])
            yield document(id_, "句。")

    with open_store(str(path), write=True) as store, open_store(str(path)) as early:
        store.load(watched())
        assert [one.id for one in early.known()] == ["成都"]
    assert seen == [["成都"], ["一", "成都"], ["一", "二", "成都"]]


def test_a_second_writer_is_told_who_holds_the_file(path: Path) -> None:
    with open_store(str(path), write=True):
        with pytest.raises(LoaderError, match=f"^{path} is being written by this process"):
            open_store(str(path), write=True)
        other = python(
            "import sys, loader.stores\ntry: loader.stores.open_store(sys.argv[1], write=True)\n"
            "except Exception as error: print(error)",
            path,
        )
        assert f"{path} is being written by process {os.getpid()}, since 20" in other.stdout
        assert other.stdout.count("\n") == 1
    open_store(str(path), write=True).close()


def test_a_store_open_for_reading_does_not_load(path: Path) -> None:
    load(path, CHENGDU)
    with open_store(str(path)) as store, pytest.raises(LoaderError, match="open for reading only"):
        store.load([document("又一")])


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a list of things to buy", "is not a policy graph's store"),
        ("", "is not a policy graph's store"),
        ("newer engine", "newer version of the store's engine"),
        ("newer loader", "written by a newer loader"),
        ("other graph", "holds a graph of another kind"),
        ("half", "is damaged"),
    ],
)
def test_a_file_of_another_kind_is_refused_and_left_alone(path: Path, content: str, message: str, write: bool) -> None:  # noqa: FBT001
    _spoil(path, content)
    before = path.read_bytes()
    with pytest.raises(LoaderError, match=message) as caught:
        open_store(str(path), write=write)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == before


def _spoil(path: Path, content: str) -> None:
    load(path, CHENGDU)
    whole = path.read_bytes()
    if content == "newer engine":
        path.write_bytes(whole[:3] + b"\x63" + whole[4:])
    elif content == "half":
        path.write_bytes(whole[: len(whole) // 2])
    elif content == "newer loader":
        with kglite.open(str(path), durable="off") as graph:
            graph.set_schema_version(99)
    elif content == "other graph":
        graph = kglite.KnowledgeGraph()
        graph.cypher("CREATE (:Person {id: 1, name: 'x'})")
        graph.save(str(path))
    else:
        path.write_text(content)


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(LoaderError, match="is a folder"):
        open_store(str(tmp_path))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        LoaderError, match=r"^cannot use .*/nowhere/policy\.kgl: No such file or directory; name another"
    ):
        open_store(str(tmp_path / "nowhere" / "policy.kgl"), write=True)


def test_a_folder_where_nothing_may_be_written_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    load(folder / "policy.kgl", CHENGDU)
    for one in folder.iterdir():
        one.chmod(0o666)
    folder.chmod(0o555)
    script = """
        import os, sys
        from loader.errors import LoaderError
        from loader.stores import embedded, open_store
        if os.geteuid() == 0:
            os.setgid(65534); os.setuid(65534)
        with open_store(sys.argv[1]) as store:
            print(len(store.known()))
        try:
            open_store(sys.argv[1], write=True)
        except LoaderError as error:
            print(error)
    """
    for one in folder.parents:  # pytest's own folders are closed to the other user that root becomes
        if one.stat().st_mode & 0o5 != 0o5:
            one.chmod(one.stat().st_mode | 0o5)
    done = python(script, folder / "policy.kgl")
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "1",
        f"cannot write {folder / 'policy.kgl'}: its folder is read-only; name another file with --store",
    ]


def test_a_store_that_is_marked_as_read_only_is_left_alone(path: Path) -> None:
    load(path, CHENGDU)
    path.chmod(0o444)
    with pytest.raises(LoaderError, match=f"^{path} is read-only; make it writable, or name another file with --store"):
        open_store(str(path), write=True)
    with open_store(str(path)) as store:
        assert store.known()


def test_a_link_stays_a_link_and_the_file_that_it_leads_to_is_written(path: Path) -> None:
    link = path.with_name("link.kgl")
    link.symlink_to(path.name)
    load(link, CHENGDU)
    load(link, *STATES[0])
    assert link.is_symlink()
    with open_store(str(path)) as store:
        assert len(store.known()) == 1 + len(STATES[0])


def test_a_pipe_or_a_device_is_no_store(path: Path) -> None:
    os.mkfifo(path)
    for write in (False, True):
        with pytest.raises(LoaderError, match=f"^{path} is no regular file; name another with --store$"):
            open_store(str(path), write=write)


def test_a_writer_leaves_an_empty_lock_and_no_word_of_itself(path: Path) -> None:
    load(path, CHENGDU)
    assert {one.name: one.stat().st_size > 0 for one in path.parent.iterdir()} == {
        "policy.kgl": True,
        "policy.kgl.lock": False,
    }


def test_who_may_read_the_store_stays_as_it_was(path: Path) -> None:
    load(path, CHENGDU)
    path.chmod(0o600)
    load(path, *STATES[0])
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("there", [True, False])
def test_a_full_disk_leaves_the_store_as_it_was(path: Path, *, there: bool) -> None:
    if there:
        load(path, CHENGDU)
    before = path.read_bytes() if there else None
    done = python(
        """
        import resource, sys
        from loader.errors import LoaderError
        from loader.stores import open_store
        from store_graphs import STATES
        with open_store(sys.argv[1], write=True) as store:
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
            try:
                store.load(STATES[0])
            except LoaderError as error:
                print(error)
        """,
        path,
    )
    assert done.stderr == ""
    left = "it is as it was saved before" if there else "nothing is saved"
    assert done.stdout == f"cannot write {path}: File too large; {left}\n"
    assert (path.read_bytes() if path.exists() else None) == before
    assert not list(path.parent.glob("*.tmp*"))


def test_a_disk_that_is_full_before_anything_is_written_is_no_other_writer(path: Path) -> None:
    load(path, CHENGDU)
    before = path.read_bytes()
    done = python(
        """
        import resource, sys
        from loader.errors import LoaderError
        from loader.stores import open_store
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        try:
            open_store(sys.argv[1], write=True)
        except LoaderError as error:
            print(error)
        """,
        path,
    )
    assert (done.stdout, done.stderr) == (f"cannot write {path}: no space left on device\n", "")
    assert path.read_bytes() == before
    assert {one.name for one in path.parent.iterdir()} == {"policy.kgl", "policy.kgl.lock"}


# whatever happens


def test_killed_at_any_moment_it_holds_whole_documents_and_opens_at_once(path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - moments, not secrets
    load(path, *STATES[0])
    states = {graph.document.graph_sha256: graph for graphs in STATES for graph in graphs}
    for round_ in range(30):
        command = [sys.executable, str(TESTS / "stores" / "load_until_killed.py"), str(path), str(round_)]
        child = subprocess.Popen(
            command, cwd=TESTS.parent, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": "."}
        )
        with child:
            assert child.stdout
            assert child.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0, 0.3))
            child.kill()
        began = time.monotonic()
        with open_store(str(path), write=True) as store:
            assert time.monotonic() - began < 1
            held = [states[one.graph_sha256] for one in store.known()]
            reached = everything(store)
        clean = path.with_name(f"clean{round_}.kgl")
        load(clean, *held)
        with open_store(str(clean)) as store:
            assert everything(store) == reached
        assert not list(path.parent.glob("*.tmp*"))


def test_a_failure_in_the_middle_of_a_document_never_reaches_the_file(path: Path) -> None:
    load(path, CHENGDU)
    before = path.read_bytes()
    with open_store(str(path), write=True) as store:
        with pytest.raises(LoaderError) as caught:
            store.load([document("又一", Sentence("句。", years=(2**70,)))])
        assert "\n" not in str(caught.value)
        with pytest.raises(LoaderError, match="interrupted in the middle of a document; open it again"):
            store.load([CHENGDU])
    assert path.read_bytes() == before
    load(path, document("又一"))


def test_ctrl_c_leaves_what_was_done(path: Path) -> None:
    script = """
        import sys, time
        from loader.stores import open_store
        from store_graphs import document
        def documents():
            for number in range(10_000):
                yield document(str(number), *(f"第{n}句。" for n in range(20)))
        with open_store(sys.argv[1], write=True) as store:
            store.load(documents(), progress=lambda id_: print(id_, flush=True))
    """
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS)])}, text=True,
    )  # fmt: skip
    with child:
        assert child.stdout
        first = child.stdout.readline()
        time.sleep(0.3)
        child.send_signal(signal.SIGINT)
        done = {first.strip(), *child.stdout.read().split()}
    with open_store(str(path)) as store:
        known = {one.id for one in store.known()}
        assert store.run(
            "MATCH (d:Document)<-[:PART_OF*1..2]-(m:Measure) WITH d, count(m) AS n RETURN DISTINCT n"
        ).rows == [[20]]
    assert done <= known
    assert len(known - done) <= 1


def test_a_long_read_can_be_interrupted(path: Path) -> None:
    load(path, *STATES[0])
    with open_store(str(path)) as store:
        threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            store.run(
                "MATCH (a:Measure), (b:Measure), (c:Measure), (d:Measure) "
                "WHERE a.start + b.start + c.start + d.start < 0 RETURN count(*)"
            )
        assert time.monotonic() - began < 3
        assert len(store.known()) == 4
