"""Web pages: the document without the page around it, its tables as lines, its information table as facts."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from loader.dates import read_date
from loader.document import Facts
from loader.gazetteer.document_words import load_document_words
from loader.gazetteer.page_words import load_page_words
from loader.gazetteer.patterns import any_of
from loader.reading.decoding import decode
from loader.reading.grids import Cell, lay_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from selectolax.lexbor import LexborNode

_PAGE = re.compile(
    r"[\s\ufeff]*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|\?xml|/?[a-z][a-z0-9]*[\s/>])", re.IGNORECASE | re.DOTALL
)
_MARKUP = re.compile(r"</?(?:html|body|div|p|table|tr|td|span|br|section|article)\b[^<>]*>", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_HEAD = 4096

_NO_TEXT = (
    "head, script, style, noscript, template, iframe, svg, canvas, object, embed, button, select, input, textarea, "
    "nav, footer, aside, video, audio, map, dialog, [hidden]"
)
_WORDS = load_page_words()
_HOLDERS = frozenset(_WORDS.holders)
_BLOCKS = _HOLDERS | frozenset(_WORDS.blocks)
_FURNITURE = re.compile("|".join(f"(?:{line})" for line in _WORDS.furniture_lines))
_KEYS = load_document_words().row_keys
_KEY = re.compile("|".join(r"\s*".join(map(re.escape, key)) for key in sorted(_KEYS, key=len, reverse=True)))
_KEY_WITH_COLON = re.compile(rf"(?<![\u4e00-\u9fff])【?\s*({_KEY.pattern})\s*[：:】]\s*")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STYLE_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_SHORT = 4  # characters; a longer word of a style may go on (banner2, shareBox)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_BLANK = re.compile(r"[\s\u200b\ufeff]+")
_MARK = re.compile(r"[。；：，、]")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[【（(﹝]\d{4}[〕\]】）)﹞]\s*\d+\s*号")
_BETWEEN = re.compile(r"[、，,；;\s]+")
_SITE = re.compile(r"\s*[_|]|\s+[-—–]")
_OWN_ISSUER = re.compile(rf"[\u4e00-\u9fff]{{3,}}?{any_of(_WORDS.name_verbs)}")

_MOST = 0.95  # of a page's prose stands in the document
_MOST_FURNITURE = 0.3
_LONGEST_CELL = 1500
_ROWS = 3  # rows that make a table an information table


@dataclass(slots=True)
class _Box:
    """An element that begins and ends lines, with its lines and the boxes in it, in the page's order."""

    tag: str
    furniture: bool = False
    items: list[_Box | str] = field(default_factory=list)
    prose: int = 0
    """Characters of it that stand in sentences and outside links."""

    def lines(self) -> Iterator[str]:
        """All its lines."""
        for item in self.items:
            if isinstance(item, str):
                yield item
            elif not item.furniture:
                yield from item.lines()


def is_page(text: str) -> bool:
    """Whether a text is written in HTML."""
    return _PAGE.match(text) is not None and _MARKUP.search(text) is not None


def decode_page(data: bytes) -> str:
    """Decode a page; what it says of its own encoding counts if that can be."""
    said = _CHARSET.search(data, 0, _HEAD)
    if said and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        name = said[1].decode("ascii").lower()
        with suppress(UnicodeDecodeError, LookupError):
            return data.decode("gb18030" if name.startswith("gb") else name)
    return decode(data)


def read_page(page: str) -> tuple[str, Facts]:
    """Take the document out of a page: its text, a paragraph or a table's row a line, and what the page says of it.

    The document is the part that holds nearly all prose outside links; the page's headline is put before it where it
    stands apart. Raises ValueError where the page holds no text.
    """
    tree = LexborHTMLParser(page)
    metas = {(tag.attrs.sget("name")).lower(): tag.attrs.sget("content") for tag in tree.css("meta")}
    title = tree.css_first("title")
    headlines = [metas.get("articletitle", ""), *(tag.text() for tag in tree.css("h1"))]
    headlines += [_SITE.split(title.text())[0]] if title else []
    for tag in tree.css(_NO_TEXT):
        tag.decompose()
    if tree.body is None:
        raise ValueError("is a page without text")
    body = _Reader().read(tree.body)
    document = _find_document(body)
    outside, around = _take_information(_before(body, document), 1)
    rows, lines = _take_information(document.lines(), _ROWS)
    lines = _trim(lines)
    if not lines:
        raise ValueError("is a page without text")
    facts = _read_rows(outside | rows)
    said = Facts(
        number=_find_number(around), published_on=read_date(metas.get("pubdate", "")), source=metas.get("url") or None
    )
    facts = facts.completed_by(said)
    if headline := _headline_for(lines, headlines):
        lines.insert(0, headline)
    return "\n".join(lines) + "\n", facts


