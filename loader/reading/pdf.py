"""PDF files: their text layer in lines, without running heads, feet and page numbers; ruled tables as rows."""

from __future__ import annotations

import logging
import re
from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect

from loader.reading.columns import Box, cut_page, find_gutter, lines_of
from loader.reading.grids import Cell, lay_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pdfplumber.page import Page
    from pdfplumber.table import Table

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it tells of each font's faults; the text is what counts

_PAGE_NUMBER = re.compile(r"[\s\-—–―·•－]*第?\s*\d{1,4}\s*页?(?:\s*[/／]?\s*共?\s*\d{1,4}\s*页?)?[\s\-—–―·•－]*")
_DIGIT = re.compile(r"\d+")
_NO_CHARACTER = re.compile(r"\(cid:\d+\)")
_MARGIN = 0.12  # of a page's height, above and below
_EDGE_LINES = 3
_OFTEN = 0.5  # of all pages
_INDENT = 1.2  # in characters
_GAP = 0.2  # of a character: what is wider than this parts words
_UNREADABLE = 0.1
_FEW_LINES = 8
_FEW_STARTS = 0.05
_LATIN = re.compile(r"[A-Za-z]$")


class _Line(NamedTuple):
    """A line of a page, or a row of its tables."""

    text: str
    top: float
    """From the page's upper edge, as a share of its height."""
    left: float
    """From where its column begins; so `right`."""
    right: float
    size: float
    """Of its characters; 0 for a table's row."""


def read_pdf(data: bytes) -> str:
    """Take the text out of a PDF, line by line as printed; a line that begins a paragraph is indented as printed.

    Raises ValueError for a file that is damaged, needs a password, or is a scan without text.
    """
    try:
        with pdfplumber.open(BytesIO(data)) as file:
            pages = list(_read_pages(file.pages))
    except Exception as error:  # a damaged file makes pdfminer fail in any way
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in (error, *error.args)):
            raise ValueError("needs a password; save it without one") from error
        raise ValueError(f"is no PDF, or damaged ({error or type(error).__name__}); fetch it anew") from error
    text = "".join(f"{line}\n" for line in _join_pages(pages))
    if not text.strip():
        raise ValueError("has no text layer (a scan?); run OCR first")
    if len(_NO_CHARACTER.findall(text)) > _UNREADABLE * len(text):
        raise ValueError("does not say which characters its letters are; run OCR first")
    return text


def _read_pages(pages: Iterable[Page]) -> Iterator[list[_Line]]:
    gutter = None
    for page in pages:
        tables = [table for table in page.find_tables() if _is_table(table)]
        rest = page
        for table in tables:
            rest = rest.outside_bbox(table.bbox, strict=False)
        whole = Box(*page.bbox)
        lines = lines_of(_box_of(char) for char in rest.chars if char["text"].strip())
        gutter = find_gutter(whole, lines, gutter)
        blocks = [Box(*table.bbox) for table in tables]
        stretches = [whole] if gutter is None else cut_page(whole, lines, blocks, gutter)
        yield [line for stretch in stretches for line in _read_stretch(rest, stretch, tables)]
        page.close()


def _read_stretch(page: Page, stretch: Box, tables: Sequence[Table]) -> list[_Line]:
    """The lines of one column, and the rows of the tables in it."""
    part = page.filter(lambda thing: stretch.holds(_box_of(thing)))
    found = part.extract_text_lines(strip=True, return_chars=False, x_tolerance_ratio=_GAP)
    lines = [
        _Line(
            line["text"],
            line["top"] / page.height,
            line["x0"] - stretch.x0,
            line["x1"] - stretch.x0,
            line["bottom"] - line["top"],
        )
        for line in found
    ]
    for table in tables:
        box = Box(*table.bbox)
        if stretch.holds(box):
            lines += [_Line(row, box.top / page.height, box.x0, box.x1, 0) for row in lay_out(_cells_of(table))]
    return sorted(lines, key=lambda line: line.top)


def _box_of(thing: Mapping[str, Any]) -> Box:
    return Box(thing["x0"], thing["top"], thing["x1"], thing["bottom"])


