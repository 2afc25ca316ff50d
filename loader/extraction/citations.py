"""The documents that a text names, and what it says of them: rests on, carries out, forwards, ends, changes, prolongs.

A citation is what stands in 《》 with the number behind it, or a number alone. Only documents count: forms, contracts
and certificates are known by how their names end. What a sentence says of a list of documents it says of each.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from loader.dates import LAST_DAY, read_last_day
from loader.document import SPEAKS_OF, Citation, Span
from loader.document_names import (
    Title,
    find_seat,
    own_seat,
    papers_in,
    read_title,
    without_draft,
)
from loader.gazetteer.citation_words import load_citation_words
from loader.gazetteer.document_words import load_document_words
from loader.gazetteer.patterns import any_of
from loader.official_numbers import find_numbers, is_unique, split_number
from loader.sentences import stretch_start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.document import CitationKind, Outline
    from loader.extraction.setting import Setting
    from loader.gazetteer import Gazetteer

_WORDS = load_citation_words()
_SAYS = _WORDS.sentences
_DOCUMENT_WORDS = load_document_words()

_TAIL = rf"(?:（[^（）]{{1,24}}）|{any_of(_DOCUMENT_WORDS.title_tails)})*$"
_NAMED = re.compile(r"《(?P<name>(?:[^《》\n]|《[^《》\n]*》){2,150})》")
_BRACKETS = re.compile(r"(?:（(?:[^（）\n]|（[^（）\n]*）){1,160}）){1,2}")
_INSTRUMENT = re.compile(rf"{any_of(_WORDS.instruments)}{_TAIL}")
_LETTER = re.compile(rf"{any_of(_WORDS.letters)}{_TAIL}")
_OTHER = re.compile(rf"{any_of(_WORDS.others)}{_TAIL}")
_SHORT = re.compile(
    rf"(?:{any_of(_WORDS.short_fronts)})*"
    rf"{any_of((*_WORDS.instruments, *_WORDS.letters, *_DOCUMENT_WORDS.drafts, *_DOCUMENT_WORDS.opinions))}{_TAIL}"
)
_LEAST = 5
_LONGEST = 2000  # no sentence has more characters
_MARK_EDGE = 6  # characters beside a number on its line
_LEAST_LAW = 3

_STOP = re.compile(r"[。；！？\n]")
_STOPS = "。；！？\n"
_GAP = r"[^，。；《》]{0,50}$"
_BASIS = re.compile(any_of(_WORDS.basis) + _GAP)
_BASIS_IF_MADE = re.compile(any_of(_WORDS.basis_if_made) + _GAP)
_MAKES = re.compile(any_of(_WORDS.makes))
_IMPLEMENTS = re.compile(any_of(_WORDS.implements) + _GAP)
_CUE = re.compile(any_of((*_WORDS.basis, *_WORDS.basis_if_made, *_WORDS.implements)))
_BREAK = re.compile(r"[，》“：]")
_TERM = any_of(_WORDS.terms)
_REST = _SAYS.rest.pattern
_REPEALED = re.compile(rf"{_REST}(?<!不)(?<!未){any_of(_WORDS.repeals)}")
_REPEALS = re.compile(rf"(?<!不)(?<!未){any_of(_WORDS.repeals)}(?:了)?[^，。；《》]{{0,20}}$")
_AMENDED = re.compile(
    rf"{_REST}(?:(?:{_SAYS.changes.pattern}){any_of(_WORDS.amends)}|{_SAYS.adjusts.pattern}|{any_of(_WORDS.amends_to)})"
)
_AMENDS = re.compile(rf"(?:{_SAYS.to_change.pattern}){any_of(_WORDS.amends)}{_SAYS.also_ends.pattern}$")
_LENGTH = r"[一二两三四五\d]{1,2}(?:个月|年)"
_PROLONGED = re.compile(
    rf"{_REST}(?:{_TERM}[^。；《》，]{{0,14}}?{any_of(_WORDS.prolongs)}|{any_of(_WORDS.goes_on)}"
    rf"|{any_of(_WORDS.prolongs)}[^。；《》，]{{0,10}}?{_TERM}"
    rf"|(?:[^。；《》]{{0,20}}(?:到期|届满|期满)后?，?)?{any_of(_WORDS.prolongs_to)}(?:执行|实施)?(?:至|到|{_LENGTH}))"
)
_PROLONGS = re.compile(rf"{any_of(_WORDS.prolongs)}(?:执行|实施)?$")
_ITS_TERM = re.compile(rf"(?:的)?[^，。；《》]{{0,12}}{_TERM}")
_CHANGES = frozenset({"repeals", "amends", "extends"})
"""What a document does to the one before it of the same name."""
_UNTIL = re.compile(rf"[至到](?P<day>{LAST_DAY})")
_NOT_DONE = re.compile(any_of(_WORDS.not_done))


class _Named(NamedTuple):
    """A document's name or number where it stands."""

    span: Span
    name: str | None
    number: str | None
    short: str | None
    """By what the text calls it from here on."""
    stop: int
    """Where its brackets end."""


