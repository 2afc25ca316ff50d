"""Mentions of programmes: names that are known, and names known by their shape."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from loader.document import ProgrammeMention, Span
from loader.extraction.programme_lines import find_lines
from loader.extraction.programme_places import LENGTHS, is_proper, place_before
from loader.extraction.programme_shapes import ends_as_name, find_shaped, sums_up
from loader.gazetteer.programme_shapes import load_shapes
from loader.gazetteer.programmes import QUOTES, without_quotes
from loader.list_marks import LIST_MARKS
from loader.sentences import stretch_start

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from loader.document import Outline
    from loader.extraction.own_place import OwnPlace
    from loader.gazetteer import Gazetteer
    from loader.gazetteer.bodies import BodyTable
    from loader.gazetteer.body_words import MentionCues
    from loader.gazetteer.programmes import Named, ProgrammeTable
    from loader.gazetteer.regions import RegionTable

_WORDS = load_shapes().words
_PLACE = re.compile(r"（([一-龥]{2,8})）")
_LONGEST = 100  # no name has more characters
_LONGEST_MEMBER = 12  # nor what a list's member has of its own
_MARKS = ("", "《", "“")
_LINE_STARTS = ("", "\n")
_LONGEST_ISSUED = 3
_LONGEST_ORGAN = 14
_LONGEST_VERB = 4
_CITY = "市"
_PAPERS = ("plan",)  # kinds that the rules for citations follow
_IN_FIELDS = ("campaign", "pilot")  # kinds that may be called by several fields
_FIELD = re.compile("[一-龥]{1,5}")
_ITEM_ENDS = "、，。；：\n（）“”《》"
_BEFORE_LAST = LIST_MARKS | {"等"}
_NAME_STARTS = LIST_MARKS | set("，。；：\n")


def extract_programmes(outline: Outline, own: OwnPlace, gazetteer: Gazetteer) -> list[ProgrammeMention]:
    """Find the named programmes; one may stand inside another's name."""
    plain, table = outline.text.plain, gazetteer.programmes
    found = dict(_find_known(plain, own, gazetteer))
    known = {span: mention for span, mention in found.items() if mention}
    places = gazetteer.regions.by_name
    lines = find_lines(plain, own, gazetteer.regions)
    shaped = {mention.span: mention for mention in (*find_shaped(plain, _titles(outline), places), *lines)}
    known_spans = sorted(found)
    reach = 0
    for span in sorted(shaped, key=lambda span: (span.start, -span.stop)):
        if span.stop <= reach:
            continue
        if all(_leaves_room(plain, other, found[other], span, gazetteer) for other in _overlapping(known_spans, span)):
            mention = _in_full(plain, _with_fields(plain, shaped[span], known_spans, table), own, gazetteer)
            if mention is not None:
                known[mention.span] = _as_known(mention, gazetteer)
            reach = span.stop
    stops = {span.stop for span in known}
    known_spans = sorted(known)
    for span in known_spans:
        before = span.start - 1
        if plain[before : span.start] in _BEFORE_LAST and before not in stops:  # what stops there has a name already
            known.update(_find_listed(plain, known_spans, span, table))
    known.update(_find_terms(plain, known, gazetteer.bodies.words.mentions))
    placed = (_with_place(plain, known[span], places) for span in sorted(known))
    return list({mention.span: mention for mention in placed}.values())


def _titles(outline: Outline) -> Iterator[Span]:
    """Where the titles stand of the document and of the papers that it carries."""
    if outline.title is not None:
        yield outline.title
    yield from (section.heading for section in outline.sections if section.style == "annex" and section.heading)


def _find_terms(
    plain: str, known: Mapping[Span, ProgrammeMention], cues: MentionCues
) -> Iterator[tuple[Span, ProgrammeMention]]:
    """What the text calls a programme by a term that it defines (…临港新片区（以下简称新片区）)."""
    spans = sorted(known)
    longest = {span.stop: known[span] for span in reversed(spans) if known[span].kind not in _PAPERS}
    for found in cues.term.finditer(plain):
        meant = longest.get(found.start())
        if meant is None or not _is_short_for(found["term"], meant.name):
            continue
        for again in re.finditer(cues.term_pattern(found["term"]), plain):
            span = Span(*again.span())
            if span in known or not any(_overlapping(spans, span)):
                yield span, meant._replace(span=span)


