"""Wanted states of indicators."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from loader.document import SPEAKS_OF, Span, Target
from loader.extraction.indicators import name_ahead, name_behind, pair_subjects, split_subjects, trim, without_place
from loader.gazetteer.target_words import load_target_cues
from loader.numbering import read_mark, read_number

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from loader.document import Outline, Statement
    from loader.extraction.setting import Setting
    from loader.gazetteer import Gazetteer
    from loader.model import Comparator, Form, YearSource

_CUES = load_target_cues()
_SENTENCE = _CUES.sentences

_CLAUSE_BEFORE = re.compile(r"([^，；。：！？]+)，$")
_BRACKETED = re.compile(r"（[^（）]*）|《[^《》]*》|〔[^〔〕]*〕")
_CLAUSE = re.compile(r"(?:（[^（）]*）|[^，；。：！？])+")
_ENTRY = re.compile(r"[^，。；：的（）\d]{2,20}")
_BRACKET = re.compile(r"（[^（）]*$")
_COUNTED = re.compile(r"[^，。、；\d]{1,12}\d")
_ROUND = {"百": 100, "千": 1000, "万": 10000}
_SEPARATORS = ("", "、", "和", "及", "与")
_NEAR = 9  # characters from one year to the next that is joined to it


@dataclass(frozen=True, slots=True)
class _Year:
    """A year that a statement states, and where."""

    at: int
    value: int
    of_plan: bool = False
    """Whether it is the last of a plan's (“十四五”时期)."""


def extract_targets(outline: Outline, setting: Setting, gazetteer: Gazetteer) -> list[Target]:
    """Find targets in measures and goals, in the text's order."""
    targets: list[Target] = []
    above: tuple[int, int | None] = (-1, None)  # the paragraph, and the year stated last in it
    for statement in outline.statements:
        if statement.kind not in {"measure", "goal"} or not _SENTENCE.worth.search(statement.text):
            continue
        years = list(_find_years(statement.text))
        inherited = above[1] if above[0] == statement.paragraph else None
        targets += _drop_places(_read_statement(statement, years, inherited, setting), gazetteer.regions.by_name)
        if years:
            above = (statement.paragraph, years[-1].value)
    return targets


def _drop_places(targets: Iterable[Target], places: Container[str]) -> Iterator[Target]:
    """A statement's targets with indicators that do not name where they are measured.

    Where only the place is named, it is the indicator before (货运量增长30%，其中长三角地区增长10%).
    """
    last: str | None = None
    for target in targets:
        only_place = target.indicator in places or _CUES.indicators.only_place.fullmatch(target.indicator)
        indicator = last if last and only_place else without_place(target.indicator, places)
        yield target if indicator == target.indicator else replace(target, indicator=indicator)
        last = last if only_place else indicator


def _find_years(text: str) -> Iterator[_Year]:
    """Yield the years by which something is wanted: neither a base to compare with, nor when something began."""
    plain = _BRACKETED.sub(lambda m: "　" * len(m.group()), text)
    for found in _SENTENCE.year.finditer(plain) if "年" in plain else ():
        if not found["not"]:
            yield _Year(found.start(), int(found["year"]))
    for found in _SENTENCE.plan.finditer(plain) if "五" in plain else ():
        yield _Year(found.start(), 2025 + 5 * (read_number(found["plan"]) - 14), of_plan=True)
    if century := _SENTENCE.century.search(plain):
        yield _Year(century.start(), 2050)


def _read_statement(
    statement: Statement, years: list[_Year], inherited: int | None, setting: Setting
) -> Iterator[Target]:
    """Yield the targets of one statement."""
    text = statement.text
    mark = read_mark(text)
    last: Target | None = None
    quantified = _CUES.states.whole.search(text) or _CUES.states.all.search(text)
    for found in _CLAUSE.finditer(text, mark.stop if mark else 0):
        clause = _Clause(statement, Span(found.start(), found.end()), years, inherited, setting)
        targets = list(_read_numbers(clause, last))
        if len(targets) > 1:
            targets = _pair_names(_pair_years(targets, clause), clause)
        if "翻" in text:
            targets += _read_doubled(clause)
        if quantified:
            targets += _read_quantifiers(clause)
        states = _read_states(clause) if years and not targets and _announces(text, setting) else ()
        yield from (one for one in (*targets, *states) if not _is_over(one, clause))
        last = targets[-1] if targets else None


