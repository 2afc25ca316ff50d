"""Witnesses: every place where another file of a document reads otherwise than the base."""

import csv
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.document import Outline, Reading, Source
from loader.errors import LoaderError
from loader.normalising import normalise
from loader.resources import find_folder
from loader.witnesses import read_variants

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "cases/witnesses.toml").read_text())["case"]
WRAPPED = "line wrap"
"""The class of differences that are no readings."""


def variants(base: str, witness: str) -> list[Reading]:
    return read_variants(Outline(normalise(base), [], []), Source("witness.txt", witness, ""))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_every_difference_is_a_reading(case: dict[str, Any]) -> None:
    readings = variants(case["base"], case["witness"])
    assert [[r.base_text or "", r.text or "", r.kind] for r in readings] == case["readings"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_base_text_stands_where_the_span_says(case: dict[str, Any]) -> None:
    for reading in variants(case["base"], case["witness"]):
        assert case["base"][reading.span.start : reading.span.stop] == (reading.base_text or "")


def test_missing_sides_are_null() -> None:
    omission, insertion = variants("完善生态保护补偿机制。加大水土保持。", "完善生态补偿机制。加大对水土保持。")
    assert omission.text is None
    assert insertion.base_text is None
    assert insertion.span.start == insertion.span.stop


def test_texts_with_little_in_common_are_refused() -> None:
    with pytest.raises(LoaderError, match=r"witness\.txt: too unlike"):
        variants("加快建设综合交通运输网络体系。", "完善养老服务设施，保护耕地。")


def seed(name: str) -> str:
    return next(find_folder("seeds").glob(f"{name}_*.txt")).read_text(encoding="utf-8")


def known_variants() -> list[tuple[str, str, str, str]]:
    """Left context, witness's words, base's words, right context of the differences that are readings."""
    with (HERE / "data/seed/variants.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["class"] != WRAPPED]
    places = []
    for row in rows:
        if row["context"]:
            left, inner = row["context"].strip("…").split("[", 1)
            changed, right = inner.split("]", 1) if "]" in inner else (inner, "")
            witness, base = changed.split("|")
            places.append((left, witness.strip(), base.rstrip("…"), right.strip("…")))
    return places


def test_known_variants_of_the_seed_are_found_and_no_others() -> None:
    base = seed("001")
    readings = variants(base, seed("000"))
    plain = [
        (base[max(0, r.span.start - 8) : r.span.start], r.text or "", r.base_text or "", base[r.span.stop :][:8])
        for r in readings
    ]
    found = [
        known
        for known in known_variants()
        if any(
            left.endswith(known[0][-2:]) and text == known[1] and base_text.startswith(known[2])
            for left, text, base_text, _ in plain
        )
    ]
    title, opening = readings[:2]
    assert (title.kind, opening.kind) == ("insertion", "omission")
    assert (opening.base_text or "").startswith("强化举措")
    assert len(found) == len(known_variants()) == len(readings) - 2 == 56


SENTENCES = [
    "加快建设综合交通运输网络体系。",
    "支持民营企业参与重大工程建设，完善配套政策。",
    "到2025年，森林覆盖率达到24.1%以上；",
    "保护耕地，发展乡村旅游。",
    "鼓励各地先行先试！",
    "（财政部、商务部按职责分工负责）",
]
INK = "加快保护耕地支持、，。（）"


@st.composite
def edited_texts(draw: st.DrawFn) -> tuple[str, str]:
    """A text, and the same text after some slips, omissions and additions."""
    base = "\n".join(draw(st.lists(st.sampled_from(SENTENCES), min_size=4, max_size=12)))
    witness = base
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(witness)))
        length = draw(st.integers(0, 12))
        witness = witness[:at] + draw(st.text(INK, max_size=8)) + witness[at + length :]
    return base, witness


def ink(text: str) -> str:
    return "".join(normalise(text).plain.split())


@given(edited_texts())
def test_readings_make_the_witness_of_the_base(texts: tuple[str, str]) -> None:
    base, witness = texts
    try:
        readings = variants(base, witness)
    except LoaderError:
        return
    made, at = [], 0
    for reading in readings:
        made += [base[at : reading.span.start], reading.text or ""]
        at = reading.span.stop
    assert ink("".join([*made, base[at:]])) == ink(witness)


@given(edited_texts())
def test_readings_do_not_overlap_and_quote_the_base(texts: tuple[str, str]) -> None:
    base, witness = texts
    try:
        readings = variants(base, witness)
    except LoaderError:
        return
    at = 0
    for reading in readings:
        assert at <= reading.span.start <= reading.span.stop
        assert base[reading.span.start : reading.span.stop] == (reading.base_text or "")
        assert (reading.base_text, reading.text) != (None, None)
        at = reading.span.stop


@given(edited_texts())
def test_a_text_has_no_readings_against_itself(texts: tuple[str, str]) -> None:
    base, _ = texts
    assert variants(base, base) == []
