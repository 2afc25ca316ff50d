"""The numbers that Word gives to the paragraphs of lists, and does not write into their text."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from string import ascii_lowercase
from typing import TYPE_CHECKING

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_VAL = qn("w:val")
_PLACE = re.compile(r"%([1-9])")
_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_SERIES = {
    "none": [""] * 100,
    "lowerLetter": ascii_lowercase,
    "upperLetter": ascii_lowercase,
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
}
_ROMAN = {10: "x", 9: "ix", 5: "v", 4: "iv", 1: "i"}  # no list of a policy goes on beyond
_BULLET = "●"
_DEEPEST = 20  # styles that rest on others; more is a circle


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level of a list is numbered."""

    form: str
    text: str
    """With `%1` for the number of the first level."""
    start: int


class ListNumbers:
    """Counts the lists of a file while its paragraphs go by."""

    def __init__(self, document: Document) -> None:
        self.styles = {style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))}
        self.lists: dict[str, str] = {}
        self.levels: dict[str, dict[int, _Level]] = {}
        self.starts: dict[tuple[str, int], int] = {}
        self.counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        for part in document.part.rels.values():
            if part.reltype == RELATIONSHIP_TYPE.NUMBERING and not part.is_external:
                self._read_lists(part.target_part.element)

    def take(self, paragraph: Element) -> str:
        """The number of the next paragraph, with what stands behind it; empty for one in no list."""
        found = self._list_of(paragraph)
        if found is None:
            return ""
        number, depth = found
        family = self.lists.get(number, "")
        level = self.levels.get(family, {}).get(depth)
        if level is None:
            return ""
        counts = self.counts[family]
        start = self.starts.pop((number, depth), None)
        counts[depth] = start if start is not None else counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        if level.form == "bullet":
            return f"{_BULLET} "
        words = _PLACE.sub(lambda place: self._write(family, int(place[1]) - 1), level.text)
        return f"{words} " if words.strip() else ""

    def _write(self, family: str, depth: int) -> str:
        level = self.levels[family].get(depth)
        if level is None:
            return ""
        return _write_number(self.counts[family].get(depth, level.start), level.form)

    def _read_lists(self, numbering: Element) -> None:
        for family in numbering.iter(qn("w:abstractNum")):
            levels = {int(level.get(qn("w:ilvl"), "0")): _read_level(level) for level in family.iter(qn("w:lvl"))}
            self.levels[family.get(qn("w:abstractNumId"), "")] = levels
        for item in numbering.iter(qn("w:num")):
            number = item.get(qn("w:numId"), "")
            self.lists[number] = _value(item, "w:abstractNumId") or ""
            for override in item.iter(qn("w:lvlOverride")):
                if start := _value(override, "w:startOverride"):
                    self.starts[number, int(override.get(qn("w:ilvl"), "0"))] = int(start)

    def _list_of(self, paragraph: Element) -> tuple[str, int] | None:
        """The list that a paragraph is in, by itself or by its style, and how deep."""
        properties = paragraph.find(qn("w:pPr"))
        depth: str | None = None
        for _ in range(_DEEPEST):
            if properties is None:
                return None
            numbered = properties.find(qn("w:numPr"))
            if numbered is not None:
                depth = depth or _value(numbered, "w:ilvl")
                if number := _value(numbered, "w:numId"):
                    return None if number == "0" else (number, int(depth or 0))
            style = self.styles.get(_value(properties, "w:pStyle") or _base_of(properties))
            properties = None if style is None else style.find(qn("w:pPr"))
        return None


def _base_of(properties: Element) -> str | None:
    """The style that the style with these properties rests on."""
    style = properties.getparent()
    return _value(style, "w:basedOn") if style is not None and style.tag == qn("w:style") else None


def _read_level(level: Element) -> _Level:
    start = _value(level, "w:start") or "1"
    return _Level(_value(level, "w:numFmt") or "decimal", _value(level, "w:lvlText") or "", int(start))


def _value(element: Element, name: str) -> str | None:
    found = element.find(qn(name))
    return None if found is None else found.get(_VAL)


def _write_number(number: int, form: str) -> str:
    """A number in one of Word's forms; Arabic for a form that has no other use in Chinese documents."""
    if "ounting" in form or form == "ideographDigital":
        return _write_chinese(number, _DIGITS)
    if form == "chineseLegalSimplified":
        return _write_chinese(number, _FORMAL)
    if form.endswith("Roman"):
        words = _write_roman(number)
    elif form in _SERIES and 0 < number <= len(_SERIES[form]):
        words = _SERIES[form][number - 1]
    else:
        words = f"{number:02}" if form == "decimalZero" else str(number)
    return words.upper() if form.startswith("upper") else words


def _write_chinese(number: int, digits: str) -> str:
    """A number below 1,000 as 一百零五, 二十三, 十."""
    if not 0 < number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (digits[ones] if ones else "")


def _write_roman(number: int) -> str:
    words = ""
    for value, sign in _ROMAN.items():
        count, number = divmod(number, value)
        words += sign * count
    return words
