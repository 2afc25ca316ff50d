"""Tables of pages and files to lines: a row a line, its cells parted by `|`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"[。；！？]")
_MOST = 1000  # rows or columns that a cell spans; pages write absurd numbers


class Cell(NamedTuple):
    """A table's cell, and over how many columns and rows it is merged."""

    text: str
    columns: int = 1
    rows: int = 1


def lay_out(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """Write a table as lines.

    A cell that is merged over rows stands in each of them, for it says something of each; one that holds a sentence
    stands in the first alone, so that nothing is said twice. A cell merged over columns leaves the others empty.
    A row that is one cell is a line without `|`.
    """
    above: dict[int, tuple[str, int]] = {}
    for row in rows:
        line: list[str] = []
        own = list(row)
        while own or len(line) in above:
            at = len(line)
            if at in above:
                text, left = above.pop(at)
                line.append(text)
                if left > 1:
                    above[at] = (text, left - 1)
                continue
            cell = own.pop(0)
            text = _SPACE.sub(" ", cell.text).strip()
            repeated = "" if _SENTENCE.search(text) else text
            for column in range(at, at + min(max(cell.columns, 1), _MOST)):
                line.append(text if column == at else "")
                if cell.rows > 1:
                    above[column] = (repeated if column == at else "", min(cell.rows, _MOST) - 1)
        if any(line):
            words = [text for text in line if text]
            yield words[0] if len(words) == 1 and len(row) == 1 else "|".join(line)