def _is_short_for(term: str, name: str) -> bool:
    """Whether a name has all letters of a term, in their order."""
    letters = iter(name)
    return all(letter in letters for letter in term)


def _find_listed(
    plain: str, known: list[Span], last: Span, table: ProgrammeTable
) -> Iterator[tuple[Span, ProgrammeMention]]:
    """The table's names in the list that a name ends, whose last words only that bears (北京、上海科技创新中心)."""
    stop, words = last.start - 1, plain[last.start : last.stop]
    ends = [words] if plain[stop] == "等" else [words[at:] for at in range(len(words) - 1)]
    while found := _find_member(plain, stop, ends, table):
        start, end = found
        span, named = Span(start, stop), table.keys[plain[start:stop] + end]
        if not any(_overlapping(known, span)):
            yield span, ProgrammeMention(span, named.programme, table.by_name[named.programme].kind)
        stop, ends = start - 1, [end]
        if plain[stop:start] not in LIST_MARKS:
            return


def _find_member(plain: str, stop: int, ends: Sequence[str], table: ProgrammeTable) -> tuple[int, str] | None:
    """Where a name begins that stops here but for the end that it shares with another, and that end."""
    spots = range(max(0, stop - _LONGEST_MEMBER), stop - 1)
    starts = (start for start in spots if plain[start : start + 2] in table.beginnings)
    return next(((start, end) for start in starts for end in ends if plain[start:stop] + end in table.keys), None)


def _with_fields(plain: str, mention: ProgrammeMention, known: list[Span], table: ProgrammeTable) -> ProgrammeMention:
    """A campaign or trial with the fields that its verb names before its last one (深化供水、供气 | 价格改革)."""
    start = mention.span.start
    if mention.kind not in _IN_FIELDS or plain[start - 1 : start] != "、" or sums_up(plain[slice(*mention.span)]):
        return mention
    floor = max(0, start - _LONGEST)
    while plain[start - 1 : start] == "、":
        stop, start = start - 1, stretch_start(plain, start - 1, _ITEM_ENDS, floor)
        verb = max((found.end() for found in _WORDS.cut.finditer(plain, start, stop)), default=start)
        field = plain[verb:stop]
        if not _FIELD.fullmatch(field) or field in table.keys or _WORDS.clause.search(field) or ends_as_name(field):
            return mention
        if verb > start:
            whole, fields = Span(verb, mention.span.stop), plain[verb : mention.span.start]
            apart = any(_overlapping(known, whole))
            return mention if apart else mention._replace(span=whole, name=fields + mention.name)
    return mention


def _as_known(mention: ProgrammeMention, gazetteer: Gazetteer) -> ProgrammeMention:
    """A name by shape, as the table calls it where a list came between its words (重庆等 | 自贸试验区).

    A zone that is called by a city's name is so without 市, and without the province before it.
    """
    name = mention.name
    keys, city = gazetteer.programmes.keys, _WORDS.city.search(name)
    if city:
        bare = name[: city.start()]
        name = bare + name[city.end() :]
        if without_quotes(name) not in keys:
            name = name[_length_of_province(bare, gazetteer.regions) :]
    named = keys.get(without_quotes(name))
    return mention._replace(name=named.programme if named and named.alone else name)


def _length_of_province(words: str, regions: RegionTable) -> int:
    """How long the name of a province is that stands before that of a place in it; 0 for none, or a city (杭州余杭)."""
    places = regions.by_name
    for length in LENGTHS:
        outer, inner = places.get(words[:length], ()), places.get(words[length:], ())
        wider = [place for place in map(regions.describe, outer) if place.kind == "province"]
        provinces = [province.id for province in wider if not province.name.endswith(_CITY)]
        if any(regions.lies_in(lower, province) for lower in inner for province in provinces if lower != province):
            return length
    return 0


