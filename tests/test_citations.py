"""Which documents a text names, and what it says of them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from loader import model
from loader.document import Facts, Source, Work
from loader.official_numbers import find_numbers, is_unique, write_number
from loader.pipeline import extract_source, make_graph

if TYPE_CHECKING:
    from loader.document import Citation

CASES = tomllib.loads((Path(__file__).parent / "cases" / "citations.toml").read_text(encoding="utf-8"))["case"]

CITY = """深圳市罗湖区人民政府办公室关于印发罗湖区夜间经济实施细则的通知
罗府办〔2023〕4号
各街道办事处：
根据广东省人民政府《关于促进消费的意见》、市商务局《关于发展首店的通知》和《优化营商环境条例》，制定本细则。
《罗湖区夜间经济实施细则》自印发之日起施行，《罗湖区夜间经济实施细则》（罗府办〔2019〕1号）同时废止。
依据《关于便民服务的意见》，支持便民市场。
深圳市罗湖区人民政府办公室
2023年5月5日
"""


def cites(text: str, **facts: Any) -> list[Citation]:
    return extract_source(Source("a.txt", text, "0" * 64), Facts(**facts)).citations


def written(citation: Citation) -> str:
    until = f"until {citation.until}" if citation.until else None
    return " ".join(filter(None, (citation.kind, citation.name, citation.number, citation.article, until)))


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_a_text_names_documents(case: dict[str, Any]) -> None:
    assert [written(one) for one in cites(case["text"])] == case["cites"]


def test_a_citation_is_what_stands_there() -> None:
    text = "根据《消防法》和《关于安全的通知》（国办发〔2022〕1号）以及国发〔2020〕2号，制定本办法。"
    graph = make_graph(Work(Facts(), (Source("a.txt", text, "0" * 64),)))
    mentions = [one for one in graph.relationships if isinstance(one, model.Cites)]
    assert {text[one.start : one.stop] for one in mentions} == {one.mention for one in mentions}
    assert {one.mention for one in mentions} == {
        "《消防法》",
        "《关于安全的通知》（国办发〔2022〕1号）",
        "国发〔2020〕2号",
    }


def test_a_name_is_of_a_place_as_far_as_the_text_tells() -> None:
    found = {one.name: (one.seat, one.stated) for one in cites(CITY) if one.kind == "basis"}
    assert found == {
        "关于促进消费的意见": ("cn-440000", True),
        "关于发展首店的通知": ("cn-440300", True),
        "优化营商环境条例": ("", True),
        "关于便民服务的意见": ("cn-440303", False),
    }


def test_a_document_does_not_cite_itself_but_may_end_the_one_before_it() -> None:
    assert [written(one) for one in cites(CITY) if one.kind != "basis"] == [
        "repeals 罗湖区夜间经济实施细则 罗府办〔2019〕1号"
    ]


def test_a_mere_mention_goes_where_the_text_says_more() -> None:
    text = "《消防法》很重要。根据《消防法》，制定本办法。消防车道见《消防法》。"
    assert [written(one) for one in cites(text)] == ["basis 消防法"]


def test_a_number_that_comes_alone_is_that_of_the_name_it_came_with() -> None:
    text = "落实国发〔2019〕7号文件。按照《国务院关于促进消费的意见》（国发〔2019〕7号），制定本意见。"
    assert {one.name for one in cites(text)} == {"关于促进消费的意见"}


@pytest.mark.parametrize("nature", ["report", "interpretation"])
def test_what_only_speaks_of_policies_ends_and_changes_nothing(nature: str) -> None:
    text = "新办法明确，《花城市夜市管理办法》（花政规〔2019〕3号）同时废止。"
    assert [one.kind for one in cites(text, nature=nature)] == ["mentions"]


def test_a_rule_that_is_cited_by_name_alone_everywhere_is_the_whole_countrys() -> None:
    [citation] = cites("深圳市人民政府\n按照《城市商品房预售管理办法》，支持便民市场。")
    assert (citation.seat, citation.stated) == ("", True)


@pytest.mark.parametrize(
    ("title", "paper"),
    [
        ("就《花城市夜市管理办法（征求意见稿）》公开征求意见", "花城市夜市管理办法"),
        ("关于《关于发展夜市的通知》（征求意见稿）公开征求意见的公告", "关于发展夜市的通知"),
        ("关于公开征求《关于发展夜市的若干意见（征求意见稿）》意见的公告", "关于发展夜市的若干意见"),
        ("关于征求《花城市夜市管理办法》意见的公告", "花城市夜市管理办法"),
        ("花城市夜市管理办法（修订草案征求意见稿）", "花城市夜市管理办法"),
        ("关于征求夜市政策调整意见和建议的通知", None),
        ("关于部分夜市政策公开征求意见的通告", None),
    ],
)
def test_a_notice_that_asks_opinions_is_a_version_of_the_paper(title: str, paper: str | None) -> None:
    versions = [one.name for one in cites(f"{title}\n支持建设夜市。") if one.kind == "version_of"]
    assert versions == ([paper] if paper else [])


def test_a_draft_is_a_version_of_what_it_will_be() -> None:
    text = "花城市夜市管理办法（征求意见稿）\n第一条 为发展夜市，制定本办法。\n第二条 支持设立夜市。\n"
    (version,) = cites(text)
    assert written(version) == "version_of 花城市夜市管理办法"


def test_what_a_title_passes_on_is_another_document() -> None:
    text = (
        "国务院办公厅转发教育部《关于课后服务的意见》的通知\n国办发〔2019〕5号\n各省、自治区、直辖市人民政府：\n"
        "教育部《关于课后服务的意见》已经国务院同意，现转发给你们。\n国务院办公厅\n2019年3月1日\n"
    )
    assert {written(one) for one in cites(text)} == {"forwards 关于课后服务的意见"}


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("国发〔2018〕42号", "国发〔2018〕42号"),
        ("国发[2018]42号", "国发〔2018〕42号"),
        ("国发（2018）042号", "国发〔2018〕42号"),
        ("国发 2018 年 42 号", "国发〔2018〕42号"),
        ("中国人民银行公告〔2024〕第11号", "中国人民银行公告〔2024〕11号"),
        ("中华人民共和国国务院令第722号", "国务院令第722号"),
        ("主席令第三十二号", "主席令第32号"),
        ("（2020）3号", None),
        ("第16号", None),
    ],
)
def test_a_number_has_one_form(words: str, number: str | None) -> None:
    assert write_number(words) == number


@pytest.mark.parametrize(
    "number", ["国发〔2018〕42号", "京经信发〔2022〕87号", "财政部公告〔2023〕28号", "建房〔2023〕52号"]
)
def test_some_numbers_name_one_document(number: str) -> None:
    assert is_unique(number)


@pytest.mark.parametrize(
    "number", ["政办发〔2020〕3号", "府规〔2020〕3号", "市政发〔2021〕1号", "国务院令第350号", "发〔2020〕1号"]
)
def test_others_could_be_anybodys(number: str) -> None:
    assert not is_unique(number)


def test_numbers_are_found_without_the_words_before_them() -> None:
    plain = "根据京经信发〔2022〕87号、自然资发〔2023〕29号，对原洪府发〔2016〕1号作调整。"
    assert [one.number for one in find_numbers(plain)] == [
        "京经信发〔2022〕87号",
        "自然资发〔2023〕29号",
        "洪府发〔2016〕1号",
    ]
