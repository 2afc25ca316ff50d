"""Wanted states of indicators."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from loader.document import Span, Target
from loader.extraction.indicators import name_ahead, name_behind, pair_subjects, split_subjects, trim, without_place
from loader.extraction.quantities import Quantity
from loader.extraction.target_clauses import Clause, find_years
from loader.extraction.wanted_numbers import is_apart, is_entry, is_labelled, is_next, is_part_of, is_wanted
from loader.gazetteer.target_words import load_target_cues
from loader.numbering import read_mark, read_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loader.document import Outline, Statement
    from loader.extraction.setting import Setting
    from loader.extraction.target_clauses import Year
    from loader.gazetteer import Gazetteer
    from loader.gazetteer.regions import RegionTable
    from loader.model import Comparator, Form

_CUES = load_target_cues()
_SENTENCE = _CUES.sentences

_CLAUSE_BEFORE = re.compile(r"([^，；。：！？]+)，$")
_CLAUSE = re.compile(r"(?:[^，；。：！？（]+|（[^（）]*）|（)+")
_PHRASE = re.compile(r"[^\d，]{2,20}(?<![后时前])")
_SEPARATORS = ("", "、", "和", "及", "与")
_NEAR = 9  # characters from one year to the next that is joined to it


def extract_targets(outline: Outline, setting: Setting, gazetteer: Gazetteer) -> list[Target]:
    """Find targets in measures and goals, in the text's order."""
    targets: list[Target] = []
    above: tuple[int, int | None] = (-1, None)  # the paragraph, and the year stated last in it
    for statement in outline.statements:
        if statement.kind not in {"measure", "goal"} or not _SENTENCE.worth.search(statement.text):
            continue
        years = list(find_years(statement.text))
        inherited = above[1] if above[0] == statement.paragraph else None
        found = list(_read_statement(statement, years, inherited, setting))
        if not found and years and statement.kind == "goal":
            found = list(_read_end(statement, years, setting))
        targets += _drop_places(found, gazetteer.regions)
        if years:
            above = (statement.paragraph, years[-1].value)
    return targets


def _drop_places(targets: Iterable[Target], regions: RegionTable) -> Iterator[Target]:
    """A statement's targets with indicators that do not name where they are measured.

    Where only the place is named, it is the indicator before (货运量增长30%，其中长三角地区增长10%).
    """
    last: str | None = None
    for target in targets:
        indicator = without_place(target.indicator, regions)
        if indicator != target.indicator:
            indicator = trim(indicator) or indicator
        if indicator not in regions.by_name and _CUES.indicators.only_place.fullmatch(indicator) is None:
            last = indicator
        elif last is not None:
            indicator = last
        yield target if indicator == target.indicator else replace(target, indicator=indicator)


def _read_statement(
    statement: Statement, years: list[Year], inherited: int | None, setting: Setting
) -> Iterator[Target]:
    """Yield the targets of one statement."""
    text = statement.text
    mark = read_mark(text)
    last: Target | None = None
    quantified = _CUES.states.whole.search(text) or _CUES.states.all.search(text)
    for found in _CLAUSE.finditer(text, mark.stop if mark else 0):
        clause = Clause(statement, Span(found.start(), found.end()), years, inherited, setting)
        targets = list(_read_numbers(clause, last))
        if len(targets) > 1:
            targets = _pair_names(_pair_years(targets, clause), clause)
        elif targets and "分别" in clause.words:  # 2025年和2030年分别新增10个: so many by each
            targets = list(dict.fromkeys(_pair_years(targets * 2, clause)))
        if "翻" in text:
            targets += _read_doubled(clause)
        if quantified and (whole := list(_read_quantifiers(clause))):  # 将19项服务全部纳入 wants one thing
            targets = [one for one in targets if not _CUES.states.all.search(one.indicator)] + whole
        states = _read_states(clause) if years and not targets and clause.announces else ()
        yield from (one for one in (*targets, *states) if not _is_over(one, clause))
        last = targets[-1] if targets else None


