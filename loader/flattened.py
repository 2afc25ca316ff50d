"""Tables whose rules a text has lost: tabs, bars or blanks stand between their cells, or each cell on a line.

Files with tables give them whole (`reading.grids`); a text that was copied out of one may have them only so. What the
cells look like then tells where rows begin, and which cells one lacks.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from loader.dates import DATE
from loader.gazetteer.cues import load_statement_cues
from loader.gazetteer.duties import load_duty_words
from loader.gazetteer.table_words import load_table_words
from loader.numbering import read_mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loader.gazetteer.duties import AssignedRole

_FEWEST = 2  # columns that tell a header, and rows that tell how long each is
_MOST = 10  # columns
_NAME = re.compile(r"[^。；！？]{1,16}")
_SHORT = 12  # characters of a name that heads a column
_LONG = 40  # characters; a longer line parts a table
_SENTENCE_ENDS = "。；！？："
_NUMBER_ENDS = ".．、"
_GROUPS = frozenset({"han", "han_bracket"})
_ENDS = frozenset({"annex", "box", "book", "chapter"})
_DATE_LINE = re.compile(DATE)
_ASIDE = re.compile(r"（[^（）]*）")

_BLANKS = re.compile(r"(?<=\S)[^\S\n]+(?=\S)")
_APART = re.compile(r"(?<=[^\s、，；])[^\S\n](?=\s*[^\s、，；])")
_RULE = re.compile(r"^[^\S\n]*+\|?(?:[^\S\n]*：?—{2,}：?[^\S\n]*\|)+[：—]*[^\S\n]*$", re.MULTILINE)  # of Markdown
_OUTER_BARS = re.compile(r"^[^\S\n]*\||\|[^\S\n]*$", re.MULTILINE)
_ONLY_BAR = re.compile(r"^[^|\n]*\|[^\S\n]*$", re.MULTILINE)

# What the cells of a row look like, as `letter_of` says it, by what their column holds: in a row with another behind
# it, in the last row, and in one whose bodies stand above. Words before the task may be missing, for they are often
# those of several rows; of several columns of bodies only the last has several cells.
_SLOTS = {
    "number": ("(N)", "(N)", "(N)"),
    "group": ("([WHB]*?)", "([WHB]*?)", "([WH]*)"),
    "words": ("([WB]??)", "([WB]??)", "(W??)"),
    "task": ("([WSLB][SL]*?)", "([WSLB][SL]*?)", "([WSL][SL]*?)"),
    "task behind words": ("([WB]|[SL]+?)", "([WB]|[SL]+?)", "(W|[SL]+?)"),
    "bodies": ("(B+)", "(B+)(?!D)", "()"),
    "first bodies": ("(B)", "(B)", "()"),
    "more bodies": ("(B?)", "(B?)", "()"),
    "last bodies": ("(B*)", "(B*)(?!D)", "()"),
    "other": ("([WSDN]?)", "(W?)", "([WSDN]?)"),
}


class Columns(NamedTuple):
    """Which columns of a table of tasks say what is to be done, and who does it."""

    task: int
    duties: dict[int, AssignedRole]


class Header(NamedTuple):
    """A table's columns, and which cells its rows may have."""

    width: int
    duties: frozenset[int]
    """Columns of who is responsible."""
    rows: tuple[re.Pattern[str], ...]
    """Over the letters of cells, with a group for each column; the first that matches counts."""

    def place_row(self, cells: Sequence[str]) -> list[int]:
        """The columns of the cells of a whole row; none where they are not sure."""
        columns = self.place_cells("".join(map(letter_of, cells)) + "N")
        return columns if len(columns) == len(cells) else []

    def place_cells(self, letters: str, at: int = 0) -> list[int]:
        """The columns of the cells of the row that begins at a place, several of which may share one."""
        found = next(filter(None, (row.match(letters, at) for row in self.rows)), None)
        return [column for column in range(self.width) for _ in found[column + 1]] if found else []

    def part_cells(self, columns: Sequence[int]) -> list[str]:
        """What stands before each of a row's cells but the first: nothing where a cell goes on, 、 between bodies."""
        return ["|" if one != other else "、" if other in self.duties else "" for one, other in pairwise(columns)]


class _Table(NamedTuple):
    """The table that is open: its header's line, and what parts cells."""

    at: int
    line: str
    sign: str | None
    width: int
    header: Header | None


