"""Patterns of the data files, joined so that `re` passes over all places where none of them can begin."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, Implementation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_GROUP = "(?:"
_CHARACTER = re.compile(r"[^\\\[\](){}.*+?^$|](?![*+?{])")
_CHARACTERS = re.compile(f"(?:{_CHARACTER.pattern})+")
_SIGN = re.compile(r"\\.|\[\^?\]?[^\]]*\]|[()|]")  # a mark of a pattern's structure, or what hides such marks


def join_patterns(patterns: Iterable[str]) -> str:
    """One pattern for several; of those that match at a place, the first counts.

    `re` seeks the characters that may come first, if each alternative begins with one. It does not look into groups,
    so a pattern that begins with some is written out: (?:甲|乙)?丙 as 甲丙, 乙丙 and 丙. And it tries one alternative
    after the other, so those that begin with the same character stand under it: 甲乙|甲丙 as 甲(?:乙|丙).
    """
    alternatives = (alternative for pattern in patterns for alternative in _write_out(pattern))
    joined: list[str] = []
    for begins_with_character, run in groupby(alternatives, lambda each: _CHARACTER.match(each) is not None):
        stretch = list(run)
        joined += _gather(stretch) if begins_with_character else stretch
    return "|".join(joined)


class Sought:
    """Many patterns, sought in whole texts; of those that match at a place, the first counts.

    `re` would try one alternative after the other wherever the first character of any stands. Here an automaton tells
    where all the characters stand that one begins with. ValueError names a pattern that begins with none.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._pattern = re.compile(join_patterns(patterns))
        openings = {_opening(each) for pattern in patterns for each in _write_out(pattern)}
        self._openings = AhoCorasick(
            [one for one in openings if not any(one[:stop] in openings for stop in range(1, len(one)))],
            implementation=Implementation.DFA,
        )

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As a compiled pattern does."""
        reach = 0
        places = self._openings.find_matches_as_indexes(text, overlapping=True)
        for start in sorted([start for _, start, _ in places]):
            if start >= reach and (found := self._pattern.match(text, start)):
                reach = found.end()
                yield found


def _opening(alternative: str) -> str:
    """The characters that a pattern begins with."""
    found = _CHARACTERS.match(alternative)
    if found is None:
        raise ValueError(f"{alternative} begins with no character; write out its first one: (?:甲|乙) for [甲乙]")
    return found.group()


def _gather(alternatives: Iterable[str]) -> Iterator[str]:
    """Alternatives that begin with a character each, by that character."""
    rests: dict[str, list[str]] = {}
    for alternative in alternatives:
        rests.setdefault(alternative[0], []).append(alternative[1:])
    for first, behind in rests.items():
        yield f"{first}(?:{'|'.join(behind)})"


def any_of(words: Iterable[str]) -> str:
    """`join_words` as one group, to be put into a longer pattern."""
    return f"(?:{join_words(words)})"


def join_words(words: Iterable[str]) -> str:
    """A pattern for any of some words, of which the longer comes first.

    What words begin with stands once (加快|加强 as 加(?:快|强)), for `re` tries one alternative after the other.
    """
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[:1], []).append(word[1:])
    return "|".join(re.escape(first) + _join_rests(behind) for first, behind in rests.items())


def _join_rests(rests: list[str]) -> str:
    """What may stand behind the characters with which some words begin."""
    longer = [rest for rest in rests if rest]
    if not longer:
        return ""
    return any_of(longer) + "?" * (len(longer) < len(rests))


def _write_out(pattern: str) -> Iterator[str]:
    stop = _group_end(pattern)
    optional = pattern[stop : stop + 1] == "?"
    rest = pattern[stop + optional :]
    if not stop or rest[:1] in tuple("?*+{"):
        yield from _split(pattern)
        return
    for alternative in _split(pattern[len(_GROUP) : stop - 1]):
        yield from _write_out(alternative + rest)
    if optional:
        yield from _write_out(rest)


def _group_end(pattern: str) -> int:
    """Where the group stops with which a pattern begins, 0 for none."""
    depth = 0
    for found in _SIGN.finditer(pattern) if pattern.startswith(_GROUP) else ():
        depth += {"(": 1, ")": -1}.get(found.group(), 0)
        if depth == 0:
            return found.end()
    return 0


def _split(inside: str) -> Iterator[str]:
    """A group's alternatives."""
    depth = start = 0
    for found in _SIGN.finditer(inside):
        depth += {"(": 1, ")": -1}.get(found.group(), 0)
        if found.group() == "|" and depth == 0:
            yield inside[start : found.start()]
            start = found.end()
    yield inside[start:]
