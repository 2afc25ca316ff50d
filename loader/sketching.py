"""A text's wording in short: enough to see whether two texts are nearly equal, at half a kilobyte each."""

from __future__ import annotations

import re
from array import array
from typing import NamedTuple
from zlib import crc32

_CLAUSE = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{6,}")
_SKETCH = 64
"""Clauses kept of a text: those with the smallest hashes, which are the same in texts that are nearly equal."""
_SIGNS = 4


class Sketch(NamedTuple):
    """A text's wording in short."""

    clauses: array[int]
    size: int
    """How many different clauses the text has."""
    ink: int
    """How many characters, white space aside."""

    @property
    def signs(self) -> list[str]:
        """A few of the clauses, by which a text that is nearly equal is found."""
        return [f"{clause:08x}" for clause in self.clauses[:_SIGNS]]


def sketch_text(text: str) -> Sketch:
    """Sketch a text's wording; white space and punctuation do not matter."""
    ink = "".join(text.split())
    hashes = sorted({crc32(clause.encode()) for clause in _CLAUSE.findall(ink)})
    return Sketch(array("L", hashes[:_SKETCH]), len(hashes), len(ink))


class Likeness(NamedTuple):
    """What two texts have in common, by their sketches; each from 0 to 1."""

    whole: float
    """Of all clauses of both."""
    part: float
    """Of the clauses of the one that has fewer."""


def compare_sketches(one: Sketch, other: Sketch) -> Likeness:
    """Estimate what two texts have in common; exact for short ones."""
    ours, theirs = set(one.clauses), set(other.clauses)
    both = sorted(ours | theirs)[:_SKETCH]
    if not both or not one.size or not other.size:
        return Likeness(0, 0)
    whole = sum(clause in ours and clause in theirs for clause in both) / len(both)
    common = whole * (one.size + other.size) / (1 + whole)
    return Likeness(whole, min(1.0, common / min(one.size, other.size)))
