"""Raw text to plain text: one paragraph a line, with the way back to every character."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from loader.document import Text
from loader.duty_lines import LONGEST_LABEL, join_lines, mark_gap, mark_labels
from loader.flattened import join_cells, mark_cells
from loader.gazetteer.data_files import read_table
from loader.numbering import read_mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FORMS = (
    dict(zip("(),:;?!", "（），：；？！", strict=True))
    | {chr(ord(c) + 0xFEE0): c for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz%+|"}
    | dict.fromkeys("－–‐‑―─﹣-", "—")
    | dict(zip("＂「」『』〝〞﹒﹪", "““”‘’“”．%", strict=True))
    # Radicals and compatibility forms that PDF files give for the characters that look the same
    | {c: unicodedata.normalize("NFKC", c) for c in map(chr, [*range(0x2F00, 0x2FD6), *range(0xF900, 0xFA0E)])}
    | dict(
        zip(
            "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻥⻦⻨⻩⻬⻮⻰⻳",
            "母民虎西见角贝车长门青韦页风飞食马骨鱼鸟麦黄齐齿龙龟",
            strict=True,
        )
    )
)
_FORM = re.compile(f"[{re.escape(''.join(_FORMS))}]")

_TRADITIONAL = re.compile("[國務發會這為與個來對時產業東長門開關機電學實現點於區經濟進設環資護體應質續員單財總結構]")
_MOSTLY = 0.02  # of all characters; in a traditional text one in ten is one of these

# As \s, with what has no width; `re` tells faster whether a character is among those that are written out
_SPACE = r"\t-\r\x1c-\x20\x85\xa0\xad\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
_INK = re.compile(rf"[^{_SPACE}]")
_HEAD = re.compile(rf"[{_SPACE}]*(?:(?:\#{{1,6}}|>)[{_SPACE}]+)?")  # with Markdown's marks for headings and quotes
_GAP = re.compile(rf"[{_SPACE}*](?:(?<!\*)[{_SPACE}]*|(?<=\*)\*+)")
_WORD = re.compile(r"[A-Za-z0-9]")
_WIDE_GAP = re.compile(r"\u3000|\s\s")
_SENTENCE_END = "。！？；："
_LONGEST_HEADING = 40  # with its number
_SHORT_HEADING = re.compile(r"[^。，；：！？]{2,24}")

# A number or a Latin word keeps its half-width marks (1,000; 12:30; COVID-19); a dot after a Chinese word is a 。
# The mark comes first in each pattern, what stands before it second, for `re` seeks a first character fast.
_REPAIR = re.compile(
    r"，(?<=\d，)(?=\d{3}(?!\d))|：(?<=\d：)(?=\d\d(?!\d))|—(?<=[A-Za-z]—)(?=[A-Za-z0-9])|\.(?<=[一-鿿”）》%]\.)(?=[一-鿿“《（\n]|$)"
)
_WRITTEN_YEAR = re.compile("二[〇○零][〇○零一二三四五六七八九]{2}(?=年(?![一二三四五六七八九十]{1,3}月))")
_YEAR_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_REPAIRS = {"，": ",", "：": ":", "—": "-", ".": "。"}

_STRAIGHT = re.compile(r'^[^\n"]*"[^\n]*', re.MULTILINE)
_NUMERAL = "一二三四五六七八九十（）"
_LONGEST_NUMERAL = 20

_STOPS = "。！？；：…”’）》】|"
_NO_HEAD = "，。、；：！？”’）》】"
_BULLET = re.compile(r"[●○•·■◆▲★※—]{1,2}")
_LABEL = re.compile(r"[^，。：]{1,10}：")
_PROSE = 24  # characters; a shorter line was not broken unless the whole text is broken at a column
_COLUMN = 12  # no column of print is narrower


class _Line(NamedTuple):
    """One raw line, or a part of one that is a paragraph of its own."""

    text: str
    places: Sequence[int]
    """Where each character of `text` stands in `raw`."""
    indented: bool


def normalise(raw: str) -> Text:
    """Make the plain form of a text as read.

    Punctuation that Chinese typesetting wants full width becomes so, digits and Latin letters half width, dashes one
    dash, a year that is written out digits (二〇三五年), and a traditional text simplified; white space inside a line
    goes, but one blank stays between two Latin words; a line break inside a sentence (a newspaper's column, a PDF's
    line) goes; blank lines go. A number behind white space in mid-line begins a line. A table's rows, where sure, are
    lines with `|` between their cells.
    Every change is one character for one, or a removal, so offsets ascend strictly.
    """
    flat = raw
    for char in set(_FORM.findall(raw)):
        flat = flat.replace(char, _FORMS[char])
    if len(_TRADITIONAL.findall(flat)) > _MOSTLY * len(flat):
        flat = flat.translate(_load_traditional())
    lines = list(_read_lines(mark_cells(mark_labels(flat))))
    joints = join_cells([line.text for line in lines])
    column = _column_of(lines)
    chars: list[str] = []
    offsets: list[int] = []
    paragraph = above = joint = ""
    for at, line in enumerate(lines):
        if at in joints:
            joint = joints[at]
        elif above:
            below = lines[at + 1].text if at + 1 < len(lines) else ""
            joint = "" if _goes_on(above, line, column) else join_lines(paragraph, line.text, below)
        if above and joint:
            chars.append(joint)  # stands for the last character of the break
            offsets.append(line.places[0] - 1)
        chars.append(line.text)
        offsets.extend(line.places)
        above = line.text
        paragraph = above if joint == "\n" else paragraph + joint + above
    plain = _REPAIR.sub(_repair, "".join(chars))
    if '"' in plain:
        plain = _STRAIGHT.sub(_curl_quotes, plain)
    plain = _WRITTEN_YEAR.sub(lambda year: year.group().translate(_YEAR_DIGITS), plain)
    return Text(raw, plain, offsets)


@cache
def _load_traditional() -> dict[int, str]:
    """From traditional characters to simplified ones."""
    rows = read_table("traditional.tsv", ("traditional", "simplified"))
    return {ord(traditional): simplified for _, (traditional, simplified) in rows}


def _curl_quotes(line: re.Match[str]) -> str:
    """A line's straight quotes as opening and closing ones, beside those that are already so (“十四五")."""
    inside = False
    chars = list(line.group())
    for at, char in enumerate(chars):
        if char == '"':
            chars[at] = "”" if inside else "“"
        if chars[at] in "“”":
            inside = chars[at] == "“"
    return "".join(chars)


