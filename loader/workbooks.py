"""Workbooks for Excel."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter
from rich.cells import cell_len

from loader.errors import LoaderError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from openpyxl.worksheet.worksheet import Worksheet

_MOST = 1_048_575  # rows that a sheet of Excel holds below its head
_WIDEST = 60
_LONGEST = 32_767  # characters that a cell of Excel holds
_CUT = "…（Excel holds no more）"


def make_workbook(columns: Sequence[str], rows: Sequence[Sequence[str | float | date | None]]) -> bytes:
    """Make the file of a workbook with one sheet, its head frozen; a text is never a formula, and cut where it must.

    LoaderError refuses more rows than a sheet holds.
    """
    if len(rows) > _MOST:
        raise LoaderError(f"Excel holds no more than {_MOST:,} rows, and these are {len(rows):,}: write a .csv file")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "answer"
    sheet.freeze_panes = "A2"
    for across, name in enumerate(columns, 1):
        column = [row[across - 1] for row in rows]
        sheet.column_dimensions[get_column_letter(across)].width = _width(name, column)
        sheet.cell(1, across, name).font = Font(bold=True)
        for down, value in enumerate(column, 2):
            cell = sheet.cell(down, across)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if not isinstance(value, str):
                cell.value = value
            elif value:
                cell.value = value if len(value) <= _LONGEST else value[: _LONGEST - len(_CUT)] + _CUT
                cell.data_type = "s"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        _InMemory(book, archive).write_data()
    return file.getvalue()


def _width(name: str, column: Sequence[object]) -> int:
    longest = max((cell_len(str(value)) for value in column if value is not None), default=0)
    return min(max(longest, cell_len(name)), _WIDEST) + 3


class _InMemory(ExcelWriter):
    """Writes no file on the way, as openpyxl does: where that finds no room, lxml puts tracebacks on the screen."""

    def write_worksheet(self, ws: Worksheet) -> None:
        file = BytesIO()
        WorksheetWriter(ws, file).write()
        self._archive.writestr(ws.path[1:], file.getvalue())  # type: ignore[attr-defined]  # the stubs leave it out
        self.manifest.append(ws)
