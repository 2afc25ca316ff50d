"""From files to a store: edits, bad files, order and number of processes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from loader import pipeline
from loader.document import Problem, Work
from loader.errors import LoaderError
from loader.pipeline import load_paths, make_graphs
from loader.reading import read_works
from loader.stores import open_store
from loader.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from loader.graph import DocumentGraph
    from loader.stores import Store

PLACES = ("四川", "重庆", "陕西", "贵州", "云南", "青海", "甘肃", "宁夏")


_PATHS = "MATCH (w:Witness)-[:WITNESS_OF]->(d:Document) RETURN d.id AS id, w.path AS path ORDER BY id"


def write_document(folder: Path, name: str, place: str) -> Path:
    file = folder / f"{name}.txt"
    text = (
        f"关于{place}工作的意见\n\n一、重点任务\n（一）加快建设。支持{place}完善通道布局。（交通运输部负责）\n"
        f"（二）服务。到2025年，{place}服务覆盖率达到9{len(name)}%。\n"
    )
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for number, place in enumerate(PLACES):
        write_document(folder, f"d{number}", place)
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "graph.kgl"), write=True) as opened:
        yield opened


def graph_of(store: Store) -> list[list[object]]:
    nodes = store.run("MATCH (n) RETURN labels(n)[0] AS label, n.id AS id ORDER BY label, id").rows
    links = store.run("MATCH (a)-[r]->(b) RETURN a.id AS a, r.id AS id, b.id AS b ORDER BY id").rows
    return nodes + links


def test_loading_twice_writes_nothing(folder: Path, store: Store) -> None:
    first = load_paths([folder], store)
    again = load_paths(str(folder), store)
    assert set(first.summary.documents.values()) == {"added"}
    assert set(again.summary.documents.values()) == {"unchanged"}
    assert all(c.added == c.changed == c.moved == c.removed == 0 for c in again.summary.counts.values())


def test_an_edit_keeps_the_document_and_changes_what_was_edited(folder: Path, store: Store) -> None:
    load_paths([folder], store)
    file = folder / "d0.txt"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("完善通道布局", "完善通道布局。支持新设口岸"), encoding="utf-8")
    report = load_paths([folder], store)
    verdicts = list(report.summary.documents.values())
    assert verdicts.count("changed") == 1
    assert verdicts.count("unchanged") == len(PLACES) - 1
    assert report.summary.counts["Measure"].added > 0


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that are made, by their bases, as it goes on."""
    made: list[str] = []
    make_graph = pipeline.make_graph

    def make(work: Work, document_id: str | None = None) -> DocumentGraph:
        made.append(work.sources[0].path)
        return make_graph(work, document_id)

    monkeypatch.setattr(pipeline, "make_graph", make)
    return made


def test_what_is_there_already_is_not_made_again(folder: Path, store: Store, made: list[str]) -> None:
    load_paths([folder], store)
    made.clear()
    load_paths([folder], store)
    write_document(folder, "d3", "湖北")
    write_document(folder, "new", "湖南")
    assert not made
    again = load_paths([folder], store).summary
    assert made == ["d3.txt", "new.txt"]
    assert list(again.documents.values()).count("unchanged") == len(PLACES) - 1
    assert again.counts["Document"].unchanged == len(PLACES) - 1


def test_a_file_that_joins_a_document_has_it_made_anew(folder: Path, store: Store, made: list[str]) -> None:
    load_paths([folder], store)
    made.clear()
    text = (folder / "d0.txt").read_text(encoding="utf-8")
    (folder / "z.txt").write_text(text.replace("加快建设", "加速建设"), encoding="utf-8")
    report = load_paths([folder], store)
    assert made == ["d0.txt"]
    assert list(report.summary.documents.values()).count("changed") == 1
    (folder / "z.txt").write_text(text.replace("加快建设", "尽快建设"), encoding="utf-8")
    load_paths([folder], store)
    assert made == ["d0.txt"] * 2
    load_paths([folder], store)
    load_paths([folder / "d1.txt"], store)
    assert made == ["d0.txt"] * 2


def test_a_renamed_file_is_its_documents_only_one(folder: Path, store: Store) -> None:
    load_paths([folder], store)
    measures = "MATCH (m:Measure) WHERE m.text CONTAINS '四川' RETURN m.id AS id, m.text AS text ORDER BY id"
    before = store.run(measures).rows
    renamed = (folder / "d0.txt").rename(folder / "renamed.txt")
    report = load_paths(renamed, store)
    assert report.summary.documents == {"path:d0.txt": "changed"}
    assert store.run(measures).rows == before
    assert files_of(store, "path:d0.txt") == [["renamed.txt", True]]
    renamed.write_text(renamed.read_text(encoding="utf-8").replace("支持四川完善通道布局。", ""), encoding="utf-8")
    load_paths([folder], store)
    assert len(store.run(measures).rows) == len(before) - 1
    assert files_of(store, "path:d0.txt") == [["renamed.txt", True]]


