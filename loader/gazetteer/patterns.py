"""Patterns of the data files, joined so that `re` passes over all places where none of them can begin."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_GROUP = "(?:"
_CHARACTER = re.compile(r"[^\\\[\](){}.*+?^$|](?![*+?{])")
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


def join_sought_patterns(patterns: Iterable[str]) -> str:
    """`join_patterns` for what is sought in whole texts; ValueError names one that `re` would try at every place."""
    sought = tuple(patterns)
    for pattern in sought:
        if slow := next((each for each in _write_out(pattern) if _CHARACTER.match(each) is None), None):
            raise ValueError(f"{slow} begins with no character; write out its first one: (?:甲|乙) for [甲乙]")
    return join_patterns(sought)


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
