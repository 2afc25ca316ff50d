"""Which places a text names, and in which way."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.document import Outline, ProgrammeMention, RegionMention, Span
from loader.extraction.own_place import OwnPlace
from loader.extraction.regions import extract_regions
from loader.gazetteer import load_gazetteer
from loader.normalising import normalise
from loader.segmenting import split_sections

CASES = tomllib.loads((Path(__file__).parent / "cases" / "regions.toml").read_text(encoding="utf-8"))["case"]
PIECES = [piece for case in CASES for piece in case["text"].split("，")]


def find_regions(
    text: str, jurisdiction: str | None = None, inside: tuple[str, ...] = ()
) -> tuple[Outline, list[RegionMention]]:
    outline = split_sections(normalise(text))
    plain = outline.text.plain
    programmes = [
        ProgrammeMention(Span(plain.index(name), plain.index(name) + len(name)), name, "strategy") for name in inside
    ]
    own = OwnPlace(jurisdiction, load_gazetteer().regions)
    return outline, extract_regions(outline, own, load_gazetteer(), programmes, [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_regions_are_found_as_the_case_says(case: dict[str, Any]) -> None:
    outline, mentions = find_regions(case["text"], case.get("of"), tuple(case.get("inside", ())))
    found = []
    for mention in mentions:
        words = [outline.text.plain[mention.span.start : mention.span.stop], "+".join(mention.names)]
        found.append(" ".join([*words, mention.role] if "inside" in case else words))
    assert found == case["finds"]
    for index, id_ in case.get("ids", {}).items():
        assert mentions[int(index)].ids == ((id_,) if id_ else ())


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.sampled_from(["", "、", "，", "和"]))
def test_mentions_stand_in_order_and_every_id_is_known(pieces: list[str], between: str) -> None:
    outline, mentions = find_regions(between.join(pieces), "cn-522729")
    spans = [mention.span for mention in mentions]
    assert spans == sorted(spans)
    assert all(before.stop <= behind.start for before, behind in pairwise(spans))
    assert all(span.stop <= len(outline.text.plain) for span in spans)
    table = load_gazetteer().regions
    for mention in mentions:
        if mention.ids:
            assert tuple(table.describe(id_).name for id_ in mention.ids) == mention.names
