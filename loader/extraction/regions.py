"""Mentions of regions."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, chain
from typing import TYPE_CHECKING

from loader.document import RegionMention, Span
from loader.extraction.region_abbreviations import AbbreviationReader
from loader.extraction.region_hits import Hit, Hits
from loader.extraction.region_lists import (
    add_bracketed_names,
    add_line_ends,
    add_listed_names,
    add_places_of_works,
    carry_heads,
    carry_towns,
)
from loader.extraction.region_surroundings import (
    add_addressed,
    add_known,
    add_lower,
    add_shared_names,
    add_terms,
    tell_homonyms,
)
from loader.gazetteer.regions import find_words, is_division
from loader.list_marks import LIST_MARKS

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from loader.document import BodyMention, Outline, ProgrammeMention
    from loader.extraction.own_place import OwnPlace
    from loader.gazetteer import Gazetteer
    from loader.gazetteer.regions import RegionTable, Word
    from loader.model import PlaceRole

_PROVINCE_END = "0000"


def extract_regions(
    outline: Outline,
    own: OwnPlace,
    gazetteer: Gazetteer,
    programmes: Sequence[ProgrammeMention],
    bodies: Sequence[BodyMention],
) -> list[RegionMention]:
    """Find the named places; inside a programme's or body's name their role is `in_name`."""
    plain, table = outline.text.plain, gazetteer.regions
    hits = Hits(plain, table)
    _find_hits(hits, own, {p.span.start for p in programmes})
    add_terms(hits, gazetteer.bodies.words.mentions, [p.span for p in programmes])
    roles = _Roles(plain, table, [p.span for p in programmes], [b.span for b in bodies])
    mentions: list[RegionMention] = []
    for start, stop, ids, joint in hits.ordered():
        span = Span(start, stop)
        role = roles.tell(span)
        if joint or len(ids) == 1:
            mentions.append(RegionMention(span, ids, tuple([table.describe(i).name for i in ids]), role))
        else:
            mentions.append(RegionMention(span, (), (plain[start:stop],), role))
    return mentions


def _find_hits(hits: Hits, own: OwnPlace, names: Container[int]) -> None:
    """Find every name of a region, the surer ones first; the others stand in no word that only looks like a place.

    `names` are the places where programmes' names begin.
    """
    plain, table = hits.plain, hits.table
    words = find_words(plain, table.matcher)
    decoys = {at for start, stop, word, _ in words if not word.ids for at in range(start, stop)}
    short = AbbreviationReader(plain, table)
    for hit in chain(short.find_spelt_out(), short.find_listed_lines(), short.find_pairs(), _judge(words, hits, own)):
        hits.add(hit)
    for hit in chain(short.find_runs(), short.find_lines(own.province, names)):
        if decoys.isdisjoint(range(hit.start, hit.stop)):
            hits.extend(hit)
    for hit in chain(
        short.find_listed(),
        own.find_words(plain),
        own.find_names(plain),
        own.find_counties(plain),
        own.find_characters(plain),
        short.find_lone(),
    ):
        if decoys.isdisjoint(range(hit.start, hit.stop)):
            hits.add(hit)
    carry_heads(hits)
    add_listed_names(hits, own)
    add_bracketed_names(hits, own)
    add_line_ends(hits, own)
    add_places_of_works(hits, own)
    add_lower(hits)
    add_shared_names(hits, own)
    tell_homonyms(hits, own)
    add_addressed(hits)
    add_known(hits, own)
    carry_towns(hits, own)


def _judge(words: Iterable[tuple[int, int, Word, bool]], hits: Hits, own: OwnPlace) -> Iterator[Hit]:
    """Those words that stand for a region; where a guard refuses one, a shorter one that begins there may."""
    place = -1  # where the last division stopped
    for start, stop, word, stands in words:
        if not word.ids:
            continue
        if word.ids[0].endswith(_PROVINCE_END) and hits.plain[start - 1 : start + 1] in own.bare_counties:
            continue  # 庐江 | 西站
        hit: Hit | None
        if own.own_names and stands and (ids := own.own_names.get(hits.plain[start:stop])):
            hit = Hit(start, stop, ids)
        elif stands and place != start:
            hit = Hit(start, stop, word.ids, word.joint)
        else:
            hit = _longest_word(hits, start, stop, behind_place=place == start)
        if hit is not None:
            yield hit
            place = hit.stop if is_division(hit.ids[0]) else place


def _longest_word(hits: Hits, start: int, stop: int, *, behind_place: bool) -> Hit | None:
    """The longest words that begin at a place, up to another, and name a region there."""
    plain = hits.plain
    for end in range(stop, start + 1, -1):
        word = hits.table.words.get(plain[start:end])
        if word and word.ids and word.stands(plain, start, end, behind_place=behind_place):
            return Hit(start, end, word.ids, word.joint)
    return None


class _Roles:
    """In which way a text names its places."""

    def __init__(self, plain: str, table: RegionTable, programmes: Iterable[Span], bodies: Iterable[Span]) -> None:
        self._plain = plain
        self._cues = cues = table.cues
        self._places = table.by_name
        self._bodies = set(bodies)
        self._names = sorted({*programmes, *self._bodies})
        self._starts = [name.start for name in self._names]
        self._reach = list(accumulate((name.stop for name in self._names), max))
        lists = cues.scopes.finditer(plain)
        self._scopes = {at for found in lists for at in range(found.start() + 1, found.end() + 1)}
        """The places of the lists of places in which something holds."""

    def tell(self, span: Span) -> PlaceRole:
        """The role of the place that the span names."""
        if span.start in self._scopes:
            return "scope"
        return "in_name" if self._in_name(span) else self._relation_of(span)

    def _in_name(self, span: Span) -> bool:
        """Whether a name holds the span; a body that is called by its place alone (广州市) is the place itself."""
        index = bisect_right(self._starts, span.start)
        if not index or self._reach[index - 1] < span.stop:
            return False
        if span not in self._bodies or self._heads_list(span):
            return True
        return any(name.holds(span) and name != span for name in self._names[:index])

    def _heads_list(self, span: Span) -> bool:
        """Whether the last of the bodies listed with it says what organs they are (钦南区、钦北区 | 人民政府)."""
        while self._plain[span.stop : span.stop + 1] in LIST_MARKS:
            at = bisect_right(self._starts, span.stop)
            if at == len(self._names) or self._starts[at] != span.stop + 1 or self._names[at] not in self._bodies:
                return False
            span = self._names[at]
        return self._plain[span.start : span.stop] not in self._places

    def _relation_of(self, span: Span) -> PlaceRole:
        """Whether the place is one to work with, one to be measured against, or just a place."""
        cues, plain = self._cues, self._plain
        if plain[span.start - 1 : span.start] not in cues.last_before:
            return "place"
        joined = plain.endswith(cues.with_before, 0, span.start)
        if plain.endswith(cues.partner_before, 0, span.start) or (
            joined and cues.partner_after.match(plain, span.stop)
        ):
            return "partner"
        if plain.endswith(cues.benchmark_before, 0, span.start):
            return "benchmark"
        return "benchmark" if joined and cues.benchmark_after.match(plain, span.stop) else "place"
