"""Tables whose rules a text has lost: tabs or blanks stand between their cells, or each cell on a line.

Files with tables give them whole (`reading.grids`); a text that was copied out of one may have them only so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from loader.gazetteer.duties import load_duty_words
from loader.gazetteer.table_words import load_table_words
from loader.numbering import read_mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FEWEST = 2  # columns that tell a header, and rows that tell how long each is
_MOST = 9  # columns
_NAME = re.compile(r"[^。；！？]{1,16}")
_BETWEEN = 40  # characters; a longer line parts a table
_PARAGRAPHS = 12  # of one cell
_SENTENCE_ENDS = "。；！？："
_BLANKS = re.compile(r"(?<=\S)[^\S\n]+(?=\S)")
_GROUPS = frozenset({"han", "han_bracket"})


class _Row(NamedTuple):
    """The lines of one row, half-open, and how many of them are its task."""

    start: int
    stop: int
    paragraphs: int = 1


def mark_tabs(flat: str) -> str:
    """Put `|` for the tabs in a table's rows, which have as many of them as its header."""
    if "\t" not in flat:
        return flat
    lines = flat.splitlines(keepends=True)
    width = 0
    for at, line in enumerate(lines):
        tabs = line.count("\t")
        if tabs and (tabs == width or _is_header(line.split("\t"))):
            width = tabs
            lines[at] = line.replace("\t", "|")
        elif tabs or len(line) > _BETWEEN:
            width = 0
    return "".join(lines)


def mark_blanks(flat: str) -> str:
    """Put `|` for the blanks between the cells of a header that begins with 序号, and of the numbered rows below it.

    Numbers need not count on, as groups of rows part a table and some rows are not sure. Where a row has more blanks,
    the bodies of its one cell of duties stand apart: they get 、 between them.
    """
    words = load_table_words()
    if not any(number in flat for number in words.numbers):
        return flat
    lines = flat.splitlines(keepends=True)
    width, duty = 0, 0
    bare, start = "", 0
    for at, line in enumerate(lines):
        cells = line.split()
        if cells and cells[0] in words.numbers and len(cells) > _FEWEST and _is_header(cells):
            width, duty = len(cells), _find_duty(cells)
            bare, start = line, at
        elif duty and cells and cells[0].rstrip(".．、").isdecimal() and (marks := _part_cells(width, duty, cells)):
            lines[start] = _put_marks(bare, "|" * (width - 1))
            lines[at] = _put_marks(line, marks)
        elif len(line) > _BETWEEN:
            duty = 0
    return "".join(lines)


def _find_duty(header: Sequence[str]) -> int:
    """The column of who is responsible, 0 for none, or several."""
    labels = map(load_duty_words().labels.of_column, header)
    duties = [at for at, label in enumerate(labels) if label and label["stem"]]
    return duties[0] if len(duties) == 1 else 0


def _part_cells(width: int, duty: int, cells: Sequence[str]) -> str:
    """What stands between the words of a row of some cells, one of them of duties; "" where it is not sure."""
    more = len(cells) - width
    organ = load_duty_words().endings.organ
    if more < 0 or not all(map(organ.search, cells[duty : duty + more + 1])):
        return ""
    return "|" * duty + "、" * more + "|" * (width - 1 - duty)


def _put_marks(line: str, marks: str) -> str:
    """Put marks for the first of the blanks at each gap."""
    chars = list(line)
    for gap, mark in zip(_BLANKS.finditer(line), marks, strict=False):
        chars[gap.start()] = mark
    return "".join(chars)


def join_cells(lines: Sequence[str]) -> dict[int, str]:
    """Say what goes before the lines of flattened tables: `|` before a cell, nothing before a cell's next paragraph.

    Sure are only rows that count from 1 under a header that begins with 序号, each as long as it; a column of remarks
    may be empty in all.
    """
    joints: dict[int, str] = {}
    words = load_table_words()
    for start, line in enumerate(lines):
        if line not in words.numbers:
            continue
        first = next((at for at in range(start + _FEWEST, start + _MOST + 2) if _counts(lines, at, 1)), start)
        header = lines[start : first - _heads(lines, first)]
        rows = list(_read_rows(lines, first, header)) if all(map(_NAME.fullmatch, header)) else []
        if len(rows) < _FEWEST and len(header) > _FEWEST and header[-1] in words.remarks:
            header = header[:-1]
            rows = list(_read_rows(lines, first, header))
        if len(rows) < _FEWEST:
            continue
        task = _find_task(header)
        joints[start + len(header)] = "\n"
        for row in (_Row(start, start + len(header)), *rows):
            joints[row.start] = "\n"
            for at in range(row.start + 1, row.stop):
                joints[at] = "" if task < at - row.start < task + row.paragraphs else "|"
        joints[rows[-1].stop] = "\n"
    return joints


def _read_rows(lines: Sequence[str], at: int, header: Sequence[str]) -> Iterator[_Row]:
    """Read the rows that count on from 1; one that is not sure ends the table."""
    width, task = len(header), _find_task(header)
    count = 1
    while _counts(lines, at, count):
        count += 1
        late = range(at + width, at + width + _PARAGRAPHS)
        after = next((place for place in late if _counts(lines, place, count)), None)
        if after is None:
            row = lines[at : at + width]
            if len(row) == width and not any(map(read_mark, row[task + 1 :])):
                yield _Row(at, at + width)
            return
        stop = after - _heads(lines, after) * (after > at + width)
        paragraphs = stop - at - width + 1
        if paragraphs > 1 and not (task and all(map(_is_paragraph, lines[at + task : at + task + paragraphs]))):
            return
        yield _Row(at, stop, paragraphs)
        at = after


def _counts(lines: Sequence[str], at: int, count: int) -> bool:
    """Whether a line is but a number."""
    return at < len(lines) and lines[at].rstrip(".．、") == str(count)


def _heads(lines: Sequence[str], at: int) -> bool:
    """Whether the line above one heads a group of rows (一、产业发展)."""
    mark = read_mark(lines[at - 1])
    return mark is not None and mark.style in _GROUPS and "。" not in lines[at - 1]


def _is_paragraph(line: str) -> bool:
    """Whether a line is one of a cell's several paragraphs: numbered, or a sentence."""
    return line[-1] in _SENTENCE_ENDS or read_mark(line) is not None


def _find_task(header: Sequence[str]) -> int:
    """The column of what is to be done, 0 for none."""
    task = load_table_words().columns["task"]
    return next((at for at, name in enumerate(header) if task.fullmatch(name)), 0)


def _is_header(cells: Sequence[str]) -> bool:
    """Whether at least two of some cells name columns that are understood, and all are as short as names."""
    names = [name for cell in cells if (name := "".join(cell.split()))]
    columns, labels = load_table_words().columns, load_duty_words().labels
    known = [n for n in names if labels.of_column(n) or any(column.fullmatch(n) for column in columns.values())]
    return len(known) >= _FEWEST and all(map(_NAME.fullmatch, names))
