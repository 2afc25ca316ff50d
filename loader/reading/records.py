"""Tables of documents, one a row: JSON Lines, CSV and tab-separated values."""

from __future__ import annotations

import csv
import json
import re
from contextlib import contextmanager
from hashlib import sha256
from io import TextIOWrapper
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from loader.dates import read_date
from loader.document import Facts, Problem, Source, Work
from loader.gazetteer.page_words import RecordColumn, load_page_words
from loader.reading.decoding import find_encoding
from loader.reading.pages import is_page, read_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from io import BufferedReader

    from loader.reading.options import ReadOptions

_COLUMNS = load_page_words().columns
_NO_VALUE = load_page_words().no_values | {""}

_SAMPLE = 1 << 16
_LARGEST_FIELD = 1 << 26  # characters; what is longer lacks a closing quote
_LONGEST_NAME = 200
_SHOWN = 40  # characters of a value that is no text
_DIVIDERS = ",\t;|"
_END = "\x1c"  # a line of its own behind the last one, unless a quote that is not closed takes it in

_TIME = re.compile(r"[\d\s:./年月日时分秒TZ+\-—]+")
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")
_BREAK = re.compile(r"\s*[\r\n]+\s*")
_WORDS = re.compile(r"[\u3400-\u9fff]|[A-Za-z]{2}")
_SENTENCE = re.compile(r"。.")
_BULLET = re.compile(r"[^\w《【（“〔\[(\"‘〈]")
_BETWEEN = re.compile(r"[,，、;；|]|\s+")
_BROKEN = re.compile(r"[\ud800-\udfff]")


class _Row(NamedTuple):
    """One record, or what is wrong with it."""

    line: int
    """Where it begins in the file, counted from 1."""
    values: Mapping[str, Any]
    raw: str
    problem: str | None = None


def read_lines_of_json(stream: BufferedReader, name: str, options: ReadOptions) -> Iterator[Work | Problem]:
    """Read JSON Lines: an object a line. Raises ValueError where the file as a whole is none."""
    with _open_text(stream) as lines:
        yield from _read_rows(_json_rows(lines), name, options)


def read_csv(stream: BufferedReader, name: str, options: ReadOptions) -> Iterator[Work | Problem]:
    """Read a table whose first line names its columns, which commas, tabs, semicolons or bars divide.

    Raises ValueError where the file as a whole is none.
    """
    with _open_text(stream) as lines:
        yield from _read_rows(_csv_rows(lines), name, options)


@contextmanager
def _open_text(stream: BufferedReader) -> Iterator[TextIOWrapper]:
    """Decode a stream as it goes by; what can't be decoded is left for its record to complain of."""
    encoding = find_encoding(stream.peek(_SAMPLE), whole=False)
    if encoding is None:
        raise ValueError("is no text in UTF-8, UTF-16, GB18030 or Big5; save it as UTF-8")
    lines = TextIOWrapper(stream, encoding, "surrogateescape", newline="")
    try:
        yield lines
    finally:
        lines.detach()  # the stream is closed by who opened it


def _json_rows(lines: Iterable[str]) -> Iterator[_Row]:
    for number, line in enumerate(lines, 1):
        record = line.strip("\ufeff \t\r\n")
        if not record:
            continue
        if number == 1 and record.startswith("["):
            raise ValueError("is one JSON array; make it JSON Lines, for example with `jq -c '.[]'`")
        try:
            values = json.loads(record)
        except json.JSONDecodeError as error:
            yield _Row(number, {}, record, f"is no JSON (column {error.colno}: {error.msg})")
            continue
        except (ValueError, RecursionError):
            yield _Row(number, {}, record, "has a number too long, or values too deep in one another, to be read")
            continue
        if isinstance(values, dict):
            yield _Row(number, values, record)
        else:
            yield _Row(number, {}, record, "is no JSON object")


def _csv_rows(lines: TextIOWrapper) -> Iterator[_Row]:
    csv.field_size_limit(_LARGEST_FIELD)
    head = next(lines, "").lstrip("\ufeff")
    divider = max(_DIVIDERS, key=head.count)
    reader = csv.reader(chain([head], lines, [_END]), delimiter=divider)
    columns = [column.strip() for column in next(reader, [])]
    before = reader.line_num
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _Row(before + 1, {}, "", f"cannot be read ({error}); is a quote not closed?")
        else:
            if cells == [_END]:
                return
            if cells and cells[-1].endswith(_END):
                yield _Row(before + 1, {}, "", "has a quote that is not closed, so that it ends nowhere")
            elif any(cell.strip() for cell in cells):
                yield _Row(before + 1, dict(zip(columns, cells, strict=False)), "\x1f".join(cells))
        before = reader.line_num


