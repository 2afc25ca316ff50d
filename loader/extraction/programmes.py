"""Mentions of programmes: names that are known, and names known by their shape."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from loader.document import ProgrammeMention, Span
from loader.extraction.programme_shapes import find_shaped, is_proper
from loader.gazetteer.programmes import QUOTE, without_quotes

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from loader.document import Outline
    from loader.gazetteer import Gazetteer
    from loader.gazetteer.programmes import ProgrammeTable

_LONGEST = 40  # no known name has more characters


def extract_programmes(outline: Outline, gazetteer: Gazetteer) -> list[ProgrammeMention]:
    """Find the named programmes; one may stand inside another's name."""
    plain, table = outline.text.plain, gazetteer.programmes
    known = {mention.span: mention for mention in _find_known(plain, table)}
    places = gazetteer.regions.by_name
    shaped = {mention.span: mention for mention in find_shaped(plain, table.shapes, places)}
    known_spans = sorted(known)
    reach = 0
    for span in sorted(shaped, key=lambda span: (span.start, -span.stop)):
        if span.stop <= reach:
            continue
        if all(_leaves_room(plain, other, span, table, places) for other in _overlapping(known_spans, span)):
            known[span] = shaped[span]
            reach = span.stop
    return [known[span] for span in sorted(known)]


def _overlapping(known: list[Span], span: Span) -> Iterator[Span]:
    """Known spans that share a character with one."""
    at = bisect_left(known, (span.start - _LONGEST,))
    while at < len(known) and known[at].start < span.stop:
        if known[at].overlaps(span):
            yield known[at]
        at += 1


def _leaves_room(plain: str, known: Span, span: Span, table: ProgrammeTable, places: Container[str]) -> bool:
    """Whether a name by shape says more than a known one in it: another head, or where it is run."""
    if not span.holds(known):
        return False
    before = plain[span.start : known.start]
    return known.stop < span.stop or (is_proper(before, table.shapes, places) and not table.shapes.cut.search(before))


def _find_known(plain: str, table: ProgrammeTable) -> Iterator[ProgrammeMention]:
    """Mentions of the table's names, however the text sets its quotation marks."""
    bare = without_quotes(plain)
    marks = [m.start() - n for n, m in enumerate(QUOTE.finditer(plain))]
    places = _Places(marks)
    for span, named in table.matcher.find(bare):
        start, stop = places.start(span.start), places.stop(span.stop)
        if named.quoted and not (plain[start - 1 : start] == "“" and plain[stop : stop + 1] == "”"):
            continue
        if table.shapes.offices.match(plain, stop):
            continue
        yield _mention(plain, start, stop, named.programme, table)
        for inner, programme in table.inside(bare[span.start : span.stop], named.programme):
            start, stop = places.start(span.start + inner.start), places.stop(span.start + inner.stop)
            yield _mention(plain, start, stop, programme, table)


def _mention(plain: str, start: int, stop: int, programme: str, table: ProgrammeTable) -> ProgrammeMention:
    """Make a mention, with the quotation mark that a mark inside it belongs to."""
    closed = plain.count("”", start, stop) - plain.count("“", start, stop)
    if closed > 0 and plain[start - 1 : start] == "“":
        start -= 1
    elif closed < 0 and plain[stop : stop + 1] == "”":
        stop += 1
    return ProgrammeMention(Span(start, stop), programme, table.by_name[programme].kind)


class _Places:
    """The way back from a text without quotation marks to the one with them."""

    def __init__(self, marks: Sequence[int]) -> None:
        self.marks = marks
        """For each quotation mark, how many other characters stand before it; ascending."""

    def start(self, at: int) -> int:
        return at + bisect_right(self.marks, at)

    def stop(self, at: int) -> int:
        return at + bisect_left(self.marks, at)
