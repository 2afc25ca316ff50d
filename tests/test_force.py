"""How strongly a measure binds, by which verbs, and until when."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.extraction.force import read_force

CASES = tomllib.loads((Path(__file__).parent / "cases" / "force.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_force(case: dict[str, Any]) -> None:
    force = read_force(case["text"])
    found = {
        "force": force.strength,
        "verbs": list(force.verbs),
        "due": force.due,
        "due_text": force.due_text,
        "recurs": force.recurs,
    }
    assert {key: found[key] for key in case if key != "text"} == {k: v for k, v in case.items() if k != "text"}
    if "due" not in case:
        assert force.due is None


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    force = read_force(text)
    assert force.due_text is None or force.due_text in text
    assert all(verb in text for verb in force.verbs)