def _is_over(target: Target, clause: _Clause) -> bool:
    """Whether the year that is stated for it was over when the document was written."""
    written = clause.setting.year
    if target.year is None or target.year_source != "clause" or written is None:
        return False
    return target.year < written and _SENTENCE.batch.search(clause.words) is None


def _pair_names(targets: list[Target], clause: _Clause) -> list[Target]:
    """Give each of several numbers its own indicator: 普及率、处理率分别达到90%、95%."""
    head, apart, _ = clause.words.partition("分别")
    names = pair_subjects(head, len(targets)) if apart else []
    return [replace(t, indicator=n) for t, n in zip(targets, names, strict=True)] if names else targets


def _read_numbers(clause: _Clause, last: Target | None) -> Iterator[Target]:
    """The numbers of a clause that are wanted; a mere noun and number goes on with the clause before."""
    text, span, sentence = clause.text, clause.span, _SENTENCE
    previous = span.start
    goes_on = (last is not None and last.value is not None) or _is_labelled(clause)
    whole: Target | None = None  # what the numbers of the bracket right behind it are parts of
    for found in _CUES.units.quantity.finditer(text, span.start, span.stop):
        if not found["unit"] and sentence.no_unit.match(text, found.end()):
            continue
        if sentence.year.match(text, found.start()):
            continue
        before = text[previous : found.start()]
        part = sentence.part.fullmatch(before) if previous > span.start else None
        if "（" in before or "）" in before:
            whole = last if goes_on and part and part["opens"] else None
        if whole is not None and part and _is_part(clause, found, whole):
            yield replace(_make(clause, found, previous, last), indicator=f"{whole.indicator}（{part['name']}）")
            previous = found.end()
            continue
        joined = previous > span.start and before in sentence.joints
        listed = previous == span.start and _is_entry(clause, found, before)
        if (goes_on and (listed or (joined and _is_apart(clause, found)))) or _wanted(clause, found, before):
            last = _make(clause, found, previous, last)
            goes_on = True
            if last.base_value is None or not sentence.grant_name.search(last.indicator):
                yield last
        elif previous > span.start:
            goes_on = False
        previous = found.end()


def _is_labelled(clause: _Clause) -> bool:
    """Whether a goal's clause is the first of a list that its label announces (主要产品产量：煤炭5亿吨)."""
    return clause.statement.kind == "goal" and _SENTENCE.label.search(clause.text, 0, clause.span.start) is not None


def _is_part(clause: _Clause, found: re.Match[str], whole: Target) -> bool:
    """Whether a number is one of those that make up another (产量3000万吨（其中甲公司1000万吨、乙公司2000万吨）)."""
    unit = found["unit"]
    if not (unit and whole.unit and whole.unit.endswith(unit)) or unit in _CUES.units.spans:
        return False
    return _ends(clause.text[found.end() : clause.span.stop])


def _is_apart(clause: _Clause, found: re.Match[str]) -> bool:
    """Whether a number stands for itself, not before what it describes (10亿元以上工业企业3家)."""
    described = found["unit"] in _CUES.units.money and not _ends(clause.text[found.end() : clause.span.stop])
    return not described


def _is_entry(clause: _Clause, found: re.Match[str], before: str) -> bool:
    """Whether a clause is but a noun and a number, an entry in a list (新增企业2万户，科研机构33家)."""
    rest = clause.text[found.end() : clause.span.stop]
    unit = found["unit"]
    return (
        unit is not None
        and unit not in _CUES.units.spans
        and _ends(rest)
        and _ENTRY.fullmatch(before) is not None
        and not _CUES.numbers.prices.search(before)
    )


