"""Tables whose rows hand out tasks, or say what is wanted of indicators."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from loader.document import Span, Target
from loader.extraction.assignments import read_cell
from loader.extraction.indicators import without_place
from loader.flattened import find_columns, read_header
from loader.gazetteer.table_words import load_table_words
from loader.gazetteer.target_words import load_target_cues
from loader.numbering import read_mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loader.document import Kind, Outline
    from loader.extraction.assignments import Grant
    from loader.gazetteer.regions import RegionTable
    from loader.model import Form

_WORDS = load_table_words()
_TARGET_CUES = load_target_cues()

_LINE = re.compile(r"[^\n]+")
_ASIDE = re.compile(r"（[^（）]*）")
_UNIT = re.compile(r"（(?P<unit>[^（）\d，]{1,10})）(?!.*（)")
_YEAR = re.compile(r"(?<!\d)(?P<year>20\d{2})年?(?!\d)")
_NUMBER = re.compile(r"\d{1,4}")  # a row's; longer ones are codes
_CAPTION = 40  # characters; a longer line before a table is no heading of it
_FEWEST = 2  # rows, and columns, that make a table


class Cell(NamedTuple):
    """One cell of a row, and the statements that stand in it."""

    span: Span
    text: str
    statements: tuple[int, ...]


class _Heading(NamedTuple):
    """What stands around a table that decides how it is read."""

    caption: str
    written: int | None
    """The document's year."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A row that says who is to do what."""

    tasks: tuple[int, ...]
    """Statements; those of the row above where the task's cell is merged with it."""
    grants: tuple[tuple[Grant, int], ...]
    """With the place in `plain` from which their spans count."""


@dataclass(slots=True)
class Tables:
    """What the tables of one document say."""

    tasks: list[TaskRow] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    task_cells: set[int] = field(default_factory=set)
    """Statements that a table gives as tasks."""
    duty_cells: set[int] = field(default_factory=set)
    """Those that say who does them."""
    cells: set[int] = field(default_factory=set)
    """All of such tables, and of the lines that head them: the rest directs nothing."""

    def set_kinds(self, outline: Outline) -> None:
        """Set the kinds of the statements in the cells, whatever their words say; but a goal beside a measure stays."""
        goals: set[int] = set()
        for row in self.tasks:
            by_kind = {index: outline.statements[index].kind for index in row.tasks}
            if "measure" in by_kind.values():
                goals.update(index for index, kind in by_kind.items() if kind == "goal")
        kinds: tuple[tuple[Kind, set[int]], ...] = (
            ("context", self.cells - goals),
            ("assignment", self.duty_cells),
            ("measure", self.task_cells - goals),
        )
        for kind, cells in kinds:
            for index in cells:
                outline.statements[index].kind = kind


def read_tables(outline: Outline, regions: RegionTable, written: int | None) -> Tables:
    """Read the tables with a column of duties, and those of indicators; all others are text.

    A table's header is its first row, or its first column; in one over two rows both count. A row of another number of
    cells is not understood. `written` is the year of the document: what a table tells of earlier years is a base.
    """
    tables = Tables()
    if "|" not in outline.text.plain:
        return tables
    for caption, rows in _find_tables(outline):
        for grid in (rows, list(zip(*rows, strict=True))):
            header, body = _split_header(grid)
            if body and (
                _read_tasks(header, body, tables)
                or _read_targets(header, body, _Heading(caption.text, written), regions, tables)
            ):
                headed = "。" not in caption.text  # a whole sentence above a table is none of it
                cells = (cell for row in [(caption,) if headed else (), *grid] for cell in row)
                tables.cells.update(index for cell in cells for index in cell.statements)
                break
    return tables


def _find_tables(outline: Outline) -> Iterator[tuple[Cell, list[tuple[Cell, ...]]]]:
    """Yield runs of rows with as many cells, each with the line above it.

    A row of tasks that lacks cells gets empty ones, or those of the bodies above it. A short line inside parts
    nothing, nor does a short sentence before the row that counts on.

    A header that begins with 序号 opens another one.
    """
    plain = outline.text.plain
    by_paragraph: defaultdict[int, list[int]] = defaultdict(list)
    for index, statement in enumerate(outline.statements):
        by_paragraph[statement.paragraph].append(index)
    rows: list[tuple[Cell, ...]] = []
    caption = above = Cell(Span(0, 0), "", ())
    for paragraph, line in enumerate(_LINE.finditer(plain)):
        if "|" not in line.group():
            counts_on = bool(rows) and plain.startswith(_next_number(rows[-1]), line.end())
            if len(line.group()) > _CAPTION or ("。" in line.group() and not counts_on):
                if len(rows) >= _FEWEST:
                    yield caption, rows
                rows = []
            above = next(_cells(outline, line.start(), line.group(), by_paragraph[paragraph]))
            continue
        row = _fill_row(tuple(_cells(outline, line.start(), line.group(), by_paragraph[paragraph])), rows)
        if rows and (len(row) != len(rows[0]) or (row[0].text in _WORDS.numbers and row[0].text != rows[-1][0].text)):
            if len(rows) >= _FEWEST:
                yield caption, rows
            rows = []
        if not rows:
            caption = above
        rows.append(row)
    if len(rows) >= _FEWEST:
        yield caption, rows


