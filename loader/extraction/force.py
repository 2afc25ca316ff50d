"""How strongly a measure directs, by which verbs, and until when."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from loader.gazetteer.cues import Force as Strength
from loader.gazetteer.cues import load_statement_cues

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLAUSE = re.compile(r"[^，；。：！？、]+")
_MARK = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]+条|[一二三四五六七八九十]+[、．.]|（[一二三四五六七八九十\d]+）|\d{1,3}[、．.]|[①-⑳]|[一二三四五六七八九十]+是|[—●○•·■◆▲★※]+)"
)
_MONTHS = {"一季度": 3, "第一季度": 3, "上半年": 6, "二季度": 6, "第二季度": 6, "三季度": 9, "第三季度": 9, "四季度": 12, "第四季度": 12}
_YEAR = r"(?P<year>20\d{2})年"
_BEFORE = r"(?:底|末)?(?:之?前|以前|内)?"
_DUE = re.compile(
    rf"(?:到|至|在|于|力争|争取|确保)?{_YEAR}"
    rf"(?:(?P<part>第?[一二三四]季度|上半年)(?:{_BEFORE})"
    rf"|(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>[12]\d|3[01]|0?[1-9])日)?(?P<tail>底前|底之前|底以前|末前|底|末|之?前|以前|内|起)?"
    rf"|(?P<end>底前|底之前|底以前|末前|年底前|年底|年末前|年末|底|末|之前|前|内))"
)
_SPAN = re.compile(r"(?:至|—|到|-)$")
_RECURS = re.compile(
    r"每(?:\d+|[一二两三四五六七八九十半])?(?:个)?(?:工作)?(?:年度?|季度?|月度?|周|日|学年|学期)"
    r"(?:(?:1[0-2]|[1-9])月(?:\d{1,2}日|底|初|中旬|上旬|下旬)?(?:之?前|以前)?|(?:底|末|初)(?:之?前|以前)?|[一二三四]季度)?"
    r"|(?:年度|按年|按季|按月|逐年|每年度)(?=(?:开展|组织|报告|评估|考核|发布|公布|报送|安排))"
)


@dataclass(frozen=True, slots=True)
class Force:
    """What a measure's words say of how it binds."""

    strength: Strength
    """That of the first directive verb; `require` where no verb says less."""
    verbs: tuple[str, ...]
    """The directive verbs at the heads of its clauses, in order, each once."""
    due: date | None = None
    """The last day that the words allow: 2020年底前 is 31 December 2020."""
    due_text: str | None = None
    recurs: str | None = None
    """每年2月底前 and the like, as written."""


def read_force(text: str) -> Force:
    """Read force, verbs and due date of a measure's words, in plain text."""
    cues = load_statement_cues()
    verbs = tuple(dict.fromkeys(find_verbs(text)))
    due, due_text = _find_due(text)
    recurs = _RECURS.search(text)
    strength = cues.forces[verbs[0]] if verbs else "require"
    return Force(strength, verbs, due, due_text, recurs.group() if recurs else None)


def find_verbs(text: str) -> Iterator[str]:
    """Yield the directive verbs at the heads of clauses; of a clause that begins with its subject, the one it must do."""
    cues = load_statement_cues()
    mark = _MARK.match(text)
    for clause in _CLAUSE.finditer(text, mark.end() if mark else 0):
        found = cues.verb.match(text, clause.start(), clause.end())
        if found is None and (modal := cues.modal.search(text, clause.start(), clause.end())):
            found = cues.verb.match(text, modal.start(), clause.end())
        if found is not None:
            yield found["verb"]


def _find_due(text: str) -> tuple[date | None, str | None]:
    """The first date by which the words want something done."""
    for found in _DUE.finditer(text):
        day = _day_of(found)
        if day is not None and found["tail"] != "起":
            return day, found.group()
    return None, None


def _day_of(found: re.Match[str]) -> date | None:
    """The last day that the words allow; None for a bare month or day, which is no limit."""
    year = int(found["year"])
    if found["part"]:
        return _last(year, _MONTHS[found["part"]])
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
