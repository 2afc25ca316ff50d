"""Which bodies a text names, and what the gazetteer knows of them."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loader.document import CENTRAL, BodyMention, Facts, Outline
from loader.extraction.assignments import find_assignments
from loader.extraction.bodies import extract_bodies
from loader.extraction.setting import Setting
from loader.gazetteer import load_gazetteer
from loader.gazetteer.body_words import KINDS
from loader.normalising import normalise
from loader.segmenting import split_sections

if TYPE_CHECKING:
    from datetime import date

DATA = Path(__file__).parent / "cases"
CASES = tomllib.loads((DATA / "bodies.toml").read_text(encoding="utf-8"))["case"]
NAMES = tomllib.loads((DATA / "body_names.toml").read_text(encoding="utf-8"))
PIECES = [piece for case in CASES for piece in case["text"].split("，")]


def find_bodies(text: str, place: str | None = None) -> tuple[Outline, list[BodyMention]]:
    outline = split_sections(normalise(text))
    ids = load_gazetteer().regions.find(place) if place else ()
    setting = Setting(Facts(), ids[0] if ids else None, place, leads=None, assigns=True)
    return outline, extract_bodies(outline, setting, load_gazetteer(), find_assignments(outline))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_bodies_are_found_as_the_case_says(case: dict[str, Any]) -> None:
    outline, mentions = find_bodies(case["text"], case.get("place"))
    found = [f"{outline.text.plain[m.span.start : m.span.stop]} {m.name}" for m in mentions]
    assert found == case["finds"]


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.sampled_from(["", "、", "，", "。"]))
@example(["市发展改革委要加强指导。", "要统筹用地"], "、")
def test_mentions_stand_in_order_and_their_kinds_are_known(pieces: list[str], between: str) -> None:
    outline, mentions = find_bodies(between.join(pieces), "成都市")
    spans = [mention.span for mention in mentions]
    assert spans == sorted(spans)
    assert all(before.stop <= behind.start for before, behind in pairwise(spans))
    assert all(span.stop <= len(outline.text.plain) for span in spans)
    assert {mention.kind for mention in mentions} <= KINDS


@pytest.mark.parametrize(("one", "other"), NAMES["same"])
def test_two_names_of_one_body_describe_it_alike(one: str, other: str) -> None:
    bodies = load_gazetteer().bodies
    assert bodies.describe(one) == bodies.describe(other)


@pytest.mark.parametrize(("one", "other"), NAMES["different"])
def test_bodies_that_look_alike_stay_apart(one: str, other: str) -> None:
    bodies = load_gazetteer().bodies
    assert bodies.describe(one).name != bodies.describe(other).name


@pytest.mark.parametrize(("name", "full"), NAMES["full"])
def test_a_body_is_described_under_its_full_name(name: str, full: str) -> None:
    assert load_gazetteer().bodies.describe(name).name == full


@pytest.mark.parametrize("place", NAMES["places"])
def test_each_form_of_a_departments_name_describes_the_same_body(place: str) -> None:
    bodies = load_gazetteer().bodies
    forms = {form for full, shorts in bodies.forms.departments.items() for form in (full, *shorts)}
    for form in forms.union(bodies.forms.offices_by_short):
        body = bodies.describe(place + form)
        assert {bodies.describe(name).name for name in (body.name, *body.aliases)} == {body.name}


@pytest.mark.parametrize("name", ["利辛县经开区管委会", "宿州市管各园区管委会", "市（地）政府", "兴城银保监分局"])
def test_what_is_told_of_a_body_follows_from_the_name_that_it_gets(name: str) -> None:
    bodies = load_gazetteer().bodies
    body = bodies.describe(name)
    assert bodies.describe(body.name) == body


@pytest.mark.parametrize(("name", "kind"), NAMES["kinds"])
def test_a_name_tells_what_kind_of_body_it_means(name: str, kind: str) -> None:
    assert load_gazetteer().bodies.describe(name).kind == kind


@pytest.mark.parametrize(("before", "after", "on"), NAMES["succeeded"])
def test_a_body_that_took_over_is_another_and_is_known_with_the_day(before: str, after: str, on: date) -> None:
    bodies = load_gazetteer().bodies
    assert (bodies.describe(after).name, on) in bodies.describe(before).successors


def test_a_local_body_belongs_to_its_place() -> None:
    bodies = load_gazetteer().bodies
    assert bodies.describe("包头市公安局").region == "cn-150200"
    assert bodies.describe("长春市朝阳区财政局").region == "cn-220104"
    assert bodies.describe("中国人民银行隆化支行").region == "cn-130825"
    assert bodies.describe("财政部").region is None
    assert bodies.describe("东北新城管委会").region is None
    assert bodies.describe("国网达州供电公司").region == "cn-511700"
    assert bodies.describe("国网达州供电公司").name == "国网达州供电公司"
    assert bodies.describe("两江新区建设管理局").region == "cn-500157"


@pytest.mark.parametrize(
    ("name", "seat", "meant"),
    [
        ("永定区人民政府", "cn-430800", "张家界市永定区人民政府"),
        ("永定区住建局", "cn-430822", "张家界市永定区住建局"),
        ("鼓楼区人民政府", "cn-320000", "鼓楼区人民政府"),
        ("南山区人民政府", CENTRAL, "南山区人民政府"),
        ("包头市公安局", "cn-440300", "包头市公安局"),
        ("京津新城管委会", "cn-120000", "京津新城管委会"),
        ("八里湖新区管委会", "cn-360400", "九江市八里湖新区管委会"),
        ("东北新城管委会", "cn-340826", "宿松县东北新城管委会"),
        ("台州湾新区管委会", "cn-331000", "台州湾新区管委会"),
        ("福州新区管委会", "cn-350100", "福州新区管委会"),
        ("工业园区管委会", "cn-360100", "工业园区管委会"),
        ("各园区管委会", "cn-360100", "各园区管委会"),
        ("市属街道", "cn-360100", "市属街道"),
        ("上述园区管委会", "cn-430600", "上述园区管委会"),
        ("三个街道", "cn-410300", "三个街道"),
        ("四个开发区管委会", "cn-410300", "四个开发区管委会"),
        ("张江科技城管委会", "cn-320500", "张江科技城管委会"),
        ("八里湖新区管委会", CENTRAL, "八里湖新区管委会"),
    ],
    ids=lambda value: value,
)
def test_a_paper_means_the_nearest_of_places_that_share_a_name_and_its_own_zones(
    name: str, seat: str, meant: str
) -> None:
    assert load_gazetteer().bodies.tell_apart(name, seat) == meant


def test_a_body_is_found_without_the_place_that_only_tells_it_apart() -> None:
    bodies = load_gazetteer().bodies
    assert "鼓楼区财政局" in bodies.describe("南京市鼓楼区财政局").aliases
    assert "八里湖新区管委会" in bodies.describe("九江市八里湖新区管委会").aliases
    assert "财政局" not in bodies.describe("九江市财政局").aliases


def test_every_body_of_the_list_has_a_kind_and_says_its_source() -> None:
    for body in load_gazetteer().bodies.by_name.values():
        assert body.kind in KINDS
        assert body.source
