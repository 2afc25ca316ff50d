"""Raw text to plain text: one paragraph a line, with the way back to every character."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from loader.document import Text
from loader.duty_lines import join_lines, mark_gap, mark_labels
from loader.flattened import join_cells, mark_cells
from loader.gazetteer.data_files import read_table
from loader.numbering import COUNTED, has_bullet, read_mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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
_ITEM_END = _SENTENCE_END + "）】〕"
_LONGEST_HEADING = 40  # with its number
# Of whole sections; items below them are more often sentences that a line broke
_HEADING_STYLES = ("han", "chapter", "part")
_SHORT_HEADING = re.compile(r"[^。，；：！？]{2,24}")
_OPEN_QUOTE = re.compile(r"“[^”]*$")

# A number or a Latin word keeps its half-width marks (1,000; 12:30; 2.3:1; COVID-19); a dot after a Chinese word is 。
# The mark comes first in each pattern, what stands before it second, for `re` seeks a first character fast.
_REPAIR = re.compile(
    r"，(?<=\d，)(?=\d{3}(?!\d))|：(?<=\d：)(?=\d\d(?!\d)|\d(?:\.\d+)?(?:[，。；、）\n]|以[上下内]|左右|$))"
    r"|—(?<=[A-Za-z]—)(?=[A-Za-z0-9])|\.(?<=[一-鿿”）》%]\.)(?=[一-鿿“《（\n]|$)"
)
_WRITTEN_YEAR = re.compile("二[〇○零][〇○零一二三四五六七八九]{2}(?=年(?![一二三四五六七八九十]{1,3}月))")
_YEAR_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_REPAIRS = {"，": ",", "：": ":", "—": "-", ".": "。"}

_STRAIGHT = re.compile(r'^[^\n"]*"[^\n]*', re.MULTILINE)
_NUMERAL = "一二三四五六七八九十（）"
_LONGEST_NUMERAL = 20

_STOPS = "。！？；：…”’）》】|"
_NO_HEAD = "，。、；：！？”’）》】"
_PAGE = re.compile(r"[—·]{1,2}\d{1,4}[—·]{1,2}|第\d{1,4}页(?:[，/]?共\d{1,4}页)?")
_PAGE_TAIL = re.compile(r"(?<=[^\d—·])(?:[—·]{1,2}|一)\d{1,4}[—·]{1,2}$")  # a dash may be read as 一
_PAGE_NUMBER = re.compile(r"\d{1,3}")
_LONGEST_PAGE = 16
_LABEL = re.compile(r"[^，。：]{1,10}：")
_OPENED = re.compile(r"《[^《》]*$|（[^（）]*$")
_PROSE = 24  # characters; a shorter line was not broken unless the whole text is broken at a column
_COLUMN = 12  # no column of print is narrower


class _Line(NamedTuple):
    """One raw line, or a part of one that is a paragraph of its own."""

    text: str
    places: Sequence[int]
    """Where each character of `text` stands in `raw`."""
    indented: bool
    turns: bool = False
    """Whether a page's number stood before it."""


class _Column(NamedTuple):
    """A width at which the lines of a text are broken, and how it is measured."""

    measure: Callable[[_Line], float]
    width: int


def normalise(raw: str) -> Text:
    """Make the plain form of a text as read.

    Punctuation that Chinese typesetting wants full width becomes so, digits and Latin letters half width, dashes one
    dash, a year that is written out digits (二〇三五年), and a traditional text simplified; white space inside a line
    goes, but one blank stays between two Latin words; a line break inside a sentence (a newspaper's column, a PDF's
    line) goes; blank lines and numbers of pages go. A number behind white space in mid-line begins a line. A table's
    rows, where sure, are lines with `|` between their cells.
    Every change is one character for one, or a removal, so offsets ascend strictly.
    """
    flat = raw
    for char in set(_FORM.findall(raw)):
        flat = flat.replace(char, _FORMS[char])
    if len(_TRADITIONAL.findall(flat)) > _MOSTLY * len(flat):
        flat = flat.translate(_load_traditional())
    lines = list(_drop_pages(list(_read_lines(mark_cells(mark_labels(flat))))))
    joints = join_cells([line.text for line in lines])
    columns = _find_columns([line for at, line in enumerate(lines) if at not in joints and "|" not in line.text])
    chars: list[str] = []
    offsets: list[int] = []
    paragraph = joint = ""
    for at, line in enumerate(lines):
        if at in joints:
            joint = joints[at]
        elif at:
            below = lines[at + 1].text if at + 1 < len(lines) else ""
            joint = "" if _goes_on(lines[at - 1], line, columns) else join_lines(paragraph, line.text, below)
        if at and joint:
            chars.append(joint)  # stands for the last character of the break
            offsets.append(line.places[0] - 1)
        chars.append(line.text)
        offsets.extend(line.places)
        paragraph = line.text if joint == "\n" else paragraph + joint + line.text
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
        elif mark := _mark_of(flat, places, at):
            chars.append(mark)
            places.append(gap.start())
    if not places and at < stop:
        yield _Line(flat[at:stop], range(at, stop), indented)
    elif places:
        chars.append(flat[at:stop])
        places.extend(range(at, stop))
        yield _Line("".join(chars), places, indented)


