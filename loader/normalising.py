"""Raw text to plain text: one paragraph a line, with the way back to every character."""

from __future__ import annotations

import re
from array import array

from loader.document import Text
from loader.numbering import read_mark

_FULL = {ord(h): f for h, f in zip("(),:;?!", "（），：；？！", strict=True)}
_HALF = {c + 0xFEE0: chr(c) for c in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B), 0x25, 0x2B)}
_DASHES = dict.fromkeys(map(ord, "－–‐‑―─﹣-"), "—")
_QUOTES = {ord("＂"): "“", ord("「"): "“", ord("」"): "”", ord("『"): "‘", ord("』"): "’", ord("〝"): "“", ord("〞"): "”"}
_OTHER = {ord("﹒"): "．", ord("●"): "●", ord("﹪"): "%", ord("㎡"): "㎡"}
_PLAIN = _FULL | _HALF | _DASHES | _QUOTES | _OTHER

_LINE = re.compile(r"[^\n\r\u2028\u0085\x0b\x0c]+")
_SPACE = re.compile(r"[\s\u3000\ufeff\u200b-\u200f\u2060\u00ad]+")
_DECOR = re.compile(r"(?:#{1,6}(?=\s)|\*{2,}|>(?=\s))")  # Markdown's marks for headings, bold, quotes
_WORD = re.compile(r"[A-Za-z0-9]")
_STOPS = "。！？；：…”’）》】!?;:|"
_BULLET = re.compile(r"[●○•·■◆▲★※—]{1,2}")
_INDENT = re.compile(r"(?:\u3000|\xa0| {2,}|\t)")
_WRAP = 24  # a line shorter than this was not broken by a column's width


def normalise(raw: str) -> Text:
    """Make the plain form of a text as read.

    Punctuation that Chinese typesetting wants full width becomes so, digits and Latin letters half width, dashes one
    dash; white space inside a line goes, but one blank stays between two Latin words; a line break inside a sentence
    (a newspaper's column, a PDF's line) goes; blank lines go. Every change is one character for one, or a removal, so
    offsets ascend strictly.
    """
    chars: list[str] = []
    offsets = array("L")
    previous: tuple[str, bool] | None = None
    for found in _LINE.finditer(raw):
        line, places = _plain_line(raw, found.start(), found.end())
        if not line:
            continue
        if previous is not None and not _wraps(previous[0], line, raw, found.start()):
            # the paragraph's break stands where the raw line broke
            chars.append("\n")
            offsets.append(found.start() - 1)
        chars.append(line)
        offsets.extend(places)
        previous = (line, True)
    return Text(raw, "".join(chars), offsets)


def _plain_line(raw: str, start: int, stop: int) -> tuple[str, list[int]]:
    """One raw line's plain characters and where each stands in `raw`."""
    chars: list[str] = []
    places: list[int] = []
    at = start
    while at < stop:
        if gap := _SPACE.match(raw, at, stop):
            after = gap.end()
            if chars and after < stop and _WORD.match(chars[-1]) and _WORD.match(raw, after):
                chars.append(" ")
                places.append(at)
            at = after
            continue
        if decor := _DECOR.match(raw, at, stop):
            at = decor.end()
            continue
        chars.append(raw[at])
        places.append(at)
        at += 1
    line = "".join(chars)
    return _repair(line.translate(_PLAIN)), places


_NUMBERISH = re.compile(r"(?<=\d)[，](?=\d{3}(?!\d))|(?<=\d)[：](?=\d{2})|(?<=[A-Za-z0-9])[—](?=[A-Za-z0-9])")
_BACK = {"，": ",", "：": ":", "—": "-"}


def _repair(line: str) -> str:
    """Give numbers and Latin words back the half-width marks that belong to them (1,000; 12:30; COVID-19)."""
    return _NUMBERISH.sub(lambda m: _BACK[m.group()], line)


def _wraps(above: str, line: str, raw: str, start: int) -> bool:
    """Whether a line goes on with the sentence of the line above it."""
    if above[-1] in _STOPS or len(above) < _WRAP or _INDENT.match(raw, start):
        return False
    if read_mark(line) or _BULLET.match(line) or line[0] in "《（【|":
        return False
    head = read_mark(above)
    return not (head and "。" not in above and "，" not in above)