def _read_rows(rows: Iterator[_Row], name: str, options: ReadOptions) -> Iterator[Work | Problem]:
    """Read records one by one; if nothing is plainly the text of the first that can be read, the file is refused."""
    chosen: dict[tuple[str, ...], dict[RecordColumn, str]] = {}
    keys: set[str] = set()
    row = None
    for row in rows:
        problem = row.problem
        if problem is None and not chosen:
            _check_options(row.values, options)
            chosen[tuple(row.values)] = _choose_columns(row.values, options)
        if problem is None:
            try:
                if (names := tuple(row.values)) not in chosen:
                    chosen[names] = _choose_columns(row.values, options)
                work = _read_row(row, chosen[names], name)
            except ValueError as error:
                problem = str(error)
        if problem is None and work.sources[0].path in keys:
            problem = f"has the key of an earlier record ({work.sources[0].path}); name a better one with --id-key"
        if problem is not None:
            yield Problem(name, f"line {row.line}: {problem}")
            continue
        keys.add(work.sources[0].path)
        yield work
    if row is None:
        raise ValueError("holds no records; fill it or take it away")


def _check_options(values: Mapping[str, Any], options: ReadOptions) -> None:
    """Refuse a file whose first record has no column of a name that was given."""
    for column in get_args(RecordColumn):
        wanted = getattr(options, f"{column}_key", None)
        if wanted is not None and wanted not in values:
            raise ValueError(f"has no column {wanted} (--{column}-key); it has {', '.join(values)}")


def _choose_columns(values: Mapping[str, Any], options: ReadOptions) -> dict[RecordColumn, str]:
    """Which column holds what: as the options say, else by its name; records of one file may have other columns."""
    plain = {key.strip().casefold(): key for key in values}
    columns: dict[RecordColumn, str] = {}
    for column in get_args(RecordColumn):
        wanted = getattr(options, f"{column}_key", None)
        guessed = (plain[word] for word in _COLUMNS[column] if word in plain)
        if key := wanted or next(guessed, None):
            columns[column] = key
    if "text" not in columns:
        raise ValueError(f"has no column that is plainly the text; name it with --text-key: {', '.join(values)}")
    return columns


def _read_row(row: _Row, columns: Mapping[RecordColumn, str], name: str) -> Work:
    """One record's work; ValueError says what is wrong with it."""

    def cell(column: RecordColumn, joint: str = "、") -> str | None:
        return _read_cell(row.values.get(columns[column]), joint) if column in columns else None

    written = row.values.get(columns["text"])
    if not all(isinstance(part, str | None) for part in (written if isinstance(written, list) else [written])):
        shown = json.dumps(written, ensure_ascii=False)[:_SHOWN]
        raise ValueError(f"has {shown} in {columns['text']}, which is no text; mend it")
    text = cell("text", "\n")
    if text is None:
        raise ValueError(f"has no text in {columns['text']}; fill it, or take the row away")
    if _BROKEN.search(row.raw) or _BROKEN.search(text):
        raise ValueError("holds bytes that are no characters; save the file as UTF-8")
    issuers = tuple(part for part in _BETWEEN.split(cell("issuer") or "") if part)
    facts = Facts(
        name=_read_name(cell("name")),
        number=cell("number"),
        issuers=issuers,
        written_on=_read_day(cell("written_on")),
        published_on=_read_day(cell("date")),
        source=cell("source"),
    )
    if is_page(text):
        text, found = read_page(text)
        facts = facts.completed_by(found)
    digest = sha256(row.raw.encode("utf-8", "surrogatepass")).hexdigest()
    return Work(facts, (Source(f"{name}#{cell('id') or row.line}", text, digest, facts),))


def _read_cell(value: object, joint: str) -> str | None:
    """A value as text, the parts of a list joined; None for what only says that there is none."""
    if isinstance(value, list):
        value = joint.join(str(part) for part in value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    words = str(value)
    return None if words.strip().casefold() in _NO_VALUE else words


def _read_name(words: str | None) -> str | None:
    """A document's name; None for a time stamp, signs, or a paragraph in the place of a name."""
    if words is None:
        return None
    words = _BREAK.sub("", words).strip()
    if _TIME.fullmatch(words) or not _WORDS.search(words) or _BULLET.match(words):
        return None
    return None if len(words) > _LONGEST_NAME or _SENTENCE.search(words) else words


def _read_day(words: str | None) -> date | None:
    if words and (found := _DAY.fullmatch(words.strip())):
        words = "-".join(found.groups())
    return read_date(words or "")