def letter_of(cell: str) -> str:
    """What a cell looks like.

    N: a number; D: a date; B: bodies; H: the heading of a group of rows; W: words; S: a sentence, or a numbered item;
    L: a long one; E: what ends a table.
    """
    if len(cell) <= _SHORT and cell.rstrip(_NUMBER_ENDS).isdecimal():
        return "N"
    if _DATE_LINE.fullmatch(cell):
        return "D"
    mark = read_mark(cell)
    if "|" in cell or (mark and mark.style in _ENDS) or cell in load_table_words().numbers:
        return "E"
    if mark is None and not _directs(cell) and load_duty_words().are_bodies(cell):
        return "B"
    if len(cell) > _LONG:
        return "L"
    heads = mark and mark.style in _GROUPS and "。" not in cell
    return "H" if heads else "S" if mark or cell[-1:] in _SENTENCE_ENDS else "W"


def _directs(cell: str) -> bool:
    """Whether a cell says what is to be done, though it ends as a body does (建成服务中心。 各单位要抓好落实。)."""
    verbs = load_statement_cues().verbs
    return cell.endswith("。") and (verbs.modals.search(cell) or verbs.verb.match(cell)) is not None


def find_columns(names: Sequence[str]) -> Columns | None:
    """Find the columns of a table of tasks by their names; None for any other table.

    Of several columns of tasks the last before those that hand out duties counts, for it says more (任务 | 措施).
    """
    labels, task = load_duty_words().labels, load_table_words().columns["task"]
    found = ((at, labels.of_column(name)) for at, name in enumerate(names))
    duties = {at: labels.roles[label["stem"]] for at, label in found if label and label["stem"]}
    tasks = [at for at, name in enumerate(names) if at not in duties and task.fullmatch(_ASIDE.sub("", name))]
    if not duties or not tasks:
        return None
    return Columns(next((at for at in reversed(tasks) if at < min(duties)), tasks[0]), duties)


@lru_cache(maxsize=64)
def read_header(names: tuple[str, ...]) -> Header | None:
    """Read the header of a table of tasks, or of any whose rows are numbered; None for others."""
    if not _FEWEST <= len(names) <= _MOST or not all(map(_NAME.fullmatch, names)):
        return None
    counts = names[0] in load_table_words().numbers
    if columns := find_columns(names):
        rows = _task_rows(columns, len(names), counts=counts)
        return Header(len(names), frozenset(columns.duties), tuple(map(re.compile, rows)))
    return Header(len(names), frozenset(), (re.compile(_full_row(names)),)) if counts else None


def _task_rows(columns: Columns, width: int, *, counts: bool) -> Iterator[str]:
    """How the rows of a table of tasks may look; without numbers, all as the last, with what may begin one behind."""
    task, duties = columns.task, list(columns.duties)
    first = int(counts)
    kinds = ["number"] * first + ["group"] + ["words"] * task + ["other"] * width
    kinds[task:] = ["task" if task == first else "task behind words"] + ["other"] * (width - task - 1)
    for at, kind in zip(duties, ["first bodies", *["more bodies"] * (len(duties) - 2), "last bodies"], strict=False):
        kinds[at] = "bodies" if len(duties) == 1 else kind
    full, last, bare = ("".join(slots) for slots in zip(*(_SLOTS[kind] for kind in kinds), strict=True))
    if counts:
        yield from (f"{full}(?=H*N)", last, f"{bare}(?=H*N)")
    else:
        yield f"{last}(?=[HWSLN]|$)"


def _full_row(names: Sequence[str]) -> str:
    """A row of a table that hands out nothing has all cells, but perhaps no remark; a task may have paragraphs."""
    words = load_table_words()
    slots = ["([SL]+|.)" if words.columns["task"].fullmatch(name) else "(.)" for name in names[1:]]
    if names[-1] in words.remarks:
        slots[-1] = "(.?)"
    return "(N)" + "".join(slots)