def extract_citations(outline: Outline, setting: Setting, gazetteer: Gazetteer) -> list[Citation]:
    """Find the documents that a text names, each with its kind, in the text's order.

    The document's own name and number, and those of the paper that it only issues, are no citations; one that it
    repeals or prolongs may bear the same name. A mere mention is left out where the text says more of that document.
    """
    reader = _Reader(outline, setting, gazetteer)
    found = list(reader.read())
    if (version := reader.read_version()) is not None:
        found.append(version)
    named = {one.number: one for one in reversed(found) if one.number and one.name}
    found = [
        replace(one, name=same.name, seat=same.seat, stated=same.stated)
        if one.number and one.name is None and (same := named.get(one.number))
        else one
        for one in found
    ]
    told = {_key_of(one) for one in found if one.kind != "mentions"}
    return [one for one in found if one.kind != "mentions" or _key_of(one) not in told]


def _key_of(citation: Citation) -> str | tuple[str | None, str | None]:
    return citation.number if citation.number and is_unique(citation.number) else (citation.name, citation.seat)


class _Reader:
    """One text's names of documents, and what is known of them so far."""

    def __init__(self, outline: Outline, setting: Setting, gazetteer: Gazetteer) -> None:
        self.plain = outline.text.plain
        self.title = outline.title
        self.facts = setting.facts
        self.gazetteer = gazetteer
        self.seat = own_seat(setting.facts, setting.jurisdiction, gazetteer)
        self.numbers = {self.facts.number}
        self.names = {self._read_name(name).words for name in papers_in(self.facts.name or "") if name}
        self.shorts: dict[str, _Named] = {}
        self.known: dict[str, str] = {}
        """From the names that the text gave with a number to that number."""

    def read(self) -> Iterator[Citation]:
        """Yield every citation."""
        group: list[_Named] = []
        for named in self._find():
            if group and not self._goes_on(group[-1], named):
                yield from self._judge(group)
                group = []
            group.append(named)
        if group:
            yield from self._judge(group)

    def read_version(self) -> Citation | None:
        """What a draft is a version of: the paper of that name."""
        if self.facts.nature != "draft" or not self.facts.name:
            return None
        whole, *papers = papers_in(self.facts.name)
        start = self.plain.find(whole)
        if start < 0:
            return None
        for name in (*reversed(papers), whole):
            title = self._read_name(name)
            words = without_draft(title.words) or (title.words if name in papers else "")
            if _is_document(words, numbered=False) and not _WORDS.titles.asks.search(words):
                seat = title.seat if title.seat is not None else self.seat
                return Citation(Span(start, start + len(whole)), "version_of", words, None, seat, stated=True)
        return None

    def _read_name(self, name: str) -> Title:
        return read_title(name, self.seat, self.gazetteer)

    def _find(self) -> Iterator[_Named]:
        """Yield names and bare numbers in order, short names as what they stand for."""
        at = 0
        for found in _NAMED.finditer(self.plain):
            if found.start() < at and found["name"] in self.shorts:  # where the short name is given
                continue
            yield from self._find_bare(at, found.start())
            named = self._read_named(found)
            at = named.stop if named else found.end()
            if named is not None:
                yield named
        yield from self._find_bare(at, len(self.plain))

    def _find_bare(self, start: int, stop: int) -> Iterator[_Named]:
        for span, number in find_numbers(self.plain, start, stop):
            if is_unique(number) and not self._is_mark(span):
                yield _Named(span, None, number, None, span.stop)

    def _is_mark(self, span: Span) -> bool:
        """Whether a number has its line for itself, as a document's own has."""
        start = self.plain.rfind("\n", 0, span.start) + 1
        stop = self.plain.find("\n", span.stop)
        return (stop if stop >= 0 else len(self.plain)) - start <= span.stop - span.start + _MARK_EDGE

    def _read_named(self, found: re.Match[str]) -> _Named | None:
        """What stands in 《》, if it is a document, with the number and the short name in the brackets behind it."""
        name, inner = split_number(found["name"])
        brackets = _BRACKETS.match(self.plain, found.end())
        stop = brackets.end() if brackets else found.end()
        number = next(find_numbers(self.plain, found.end(), min(stop + 30, self._sentence_end(found.end()))), None)
        if number is not None and number.span.start > stop:
            number = None
        written = number.number if number else inner
        stop = max(stop, number.span.stop if number else 0)
        short = _SAYS.short_name.search(self.plain, found.end(), stop)
        if written is None and short is None and (known := self.shorts.get(name)):
            return known._replace(span=Span(*found.span()), short=None, stop=stop)
        if not _is_document(name, numbered=written is not None):
            return None
        end = number.span.stop if number else found.end()
        end += self.plain[end : end + 1] == "）" and number is not None and self.plain[found.end()] == "（"
        named = _Named(Span(found.start(), end), name, written, None, stop)
        self._remember(named, short)
        return named._replace(number=named.number or self.known.get(name))

    def _remember(self, named: _Named, short: re.Match[str] | None) -> None:
        if named.name and named.number:
            self.known.setdefault(named.name, named.number)
        if short:
            self.shorts.setdefault(short["quoted"] or short["bare"], named)

    def _goes_on(self, last: _Named, named: _Named) -> bool:
        """Whether a name stands in one list with the one before it."""
        between = self.plain[last.stop : named.span.start]
        if "。" in between:
            return False
        gap = _SAYS.list.fullmatch(_SAYS.covered.sub("", between, count=1))
        return gap is not None and not _CUE.search(between)

    def _sentence_end(self, at: int) -> int:
        found = _STOP.search(self.plain, at, at + _LONGEST)
        return found.start() if found else min(at + _LONGEST, len(self.plain))

    def _judge(self, group: list[_Named]) -> Iterator[Citation]:
        """Say of each document of a list what the sentence says of it."""
        floor = max(0, group[0].span.start - _LONGEST)
        start = max(floor, stretch_start(self.plain, group[0].span.start, _STOPS, floor))
        lead = self.plain[start : group[0].span.start]
        tail = self.plain[group[-1].stop : self._sentence_end(group[-1].stop)]
        if _SAYS.issues.match(tail) and len(group) == 1 and group[0].name:
            self.names.add(self._read_name(group[0].name).words)
        kind = _kind_of(lead, tail) if self.facts.nature not in SPEAKS_OF else "mentions"
        before = lead
        for place, named in enumerate(group):
            if place:
                before = self.plain[group[place - 1].stop : named.span.start]
            covered = _SAYS.covered.match(self.plain, named.stop)
            partly = covered or _SAYS.partly.match(self.plain, named.stop)
            citation = self._cite(
                named,
                "amends" if kind == "repeals" and partly else kind,
                before,
                covered["article"] if covered else None,
            )
            if citation is not None:
                until = _UNTIL.search(tail) if citation.kind == "extends" else None
                yield replace(citation, until=read_last_day(until["day"])) if until else citation

    def _cite(self, named: _Named, kind: CitationKind, before: str, article: str | None) -> Citation | None:
        """Make the citation, unless the document names itself."""
        if named.number in self.numbers and named.number is not None:
            return None
        if named.name is None:
            return Citation(named.span, kind, None, named.number, None, stated=False, article=article)
        title = self._read_name(named.name)
        seat, stated = title.seat, title.seat is not None
        if seat is None:
            seat = self._seat_before(before)
            stated = seat is not None
        own = not stated or title.whole or seat == self.seat
        if (
            own
            and title.words in self.names
            and named.number is None
            and (kind not in _CHANGES or self._is_in_title(named))
        ):
            return None
        if seat is None:
            seat = self.seat
        if kind == "mentions" and self._forwards(named):
            kind = "forwards"
        return Citation(named.span, kind, title.words, named.number, seat, stated=stated, article=article)

    def _seat_before(self, before: str) -> str | None:
        """Whose document it is by the body that stands last before its name."""
        for who in reversed(_who_before(before).split("、")):
            if (seat := find_seat(who, self.seat, self.gazetteer)) is not None:
                return seat
            inner = next(self.gazetteer.bodies.matcher.find(who), None)
            if inner is not None:
                return find_seat(who[inner[0] :], self.seat, self.gazetteer)
        return None

    def _is_in_title(self, named: _Named) -> bool:
        return self.title is not None and self.title.holds(named.span)

    def _forwards(self, named: _Named) -> bool:
        """Whether the title says that the document only passes this one on."""
        title = self.facts.name or ""
        at = title.find(named.name or "\n")
        return at > 0 and _SAYS.forwards.search(title[:at].removesuffix("《")) is not None


