"""What was understood of a document, and what was not."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loader.document import Span
from loader.gazetteer import load_gazetteer
from loader.gazetteer.duties import load_duty_words
from loader.segmenting import write_refs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loader.document import BodyMention, Extraction

_LOCAL = frozenset({"local_government", "local_department"})


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that were not understood, and where they stand: in which sentence, and in the text as read."""

    words: str
    sentence: str
    ref: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many things of a kind there are, and those that were not understood, in the text's order."""

    count: int
    open: tuple[Passage, ...]

    @property
    def share(self) -> float:
        """The part that was understood; 1 where there is nothing to understand."""
        return 1 - len(self.open) / self.count if self.count else 1.0


@dataclass(frozen=True, slots=True)
class Findings:
    """What was understood of one document."""

    path: str
    """Of the file."""
    name: str | None
    missing: tuple[str, ...]
    """Which of name, number, issuers and date neither the text nor anything beside it gives."""
    duties: Coverage
    """Sentences that say who is responsible; open without a body that is given a measure."""
    bodies: Coverage
    """Mentions of bodies; open where nothing tells what it is, or of which place (市财政局)."""
    names: Coverage
    """Mentions of regions; open where nothing tells which of several with one name is meant."""
    places: Coverage
    """Mentions of regions, and what looks like one and is open, for the gazetteer does not have it (径山镇)."""
    measures: Coverage
    """Measures; open without region, programme, body or target."""


def report(extraction: Extraction, path: str) -> Findings:
    """Tell what was understood of a document, and list what was not."""
    reporter = _Reporter(extraction)
    facts = extraction.facts
    known = {
        "name": facts.name,
        "number": facts.number,
        "issuers": facts.issuers,
        "date": facts.written_on or facts.published_on or facts.effective_on,
    }
    regions, bodies = extraction.regions, extraction.bodies
    unknown = _find_unknown(extraction)
    return Findings(
        path=path,
        name=facts.name,
        missing=tuple(key for key, value in known.items() if not value),
        duties=reporter.cover_duties(),
        bodies=reporter.cover(len(bodies), (one.span for one in bodies if not _is_resolved(one, extraction.seat))),
        names=reporter.cover(len(regions), (one.span for one in regions if not one.ids)),
        places=reporter.cover(len(regions) + len(unknown), unknown),
        measures=reporter.cover_measures(),
    )


def _is_resolved(body: BodyMention, seat: str | None) -> bool:
    if body.kind in _LOCAL and not body.generic:
        bodies = load_gazetteer().bodies
        return bodies.describe(bodies.tell_apart(body.name, seat)).region is not None
    return body.kind != "organisation"


def _find_unknown(extraction: Extraction) -> list[Span]:
    """What looks like a place, and was found to be neither that nor part of anything else."""
    taken = [
        *(region.span for region in extraction.regions),
        *(body.span for body in extraction.bodies),
        *(programme.span for programme in extraction.programmes),
    ]
    found = load_gazetteer().regions.place_shape.finditer(extraction.outline.text.plain)
    spans = (Span(*one.span()) for one in found)
    return [span for span in spans if not any(map(span.overlaps, taken))]


class _Reporter:
    """Counts over the statements of one document."""

    def __init__(self, extraction: Extraction) -> None:
        self._extraction = extraction
        self._text = extraction.outline.text
        self._statements = extraction.outline.statements
        self._starts = [statement.span.start for statement in self._statements]
        self._refs = write_refs(extraction.outline)

    def cover(self, count: int, spans: Iterable[Span]) -> Coverage:
        """So many things, of which those at the spans were not understood."""
        return Coverage(count, tuple(map(self._passage, spans)))

    def cover_duties(self) -> Coverage:
        """A sentence is understood if a body that it names has a duty."""
        phrase = load_duty_words().phrases.cues
        given = {self._statement_at(duty.body.span) for duty in self._extraction.duties}
        found = [(index, phrase.search(statement.text)) for index, statement in enumerate(self._statements)]
        phrases = [(index, cue) for index, cue in found if cue is not None]
        return self.cover(
            len(phrases),
            (self._within(index, cue.start(), cue.end()) for index, cue in phrases if index not in given),
        )

    def cover_measures(self) -> Coverage:
        """A measure says something to the graph if a mention stands in it, or a duty is for it."""
        found = self._extraction
        measures = [index for index, statement in enumerate(self._statements) if statement.kind == "measure"]
        spans = [
            *(region.span for region in found.regions),
            *(programme.span for programme in found.programmes),
            *(target.span for target in found.targets),
        ]
        told = {*map(self._statement_at, spans), *(duty.statement for duty in found.duties)}
        return self.cover(len(measures), (self._statements[i].span for i in measures if i not in told))

    def _within(self, statement: int, start: int, stop: int) -> Span:
        """The span of words that a statement's text holds at these places."""
        first = self._statements[statement].span.start
        return Span(first + start, first + stop)

    def _statement_at(self, span: Span) -> int:
        """The statement in which a span begins."""
        return bisect_right(self._starts, span.start) - 1

    def _passage(self, span: Span) -> Passage:
        text = self._text
        index = self._statement_at(span)
        sentence = text.written(self._statements[index].span)
        return Passage(text.written(span), sentence, self._refs[index], *text.raw_span(span))