def mark_cells(flat: str) -> str:
    """Put `|` between the cells of a line that is a table's row, and 、 between bodies that blanks part in a cell.

    Tabs and bars part cells below a header, blanks where the row's cells tell. What else a table in Markdown has goes.
    """
    if "|" in flat:
        flat = _drop_bars(flat)
    lines = flat.splitlines(keepends=True)
    table: _Table | None = None
    for at, line in enumerate(lines):
        sign = "|" if "|" in line else "\t" if "\t" in line else None
        cells = line.split(sign)
        if len(cells) > 1 and _is_header(cells):
            table = _Table(at, line, sign, len(cells), read_header(tuple("".join(cell.split()) for cell in cells)))
            lines[at] = line.replace("\t", "|")
        elif len(cells) == 1 and len(line) > _LONG:
            table = None
        elif table and sign == table.sign:
            if sign is None and table.header and (columns := table.header.place_row(cells)):
                lines[table.at] = _put_marks(table.line, "|" * (table.width - 1))
                lines[at] = _put_marks(line, table.header.part_cells(columns))
            elif sign and len(cells) <= table.width:
                duties = table.header.duties if table.header and len(cells) == table.width else ()
                lines[at] = "|".join(_join_bodies(cell) if n in duties else cell for n, cell in enumerate(cells))
    return "".join(lines)


def _drop_bars(flat: str) -> str:
    """Put blanks for bars that part no cells: around rows in Markdown, below its header, and behind a lone cell."""
    if _RULE.search(flat):
        flat = _RULE.sub(lambda rule: " " * len(rule.group()), flat)
        flat = _OUTER_BARS.sub(lambda bar: " " * len(bar.group()), flat)
    return _ONLY_BAR.sub(lambda cell: cell.group().replace("|", " "), flat)


def _join_bodies(cell: str) -> str:
    """A cell with 、 for the blanks in it, where each of its words is a list of bodies."""
    words = cell.split()
    if len(words) < _FEWEST or not all(len(word) > 1 and load_duty_words().are_bodies(word) for word in words):
        return cell
    return _APART.sub("、", cell)


def _put_marks(line: str, marks: Sequence[str]) -> str:
    """Put marks for the first of the blanks at each gap."""
    chars = list(line)
    for gap, mark in zip(_BLANKS.finditer(line), marks, strict=False):
        chars[gap.start()] = mark or " "
    return "".join(chars)


def join_cells(lines: Sequence[str]) -> dict[int, str]:
    """Say what goes before the lines of flattened tables: `|` before a cell, nothing before what goes on with one.

    Two rows make a table. Their numbers ascend; they count on where nothing else tells how long a row is.
    """
    joints: dict[int, str] = {}
    letters = ""
    stop = 0
    for start, line in enumerate(lines):
        if start < stop or len(line) > _SHORT or not (names := _read_names(lines, start)):
            continue
        header = read_header(names)
        letters = letters or "".join(map(letter_of, lines))
        below = start + len(names)
        rows = list(_read_rows(lines, letters, below, header)) if header else []
        if header is None or len(rows) < _FEWEST:
            continue
        for at, columns in ((start, range(header.width)), *rows):
            stop = at + len(columns)
            joints[at] = joints[stop] = "\n"
            joints |= dict(enumerate(header.part_cells(columns), start=at + 1))
    return joints


def _read_names(lines: Sequence[str], start: int) -> tuple[str, ...]:
    """The lines from one on that are a header: down to the first number, or all that name columns."""
    most = lines[start : start + _MOST + 2]
    if most[0] in load_table_words().numbers:
        stop = next((at for at, line in enumerate(most) if line.rstrip(_NUMBER_ENDS).isdecimal()), None)
        return () if stop is None else tuple(most[: stop - (letter_of(most[stop - 1]) == "H")])
    names = tuple(takewhile(_is_name, most))
    return names if len(names) >= _FEWEST else ()


def _read_rows(lines: Sequence[str], letters: str, at: int, header: Header) -> Iterator[tuple[int, list[int]]]:
    """Read rows, and the columns of their cells, while they are sure."""
    count = 0
    while True:
        while not (columns := header.place_cells(letters, at)) and letters.startswith("H", at):
            at += 1
        if not columns:
            return
        if letters[at] == "N":
            number = int(lines[at].rstrip(_NUMBER_ENDS))
            if number <= count or (not header.duties and number != count + 1):
                return
            count = number
        yield at, columns
        at += len(columns)


def _is_name(line: str) -> bool:
    """Whether a line is known to name a column."""
    columns, labels = load_table_words().columns, load_duty_words().labels
    return len(line) <= _SHORT and bool(
        labels.of_column(line) or any(column.fullmatch(line) for column in columns.values())
    )


def _is_header(cells: Sequence[str]) -> bool:
    """Whether at least two of some cells name columns that are understood, and all are as short as names."""
    names = [name for cell in cells if (name := "".join(cell.split()))]
    return all(map(_NAME.fullmatch, names)) and sum(map(_is_name, names)) >= _FEWEST
