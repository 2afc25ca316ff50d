"""What a text says of itself: its name, number, issuers and dates, what kind of paper it is, whether it is whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from loader.dates import DATE, read_date
from loader.document import Facts, Span
from loader.extraction.issuers import find_fullest, is_body, join_offices, split_issuers, split_span
from loader.extraction.natures import OPENING, read_nature
from loader.extraction.row_titles import read_row_title
from loader.extraction.validity import read_validity
from loader.gazetteer.document_words import load_document_words
from loader.gazetteer.patterns import any_of
from loader.numbering import read_mark
from loader.official_numbers import read_line, split_number, write_number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from loader.document import Outline, Text
    from loader.gazetteer.bodies import BodyTable

_WORDS = load_document_words()
_SAYINGS = _WORDS.sayings

_HEAD_LINES = 40
_TITLE_LINE = 70  # a line of a title is shorter than this
_SIGNATURE_LINE = 60

_KINDS = any_of(_WORDS.kinds)
_TAIL = rf"(?:[（(〔\[][^（）()]{{1,24}}[）)〕\]]|{any_of(_WORDS.title_tails)})*"
_TITLE_END = re.compile(rf"{_KINDS}》?{_TAIL}(?:》的{_KINDS})?$")
# One line of more than _TITLE_LINE that is a title all the same.
_LONG_TITLE = re.compile(rf"^[^，。；：\n]{{2,30}}关于[^，。；：\n]{{40,110}}的{_KINDS}$")
_TAIL_LINE = re.compile(rf"（[^（）]{{0,12}}{any_of(_WORDS.title_tails)}）$")
_KIND = re.compile(rf"({_KINDS})》?{_TAIL}》?$")
_SUBJECT_END = re.compile(
    rf"{any_of(_WORDS.kind_fronts)}{_KINDS}{_TAIL}$|{_KINDS}（[^（）]+）$|{any_of(_WORDS.sure_kinds)}$"
)
_BRACKET = re.compile(r"^[【\[]([^】\]]{2,60})[】\]]+")
_SENTENCE = re.compile(r"[，；,;][^《》]*。$")
_WHOLE = re.compile(r"^《?([^《》]*(?:《[^《》]*》[^《》]*)*)》$")  # what opens it may be left out
_SUBJECT = re.compile(rf"^(?P<who>[^《》]{{2,80}}?){any_of(_WORDS.title_verbs)}")
_GAP = re.compile(r"(?<=[一-龥])\s+(?=[一-龥])")  # left in a given name where a page broke its line

_COUNT = r"(?:\d{4}年)?第[\d一二三四五六七八九十百〇]+号"
_ORDER = re.compile(rf"^(?P<name>[\u4e00-\u9fff]{{2,30}}{any_of(_WORDS.orders)})(?:（?(?P<number>{_COUNT})）?)?$")
_ORDER_END = re.compile(rf"{any_of(_WORDS.orders)}$")
_ORDER_NUMBER = re.compile(rf"^（?({_COUNT})）?$")

_ROW = re.compile(rf"【?({any_of(_WORDS.row_keys)})(?:】|：)")

_DATED = rf"（?(?:签发日期：|日期：)?({DATE})(?:印发|发布|公布)?）?$"
_DATE_LINE = re.compile(_DATED)
_DATE_BELOW = re.compile(rf"\n{_DATED}", re.MULTILINE)

_CUT = re.compile(rf"（[^（）\n]{{0,6}}{any_of(_WORDS.cuts)}）")


@dataclass(slots=True)
class _Head:
    """What stands before the text proper."""

    title: str = ""
    number: str | None = None
    order: str = ""
    written_on: date | None = None
    issuers: tuple[str, ...] = ()
    """Those that a line below the title names."""
    rows: dict[str, str] = field(default_factory=dict)


class _Title(NamedTuple):
    """What a title says."""

    name: str | None
    number: str | None
    issuers: tuple[str, ...]
    several: bool
    """Whether it names only the first of its issuers (发展改革委等七部门)."""


def read_facts(outline: Outline, given: Facts, bodies: BodyTable) -> Facts:
    """Complete what is known of a document by what its text says; given facts win.

    The name is the title as it stands, with the issuer before 关于. A notice that issues another paper keeps its own
    name, but its kind is the paper's, for that is what people look for. `expires_on` is the last valid day.
    """
    text = outline.text
    plain = text.plain
    head = _read_head(outline, bodies)
    signature = _read_signature(text, bodies)
    title = _choose_title(given.name, head, text, bodies)
    issuers = _choose_issuers(title, head, signature, plain, bodies)
    number = write_number(head.rows.get("number", "")) or head.number or title.number or split_number(head.title)[1]
    written_on = read_date(head.rows.get("written_on", "")) or head.written_on or signature.on
    published_on = read_date(head.rows.get("published_on", "")) or _read_dateline(plain, written_on)
    if published_on is None and signature.on and _SAYINGS.promulgated.search(plain, 0, signature.stop):
        published_on = signature.on
    start, stop = read_validity(plain, written_on, published_on)
    kind = _kind_of(title.name)
    found = Facts(
        name=title.name,
        number=number,
        issuers=issuers,
        written_on=written_on,
        published_on=published_on,
        effective_on=read_date(head.rows.get("effective_on", "")) or start,
        expires_on=read_date(head.rows.get("expires_on", "")) or stop,
        kind=kind,
        nature=read_nature(title.name, head.title, plain, kind=kind, is_formal=_is_formal(number, head, signature)),
        complete=_CUT.search(plain) is None,
    )
    return _merge(replace(given, name=title.name), found)


def _choose_title(given: str | None, head: _Head, text: Text, bodies: BodyTable) -> _Title:
    """The title that is given, else the text's own; one that only says whose it is gives way to that, too."""
    label = _BRACKET.fullmatch(given or "")
    whose = label[1] if label else ""
    if given and not whose:
        if not split_issuers(given, bodies):
            return _read_title("" if _SENTENCE.search(given) else given, text, bodies)
        whose = given
    own = head.rows.get("name") or head.title
    if not own and (row := read_row_title(text.plain, bodies)):
        if not _KIND.search(row.title):  # a headline: what stands before it is no issuer
            return _Title(_GAP.sub("", row.cell), None, (), several=False)
        own, whose = row.title, whose or row.who
    return _read_title(own or _named_inside(text.plain) or whose, text, bodies, whose)


