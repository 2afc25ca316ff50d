"""By when and how often a sentence wants something."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.extraction.timing import find_due, find_recurrence

CASES = tomllib.loads((Path(__file__).parent / "cases" / "timing.toml").read_text(encoding="utf-8"))["case"]
START = date(2024, 1, 1)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_the_words_say_by_when_and_how_often(case: dict[str, Any]) -> None:
    day, words = find_due(case["text"], case.get("written", START))
    assert day == case.get("due")
    assert words == case.get("due_text", words if day else None)
    assert find_recurrence(case["text"]) == case.get("recurs")


def test_without_the_document_s_year_a_date_has_words_but_no_day() -> None:
    assert find_due("6月底前完成。") == (None, "6月底前")


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    _, words = find_due(text, START)
    assert words is None or words in text
    assert (find_recurrence(text) or "") in text
