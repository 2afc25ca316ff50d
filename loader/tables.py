"""Answers as people want them: on the terminal, in a pipe, in Excel, in a report."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from enum import StrEnum
from io import StringIO
from math import sqrt
from typing import TYPE_CHECKING, Any

from loader.writing import choose_by_ending, written_whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rich.console import Console, RenderableType

    from loader.stores import Rows


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


_GAP = 2  # blanks between two columns
_SHORT = 14  # a column up to this width is never wrapped; where that leaves no room, each row is shown as a record
_LONGEST_NAME = 26  # letters of a name that is never cut

_NAME = re.compile(r"[A-Za-z_-]+")
_BREAKS = re.compile(r"\s*[\t\r\n\v\f\x85\u2028\u2029]\s*")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_FORMULA = re.compile(r"[=+\-@](?!\s*[\d.,]+\s*%?$)")


def print_rows(rows: Rows, form: Format, console: Console) -> None:
    """Print an answer; a table is wrapped to fit a terminal, and has a row a line, uncut, in a pipe."""
    if form != Format.TABLE:
        console.file.write(_TEXTS[form](rows))
    elif console.is_terminal:
        console.print(draw_table(rows, console.width))
    else:
        console.file.write(_as_lines(rows))


def save_rows(rows: Rows, path: Path) -> None:
    """Write an answer in the format that the file's ending names; a failure leaves nothing and no half behind."""
    save = choose_by_ending(path, _SAVERS)
    with written_whole(path) as beside:
        save(rows, beside)


def check_ending(path: Path) -> None:
    """Refuse a file whose ending names no format of answers."""
    choose_by_ending(path, _SAVERS)


def show_value(value: Any) -> str:
    """One value as people read it: dates in ISO form, lists with 、, a node by its name, nothing for None."""
    if isinstance(value, list | tuple):
        return "、".join(map(show_value, value))
    if isinstance(value, dict):
        return str(_name_of(value) or _dump(value))
    show = _SHOWN.get(type(value), str)
    return show(value)


def _name_of(thing: dict[str, Any]) -> Any:
    """Find the caption of a node or relationship that a statement returned whole."""
    properties = thing.get("properties", thing)
    return properties.get("name") or thing.get("type") if isinstance(properties, dict) else None


def draw_table(rows: Rows, width: int) -> RenderableType:
    """Draw an answer in `width` columns of a terminal; where the columns would be too narrow, a record a row."""
    from rich.cells import cell_len

    cells = [[_CONTROLS.sub("�", show_value(value)) for value in row] for row in rows.rows]
    natural = [
        max(map(cell_len, "\n".join((name, *column)).splitlines()), default=0)
        for name, *column in zip(rows.columns, *cells, strict=True)
    ]
    least = [
        max(_SHORT, *map(_longest_word, (name, *column))) for name, *column in zip(rows.columns, *cells, strict=True)
    ]
    widths = _share_out(natural, least, width - _GAP * (len(natural) - 1))
    if sum(widths) + _GAP * (len(widths) - 1) > width:
        return _draw_records(rows.columns, cells, width)
    return _draw_grid(rows, cells, widths, wrapped=widths != natural)


def _longest_word(cell: str) -> int:
    """How wide the longest name in Latin letters is (measures-touching-region), which reads badly when it is cut."""
    return max((len(word) for word in _NAME.findall(cell) if len(word) <= _LONGEST_NAME), default=0)


def _share_out(natural: list[int], least: list[int], available: int) -> list[int]:
    """Give narrow columns what they want, and the others shares of the rest that grow with the root of their width."""
    widths = list(natural)
    weights = [sqrt(width) for width in natural]
    for column in sorted(range(len(natural)), key=natural.__getitem__):
        share = int(available * weights[column] / (sum(weights) or 1))
        widths[column] = min(natural[column], max(share, least[column]))
        available -= widths[column]
        weights[column] = 0
    return widths


def _draw_grid(rows: Rows, cells: list[list[str]], widths: list[int], *, wrapped: bool) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=box.HORIZONTALS if wrapped else box.SIMPLE_HEAD,
        show_edge=False,
        show_lines=wrapped,
        pad_edge=False,
        padding=(0, _GAP - 1, 0, 0),  # the box itself puts one blank between columns
        border_style="dim",
        header_style="bold",
    )
    for at, (name, width) in enumerate(zip(rows.columns, widths, strict=True)):
        table.add_column(Text(name), width=width, overflow="fold", justify="right" if _is_numeric(rows, at) else "left")
    for row in cells:
        table.add_row(*map(Text, row))
    return table