def _kind_of(lead: str, tail: str) -> CitationKind:
    """What the words before and behind a list of documents say of them."""
    if _IMPLEMENTS.search(lead):
        return "implements"
    if _BASIS.search(lead):
        return "basis"
    if _BASIS_IF_MADE.search(lead):
        return "basis" if _MAKES.search(tail) else "mentions"
    if _NOT_DONE.search(f"{lead[-30:]}\n{tail[:40]}"):
        return "mentions"
    forwards = _SAYS.forwards.search(lead) or _SAYS.passes_on.match(tail)
    return _change_of(lead, tail) or ("forwards" if forwards else "mentions")


def _change_of(lead: str, tail: str) -> CitationKind | None:
    """Whether the documents are ended, changed or prolonged."""
    covered = _SAYS.covered.match(tail)
    rest = tail[covered.end() :] if covered else tail
    if _REPEALED.match(rest) or _REPEALS.search(lead):
        return "repeals"
    if _AMENDED.match(rest) or _AMENDS.search(lead):
        return "amends"
    prolonged = _PROLONGED.match(rest) or (_PROLONGS.search(lead) and _ITS_TERM.match(rest))
    return "extends" if prolonged else None


def _is_document(name: str, *, numbered: bool) -> bool:
    """Whether what stands in 《》 is a document's name, by how it ends."""
    if _OTHER.search(name):
        return False
    if numbered:
        return True
    if _WORDS.titles.law.search(name) and len(name) >= _LEAST_LAW:
        return True
    if len(name) < _LEAST or _SHORT.fullmatch(name):
        return False
    return _INSTRUMENT.search(name) is not None or ("关于" in name and _LETTER.search(name) is not None)


def _who_before(before: str) -> str:
    """The words before a name that may say whose it is (财政部《…》, 市住建局等三部门印发的《…》)."""
    words = _BREAK.split(before)[-1]
    words = words[max((cue.end() for cue in _CUE.finditer(words)), default=0) :]
    return _SAYS.issuing.sub("", words)
