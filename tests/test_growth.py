"""Whatever a text is made of, reading it takes no longer than it is long: four times as long, about four times."""

from __future__ import annotations

from time import process_time

import pytest

from loader.document import Facts, Source, Work
from loader.grouping import look_at
from loader.pipeline import make_graph

PIECES = {
    "no sentence ends": "加强四川和重庆的合作，推进川藏铁路建设，由发展改革委负责，",
    "no comma either": "加强四川和重庆的合作",
    "one line": "到2025年，森林覆盖率达到45%。",
    "many lines": "推进川藏铁路建设。\n",
    "brackets that never close": "（",
    "brackets in words that never close": "推进建设（",
    "quotes that never close": "推进建设“",
    "book marks that never close": "推进建设《",
    "semicolons": "；",
    "short parts": "推进建设；",
    "digits": "1",
    "numerals": "一",
    "enumeration marks": "、",
    "places": "四川、重庆、",
    "places by their bare names": "容城、",
    "places with their class": "绵阳市、德阳市、",
    "departments": "财政、教育部门、",
    "names that share their ends": "北京、上海科技创新中心",
    "bodies": "财政部、教育部、",
    "ways of doing duties": "按职责分工",
    "doings of duties": "负责组织实施",
    "targets": "到2025年，森林覆盖率达到45%，",
    "citations": "《关于推进工作的意见》（国发〔2018〕42号）",
    "blanks": " ",
    "blanks between characters": "建 ",
    "cells": "|建",
    "dots": "建.",
    "headings": "一、建设\n",
    "straight quotes": '"建',
    "Latin letters": "a",
    "stars": "*",
    "dashes": "—",
}


def read(text: str) -> float:
    """Seconds that the text takes on its whole way."""
    work = Work(Facts(), (Source("a.txt", text, "0" * 64),))
    start = process_time()
    look_at(work)
    make_graph(work)
    return process_time() - start


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_a_text_takes_as_long_as_it_is_long(piece: str) -> None:
    text = piece * (4_000 // len(piece))
    read(text)
    once, four_times = (min(read(one) for _ in range(2)) for one in (text, text * 4))
    assert four_times < 9 * max(once, 0.005)


@pytest.mark.parametrize("part", [1, 2], ids=["all close", "half of them close"])
@pytest.mark.parametrize("opening", ["（", "“", "《", "【"])
def test_nested_brackets_take_as_long_as_they_are_long(opening: str, part: int) -> None:
    closing = "）”》】"["（“《【".index(opening)]
    once, four_times = (min(read(opening * n + closing * (n // part)) for _ in range(2)) for n in (2_000, 8_000))
    assert four_times < 9 * max(once, 0.005)


@pytest.mark.parametrize(
    "text", ["第{}条 加快建设。", "（{}）加快建设。", "{}、加快建设。", "附件{}", "建设{}个中心。"]
)
def test_a_numeral_without_end_is_none(text: str) -> None:
    assert read(text.format("一" * 9_000)) < 5


@pytest.mark.parametrize(("before", "piece"), [("沿海", "1"), ("各乡镇、", "乡镇、"), ("各", "乡镇")])
def test_words_of_bodies_repeat_in_one_way_only(before: str, piece: str) -> None:
    text = f"{before}{piece * 40}。\n"
    assert read(text * 2) < 5


def test_terms_take_as_long_as_there_are_many() -> None:
    term = "由县教育局（以下简称县局）负责，"
    once, four_times = (min(read(term + "县局、财政部、" * n) for _ in range(2)) for n in (400, 1_600))
    assert four_times < 9 * max(once, 0.005)
