"""What a document says of itself: name, number, issuers, dates, kind, place, and its own rules."""

import tomllib
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.dates import read_date
from loader.document import Facts
from loader.extraction.setting import Setting, read_setting
from loader.gazetteer import load_gazetteer
from loader.normalising import normalise
from loader.segmenting import split_sections

CASES = tomllib.loads((Path(__file__).parent / "cases/setting.toml").read_text(encoding="utf-8"))["case"]


def setting(text: str, facts: Facts = Facts()) -> Setting:  # noqa: B008 - frozen
    return read_setting(split_sections(normalise(text)), facts, load_gazetteer())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_text_says_whose_it_is(case: dict[str, Any]) -> None:
    read = setting(case["text"].strip("\n"), Facts(name=case.get("given")))
    found = asdict(read.facts) | {
        key: getattr(read, key) for key in ("jurisdiction", "issuing_place", "leads", "leads_from", "assigns")
    }
    told = {key: list(found[key]) if key == "issuers" else found[key] for key in case["expected"]}
    assert {key: "" if value is None else value for key, value in told.items()} == case["expected"]


def test_given_facts_win() -> None:
    given_facts = Facts(id="x", name="关于某事的意见", issuers=("中共中央",), published_on=date(2020, 5, 17))
    read = setting(
        "国务院关于某事的通知\n国发〔2020〕1号\n各部门：\n　　现通知如下。\n国务院\n2020年5月1日", given_facts
    )
    assert read.facts == Facts(
        id="x",
        name="关于某事的意见",
        number="国发〔2020〕1号",
        issuers=("中共中央",),
        written_on=date(2020, 5, 1),
        published_on=date(2020, 5, 17),
        kind="意见",
        nature="original",
    )


@pytest.mark.parametrize(
    "number",
    [
        "国发〔2018〕42号",
        "国发（2018）42号",
        "国发[2018]42号",
        "国发［2018］42 号",
        "国发【2018】42号",
        "国发 (2018) 42 号",
    ],
)
def test_a_number_has_one_form_whatever_its_brackets(number: str) -> None:
    assert setting(f"国务院关于某事的意见\n{number}\n各部门：").facts.number == "国发〔2018〕42号"
    assert setting("加快建设。", Facts(number=number)).facts.number == "国发〔2018〕42号"


@pytest.mark.parametrize(
    "name", ["【包头市】关于某事的通知", "《包头市某事办法》", "包头市某事办法", "关于印发《包头市某事办法》的通知"]
)
def test_a_given_name_shows_the_place(name: str) -> None:
    assert setting("加快建设。", Facts(name=name)).jurisdiction == "cn-150200"


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_dates_in_either_numerals(day: date) -> None:
    digits = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))
    tens = ["", "十", "二十", "三十"]

    def spell(number: int) -> str:
        return (tens[number // 10] + (digits[str(number % 10)] if number % 10 else "")) if number else "〇"

    year = "".join(digits[d] for d in str(day.year))
    assert read_date(f"{day.year}年{day.month}月{day.day}日") == day
    assert read_date(f"{year}年{spell(day.month)}月{spell(day.day)}日") == day
    assert read_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("start", "years", "last"),
    [
        ("2020年2月28日", 4, date(2024, 2, 27)),
        ("2020年2月29日", 4, date(2024, 2, 28)),
        ("2020年2月29日", 5, date(2025, 2, 28)),
        ("2020年3月1日", 4, date(2024, 2, 29)),
        ("2020年3月1日", 5, date(2025, 2, 28)),
    ],
)
def test_a_term_of_years_ends_on_the_eve_of_its_first_day(start: str, years: int, last: date) -> None:
    text = f"关于某事的通知\n　　一、加强管理。\n　　二、本通知自{start}起施行，有效期{years}年。"
    assert setting(text).facts.expires_on == last


def test_a_day_that_no_calendar_has_is_none() -> None:
    assert read_date("2023年2月30日") is None


def test_a_given_name_is_freed_of_place_and_brackets() -> None:
    read = setting(
        "一、提高贷款额度。\n二、本通知自2023年5月1日起施行。", Facts(name="【江西省九江市】《关于提高贷款额度的通知》")
    )
    assert read.facts.name == "关于提高贷款额度的通知"
    assert read.issuing_place == "九江市"


@pytest.mark.parametrize(
    ("given_name", "name", "issuers", "kind"),
    [
        (
            "【包头市甲局包头市乙中心】《关于加强对项目管理的通知》",
            "关于加强对项目管理的通知",
            ("包头市甲局", "包头市乙中心"),
            "通知",
        ),
        ("包头市甲局关于优化 调整政策的通知", "包头市甲局关于优化调整政策的通知", ("包头市甲局",), "通知"),
        ("【包头市甲局多部门】促进消费若干措施(征求意见稿)", "促进消费若干措施(征求意见稿)", ("包头市甲局",), "措施"),
    ],
)
def test_a_given_name_tells_issuers_and_kind(given_name: str, name: str, issuers: tuple[str, ...], kind: str) -> None:
    facts = setting("一、加快建设。", Facts(name=given_name)).facts
    assert (facts.name, facts.issuers, facts.kind) == (name, issuers, kind)


def test_a_text_under_its_own_heading_explains_whatever_its_given_name() -> None:
    text = "《关于贷款支持政策的通知》的政策解读\n一、政策背景和依据\n某市于2020年出台通知。"
    assert setting(text, Facts(name="关于贷款支持政策的通知")).facts.nature == "interpretation"


@pytest.mark.parametrize(
    ("rule", "held"), [("列第一位者为牵头单位，下同", "（海关总署"), ("列第一位者为牵头单位", "一、")]
)
def test_a_rule_for_what_follows_holds_from_its_own_bracket(rule: str, held: str) -> None:
    text = f"一、推进粮食收储。（财政部、商务部负责）\n二、推进出口。（海关总署、商务部负责，{rule}）"
    assert setting(text).leads_from == text.index(held)


def test_a_rule_in_a_bracket_of_its_own_holds_from_the_list_right_before_it() -> None:
    text = "一、推进粮食收储。〔责任单位：省粮食局，各市人民政府〕（逗号前为牵头单位，下同）"
    assert setting(text).leads_from == text.index("〔")


@pytest.mark.parametrize(
    ("name", "year"), [("政府工作报告（2024年）", 2024), ("某市2021—2025年规划", None), ("某某办法", None)]
)
def test_the_only_year_in_a_name_is_the_document_s(name: str, year: int | None) -> None:
    assert Facts(name=name).year == year
    assert Facts(name=name, written_on=date(2020, 1, 1)).year == 2020


def test_a_number_tells_the_year_where_neither_date_nor_name_does() -> None:
    assert Facts(name="某某办法", number="某政发〔2019〕3号").year == 2019


@pytest.mark.parametrize(
    ("published", "year"), [(date(2025, 1, 3), 2025), (date(2025, 2, 1), 2024), (date(2023, 12, 30), 2023)]
)
def test_what_is_published_at_the_turn_of_the_year_of_its_number_is_of_the_year_of_its_day(
    published: date, year: int
) -> None:
    assert Facts(number="某府发〔2024〕50号", published_on=published).year == year
