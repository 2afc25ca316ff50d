"""How strongly a measure binds, and by which verbs."""

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
def test_a_sentence_binds_as_its_verbs_say(case: dict[str, Any]) -> None:
    directive = read_force(case["text"])
    found = {
        "force": directive.force,
        "verbs": list(directive.verbs),
    }
    assert {key: found[key] for key in case if key != "text"} == {k: v for k, v in case.items() if k != "text"}


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    directive = read_force(text)
    assert all(verb in text for verb in directive.verbs)
