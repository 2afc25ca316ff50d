"""What a text says of itself: its name, number, issuers and dates, what kind of paper it is, whether it is whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from loader.dates import DATE, read_date
from loader.document import Facts, Span
from loader.gazetteer.document_words import load_document_words
from loader.gazetteer.patterns import any_of
from loader.numbering import read_mark, read_number
from loader.official_numbers import read_line, split_number, write_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loader.document import Outline, Text
    from loader.gazetteer.bodies import BodyTable
    from loader.model import Nature

_WORDS = load_document_words()
_SAYINGS = _WORDS.sayings

_HEAD_LINES = 40
_TITLE_LINE = 70  # a line of a title is shorter than this
_SIGNATURE_LINE = 60

_KINDS = any_of(_WORDS.kinds)
_TAIL = rf"(?:[（(〔\[][^（）()]{{1,24}}[）)〕\]]|{any_of(_WORDS.title_tails)})*"
_TITLE_END = re.compile(rf"{_KINDS}》?{_TAIL}(?:》的{_KINDS})?$")
_TAIL_LINE = re.compile(rf"（[^（）]{{0,12}}{any_of(_WORDS.title_tails)}）$")
_KIND = re.compile(rf"({_KINDS})》?{_TAIL}》?$")
_SUBJECT_END = re.compile(
    rf"{any_of(_WORDS.kind_fronts)}{_KINDS}{_TAIL}$|{_KINDS}（[^（）]+）$|{any_of(_WORDS.sure_kinds)}$"
)
_BRACKET = re.compile(r"^[【\[]([^】\]]{2,60})[】\]]")
_WHOLE = re.compile(r"^《([^《》]*(?:《[^《》]*》[^《》]*)*)》$")
_SUBJECT = re.compile(rf"^(?P<who>[^《》]{{2,80}}?){any_of(_WORDS.title_verbs)}")
_GAP = re.compile(r"(?<=[一-龥])\s+(?=[一-龥])")  # left in a given name where a page broke its line
_BODY = re.compile(rf"^[\u4e00-\u9fff（）“”·]{{2,}}{any_of(_WORDS.issuer_ends)}(?:（[^（）]+）)?$")
_ENTITIES = re.compile(r"(?:&[a-z]+[;；])+$")  # left over from a page
_BETWEEN = re.compile(r"[、，；/ ]")
_BARE_END = re.compile(rf"^(?:人民)?{any_of(_WORDS.issuer_ends)}$")

_COUNT = r"(?:\d{4}年)?第[\d一二三四五六七八九十百〇]+号"
_ORDER = re.compile(rf"^(?P<name>[\u4e00-\u9fff]{{2,30}}{any_of(_WORDS.orders)})(?:（?(?P<number>{_COUNT})）?)?$")
_ORDER_END = re.compile(rf"{any_of(_WORDS.orders)}$")
_ORDER_NUMBER = re.compile(rf"^（?({_COUNT})）?$")

_ROW = re.compile(rf"【?({any_of(_WORDS.row_keys)})(?:】|：)")

_DATED = rf"（?(?:签发日期：|日期：)?({DATE})(?:印发|发布|公布)?）?$"
_DATE_LINE = re.compile(_DATED)
_DATE_BELOW = re.compile(rf"\n{_DATED}", re.MULTILINE)

_THIS = re.compile(rf"本{_KINDS}|{_SAYINGS.promulgated.pattern}")
_MADE = any_of((*_WORDS.made, *_WORDS.made_public))
_IN_FORCE = re.compile(rf"自(?P<from>{DATE}|{_MADE}之?日)起?，?(?:正式|开始|试)?{any_of(_WORDS.takes_effect)}")
_VALID = re.compile(
    rf"有效期限?(?:为|是)?(?P<years>[\d一二两三四五六七八九十]+)年"
    rf"|有效期限?(?:为|是)?(?:自?{DATE}起?)?(?:至|到|截至)(?P<until>{DATE})"
)
_LAST = re.compile(rf"{any_of(_WORDS.takes_effect)}，?(?:有效期)?(?:至|到)(?P<until>{DATE})")
_CUT = re.compile(rf"（[^（）\n]{{0,6}}{any_of(_WORDS.cuts)}）")
_DRAFT = re.compile(any_of((*_WORDS.drafts, *_WORDS.opinions)))
_INTERPRETATION = re.compile(any_of(_WORDS.interpretations))
_EXPLAINS = re.compile(rf"》的?{any_of(_WORDS.interpretations)}$")
_REPORT = re.compile(any_of(_WORDS.reports))
_OPENING = 400


@dataclass(slots=True)
class _Head:
    """What stands before the text proper."""

    title: str = ""
    number: str | None = None
    order: str = ""
    written_on: date | None = None
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
    title = _read_title(given.name or head.rows.get("name") or head.title or _named_inside(plain), text, bodies)
    issuers = _choose_issuers(title, head, signature, plain, bodies)
    number = write_number(head.rows.get("number", "")) or head.number or title.number
    written_on = read_date(head.rows.get("written_on", "")) or head.written_on or signature.on
    published_on = read_date(head.rows.get("published_on", "")) or _read_dateline(plain, written_on)
    if published_on is None and signature.on and _SAYINGS.promulgated.search(plain, 0, signature.stop):
        published_on = signature.on
    start, stop = _read_validity(plain, written_on, published_on)
    found = Facts(
        name=title.name,
        number=number,
        issuers=issuers,
        written_on=written_on,
        published_on=published_on,
        effective_on=read_date(head.rows.get("effective_on", "")) or start,
        expires_on=read_date(head.rows.get("expires_on", "")) or stop,
        kind=_kind_of(title.name),
        nature=_nature_of(title.name, head.title, plain, formal=bool(number or issuers or signature.on)),
        complete=_CUT.search(plain) is None,
    )
    return _merge(replace(given, name=title.name) if given.name else given, found)


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
        elif open_title and len(words) <= _TITLE_LINE:
            open_title = _goes_on(title + words)
            title += words
    if _TITLE_END.search(title) or (len(title) <= _TITLE_LINE and not _is_body(title, bodies)):
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


def _read_title(words: str | None, text: Text, bodies: BodyTable) -> _Title:
    """Part a title into number, issuers and name; a press headline (X印发《Y》) and a 【X】 before it name issuers."""
    name = words or ""
    number = None
    who = ""
    if bracket := _BRACKET.match(name):
        who, name = bracket[1], name[bracket.end() :]
    if (split := split_number(name))[0]:
        name, number = split
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
            names = _split_span(text, Span(start, stop), bodies) if stop - start <= _SIGNATURE_LINE else ()
            if not names:
                break
            issuers[:0] = names
            stop = start - 1
        on = read_date(dated[1])
        if on and issuers:
            return _Signature(tuple(issuers), on, dated.end())
        if on and unsigned.on is None and ((stop > 0 and plain[stop - 1] in "。）") or _signed_by_hand(plain, stop)):
            unsigned = _Signature((), on, dated.end())
    return unsigned


def _signed_by_hand(plain: str, stop: int) -> bool:
    """Whether the line that ends here is an officer's name behind the office (市长应勇)."""
    return stop > 0 and _SAYINGS.officer.match(plain, plain.rfind("\n", 0, stop) + 1, stop) is not None