def _in_full(plain: str, mention: ProgrammeMention, own: OwnPlace, gazetteer: Gazetteer) -> ProgrammeMention | None:
    """A name by shape with the place whose it is, where it begins with a level or is a package's (省 | 科创母基金).

    None for one that is known without it, and for one that only its place would tell from others' (全市 | 住房规划) in
    a text of no such place; a central one needs none.
    """
    level = _WORDS.level.match(mention.name)
    if level:
        rest, place = mention.name[level.end() :], own.of_level(level["level"])
        if level["whole"] and (place is None or rest in gazetteer.programmes.keys):
            return None
        if place:
            return mention._replace(name=place.name + rest)
    if is_proper(mention.name, gazetteer.regions.by_name):
        return mention
    if _WORDS.package.fullmatch(mention.name):
        return mention._replace(name=_whose(plain, mention.span, own, gazetteer) + mention.name)
    return _package_in_full(plain, mention, own, gazetteer) if _WORDS.long_package.fullmatch(mention.name) else mention


def _package_in_full(
    plain: str, mention: ProgrammeMention, own: OwnPlace, gazetteer: Gazetteer
) -> ProgrammeMention | None:
    """A package of a longer name, as `_in_full` gives it: with 我市 in it, at the head of a line, or just issued."""
    start = mention.span.start
    if ours := _WORDS.ours.search(mention.name):
        place = own.of_level(ours["level"])
        rest = mention.name[: ours.start()] + mention.name[ours.end() :]
        return mention._replace(name=place.name + rest) if place else None
    headed = plain[max(0, start - 1) : start] in _LINE_STARTS or plain.endswith(_WORDS.topic, 0, start)
    if not headed and _WORDS.issued.search(plain, max(0, start - _LONGEST_ISSUED), start) is None:
        return mention
    whose = _whose(plain, mention.span, own, gazetteer)
    return mention._replace(name=whose + mention.name) if whose or own.central or not headed else None


def _whose(plain: str, span: Span, own: OwnPlace, gazetteer: Gazetteer) -> str:
    """Whose package of measures stands there, which its name begins with.

    It is that of the place, level or body before it (南昌“人才10条”, 省“20条”, 国务院“33条”), or the text's place's.
    """
    stop = span.start - plain.endswith("“", 0, span.start)
    if issued := _WORDS.issued.search(plain, max(0, stop - _LONGEST_ISSUED), stop):
        stop = issued.start()
    regions = gazetteer.regions
    if length := place_before(plain, stop, regions.by_name):
        return regions.describe(regions.by_name[plain[stop - length : stop]][0]).name
    if place := own.of_level(plain[stop - 1 : stop]):
        return place.name
    if body := _body_before(plain, stop, gazetteer.bodies):
        return body
    if organ := _WORDS.organ.search(plain, max(0, stop - _LONGEST_ORGAN), stop):
        place = own.of_level(organ["level"])
    else:
        place = next(iter(own.upwards), None)
    return place.name if place else ""


def _body_before(plain: str, stop: int, bodies: BodyTable) -> str:
    """The central body, or what else stands for the centre, whose name stops there; empty for none."""
    if centre := next((word for word in _WORDS.centre if plain.endswith(word, 0, stop)), ""):
        return centre
    names = (plain[start:stop] for start in range(max(0, stop - bodies.longest), stop - 1))
    return next((name for name in names if name in bodies.by_alias and not bodies.describe(name).generic), "")


def _with_place(plain: str, mention: ProgrammeMention, places: Container[str]) -> ProgrammeMention:
    """A zone with the place that brackets behind it add to its name (国家生态文明试验区（贵州）)."""
    start, stop = mention.span
    place = _PLACE.match(plain, stop) if mention.kind == "zone" else None
    if place is None or place.group(1) not in places:
        return mention
    return mention._replace(span=Span(start, place.end()), name=mention.name + place.group())


def _overlapping(known: list[Span], span: Span) -> Iterator[Span]:
    """Known spans that share a character with one."""
    at = bisect_left(known, (span.start - _LONGEST,))
    while at < len(known) and known[at].start < span.stop:
        if known[at].overlaps(span):
            yield known[at]
        at += 1


