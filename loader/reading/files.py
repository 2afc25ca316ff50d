"""One file or stream to works: which reader it needs, by its ending and its first bytes."""

from __future__ import annotations

import re
from hashlib import sha256
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from loader.document import Facts, Problem, Source, Work
from loader.reading.pages import decode_page, is_page, read_page
from loader.reading.records import read_csv, read_lines_of_json
from loader.reading.text import EMPTY, read_head, read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import BufferedReader

    from loader.reading.options import ReadOptions

    RowReader = Callable[[BufferedReader, str, ReadOptions], Iterator[Work | Problem]]

SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".jsonl", ".ndjson", ".csv", ".tsv", ".zip"})
BUFFER = 1 << 16

LARGEST_FILE = 1 << 28
"""Bytes of a file with one document, pictures included; what is larger, or unpacks to more, is none."""
LARGEST_TEXT = 1 << 23
"""Characters of one document."""
_WIDEST = 4
"""Bytes of a character."""

_TOO_LARGE = "is too large for one document; cut it into its documents"
_RECORDS = {".jsonl": read_lines_of_json, ".ndjson": read_lines_of_json, ".csv": read_csv, ".tsv": read_csv}
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*\"")
_ZIP = b"PK\x03\x04"
_PDF = b"%PDF-"
_OLD = {
    b"\xd0\xcf\x11\xe0": "is a file of an old Office; save it as .docx, a table as .csv",
    b"{\\rtf": "is an RTF file; save it as .docx",
}
_ZIPPED = {
    "xl/workbook.xml": "is an Excel workbook; save its sheet as .csv",
    "ppt/presentation.xml": "is a presentation; save its text as .docx or .pdf",
    "content.xml": "is an OpenDocument file; save it as .docx",
}


def read_file(stream: BufferedReader, name: str, options: ReadOptions) -> Iterator[Work | Problem]:
    """Read a file of one document, or of one a row; what can't be read is yielded as a problem.

    `name` is how the file is called in paths; the stream need not be seekable.
    """
    try:
        if read_rows := _reader_of_rows(stream, name):
            yield from read_rows(stream, name, options)
        else:
            source = read_document(stream.read(LARGEST_FILE + 1), name)
            yield Work(source.facts, (source,))
    except ValueError as error:
        yield Problem(name, str(error))
    except OSError as error:
        yield Problem(name, f"cannot be read: {error.strerror or error}")


def holds_rows(name: str) -> bool:
    """Whether a file's name says that it holds a document a row."""
    return PurePath(name).suffix.lower() in _RECORDS


def read_document(data: bytes, name: str) -> Source:
    """Read a file of one document; ValueError says what is wrong with it."""
    if len(data) > LARGEST_FILE:
        raise ValueError(_TOO_LARGE)
    text, facts = _read_text(data, PurePath(name).suffix.lower())
    if len(text) > LARGEST_TEXT:
        raise ValueError(_TOO_LARGE)
    return Source(name, text, sha256(data).hexdigest(), facts)


def _reader_of_rows(stream: BufferedReader, name: str) -> RowReader | None:
    suffix = PurePath(name).suffix.lower()
    if suffix in _RECORDS:
        return _RECORDS[suffix]
    return read_lines_of_json if not suffix and _JSON.match(stream.peek(BUFFER)) else None


def _read_text(data: bytes, suffix: str) -> tuple[str, Facts]:
    """Take the text out of a file; its first bytes count more than its ending."""
    if not data:
        raise ValueError(EMPTY)
    for start, problem in _OLD.items():
        if data.startswith(start):
            raise ValueError(problem)
    if data.startswith(_PDF) or suffix == ".pdf":
        return _load_reader("pdf")(data), Facts()
    if suffix == ".docx" and not data.startswith(_ZIP):
        raise ValueError("is no Word file; if it is a text, give it the ending .txt")
    if data.startswith(_ZIP):
        _check_zipped(data)
        return _load_reader("docx")(data), Facts()
    if len(data) > _WIDEST * LARGEST_TEXT:
        raise ValueError(_TOO_LARGE)
    text = decode_page(data) if suffix in {".html", ".htm"} else read_text(data)
    if is_page(text):
        return read_page(text)
    text = read_text(data)
    return text, read_head(text)


def _load_reader(extra: str) -> Callable[[bytes], str]:
    """A reader whose library is an extra, imported when a file wants it."""
    try:
        if extra == "pdf":
            from loader.reading.pdf import read_pdf as read  # noqa: PLC0415 - an extra
        else:
            from loader.reading.word import read_word as read  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise ValueError(f"needs {error.name}; install it with `pip install 'policy-graph-loader[{extra}]'`") from error
    return read


def _check_zipped(data: bytes) -> None:
    """Raise ValueError, saying what it is, for a zipped file that is no Word document."""
    try:
        with ZipFile(BytesIO(data)) as file:
            sizes = {member.filename: member.file_size for member in file.infolist()}
    except BadZipFile as error:
        raise ValueError(f"is damaged ({error}); fetch it anew") from error
    if sizes.get("word/document.xml", 0) > LARGEST_FILE:
        raise ValueError(_TOO_LARGE)
    if "word/document.xml" not in sizes:
        problem = next((problem for name, problem in _ZIPPED.items() if name in sizes), None)
        raise ValueError(problem or "is a zip file of another kind; give it the ending .zip")
