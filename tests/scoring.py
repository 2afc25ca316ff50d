"""Scores an extraction against annotated units, the way the annotation guideline asks.

A mention counts where it lies in an annotated unit. Precision takes as right whatever an annotator accepted; recall
asks only for what the annotators were sure of. Programmes match by overlap, everything else by unit and name.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Row = dict[str, Any]

_DROPPED = re.compile(r"[\s“”\"‘’「」《》]")
_SPELLING = str.maketrans("－-()", "——（）")


@dataclass
class Score:
    """What was found, what would be right, and what must be there."""

    found: set[Any] = field(default_factory=set)
    accepted: set[Any] = field(default_factory=set)
    wanted: set[Any] = field(default_factory=set)

    @property
    def precision(self) -> float:
        return len(self.found & self.accepted) / len(self.found) if self.found else 1.0

    @property
    def recall(self) -> float:
        return len(self.found & self.wanted) / len(self.wanted) if self.wanted else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


class Annotation:
    """The annotated units of one document."""

    def __init__(self, folder: Path) -> None:
        self.units: list[Row] = _read_lines(folder / "units.jsonl")
        self.gold: dict[str, Row] = {row["id"]: row for row in _read_lines(folder / "gold.jsonl")}
        self._starts = [unit["start"] for unit in self.units]

    def unit_at(self, offset: int) -> str | None:
        """The unit that holds an offset."""
        index = bisect_right(self._starts, offset) - 1
        return self.units[index]["id"] if index >= 0 and offset < self.units[index]["end"] else None

    def units_under(self, row: Row) -> list[str]:
        """The units of which a row's span covers half or more."""
        return [
            unit["id"]
            for unit in self.units
            if 2 * (min(row["end"], unit["end"]) - max(row["start"], unit["start"])) >= unit["end"] - unit["start"]
        ]


def score(annotation: Annotation, rows: Iterable[Row]) -> dict[str, Score]:
    """Score standoff rows by kind of thing."""
    by_type: dict[str, list[Row]] = {}
    for row in rows:
        by_type.setdefault(row["type"], []).append(row)
    return {
        "measure": _score_measures(annotation, by_type.get("measure", [])),
        "region": _score_names(annotation, by_type.get("region", []), "regions"),
        "body": _score_names(annotation, by_type.get("body", []), "bodies"),
        "programme": _score_programmes(annotation, by_type.get("programme", [])),
        "responsible_for": _score_duties(annotation, by_type.get("responsible_for", []), with_role=False),
        "responsible_for+role": _score_duties(annotation, by_type.get("responsible_for", []), with_role=True),
        "target": _score_targets(annotation, by_type.get("target", [])),
    }


def _score_measures(annotation: Annotation, rows: list[Row]) -> Score:
    wanted = {key for key, gold in annotation.gold.items() if gold["kind"] == "measure"}
    return Score({unit for row in rows for unit in annotation.units_under(row)}, wanted, wanted)


def _score_names(annotation: Annotation, rows: list[Row], key: str) -> Score:
    result = Score()
    for row in rows:
        if unit := annotation.unit_at(row["start"]):
            result.found |= {(unit, _fold(name)) for name in _names(row)}
    for unit, gold in annotation.gold.items():
        for mention in gold[key]:
            names = {(unit, _fold(name)) for name in _names(mention)}
            result.accepted |= names
            if mention["sure"]:
                result.wanted |= names
    return result


def _score_programmes(annotation: Annotation, rows: list[Row]) -> Score:
    """Overlap of half of the shorter span: found ones and annotated ones are paired by what they overlap."""
    annotated = [
        (unit["start"] + place.start(), unit["start"] + place.end(), mention["sure"])
        for unit in annotation.units
        for mention in annotation.gold[unit["id"]]["programmes"]
        for place in re.finditer(re.escape(mention["text"]), unit["text"])
    ]
    found = [(row["start"], row["end"]) for row in rows if annotation.unit_at(row["start"])]

    def meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
        shared = min(one[1], other[1]) - max(one[0], other[0])
        return 2 * shared >= min(one[1] - one[0], other[1] - other[0])

    sure = [span[:2] for span in annotated if span[2]]
    return _Overlap(
        found=set(enumerate(found)),
        accepted={(i, f) for i, f in enumerate(found) if any(meet(f, a[:2]) for a in annotated)},
        wanted=set(enumerate(sure)),
        met=sum(any(meet(s, f) for f in found) for s in sure),
    )


@dataclass
class _Overlap(Score):
    met: int = 0

    @property
    def recall(self) -> float:
        return self.met / len(self.wanted) if self.wanted else 1.0


def _score_duties(annotation: Annotation, rows: list[Row], *, with_role: bool) -> Score:
    result = Score()
    for row in rows:
        if row.get("basis") != "clause":
            role = row["role"] if with_role else None
            result.found |= {(_fold(row["name"]), unit, role) for unit in annotation.units_under(row)}
    for gold in annotation.gold.values():
        for body in gold["bodies"]:
            if body["responsible"]:
                role = body["role"] if with_role else None
                duties = {(_fold(body["name"]), unit, role) for unit in body["covers"]}
                result.accepted |= duties
                if body["sure"]:
                    result.wanted |= duties
    return result


def _score_targets(annotation: Annotation, rows: list[Row]) -> Score:
    result = Score()
    for row in rows:
        if unit := annotation.unit_at(row["start"]):
            stated = row.get("year_source") not in {"section", "document"}
            result.found.add((unit, row["value"], row["year"] if stated else None))
    for unit, gold in annotation.gold.items():
        for target in gold["targets"]:
            key = (unit, target["value"], target["year"])
            result.accepted.add(key)
            if target.get("sure", True):
                result.wanted.add(key)
    return result


def _names(row: Row) -> list[str]:
    return row["names"] if "names" in row else [row["name"]]


def _fold(name: str) -> str:
    return _DROPPED.sub("", name).translate(_SPELLING)


def _read_lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
