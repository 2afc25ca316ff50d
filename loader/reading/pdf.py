"""PDF files: their text layer in lines, without running heads, feet and page numbers; ruled tables as rows."""

from __future__ import annotations

import logging
import re
from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect

from loader.reading.grids import Cell, lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    right: float
    size: float
    """Of its characters; 0 for a table's row."""


def read_pdf(data: bytes) -> str:
    """Take the text out of a PDF, line by line as printed; a line that begins a paragraph is indented as printed.

    Raises ValueError for a file that is damaged, needs a password, or is a scan without text.
    """
    try:
        with pdfplumber.open(BytesIO(data)) as file:
            pages = [_read_page(page) for page in file.pages]
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


def _read_page(page: Page) -> list[_Line]:
    tables = [table for table in page.find_tables() if _is_table(table)]
    rest = page
    for table in tables:
        rest = rest.outside_bbox(table.bbox, strict=False)
    lines = [
        _Line(line["text"], line["top"] / page.height, line["x0"], line["x1"], line["bottom"] - line["top"])
        for line in rest.extract_text_lines(strip=True, return_chars=False, x_tolerance_ratio=_GAP)
    ]
    for table in tables:
        top = table.bbox[1] / page.height
        lines += [_Line(row, top, table.bbox[0], table.bbox[2], 0) for row in lay_out(_cells_of(table))]
    page.close()
    return sorted(lines, key=lambda line: line.top)


def _is_table(table: Table) -> bool:
    """Whether ruled lines make a table, or the rest of one on the next page, and no frame or underline."""
    return len(table.columns) > 1


def _cells_of(table: Table) -> list[list[Cell]]:
    """A table's cells; a merged one is empty where it goes on."""
    return [[Cell(words or "") for words in row] for row in table.extract()]


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