def _leaves_room(plain: str, known: Span, mention: ProgrammeMention | None, span: Span, gazetteer: Gazetteer) -> bool:
    """Whether a name by shape says more than a known one in it: another head, or where it is run."""
    if mention is None:
        return span.holds(known) and span != known
    if not span.holds(known):
        return False
    places = gazetteer.regions.by_name
    before, behind = plain[span.start : known.start], plain[known.stop : span.stop]
    if before in _MARKS and _WORDS.no_more.fullmatch(behind):
        return False
    here = before in places and gazetteer.programmes.by_name[mention.name].regions
    if not behind and (here or before in _WORDS.of_state):
        return False  # 天津市 | 滨海新区 is the one that is run there
    if behind or _WORDS.national.fullmatch(before):
        return True
    return is_proper(before, places) and not _WORDS.cut.search(before)


def _find_known(plain: str, own: OwnPlace, gazetteer: Gazetteer) -> Iterator[tuple[Span, ProgrammeMention | None]]:
    """Mentions of the table's names, however the text sets its quotation marks; None where it names a body or paper."""
    table = gazetteer.programmes
    bare = without_quotes(plain)
    quotes = _Quotes(plain)
    for start, stop, named in table.matcher.find(bare):
        span = quotes.put_back(start, stop)
        if span is None:
            continue
        if named.quoted and not (plain[span.start - 1 : span.start] == "“" and plain.startswith("”", span.stop)):
            continue
        if named.said is not None and not _is_meant(plain, span, named, own, gazetteer):
            continue
        if _WORDS.offices.match(plain, span.stop):
            yield span, None
            continue
        yield span, ProgrammeMention(span, named.programme, table.by_name[named.programme].kind)
        for inner, programme in table.inside(bare[start:stop], named.programme):
            part = quotes.put_back(start + inner.start, start + inner.stop)
            if part is not None:
                yield part, ProgrammeMention(part, programme, table.by_name[programme].kind)


def _is_meant(plain: str, span: Span, named: Named, own: OwnPlace, gazetteer: Gazetteer) -> bool:
    """Whether a name that others have, too, is this programme's: by what the text says, or behind its region.

    Without a place before it, it is so in a text of the region, or of a wider one or none that names it.
    """
    if named.said:
        return named.said in plain
    regions = gazetteer.regions
    run_at = set(gazetteer.programmes.by_name[named.programme].regions)
    stop = span.start - plain.endswith("“", 0, span.start)
    if length := place_before(plain, stop, regions.by_name):
        return not run_at.isdisjoint(regions.by_name[plain[stop - length : stop]])
    if own.upwards:
        nearest = own.upwards[0].id
        if not run_at.isdisjoint((nearest, *regions.above(nearest))):
            return True
        if not _stands_alone(plain, stop):
            return False
        run_at = {place for place in run_at if regions.lies_in(place, nearest)}
    places = map(regions.describe, sorted(run_at))
    return any(name in plain for place in places for name in (place.name, *place.aliases))


def _stands_alone(plain: str, start: int) -> bool:
    """Whether no words of a longer name stand before a place, but a verb or a mark (推进 | 先行示范区建设)."""
    if plain[start - 1 : start] in _NAME_STARTS:
        return True
    verbs = _WORDS.cut.finditer(plain, max(0, start - _LONGEST_VERB), start)
    return any(verb.end() == start for verb in verbs)


class _Quotes:
    """The quotation marks of a text, and the way back to it from the text without them."""

    def __init__(self, plain: str) -> None:
        self.plain = plain
        places = sorted(found.start() for mark in QUOTES for found in re.finditer(mark, plain))
        self.marks = [place - number for number, place in enumerate(places)]
        """For each, how many other characters stand before it; ascending."""

    def put_back(self, start: int, stop: int) -> Span | None:
        """Where words of the text without them stand, with the marks inside, and one beside them that those need.

        None where they end within words that are quoted only as a whole (企业“上云 | 用数赋智”).
        """
        before, inside = bisect_right(self.marks, start), bisect_left(self.marks, stop)
        span = Span(start + before, stop + inside)
        return span if before == inside else self._complete(span)

    def _complete(self, span: Span) -> Span | None:
        opened = self.plain.count("“", *span) - self.plain.count("”", *span)
        if opened < 0 and self.plain[span.start - 1 : span.start] == "“":
            return Span(span.start - 1, span.stop)
        if opened > 0 and self.plain[span.stop : span.stop + 1] == "”":
            opened -= 1
            span = Span(span.start, span.stop + 1)
        return None if opened > 0 else span
