"""A document as it was read and cut: text with its offsets, sections, statements, mentions.

Two coordinate systems meet here. `Text.raw` is the text as read, which every offset in the graph indexes.
`Text.plain` is what the stages read: one paragraph a line, white space inside sentences gone, full-width punctuation,
simplified characters. Spans in this module are in `plain` unless a name says `raw`; `Text.raw_span` leads back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loader.model import Basis, Binding, Comparator, DutyRole, Form, Nature, PlaceRole, ReadingKind, YearSource

Kind = Literal["measure", "goal", "assignment", "context"]
CitationKind = Literal["basis", "implements", "forwards", "mentions", "repeals", "amends", "extends", "version_of"]

SPEAKS_OF = frozenset({"report", "interpretation"})
"""Natures of texts about a document, which bear its name and number, are others, and only tell what it does."""

CENTRAL = ""
"""The seat of what is made for the whole country."""

_NUMBERED_YEAR = re.compile(r"〔(\d{4})〕")
_NAMED_YEAR = re.compile(r"(?<![\d—至-])(20\d\d)年(?![—至-]|远景)")


class Span(NamedTuple):
    """A half-open stretch of text, in code points."""

    start: int
    stop: int

    def holds(self, other: Span) -> bool:
        """Whether the other lies in this one."""
        return self.start <= other.start and other.stop <= self.stop

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.stop and other.start < self.stop

    def moved(self, by: int) -> Span:
        """The stretch so many characters further on."""
        return Span(self.start + by, self.stop + by)


@dataclass(frozen=True, slots=True)
class Text:
    """A text as read beside its plain form, and the way back from one to the other."""

    raw: str
    plain: str
    offsets: Sequence[int]
    """For every character of `plain`, where it stands in `raw`; strictly ascending."""

    def raw_span(self, span: Span) -> tuple[int, int]:
        """Where a span of `plain` starts and stops in `raw`."""
        start, stop = span
        if start == stop:
            at = self.offsets[start] if start < len(self.offsets) else len(self.raw)
            return at, at
        return self.offsets[start], self.offsets[stop - 1] + 1

    def written(self, span: Span) -> str:
        """A span of `plain` with the characters of `raw`: as written, but with line breaks and padding left out."""
        start, stop = self.raw_span(span)
        if stop - start == span.stop - span.start:  # nothing is left out
            return self.raw[start:stop]
        return "".join([self.raw[place] for place in self.offsets[span.start : span.stop]])


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a document: from outside its text (a documents.toml, a table row, a page's head) or from it."""

    id: str | None = None
    name: str | None = None
    number: str | None = None
    """As 国发〔2018〕42号, with these brackets."""
    issuers: tuple[str, ...] = ()
    written_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    """The last day on which it is valid."""
    source: str | None = None
    kind: str | None = None
    """意见, 规划, 方案 …; of a notice that only issues a paper, the paper's."""
    nature: Nature | None = None
    complete: bool = True
    """False where the text itself says that it is cut."""

    @property
    def year(self) -> int | None:
        """The year in which it was written; without a date the only one that its name bears, else its number's.

        What was published (anew, on a page) later than in the January behind the year of its number was written in
        that year.
        """
        if self.written_on:
            return self.written_on.year
        numbered = _NUMBERED_YEAR.search(self.number or "")
        year = int(numbered[1]) if numbered else None
        if self.published_on:
            at_once = year is not None and self.published_on < date(year + 1, 2, 1)
            return self.published_on.year if year is None or at_once else year
        named = _NAMED_YEAR.findall(self.name or "")
        return int(named[0]) if len(named) == 1 else year

    @property
    def is_unknown(self) -> bool:
        """Whether nothing shows what a text with a name or a source is: neither a paper nor what speaks of one."""
        return bool(self.name or self.source) and self.nature is None

    @property
    def day(self) -> date | None:
        """The day on which it was written or published; where only the year is known, its first."""
        day = self.written_on or self.published_on
        if day and day.year == self.year:
            return day
        return date(self.year, 1, 1) if self.year else None

    def completed_by(self, found: Facts) -> Facts:
        """These facts, with those found where they say nothing."""
        gaps = {f.name: getattr(found, f.name) for f in fields(self) if getattr(self, f.name) in (None, ())}
        return replace(self, **gaps, complete=self.complete and found.complete)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a store keeps of a file beside its words."""

    chars: int
    signs: tuple[str, ...]
    """As in `Sketch`."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file (or record of one) as read."""

    path: str
    """Relative to what was loaded; a record's has `#` and its key behind."""
    text: str
    sha256: str
    facts: Facts = Facts()
    kept: Kept | None = None
    """Set if `text` is no longer the file's own, but what a store knows of it."""

    @property
    def chars(self) -> int:
        """How long the file's own text is."""
        return self.kept.chars if self.kept else len(self.text)


