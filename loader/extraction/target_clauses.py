"""The clauses of a statement, and the years by which it wants something."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loader.document import SPEAKS_OF, Span
from loader.gazetteer.target_words import load_target_cues
from loader.numbering import read_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.document import Statement
    from loader.extraction.setting import Setting
    from loader.model import YearSource

_SENTENCE = load_target_cues().sentences

_BRACKETED = re.compile(r"（[^（）]*）|《[^《》]*》|〔[^〔〕]*〕")


@dataclass(frozen=True, slots=True)
class Year:
    """A year that a statement states, and where."""

    at: int
    value: int
    of_plan: bool = False
    """Whether it is the last of a plan's (“十四五”时期)."""


@dataclass(slots=True)
class Clause:
    """A clause of a statement, with the years that govern it."""

    statement: Statement
    span: Span
    """In the statement's text."""
    years: list[Year]
    inherited: int | None
    setting: Setting

    @property
    def text(self) -> str:
        """The whole statement's."""
        return self.statement.text

    @property
    def words(self) -> str:
        """The clause's own."""
        return self.statement.text[self.span.start : self.span.stop]

    @property
    def in_plain(self) -> Span:
        """Where it stands in `plain`."""
        return self.span.moved(self.statement.span.start)

    def year_at(self, at: int) -> tuple[int | None, YearSource | None]:
        """The year by which what stands at a place is wanted, and what says so."""
        written = self.setting.year
        stated = [year for year in self.years if year.at <= at]
        if _SENTENCE.every_year.search(self.text, self.span.start, at):
            first = self.span.start
            stated = [y for y in stated if y.at >= first or not _SENTENCE.by_day.match(self.text, y.at)]
        own = _SENTENCE.within_year.search(self.text, 0, at)
        if stated:
            last = max(stated, key=lambda year: year.at)
            if not _SENTENCE.now.search(self.text, last.at, at) and not (own and last.of_plan):
                return last.value, "clause"
        if own or _SENTENCE.now.search(self.text, 0, at):
            return (written, "document") if written else (None, None)
        if self.inherited is None or (written and self.inherited < written):
            return None, None
        return self.inherited, "section"

    def is_governed_by(self, year: Year) -> bool:
        """Whether a year is stated in it, or before it so that it holds on: at a clause's beginning (到2025年)."""
        if year.at >= self.span.start:
            return year.at < self.span.stop
        return _SENTENCE.opens.search(self.text, 0, year.at) is not None

    @property
    def looks_ahead(self) -> bool:
        """Whether its sentence announces something, or states a year behind the document's own."""
        written = self.setting.year
        to_come = written is not None and any(year.value > written for year in self.years)
        return to_come or _SENTENCE.announced.search(self.text) is not None

    @property
    def announces(self) -> bool:
        """Whether its sentence may say what is wanted: of what tells of other documents, only with a word for it."""
        return self.setting.facts.nature not in SPEAKS_OF or _SENTENCE.announced.search(self.text) is not None


def find_years(text: str) -> Iterator[Year]:
    """Yield the years by which something is wanted: neither a base to compare with, nor when something began."""
    plain = _BRACKETED.sub(lambda m: "　" * len(m.group()), text)
    for found in _SENTENCE.year.finditer(plain) if "年" in plain else ():
        if not (found["not"] or found["base"]):
            yield Year(found.start(), int(found["year"]))
    for found in _SENTENCE.plan.finditer(plain) if "五" in plain else ():
        yield Year(found.start(), 2025 + 5 * (read_number(found["plan"]) - 14), of_plan=True)
    if century := _SENTENCE.century.search(plain):
        yield Year(century.start(), 2050)
