"""Which numbers of a clause are wanted, by what stands around them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loader.extraction.quantities import ends_phrase, is_compared, is_few, is_share
from loader.gazetteer.target_words import load_target_cues

if TYPE_CHECKING:
    from loader.document import Target
    from loader.extraction.target_clauses import Clause

_CUES = load_target_cues()
_SENTENCE = _CUES.sentences

_ENTRY = re.compile(r"[^，。；：的（）\d]{2,20}")
_MORE = re.compile(r"(?:以上|左右)[^，。；：的（）\d]{2,20}")
_BRACKET = re.compile(r"（[^（）]*$")
_COUNTED = re.compile(r"[^，。、；\d]{1,12}\d(?!G)")
_MEASURED = re.compile(r"(?:及?以[上下])[^，。、；\d]{1,12}(?:率|比例|比重|面)[^，。、；\d]{0,3}\d")


def is_labelled(clause: Clause) -> bool:
    """Whether a goal's clause is the first of a list that its label announces (主要产品产量：煤炭5亿吨)."""
    return clause.statement.kind == "goal" and _SENTENCE.label.search(clause.text, 0, clause.span.start) is not None


def is_part(clause: Clause, found: re.Match[str], whole: Target) -> bool:
    """Whether a number is one of those that make up another (产量3000万吨（其中甲公司1000万吨、乙公司2000万吨）)."""
    unit = found["unit"]
    if not (unit and whole.unit and whole.unit.endswith(unit)) or unit in _CUES.units.spans:
        return False
    return ends_phrase(clause.text[found.end() : clause.span.stop])


def is_apart(clause: Clause, found: re.Match[str]) -> bool:
    """Whether a number stands for itself, not before what it describes (10亿元以上工业企业3家)."""
    return found["unit"] not in _CUES.units.money or ends_phrase(clause.text[found.end() : clause.span.stop])


def is_next(clause: Clause, found: re.Match[str], last: Target | None) -> bool:
    """Whether a clause goes on with so many more of what the last one counted (实现100个以上事项…，50个以上事项…)."""
    unit = found["unit"]
    counts = last is not None and unit in _CUES.units.counts and last.unit is not None and last.unit.endswith(unit)
    return counts and _MORE.fullmatch(clause.text, found.end(), clause.span.stop) is not None


def is_entry(clause: Clause, found: re.Match[str], before: str) -> bool:
    """Whether a clause is but a noun and a number, an entry in a list (新增企业2万户，科研机构33家)."""
    rest = clause.text[found.end() : clause.span.stop]
    unit = found["unit"]
    return (
        unit is not None
        and unit not in _CUES.units.spans
        and ends_phrase(rest)
        and _ENTRY.fullmatch(before) is not None
        and not (_CUES.numbers.prices.search(before) or _CUES.numbers.past.search(before))
        and not _CUES.numbers.behind.match(rest)
    )


def is_wanted(clause: Clause, found: re.Match[str], before: str) -> bool:
    """Whether a number is one that is wanted, by what stands around it."""
    numbers = _CUES.numbers
    head = clause.text[clause.span.start : found.start()]
    rest = clause.text[found.end() : clause.span.stop]
    if aside := _BRACKET.search(head):
        head = head[aside.start() :]
    of_some = _is_share_of_class(found, head, rest) or _is_goal_of_some(clause, found, rest)
    if of_some or _is_least(head, rest) or _is_served(found, head, rest):
        priced = numbers.prices.search(_SENTENCE.served.sub("", head))
        granted = _SENTENCE.grant.match(clause.text, found.end())
        return not (priced or granted or numbers.past.search(head) or _is_told(clause, head, rest))
    if _is_other(clause, found, head, rest) or (is_few(found["number"]) and not _counts_few(head, rest)):
        return False
    return _is_reached(found, head, before, rest)


def _is_share_of_class(found: re.Match[str], head: str, rest: str) -> bool:
    """Whether such a share of a class is to reach something (80%的学校达到标准) or to be served (覆盖70%的学校)."""
    share = found["unit"] in _CUES.units.percent or is_share(found["number"])
    return share and bool(_SENTENCE.share_reaches.match(rest) or _SENTENCE.share_serves.search(head))


def _is_least(head: str, rest: str) -> bool:
    """Whether a thing is to be of so much at least (建立不低于3天供应量的储备)."""
    return bool(_SENTENCE.least_of.search(head) and _SENTENCE.least_thing.match(rest))


def _is_served(found: re.Match[str], head: str, rest: str) -> bool:
    """Whether something is to be done for so many (为7万名妇女免费做筛查)."""
    counts = found["unit"] in _CUES.units.counts
    return counts and bool(_SENTENCE.served.search(head) and _SENTENCE.serving.match(rest))


def _is_goal_of_some(clause: Clause, found: re.Match[str], rest: str) -> bool:
    """Whether a goal says what so many are to be (100个事项实现一次办成)."""
    counts = clause.statement.kind == "goal" and found["unit"] in _CUES.units.counts
    return counts and _SENTENCE.count_reaches.match(rest) is not None