def _is_over(target: Target, clause: Clause) -> bool:
    """Whether the year that is stated for it was over when the document was written."""
    written = clause.setting.year
    if target.year is None or target.year_source != "clause" or written is None:
        return False
    return target.year < written and _SENTENCE.batch.search(clause.words) is None


def _pair_names(targets: list[Target], clause: Clause) -> list[Target]:
    """Give each of several numbers its own indicator: 普及率、处理率分别达到90%、95%."""
    head, apart, _ = clause.words.partition("分别")
    names = pair_subjects(head, len(targets)) if apart else []
    return [replace(t, indicator=n) for t, n in zip(targets, names, strict=True)] if names else targets


def _read_numbers(clause: Clause, last: Target | None) -> Iterator[Target]:
    """The numbers of a clause that are wanted; a mere noun and number goes on with the clause before."""
    text, span, sentence = clause.text, clause.span, _SENTENCE
    previous = span.start
    goes_on = (last is not None and last.value is not None) or is_labelled(clause)
    refused = False  # whether the number before in the clause was none that is wanted
    whole: Target | None = None  # what the numbers of the bracket right behind it are parts of
    for found in _CUES.units.quantity.finditer(text, span.start, span.stop):
        if not found["unit"] and sentence.no_unit.match(text, found.end()):
            continue
        if sentence.year.match(text, found.start()) or sentence.no_count.match(text, found.end()):
            continue
        one = Quantity(clause, found, text[previous : found.start()])
        before = one.before
        part = sentence.part.fullmatch(before) if previous > span.start else None
        if "（" in before or "）" in before:
            whole = last if goes_on and part and part["opens"] else None
        if whole is not None and part and is_part_of(one, whole):
            yield replace(_make(one, last), indicator=f"{whole.indicator}（{part['name']}）")
            previous = found.end()
            continue
        joined = previous > span.start and before in sentence.joints and not refused
        listed = previous == span.start and (is_entry(one) if before else is_next(one, last))
        if (goes_on and (listed or (joined and is_apart(one)))) or is_wanted(one):
            last = _make(one, last)
            goes_on, refused = True, False
            if last.base_value is None or not sentence.grant_name.search(last.indicator):
                yield last
        else:
            refused = True
            if previous > span.start or _CUES.numbers.prices.search(before):
                goes_on = False
            if sentence.describes.match(text, found.end()):
                continue
        previous = found.end()


def _make(one: Quantity, last: Target | None) -> Target:
    clause, start = one.clause, one.found.start()
    year, source = clause.year_at(start)
    base = _SENTENCE.base.search(clause.text, clause.span.start, start)
    base_year = _SENTENCE.base_year.search(clause.text, clause.span.start, start)
    return Target(
        span=clause.in_plain,
        indicator=_name(one, clause.text[start - len(one.before) : base.start()] if base else one.before, last),
        value=f"{one.number}—{one.found['until']}" if one.found["until"] else one.number,
        number=one.amount,
        number_max=one.amount_max,
        unit=one.whole_unit,
        year=year,
        year_source=source,
        comparator=_comparator(one, last),
        base_value=base["base"] if base else None,
        base_year=_base_year(base_year, clause.setting.year),
        form=last.form if last and one.before in _SENTENCE.joints else _form(one),
        binding=_CUES.states.read_binding(clause.text),
    )


def _base_year(found: re.Match[str] | None, written: int | None) -> int | None:
    if found is None:
        return None
    if found["year"]:
        return int(found["year"])
    return written - 1 if written else None


def _comparator(one: Quantity, last: Target | None) -> Comparator:
    if one.found["more"] or one.found["odd"]:
        return ">="
    behind = (sign for sign, sides in _CUES.comparators.items() if sides.behind.match(one.rest))
    ahead = (sign for sign, sides in _CUES.comparators.items() if sides.before.search(one.before))
    shared = last.comparator if last and last.comparator and one.before in _SENTENCE.joints else "="  # 低于7%和5%
    return next(behind, next(ahead, shared))