def _named_inside(plain: str) -> str | None:
    """The name that an order or a press agency's opening gives to the text that follows."""
    found = _SAYINGS.adopted.search(plain) or _SAYINGS.reported.search(plain, 0, _OPENING)
    return found["name"] if found else None


def _choose_issuers(
    title: _Title, head: _Head, signature: _Signature, plain: str, bodies: BodyTable
) -> tuple[str, ...]:
    """The issuers in their fullest form, from the place that says most surely who they are."""
    table = _split_issuers(head.rows.get("issuers", ""), bodies)
    order = _split_issuers(_ORDER_END.sub("", head.order), bodies)
    reported = _SAYINGS.reported.search(plain, 0, _OPENING)
    spoken = _SAYINGS.speaker.search(plain, 0, _OPENING)
    press = (_split_issuers(found["who"], bodies) for found in (reported, spoken) if found)
    titled = () if title.several and len(signature.issuers) > len(title.issuers) else title.issuers
    issuers = titled or signature.issuers or table or order or next(press, ())
    fuller = [*signature.issuers, *title.issuers, *table, *order]
    return tuple(dict.fromkeys(_fullest(issuer, fuller) for issuer in issuers))


def _fullest(issuer: str, names: Iterable[str]) -> str:
    """The longest of the names that end like the issuer: 贵州省人民政府 for 省人民政府."""
    return max((name for name in (issuer, *names) if name.endswith(issuer)), key=len)


def _split_title(text: Text, who: str, bodies: BodyTable) -> tuple[str, ...]:
    """The issuers before a title's subject; white space in the text as read parts them, too."""
    who = _SAYINGS.and_others.sub("", who)
    at = text.plain.find(who, 0, _OPENING) if who else -1
    return _split_span(text, Span(at, at + len(who)), bodies) if at >= 0 else _split_issuers(who, bodies)


