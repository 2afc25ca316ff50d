"""What a report says was understood of a document, and what was not."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

import loader
from loader.cli import app
from loader.document import Extraction, Facts, Problem
from loader.extraction import extract
from loader.gazetteer import load_gazetteer
from loader.gazetteer.duties import load_duty_words
from loader.normalising import normalise
from loader.reporting import Coverage, Findings, report
from loader.segmenting import split_sections

if TYPE_CHECKING:
    from conftest import Place
    from typer.testing import Result

TEXT = """成都市数字经济发展措施
一、优化服务
推进政务数据共享。（市财政局牵头）
监管银行负责核对账目。
加快建设算力设施。
"""
ISSUED = """成都市财政局关于拨付资金的通知
成财〔2024〕3号
各区财政局：
一、落实资金。由成都市财政局负责拨付资金。
成都市财政局
2024年3月1日
"""


def extracted(raw: str, facts: Facts | None = None) -> Extraction:
    return extract(split_sections(normalise(raw)), facts or Facts(), load_gazetteer())


def reported(raw: str) -> Findings:
    return report(extracted(raw), "measures.txt")


def words(coverage: Coverage) -> list[str]:
    return [passage.words for passage in coverage.open]


def test_duty_phrases_without_a_body_that_is_given_a_measure_are_listed() -> None:
    duties = reported(TEXT).duties
    assert [(one.words, one.sentence, one.ref) for one in duties.open] == [("负责", "监管银行负责核对账目。", "一·3")]
    assert duties.count == 2
    assert duties.share == pytest.approx(0.5)


def test_a_passage_says_where_it_stands_in_the_text_as_read() -> None:
    raw = TEXT.replace("\n", "\r\n")
    findings = reported(raw)
    passages = [*findings.duties.open, *findings.bodies.open, *findings.measures.open]
    assert [raw[one.start : one.stop] for one in passages] == [one.words for one in passages]
    assert all(one.words in one.sentence and one.sentence in raw for one in passages)


def test_measures_of_which_the_graph_says_nothing_are_listed() -> None:
    measures = reported(TEXT).measures
    assert measures.count == 3
    assert words(measures) == ["监管银行负责核对账目。", "加快建设算力设施。"]


def test_what_is_missing_of_name_number_issuers_and_date_is_named() -> None:
    assert reported("加快建设。").missing == ("name", "number", "issuers", "date")
    facts = Facts(name="某措施", number="成府发〔2024〕3号", issuers=("成都市人民政府",))
    found = report(extracted("加快建设。", facts), "measures.txt")
    assert (found.name, found.path, found.missing) == ("某措施", "measures.txt", ("date",))


def test_names_that_several_places_bear_are_ambiguous_and_composites_are_not() -> None:
    names = reported("支持鼓楼区建设，推进川滇黔合作。").names
    assert words(names) == ["鼓楼区"]
    assert names.count == 2


def test_places_that_the_gazetteer_lacks_are_unknown() -> None:
    places = reported("在成都市、八里湖新区、团林镇，推进数据平台、各街道、特色小镇建设。").places
    assert words(places) == ["八里湖新区", "团林镇"]
    assert places.count == 3


def test_a_body_is_not_resolved_where_nothing_tells_of_which_place_it_is() -> None:
    assert words(reported("加快建设数据平台。（市财政局负责）").bodies) == ["市财政局"]
    assert words(reported(TEXT).bodies) == []


def test_works_are_reported_in_order_and_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\x00\x01\x02\xff\xfe\xfd" * 50)
    (tmp_path / "c.txt").write_text(TEXT, encoding="utf-8")
    first, problem, last = loader.report(loader.read([tmp_path]))
    assert isinstance(first, Findings)
    assert isinstance(problem, Problem)
    assert (first, problem.path) == (replace(last, path="a.txt"), "b.txt")


def test_a_store_holds_all_that_a_report_needs(place: Place, tmp_path: Path) -> None:
    for name, raw in (("a.txt", TEXT), ("b.txt", ISSUED)):
        (tmp_path / name).write_text(raw, encoding="utf-8")
    with place.open() as store:
        loader.load([tmp_path], store, processes=1)
    with place.open(write=False) as store:
        recalled = {one.path: one for one in loader.report(loader.recall(store)) if isinstance(one, Findings)}
    assert recalled == {one.path: one for one in loader.report(loader.read([tmp_path])) if isinstance(one, Findings)}


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["report", *words], prog_name="loader")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with documents, and a store with them where the command looks for it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POLICY_GRAPH_STORE", raising=False)
    documents = tmp_path / "documents"
    documents.mkdir()
    for name, raw in (("a.txt", TEXT), ("b.txt", ISSUED)):
        (documents / name).write_text(raw, encoding="utf-8")
    with loader.open_store("policy.kgl", write=True) as store:
        loader.load([documents], store, processes=1)
    return documents


@pytest.mark.parametrize("words", [(), ("documents",)])
@pytest.mark.usefixtures("folder")
def test_the_command_counts_first_and_then_lists(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 0, result.output
    counts, listed = (part.splitlines() for part in result.stdout.split("\n\n"))
    assert [re.split(r"  +", line.strip()) for line in counts if not line.startswith("─")] == [
        ["found", "understood", "percent"],
        ["documents", "2", "1", "50"],
        ["duty phrases", "3", "2", "66.7"],
        ["names of bodies", "5", "5", "100"],
        ["names of places", "4", "4", "100"],
        ["places", "4", "4", "100"],
        ["measures", "5", "2", "40"],
    ]
    assert [re.split(r"  +", line)[0] for line in listed[2:]] == [
        "document without number, issuers, date",
        "duty without a body",
        *["measure without anything"] * 3,
    ]


@pytest.mark.usefixtures("folder")
def test_other_formats_hold_the_list_and_counts_stand_alone() -> None:
    rows = json.loads(run("--format", "json").stdout)
    assert rows[1] == {
        "what": "duty without a body",
        "document": "成都市数字经济发展措施",
        "ref": "一·3",
        "start": 41,
        "words": "负责",
        "sentence": "监管银行负责核对账目。",
    }
    assert json.loads(run("--counts", "--format", "json").stdout)[0] == {
        "": "documents",
        "found": 2,
        "understood": 1,
        "percent": 50.0,
    }
    assert run("-o", "open.csv").stdout == ""
    assert len(Path("open.csv").read_text(encoding="utf-8").splitlines()) == 1 + len(rows)


def test_a_table_has_the_first_of_each_kind_unless_all_are_wanted(folder: Path) -> None:
    (folder / "a.txt").write_text("某措施\n" + "".join(f"{n}.加快建设设施。\n" for n in range(1, 30)), encoding="utf-8")
    few, every = run("documents"), run("documents", "--all")
    assert few.stdout.count("measure without anything") == 10
    assert few.stderr == "20 more rows; --all lists them\n"
    assert every.stdout.count("measure without anything") == 30
    assert every.stderr == ""


def test_what_cannot_be_read_is_named_at_the_end(folder: Path) -> None:
    (folder / "bad.txt").write_bytes(b"\x00\x01\x02\xff\xfe\xfd" * 50)
    result = run("documents")
    assert result.exit_code == 1
    assert result.stderr.startswith("loader: bad.txt: ")
    assert "duty without a body" in result.stdout


def test_an_empty_tally_is_understood() -> None:
    assert Coverage(0, ()).share == pytest.approx(1)


@pytest.mark.parametrize(
    "text",
    [
        "（财政部牵头）",
        "市财政局负责资金拨付。",
        "责任单位：市财政局",
        "工作协调小组牵头单位为市发展改革委。",
    ],
)
def test_a_sentence_that_says_who_is_responsible_is_a_duty_phrase(text: str) -> None:
    assert load_duty_words().phrases.cues.search(text)


@pytest.mark.parametrize(
    "text",
    ["主要负责同志要亲自抓。", "发挥牵头人作用。", "切实做到认真负责。", "本办法由市财政局负责解释。", "落实责任制。"],
)
def test_a_sentence_that_only_sounds_alike_is_none(text: str) -> None:
    assert not load_duty_words().phrases.cues.search(text)
