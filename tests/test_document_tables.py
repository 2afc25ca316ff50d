"""What tables in documents say: tasks with those who do them, and what is wanted of indicators."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.document import Extraction, Facts
from loader.extraction import extract
from loader.gazetteer import load_gazetteer
from loader.normalising import normalise
from loader.segmenting import split_sections

CASES = tomllib.loads((Path(__file__).parent / "cases" / "document_tables.toml").read_text(encoding="utf-8"))["case"]
CELLS = [
    "指标",
    "任务",
    "责任单位",
    "2020年",
    "2025年",
    "单位",
    "地区",
    "成都市",
    "42",
    "≥5",
    "",
    "推进建设。",
    "财政部",
]


def extracted(raw: str, year: int = 0) -> Extraction:
    facts = Facts(written_on=date(year, 1, 1)) if year else Facts()
    return extract(split_sections(normalise(raw)), facts, load_gazetteer())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_tables_are_read_as_the_case_says(case: dict[str, Any]) -> None:
    found = extracted(case["raw"], case.get("year", 0))
    measures = [
        [statement.text, *(f"{duty.body.name} {duty.role}" for duty in found.duties if duty.statement == index)]
        for index, statement in enumerate(found.outline.statements)
        if statement.kind == "measure"
    ]
    assert measures == case["measures"]
    assert len(found.targets) == len(case["targets"]), found.targets
    for target, wanted in zip(found.targets, case["targets"], strict=True):
        assert {key: getattr(target, key) for key in wanted} == wanted


def test_the_words_of_a_target_run_from_its_indicator_to_its_value() -> None:
    found = extracted("指标|单位|2025年\n森林覆盖率|%|42\n粮食产量|万吨|300\n")
    plain = found.outline.text.plain
    assert [plain[target.span.start : target.span.stop] for target in found.targets] == [
        "森林覆盖率|%|42",
        "粮食产量|万吨|300",
    ]


def test_a_row_may_begin_with_a_code_of_any_length() -> None:
    assert extracted(f"代码|任务\n{'1' * 5000}|推进建设。\n一句话。\n").targets == []


@given(st.lists(st.lists(st.sampled_from(CELLS), min_size=2, max_size=4), max_size=5))
def test_any_table_is_read(rows: list[list[str]]) -> None:
    found = extracted("\n".join("|".join(row) for row in rows))
    assert all(found.outline.statements[duty.statement].kind == "measure" for duty in found.duties)
    assert all(target.indicator and target.number is not None for target in found.targets)
