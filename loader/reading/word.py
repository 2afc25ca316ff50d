"""Word files (.docx): paragraphs and tables in their order, with the numbers that Word gives to lists."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from loader.reading.grids import Cell, lay_out
from loader.reading.list_numbers import ListNumbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document as WordDocument
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_P, _TBL, _TR, _TC, _TXBX = map(qn, ("w:p", "w:tbl", "w:tr", "w:tc", "w:txbxContent"))
_VAL = qn("w:val")
_NOTES = frozenset({RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES})
_SIGNS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}
_LEFT_OUT = frozenset(map(qn, ("w:del", "w:moveFrom", "w:instrText", "w:pPr", "w:rPr", "w:sectPr", "w:tblPr"))) | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}


def read_word(data: bytes) -> str:
    """Take the text out of a Word file, a paragraph or a table's row a line.

    What a reviser took out is left out, what one put in is there; footnotes stand at the end. Raises ValueError for a
    file that is damaged or holds no text.
    """
    try:
        document = Document(BytesIO(data))
        reader = _Reader(ListNumbers(document))
        parts = [document.element.body, *_notes_of(document)]
        text = "".join(f"{line}\n" for part in parts for line in reader.read(part))
    except Exception as error:  # a damaged file makes unpacking or parsing fail in any way
        raise ValueError(f"is no Word file, or damaged ({error}); save it anew") from error
    if not text.strip():
        raise ValueError("holds no text (pictures alone?); run OCR first")
    return text


def _notes_of(document: WordDocument) -> Iterator[Element]:
    """Footnotes and endnotes, each of which holds paragraphs; what parts them from the text is none."""
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype in _NOTES:
            for note in parse_xml(relation.target_part.blob):
                if note.get(qn("w:type")) is None:
                    yield note


class _Reader:
    """Goes through a file's elements in their order."""

    def __init__(self, numbers: ListNumbers) -> None:
        self.numbers = numbers

    def read(self, element: Element) -> Iterator[str]:
        """The lines of an element that holds paragraphs and tables."""
        for child in element:
            if child.tag == _P:
                yield from self._read_paragraph(child)
            elif child.tag == _TBL:
                yield from self._read_table(child)
            elif child.tag not in _LEFT_OUT:
                yield from self.read(child)

    def _read_paragraph(self, paragraph: Element) -> Iterator[str]:
        words = "".join(_words_of(paragraph))
        if words.strip():
            words = self.numbers.take(paragraph) + words
            yield from (line for line in words.split("\n") if line.strip())
        for box in _boxes_of(paragraph):
            yield from self.read(box)

    def _read_table(self, table: Element) -> Iterator[str]:
        rows = [[cell for cell in row.iter(_TC) if _row_of(cell) is row] for row in table.iterchildren(_TR)]
        if all(len(row) < 2 for row in rows):  # a frame around paragraphs
            for row in rows:
                for cell in row:
                    yield from self.read(cell)
            return
        yield from lay_out(self._measure(rows))

    def _measure(self, rows: list[list[Element]]) -> list[list[Cell]]:
        """The cells with what they are merged over; those that go on with a cell above are left out."""
        laid: list[list[Cell]] = []
        open_cells: dict[int, tuple[int, int]] = {}
        for row in rows:
            laid.append([])
            column = 0
            for cell in row:
                columns = int(_property(cell, "w:gridSpan") or 1)
                merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                if merge is not None and merge.get(_VAL) != "restart" and column in open_cells:
                    at, place = open_cells[column]
                    above = laid[at][place]
                    laid[at][place] = above._replace(rows=above.rows + 1)
                else:
                    if merge is None:
                        open_cells.pop(column, None)
                    else:
                        open_cells[column] = (len(laid) - 1, len(laid[-1]))
                    laid[-1].append(Cell(" ".join(self.read(cell)), columns))
                column += columns
        return laid


def _words_of(element: Element) -> Iterator[str]:
    """The characters of a paragraph or run, without those of boxes in it."""
    for child in element:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag not in _LEFT_OUT and child.tag != _TXBX and isinstance(child.tag, str):
            yield from _words_of(child)


def _boxes_of(element: Element) -> Iterator[Element]:
    """The text boxes that hang on a paragraph, each once."""
    for child in element:
        if child.tag == _TXBX:
            yield child
        elif child.tag not in _LEFT_OUT:
            yield from _boxes_of(child)


def _row_of(cell: Element) -> Element | None:
    return next(cell.iterancestors(_TR), None)


def _property(cell: Element, name: str) -> str | None:
    found = cell.find(f"{qn('w:tcPr')}/{qn(name)}")
    return None if found is None else found.get(_VAL)
