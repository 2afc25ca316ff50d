"""Columns of a printed page: where its text runs in two, as that of gazettes does."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MIDDLE = (0.3, 0.7)
"""Where the space between two columns may lie, as shares of the page's width."""
_LEAST_LINES = 8
_MOSTLY = 0.6
_LEAST_WIDTH = 8  # characters of half a line
_SHORT = 8  # in heights of a character
_ONE_LINE = 0.5  # of a character's height: characters closer than this stand on one line


class Box(NamedTuple):
    """A stretch of a page, in points from its upper left."""

    x0: float
    top: float
    x1: float
    bottom: float

    def holds(self, other: Box) -> bool:
        """Whether the other's middle lies here, as it does in just one of the stretches of a page."""
        return (
            self.x0 <= (other.x0 + other.x1) / 2 < self.x1 and self.top <= (other.top + other.bottom) / 2 < self.bottom
        )


def find_gutter(page: Box, lines: Sequence[Sequence[Box]], before: float | None) -> float | None:
    """The middle of the space between two columns; None if the text runs in one.

    Many lines break there, and most of them in mid-text: what breaks at many places is a table without rules. Few are
    enough where the page before had its space, `before`, in the same place.
    """
    breaks = _count_breaks(page, lines)
    if before is not None and breaks[int(before)]:
        gutter = before
    else:
        most = max(breaks.values(), default=0)
        if most < _LEAST_LINES:
            return None
        places = [place for place, count in breaks.items() if count == most]
        gutter = sum(places) / len(places)
    broken = [line for line in lines if line[0].x0 < gutter < line[-1].x1 and not _crosses(line, gutter)]
    full = [line for line in broken if _is_full(line, gutter)]
    crossing = sum(_crosses(line, gutter) for line in lines)
    return gutter if len(full) >= _MOSTLY * len(broken) and len(broken) > crossing else None


def cut_page(page: Box, lines: Sequence[Sequence[Box]], blocks: Sequence[Box], gutter: float) -> list[Box]:
    """Cut a page into stretches in the order in which they are read, each with one column of text and as far left.

    `blocks` are tables, which stay whole.
    """
    across = [_around(line) for line in lines if _crosses(line, gutter)]
    across += [box for box in blocks if box.x0 < gutter < box.x1]
    places = [char.x0 for line in lines for char in line]
    left = Box(min(places), page.top, gutter, page.bottom)
    right = Box(min(place for place in places if place > gutter), page.top, page.x1, page.bottom)
    return list(_cut(left, right, sorted(across, key=lambda box: box.top)))


def lines_of(chars: Iterable[Box]) -> list[list[Box]]:
    """Characters by the line that they stand on, from left to right."""
    lines: list[list[Box]] = []
    for char in sorted(chars, key=lambda char: char.bottom):
        if not lines or char.bottom - lines[-1][0].bottom > _ONE_LINE * (char.bottom - char.top):
            lines.append([])
        lines[-1].append(char)
    return [sorted(line) for line in lines]


def _count_breaks(page: Box, lines: Sequence[Sequence[Box]]) -> Counter[int]:
    """How many lines have a wide space at a place in the middle of the page."""
    low, high = (page.x0 + share * (page.x1 - page.x0) for share in _MIDDLE)
    breaks: Counter[int] = Counter()
    for line in lines:
        for one, other in pairwise(line):
            if other.x0 - one.x1 > one.bottom - one.top:
                breaks.update(range(int(max(low, one.x1)) + 1, int(min(high, other.x0))))
    return breaks


def _is_full(line: Sequence[Box], gutter: float) -> bool:
    """Whether a line has text on both sides, and not the few words of a table's cell."""
    behind = sum(char.x0 > gutter for char in line)
    return min(len(line) - behind, behind) >= _LEAST_WIDTH


def _crosses(line: Sequence[Box], gutter: float) -> bool:
    """Whether a line runs on over the space, or is short and stands around it, as a page's number does."""
    if line[0].x0 < gutter < line[-1].x1 < line[0].x0 + _SHORT * (line[0].bottom - line[0].top):
        return True
    return any(
        one.x0 < gutter < other.x1 and other.x0 - one.x1 <= one.bottom - one.top for one, other in pairwise(line)
    )


def _cut(left: Box, right: Box, across: Sequence[Box]) -> Iterator[Box]:
    """What lies between the stretches over both columns: of the left column, then of the right one."""
    top, bottom = left.top, left.bottom
    for box in across:
        if box.top > top:
            yield left._replace(top=top, bottom=box.top)
            yield right._replace(top=top, bottom=box.top)
            top = box.top
        if box.bottom > top:
            yield Box(left.x0, top, right.x1, box.bottom)
            top = box.bottom
    if bottom > top:
        yield left._replace(top=top)
        yield right._replace(top=top)


def _around(line: Sequence[Box]) -> Box:
    return Box(
        line[0].x0,
        min(char.top for char in line),
        line[-1].x1,
        max(char.bottom for char in line),
    )