def _is_reached(found: re.Match[str], head: str, before: str, rest: str) -> bool:
    """Whether a number is reached, kept, made or won, by the words for that kind of quantity."""
    numbers, units = _CUES.numbers, _CUES.units
    unit = found["unit"]
    if unit in units.spans:
        often = unit in units.frequencies and units.least.search(before) is not None
        return often or bool(units.span_cues.search(before) or units.span_behind.match(rest))
    if unit is None and not found["scale"] and not is_share(found["number"]):
        return numbers.level.search(before) is not None
    moved = numbers.level.search(before) or numbers.change.search(before)
    reached = bool(moved or numbers.indicator.search(before))
    reached = reached or (unit in units.amounts and _SENTENCE.set_down.search(before) is not None)
    if unit in units.percent or is_share(found["number"]):
        above = _SENTENCE.above_others.search(before) is not None
        return reached or above or (is_compared(rest) and ends_phrase(rest))
    if unit in units.money:
        if rest.startswith("以下") and not moved:  # 年出口额300万美元以下
            return False
        return _wants_money(head, rest, reached=reached)
    return _wants_count(head, before if unit in units.counts else "", rest, reached=reached)


def _is_other(clause: Clause, found: re.Match[str], head: str, rest: str) -> bool:
    """Whether the number is a condition, a price, a grant, a base, or no quantity at all."""
    numbers, units, sentence = _CUES.numbers, _CUES.units, _SENTENCE
    of_whole = found["unit"] in units.percent and sentence.share_of.search(head)
    so_many = head.endswith("等") and (
        (is_compared(rest) and ends_phrase(rest)) or _is_of_named(found, head, rest)  # 招聘会、招聘周等60场以上
    )
    apart = numbers.before.search(head) and not of_whole and not so_many
    built = found["scale"] and sentence.floor_space.search(head)
    granting = found["unit"] not in units.counts and numbers.grants.search(head)
    priced = not built and (numbers.prices.search(head) or granting)
    if apart or clause.words.endswith("的") or numbers.behind.match(rest) or priced:
        return True
    unwanted = sentence.negated.search(head) or numbers.past.search(head)
    if unwanted or sentence.grant_case.search(clause.text, 0, found.start()):
        return True
    as_of = sentence.as_of.search(clause.text, 0, found.start())
    if as_of and not _CUES.states.wanting.search(as_of.group()):
        return True
    granted = not sentence.chosen.search(head) and sentence.grant.match(clause.text, found.end())
    granted = granted or sentence.condition.match(clause.text, found.end())
    granted = granted or (sentence.limit.match(head) and sentence.granted.search(clause.text, 0, found.start()))
    if granted or _is_of_case(clause.text, found) or _is_told(clause, head, rest):
        return True
    if sentence.base_ahead.search(head) and sentence.base_behind.match(rest):
        return True
    return found["unit"] in (units.percent | units.money) and numbers.loans.search(clause.text) is not None


def _is_of_named(found: re.Match[str], head: str, rest: str) -> bool:
    """Whether it counts things named before it, all of which are to be made (建成甲、乙等5座车站)."""
    counts = found["unit"] in _CUES.units.counts and _CUES.numbers.abstract.match(rest) is None
    return counts and _SENTENCE.named_deed.search(head) is not None


def _is_of_case(text: str, found: re.Match[str]) -> bool:
    """Whether the number tells for whom something holds (对年产值达到5亿元、增长10%以上的企业，给予…)."""
    if _SENTENCE.case.search(text, 0, found.start()) is None:
        return False
    return _SENTENCE.case_end.match(text, found.end()) is not None


def _is_told(clause: Clause, head: str, rest: str) -> bool:
    """Whether the number was reached already: beside the year before, or in a report that announces nothing."""
    if _SENTENCE.year_on_year.search(head):
        return not (is_compared(rest) or _CUES.states.wanting.search(clause.text))
    return not clause.announces


def _counts_few(head: str, rest: str) -> bool:
    """Whether a number in words counts things to be made (建设三个中心), not points of a text (四个重点)."""
    return _CUES.numbers.few_deeds.search(head) is not None and _CUES.numbers.abstract.match(rest) is None


def _wants_count(head: str, before: str, rest: str, *, reached: bool) -> bool:
    """Whether so many things are to be made or won; a number that only describes others is not wanted."""
    moves = _CUES.numbers.moves.search(before)
    near = moves or _CUES.numbers.near_deed.search(head) or head.endswith("、")
    if is_compared(rest) and not ends_phrase(rest) and (not near or _MEASURED.match(rest)):
        return False
    moved = moves and not _CUES.numbers.projects.search(rest)
    return bool(reached or moved or _SENTENCE.at_least.search(before) or _CUES.numbers.deeds.search(head))


def _wants_money(head: str, rest: str, *, reached: bool) -> bool:
    """Whether a sum is to be spent or earned; one that describes a thing is not (50亿元工业企业)."""
    spent = _CUES.numbers.strong_verbs.search(head) is not None
    if not ends_phrase(rest) and (not spent or _COUNTED.match(rest)):
        return False
    return reached or spent or _CUES.numbers.deeds.search(head) is not None
