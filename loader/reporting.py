"""What was understood of a document, and what was not."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loader.gazetteer.duties import load_duty_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loader.document import Extraction, Span


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that were not understood, and where they stand in the text as read."""

    text: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Tally:
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

    missing: tuple[str, ...]
    """Which of name, number, issuers and date neither the text nor anything beside it gives."""
    duties: Tally
    """Sentences that say who is responsible; open without a body that is given a measure."""
    regions: Tally
    """Mentions of regions; open where nothing tells which of several with one name is meant."""
    bodies: Tally
    """Mentions of bodies; open where neither a list nor the name tells what it is."""
    measures: Tally
    """Measures; open without region, programme, body or target."""


def report(extraction: Extraction) -> Findings:
    """Tell what was understood of a document, and list what was not."""
    reporter = _Reporter(extraction)
    facts = extraction.facts
    known = {
        "name": facts.name,
        "number": facts.number,
        "issuers": facts.issuers,
        "date": facts.written_on or facts.published_on or facts.effective_on,
    }
    ambiguous = [mention.span for mention in extraction.regions if not mention.ids]
    unresolved = [mention.span for mention in extraction.bodies if mention.kind == "organisation"]
    return Findings(
        missing=tuple(key for key, value in known.items() if not value),
        duties=reporter.tally_duties(),
        regions=reporter.tally(len(extraction.regions), ambiguous),
        bodies=reporter.tally(len(extraction.bodies), unresolved),
        measures=reporter.tally_measures(),
    )


@dataclass(frozen=True, slots=True)
class _Reporter:
    """Counts over the statements of one document."""

    extraction: Extraction

    def tally(self, count: int, spans: Iterable[Span]) -> Tally:
        """So many things, of which those at the spans were not understood."""
        return Tally(count, tuple(map(self._passage, spans)))

    def tally_duties(self) -> Tally:
        """A sentence is understood if a body that it names has a duty."""
        words = load_duty_words()
        statements = self.extraction.outline.statements
        phrases = [index for index, statement in enumerate(statements) if words.phrase.search(statement.text)]
        given = self._statements_at(duty.body.span for duty in self.extraction.duties)
        return self.tally(len(phrases), (statements[i].span for i in phrases if i not in given))

    def tally_measures(self) -> Tally:
        """A measure says something to the graph if a mention stands in it, or a duty is for it."""
        found = self.extraction
        statements = found.outline.statements
        measures = [index for index, statement in enumerate(statements) if statement.kind == "measure"]
        spans = [
            *(region.span for region in found.regions),
            *(programme.span for programme in found.programmes),
            *(target.span for target in found.targets),
        ]
        told = self._statements_at(spans) | {duty.statement for duty in found.duties}
        return self.tally(len(measures), (statements[i].span for i in measures if i not in told))

    def _statements_at(self, spans: Iterable[Span]) -> set[int]:
        """The statements in which spans begin."""
        starts = [statement.span.start for statement in self.extraction.outline.statements]
        return {bisect_right(starts, span.start) - 1 for span in spans}

    def _passage(self, span: Span) -> Passage:
        text = self.extraction.outline.text
        raw = text.raw_span(span)
        return Passage(text.written(span), raw.start, raw.stop)
