"""The command line, as people use it."""

from __future__ import annotations

import csv
import json
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from collections import Counter
from fcntl import ioctl
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any

import kglite
import networkx as nx
import openpyxl
import pytest
from made_graph import make_graphs
from rich.cells import cell_len
from typer.testing import CliRunner

import loader
from loader import __version__
from loader.cli import app
from loader.stores import open_store

if TYPE_CHECKING:
    from typer.testing import Result

PLAN = """成都市推进数据共享工作方案

一、主要任务

（一）加快建设数据平台。推进成渝地区数据共享。（牵头单位：市发展改革委；配合单位：市财政局）

（二）加强培训。每年举办两期培训班。
"""
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
FORMATS = "'table', 'json', 'csv', 'markdown'"
COMMAND = [sys.executable, "-m", "loader"]


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POLICY_GRAPH_STORE", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(Path(loader.__file__).parents[1]))  # commands run in a folder of their own


@pytest.fixture(scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "policy.kgl"
    with open_store(str(path), write=True) as store:
        store.load(make_graphs())
    return path


@pytest.fixture
def made(_made: Path, tmp_path: Path) -> Path:
    """Lay a store with a graph where commands look for it."""
    return Path(shutil.copy(_made, tmp_path / "policy.kgl"))


def run(*words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, words, input=typed, prog_name="loader")


def answer(*words: str, typed: str | None = None) -> str:
    result = run(*words, typed=typed)
    assert result.exit_code == 0, result.output
    return result.stdout


def complaint(*words: str, code: int = 1) -> str:
    """Run what must fail; return the one line that says why."""
    result = run(*words)
    assert result.exit_code == code, result.output
    *notes, line = result.stderr.splitlines()
    assert not any(note.startswith("loader: ") for note in notes)
    assert line.startswith("loader: ")
    return line.removeprefix("loader: ")


def records(*words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(answer(*words, "--format", "json"))
    return found


# Loading


def test_loading_says_where_to_and_what_it_did(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    result = run("load", "plan.txt")
    assert result.exit_code == 0, result.output
    assert result.stderr.splitlines() == ["loading into policy.kgl", "documents: 1 added"]
    head, _, *rows = result.stdout.splitlines()
    assert head.split() == ["added", "changed", "moved", "removed", "unchanged"]
    counts = {row.split()[0]: row.split()[1:] for row in rows}
    assert counts["Document"] == ["1"]
    assert {"Section", "Measure", "PART_OF"} <= set(counts)


def test_loading_twice_finds_everything_unchanged(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    answer("load", "plan.txt")
    result = run("load", "plan.txt")
    assert result.stderr.splitlines()[-1] == "documents: 1 unchanged"


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    result = run("load", "plan.txt", "--dry-run")
    assert result.stderr.splitlines() == ["would load into policy.kgl", "documents: 1 added"]
    assert run("load", "plan.txt").stderr.splitlines()[-1] == "documents: 1 added"


OTHER = """绵阳市促进就业若干措施

一、扩大就业岗位。支持企业稳岗扩岗，对吸纳高校毕业生的企业给予补贴。

二、加强创业扶持。建设一批创业孵化基地，落实创业担保贷款政策。
"""


@pytest.mark.parametrize("number", ["", "〔2024〕3号"], ids=["same id", "other id"])
@pytest.mark.parametrize(("words", "verb"), [(("--dry-run",), "would be"), ((), "is")])
def test_a_document_whose_file_holds_another_one_now_is_named(
    tmp_path: Path, number: str, words: tuple[str, ...], verb: str
) -> None:
    for folder, text in (("one", PLAN), ("two", f"{number and '绵府办发'}{number}\n\n{OTHER}")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "plan.txt").write_text(text, encoding="utf-8")
    answer("load", "one")
    (before,) = records("query", "documents")
    assert run("load", "two", *words).stderr.splitlines()[-1] == (
        f"{before['id']} {verb} replaced: its file holds another document now; files are known by their paths below "
        "the folder that is given"
    )


def test_documents_that_change_files_are_not_replaced(tmp_path: Path) -> None:
    texts = [f"蓉府办发〔2024〕1号\n\n{PLAN}", f"绵府办发〔2024〕3号\n\n{OTHER}"]
    for order in (texts, texts[::-1]):
        for name, text in zip("ab", order, strict=True):
            (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        assert "replaced" not in run("load", "a.txt", "b.txt").stderr
    assert len(records("query", "documents")) == 2


def test_what_comes_by_standard_input_takes_the_place_of_what_came_so_before() -> None:
    def load(text: str) -> list[str]:
        command = [*COMMAND, "load", "-", "--processes", "1"]
        return (
            subprocess.run(command, input=text.encode(), capture_output=True, check=True).stderr.decode().splitlines()
        )

    assert load(PLAN)[-1] == "documents: 1 added"
    assert load(PLAN)[-1] == "documents: 1 unchanged"
    assert "path:- is replaced" in load(OTHER)[-1]
    assert [row["document"] for row in records("query", "documents")] == ["绵阳市促进就业若干措施"]


def test_the_store_is_the_options_else_the_environments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    monkeypatch.setenv("POLICY_GRAPH_STORE", "environment.kgl")
    answer("load", "plan.txt")
    answer("load", "plan.txt", "--store", "option.kgl")
    assert {path.name for path in tmp_path.glob("*.kgl")} == {"environment.kgl", "option.kgl"}


def test_one_bad_file_is_named_and_the_rest_loaded(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "bad.txt").write_bytes(b"\x00\x01\x02\xff\xfe\xfd" * 50)
    (folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    result = run("load", "documents")
    assert result.exit_code == 1
    *_, told, named = result.stderr.splitlines()
    assert told == "documents: 1 added"
    assert named.startswith("loader: bad.txt: ")


def test_extract_shows_what_is_found_and_loads_nothing(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    found = records("extract", "plan.txt")
    for row in found:
        assert "".join(PLAN[row["start"] : row["stop"]].split()) == row["text"]
    assert {"measure", "region", "body"} <= {row["what"] for row in found}
    assert [path.name for path in tmp_path.iterdir()] == ["plan.txt"]


def test_extract_gives_standoff_lines(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    rows = [json.loads(line) for line in answer("extract", "plan.txt", "--format", "standoff").splitlines()]
    assert {"type", "start", "end"} <= set.intersection(*(set(row) for row in rows))


def test_extract_reads_the_file_that_was_named_though_it_is_another_witness(tmp_path: Path) -> None:
    (tmp_path / "base.txt").write_text(PLAN, encoding="utf-8")
    (tmp_path / "other.txt").write_text(f"{PLAN}加强监督。\n", encoding="utf-8")
    (tmp_path / "documents.toml").write_text(
        '[[document]]\nid = "plan"\nname = "成都市推进数据共享工作方案"\nfiles = ["base.txt", "other.txt"]\n',
        encoding="utf-8",
    )
    assert "加强监督。" in {row["text"] for row in records("extract", "other.txt")}
    assert "加强监督。" not in {row["text"] for row in records("extract", "base.txt")}


def test_demo_loads_answers_and_says_how_to_go_on(tmp_path: Path) -> None:
    result = run("demo")
    assert result.exit_code == 0, result.output
    for command in result.stdout.splitlines()[-2:]:
        subprocess.run(["sh", "-c", command], capture_output=True, check=True)
    (tmp_path / "policy.kgl").unlink()
    (tmp_path / "policy.kgl.lock").unlink()
    assert "成渝城市群" in result.stdout
    assert not list(tmp_path.iterdir())


# Asking


def test_query_without_a_name_lists_the_queries() -> None:
    lines = answer("query").splitlines()
    assert any(
        line.startswith("measures-touching-region ") and line.endswith("REGION [--documents] [--wider] [--all-natures]")
        for line in lines
    )


def test_the_list_of_queries_is_an_answer_as_others_are() -> None:
    queries = records("query")
    assert {"query": "due-before", "title": "What is due by a date", "parameters": "DATE [BODY] [--all-natures]"} in (
        queries
    )


def test_a_querys_options_stand_before_its_name_as_well_as_behind_it(made: Path, tmp_path: Path) -> None:
    store = ("--store", str(made.rename(tmp_path / "other.kgl")))
    behind = answer("query", "readings", "西部意见", *store, "--format", "csv")
    assert answer("query", *store, "--format", "csv", "readings", "西部意见") == behind
    assert answer("query", *store, "--format", "json", "readings", "西部意见", "--format", "csv") == behind
    assert answer("query", "--cypher", "readings") == answer("query", "readings", "--cypher")
    answer("query", "-o", "x.csv", *store, "readings", "西部意见")
    assert (tmp_path / "x.csv").read_text(encoding="utf-8-sig") == behind


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("measures-t", ["measures-touching-region"]),
        ("measures-touching-region --wi", ["--wider"]),
        ("measures-touching-region 成渝", ["成渝", "成渝地区", "成渝城市群"]),
        ("duties-of-body --body 财", ["财政部"]),
        ("connection 成都 财", ["财政部"]),
        ("targets 森", ["森林覆盖率"]),
        ("programmes-by-measures pr", ["project"]),
        ("measures-touching-region --store nowhere.kgl 成", []),
        ("nothing 成", []),
    ],
)
def test_a_shell_completes_queries_names_and_words(typed: str, offered: list[str]) -> None:
    words = f"loader query {typed}"
    completing = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" ")), "_LOADER_COMPLETE": "complete_bash"}
    result = CliRunner().invoke(app, env=completing, prog_name="loader")
    assert (result.stdout.split(), result.stderr) == (offered, "")


def test_a_querys_help_comes_from_its_file() -> None:
    text = answer("query", "measures-touching-region", "--help")
    for words in ("All measures touching a region.", "--region", "--wider", "In this order: region.", "role: "):
        assert words in text


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("words", [["成渝"], ["--region", "成渝"]])
def test_a_querys_values_are_given_by_position_or_name(words: list[str]) -> None:
    rows = records("query", "measures-touching-region", *words)
    assert [row["how"] for row in rows] == ["named", "named", "inside", "inside", "overlaps"]


@pytest.mark.usefixtures("made")
def test_a_flag_widens_a_query() -> None:
    words = ["query", "measures-touching-region", "成渝"]
    assert len(records(*words, "--wider")) >= len(records(*words))


def test_a_query_prints_its_statement() -> None:
    statement = answer("query", "documents", "--cypher")
    assert statement.startswith("// ")
    assert "RETURN" in statement


@pytest.mark.usefixtures("made")
def test_an_answer_comes_in_every_format() -> None:
    words = ["query", "duties-of-body", "财政部"]
    assert "财政部" in answer(*words)
    assert answer(*words, "--format", "markdown").startswith("| document | ref |")
    assert next(csv.reader(answer(*words, "--format", "csv").splitlines()))[:2] == ["document", "ref"]


@pytest.mark.usefixtures("made")
def test_an_answer_without_rows_says_what_to_do() -> None:
    result = run("query", "search", "龙王", "--format", "json")
    assert result.stdout == "[]\n"
    assert result.stderr == "nothing found: no measure holds all the words: try fewer or shorter ones\n"


def test_an_answer_without_rows_tells_of_drafts(tmp_path: Path) -> None:
    text = "阿坝州促进消费办法（征求意见稿）\n第一条 由阿坝州财政局给予补贴。\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert run("load", str(tmp_path)).exit_code == 0
    result = run("query", "duties-of-body", "阿坝州财政局", "--format", "json")
    assert result.stdout == "[]\n"
    assert result.stderr == "nothing found: 1 row of drafts, press reports and interpretations, with --all-natures\n"


def test_an_empty_store_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("国务院关于促进消费的意见\n一、支持消费。\n", encoding="utf-8")
    assert run("load", str(tmp_path)).exit_code == 0
    assert run("forget", "a.txt").exit_code == 0
    empty = "policy.kgl is empty; load something first: loader load PATH"
    assert run("query", "measures-without-body").stderr == f"nothing found: {empty}\n"
    for command in ("status", "report", "subgraph"):
        assert run(command).stderr == f"{empty}\n"
    for words in (["export", "folder", "--to", "neo4j-admin"], ["show", "成渝"], ["forget", "a.txt"]):
        assert complaint(*words) == empty


@pytest.mark.usefixtures("made")
def test_a_semicolon_in_a_text_or_at_the_end_is_no_second_statement() -> None:
    assert records("cypher", "RETURN ';' AS n; // a; b") == [{"n": ";"}]


@pytest.mark.usefixtures("made")
def test_an_answer_is_written_to_a_file(tmp_path: Path) -> None:
    result = run("query", "documents", "-o", "answer.xlsx")
    assert (result.stdout, result.stderr) == ("", "3 rows written to answer.xlsx\n")
    assert openpyxl.load_workbook(tmp_path / "answer.xlsx").worksheets[0]["A1"].value == "document"


@pytest.mark.usefixtures("made")
def test_a_statement_of_ones_own_is_typed_read_from_a_file_or_piped(tmp_path: Path) -> None:
    statement = "MATCH (d:Document) WHERE d.loaded RETURN count(d) AS documents"
    (tmp_path / "count.cypher").write_text(statement, encoding="utf-8")
    wanted = [{"documents": 3}]
    assert records("cypher", statement) == records("cypher", "-f", "count.cypher") == wanted
    assert json.loads(answer("cypher", "-", "--format", "json", typed=statement)) == wanted


# Looking


@pytest.mark.usefixtures("made")
def test_a_measure_is_shown_with_its_evidence_marked_and_its_readings() -> None:
    page = answer("show", "促进", "成渝城市群")
    assert "促进【成渝城市群】协同发展，由【国家发展改革委】会同【财政部】负责。" in page
    assert "in 国发〔2020〕1号 西部意见 › 二 区域协调" in page
    assert any(line.split() == ["b.txt", "substitution", "协同", "协作"] for line in page.splitlines())
    assert "← RESPONSIBLE_FOR Body  2" in page


@pytest.mark.usefixtures("made")
def test_a_body_is_shown_with_what_it_answers_for() -> None:
    assert answer("show", "发改委").splitlines()[0] == "Body 国家发展和改革委员会"


@pytest.mark.usefixtures("made")
def test_a_subgraph_is_summed_up() -> None:
    first, *_ = answer("subgraph", "--region", "成渝", "--leave-out", "wide").splitlines()
    assert first.endswith("1 component (the largest of 7 nodes)")


@pytest.mark.usefixtures("made")
def test_a_subgraph_is_written_for_other_programs(tmp_path: Path) -> None:
    result = run("subgraph", "--body", "财政部", "--hops", "2", "-o", "graph.graphml")
    back = nx.read_graphml(tmp_path / "graph.graphml")
    assert result.stderr == f"{len(back)} nodes, {back.number_of_edges()} relationships written to graph.graphml\n"


# Keeping


@pytest.mark.usefixtures("made")
def test_status_says_where_the_store_is_and_what_is_in_it() -> None:
    first, *rest = answer("status").splitlines()
    assert first == "policy.kgl: 3 documents"
    labels = Counter(node.label for graph in make_graphs() for node in graph.own)
    assert ["Measure", str(labels["Measure"])] in [line.split() for line in rest]


def test_status_and_check_say_what_another_version_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    with monkeypatch.context() as older:
        older.setattr("loader.pipeline.made_by", lambda: "0.0.1+older")
        answer("load", "plan.txt")
    told = "1 document made by another version of the loader: loading it again makes it anew"
    assert run("status").stderr == f"{told}\n"
    assert (
        run("check").stderr.splitlines()[0] == f"{told}; until then neither their values nor shared ones are compared"
    )
    answer("load", "plan.txt")
    assert run("status").stderr == ""


def test_check_says_what_mends_what_it_finds(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    answer("load", "plan.txt")
    (tmp_path / "plan.txt").write_bytes(b"\0")
    assert complaint("check", "plan.txt") == "1 fault found"
    with kglite.open("policy.kgl", durable="off") as graph:
        graph.cypher("MATCH (m:Measure) SET m.text = '支持贵州。'")
    assert complaint("check").endswith(
        " found; `loader forget DOCUMENT`, then `loader load PATH`, makes a document anew"
    )


@pytest.mark.usefixtures("made")
def test_forget_takes_a_document_and_what_only_it_needed() -> None:
    rows = [line.split() for line in answer("forget", "成都市方案").splitlines()]
    assert ["Document", "1"] in rows
    assert len(records("query", "documents")) == 2


def test_a_document_in_a_subfolder_is_known_by_its_id() -> None:
    path = Path("plans/old/管网.txt")
    path.parent.mkdir(parents=True)
    path.write_text("关于做好燃气工作的方案\n一、加强管理\n支持北京市建设管网。\n", encoding="utf-8")
    answer("load", "plans")
    id_ = "path:old|管网.txt"
    assert len(records("query", "document-outline", id_)) == 2
    assert records("query", "connection", "北京市", id_)
    answer("forget", id_)
    assert records("query", "documents") == []


# Bad input: one clear line each


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["load", ""], "a path is empty; the folder that you are in is ."),
        (["report", ""], "a path is empty; the folder that you are in is ."),
        (["load", "nowhere.txt"], "nowhere.txt: no such file or folder"),
        (["forget", "意见"], "no store at policy.kgl; load something first: loader load PATH"),
        (["query", "documents"], "no store at policy.kgl; load something first: loader load PATH"),
        (["cypher", "-f", "nowhere.cypher"], "nowhere.cypher: No such file or directory"),
        (["status", "--store", "nowhere.kgl"], "no store at nowhere.kgl; load something first: loader load PATH"),
        (["subgraph", "-o", "x.png"], "cannot write x.png: its name must end in .graphml, .gexf, .json, .csv"),
        (["query", "documents", "-o", "x.doc"], "cannot write x.doc: its name must end in .csv, .xlsx, .json, .md"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(tmp_path: Path, words: list[str], said: str) -> None:
    assert complaint(*words) == said
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["query", "measures-touching-region", "朝阳区"],
            "朝阳区 names several regions: 北京市朝阳区 (loaded), 吉林省长春市朝阳区 (loaded); ask for one of them",
        ),
        (["cypher", "RETURN 1 AS n; RETURN ';' AS n;"], "give one statement: there is another behind a semicolon"),
        (["cypher", "MATCH (n) DELETE n"], "the statement would write; statements may only read the graph"),
        (["forget", " "], "give a document's name, number or id"),
        (
            ["forget", "没有的方案"],
            "no document in policy.kgl is called 没有的方案; `loader query documents` lists what there is",
        ),
        (
            ["subgraph", "--leave-out", "没有的方案"],
            "nothing in policy.kgl is called 没有的方案; what may be left out is classes, wide or a thing by its name",
        ),
        (["forget", "成都市"], "no document in policy.kgl is called 成都市; nearest: 成都市方案"),
        (
            ["query", "documents", "--browser"],
            (
                "Neo4j Browser needs a Neo4j server, named by --store or NEO4J_URI; policy.kgl is a file, which "
                "answers `loader query search` and `loader subgraph`"
            ),
        ),
    ],
)
def test_what_a_store_cannot_answer_is_said_in_one_line(words: list[str], said: str) -> None:
    assert complaint(*words) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["load"], "Missing argument 'PATH' (see `loader load --help`)"),
        (["--bogus"], "No such option: --bogus (see `loader --help`)"),
        (["statsu"], "No such command 'statsu'. Did you mean 'status'? (see `loader --help`)"),
        (["cypher"], "give either a statement or --file (see `loader cypher --help`)"),
        (
            ["query", "documents", "--format", "x"],
            f"Invalid value for '--format': 'x' is not one of {FORMATS} (see `loader query documents --help`)",
        ),
        (
            ["query", "graph-around-region", "成渝"],
            "a picture is for Neo4j Browser: add --browser (see `loader query graph-around-region --help`)",
        ),
        (
            ["query", "documents", "--browser", "-o", "x.csv"],
            "--browser gives a link and no file (see `loader query documents --help`)",
        ),
        (["query", "documents", "--zzz"], "No such option: --zzz (see `loader query documents --help`)"),
        (["query", "--cypher"], "--cypher needs the name of a query (see `loader query --help`)"),
        (["query", "documnts"], "no query is called documnts; did you mean documents?"),
    ],
)
def test_wrong_usage_is_said_in_one_line_with_exit_code_2(words: list[str], said: str) -> None:
    assert complaint(*words, code=2) == said


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["measures-touching-region"],
            "measures-touching-region needs region: a region's name or alias, such as 成渝",
        ),
        (
            ["measures-touching-region", "成渝", "西部"],
            "measures-touching-region has no parameter for 西部; `loader query measures-touching-region --help` tells",
        ),
        (
            ["due-before", "someday"],
            "date must be of type DATE, such as 2025-12-31, 2025年6月底 or 2025, not someday",
        ),
        (["search", " "], "search needs words: one or several"),
    ],
)
def test_a_question_with_wrong_values_is_wrong_usage_too(words: list[str], said: str) -> None:
    assert complaint("query", *words, code=2) == said


