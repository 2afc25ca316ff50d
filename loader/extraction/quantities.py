"""Quantities as a text writes them: a number with its unit, and the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from loader.gazetteer.target_words import load_target_cues
from loader.numbering import read_number

if TYPE_CHECKING:
    from loader.extraction.target_clauses import Clause

_CUES = load_target_cues()
_SENTENCE = _CUES.sentences
_UNITS = _CUES.units

_RATIO = re.compile(r"[:：∶]")
_ROUND = {"百": 100, "千": 1000, "万": 10000}
_BRACKET = re.compile(r"（[^（）]*$")


@dataclass(frozen=True)
class Quantity:
    """A number of a clause, with its unit."""

    clause: Clause
    found: re.Match[str]
    before: str
    """What stands between the number before it, or the clause's beginning, and this one."""

    @cached_property
    def head(self) -> str:
        """All that stands before it in its clause, or in the bracket in which it stands."""
        head = self.clause.text[self.clause.span.start : self.found.start()]
        bracket = _BRACKET.search(head)
        return head[bracket.start() :] if bracket else head

    @cached_property
    def rest(self) -> str:
        """All that stands behind it in its clause."""
        return self.clause.text[self.found.end() : self.clause.span.stop]

    @cached_property
    def behind(self) -> str:
        """The same without the words that compare with it (以上, 左右)."""
        rest = self.rest
        for sides in _CUES.comparators.values():
            if found := sides.behind.match(rest):
                rest = rest[found.end() :]
        return rest

    @property
    def is_compared(self) -> bool:
        """Whether words behind it compare with it."""
        return self.behind != self.rest

    @cached_property
    def ends_phrase(self) -> bool:
        """Whether it ends its phrase: nothing that it would describe stands behind it."""
        return not self.behind or _CUES.numbers.runs_on.match(self.behind) is not None

    @cached_property
    def unit(self) -> str | None:
        """As written, without its scale (万)."""
        return self.found["unit"]

    @property
    def whole_unit(self) -> str | None:
        """With its scale, and with what a bracket adds (万套（间）)."""
        return "".join(self.found[part] or "" for part in ("scale", "unit", "bracket")) or None

    @property
    def counts(self) -> bool:
        """Whether it counts things."""
        return self.unit in _UNITS.counts

    @cached_property
    def is_share(self) -> bool:
        """Whether its number is a part of a whole in words (三分之二, 一半)."""
        number = self.found["number"]
        return number[-1] == "半" or "分之" in number

    @cached_property
    def is_ratio(self) -> bool:
        """Whether its number compares two (2.8∶1)."""
        return _RATIO.search(self.found["number"]) is not None

    @property
    def is_part(self) -> bool:
        """Whether it is a part of a whole, in words or per cent."""
        return self.unit in _UNITS.percent or self.is_share

    @property
    def counts_few(self) -> bool:
        """Whether it counts things by a small number in words (三个), not a round one."""
        number = self.found["number"]
        return self.counts and not (number[0].isdecimal() or number in _ROUND)

    @property
    def number(self) -> str:
        """In digits, the first one of a range; a share or a ratio stays as it is written."""
        number = self.found["number"]
        if self.is_ratio:
            return number
        if number[0].isdecimal():
            return number.replace(",", "")
        return number if self.is_share else str(_ROUND.get(number) or read_number(number))

    @property
    def amount(self) -> float:
        """What the number says."""
        if self.is_ratio:
            one, other = map(float, _RATIO.split(self.number))
            return one / other if other else one
        if not self.is_share:
            return float(self.number)
        whole, _, part = self.number.partition("分之")
        return read_number(part) / read_number(whole) if part else 0.5

    @property
    def amount_max(self) -> float | None:
        """What the last number of a range says."""
        until = self.found["until"]
        return float(until.replace(",", "")) if until else None

    @cached_property
    def reaching(self) -> re.Match[str] | None:
        """What such a share of a class is to reach (80% | 的学校达到标准); group `whom` is the class."""
        return _SENTENCE.share_reaches.match(self.rest) if self.is_part else None

    @cached_property
    def serving(self) -> re.Match[str] | None:
        """What is to be done for so many (为 | 7万名 | 妇女免费做筛查)."""
        return _SENTENCE.serving.match(self.rest) if self.counts and _SENTENCE.served.search(self.head) else None

    @cached_property
    def least_of(self) -> re.Match[str] | None:
        """What is to be of so much at least (建立不低于 | 3天 | 供应量的储备); group `thing` is its name."""
        return _SENTENCE.least_thing.match(self.rest) if _SENTENCE.least_of.search(self.head) else None