def test_a_copy_is_another_file_of_the_document(folder: Path, store: Store) -> None:
    load_paths([folder], store)
    shutil.copy(folder / "d0.txt", folder / "z.txt")
    load_paths(folder / "z.txt", store)
    assert files_of(store, "path:d0.txt") == [["d0.txt", True], ["z.txt", False]]


def test_a_copy_of_a_listed_base_from_elsewhere_is_another_file(folder: Path, store: Store, tmp_path: Path) -> None:
    list_document(folder, 'id = "one"\nissuers = ["国务院"]\nfiles = ["d1.txt", "d0.txt"]')
    load_paths([folder], store)
    before = graph_of(store)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(folder / "d1.txt", elsewhere / "copy.txt")
    load_paths([elsewhere], store)
    assert files_of(store, "one") == [["copy.txt", False], ["d0.txt", False], ["d1.txt", True]]
    after = graph_of(store)
    assert [row for row in before if row not in after] == []
    assert len([row for row in after if row not in before]) == len(["Witness", "WITNESS_OF"])
    assert load_paths([elsewhere], store).summary.documents == {"one": "unchanged"}
    assert load_paths([folder], store).summary.documents["one"] == "unchanged"


def test_a_list_renames_the_file_of_its_document(folder: Path, store: Store) -> None:
    list_document(folder, 'id = "one"\nfiles = ["d0.txt"]')
    load_paths([folder], store)
    (folder / "d0.txt").rename(folder / "renamed.txt")
    list_document(folder, 'id = "one"\nfiles = ["renamed.txt"]')
    load_paths([folder], store)
    assert files_of(store, "one") == [["renamed.txt", True]]


def test_an_id_that_a_list_gives_later_counts(folder: Path, store: Store) -> None:
    load_paths([folder], store)
    list_document(folder, 'id = "one"\nfiles = ["d0.txt"]')
    report = load_paths([folder], store)
    assert report.summary.documents["one"] == "added"
    assert report.summary.documents["path:d0.txt"] == "removed"
    assert files_of(store, "one") == [["d0.txt", True]]
    assert files_of(store, "path:d0.txt") == []
    list_document(folder, 'id = "other"\nfiles = ["d0.txt"]')
    load_paths([folder], store)
    assert files_of(store, "other") == [["d0.txt", True]]
    assert files_of(store, "one") == []
    assert set(load_paths([folder], store).summary.documents.values()) == {"unchanged"}


def test_a_list_divides_what_was_one_document(folder: Path, store: Store) -> None:
    shutil.copy(folder / "d0.txt", folder / "z.txt")
    load_paths([folder], store)
    assert files_of(store, "path:d0.txt") == [["d0.txt", True], ["z.txt", False]]
    list_document(folder, 'id = "a"\nfiles = ["d0.txt"]\n[[document]]\nid = "b"\nfiles = ["z.txt"]')
    load_paths([folder], store)
    assert files_of(store, "a") == [["d0.txt", True]]
    assert files_of(store, "b") == [["z.txt", True]]
    assert files_of(store, "path:d0.txt") == []


def test_rows_that_a_table_has_no_more_go_and_those_that_moved_stay(tmp_path: Path, store: Store) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    rows = [write_document(folder, f"d{n}", place).read_text(encoding="utf-8") for n, place in enumerate(PLACES)]
    table = tmp_path / "d.jsonl"

    def write(*numbers: int) -> None:
        lines = (json.dumps({"text": rows[n]}, ensure_ascii=False) + "\n" for n in numbers)
        table.write_text("".join(lines), encoding="utf-8")

    write(0, 1, 2, 3)
    load_paths(table, store)
    write(1, 2, 3)
    report = load_paths(table, store)
    assert (report.left_out, report.replaced) == (["path:d.jsonl#1"], [])
    assert dict(store.run(_PATHS).rows) == {
        "path:d.jsonl#2": "d.jsonl#1",
        "path:d.jsonl#3": "d.jsonl#2",
        "path:d.jsonl#4": "d.jsonl#3",
    }
    assert set(load_paths(table, store).summary.documents.values()) == {"unchanged"}
    write(2, 1, 3)
    report = load_paths(table, store)
    assert (report.left_out, report.replaced) == ([], [])
    assert store.run(_PATHS).rows[0] == ["path:d.jsonl#2", "d.jsonl#2"]
    table.write_text(table.read_text(encoding="utf-8").partition("\n")[0] + "\nnone\n", encoding="utf-8")
    assert load_paths(table, store).left_out == []
    assert len(store.run(_PATHS).rows) == 3