def _wanted(clause: _Clause, found: re.Match[str], before: str) -> bool:
    """Whether a number is one that is wanted, by what stands around it."""
    numbers, units = _CUES.numbers, _CUES.units
    unit = found["unit"]
    head = clause.text[clause.span.start : found.start()]
    rest = clause.text[found.end() : clause.span.stop]
    if aside := _BRACKET.search(head):
        head = head[aside.start() :]
    few = not found["number"][0].isdecimal() and found["number"] not in _ROUND and not _is_share(found["number"])
    if _is_other(clause, found, head, rest) or (few and not _counts_few(head, rest)):
        return False
    if unit in units.spans:
        return units.span_cues.search(before) is not None
    if unit is None and not found["scale"] and not _is_share(found["number"]):
        return numbers.level.search(before) is not None
    reached = bool(numbers.level.search(before) or numbers.change.search(before) or numbers.indicator.search(before))
    if unit in units.percent or _is_share(found["number"]):
        above = _SENTENCE.above_others.search(before) is not None
        return reached or above or (_compared(rest) and _ends(rest))
    if unit in units.money:
        return _wants_money(head, rest, reached=reached)
    return _wants_count(head, before, rest, reached=reached)


def _is_other(clause: _Clause, found: re.Match[str], head: str, rest: str) -> bool:
    """Whether the number is a condition, a price, a grant, a base, or no quantity at all."""
    numbers, units, sentence = _CUES.numbers, _CUES.units, _SENTENCE
    of_whole = found["unit"] in units.percent and sentence.share_of.search(head)
    so_many = head.endswith("等") and _compared(rest) and _ends(rest)  # 招聘会、招聘周等60场以上
    apart = numbers.before.search(head) and not of_whole and not so_many
    priced = numbers.prices.search(head) or (found["unit"] not in units.counts and numbers.grants.search(head))
    if apart or clause.words.endswith("的") or numbers.behind.match(rest) or priced:
        return True
    unwanted = sentence.negated.search(head) or numbers.past.search(head)
    if unwanted or sentence.grant_case.search(clause.text, 0, found.start()):
        return True
    as_of = sentence.as_of.search(clause.text, 0, found.start())
    if as_of and not _CUES.states.wanting.search(as_of.group()):
        return True
    granted = sentence.grant.match(clause.text, found.end()) or sentence.condition.match(clause.text, found.end())
    if granted or _is_of_case(clause.text, found) or _is_told(clause, head, rest):
        return True
    if sentence.base_ahead.search(head) and sentence.base_behind.match(rest):
        return True
    return found["unit"] in (units.percent | units.money) and numbers.loans.search(clause.text) is not None


def _is_of_case(text: str, found: re.Match[str]) -> bool:
    """Whether the number tells for whom something holds (对年产值达到5亿元、增长10%以上的企业，给予…)."""
    if _SENTENCE.case.search(text, 0, found.start()) is None:
        return False
    return _SENTENCE.case_end.match(text, found.end()) is not None


def _is_told(clause: _Clause, head: str, rest: str) -> bool:
    """Whether the number was reached already: beside the year before, or in a report that announces nothing."""
    if _SENTENCE.year_on_year.search(head):
        return not (_compared(rest) or _CUES.states.wanting.search(clause.text))
    return not _announces(clause.text, clause.setting)


def _announces(text: str, setting: Setting) -> bool:
    """Whether a sentence may say what is wanted: in what tells of other documents, only with a word that shows it."""
    return setting.facts.nature not in SPEAKS_OF or _SENTENCE.announced.search(text) is not None


def _counts_few(head: str, rest: str) -> bool:
    """Whether a number in words counts things to be made (建设三个中心), not points of a text (四个重点)."""
    return _CUES.numbers.few_deeds.search(head) is not None and _CUES.numbers.abstract.match(rest) is None


def _wants_count(head: str, before: str, rest: str, *, reached: bool) -> bool:
    """Whether so many things are to be made or won; a number that only describes others is not wanted."""
    if _compared(rest) and not _ends(rest) and not (_CUES.numbers.near_deed.search(head) or head.endswith("、")):
        return False
    moved = _CUES.numbers.moves.search(before) and not _CUES.numbers.projects.search(rest)
    return bool(reached or moved or _CUES.numbers.deeds.search(head))


def _wants_money(head: str, rest: str, *, reached: bool) -> bool:
    """Whether a sum is to be spent or earned; one that describes a thing is not (50亿元工业企业)."""
    spent = _CUES.numbers.strong_verbs.search(head) is not None
    if not _ends(rest) and (not spent or _COUNTED.match(rest)):
        return False
    return reached or spent or _CUES.numbers.deeds.search(head) is not None


def _compared(rest: str) -> bool:
    return any(sides.behind.match(rest) for sides in _CUES.comparators.values())