def _fill_row(row: tuple[Cell, ...], above: Sequence[tuple[Cell, ...]]) -> tuple[Cell, ...]:
    """A row with as many cells as those above it, where it is sure which it lacks."""
    if not above or len(row) >= len(above[0]):
        return row
    header = read_header(tuple(cell.text for cell in above[0]))
    cells = [cell for cell in row if cell.text]
    columns = header.place_row([cell.text for cell in cells]) if header else []
    if header is None or not columns or len(set(columns)) < len(columns):
        return row
    held = dict(zip(columns, cells, strict=True))
    if header.duties.isdisjoint(columns):
        held |= {at: above[-1][at] for at in header.duties}
    empty = Cell(Span(row[-1].span.stop, row[-1].span.stop), "", ())
    return tuple(held.get(at, empty) for at in range(header.width))


def _next_number(row: Sequence[Cell]) -> str:
    """How the row begins that counts on from one."""
    return f"\n{int(row[0].text) + 1}|" if _NUMBER.fullmatch(row[0].text) else "|"


def _cells(outline: Outline, start: int, line: str, statements: Sequence[int]) -> Iterator[Cell]:
    starts = [outline.statements[index].span.start for index in statements]
    for words in line.split("|"):
        span = Span(start, start + len(words))
        inside = statements[bisect_left(starts, span.start) : bisect_left(starts, span.stop)]
        yield Cell(span, words, tuple(i for i in inside if span.holds(outline.statements[i].span)))
        start = span.stop + 1


def _split_header(grid: Sequence[tuple[Cell, ...]]) -> tuple[list[str], Sequence[tuple[Cell, ...]]]:
    """The columns' names, joined where a second row goes on with the header, and the rows below."""
    first, second = grid[0], grid[1] if len(grid) > 1 else ()
    if second and first[0].text and first[0].text == second[0].text:
        upper = ""
        names = []
        for one, two in zip(first, second, strict=True):
            upper = one.text or upper
            names.append(two.text if two.text == one.text or not upper else f"{upper}{two.text}")
        return names, grid[2:]
    return [cell.text for cell in first], grid[1:]


def _column(header: Sequence[str], pattern: re.Pattern[str]) -> int | None:
    return next((at for at, name in enumerate(header) if pattern.fullmatch(_ASIDE.sub("", name))), None)


def _read_tasks(header: Sequence[str], body: Sequence[tuple[Cell, ...]], tables: Tables) -> bool:
    """Read a table of tasks; False where no column hands out duties, or none names a task."""
    columns = find_columns(header)
    if columns is None:
        return False
    task, duties = columns
    held: tuple[int, ...] = ()
    held_text = ""
    for row in body:
        if row[task].text and row[task].text != held_text:
            held, held_text = row[task].statements, row[task].text
            tables.task_cells.update(held)
        tables.duty_cells.update(i for at in duties for i in row[at].statements)
        grants = [
            (grant, row[at].span.start)
            for at, role in duties.items()
            for grant in read_cell(row[at].text, role)
            if row[at].text
        ]
        tables.tasks.append(TaskRow(held, tuple(grants)))
    return True


@dataclass(frozen=True, slots=True)
class _Shape:
    """Which columns of a table of indicators hold what."""

    names: int
    """The indicators, or the regions."""
    unit: int | None
    binding: int | None
    values: tuple[tuple[int, int | None, Form], ...]
    """Columns of what is wanted, with their years."""
    base: tuple[int, int] | None
    """The column that tells what was, and its year."""


