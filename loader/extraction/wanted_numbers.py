"""Which numbers of a clause are wanted, by what stands around them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loader.extraction.indicators import opens_with_deed
from loader.gazetteer.target_words import load_target_cues

if TYPE_CHECKING:
    from loader.document import Target
    from loader.extraction.quantities import Quantity
    from loader.extraction.target_clauses import Clause

_CUES = load_target_cues()
_NUMBERS = _CUES.numbers
_SENTENCE = _CUES.sentences
_UNITS = _CUES.units

_ENTRY = re.compile(r"[^，。；：的（）\d]{2,20}")
_CLAUSE_END = re.compile(r"[，；：]")
_COUNTED = re.compile(r"[^，。、；\d]{1,12}\d(?!G)")
_MEASURED = re.compile(r"[^，。、；\d]{1,12}(?:率|比例|比重|面)[^，。、；\d]{0,3}\d")


def is_labelled(clause: Clause) -> bool:
    """Whether a goal's clause is the first of a list that its label announces (主要产品产量：煤炭5亿吨)."""
    return clause.statement.kind == "goal" and _SENTENCE.label.search(clause.text, 0, clause.span.start) is not None


def is_part_of(one: Quantity, whole: Target) -> bool:
    """Whether a number is one of those that make up another (产量3000万吨（其中甲公司1000万吨、乙公司2000万吨）)."""
    if not (one.unit and whole.unit and whole.unit.endswith(one.unit)) or one.unit in _UNITS.spans:
        return False
    return one.ends_phrase


def is_apart(one: Quantity) -> bool:
    """Whether a number stands for itself, not before what it describes (10亿元以上工业企业3家)."""
    return one.unit not in _UNITS.money or one.ends_phrase


def is_next(one: Quantity, last: Target | None) -> bool:
    """Whether a clause goes on with so many more of what the last one counted (实现100个以上事项…，50个以上事项…)."""
    counts = one.counts and last is not None and last.unit is not None and last.unit.endswith(one.unit or "")
    return counts and one.is_compared and _ENTRY.fullmatch(one.behind) is not None


def is_entry(one: Quantity) -> bool:
    """Whether a clause is but a noun and a number, an entry in a list (新增企业2万户，科研机构33家)."""
    return (
        one.unit is not None
        and one.unit not in _UNITS.spans
        and one.ends_phrase
        and _ENTRY.fullmatch(one.before) is not None
        and not _is_other(one)
    )


def is_wanted(one: Quantity) -> bool:
    """Whether a number is one that is wanted, by what stands around it."""
    if one.reaching or one.serving or one.least_of or _serves_share(one) or _is_goal_of_some(one):
        priced = _NUMBERS.prices.search(_SENTENCE.served.sub("", one.head))
        granted = _SENTENCE.grant.match(one.clause.text, one.found.end())
        return not (priced or granted or _is_over(one) or _is_told(one))
    if _is_other(one) or _NUMBERS.among.search(one.head) or (one.counts_few and not _makes_few(one)):
        return False
    return _is_reached(one)


def _serves_share(one: Quantity) -> bool:
    """Whether such a share of a class is to be served (覆盖70%的学校)."""
    return one.is_part and _SENTENCE.share_serves.search(one.head) is not None


def _is_goal_of_some(one: Quantity) -> bool:
    """Whether a goal says what so many are to be (100个事项实现一次办成)."""
    counts = one.counts and one.clause.statement.kind == "goal"
    return counts and _SENTENCE.count_reaches.match(one.rest) is not None


def _is_reached(one: Quantity) -> bool:
    """Whether a number is reached, kept, made or won, by the words for that kind of quantity."""
    before = one.before
    if one.unit in _UNITS.spans:
        often = one.unit in _UNITS.frequencies and _UNITS.least.search(before) is not None
        return often or bool(_UNITS.span_cues.search(before) or _UNITS.span_behind.match(one.rest))
    if one.unit is None and not one.found["scale"] and not one.is_share:
        return (_UNITS.ratio_reached if one.is_ratio else _NUMBERS.level).search(before) is not None
    moved = _NUMBERS.level.search(before) or _NUMBERS.change.search(before)
    reached = bool(moved or _NUMBERS.indicator.search(before) or _sets_standard(one))
    reached = reached or (one.unit in _UNITS.amounts and _SENTENCE.set_down.search(before) is not None)
    if one.is_part:
        above = _SENTENCE.above_others.search(before) is not None
        return reached or above or (one.is_compared and one.ends_phrase)
    if one.unit in _UNITS.money:
        if not moved and _CUES.comparators["<="].behind.match(one.rest):  # 年出口额300万美元以下
            return False
        return _wants_money(one, reached=reached)
    return _wants_count(one, reached=reached)


def _is_other(one: Quantity) -> bool:
    """Whether the number is a condition, a price, a grant, a base, or no quantity at all."""
    text, start, stop, head = one.clause.text, one.found.start(), one.found.end(), one.head
    of_whole = one.unit in _UNITS.percent and _SENTENCE.share_of.search(head)
    so_many = head.endswith("等") and ((one.is_compared and one.ends_phrase) or _is_of_named(one))  # 招聘会等60场以上
    apart = _NUMBERS.before.search(head) and not of_whole and not so_many
    built = (one.found["scale"] and _SENTENCE.floor_space.search(head)) or _sets_standard(one)
    granting = not one.counts and _NUMBERS.grants.search(head)
    priced = not built and (_NUMBERS.prices.search(head) or granting)
    if apart or one.clause.words.endswith("的") or _NUMBERS.behind.match(one.rest) or priced or _is_fact(one):
        return True
    if _SENTENCE.negated.search(head) or _is_over(one) or _SENTENCE.grant_case.search(text, 0, start):
        return True
    granted = not _SENTENCE.chosen.search(head) and _SENTENCE.grant.match(text, stop)
    granted = granted or _SENTENCE.condition.match(text, stop)
    granted = granted or (_SENTENCE.limit.match(head) and _SENTENCE.granted.search(text, 0, start))
    if granted or _is_of_case(one) or _is_told(one):
        return True
    if _SENTENCE.base_ahead.search(head) and _SENTENCE.base_behind.match(one.rest):
        return True
    return _is_of_loan(one)