def _ends(rest: str) -> bool:
    """Whether an amount ends its phrase: nothing that it would describe stands behind it."""
    for sides in _CUES.comparators.values():
        if found := sides.behind.match(rest):
            rest = rest[found.end() :]
    return not rest or _CUES.numbers.runs_on.match(rest) is not None


def _make(clause: _Clause, found: re.Match[str], previous: int, last: Target | None) -> Target:
    text = clause.text
    head = text[clause.span.start : found.start()]
    before = text[previous : found.start()]
    rest = text[found.end() : clause.span.stop]
    year, source = clause.year_at(found.start())
    until = found["until"]
    first = _write_number(found["number"])
    value = f"{first}—{until}" if until else first
    base = _SENTENCE.base.search(text, clause.span.start, found.start())
    base_year = _SENTENCE.base_year.search(text, clause.span.start, found.start())
    return Target(
        span=clause.whole,
        indicator=_name(clause, found, before if base is None else text[previous : base.start()], last),
        value=value,
        number=_read_share(first) if _is_share(first) else float(first),
        number_max=float(until.replace(",", "")) if until else None,
        unit="".join(found[part] or "" for part in ("scale", "unit", "bracket")) or None,
        year=year,
        year_source=source,
        comparator=_comparator(found, before, rest, last),
        base_value=base["base"] if base else None,
        base_year=_base_year(base_year, clause.setting.year),
        form=last.form if last and before in _SENTENCE.joints else _form(head, before, found["unit"]),
        binding=_CUES.states.read_binding(text),
    )


def _base_year(found: re.Match[str] | None, written: int | None) -> int | None:
    if found is None:
        return None
    if found["year"]:
        return int(found["year"])
    return written - 1 if written else None


def _comparator(found: re.Match[str], before: str, rest: str, last: Target | None) -> Comparator:
    if found["more"] or found["odd"]:
        return ">="
    behind = (sign for sign, sides in _CUES.comparators.items() if sides.behind.match(rest))
    ahead = (sign for sign, sides in _CUES.comparators.items() if sides.before.search(before))
    shared = last.comparator if last and last.comparator and before in _SENTENCE.joints else "="  # 低于7%和5%
    return next(behind, next(ahead, shared))


def _form(head: str, before: str, unit: str | None) -> Form:
    if _SENTENCE.annual_average.search(head):
        return "annual_average"
    if _SENTENCE.cumulative.search(head):
        return "cumulative"
    changes = _CUES.numbers.change.search(before) and not before.endswith(("到", "至"))
    return "growth" if changes and unit not in _CUES.units.counts else "level"


def _read_doubled(clause: _Clause) -> Iterator[Target]:
    """翻一番: twice as much, 翻两番 four times."""
    for found in _SENTENCE.doubled.finditer(clause.text, clause.span.start, clause.span.stop):
        year, source = clause.year_at(found.start())
        base_year = _SENTENCE.base_year.search(clause.text, clause.span.start, found.start())
        yield Target(
            span=clause.whole,
            indicator=trim(clause.text[clause.span.start : found.start()]) or clause.words,
            value=found.group(),
            number=2.0 ** read_number(found["times"] or "一"),
            unit="倍",
            year=year,
            year_source=source,
            comparator="=",
            base_year=_base_year(base_year, clause.setting.year),
            form="growth",
        )


def _read_quantifiers(clause: _Clause) -> Iterator[Target]:
    """全覆盖, each time; 全部 where it is wanted."""
    words = clause.words
    previous = 0
    for found in _CUES.states.whole.finditer(words):
        if target := _make_whole(clause, found, words[previous : found.start()]):
            yield target
        previous = found.end()
    every = None if previous else _CUES.states.all.search(words)
    if every and _wants_all(clause, every):
        target = _make_whole(clause, every, words.replace(every.group(), ""))
        if target is not None:
            yield target


def _make_whole(clause: _Clause, found: re.Match[str], about: str) -> Target | None:
    words = clause.words
    at = clause.span.start + found.start()
    if words[found.end() : found.end() + 1] == "的" or _SENTENCE.negated.search(words, 0, found.start()):
        return None
    if _SENTENCE.grant_case.search(clause.text, 0, at):
        return None
    year, source = clause.year_at(at)
    return Target(
        span=clause.whole,
        indicator=trim(about) or words,
        value="全部",
        year=year,
        year_source=source,
        comparator="=",
        form="level",
    )