def _mark_of(flat: str, places: Sequence[int], at: int) -> str:
    """What stands for white space in mid-line, of which the places before it are known."""
    if _WORD.match(flat, places[-1]):
        return " " if _WORD.match(flat, at) else ""
    return mark_gap(flat[places[-1]], flat, at)


def _drop_pages(lines: Sequence[_Line]) -> Iterator[_Line]:
    """Leave out the numbers of pages, which stand in the midst of a sentence or a table."""
    turns = False
    for above, line, below in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        if _is_page(line.text) or (_PAGE_NUMBER.fullmatch(line.text) and above and below and _is_inside(above, below)):
            turns = True
            continue
        page = _PAGE_TAIL.search(line.text) if line.text.endswith(("—", "·")) else None
        kept = line._replace(text=line.text[: page.start()], places=line.places[: page.start()]) if page else line
        yield kept._replace(turns=True) if turns else kept
        turns = page is not None


def _is_page(text: str) -> bool:
    """Whether a line is but a page's number."""
    return len(text) <= _LONGEST_PAGE and _PAGE.fullmatch(text) is not None


def _is_inside(above: _Line, below: _Line) -> bool:
    """Whether a bare number between two lines parts a sentence, of which it is no quantity or year itself."""
    if above.text[-1] in _STOPS or COUNTED.match(below.text):
        return False
    return _is_prose(above.text) and _runs_on(below.text)


def _breaks(flat: str, places: Sequence[int], gap: re.Match[str], stop: int) -> bool:
    """Whether white space in mid-line parts two paragraphs: before a number, or behind a numbered heading."""
    at = gap.end()
    numbered = read_mark(flat, at) is not None
    if numbered and (flat[places[-1]] in _ITEM_END or _WIDE_GAP.search(gap.group())):
        return True
    if len(places) > _LONGEST_HEADING:
        return False
    text = "".join([flat[place] for place in places])
    mark = read_mark(text)
    if mark is None or not _SHORT_HEADING.fullmatch(text, mark.stop) or _OPEN_QUOTE.search(text):
        return False
    return numbered or flat.find("。", at, stop) >= 0


def _find_columns(lines: list[_Line]) -> list[_Column]:
    """The columns to which a text was broken; none if it was not.

    Such a text has many lines of nearly one width that end in mid-sentence, and they read as prose. Print measures
    in ems, programs count characters.
    """
    long = [line for line in lines if len(line.text) >= _COLUMN]
    broken = [line for line in long if line.text[-1] not in _STOPS and not read_mark(line.text)]
    prose = sum(1 for line in broken if "，" in line.text or "。" in line.text)
    least = max(3, 0.3 * len(long))
    if len(broken) < least or prose < 0.5 * len(broken):
        return []
    columns = []
    for measure in (_count_ems, _count_characters):
        widths = Counter(round(measure(line)) for line in broken)
        count, width = max((sum(widths[w - d] for d in range(4)), w) for w in widths)
        if count >= least:
            columns.append(_Column(measure, width))
    return columns


def _count_ems(line: _Line) -> float:
    return sum(0.5 if c < "\u0100" else 1 for c in line.text)


def _count_characters(line: _Line) -> float:
    """How many there are, blanks too."""
    return line.places[-1] - line.places[0] + 1


def _goes_on(last: _Line, line: _Line, columns: Sequence[_Column]) -> bool:
    """Whether a line goes on with the sentence of the last one."""
    above = last.text
    if line.text[0] in _NO_HEAD:
        return True
    if line.indented or above[-1] in "。！？；：" or "|" in above or "|" in line.text:
        return False
    if read_mark(line.text) or has_bullet(line.text):
        return False
    if any(column.width - 5 <= column.measure(last) <= column.width + 1.5 for column in columns):
        return True
    if above[-1] in _STOPS or line.text[0] in "《（【":
        return False
    return (len(above) >= _PROSE and above[-1] in "，、") or _is_broken(above, line)


def _is_broken(above: str, line: _Line) -> bool:
    """Whether a line may be the end of a sentence that was broken, perhaps by a page, and have more behind it."""
    runs_on = _runs_on(line.text)
    if line.turns:
        return _is_prose(above) or (len(above) >= _PROSE and runs_on)
    breaks_off = "。" in above or _OPENED.search(above) is not None
    ends = line.text[-1] in _SENTENCE_END and not _LABEL.match(line.text)
    return (ends or (breaks_off and runs_on)) and _is_prose(above)


def _runs_on(text: str) -> bool:
    """Whether a line is a sentence's end, with more behind it."""
    return ("。" in text or "；" in text) and not _LABEL.match(text)


def _is_prose(text: str) -> bool:
    """Whether a line runs in sentences to its end, as neither a title nor a labelled line does, nor who does it."""
    if len(text) < _PROSE or not ("，" in text or "。" in text):
        return False
    _, stop, last = text.rpartition("。")
    if not stop and len(text) <= _LONGEST_HEADING and (mark := read_mark(text)) and mark.style in _HEADING_STYLES:
        return False
    return not (_LABEL.match(text) or (stop and (_LABEL.match(last) or read_mark(last))))
