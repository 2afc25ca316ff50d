"""Word files (.docx): paragraphs and tables in their order, with the numbers that Word gives to lists."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from loader.reading.grids import Cell, lay_out
from loader.reading.numerals import write_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document as WordDocument
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}
_LEFT_OUT = frozenset(
    map(qn, ("w:del", "w:moveFrom", "w:instrText", "w:delText", "w:pPr", "w:rPr", "w:sectPr", "w:tblPr", "w:tblGrid"))
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_LEVELS = 9


def read_word(data: bytes) -> str:
    """Take the text out of a Word file, a paragraph or a table's row a line.

    What was deleted under review is left out, what was inserted is there. Raises ValueError for a file that is
    damaged or empty.
    """
    try:
        document = Document(BytesIO(data))
    except (OpcError, BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise ValueError(f"is no Word file, or damaged ({error}); save it anew") from error
    text = "".join(f"{line}\n" for line in _Reader(_Numbering(document)).read(document.element.body))
    if not text.strip():
        raise ValueError("holds no text (pictures alone?); type it, or run OCR first")
    return text