def test_a_folder_without_documents_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert complaint("load", "empty").startswith("empty: holds no documents")


@pytest.mark.parametrize(
    "data",
    [b"", b"\x7fELF\x02\x01\x01\x00" + bytes(200), "成都市方案".encode()[:-1]],
    ids=["empty", "binary", "broken"],
)
def test_a_file_that_holds_no_text_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "bad.txt").write_bytes(data)
    assert complaint("load", "bad.txt").startswith("bad.txt: ")


def test_a_text_without_a_heading_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text("各地区要加快推进数据共享。", encoding="utf-8")
    assert "documents: 1 added" in run("load", "plain.txt").stderr


def test_a_store_of_another_kind_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    (tmp_path / "policy.kgl").write_text("not a store", encoding="utf-8")
    assert complaint("load", "plan.txt").startswith("policy.kgl is not a policy graph's store")
    assert (tmp_path / "policy.kgl").read_text(encoding="utf-8") == "not a store"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    assert "nowhere/policy.kgl" in complaint("load", "plan.txt", "--store", "nowhere/policy.kgl")


def test_what_nobody_foresaw_is_said_in_one_line_unless_its_place_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise KeyError("gazetteer")

    monkeypatch.setattr(loader, "list_queries", fail, raising=False)
    said = "KeyError: 'gazetteer': this is a fault of the loader; POLICY_GRAPH_DEBUG=1 shows where it is"
    assert complaint("query") == said
    monkeypatch.setenv("POLICY_GRAPH_DEBUG", "1")
    assert isinstance(run("query").exception, KeyError)


