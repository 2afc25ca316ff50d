"""The first document, annotated whole: how much of it is found, and how much of what is found is right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scoring import Annotation, score

from loader.pipeline import extract_source
from loader.reading import read_source
from loader.resources import find_folder
from loader.standoff import standoff_rows

if TYPE_CHECKING:
    from scoring import Score

SEED = Path(__file__).parent / "data" / "seed"


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    source = read_source(find_folder("seeds") / "001_b676f6506a581dc8.txt")
    rows = json.loads(json.dumps(list(standoff_rows(extract_source(source)))))
    return score(Annotation(SEED), rows)


@pytest.mark.parametrize(
    ("kind", "least"),
    [("measure", 0.98), ("region", 0.98), ("body", 0.97), ("responsible_for", 0.95), ("target", 0.90)],
)
def test_the_seed_is_read_as_people_read_it(scores: dict[str, Score], kind: str, least: float) -> None:
    assert scores[kind].f1 >= least, scores[kind].found ^ scores[kind].wanted


def test_programmes_on_the_seed(scores: dict[str, Score]) -> None:
    assert scores["programme"].precision >= 0.85
    assert scores["programme"].recall >= 0.92