def _merge(given: Facts, found: Facts) -> Facts:
    """Given facts, completed by those found."""
    merged = given.completed_by(found)
    return replace(merged, number=write_number(merged.number or "") or merged.number)


def _read_head(outline: Outline, bodies: BodyTable) -> _Head:
    """Read title, number, date and information table from the first lines."""
    head = _Head()
    head.rows, lines = _read_rows(filter(None, outline.text.plain.split("\n", _HEAD_LINES)[:_HEAD_LINES]))
    title = ""
    open_title = True
    for words in lines:
        if _take_mark(head, words) or _SAYINGS.letterhead.match(words):
            open_title = open_title and not title
        elif title and not open_title and _TAIL_LINE.match(words):
            title += words
        elif dated := _DATE_LINE.match(words):
            head.written_on = read_date(dated[1])
        elif _SAYINGS.apart.search(words) or read_mark(words):
            break
        elif title and not open_title and not head.issuers:
            head.issuers = split_issuers(words, bodies)
        elif open_title and (len(words) <= _TITLE_LINE or _LONG_TITLE.match(words)):
            open_title = _goes_on(title + words)
            title += words
    if _TITLE_END.search(title) or (len(title) <= _TITLE_LINE and not is_body(title, bodies)):
        head.title = title
    return head


def _goes_on(title: str) -> bool:
    """Whether the lines of a title so far lack its end: …执法公示制度 is no paper, 关于…制度的指导意见 is one."""
    if not _TITLE_END.search(title) or title.count("《") > title.count("》"):
        return True
    return "关于" in title and "《" not in title and not _SUBJECT_END.search(title)