def _split_span(text: Text, span: Span, bodies: BodyTable) -> tuple[str, ...]:
    """The bodies that a stretch of plain text lists; () if it is no list of bodies."""
    pieces: list[str] = []
    start = span.start
    stop = start + len(_ENTITIES.sub("", text.plain[start : span.stop]))
    for at in range(span.start + 1, stop + 1):
        ends = at == stop or text.offsets[at] - text.offsets[at - 1] > 1
        if ends and (at == stop or _is_body(text.plain[start:at], bodies)):
            pieces.append(text.plain[start:at])
            start = at
    return _split_issuers("、".join(pieces), bodies)


def _split_issuers(words: str, bodies: BodyTable) -> tuple[str, ...]:
    """The bodies in a list; () if something in it is none."""
    names: list[str] = []
    for piece in _BETWEEN.split(_SAYINGS.state.sub("", _SAYINGS.and_others.sub("", words))):
        if not _is_body(piece, bodies):
            return ()
        names += _part(piece, bodies)
    return tuple(names)


def _part(piece: str, bodies: BodyTable) -> list[str]:
    """Bodies written without a mark between them (中共中央国务院)."""
    found = [piece[start:stop] for start, stop, _ in bodies.matcher.find(piece)]
    if len(found) > 1 and sum(map(len, found)) == len(piece):
        return found
    place = _SAYINGS.place.match(piece)
    heads = (*_SAYINGS.national, place["name"]) if place else _SAYINGS.national
    starts = [
        at
        for at in range(1, len(piece))
        if piece.startswith(heads, at) and piece[at - 1] in _SAYINGS.body_ends and not piece.endswith("总局", 0, at)
    ]
    parts = [piece[a:b] for a, b in pairwise([0, *starts, len(piece)])]
    return parts if all(_is_body(part, bodies) for part in parts) else [piece]


def _is_body(words: str, bodies: BodyTable) -> bool:
    """Whether words name a body that is known, or have the shape of a body's name."""
    if _BODY.match(words) and not _BARE_END.match(words):
        return True
    return any(stop - start == len(words) for start, stop, _ in bodies.matcher.find(words))


def _read_dateline(plain: str, written_on: date | None) -> date | None:
    """The day of a press agency's dateline; its year from the document's own date where it names none."""
    found = _SAYINGS.dateline.search(plain)
    if found is None or not (found["year"] or written_on):
        return None
    year = int(found["year"]) if found["year"] else written_on.year if written_on else 0
    return read_date(f"{year}年{found['month']}月{found['day']}日")


def _read_validity(plain: str, written_on: date | None, published_on: date | None) -> tuple[date | None, date | None]:
    """From when to when the document rules that it is in force."""
    effective_on: date | None = None
    expires_on: date | None = None
    for found in _IN_FORCE.finditer(plain):
        if _THIS.search(plain, _sentence_start(plain, found.start()), found.end()):
            effective_on = read_date(found["from"]) or _first_day(found["from"], written_on, published_on)
            break
    for found in sorted((*_VALID.finditer(plain), *_LAST.finditer(plain)), key=re.Match.start):
        sentence = plain[_sentence_start(plain, found.start()) : found.end()]
        if not _THIS.search(sentence):
            continue
        if until := found["until"]:
            expires_on = read_date(until)
        elif start := effective_on or written_on or published_on:
            expires_on = _add_years(start, read_number(found["years"]))
        break
    return effective_on, expires_on


def _first_day(words: str, written_on: date | None, published_on: date | None) -> date | None:
    """The day that 印发之日, 公布之日 … means."""
    if words.startswith(_WORDS.made_public):
        return published_on or written_on
    return written_on or published_on


def _add_years(start: date, years: int) -> date | None:
    """The last day of a term of years."""
    if not 0 < years < 100:
        return None
    leap_day = (start.month, start.day) == (2, 29)
    return start.replace(year=start.year + years, day=28 if leap_day else start.day) - timedelta(days=1)


def _sentence_start(plain: str, at: int) -> int:
    """Where the sentence that holds a place begins."""
    return max(plain.rfind(mark, 0, at) for mark in "。；\n") + 1


def _kind_of(name: str | None) -> str | None:
    """The noun that a title ends in; of a notice that issues a paper, the paper's."""
    if name is None:
        return None
    if paper := _SAYINGS.issued_paper.search(name):
        inner = _KIND.search(paper[1])
        if inner:
            return inner[1]
    found = _KIND.search(name)
    return found[1] if found else None


def _nature_of(name: str | None, heading: str, plain: str, *, formal: bool) -> Nature | None:
    """What the text is: the document itself, a draft, a press report of it, an explanation.

    Whatever it is called elsewhere, a text whose own heading ends in 解读 explains.
    """
    if (name and _INTERPRETATION.search(name)) or _EXPLAINS.search(heading):
        return "interpretation"
    if name and _DRAFT.search(name):
        return "draft"
    if not formal and _REPORT.search(plain, 0, _OPENING):
        return "report"
    return "original" if formal or _kind_of(name) else None
