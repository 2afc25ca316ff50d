"""Which sentences direct, which want, which assign, and which do neither."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.document import Facts, Outline
from loader.extraction.assignments import find_assignments
from loader.extraction.setting import Setting
from loader.extraction.statements import classify_statements
from loader.normalising import normalise
from loader.segmenting import split_sections

CASES = tomllib.loads((Path(__file__).parent / "cases" / "statements.toml").read_text(encoding="utf-8"))["case"]


def classified(raw: str, *, assigns: bool = False, year: int | None = None) -> Outline:
    outline = split_sections(normalise(raw))
    facts = Facts(written_on=date(year, 1, 1) if year else None)
    setting = Setting(facts=facts, jurisdiction=None, issuing_place=None, leads=None, assigns=assigns)
    classify_statements(outline, setting, find_assignments(outline))
    return outline


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_sentence_has_a_kind(case: dict[str, Any]) -> None:
    statements = classified(case["raw"], assigns=case.get("assigns", False), year=case.get("year")).statements
    assert [[s.kind, s.text] for s in statements] == case["kinds"]


@pytest.mark.parametrize(("titles", "kind"), [(2, "context"), (0, "measure")])
def test_headings_are_titles_where_many_articles_are_long_and_some_of_them_are_headed_by_names(
    titles: int, kind: str
) -> None:
    below = "减免各项费用。" * 7
    articles = ["（一）财税支持。" + below] * titles + ["（一）简化办事流程。" + below] * (10 - titles)
    statements = classified("\n".join(articles)).statements
    assert [s.kind for s in statements if s.text == "（一）简化办事流程。"] == [kind] * (10 - titles)


@given(st.text())
def test_any_text_is_classified(raw: str) -> None:
    assert {s.kind for s in classified(raw).statements} <= {"measure", "goal", "assignment", "context"}
