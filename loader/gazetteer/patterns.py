"""Patterns of the data files, joined so that `re` passes over all places where none of them can begin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LEADING_GROUP = re.compile(r"\(\?:([^()]*)\)(\??)(?![?*+{])")


def join_patterns(patterns: Iterable[str]) -> str:
    """One pattern for several; of those that match at a place, the first counts.

    `re` seeks the characters that may come first, if each alternative begins with one. It does not look into groups,
    so a pattern that begins with some is written out: (?:甲|乙)?丙 as 甲丙, 乙丙 and 丙.
    """
    return "|".join(alternative for pattern in patterns for alternative in _write_out(pattern))


def compile_patterns(patterns: Iterable[str]) -> re.Pattern[str]:
    """Several patterns as one, joined as in `join_patterns`."""
    return re.compile(join_patterns(patterns))


def join_words(words: Iterable[str]) -> str:
    """A pattern for any of some words, of which the longer comes first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _write_out(pattern: str) -> Iterator[str]:
    group = _LEADING_GROUP.match(pattern)
    if group is None:
        yield f"(?:{pattern})"
        return
    rest = pattern[group.end() :]
    for word in group[1].split("|"):
        yield word + rest
    if group[2]:
        yield from _write_out(rest)