@pytest.mark.parametrize("text", ["，。；！？…\n", "123 456\n789\n"])
def test_a_text_of_signs_or_digits_alone_is_loaded_and_has_no_measures(tmp_path: Path, text: str) -> None:
    (tmp_path / "signs.txt").write_text(text, encoding="utf-8")
    answer("load", "signs.txt")
    assert records("cypher", "MATCH (m:Measure) RETURN count(m) AS many") == [{"many": 0}]


# As a process


MANY = "UNWIND range(1, 50000) AS n RETURN n"


def run_without_room(command: str) -> subprocess.CompletedProcess[str]:
    """Run a command that can write no file of more than some kilobytes, as on a full disk."""
    limited = ["bash", "-c", f'ulimit -f 8; "$0" -m loader {command}', sys.executable, MANY]
    return subprocess.run(limited, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("ending", ["json", "csv", "md", "xlsx"])
@pytest.mark.usefixtures("made")
def test_a_full_disk_leaves_no_half_of_an_answer(tmp_path: Path, ending: str) -> None:
    done = run_without_room(f'cypher "$1" -o answer.{ending}')
    assert (done.returncode, done.stderr) == (1, f"loader: cannot write answer.{ending}: file too large\n")
    assert not [path.name for path in tmp_path.iterdir() if "answer" in path.name]


@pytest.mark.parametrize("ending", ["json", "graphml", "gexf", "csv"])
def test_a_full_disk_leaves_no_half_of_a_graph(tmp_path: Path, ending: str) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    answer("load", "plan.txt")
    edges = tmp_path / "graph.edges.csv"
    edges.mkdir()  # takes no file
    done = run_without_room(f"subgraph -o graph.{ending}")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert [path.name for path in tmp_path.iterdir() if "graph" in path.name] == [edges.name]


def test_a_full_disk_leaves_no_half_of_an_export(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN + "支持四川省建设内陆开放高地。\n" * 1000, encoding="utf-8")
    answer("load", "plan.txt")
    done = run_without_room("export --to neo4j-admin folder")
    assert (done.returncode, done.stderr) == (1, "loader: cannot write folder: file too large\n")
    assert not (tmp_path / "folder").exists()


def test_texts_that_find_no_room_on_the_way_are_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("支持四川省建设内陆开放高地。\n" * 1000, encoding="utf-8")
    done = run_without_room("load plan.txt")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        f"loader: cannot keep what is read in {gettempdir()}: File too large; make room there, or let TMPDIR name "
        "another folder"
    )


