"""A paragraph to sentences."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from loader.document import Span
from loader.gazetteer.document_words import load_document_words

if TYPE_CHECKING:
    from collections.abc import Iterator

_DUTY = load_document_words().layout.duty
_END = "。！？；"
_TOKEN = re.compile(r"[。！？；（〔“‘《【\[［|](?:(?<=[。！？；])[”’」』）》】]*)?")
_OPENERS = dict(zip("）〕”’》】]］", "（〔“‘《【[［", strict=True))
_PAIR = re.compile(r"[（）〔〕“”‘’《》【】\[\]［］]")
BRACKETS = "（〔【[［"
"""With one of these a bracket begins that may give a duty."""
_QUOTES = "“‘《【"
_GOES_ON = "，、；：。的等"  # behind a quoted sentence, these go on with the sentence around it
_LONGEST = 2000  # what runs on longer is no sentence, and each is read as a whole


def split_sentences(plain: str, line: Span) -> list[Span]:
    """Cut a paragraph after 。！？； outside brackets and quotes that close in it, and a table's row into its cells.

    A bracket behind a sentence's end that gives a duty is a piece of its own. A quote that never closes hides nothing.
    What is too long for a sentence is cut at a comma.
    """
    sentences = list(_find_sentences(plain, line))
    if line.stop - line.start <= _LONGEST:
        return sentences
    return [piece for sentence in sentences for piece in _cut_long(plain, sentence)]


def stretch_start(plain: str, at: int, marks: str, floor: int = 0) -> int:
    """Where the sentence or clause begins that holds a place: behind the last of these marks; 0 where none stands."""
    return max(plain.rfind(mark, floor, at) for mark in marks) + 1


def _find_sentences(plain: str, line: Span) -> Iterator[Span]:
    start = at = line.start
    is_first = True
    closes = _match_pairs(plain, line)
    for found in _TOKEN.finditer(plain, *line):
        if found.start() < at:
            continue
        opener = plain[found.start()]
        if opener in _END or opener == "|":
            at = found.end()
        elif (close := closes.get(found.start())) is None:
            continue
        else:
            at = close + 1
            if opener in BRACKETS and found.start() == start and not is_first and _DUTY.search(plain, start, close):
                at += plain.startswith(("。", "；"), at, line.stop)
            elif not (opener in _QUOTES and plain[close - 1] in _END and _ends_sentence(plain, at, line.stop)):
                continue
        stop = at - (opener == "|")
        if start < stop:
            yield Span(start, stop)
            is_first = False
        start = at
    if start < line.stop:
        yield Span(start, line.stop)


def _cut_long(plain: str, sentence: Span) -> Iterator[Span]:
    """A sentence, or the pieces of what is too long for one."""
    start, stop = sentence
    while stop - start > _LONGEST:
        piece = plain.rfind("，", start, start + _LONGEST) + 1 or start + _LONGEST
        yield Span(start, piece)
        start = piece
    yield Span(start, stop)


def _match_pairs(plain: str, line: Span) -> dict[int, int]:
    """Where each of a paragraph's brackets and quotes closes, unless it does not.

    One look finds all: to look from each for its end takes a time that grows with their number's square, and more.
    """
    closes: dict[int, int] = {}
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    for found in _PAIR.finditer(plain, *line):
        opener = _OPENERS.get(found.group())
        if opener is None:
            waiting[found.group()].append(found.start())
        elif waiting[opener]:
            closes[waiting[opener].pop()] = found.start()
    doubled = {at: closes[at + 1] for never in waiting.values() for at in never if at + 1 in closes}
    return closes | doubled


def _ends_sentence(plain: str, behind: int, stop: int) -> bool:
    """Whether a quote that ends in 。 ends the sentence around it, too."""
    return behind >= stop or plain[behind] not in _GOES_ON
