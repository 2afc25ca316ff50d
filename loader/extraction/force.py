"""How strongly a measure directs, by which verbs, and until when."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from loader.gazetteer.cues import Force as Strength
from loader.gazetteer.cues import load_statement_cues
from loader.numbering import read_mark

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLAUSE = re.compile(r"[^，；。：！？、]+")
_MONTHS = {
    "一季度": 3,
    "第一季度": 3,
    "上半年": 6,
    "二季度": 6,
    "第二季度": 6,
    "三季度": 9,
    "第三季度": 9,
    "四季度": 12,
    "第四季度": 12,
}
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》|（[^）]*）")
_BY = "|".join(f"{word}20" for word in ("到", "至", "在", "于", "力争", "争取", "确保", ""))
_BEFORE = r"(?:底|末)?(?:之?前|以前|内)?"
_DUE = re.compile(
    rf"(?:{_BY})(?P<year>\d\d)年"
    rf"(?:(?P<part>第?[一二三四]季度|上半年)(?:{_BEFORE})"
    rf"|(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>[12]\d|3[01]|0?[1-9])日)?(?P<tail>底前|底之前|底以前|末前|底|末|之?前|以前|内|起)?"
    rf"|(?P<end>底前|底之前|底以前|末前|年底前|年底|年末前|年末|底|末|之前|前|内))"
)
_DUE_THIS_YEAR = re.compile(
    r"(?=[第一二三四上本今年\d])(?<![年\d每])(?:(?P<part>第?[一二三四]季度|上半年)(?:末|底)?(?:之?前|以前)"
    r"|(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>[12]\d|3[01]|0?[1-9])日)?(?P<tail>底前|底之前|底以前|末前|底|末|之?前|以前)"
    r"|(?P<end>(?:本|今)?年[底末](?:之?前|以前)|(?:本|今)?年底|(?<!\d)年内))"
)
_DESCRIBES = re.compile(r"[^，。；]{0,12}的")  # behind a date that only describes something (6月底前到期的贷款)
_NUMERAL = r"[一二两三四五六七八九十\d]"
_RECURS = re.compile(
    rf"每(?:{_NUMERAL}{{1,2}})?个?(?:年度?|半年|季度?|月度?|周|日|学年|学期)"
    rf"(?:{_NUMERAL}{{1,2}}月(?:{_NUMERAL}{{1,3}}日|底|初|[上中下]旬)?(?:之?前|以前)?|[底末初](?:之?前|以前)?|{_NUMERAL}{{1,3}}日(?:之?前|以前))?"
    r"|按[年季月](?=[^，。])|逐年(?=[^，。])"
)
_WHEN = re.compile(
    rf"(?=[到至在于自从年底末初上下第之前以起开内今全]|{_NUMERAL})(?:(?:到|至|在|于|自|从)?(?:20\d{{2}}年)?(?:{_NUMERAL}{{1,2}}月)?(?:{_NUMERAL}{{1,3}}日)?"
    r"(?:年?[底末初]|上半年|下半年|第?[一二三四]季度)?(?:之?前|以前|起|开始|内)?|全年|年内|今年)"
)


class Due(NamedTuple):
    """By when something must be done; both None where nothing says so."""

    day: date | None
    """The last day that the words allow: 2020年底前 is 31 December 2020."""
    text: str | None


@dataclass(frozen=True, slots=True)
class Force:
    """What a measure's words say of how it binds."""

    strength: Strength
    """That of the first directive verb; `require` where no verb says less."""
    verbs: tuple[str, ...]
    """The directive verbs at the heads of its clauses, in order, each once."""
    due: date | None = None
    due_text: str | None = None
    recurs: str | None = None
    """每年2月底前 and the like, as written."""


def read_force(text: str, year: int | None = None) -> Force:
    """Read force, verbs and due date of a measure's words, in plain text; `year` is the document's."""
    cues = load_statement_cues()
    verbs = tuple(dict.fromkeys(find_verbs(text)))
    if not verbs and (inner := cues.inner_verb.search(_QUOTED.sub("", text))):
        verbs = (inner["verb"],)
    due, due_text = find_due(text, year)
    recurs = _RECURS.search(text)
    strength = cues.forces[verbs[0]] if verbs else "require"
    return Force(strength, verbs, due, due_text, recurs.group() if recurs else None)


def find_verbs(text: str) -> Iterator[str]:
    """Yield the directive verbs at the heads of clauses; where a subject stands there, what it must do."""
    cues = load_statement_cues()
    mark = read_mark(text)
    for clause in _CLAUSE.finditer(text, mark.stop if mark else 0):
        when = _WHEN.match(text, clause.start(), clause.end())
        found = cues.verb.match(text, when.end() if when else clause.start(), clause.end())
        if found is None and (modal := cues.modal.search(text, clause.start(), clause.end())):
            found = cues.verb.match(text, modal.start(), clause.end()) or cues.inner_verb.search(
                text, modal.end(), clause.end()
            )
        if found is not None:
            yield found["verb"]


def find_due(text: str, year: int | None = None) -> Due:
    """Find the first date by which the words want something done.

    A date without a year (6月底前, 年底前) means that of the document's `year`; without one it has words but no day.
    """
    for found in _DUE.finditer(text):
        day = _day_of(found, 2000 + int(found["year"]))
        if day is not None and found["tail"] != "起" and not _DESCRIBES.match(text, found.end()):
            return Due(day, found.group())
    for found in _DUE_THIS_YEAR.finditer(text):
        if not _DESCRIBES.match(text, found.end()):
            return Due(None if year is None else _day_of(found, year), found.group())
    return Due(None, None)


def _day_of(found: re.Match[str], year: int) -> date | None:
    """The last day that the words allow; None for a bare month or day, which is no limit."""
    if found["part"]:
        return _last(year, _MONTHS[found["part"].removeprefix("第")])
    if found["month"] is None:
        return date(year, 12, 31)
    if not found["tail"]:
        return None
    month = int(found["month"])
    if found["day"]:
        day = int(found["day"])
        return date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None
    return _last(year, month)


def _last(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