def _form(one: Quantity) -> Form:
    if _SENTENCE.annual_average.search(one.head):
        return "annual_average"
    if _SENTENCE.cumulative.search(one.head):
        return "cumulative"
    changes = _CUES.numbers.change.search(one.before) and not one.before.endswith(("到", "至"))
    return "growth" if changes and not one.counts else "level"


def _read_doubled(clause: Clause) -> Iterator[Target]:
    """翻一番: twice as much, 翻两番 four times."""
    for found in _SENTENCE.doubled.finditer(clause.text, clause.span.start, clause.span.stop):
        year, source = clause.year_at(found.start())
        base_year = _SENTENCE.base_year.search(clause.text, clause.span.start, found.start())
        yield Target(
            span=clause.in_plain,
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


def _read_quantifiers(clause: Clause) -> Iterator[Target]:
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


def _make_whole(clause: Clause, found: re.Match[str], about: str) -> Target | None:
    words = clause.words
    at = clause.span.start + found.start()
    if words[found.end() : found.end() + 1] == "的" or _SENTENCE.negated.search(words, 0, found.start()):
        return None
    if _SENTENCE.grant_case.search(clause.text, 0, at):
        return None
    year, source = clause.year_at(at)
    return Target(
        span=clause.in_plain,
        indicator=trim(about) or words,
        value="全部",
        year=year,
        year_source=source,
        comparator="=",
        form="level",
    )


def _wants_all(clause: Clause, found: re.Match[str]) -> bool:
    """Whether a complete quantifier is wanted: in a goal, by a time, as something achieved, or as all that is said."""
    states = _CUES.states
    return (
        clause.statement.kind == "goal"
        or states.wanting.search(clause.text, 0, clause.span.start + found.start()) is not None
        or states.achieving.search(clause.words, 0, found.start()) is not None
        or (states.complete.match(clause.words, found.end()) is not None and _is_free(clause, found))
    )


def _is_free(clause: Clause, found: re.Match[str]) -> bool:
    """Whether nothing makes what all are to come to a duty, a permission or a report."""
    return clause.announces and _CUES.states.bound.search(clause.words, 0, found.start()) is None


def _read_states(clause: Clause) -> Iterator[Target]:
    """Ends without a number: by a year that the statement states, or against a year."""
    words = clause.words
    if not any(clause.is_governed_by(year) for year in clause.years) or _CUES.states.told.search(words):
        return
    found = _CUES.states.directions.search(words)
    if found is None:
        goal = clause.statement.kind == "goal"
        found = (_CUES.states.dated if goal else _CUES.states.settled).search(words)
    if found is None:
        indicators = _name_done(clause)
    elif achieved := _SENTENCE.achieved.search(words):
        reached = achieved.group()
        indicators = [trim(words[: achieved.start()] + words[achieved.end("deed") :]) if achieved["deed"] else reached]
    else:
        named = found.end("named") if found.groupdict().get("named") else found.start()
        indicators = split_subjects(words[:named], words[named:]) or [trim(words) or words]
    year, source = clause.year_at(clause.span.stop)
    for indicator in indicators:
        yield Target(span=clause.in_plain, indicator=indicator, year=year, year_source=source, form="level")


def _name_done(clause: Clause) -> list[str]:
    """What is to be completed by the end of a month or a year, if that is no condition (2023年底前，完成首轮调查)."""
    before = clause.text.rfind("，", 0, max(0, clause.span.start - 1)) + 1
    found = _SENTENCE.by_then.search(clause.text, before, clause.span.stop)
    if found is None or found.end() <= clause.span.start or _SENTENCE.grant_case.search(clause.text, 0, found.start()):
        return []
    if _SENTENCE.grant.match(clause.text, found.end()) or _SENTENCE.condition.match(clause.text, found.end()):
        return []
    return [trim(found["done"])]


def _read_end(statement: Statement, years: list[Year], setting: Setting) -> Iterator[Target]:
    """What a goal wants by the year with which it opens, in words that no other rule knows."""
    opening = _SENTENCE.opening.match(statement.text)
    found = _CLAUSE.match(statement.text, opening.end()) if opening else None
    if found is None:
        return
    clause = Clause(statement, Span(found.start(), found.end()), years, None, setting)
    year, source = clause.year_at(found.start())
    target = Target(
        span=clause.in_plain, indicator=trim(clause.words) or clause.words, year=year, year_source=source, form="level"
    )
    if clause.announces and not _CUES.states.told.search(clause.words) and not _is_over(target, clause):
        yield target


def _name(one: Quantity, before: str, last: Target | None) -> str:
    """What a number counts or measures: the noun behind it, or the words before it, or what came before those."""
    clause = one.clause
    amount = _SENTENCE.amount.search(clause.text, clause.span.start, one.found.start() - len(one.before))
    if amount and before[:1] not in _SEPARATORS:
        before = amount.group() + before
    if whole := _name_whole(one):
        return whole
    ahead = name_ahead(before)
    measured = ahead and one.unit in _CUES.units.percent and not _SENTENCE.share_serves.search(before)
    if one.whole_unit and not measured:
        again = _CUES.units.quantity.match(one.rest) if one.counts else None  # 8类 | 10项服务
        behind = name_behind(one.rest[again.end() :] if again and again["unit"] else one.rest, before)
        if behind is not None:
            return behind
    if ahead is not None:
        return _name_whose(one, ahead, last) + ahead
    goes_on = last is not None and (before in _SENTENCE.joints or last.span.start == clause.in_plain.start)
    if not goes_on and (name := name_ahead(clause.text[clause.span.start : one.found.start()])):
        return name
    return last.indicator if last else _name_around(one)


def _name_whose(one: Quantity, ahead: str, last: Target | None) -> str:
    """What a share is of (占经营性用地比例), or what a bare name is measured of (比例), as far as something says so."""
    if _CUES.indicators.share.fullmatch(ahead):
        return _name_above(one, last) or ""
    bare = _CUES.indicators.bare.fullmatch
    above = _name_above(one, last) if bare(ahead) else None
    return above if above and _PHRASE.fullmatch(above) and not bare(above) else ""


def _name_whole(one: Quantity) -> str | None:
    """All that stands behind a number where so many are to reach something, or are served, or so much is the least."""
    if one.reaching and one.reaching["whom"]:
        return one.rest[one.reaching.start("whom") :]
    if one.serving:
        return one.serving.group()
    return one.least_of["thing"] if one.least_of else None


def _name_around(one: Quantity) -> str:
    """For a number without a name: what it is for (安排3亿元支持外贸), or the subject of the clause before."""
    rest = _SENTENCE.aside.sub("", one.rest)
    behind = "" if rest.startswith("、") else trim(rest)
    return behind if len(behind) > 3 else _name_above(one, None) or one.clause.words


def _name_above(one: Quantity, last: Target | None) -> str | None:
    """The indicator of the number before, or the subject of the clause before."""
    if last is not None:
        return last.indicator
    above = _CLAUSE_BEFORE.search(one.clause.text, 0, one.clause.span.start)
    if above is None:
        return None
    mark = read_mark(above[1])
    return trim(above[1][mark.stop :] if mark else above[1])


def _pair_years(targets: list[Target], clause: Clause) -> list[Target]:
    """Give each of several numbers its own year: 2025年和2030年分别达到10%和20%, or one indicator's without 分别."""
    years = [year for year in clause.years if year.at < clause.span.stop][-len(targets) :]
    together = all(behind.at - year.at <= _NEAR for year, behind in pairwise(years))
    in_turn = "分别" in clause.words or len({target.indicator for target in targets}) == 1
    if len(years) != len(targets) or not together or not in_turn:
        return targets
    return [replace(target, year=year.value) for target, year in zip(targets, years, strict=True)]
