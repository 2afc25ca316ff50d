"""What a report says was understood of a document, and what was not."""

from __future__ import annotations

import pytest

from loader.document import Extraction, Facts
from loader.extraction import extract
from loader.gazetteer import load_gazetteer
from loader.gazetteer.duties import load_duty_words
from loader.normalising import normalise
from loader.reporting import Findings, Tally, report
from loader.segmenting import split_sections

TEXT = """成都市数字经济发展措施
一、优化服务
推进政务数据共享。（市财政局牵头）
监管银行负责核对账目。
加快建设算力设施。
"""


def extracted(raw: str, facts: Facts | None = None) -> Extraction:
    return extract(split_sections(normalise(raw)), facts or Facts(), load_gazetteer())


def reported(raw: str) -> Findings:
    return report(extracted(raw))


def test_duty_phrases_without_a_body_that_is_given_a_measure_are_listed() -> None:
    duties = reported(TEXT).duties
    assert (duties.count, [passage.text for passage in duties.open]) == (2, ["监管银行负责核对账目。"])
    assert duties.share == pytest.approx(0.5)


def test_a_passage_says_where_it_stands_in_the_text_as_read() -> None:
    raw = TEXT.replace("\n", "\r\n")
    for passage in reported(raw).duties.open:
        assert raw[passage.start : passage.stop] == passage.text


def test_measures_of_which_the_graph_says_nothing_are_listed() -> None:
    measures = reported(TEXT).measures
    assert measures.count == 3
    assert [passage.text for passage in measures.open] == ["监管银行负责核对账目。", "加快建设算力设施。"]


def test_what_is_missing_of_name_number_issuers_and_date_is_named() -> None:
    assert reported("加快建设。").missing == ("name", "number", "issuers", "date")
    facts = Facts(name="某措施", number="成府发〔2024〕3号", issuers=("成都市人民政府",))
    assert report(extracted("加快建设。", facts)).missing == ("date",)


def test_places_that_several_have_in_common_are_ambiguous_and_composites_are_not() -> None:
    regions = reported("支持鼓楼区建设，推进川滇黔合作。").regions
    assert [passage.text for passage in regions.open] == ["鼓楼区"]
    assert regions.count == 2


def test_an_empty_tally_is_understood() -> None:
    assert Tally(0, ()).share == pytest.approx(1)


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
    assert load_duty_words().phrase.search(text)


@pytest.mark.parametrize(
    "text",
    ["主要负责同志要亲自抓。", "发挥牵头人作用。", "切实做到认真负责。", "本办法由市财政局负责解释。", "落实责任制。"],
)
def test_a_sentence_that_only_sounds_alike_is_none(text: str) -> None:
    assert not load_duty_words().phrase.search(text)
