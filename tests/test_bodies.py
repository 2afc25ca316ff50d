"""Which bodies a text names, and what the gazetteer knows of them."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.document import BodyMention, Facts, Outline
from loader.extraction.bodies import extract_bodies
from loader.extraction.setting import Setting
from loader.gazetteer import load_gazetteer
from loader.gazetteer.bodies import KINDS
from loader.normalising import normalise
from loader.segmenting import split_sections

CASES = tomllib.loads((Path(__file__).parent / "cases" / "bodies.toml").read_text(encoding="utf-8"))["case"]
PIECES = [piece for case in CASES for piece in case["text"].split("，")]


def find_bodies(text: str, place: str | None = None) -> tuple[Outline, list[BodyMention]]:
    outline = split_sections(normalise(text))
    ids = load_gazetteer().regions.find(place) if place else ()
    setting = Setting(Facts(), ids[0] if ids else None, place, first_leads=False, assigns=True)
    return outline, extract_bodies(outline, setting, load_gazetteer())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_bodies_are_found_as_the_case_says(case: dict[str, Any]) -> None:
    outline, mentions = find_bodies(case["text"], case.get("place"))
    found = [f"{outline.text.plain[m.span.start : m.span.stop]} {m.name}" for m in mentions]
    assert found == case["finds"]


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.sampled_from(["", "、", "，", "。"]))
def test_mentions_stand_in_order_and_their_kinds_are_known(pieces: list[str], between: str) -> None:
    outline, mentions = find_bodies(between.join(pieces), "成都市")
    spans = [mention.span for mention in mentions]
    assert spans == sorted(spans)
    assert all(before.stop <= behind.start for before, behind in pairwise(spans))
    assert all(span.stop <= len(outline.text.plain) for span in spans)
    assert {mention.kind for mention in mentions} <= KINDS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("国家发展改革委", "发改委"),
        ("科技部", "科学技术部"),
        ("人民银行", "央行"),
        ("银保监会", "中国银保监会"),
        ("国务院扶贫办", "国务院扶贫开发领导小组办公室"),
        ("广东省发展改革委", "广东省发展和改革委员会"),
        ("包头市住建局", "包头市住房和城乡建设局"),
        ("湖南省市场监管局", "湖南省市场监督管理局"),
    ],
)
def test_two_names_of_one_body_describe_it_alike(one: str, other: str) -> None:
    bodies = load_gazetteer().bodies
    assert bodies.describe(one) == bodies.describe(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("银保监会", "国家金融监督管理总局"),
        ("扶贫办", "国家乡村振兴局"),
        ("中国铁路总公司", "国铁集团"),
        ("教育部", "成都市教育局"),
        ("国家能源局", "贵州省能源局"),
        ("吉林省财政厅", "吉林市财政局"),
        ("北京市朝阳区财政局", "长春市朝阳区财政局"),
        ("海南省教育厅", "海南藏族自治州教育局"),
        ("广东省发展改革委", "国家发展改革委"),
    ],
)
def test_bodies_that_look_alike_stay_apart(one: str, other: str) -> None:
    bodies = load_gazetteer().bodies
    assert bodies.describe(one).name != bodies.describe(other).name


def test_a_body_knows_who_took_over_and_when() -> None:
    body = load_gazetteer().bodies.describe("银保监会")
    assert [(name, str(on)) for name, on in body.successors] == [("国家金融监督管理总局", "2023-05-18")]


def test_a_local_body_belongs_to_its_place() -> None:
    bodies = load_gazetteer().bodies
    assert bodies.describe("包头市公安局").region == "cn-150200"
    assert bodies.describe("长春市朝阳区财政局").region == "cn-220104"
    assert bodies.describe("财政部").region is None


def test_every_body_of_the_list_has_a_kind_and_says_its_source() -> None:
    for body in load_gazetteer().bodies.by_name.values():
        assert body.kind in KINDS
        assert body.source
