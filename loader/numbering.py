"""How Chinese official documents number their parts: the marks, and the numbers they carry."""

from __future__ import annotations

import re
from typing import NamedTuple

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
DIGITS |= {str(i): i for i in range(10)}  # some write both in one number (二0二三年)
UNITS = {"十": 10, "百": 100, "千": 1000, "廿": 20}
_NUMERAL = "零〇○一二三四五六七八九十百千廿两"
_MEASURES = "万亿千百个倍元米公吨度年月日分厘平亩户人"  # a number before one of these numbers no part
COUNTED = re.compile(rf"[{_MEASURES}余多家名项条件次台套号%]")
"""What a number in a sentence may stand before; some of these begin headings, too (3项目管理)."""


class Style(NamedTuple):
    """One way to number; a smaller rank stands higher where nothing else decides."""

    rank: int
    pattern: str


# Written for plain text: full-width punctuation, no white space around marks.
STYLES = {
    "annex": Style(0, rf"附(?:件|录|表)(?P<annex>[{_NUMERAL}]{{0,9}}|\d{{1,4}})(?=：|$|[^{_NUMERAL}\d，。、；：）]+$)"),
    "book": Style(1, rf"第(?P<book>[{_NUMERAL}]{{1,9}}|\d{{1,4}})[编篇]"),
    "chapter": Style(2, rf"第(?P<chapter>[{_NUMERAL}]{{1,9}}|\d{{1,4}})章"),
    "part": Style(3, rf"第(?P<part>[{_NUMERAL}]{{1,9}}|\d{{1,4}})(?:节|部分)"),
    "article": Style(4, rf"第(?P<article>[{_NUMERAL}]{{1,9}}|\d{{1,4}})条(?![规款的和至，。、])"),
    "han": Style(4, rf"(?P<han>[{_NUMERAL}]{{1,9}})[、．.](?![{_NUMERAL}]+[季年月级类线期批])"),
    "han_bracket": Style(5, rf"（(?P<han_bracket>[{_NUMERAL}]{{1,9}})）[、．.]?"),
    "arabic": Style(6, r"(?P<arabic>\d{1,3})(?:[．、]|\.(?!\d)|\.(?=\d{4}年))"),
    "integer": Style(6, ""),  # a bare number that decimals stand under: read_integer
    "decimal": Style(7, rf"(?P<decimal>\d{{1,2}}\.\d{{1,2}})(?=[一-鿿“《])(?![{_MEASURES}])"),
    "decimal_of_three": Style(8, r"(?P<decimal_of_three>\d{1,2}(?:\.\d{1,2}){2})(?=[一-鿿“《])"),
    "decimal_of_four": Style(9, r"(?P<decimal_of_four>\d{1,2}(?:\.\d{1,2}){3})(?=[一-鿿“《])"),
    "arabic_bracket": Style(10, r"(?:（(?P<arabic_bracket>\d{1,3})）|(?P<arabic_half>\d{1,2})）)[、．]?"),
    "circled": Style(11, r"(?P<circled>[①-⑳])"),
    "box": Style(12, rf"专栏(?P<box>\d{{1,4}}|[{_NUMERAL}]{{0,9}})"),
}
_HEAD = rf"(?=[附第（专{_NUMERAL}\d①-⑳])"  # with one of these every mark begins, and few lines
_MARK = re.compile(_HEAD + "(?:" + "|".join(style.pattern for style in STYLES.values() if style.pattern) + ")")
BULLETS = "[—●○•·■◆▲★※◇▪]+"
"""What heads the items of a list without numbers, as a pattern."""
_BULLET = re.compile(BULLETS)
_INTEGER = re.compile(rf"(\d{{1,2}})(?=[一-鿿“《])(?![{_MEASURES}])")
_ALIAS = {"arabic_half": "arabic_bracket"}


class Mark(NamedTuple):
    """A number at the head of a line."""

    style: str
    number: str
    """As written, without what follows it."""
    value: int
    """0 where the mark carries no number."""
    stop: int
    """Where the mark ends in the line."""


def read_number(text: str) -> int:
    """The integer that a numeral stands for, Chinese, Arabic or circled; 0 for none."""
    if not text:
        return 0
    if text.isdecimal():
        return int(text)
    if "." in text:
        return int(text.rpartition(".")[2])
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    if not any(c in UNITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in UNITS:
            unit = UNITS[c]
            total += unit if c == "廿" else (digit or 1) * unit
            digit = 0
        else:
            digit = DIGITS[c]
    return total + digit


def read_mark(line: str, start: int = 0) -> Mark | None:
    """The mark at the head of a line of plain text, None where there is none."""
    match = _MARK.match(line, start)
    if match is None or match.lastgroup is None:
        return None
    style = _ALIAS.get(match.lastgroup, match.lastgroup)
    return Mark(style, match.group().rstrip("、．.﹒"), read_number(match.group(match.lastgroup)), match.end())


def has_bullet(line: str) -> bool:
    """Whether what heads the items of a list without numbers heads a line."""
    return _BULLET.match(line) is not None


def words_start(line: str) -> int:
    """Where the words of a line begin, behind the mark or bullet at its head."""
    mark = read_mark(line)
    if mark is not None:
        return mark.stop
    bullet = _BULLET.match(line)
    return bullet.end() if bullet else 0


def read_integer(line: str) -> Mark | None:
    """The bare number at the head of a line (2组织机构): a mark only where decimals (2.1) show it to be one."""
    match = _INTEGER.match(line)
    return Mark("integer", match.group(), int(match.group()), match.end()) if match else None