@dataclass(frozen=True, slots=True)
class Work:
    """The files that carry one document, and what is known of it beside them."""

    facts: Facts
    sources: tuple[Source, ...]
    """The base first: the file whose text counts."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or record that could not be read; the rest is loaded."""

    path: str
    message: str
    """What is wrong and what to do, in one line without the path."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One place where another file of a document reads otherwise than the base."""

    span: Span
    """Of `base_text`, in the base's raw text; empty where the witness adds something."""
    base_text: str | None
    text: str | None
    """None where the witness leaves something out."""
    kind: ReadingKind


@dataclass(slots=True)
class Section:
    """A heading's stretch, with its subsections; the preamble and the closing are sections too."""

    style: str
    """How it is numbered, a key of numbering.STYLES; `preamble` or `closing` without a number."""
    number: str | None
    ordinal: int
    level: int
    """1 for the outermost."""
    span: Span
    heading: Span | None
    """The heading's words without number and final 。; None where the number leads straight into the text."""
    parent: int | None
    """Index into `Outline.sections`."""
    own: Span
    """Its own stretch: up to its first subsection."""
    value: int = 0
    """The number as an integer, 0 where there is none."""


@dataclass(slots=True)
class Statement:
    """One sentence (or part cut at ；) with its kind; measures and goals become nodes."""

    span: Span
    text: str
    """Its words in `plain`."""
    section: int
    """Index into `Outline.sections` of the innermost section."""
    paragraph: int
    """Counts paragraphs through the document."""
    heading: Literal["line", "lead"] | None = None
    """`line`: a heading on a line of its own; `lead`: the sentence that heads a paragraph behind its number."""
    kind: Kind = "context"


@dataclass(slots=True)
class Outline:
    """A text cut into sections and statements; both in the text's order."""

    text: Text
    sections: list[Section]
    statements: list[Statement]
    title: Span | None = None
    """The document's title where the text opens with one."""

    def path_of(self, section: int | None) -> Iterator[Section]:
        """The section and those above it, innermost first."""
        while section is not None:
            yield self.sections[section]
            section = self.sections[section].parent


class RegionMention(NamedTuple):
    """Words that name one region, or several in one (川滇黔)."""

    span: Span
    ids: tuple[str, ...]
    """Ids that `RegionTable.describe` knows; for a place that the gazetteer lacks, one made from kind and name."""
    names: tuple[str, ...]
    """Their canonical names, in the same order."""
    role: PlaceRole = "place"


class ProgrammeMention(NamedTuple):
    """Words that name a programme."""

    span: Span
    name: str
    kind: str


class BodyMention(NamedTuple):
    """Words that name a body, or a definite class of public organs."""

    span: Span
    name: str
    """Canonical, with its jurisdiction."""
    kind: str
    generic: bool = False


class Duty(NamedTuple):
    """A body's duty for one measure."""

    body: BodyMention
    statement: int
    """Index into `Outline.statements` of the measure."""
    role: DutyRole
    rank: int
    """Its place in its list, from 1."""
    basis: Basis = "own"


@dataclass(slots=True, frozen=True)
class Target:
    """A wanted state of an indicator."""

    span: Span
    """The clause that states it."""
    indicator: str
    value: str | None = None
    number: float | None = None
    number_max: float | None = None
    unit: str | None = None
    year: int | None = None
    year_source: YearSource | None = None
    comparator: Comparator | None = None
    base_value: str | None = None
    base_year: int | None = None
    form: Form | None = None
    binding: Binding | None = None
    region: str | None = None


@dataclass(slots=True, frozen=True)
class Citation:
    """Words that name another document, and what the text says of it."""

    span: Span
    """The name in 《》 with the number behind it, or a number alone."""
    kind: CitationKind
    name: str | None
    """In one form, without the issuers before 关于; None for a number alone."""
    number: str | None
    """In one form (国发〔2018〕42号)."""
    seat: str | None
    """Id of the region whose paper it is, CENTRAL for the whole country's, None if nothing tells."""
    stated: bool
    """Whether the text says so; else the seat is that of the citing document."""
    article: str | None = None
    until: date | None = None
    """The last day to which the text prolongs it."""


@dataclass(slots=True)
class Extraction:
    """All that was found in one document; spans are in `plain`."""

    outline: Outline
    facts: Facts
    """Given ones, and those read from the text."""
    regions: list[RegionMention]
    programmes: list[ProgrammeMention]
    bodies: list[BodyMention]
    duties: list[Duty]
    targets: list[Target]
    governed: dict[int, tuple[int, ...]]
    """From a statement that assigns duties to the measures that it governs; both index `Outline.statements`."""
    citations: list[Citation] = field(default_factory=list)
    seat: str | None = None
    """Whose paper it is: id of a region, CENTRAL for the whole country's, None if nothing tells."""
