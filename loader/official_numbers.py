"""The numbers that documents bear (国发〔2018〕42号, 国务院令第350号), and which of them name one document alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from loader.document import Span
from loader.gazetteer.citation_words import load_citation_words
from loader.numbering import read_number

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = load_citation_words()

_HAN = r"[\u4e00-\u9fff]"
_COUNT = r"(?:\d{1,5}|[〇○零一二三四五六七八九十百]{1,6})"
_NUMBER = re.compile(
    rf"(?P<word>{_HAN}(?:{_HAN}|、)*?)"
    rf"(?:[〔［\[（(【﹝〈{{]?(?P<year>(?:19|20)\d\d)年?[〕］\]）)】﹞〉}}]?第?(?P<count>\d{{1,5}})号"
    rf"|(?<=令)第?(?P<order>{_COUNT})号)"
)
_COUNTED = r"\d\d年?[〕］\]）)】﹞〉}]?第?\d{1,5}号"
_ANCHOR = re.compile(rf"19{_COUNTED}|20{_COUNTED}|令第?{_COUNT}号")
_BEFORE = re.compile(
    f"(?:.*(?:{'|'.join(_WORDS.before_numbers)}))?(?:{'|'.join(_WORDS.first_before_numbers)})*(?={_HAN})"
)
_COMMON = re.compile(f"[{_WORDS.common_number_words}]*")
_JOINT = re.compile(rf"（((?:{_HAN}|、)+公告)\Z")
_LONGEST = 30
_WINDOW = 48
_LONGEST_LINE = 30  # a longer line is a title with its number behind it
_OPENING, _CLOSING = "（(【[", "）)】]"


class OfficialNumber(NamedTuple):
    """A number where it stands."""

    span: Span
    number: str
    """In its one form."""


def find_numbers(plain: str, start: int = 0, stop: int | None = None) -> Iterator[OfficialNumber]:
    """Yield the numbers in a stretch of plain text; one in running text without the words before it (按照国发…)."""
    at = start
    last = plain.rfind("号", start, stop) + 1  # for each ends so
    for anchor in _ANCHOR.finditer(plain, start, last):
        found = _last_number(plain, max(at, anchor.start() - _WINDOW), anchor.end())
        at = anchor.end()
        if found is not None:
            yield found


def _last_number(plain: str, start: int, stop: int) -> OfficialNumber | None:
    """The number that ends at a place and begins at the first character that may be its own."""
    at = stop - 1
    while at >= start and not _ends_words(plain, at):
        at -= 1
    if at >= start and plain[at] == "、" and (joint := _JOINT.search(plain[start : plain.find("公告", at) + 2])):
        at = start + joint.start()
    found = _NUMBER.fullmatch(plain, at + 1, stop)
    if found is None:
        return None
    front = found["word"]
    bracketed = at >= 0 and plain[at] in "（("
    cut = 0 if bracketed else _words_before(front)
    number = _write(front[cut:], found)
    return OfficialNumber(Span(at + 1 + cut, stop), number) if len(front) - cut <= _LONGEST else None


def _ends_words(plain: str, at: int) -> bool:
    """Whether the character at a place can't stand inside a number."""
    char = plain[at]
    if "\u4e00" <= char <= "\u9fff" or char.isdigit() or char in "〔［[【﹝〈{〕］]】﹞〉}○〇":
        return False
    if char in "（()）":  # around a year alone
        inner = plain[at + 1 : at + 5] if char in "（(" else plain[at - 4 : at]
        return not inner.isdigit()
    return True


def _words_before(front: str) -> int:
    """How many characters of the words before a year are no part of the number."""
    found = _BEFORE.match(front)
    return found.end() if found else 0


def _write(word: str, found: re.Match[str]) -> str:
    word = word.removeprefix(_WORDS.state).replace("、", "")
    if found["order"]:
        return f"{word}第{read_number(found['order'])}号"
    return f"{word}〔{found['year']}〕{int(found['count'])}号"


def write_number(words: str) -> str | None:
    """The one form of a number as a document or a list gives it; None for what is none."""
    found = next(find_numbers(f"（{''.join(words.split())}"), None)
    return found.number if found else None


def split_number(name: str) -> tuple[str, str | None]:
    """A name without the number that it ends in, and that number."""
    for span, number in find_numbers(name):
        if not name[span.stop :].strip(_CLOSING):
            return name[: span.start].rstrip(_OPENING), number
    return name, None


def read_line(words: str) -> str | None:
    """The number that a line holds alone, in brackets or not."""
    line = words.strip(_OPENING + _CLOSING)
    if len(line) > _LONGEST_LINE:
        return None
    found = next(find_numbers(f"（{line}"), None)
    return found.number if found and found.span == (1, len(line) + 1) else None


def is_unique(number: str) -> bool:
    """Whether a number in its one form names one document: a running number of a year, with the issuer's sign.

    Not 政办发〔2020〕3号, which every government has; nor an order's number, for what it orders is known by its name.
    """
    word, bracket, _ = number.partition("〔")
    return bool(bracket) and len(word) > 1 and _COMMON.fullmatch(word) is None