def _read_targets(
    header: Sequence[str], body: Sequence[tuple[Cell, ...]], heading: _Heading, regions: RegionTable, tables: Tables
) -> bool:
    """Read a table of indicators by years, or of regions by years or indicators; False for any other."""
    named = _column(header, _WORDS.columns["indicator"])
    if named is None and any(map(_YEAR.search, header)):
        named = _column(header, _WORDS.columns["period"])
    place = _column(header, _WORDS.columns["region"])
    names = named if named is not None else place
    if names is None or (named is None and not _WORDS.years.wanting.search(heading.caption)):
        return False
    shape = _shape_of(header, names, heading)
    if not shape.values:
        return False
    for row in body:
        ids = regions.find(row[place].text) if place is not None and row[place].text else ()
        if named is None and not ids:
            continue
        region = ids[0] if len(ids) == 1 else None
        for target in _read_row(row, shape, header, heading.caption if named is None else None, region):
            if indicator := without_place(target.indicator, regions):
                tables.targets.append(replace(target, indicator=indicator))
    return True


def _shape_of(header: Sequence[str], names: int, heading: _Heading) -> _Shape:
    unit, binding = _column(header, _WORDS.columns["unit"]), _column(header, _WORDS.columns["binding"])
    years = {at: int(found["year"]) for at, name in enumerate(header) if (found := _YEAR.search(name))}
    first = min(years.values(), default=0)
    was = {
        at: year
        for at, year in years.items()
        if _WORDS.years.past.search(header[at])
        or (year < heading.written if heading.written else len(set(years.values())) > 1 and year == first)
    }
    base = max(was.items(), key=lambda pair: pair[1]) if was else None
    wanted = {at: year for at, year in years.items() if at not in was}
    last = max(wanted.values(), default=None) if wanted else None
    values: list[tuple[int, int | None, Form]] = []
    stated = _YEAR.search(heading.caption)
    for at, name in enumerate(header):
        if at in {names, unit, binding} or at in was:
            continue
        if _WORDS.columns["annual_average"].fullmatch(name):
            values.append((at, last, "annual_average"))
        elif _WORDS.columns["cumulative"].fullmatch(name):
            values.append((at, wanted.get(at, last), "cumulative"))
        elif at in wanted:
            values.append((at, wanted[at], "level"))
        elif not years and _is_value_column(name):
            values.append((at, int(stated["year"]) if stated else None, "level"))
    return _Shape(names, unit, binding, tuple(values), base)


def _is_value_column(name: str) -> bool:
    """Whether a column without a year holds what is wanted."""
    others = [p for column, p in _WORDS.columns.items() if column not in {"annual_average", "cumulative"}]
    return bool(name) and not any(p.fullmatch(_ASIDE.sub("", name)) for p in others)


def _read_row(
    row: tuple[Cell, ...], shape: _Shape, header: Sequence[str], caption: str | None, region: str | None
) -> Iterator[Target]:
    """Yield what one row wants; with a caption, the row is a region's."""
    name = row[shape.names].text
    mark = read_mark(name)
    name = name[mark.stop :] if mark else name
    binding = _TARGET_CUES.states.read_binding(row[shape.binding].text) if shape.binding is not None else None
    base = _WORDS.values.value.fullmatch(row[shape.base[0]].text) if shape.base else None
    for at, year, form in shape.values:
        found = _WORDS.values.value.fullmatch(row[at].text)
        if found is None or (_YEAR.fullmatch(row[at].text) and row[at].text.endswith("年")):
            continue
        what = name if caption is None else _name_indicator(header[at], caption)
        unit = _UNIT.search(what) or _UNIT.search(header[at]) or (_UNIT.search(caption) if caption else None)
        written_unit = row[shape.unit].text if shape.unit is not None else unit["unit"] if unit else found["unit"]
        first = min(row[shape.names].span.start, row[at].span.start)
        number, until = found["number"].replace(",", ""), found["until"]
        yield Target(
            span=Span(first, max(row[shape.names].span.stop, row[at].span.stop)),
            indicator=_ASIDE.sub("", what).strip("：") or what,
            value=f"{found['number']}—{until}" if until else found["number"],
            number=float(number),
            number_max=float(until) if until else None,
            unit=("%" if "%" in row[at].text else written_unit) or None,
            year=year,
            year_source="clause" if year else None,
            comparator=_WORDS.values.compare(found),
            base_value=base["number"] if base and form != "annual_average" else None,
            base_year=shape.base[1] if base and shape.base and form != "annual_average" else None,
            form="cumulative" if found["open"] and form == "level" else form,
            binding=binding,
            region=region,
        )


def _name_indicator(column: str, caption: str) -> str:
    """What a region's row wants: what the column names, or, where that is but a year, what the heading does."""
    furniture = _WORDS.years.furniture
    return furniture.sub("", _ASIDE.sub("", column)) or furniture.sub("", _ASIDE.sub("", caption)) or caption or column