def _draw_records(columns: list[str], cells: list[list[str]], width: int) -> RenderableType:
    from rich.console import Group
    from rich.rule import Rule
    from rich.table import Table
    from rich.text import Text

    parts: list[RenderableType] = []
    for number, row in enumerate(cells, 1):
        record = Table.grid(padding=(0, _GAP, 0, 0), pad_edge=False)
        record.width = width
        record.add_column(style="bold", no_wrap=True)
        record.add_column(ratio=1, overflow="fold")
        for name, value in zip(columns, row, strict=True):
            if value:
                record.add_row(Text(name), Text(value))
        parts += [Rule(str(number), align="left", style="dim"), record]
    return Group(*parts)


def _as_lines(rows: Rows) -> str:
    """Lay an answer out for a pipe: columns as wide as they need, a row a line, nothing wrapped and nothing cut."""
    from rich.cells import cell_len

    columns = []
    for at, name in enumerate(rows.columns):
        cells = [name, *(_BREAKS.sub(" ", show_value(row[at])) for row in rows.rows)]
        width = max(map(cell_len, cells))
        padding = [" " * (width - cell_len(cell)) for cell in cells]
        right = _is_numeric(rows, at)
        columns.append([blank + cell if right else cell + blank for cell, blank in zip(cells, padding, strict=True)])
    head, *body = [(" " * _GAP).join(line) for line in zip(*columns, strict=True)]
    return "".join(f"{line.rstrip()}\n" for line in (head, "─" * cell_len(head), *body))


def _is_numeric(rows: Rows, at: int) -> bool:
    values = [row[at] for row in rows.rows if row[at] is not None]
    return bool(values) and all(isinstance(value, int | float) for value in values)


def _as_json(rows: Rows) -> str:
    return json.dumps(rows.records(), ensure_ascii=False, indent=2, default=str) + "\n"


def _as_csv(rows: Rows) -> str:
    return _write_csv(rows, "\n", str)


def _as_markdown(rows: Rows) -> str:
    def line(cells: list[str]) -> str:
        return "| " + " | ".join(_BREAKS.sub("<br>", cell.replace("|", "\\|")) for cell in cells) + " |\n"

    head = line(rows.columns) + "|" + " --- |" * len(rows.columns) + "\n"
    return head + "".join(line([show_value(value) for value in row]) for row in rows.rows)


_TEXTS: dict[Format, Callable[[Rows], str]] = {
    Format.JSON: _as_json,
    Format.CSV: _as_csv,
    Format.MARKDOWN: _as_markdown,
}


def _write_csv(rows: Rows, line_end: str, guard: Callable[[str], str]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator=line_end)
    writer.writerow(map(guard, rows.columns))
    writer.writerows([guard(show_value(value)) for value in row] for row in rows.rows)
    return out.getvalue()


def _harmless(cell: str) -> str:
    """Stop Excel from taking a text for a formula: an apostrophe in front; numbers with a sign stay."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _save_csv(rows: Rows, path: Path) -> None:
    # Excel takes a file for UTF-8 only by its byte order mark.
    path.write_text(_write_csv(rows, "\r\n", _harmless), encoding="utf-8-sig", errors="replace", newline="")


def _save_json(rows: Rows, path: Path) -> None:
    path.write_text(_as_json(rows), encoding="utf-8", errors="replace")


def _save_markdown(rows: Rows, path: Path) -> None:
    path.write_text(_as_markdown(rows), encoding="utf-8", errors="replace")


def _save_workbook(rows: Rows, path: Path) -> None:
    from loader.workbooks import make_workbook

    path.write_bytes(make_workbook(rows.columns, [[_as_cell(value) for value in row] for row in rows.rows]))


def _as_cell(value: Any) -> str | float | date:
    """A number or date as it is, all else as text without control characters, which no cell can hold."""
    if isinstance(value, int | float | date):
        return value
    return _CONTROLS.sub("�", show_value(value).replace("\r\n", "\n").replace("\r", "\n"))


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


_SAVERS: dict[str, Callable[[Rows, Path], None]] = {
    ".csv": _save_csv,
    ".xlsx": _save_workbook,
    ".json": _save_json,
    ".md": _save_markdown,
}
_SHOWN: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "",
    bool: lambda value: "yes" if value else "no",
    float: "{:.15g}".format,
    date: date.isoformat,
}