class _Reader:
    """Turns a tree of elements into boxes of lines."""

    def __init__(self) -> None:
        self.words: list[str] = []
        """Of the line that is being read."""
        self.linked = 0
        """How many of its characters stand in links."""

    def read(self, node: LexborNode) -> _Box:
        """Read an element that begins and ends lines."""
        box = _Box(node.tag or "", _is_furniture(node))
        self._read_into(box, node, linked=False)
        self._flush(box)
        return box

    def _read_into(self, box: _Box, node: LexborNode, *, linked: bool) -> None:
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                self._take(box, child.text_content or "", linked=linked)
            elif tag == "br":
                self._flush(box)
            elif tag in _BLOCKS:
                self._flush(box)
                self._add(box, child)
            elif not _is_hidden(child):
                self._read_into(box, child, linked=linked or tag == "a")

    def _take(self, box: _Box, words: str, *, linked: bool) -> None:
        """Read characters; in `pre`, their line breaks count."""
        for number, part in enumerate(words.split("\n") if box.tag == "pre" else [words]):
            if number:
                self._flush(box)
            self.words.append(part)
            self.linked += len(part) if linked else 0

    def _add(self, box: _Box, node: LexborNode) -> None:
        """Read a block inside a box."""
        if _is_hidden(node):
            return
        rows = _read_table(node) if node.tag == "table" else None
        if rows is None:
            inner = self.read(node)
        else:
            lines = list(lay_out(rows))
            inner = _Box("grid", _is_furniture(node), [*lines])
            inner.prose = 0 if len(_take_information(lines, _ROWS)[0]) else sum(map(len, lines))
        if inner.items:
            box.items.append(inner)
            box.prose += inner.prose

    def _flush(self, box: _Box) -> None:
        """End the line."""
        line = _SPACE.sub(" ", "".join(self.words)).strip(" ")
        if line and not _BLANK.fullmatch(line):
            box.items.append(line)
            box.prose += max(len(line) - self.linked, 0) if _MARK.search(line) else 0
        self.words.clear()
        self.linked = 0


def _is_hidden(node: LexborNode) -> bool:
    return _HIDDEN.search(node.attributes.get("style") or "") is not None


def _is_furniture(node: LexborNode) -> bool:
    """Whether an element's class or id says that it is no part of a document."""
    if node.tag in {"body", "html"}:
        return False
    attributes = node.attributes
    style = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return style != " " and any(_is_furniture_word(word.lower()) for word in _STYLE_WORD.findall(style))


@cache
def _is_furniture_word(word: str) -> bool:
    return word in _WORDS.furniture or word.startswith(
        tuple(known for known in _WORDS.furniture if len(known) > _SHORT)
    )


def _find_document(body: _Box) -> _Box:
    """The innermost box that holds nearly all prose; a box that holds much of it is no furniture."""
    _judge_furniture(body, max(body.prose, 1) * _MOST_FURNITURE)
    box = body
    while True:
        inner = [item for item in box.items if isinstance(item, _Box) and item.tag in _HOLDERS and not item.furniture]
        most = max(inner, key=lambda item: item.prose, default=None)
        if most is None or most.prose == 0 or most.prose < _MOST * box.prose:
            return box
        box = most


def _judge_furniture(box: _Box, most: float) -> None:
    """Take back what a style says of a box that holds much prose; what is left of furniture is not counted."""
    for item in box.items:
        if isinstance(item, _Box):
            before = item.prose
            item.furniture = item.furniture and item.prose < most
            _judge_furniture(item, most)
            box.prose -= before if item.furniture else before - item.prose


def _before(body: _Box, document: _Box) -> Iterator[str]:
    """The lines of a page up to the document."""

    def walk(box: _Box) -> Iterator[str | None]:
        for item in box.items:
            if isinstance(item, str):
                yield item
            elif item is document:
                yield None
            elif not item.furniture:
                yield from walk(item)

    if body is not document:
        yield from takewhile(lambda line: line is not None, walk(body))