def _wants_all(clause: _Clause, found: re.Match[str]) -> bool:
    """Whether a complete quantifier is wanted: in a goal, by a time, or as something achieved."""
    return (
        clause.statement.kind == "goal"
        or _CUES.states.wanting.search(clause.text, 0, clause.span.start + found.start()) is not None
        or _CUES.states.achieving.search(clause.words, 0, found.start()) is not None
    )


def _read_states(clause: _Clause) -> Iterator[Target]:
    """Ends without a number: by a year that the statement states, or against a year."""
    words = clause.words
    stated = any(year.at < clause.span.stop for year in clause.years)
    if not stated or _CUES.states.told.search(words):
        return
    found = _CUES.states.directions.search(words)
    if found is None:
        goal = clause.statement.kind == "goal"
        found = (_CUES.states.dated if goal else _CUES.states.settled).search(words)
    if found is None:
        return
    year, source = clause.year_at(clause.span.stop)
    achieved = _SENTENCE.achieved.search(words)
    indicators = [achieved.group()] if achieved else split_subjects(words[: found.start()])
    for indicator in indicators or [trim(words) or words]:
        yield Target(span=clause.whole, indicator=indicator, year=year, year_source=source, form="level")


def _name(clause: _Clause, found: re.Match[str], before: str, last: Target | None) -> str:
    """What a number counts or measures: the noun behind it, or the words before it, or what came before those."""
    amount = _SENTENCE.amount.search(clause.text, clause.span.start, found.start() - len(before))
    if amount and before[:1] not in _SEPARATORS:
        before = amount.group() + before
    ahead = name_ahead(before)
    if found["unit"] and not (ahead and found["unit"] in _CUES.units.percent):
        behind = name_behind(clause.text[found.end() : clause.span.stop], before)
        if behind is not None:
            return behind
    if ahead is not None:
        return ahead
    joined = before in _SENTENCE.joints
    goes_on = last is not None and (joined or last.span.start == clause.whole.start)
    if not goes_on and (name := name_ahead(clause.text[clause.span.start : found.start()])):
        return name
    return last.indicator if last else _name_around(clause, found.end())


def _name_around(clause: _Clause, stop: int) -> str:
    """For a number without a name: what it is for (安排3亿元支持外贸), or the subject of the clause before."""
    above = _CLAUSE_BEFORE.search(clause.text, 0, clause.span.start)
    behind = trim(_SENTENCE.aside.sub("", clause.text[stop : clause.span.stop]))
    return behind if len(behind) > 3 else (above and trim(above[1])) or clause.words


@dataclass(slots=True)
class _Clause:
    """A clause of a statement, with the years that govern it."""

    statement: Statement
    span: Span
    """In the statement's text."""
    years: list[_Year]
    inherited: int | None
    setting: Setting

    @property
    def text(self) -> str:
        return self.statement.text

    @property
    def words(self) -> str:
        return self.statement.text[self.span.start : self.span.stop]

    @property
    def whole(self) -> Span:
        """Where it stands in `plain`."""
        return self.span.moved(self.statement.span.start)

    def year_at(self, at: int) -> tuple[int | None, YearSource | None]:
        """The year by which what stands at a place is wanted, and what says so."""
        written = self.setting.year
        stated = [year for year in self.years if year.at <= at]
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


def _write_number(words: str) -> str:
    """A number in digits; a share (三分之二) stays as it is written."""
    if words[0].isdecimal():
        return words.replace(",", "")
    return words if _is_share(words) else str(_ROUND.get(words) or read_number(words))


def _is_share(words: str) -> bool:
    return words[-1] == "半" or "分之" in words


def _read_share(words: str) -> float:
    whole, _, part = words.partition("分之")
    return read_number(part) / read_number(whole) if part else 0.5


def _pair_years(targets: list[Target], clause: _Clause) -> list[Target]:
    """Give each of several numbers its own year: 2025年和2030年分别达到10%和20%."""
    years = [year for year in clause.years if year.at < clause.span.stop][-len(targets) :]
    together = all(behind.at - year.at <= _NEAR for year, behind in pairwise(years))
    if len(years) != len(targets) or not together or "分别" not in clause.words:
        return targets
    return [replace(target, year=year.value) for target, year in zip(targets, years, strict=True)]
