"""Dates as official documents write them, in Arabic or Chinese numerals."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from loader.numbering import read_number

_NUMERAL = r"[〇○零一二三四五六七八九十廿\d]"
DATE = rf"(?:{_NUMERAL}{{4}}年{_NUMERAL}{{1,3}}月{_NUMERAL}{{1,3}}日|\d{{4}}[—\-/.]\d{{1,2}}[—\-/.]\d{{1,2}}(?!\d))"
"""A pattern without groups for a whole date in plain text."""
LAST_DAY = rf"(?:{DATE}|(?:19|20)\d\d年(?:\d{{1,2}}月)?)"
"""The same, or a year or a month of one, which mean their last days."""
_OPEN = re.compile(r"(\d{4})年(?:(\d{1,2})月)?")
_PARTS = re.compile(rf"({_NUMERAL}{{4}})[年—\-/.]({_NUMERAL}{{1,3}})[月—\-/.]({_NUMERAL}{{1,3}})")


def read_date(text: str) -> date | None:
    """The first whole date in a text; None where there is none, or one that no calendar has."""
    found = _PARTS.search(text)
    if found is None:
        return None
    year, month, day = (read_number(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_last_day(text: str) -> date | None:
    """The last day of what `LAST_DAY` matches."""
    found = _OPEN.fullmatch(text)
    if found is None:
        return read_date(text)
    year, month = int(found[1]), int(found[2] or 12)
    return date(year, month, monthrange(year, month)[1]) if 0 < month <= 12 else None