def test_files_that_an_archive_has_no_more_go(folder: Path, store: Store, tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    for files in (("d0", "d1"), ("d1",)):
        with ZipFile(archive, "w") as zipped:
            for name in files:
                zipped.write(folder / f"{name}.txt", f"{name}.txt")
        report = load_paths(archive, store)
    assert report.left_out == ["path:a.zip|d0.txt"]
    assert [path for _, path in store.run(_PATHS).rows] == ["a.zip/d1.txt"]


def list_document(folder: Path, entry: str) -> None:
    (folder / "documents.toml").write_text(f"[[document]]\n{entry}\n", encoding="utf-8")


def files_of(store: Store, document: str) -> list[list[object]]:
    statement = (
        "MATCH (w:Witness)-[:WITNESS_OF]->(d:Document) WHERE d.id = $id "
        "RETURN w.path AS path, w.base AS base ORDER BY path"
    )
    return store.run(statement, {"id": document}).rows


def test_what_a_list_says_anew_has_its_document_made_anew(folder: Path, store: Store, made: list[str]) -> None:
    def describe(published: str) -> None:
        entry = f'[[document]]\nid = "one"\nname = "关于四川工作的意见"\npublished_on = {published}\n'
        (folder / "documents.toml").write_text(f'{entry}files = ["d0.txt", "d1.txt"]\n', encoding="utf-8")

    describe("2020-05-17")
    load_paths([folder], store)
    made.clear()
    describe("2020-05-18")
    load_paths([folder], store)
    load_paths([folder], store)
    assert made == ["d0.txt"]


def test_another_version_makes_all_documents_anew(
    folder: Path, store: Store, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    load_paths([folder], store)
    made.clear()
    monkeypatch.setattr(pipeline, "made_by", lambda: "another")
    report = load_paths([folder], store)
    assert len(made) == len(PLACES)
    assert set(report.summary.documents.values()) == {"moved"}


def test_a_load_that_was_ended_is_gone_on_with(folder: Path, store: Store, made: list[str]) -> None:
    done: list[str] = []

    def stop(document: str) -> None:
        done.append(document)
        if len(done) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_paths([folder], store, progress=stop)
    made.clear()
    report = load_paths([folder], store)
    assert len(made) == len(PLACES) - 3
    assert list(report.summary.documents.values()).count("unchanged") == 3


def test_a_bad_file_costs_no_other(folder: Path, store: Store) -> None:
    (folder / "bad.txt").write_bytes(b"\xff\xfe\xfa broken")
    report = load_paths([folder], store)
    assert [problem.path for problem in report.problems] == ["bad.txt"]
    assert len(report.summary.documents) == len(PLACES)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (LoaderError("bodies.toml: needs a date"), "bodies.toml: needs a date"),
        (KeyError("甲\n乙"), "cannot be understood (KeyError: '甲\\n乙'); this is a fault of the loader"),
    ],
)
def test_what_fails_in_the_middle_is_said_in_one_line(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(pipeline, "make_graph", fail)
    report = load_paths([folder / "d0.txt"], store)
    assert report.problems == [Problem("d0.txt", said)]


def test_a_process_that_is_killed_is_said_in_one_line() -> None:
    with Workers(2) as workers, pytest.raises(LoaderError, match=r"^a process .* was ended, .* --processes 1 "):
        list(workers.map(os._exit, [(9,)] * 20))


def test_an_end_amid_what_a_process_hands_over_is_not_waited_for_in_vain() -> None:
    script = """
        from loader.workers import Workers
        with Workers(2) as workers:
            for _ in workers.map(bytes, [(30_000_000,)] * 20):
                raise SystemExit(9)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False, timeout=60)
    assert done.returncode == 9


def test_little_work_starts_no_process_unless_their_number_is_given() -> None:
    with Workers() as workers:
        assert set(workers.map(os.getpid, [()] * 100)) == {os.getpid()}
    with Workers(2) as workers:
        assert os.getpid() not in set(workers.map(os.getpid, [()] * 100))


def test_neither_order_nor_parts_nor_processes_change_the_graph(folder: Path, tmp_path: Path) -> None:
    files = sorted(folder.iterdir())
    graphs = []
    for name, parts in (
        ("whole", [[folder]]),
        ("parts", [files[4:], files[:4]]),
        ("single", [[f] for f in files[::-1]]),
    ):
        with open_store(str(tmp_path / f"{name}.kgl"), write=True) as store:
            for part in parts:
                load_paths(part, store)
            graphs.append(graph_of(store))
    assert graphs[0] == graphs[1] == graphs[2]
    alone = list(make_graphs(read_works([folder]), processes=1))
    together = list(make_graphs(read_works([folder, *files, folder]), processes=2))
    assert together == alone


def test_a_document_taken_out_leaves_what_others_need(folder: Path, store: Store) -> None:
    load_paths([folder / "d0.txt"], store)
    one = graph_of(store)
    load_paths([folder / "d1.txt"], store)
    (document,) = [known.id for known in store.known() if "d1.txt" in known.paths]
    store.forget([document])
    assert graph_of(store) == one
