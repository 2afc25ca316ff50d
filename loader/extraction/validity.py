"""From when to when a document rules that it is in force."""

from __future__ import annotations

import re
from datetime import date, timedelta

from loader.dates import DATE, read_date
from loader.gazetteer.document_words import load_document_words
from loader.gazetteer.patterns import any_of
from loader.numbering import read_number
from loader.sentences import stretch_start

_WORDS = load_document_words()
_STOPS = "。；\n"
_THIS = re.compile(rf"本{any_of(_WORDS.kinds)}|{_WORDS.sayings.promulgated.pattern}")
_MADE = any_of((*_WORDS.made, *_WORDS.made_public))
_IN_FORCE = re.compile(rf"自(?P<from>{DATE}|{_MADE}之?日)起?，?(?:正式|开始|试)?{any_of(_WORDS.takes_effect)}")
_VALID = re.compile(
    rf"有效期限?(?:为|是)?(?P<years>[\d一二两三四五六七八九十]+)年"
    rf"|有效期限?(?:为|是)?(?:自?{DATE}起?)?(?:至|到|截至)(?P<until>{DATE})"
)
_LAST = re.compile(rf"{any_of(_WORDS.takes_effect)}，?(?:有效期)?(?:至|到)(?P<until>{DATE})")


def read_validity(plain: str, written_on: date | None, published_on: date | None) -> tuple[date | None, date | None]:
    """Read the first and the last day; a day that only an act tells (自印发之日起) is that of the text's own dates."""
    effective_on: date | None = None
    expires_on: date | None = None
    for found in _IN_FORCE.finditer(plain):
        if _THIS.search(plain, stretch_start(plain, found.start(), _STOPS), found.end()):
            effective_on = read_date(found["from"]) or _first_day(found["from"], written_on, published_on)
            break
    for found in sorted((*_VALID.finditer(plain), *_LAST.finditer(plain)), key=re.Match.start):
        sentence = plain[stretch_start(plain, found.start(), _STOPS) : found.end()]
        if not _THIS.search(sentence):
            continue
        if until := found["until"]:
            expires_on = read_date(until)
        elif start := effective_on or written_on or published_on:
            expires_on = _add_years(start, read_number(found["years"]))
        break
    return effective_on, expires_on


def _first_day(words: str, written_on: date | None, published_on: date | None) -> date | None:
    """The day that 印发之日, 公布之日 … means."""
    if words.startswith(_WORDS.made_public):
        return published_on or written_on
    return written_on or published_on


def _add_years(start: date, years: int) -> date | None:
    """The last day of a term of years."""
    if not 0 < years < 100:
        return None
    if (start.month, start.day) == (2, 29):  # the term's last year may have no such day
        return start.replace(year=start.year + years, day=28)
    return start.replace(year=start.year + years) - timedelta(days=1)