def _repair(found: re.Match[str]) -> str:
    """The mark that was meant; a dot behind a numeral that heads its line stays, for it ends a number (一.总体要求)."""
    _, _, before = found.string[max(0, found.start() - _LONGEST_NUMERAL) : found.start()].rpartition("\n")
    if found.group() == "." and not before.strip(_NUMERAL):
        return "."
    return _REPAIRS[found.group()]


def _read_lines(flat: str) -> Iterator[_Line]:
    stop = 0
    for line in flat.splitlines(keepends=True):
        start, stop = stop, stop + len(line)
        if _INK.search(line):
            yield from _read_line(flat, start, stop)


def _read_line(flat: str, start: int, stop: int) -> Iterator[_Line]:
    """Cut a raw line where a number or a heading's end says so, and leave its white space out."""
    head = _HEAD.match(flat, start, stop)
    at = head.end() if head else start
    indented = at - start > 1 or flat[start] == "\u3000"
    chars: list[str] = []
    places: list[int] = []
    for gap in _GAP.finditer(flat, at, stop):
        chars.append(flat[at : gap.start()])
        places.extend(range(at, gap.start()))
        at = gap.end()
        if at == stop or not places:
            continue
        if _breaks(flat, places, gap, stop):
            yield _Line("".join(chars), places, indented)
            chars, places, indented = [], [], True
        elif gap.group().startswith("*"):
            continue
        elif mark := _mark_of(flat, places, at, stop):
            chars.append(mark)
            places.append(gap.start())
    if not places and at < stop:
        yield _Line(flat[at:stop], range(at, stop), indented)
    elif places:
        chars.append(flat[at:stop])
        places.extend(range(at, stop))
        yield _Line("".join(chars), places, indented)


def _mark_of(flat: str, places: Sequence[int], at: int, stop: int) -> str:
    """What stands for white space in mid-line, of which the places before it are known."""
    if _WORD.match(flat, places[-1]):
        return " " if _WORD.match(flat, at) else ""
    return mark_gap("".join([flat[place] for place in places[-LONGEST_LABEL:]]), flat, at, stop)


def _breaks(flat: str, places: Sequence[int], gap: re.Match[str], stop: int) -> bool:
    """Whether white space in mid-line parts two paragraphs: before a number, or behind a numbered heading."""
    at = gap.end()
    if read_mark(flat, at):
        return flat[places[-1]] in _SENTENCE_END or bool(_WIDE_GAP.search(gap.group()))
    if len(places) > _LONGEST_HEADING:
        return False
    text = "".join([flat[place] for place in places])
    mark = read_mark(text)
    if mark is None or not _SHORT_HEADING.fullmatch(text, mark.stop):
        return False
    return flat.find("。", at, stop) >= 0


def _column_of(lines: list[_Line]) -> int | None:
    """How wide the column is to which a text was broken; None if it was not.

    Such a text has many lines of nearly one width that end in mid-sentence, and they read as prose.
    """
    long = [line for line in lines if len(line.text) >= _COLUMN]
    broken = [line.text for line in long if line.text[-1] not in _STOPS and not read_mark(line.text)]
    widths = Counter(round(_width(text)) for text in broken)
    count, column = max(((sum(widths[w - d] for d in range(4)), w) for w in widths), default=(0, 0))
    prose = sum(1 for text in broken if "，" in text or "。" in text)
    return column if count >= max(3, 0.3 * len(long)) and prose >= 0.5 * len(broken) else None


def _width(text: str) -> float:
    """The width of a text in ems."""
    return sum(0.5 if c < "\u0100" else 1 for c in text)


def _goes_on(above: str, line: _Line, column: int | None) -> bool:
    """Whether a line goes on with the sentence of the line above it."""
    if line.text[0] in _NO_HEAD:
        return True
    if line.indented or above[-1] in "。！？；：" or "|" in above or "|" in line.text:
        return False
    if read_mark(line.text) or _BULLET.match(line.text):
        return False
    if column is not None and column - 5 <= _width(above) <= column + 1.5:
        return True
    if above[-1] in _STOPS or line.text[0] in "《（【":
        return False
    return (len(above) >= _PROSE and above[-1] in "，、") or (_is_prose(above) and _ends_prose(line.text))


def _ends_prose(text: str) -> bool:
    """Whether a line may be the end of a sentence that was broken."""
    return text[-1] in _SENTENCE_END and not _LABEL.match(text)


def _is_prose(text: str) -> bool:
    """Whether a line runs in sentences, as neither a title nor a labelled line does."""
    return len(text) >= _PROSE and ("，" in text or "。" in text) and not _LABEL.match(text)
