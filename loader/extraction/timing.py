"""By when a measure or goal is wanted, and how often."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from loader.gazetteer.timing_words import load_timing_words

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = load_timing_words()

_MONTHS = {
    "一季度": 3,
    "上半年": 6,
    "二季度": 6,
    "三季度": 9,
    "四季度": 12,
    "下半年": 12,
}
_BY = "|".join(f"{word}20" for word in (*_WORDS.by, ""))
_BEFORE = r"(?:底|末)?(?:之?前|以前|内)?"
_PART = r"第?[一二三四]季度|[上下]半年"
_LIMIT = r"底前|底之前|底以前|末前|底|末|之?前|以前"
_DAY = r"(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>[12]\d|3[01]|0?[1-9])日)?"
_DUE = re.compile(
    rf"(?:{_BY})(?<!截至20)(?P<year>\d\d)年"
    rf"(?:(?P<part>{_PART})(?:{_BEFORE})|{_DAY}(?P<tail>{_LIMIT}|内|起)?"
    rf"|(?P<end>年?[底末](?:之?前|以前)?|之?前|以前|内))"
)
_DUE_THIS_YEAR = re.compile(
    rf"(?=[第一二三四上下本今当明年\d])(?:(?P<which>[今本当明]年)|(?<![年\d每]))"
    rf"(?:(?P<part>{_PART})(?P<part_tail>[末底]?(?:之?前|以前))?|{_DAY}(?P<tail>{_LIMIT})?"
    rf"|(?P<end>(?:(?<=[今本当明]年)|年)[底末](?:之?前|以前)?"
    rf"|(?:(?<=[今本当明]年)|(?:(?<![\d一二三四五六七八九十两几多数近半])(?=年内)|(?:^|(?<=[，。；：]))(?=年度))年)度?内))"
)
_UNTIL_YEAR = re.compile(r"(?<!截)[到至]20(?P<year>\d\d)年(?!\d)(?=，|[^，。；：]*\d)")
_UNTIL_PLAN_ENDS = re.compile(r"“十(?P<plan>[三四五六])五”(?:时?期)?末")
_NUMERAL = r"[一二两三四五六七八九十\d]"
_RECURS = re.compile(
    rf"每(?:{_NUMERAL}{{1,2}})?个?(?:年度?|半年|季度?|月度?|周|日|天|学年|学期)"
    rf"(?:{_NUMERAL}{{1,2}}月(?:{_NUMERAL}{{1,3}}日|底|初|[上中下]旬)?(?:之?前|以前)?|[底末初](?:之?前|以前)?|{_NUMERAL}{{1,3}}日(?:之?前|以前))?"
    r"|按[年季月](?=[^，。])|逐年(?=[^，。])"
)


class Due(NamedTuple):
    """By when something must be done; both None where nothing says so."""

    day: date | None
    """The last day that the words allow: 2020年底前 is 31 December 2020."""
    text: str | None


_NO_DUE = Due(None, None)


def find_due(text: str, written: date | None = None) -> Due:
    """Find the first date by which the words want something done; none before the document was `written` is one.

    A date without a year (6月底前, 年底前) means that of the document; without one it has words but no day. Only where
    no such date stands, a year alone counts (到2025年), or the end of a plan's.
    """
    if "年" not in text and "月" not in text and "季" not in text and "末" not in text:
        return _NO_DUE
    for day, found in _read_days(text, written):
        if (day is None or written is None or day >= written) and _is_limit(found):
            return Due(day, found.group())
    return _NO_DUE


def _read_days(text: str, written: date | None) -> Iterator[tuple[date | None, re.Match[str]]]:
    """Yield the days that some words name, those that say more first; None is that of an unknown year."""
    for found in _DUE.finditer(text):
        day = _day_of(found, 2000 + int(found["year"]))
        if day is not None and found["tail"] != "起":
            yield day, found
    for found in _DUE_THIS_YEAR.finditer(text):
        if _ends_something(found):
            yield None if written is None else _day_of(found, written.year + (found["which"] == "明年")), found
    for found in _UNTIL_YEAR.finditer(text):
        yield date(2000 + int(found["year"]), 12, 31), found
    for found in _UNTIL_PLAN_ENDS.finditer(text):
        yield date(2020 + 5 * "三四五六".index(found["plan"]), 12, 31), found


def _is_limit(found: re.Match[str]) -> bool:
    """Whether something is wanted by a date: it is none that only describes, compares, tells, permits or grants."""
    text, start, stop = found.string, found.start(), found.end()
    limits = _WORDS.limits
    if limits.not_behind.search(text, 0, start) or limits.not_before.match(text, stop):
        return False
    if limits.cases.search(text, 0, start) and limits.case_ends.match(text, stop):
        return False
    if _WORDS.done.match(text, stop):
        return True
    return not (limits.describes.match(text, stop) or limits.granted.match(text, stop))


def find_recurrence(text: str) -> str | None:
    """Find how often something is wanted (每年2月底前), as written; a rate (每人每月500元) is no recurrence."""
    if "每" not in text and "按" not in text and "逐年" not in text:
        return None
    no_recurrence = _WORDS.recurrence
    for found in _RECURS.finditer(text):
        start, stop = found.span()
        if not no_recurrence.not_behind.search(text, 0, start) and not no_recurrence.not_before.match(text, stop):
            return found.group()
    return None


def _ends_something(found: re.Match[str]) -> bool:
    """Whether a date without a year is a limit by its own words, or by a deed behind it."""
    if found["end"] or found["tail"] or found["part_tail"]:
        return True
    return _WORDS.deed.match(found.string, found.end()) is not None


def _day_of(found: re.Match[str], year: int) -> date | None:
    """The last day that the words allow; None for a bare month or day that is no limit."""
    if found["part"]:
        return _last(year, _MONTHS[found["part"].removeprefix("第")])
    if found["month"] is None:
        return date(year, 12, 31)
    if not found["tail"] and not _WORDS.deed.match(found.string, found.end()):
        return None
    month = int(found["month"])
    if found["day"]:
        day = int(found["day"])
        return date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None
    return _last(year, month)


def _last(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