def _is_table(table: Table) -> bool:
    """Whether ruled lines make a table, or the rest of one on the next page, and no frame or underline."""
    return len(table.columns) > 1


def _cells_of(table: Table) -> list[list[Cell]]:
    """A table's cells, each where it begins, with how many columns and rows it is merged over."""
    lefts = sorted({round(cell[0]) for cell in table.cells})
    tops = sorted({round(cell[1]) for cell in table.cells})
    rows: list[list[Cell]] = []
    for row, words in zip(table.rows, table.extract(), strict=True):
        cells = {round(cell[0]): (Box(*cell), text) for cell, text in zip(row.cells, words, strict=True) if cell}
        top = round(row.bbox[1])
        rows.append([])
        for left in lefts:
            if left in cells:
                box, text = cells[left]
                columns = sum(box.x0 - 1 < one < box.x1 - 1 for one in lefts)
                rows[-1].append(Cell(text or "", columns, sum(box.top - 1 < one < box.bottom - 1 for one in tops)))
            elif not any(_covers(Box(*cell), left, top) for cell in table.cells):
                rows[-1].append(Cell(""))
    return rows


def _covers(cell: Box, left: float, top: float) -> bool:
    return cell.x0 - 1 < left < cell.x1 - 1 and cell.top - 1 < top < cell.bottom - 1


def _join_pages(pages: Sequence[Sequence[_Line]]) -> Iterator[str]:
    """The paragraphs of all pages, without what runs over the pages.

    Where paragraphs are indented, a line that is not goes on with a full line before it, on the next page too.
    """
    running = _find_running(pages)
    kept = [
        [line for at, line in enumerate(lines) if not _is_running(line, running, at_edge=_at_edge(at, lines))]
        for lines in pages
    ]
    every = [line for lines in kept for line in lines if line.size]
    usual = _edges(every)
    starts = sum(1 for line in every if line.left > usual[0] + _INDENT * line.size)
    indents = starts > _FEW_STARTS * len(every)
    words, full = "", False
    for lines in kept:
        left, right = _edges([line for line in lines if line.size]) if len(lines) >= _FEW_LINES else usual
        for line in lines:
            indented = line.left > left + _INDENT * line.size
            if words and full and line.size and indents and not indented:
                words += (" " if _LATIN.search(words) and line.text[0].isascii() else "") + line.text
            else:
                if words:
                    yield words
                words = f"\u3000\u3000{line.text}" if line.size and indented else line.text
            full = bool(line.size) and line.right > right - _INDENT * line.size
    if words:
        yield words


def _at_edge(at: int, lines: Sequence[_Line]) -> bool:
    return at < _EDGE_LINES or at >= len(lines) - _EDGE_LINES


def _find_running(pages: Sequence[Sequence[_Line]]) -> set[str]:
    """Lines that stand at the edge of most pages, whatever numbers they hold."""
    counts: Counter[str] = Counter()
    for lines in pages:
        edge = [line for at, line in enumerate(lines) if _at_edge(at, lines) and _in_margin(line)]
        counts.update({_DIGIT.sub("", line.text) for line in edge})
    return {words for words, count in counts.items() if count >= max(2, _OFTEN * len(pages))}


def _in_margin(line: _Line) -> bool:
    return not _MARGIN < line.top < 1 - _MARGIN


def _is_running(line: _Line, running: set[str], *, at_edge: bool) -> bool:
    if not at_edge or not _in_margin(line):
        return False
    return _PAGE_NUMBER.fullmatch(line.text) is not None or _DIGIT.sub("", line.text) in running


def _edges(lines: Sequence[_Line]) -> tuple[float, float]:
    """Where full lines begin and end: the outermost places at which several do."""
    lefts = Counter(round(line.left) for line in lines)
    rights = Counter(round(line.right) for line in lines)
    left = min([place for place, count in lefts.items() if count > 1] or lefts, default=0)
    right = max([place for place, count in rights.items() if count > 1] or rights, default=0)
    return left, right