def _read_table(table: LexborNode) -> list[list[Cell]] | None:
    """A table's cells; None for one that only lays out a page."""
    nested = any(inner.mem_id != table.mem_id for inner in table.css("table"))
    if nested or table.attributes.get("role") == "presentation":
        return None
    rows = [[_read_cell(cell) for cell in row.css("td, th")] for row in table.css("tr")]
    rows = [row for row in rows if row]
    wide = sum(1 for row in rows if len(row) > 1)
    if 2 * wide <= len(rows) or len(rows) < 2 or any(len(cell.text) > _LONGEST_CELL for row in rows for cell in row):
        return None
    return rows


def _read_cell(cell: LexborNode) -> Cell:
    words = " ".join(_Reader().read(cell).lines())
    spans = [int(span) if (span := cell.attributes.get(key) or "").isdecimal() else 1 for key in ("colspan", "rowspan")]
    return Cell(words, *spans)


def _take_information(lines: Iterable[str], least: int) -> tuple[dict[str, str], list[str]]:
    """Take an information table out of the lines before the first sentence: its rows, and the other lines.

    Fewer rows than `least` are none.
    """
    rows: dict[str, str] = {}
    lines = list(lines)
    rest: list[str] = []
    for number, line in enumerate(lines):
        if _is_prose(line):
            rest += lines[number:]
            break
        if found := _read_row(line):
            rows = found | rows
        else:
            rest.append(line)
    return (rows, rest) if len(rows) >= least else ({}, lines)


def _find_number(lines: Iterable[str]) -> str | None:
    """A document's number that stands on a line of its own."""
    return next((line for line in lines if _NUMBER.fullmatch(line)), None)


def _is_prose(line: str) -> bool:
    return "。" in line or len(line) > 200


def _read_row(line: str) -> dict[str, str]:
    """What a line of an information table tells; empty for any other line."""
    rows: dict[str, str] = {}
    waiting: str | None = None
    for cell in line.split("|"):
        found = list(_KEY_WITH_COLON.finditer(cell))
        if found and not cell[: found[0].start()].strip():
            for key, following in zip(found, [*found[1:], None], strict=True):
                value = cell[key.end() : following.start() if following else None].strip()
                waiting = None if value else _BLANK.sub("", key[1])
                rows[_BLANK.sub("", key[1])] = value
        elif waiting or not cell.strip():
            if waiting:
                rows[waiting] = cell.strip()
            waiting = None
        elif _KEY.fullmatch(cell.strip()) and "|" in line:
            waiting = _BLANK.sub("", cell)
        else:
            return {}
    return rows


def _read_rows(rows: dict[str, str]) -> Facts:
    """Facts from the rows of an information table, by their keys."""
    known: dict[str, str] = {}
    publisher = ""
    for key, value in rows.items():
        if key in _WORDS.publishers:
            publisher = publisher or value
        elif value:
            known.setdefault(_KEYS.get(key, key), value)
    name = _BLANK.sub("", known.get("name", "")) or None
    if "issuers" not in known and not (name and _OWN_ISSUER.match(name)):
        known["issuers"] = publisher
    return Facts(
        name=name,
        number=known.get("number"),
        issuers=tuple(part for part in _BETWEEN.split(known.get("issuers", "")) if part),
        written_on=read_date(known.get("written_on", "")),
        published_on=read_date(known.get("published_on", "")),
        effective_on=read_date(known.get("effective_on", "")),
        expires_on=read_date(known.get("expires_on", "")),
    )


def _trim(lines: list[str]) -> list[str]:
    """Lines without the furniture at their head and foot."""
    start, stop = 0, len(lines)
    while start < stop and _FURNITURE.fullmatch(_BLANK.sub("", lines[start])):
        start += 1
    while start < stop and _FURNITURE.fullmatch(_BLANK.sub("", lines[stop - 1])):
        stop -= 1
    return lines[start:stop]


def _headline_for(lines: Sequence[str], headlines: Sequence[str]) -> str | None:
    """The page's headline, if the document lacks it."""
    head = "".join(_HAN.findall("".join(lines[:20])))
    for headline in headlines:
        words = "".join(_HAN.findall(headline))
        if len(words) > _SHORT:
            return None if words in head else _SPACE.sub(" ", headline).strip()
    return None
