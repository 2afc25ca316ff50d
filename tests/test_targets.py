"""Which numbers, dates and quantifiers are wanted states, and of what."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.document import Facts, Target
from loader.extraction.indicators import without_place
from loader.extraction.setting import Setting
from loader.extraction.targets import extract_targets
from loader.gazetteer import load_gazetteer
from loader.normalising import normalise
from loader.segmenting import split_sections

if TYPE_CHECKING:
    from loader.model import Nature

CASES = tomllib.loads((Path(__file__).parent / "cases" / "targets.toml").read_text(encoding="utf-8"))["case"]


def targets_of(raw: str, kind: str = "measure", nature: Nature | None = None, name: str | None = None) -> list[Target]:
    outline = split_sections(normalise(raw))
    for statement in outline.statements:
        statement.kind = kind  # type: ignore[assignment]
    setting = Setting(
        facts=Facts(written_on=date(2024, 5, 6), nature=nature, name=name),
        jurisdiction=None,
        issuing_place=None,
        leads=None,
        assigns=False,
    )
    return extract_targets(outline, setting, load_gazetteer())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_what_is_wanted_is_a_target(case: dict[str, Any]) -> None:
    found = targets_of(case["text"], case.get("kind", "measure"), case.get("nature"), case.get("name"))
    assert len(found) == len(case["targets"]), found
    for target, wanted in zip(found, case["targets"], strict=True):
        without = dict.fromkeys(wanted.get("without", ()))
        stated = {key: value for key, value in wanted.items() if key != "without"} | without
        assert {key: getattr(target, key) for key in stated} == stated


def test_an_indicator_that_is_but_a_place_keeps_its_name() -> None:
    assert without_place("北京市的、", load_gazetteer().regions) == "北京市的、"


@given(st.text())
def test_any_text_is_read(raw: str) -> None:
    plain = normalise(raw).plain
    for target in targets_of(raw, "goal"):
        assert target.indicator
        assert target.value in {None, "全部"} or target.number is not None
        assert plain[target.span.start : target.span.stop].strip()