def _sets_standard(one: Quantity) -> bool:
    """Whether so much is to be paid by right for all of a kind (低保标准提高到每人每月800元)."""
    return one.unit in _UNITS.money and _SENTENCE.standard.search(one.head) is not None


def _is_fact(one: Quantity) -> bool:
    """Whether a measure only says by the number how much something is, or was: a sum so far, a share, an area."""
    clause, sentence = one.clause, _SENTENCE
    if clause.statement.kind != "measure" or one.is_compared or clause.looks_ahead:
        return False
    held = sentence.makes_up.search(one.before) or sentence.extent.match(one.head)
    so_far = clause.setting.facts.nature != "original" and sentence.summed.search(clause.text, 0, one.found.start())
    return bool(held or so_far)


def _is_of_loan(one: Quantity) -> bool:
    """Whether a share or a sum is a condition of a loan or a tax; the mean of such rates is none."""
    if one.unit not in (_UNITS.percent | _UNITS.money) or _NUMBERS.averages.search(one.head):
        return False
    return _NUMBERS.loans.search(one.clause.text) is not None


def _is_of_named(one: Quantity) -> bool:
    """Whether it counts things named before it, all of which are to be made (建成甲、乙等5座车站)."""
    counts = one.counts and _NUMBERS.abstract.match(one.rest) is None
    return counts and _SENTENCE.named_deed.search(one.head) is not None


def _is_of_case(one: Quantity) -> bool:
    """Whether the number tells for whom something holds (对年产值达到5亿元、增长10%以上的企业，给予…)."""
    if _SENTENCE.case.search(one.clause.text, 0, one.found.start()) is None:
        return False
    return _SENTENCE.case_end.match(one.clause.text, one.found.end()) is not None


def _is_over(one: Quantity) -> bool:
    """Whether the number counts what was, by words in its clause, or by a time in its sentence that is over."""
    if _NUMBERS.past.search(one.head):
        return True
    as_of = _SENTENCE.as_of.search(one.clause.text, 0, one.found.start())
    if as_of is None or _CUES.states.wanting.search(as_of.group()):
        return False
    return as_of["months"] is None or not (one.clause.looks_ahead or opens_with_deed(one.clause.words))


def _is_told(one: Quantity) -> bool:
    """Whether the number was reached already: beside the year before, or in a report that announces nothing."""
    clause = one.clause
    if not clause.announces or (clause.setting.facts.is_unknown and not _says_when(clause)):
        return True
    if _SENTENCE.year_on_year.search(one.head):
        return not (one.is_compared or _CUES.states.wanting.search(clause.text) or clause.looks_ahead)
    return _is_by_statistics(clause) and not (clause.looks_ahead or opens_with_deed(clause.words))


def _says_when(clause: Clause) -> bool:
    """Whether a clause's sentence looks ahead or names a year, or either begins with what is to be done."""
    if clause.years or clause.looks_ahead or opens_with_deed(clause.words) or opens_with_deed(clause.text):
        return True
    return any(sign.search(clause.text) for sign in (_SENTENCE.now, _SENTENCE.within_year, _SENTENCE.every_year))


def _is_by_statistics(clause: Clause) -> bool:
    """Whether the clause, or one beside it, compares a figure with the year before."""
    text, span = clause.text, clause.span
    between = (text[at.end() : span.start] + text[span.stop : at.start()] for at in _SENTENCE.statistics.finditer(text))
    return any(len(_CLAUSE_END.findall(gap)) <= 1 for gap in between)


def _makes_few(one: Quantity) -> bool:
    """Whether a small number in words counts things to be made (建设三个中心), not points of a text (四个重点)."""
    return _NUMBERS.few_deeds.search(one.head) is not None and _NUMBERS.abstract.match(one.rest) is None


def _wants_count(one: Quantity, *, reached: bool) -> bool:
    """Whether so many things are to be made or won; a number that only describes others is not wanted."""
    moves = one.counts and _NUMBERS.moves.search(one.before)
    near = moves or _NUMBERS.near_deed.search(one.head) or one.head.endswith("、")
    if one.is_compared and not one.ends_phrase and (not near or _MEASURED.match(one.behind)):
        return False
    moved = moves and not _NUMBERS.projects.search(one.rest)
    at_least = one.counts and _SENTENCE.at_least.search(one.before)
    return bool(reached or moved or at_least or _NUMBERS.deeds.search(one.head))


def _wants_money(one: Quantity, *, reached: bool) -> bool:
    """Whether a sum is to be spent or earned; one that describes a thing is not (50亿元工业企业)."""
    spent = _NUMBERS.strong_verbs.search(one.head) is not None
    if not one.ends_phrase and (not spent or _COUNTED.match(one.rest)):
        return False
    return reached or spent or _NUMBERS.deeds.search(one.head) is not None
