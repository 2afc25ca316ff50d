"""Sections of every numbering, titles, closings, and sentences."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.normalising import normalise
from loader.numbering import read_mark, read_number
from loader.segmenting import split_sections

if TYPE_CHECKING:
    from loader.document import Outline, Section

CASES = tomllib.loads((Path(__file__).parent / "cases" / "segmenting.toml").read_text(encoding="utf-8"))

# Pieces that documents are made of, so that random documents have titles, numbers, closings, brackets and quotes.
PIECES = st.sampled_from(
    [
        "一、",
        "（一）",
        "1.",
        "（1）",
        "①",
        "第一章",
        "第一条",
        "附件1",
        "附件：",
        "专栏1",
        "总体要求",
        "加快建设",
        "关于发展的意见",
        "。",
        "；",
        "，",
        "：",
        "（",
        "）",
        "“",
        "”",
        "《",
        "|",
        "\n",
        "　　",
        "2024年5月6日",
        "市财政局负责",
        "现将方案印发给你们",
    ]
)
DOCUMENTS = st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=40).map("".join)


def outline_of(raw: str) -> Outline:
    return split_sections(normalise(raw))


def depict(outline: Outline, section: Section) -> str:
    plain = outline.text.plain
    words = "" if section.heading is None else " " + plain[section.heading.start : section.heading.stop]
    return f"{section.level} {section.number or section.style}{words}".replace("\n", "")


@pytest.mark.parametrize("case", CASES["sections"], ids=lambda case: case["name"])
def test_headings_make_sections(case: dict[str, Any]) -> None:
    outline = outline_of(case["raw"])
    assert [depict(outline, section) for section in outline.sections] == case["sections"]


@pytest.mark.parametrize("case", CASES["titles"], ids=lambda case: case["name"])
def test_the_title_stands_before_the_text(case: dict[str, Any]) -> None:
    outline = outline_of(case["raw"])
    title = outline.title and outline.text.plain[outline.title.start : outline.title.stop].replace("\n", "")
    assert title == case.get("title")


@pytest.mark.parametrize("case", CASES["sentences"], ids=lambda case: case["name"])
def test_a_text_is_cut_into_sentences(case: dict[str, Any]) -> None:
    assert [statement.text for statement in outline_of(case["raw"]).statements] == case["sentences"]


@pytest.mark.parametrize("case", CASES["headings"], ids=lambda case: case["name"])
def test_what_a_heading_is(case: dict[str, Any]) -> None:
    statements = outline_of(case["raw"]).statements
    assert [s.text for s in statements if s.heading == "lead"] == case["leads"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("二十一", 21), ("一百零三", 103), ("廿三", 23), ("二〇二五", 2025), ("③", 3), ("2.13", 13)),
        *(("二0二三", 2023), ("十2", 12)),
    ],
)
def test_chinese_numerals_are_read(text: str, number: int) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    "line", ["2.5万户", "三、四季度完成", "1.2亿元", "附件，见后", "第三条规定的情形", "（含本数）的"]
)
def test_what_looks_like_a_number_and_is_none(line: str) -> None:
    assert read_mark(line) is None


@given(DOCUMENTS)
def test_every_character_lies_in_one_section_of_its_own(raw: str) -> None:
    outline = outline_of(raw)
    at = 0
    for section in outline.sections:
        assert section.own.start == at
        at = section.own.stop
    assert at == len(outline.text.plain)


@given(DOCUMENTS)
def test_sections_nest(raw: str) -> None:
    outline = outline_of(raw)
    for section in outline.sections:
        assert section.span.holds(section.own)
        if section.parent is not None:
            parent = outline.sections[section.parent]
            assert parent.span.holds(section.span)
            assert parent.level == section.level - 1


@given(DOCUMENTS)
def test_statements_are_in_order_and_cover_every_word(raw: str) -> None:
    outline = outline_of(raw)
    at = 0
    for statement in outline.statements:
        assert statement.span.start >= at
        assert not outline.text.plain[at : statement.span.start].strip("\n|")
        assert statement.text == outline.text.plain[statement.span.start : statement.span.stop]
        assert outline.sections[statement.section].own.holds(statement.span)
        at = statement.span.stop
    assert not outline.text.plain[at:].strip("\n|")


@given(DOCUMENTS)
def test_the_same_text_is_cut_the_same_way(raw: str) -> None:
    assert outline_of(raw).sections == outline_of(raw).sections