@pytest.mark.usefixtures("made")
def test_an_answer_that_finds_no_room_is_said_in_one_line() -> None:
    done = run_without_room('cypher "$1" > /dev/full')
    assert (done.returncode, done.stderr) == (1, "loader: No space left on device\n")


@pytest.mark.usefixtures("made")
def test_where_nobody_listens_all_is_done_as_elsewhere() -> None:
    closed = ["bash", "-c", '"$0" -m loader query documents >&-', sys.executable]
    done = subprocess.run(closed, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_help_names_every_command_and_answers_at_once() -> None:
    started = time.perf_counter()
    done = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, check=True, encoding="utf-8")
    took = time.perf_counter() - started
    for command in ("demo", "load", "query", "cypher", "show", "subgraph", "extract", "status", "check", "forget"):
        assert f"│ {command} " in done.stdout
    imported = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "loader", "--help"], capture_output=True, text=True, check=True
    ).stderr
    assert not {"networkx", "openpyxl", "pydantic", "kglite"} & {
        line.rpartition("|")[2].strip() for line in imported.splitlines()
    }
    assert took < 5, "half a second on an idle machine"


def test_the_version_is_told() -> None:
    done = subprocess.run([*COMMAND, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"loader {__version__}\n"


@pytest.mark.usefixtures("made")
def test_a_reader_that_leaves_early_is_no_error() -> None:
    with subprocess.Popen([*COMMAND, "cypher", MANY], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("columns", [80, 120])
def test_a_table_fits_the_terminal(columns: int) -> None:
    lines = in_terminal(columns, "query", "measures-touching-region", "成渝")
    assert all(cell_len(line) <= columns for line in lines)
    assert "5 rows" in lines[-1]


def test_loading_shows_its_progress_on_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    assert any("1 done" in line for line in in_terminal(80, "load", "plan.txt"))


def in_terminal(columns: int, *words: str) -> list[str]:
    """Run a command in a real terminal of that width; return its lines, without colours."""
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    environment = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "LINES"}}
    environment |= {"TERM": "xterm", "NO_COLOR": "1"}
    with subprocess.Popen(
        [*COMMAND, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            shown += part
        os.close(ours)
        assert process.wait(timeout=60) == 0, shown.decode()
    text = _ESCAPES.sub("", shown.decode("utf-8"))
    return [line for line in text.replace("\r", "\n").split("\n") if line.strip()]


def test_ctrl_c_is_quiet_while_the_command_line_is_being_imported(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt", encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), str(Path(loader.__file__).parents[1])])
    done = subprocess.run(
        [*COMMAND, "status"], env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_ctrl_c_says_so_and_leaves_whole_documents(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    for number in range(400):
        (folder / f"{number}.txt").write_text(PLAN.replace("成都市", f"成都市第{number}号") * 40, encoding="utf-8")
    process = subprocess.Popen(
        [*COMMAND, "load", "documents", "--processes", "1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "loading into policy.kgl\n"
    until = time.monotonic() + 60
    while not Path("policy.kgl").exists() and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said == "loader: stopped; nothing is left half-written, and the same command goes on from here\n"
    parts = "MATCH (d:Document) OPTIONAL MATCH (s:Section)-[:PART_OF]->(d) RETURN d.id AS id, count(s) AS sections"
    assert all(row["sections"] for row in records("cypher", parts))


def test_ctrl_c_twice_ends_all_processes_without_a_word_more(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    for number in range(200):
        (folder / f"{number}.txt").write_text(PLAN.replace("成都市", f"成都市第{number}号") * 40, encoding="utf-8")
    process = subprocess.Popen(
        [*COMMAND, "load", "documents", "--processes", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "loading into policy.kgl\n"
    for pause in (2, 0.1):
        time.sleep(pause)
        os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)  # which waits for all that have its error stream
    assert process.returncode == 130
    assert said == "loader: stopped; nothing is left half-written, and the same command goes on from here\n"