def _read_rows(lines: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Take the rows of an information table (发文机关：…成文日期：…) out of the head."""
    rows: dict[str, str] = {}
    rest: list[str] = []
    waiting: str | None = None
    for line in lines:
        if not _ROW.match(line):
            if waiting is None:
                rest.append(line)
            else:
                rows.setdefault(waiting, line)
            waiting = None
            continue
        waiting = None
        cells = list(_ROW.finditer(line))
        for cell, following in zip(cells, [*cells[1:], None], strict=True):
            value = line[cell.end() : following.start() if following else None]
            key = _WORDS.row_keys[cell[1]]
            if value and key != "other":
                rows.setdefault(key, value)
            waiting = None if value or following else key
    return rows, rest


def _take_mark(head: _Head, words: str) -> bool:
    """Whether a line is the document's number, or an order's name or number; keep it if so."""
    if order := _ORDER.match(words):
        head.order = order["name"]
        if order["number"]:
            head.number = head.order + order["number"]
        return True
    if (number := read_line(words)) is not None:
        head.number = head.number or number
        return True
    if head.order and (order_number := _ORDER_NUMBER.match(words)):
        head.number = head.number or head.order + order_number[1]
        return True
    return False


def _read_title(words: str | None, text: Text, bodies: BodyTable, who: str = "") -> _Title:
    """Part a title into number, issuers and name; a press headline (X印发《Y》) and a 【X】 before it name issuers.

    `who` are those that stand elsewhere.
    """
    name = (words or "").removesuffix("。")
    number = None
    if bracket := _BRACKET.match(name):
        who, name = bracket[1], name[bracket.end() :]
    name = name if "【" in name else name.removesuffix("】")
    if (split := split_number(name))[0]:
        name, number = split
    if name.count("《") == name.count("》") + 1:
        name += "》"
    if whole := _WHOLE.match(name):
        name = whole[1]
    if headline := _SAYINGS.headline.match(name):
        who, name = headline["who"], headline["name"]
    subject = _SUBJECT.match(name)
    for said in (subject["who"] if subject else "", who):
        if issuers := _split_title(text, said, bodies):
            return _Title(_GAP.sub("", name) or None, number, issuers, _SAYINGS.and_others.search(said) is not None)
    return _Title(_GAP.sub("", name) or None, number, (), several=False)


class _Signature(NamedTuple):
    """Who signed and when."""

    issuers: tuple[str, ...]
    on: date | None
    stop: int


def _read_signature(text: Text, bodies: BodyTable) -> _Signature:
    """The first date on a line of its own that stands below its issuers, else below the end of a paragraph."""
    plain = text.plain
    unsigned = _Signature((), None, 0)
    for dated in _DATE_BELOW.finditer(plain):
        issuers: list[str] = []
        stop = dated.start()
        while stop > 0:
            start = plain.rfind("\n", 0, stop) + 1
            names = split_span(text, Span(start, stop), bodies) if stop - start <= _SIGNATURE_LINE else ()
            if not names:
                break
            issuers[:0] = names
            stop = start - 1
        on = read_date(dated[1])
        if on and issuers:
            return _Signature(join_offices(issuers, bodies), on, dated.end())
        if on and unsigned.on is None and ((stop > 0 and plain[stop - 1] in "。）") or _signed_by_hand(plain, stop)):
            unsigned = _Signature((), on, dated.end())
    return unsigned


def _signed_by_hand(plain: str, stop: int) -> bool:
    """Whether the line that ends here is an officer's name behind the office (市长应勇)."""
    return stop > 0 and _SAYINGS.officer.match(plain, plain.rfind("\n", 0, stop) + 1, stop) is not None


def _named_inside(plain: str) -> str | None:
    """The name that an order or a press agency's opening gives to the text that follows."""
    found = _SAYINGS.adopted.search(plain) or _SAYINGS.reported.search(plain, 0, OPENING)
    return found["name"] if found else None


def _choose_issuers(
    title: _Title, head: _Head, signature: _Signature, plain: str, bodies: BodyTable
) -> tuple[str, ...]:
    """The issuers in their fullest form, from the place that says most surely who they are."""
    table = split_issuers(head.rows.get("issuers", ""), bodies)
    order = split_issuers(_ORDER_END.sub("", head.order), bodies)
    reported = _SAYINGS.reported.search(plain, 0, OPENING)
    spoken = _SAYINGS.speaker.search(plain, 0, OPENING)
    press = (split_issuers(found["who"], bodies) for found in (reported, spoken) if found)
    titled = () if title.several and len(signature.issuers) > len(title.issuers) else title.issuers
    issuers = titled or signature.issuers or order or head.issuers or table or next(press, ())
    fuller = [*signature.issuers, *title.issuers, *table, *order]
    return tuple(dict.fromkeys(find_fullest(issuer, fuller) for issuer in issuers))


def _split_title(text: Text, who: str, bodies: BodyTable) -> tuple[str, ...]:
    """The issuers before a title's subject; white space in the text as read parts them, too."""
    who = _SAYINGS.and_others.sub("", who)
    at = text.plain.find(who, 0, OPENING) if who else -1
    return split_span(text, Span(at, at + len(who)), bodies) if at >= 0 else split_issuers(who, bodies)


def _read_dateline(plain: str, written_on: date | None) -> date | None:
    """The day of a press agency's dateline; its year from the document's own date where it names none."""
    found = _SAYINGS.dateline.search(plain)
    if found is None or not (found["year"] or written_on):
        return None
    year = int(found["year"]) if found["year"] else written_on.year if written_on else 0
    return read_date(f"{year}年{found['month']}月{found['day']}日")


def _kind_of(name: str | None) -> str | None:
    """The noun that a title ends in; of a notice that issues a paper, the paper's; a headline has none."""
    if name is None or _SAYINGS.no_kind.search(name):
        return None
    if paper := _SAYINGS.issued_paper.search(name):
        inner = _KIND.search(paper[1])
        if inner:
            return inner[1]
    found = _KIND.search(name)
    return found[1] if found else None


def _is_formal(number: str | None, head: _Head, signature: _Signature) -> bool:
    """Whether a text is laid out as a paper: it bears a number or a date, or names its issuers below its title."""
    return bool(number or signature.on or head.issuers or head.order or "written_on" in head.rows)
