"""Who is responsible for which measure, and what is a phrase that says so."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from loader.document import Facts
from loader.extraction.assignments import find_assignments, is_assignment, read_assignments
from loader.extraction.bodies import extract_bodies
from loader.extraction.duties import assign_duties, judge_assigned
from loader.extraction.setting import Setting
from loader.extraction.statements import classify_statements
from loader.gazetteer import load_gazetteer
from loader.normalising import normalise
from loader.segmenting import split_sections

CASES = tomllib.loads((Path(__file__).parent / "cases" / "duties.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_duties_are_given_as_the_case_says(case: dict[str, Any]) -> None:
    outline = split_sections(normalise(case["text"]))
    start = case["text"].find(case.get("leads_from", ""))
    setting = Setting(Facts(), None, None, leads=case.get("leads"), assigns=True, leads_from=start)
    assigned = find_assignments(outline)
    bodies = extract_bodies(outline, setting, load_gazetteer(), assigned)
    classify_statements(outline, setting, assigned)
    judge_assigned(outline, assigned)
    duties = assign_duties(outline, setting, bodies, assigned).duties
    given = [
        [
            statement.text,
            *(
                f"{duty.body.name} {duty.role}" + (" clause" if duty.basis == "clause" else "")
                for duty in duties
                if duty.statement == index
            ),
        ]
        for index, statement in enumerate(outline.statements)
        if statement.kind == "measure"
    ]
    assert given == case["measures"]


@pytest.mark.parametrize(
    "text",
    [
        "（国家发展改革委牵头，财政部等按职责分工负责）",
        "（各省级人民政府负责）",
        "（责任单位：市住建局）。",
        "【牵头单位：市商务局】",
        "责任单位：县自然资源局、县行政审批局",
        "牵头领导：张某",
        "完成时限：持续推进",
        "（2022年12月底前完成）",
        "（国家发展改革委、财政部）",
        "（财政部负责，列第一位者为牵头单位，下同）",
    ],
)
def test_a_phrase_that_only_says_who_or_by_when_is_an_assignment(text: str) -> None:
    assert is_assignment(text, read_assignments(text))


@pytest.mark.parametrize(
    "text",
    [
        "（征求意见稿）",
        "（试行）",
        "（三）",
        "（鼓励社会力量积极参与）",
        "（责任编辑：某某）",
        "国家发展改革委要加强统筹指导。",
        "压实属地责任：各地要建立台账。",
        "推进粮食收储。",
    ],
)
def test_a_remark_or_a_measure_is_no_assignment(text: str) -> None:
    assert not is_assignment(text, read_assignments(text))
