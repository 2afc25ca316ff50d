"""What plain text keeps of a raw text, and the way back."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.document import Span
from loader.normalising import normalise

CASES = tomllib.loads((Path(__file__).parent / "cases" / "normalising.toml").read_text(encoding="utf-8"))["case"]

# Characters at which the rules turn, so that random texts meet them.
WRITING = st.text(
    st.one_of(
        st.sampled_from("一二（）()、，。；：“”\"'《》#*>|\u3000 \t\r\n\ufeff附件第条章1５.．-—年月日"), st.characters()
    )
)

PAGE = re.compile(r"[-‐‑‒–—―－─·]{1,2}\d{1,4}[-‐‑‒–—―－─·]{1,2}")
"""The number of a page, which stands in the midst of a sentence and goes."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_raw_text_has_one_plain_form(case: dict[str, Any]) -> None:
    assert normalise(case["raw"]).plain == case["plain"]


@given(WRITING)
def test_offsets_ascend_strictly_and_lead_back(raw: str) -> None:
    text = normalise(raw)
    assert len(text.offsets) == len(text.plain)
    assert all(a < b for a, b in zip(text.offsets, list(text.offsets)[1:], strict=False))
    assert all(0 <= at < len(raw) for at in text.offsets)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)))
def test_chinese_characters_stay_themselves(raw: str) -> None:
    text = normalise(f"（{raw}）")
    start = text.plain.index("（") + 1
    assert text.raw[slice(*text.raw_span(Span(start, start + len(raw))))] == raw


@given(WRITING)
def test_nothing_but_white_space_and_marks_is_lost(raw: str) -> None:
    def is_nothing(c: str) -> bool:
        return c.isspace() or c in "#*>|\ufeff" or not c.isprintable()

    kept = set(normalise(raw).offsets)
    lost = {c for at, c in enumerate(raw) if at not in kept}
    pages = "".join(PAGE.findall("".join(c for c in raw if not is_nothing(c))))
    assert all(is_nothing(c) or c in pages for c in lost)
