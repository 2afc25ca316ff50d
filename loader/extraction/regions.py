"""Mentions of regions."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from loader.document import RegionMention, Span
from loader.gazetteer.regions import find_words, is_division

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from loader.document import BodyMention, Outline, ProgrammeMention
    from loader.extraction.setting import Setting
    from loader.gazetteer import Gazetteer
    from loader.gazetteer.regions import Region, RegionTable, Word
    from loader.model import PlaceRole

_ITEM = re.compile(r"[一-龥—]{2,8}$")
_SPELT_OUT = re.compile(r"（(?<=([一-龥])（)([一-龥]{1,3})）")
_ABOVE_VILLAGE = re.compile(r"cn-\d{6}(?P<town>\d+)?(?<!00)")  # a town, or a county
_LONGEST_LINE = 4
_LONGEST_RESTRICTED = 12
_LONGEST_BARE = 5
_PROVINCE = len("cn-44")
_PREFECTURE = len("cn-4403")


class _Hit(NamedTuple):
    """Words that name regions."""

    start: int
    stop: int
    ids: tuple[str, ...]
    joint: bool
    """Whether all are meant, or one that is still to be told."""


def extract_regions(
    outline: Outline,
    setting: Setting,
    gazetteer: Gazetteer,
    programmes: Sequence[ProgrammeMention],
    bodies: Sequence[BodyMention],
) -> list[RegionMention]:
    """Find the named places; inside a programme's or body's name their role is `in_name`."""
    finder = _Finder(outline.text.plain, setting.jurisdiction, gazetteer.regions)
    hits = finder.find()
    names = _Names([p.span for p in programmes], [b.span for b in bodies])
    return [finder.mention(hit, names.hold) for hit in hits]


class _Names:
    """The spans of the programmes' and bodies' names, to be asked what stands in them."""

    def __init__(self, programmes: Iterable[Span], bodies: Iterable[Span]) -> None:
        self._bodies = set(bodies)
        self._spans = sorted({*programmes, *self._bodies})
        self._starts = [span.start for span in self._spans]
        self._reach = list(accumulate((span.stop for span in self._spans), max))

    def hold(self, span: Span) -> bool:
        """Whether a name holds the span; a body that is called by its place alone (广州市) is the place itself."""
        index = bisect_right(self._starts, span.start)
        if not index or self._reach[index - 1] < span.stop:
            return False
        if span not in self._bodies:
            return True
        return any(other.holds(span) and other != span for other in self._spans[:index])


class _Finder:
    """Finds the regions of one text."""

    def __init__(self, plain: str, jurisdiction: str | None, table: RegionTable) -> None:
        self.plain = plain
        self.table = table
        self.jurisdiction = jurisdiction
        self.own_county = {} if jurisdiction is None else self._county_names(table.describe(jurisdiction))
        self.blocked: list[Span] = []
        """Words that only look like places."""
        self.scopes = [Span(*found.span()) for found in table.cues.scopes.finditer(plain)]
        """Lists of the places in which something holds."""
        self.characters = [found.start() for found in table.abbreviations.character.finditer(plain)]
        """Where characters stand that may each mean a province."""

    def find(self) -> list[_Hit]:
        """Every hit, in order, none overlapping another."""
        taken = _Taken(self.plain)
        for hit in (*self._spelt_out(), *self._lines(), *self._pairs()):
            taken.add(hit)
        for hit in self._words():
            taken.add(hit)
        for hit in self._unblocked(self._runs()):
            taken.extend(hit)
        weaker = (
            *self._listed_characters(),
            *self._unlisted_lines(),
            *self._own_words(),
            *self._own_characters(),
            *self._lone_characters(),
            *self._own_names(),
        )
        for hit in self._unblocked(weaker):
            taken.add(hit)
        self._carry_heads(taken)
        self._add_listed_names(taken)
        return self._add_known(self._tell_homonyms(self._add_lower(taken.ordered())))

    def _unblocked(self, hits: Iterable[_Hit]) -> Iterator[_Hit]:
        """Yield the hits that share no character with a word that only looks like a place."""
        for hit in hits:
            if not any(span.start < hit.stop and hit.start < span.stop for span in self.blocked):
                yield hit

    def mention(self, hit: _Hit, in_name: Callable[[Span], bool]) -> RegionMention:
        """The hit as a mention, with its role."""
        span = Span(hit.start, hit.stop)
        if len(hit.ids) != 1 and not hit.joint:
            return RegionMention(span, (), (self.plain[hit.start : hit.stop],), self._role_of(span, in_name))
        names = tuple(self.table.describe(i).name for i in hit.ids)
        return RegionMention(span, hit.ids, names, self._role_of(span, in_name))

    def _words(self) -> Iterator[_Hit]:
        """What the automaton finds; where a guard refuses a word, a shorter one that begins there may stand."""
        place = -1  # where the last division stopped
        for start, stop, word, stands in find_words(self.plain, self.table.matcher):
            if not word.ids:
                self.blocked.append(Span(start, stop))
                continue
            hit: _Hit | None
            if self.own_county and stands and (own := self.own_county.get(self.plain[start:stop])) is not None:
                hit = _Hit(start, stop, own, joint=False)
            elif stands and place != start:
                hit = _Hit(start, stop, word.ids, word.joint)
            else:
                hit = self._judge(start, stop, word, behind_place=place == start)
            if hit is not None:
                yield hit
                place = hit.stop if is_division(hit.ids[0]) else place

    def _judge(self, start: int, stop: int, word: Word, *, behind_place: bool) -> _Hit | None:
        """The word as a hit where it stands, or the longest shorter one."""
        while not (word.ids and word.stands(self.plain, start, stop, behind_place=behind_place)):
            stop -= 1
            while stop > start + 1 and self.plain[start:stop] not in self.table.words:
                stop -= 1
            if stop < start + 2:
                return None
            word = self.table.words[self.plain[start:stop]]
        return _Hit(start, stop, word.ids, word.joint)

    def _spelt_out(self) -> Iterator[_Hit]:
        """西（宁）成（都）铁路: one character, and the rest of its name in brackets."""
        for found in _SPELT_OUT.finditer(self.plain):
            word = self.table.words.get(found.group(1) + found.group(2))
            if word and len(word.ids) == 1 and is_division(word.ids[0]):
                yield _Hit(found.start() - 1, found.start(), word.ids, joint=True)

    def _lines(self) -> Iterator[_Hit]:
        rules = self.table.abbreviations
        for found in rules.listed_line.finditer(self.plain):
            yield _Hit(found.start(), found.end(), rules.lines[found.group(1)], joint=True)

    def _unlisted_lines(self) -> Iterator[_Hit]:
        rules = self.table.abbreviations
        own = rules.own_stations.get(self._own_places().get("province", ""), {})
        stations = rules.stations | own
        for found in rules.behind_line.finditer(self.plain):
            stop = start = found.start()
            while stop - start < _LONGEST_LINE and start and stations.get(self.plain[start - 1]):
                start -= 1
            while stop - start > 1 and (step := self._begins_with_word(start)):
                start += step
            if stop - start > 1:
                ids = dict.fromkeys(stations[c] for c in self.plain[start:stop])
                yield _Hit(start, stop, tuple(ids), joint=True)

    def _begins_with_word(self, start: int) -> int:
        """How many characters that look like stations are a word's (建成, 开通): its end, or the whole of it."""
        words = self.table.abbreviations.no_stations
        if self.plain[max(0, start - 1) : start + 1] in words:
            return 1
        return 2 if self.plain[start : start + 2] in words else 0

    def _pairs(self) -> Iterator[_Hit]:
        rules = self.table.abbreviations
        for found in rules.pair.finditer(self.plain):
            yield _Hit(found.start(), found.end(), rules.pairs[found.group(1)], joint=True)

    def _match_characters(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Match a pattern that begins with a character for a province where one stands; no match overlaps another."""
        stop = 0
        for at in self.characters:
            if at >= stop and (found := pattern.match(self.plain, at)):
                stop = found.end()
                yield found

    def _runs(self) -> Iterator[_Hit]:
        rules = self.table.abbreviations
        for found in self._match_characters(rules.run):
            if sum(c in rules.strong for c in found.group()) < 2:
                continue
            ids = tuple(rules.provinces[c] for c in found.group())
            yield _Hit(found.start(), found.end(), ids, joint=True)

    def _listed_characters(self) -> Iterator[_Hit]:
        """川、滇、藏: each on its own."""
        rules = self.table.abbreviations
        for found in self._match_characters(rules.listed):
            characters = found.group()[::2]
            if len(characters) < 3 and not all(c in rules.strong for c in characters):
                continue
            for at in range(found.start(), found.end(), 2):
                yield _Hit(at, at + 1, (rules.provinces[self.plain[at]],), joint=True)

    def _lone_characters(self) -> Iterator[_Hit]:
        rules = self.table.abbreviations
        for found in self._match_characters(rules.alone):
            yield _Hit(found.start(), found.end(), (rules.provinces[found.group()],), joint=True)
        for found in rules.behind.finditer(self.plain):
            yield _Hit(found.start(), found.end(), (rules.behind_only[found.group()],), joint=True)

    def _own_words(self) -> Iterator[_Hit]:
        """我省, 全市: the document's own place, or the one above it that the word speaks of."""
        if self.jurisdiction is None:
            return
        places = self._own_places()
        for found in self.table.own_word.finditer(self.plain):
            place = places.get(self.table.own_words[found.group()])
            if place is not None:
                yield _Hit(found.start(), found.end(), (place,), joint=True)

    def _own_characters(self) -> Iterator[_Hit]:
        """来汉, 在蓉: one character for the document's own place."""
        places = list(self._own_places().values())
        if not places:
            return
        for found in self.table.own_character.finditer(self.plain):
            meant = self.table.own_characters[found.group(1)]
            if nearest := next((place for place in places if place in meant), None):
                yield _Hit(found.start(1), found.end(), (nearest,), joint=True)

    def _own_names(self) -> Iterator[_Hit]:
        """Names that count in the documents of their own place: a county's bare one, and those that are words, too."""
        if self.jurisdiction is None:
            return
        own = self.table.describe(self.jurisdiction)
        for name, ids in self._names_within(own).items():
            for found in re.finditer(name, self.plain):
                if all(guard.allows(self.plain, *found.span()) for guard in self.table.short_guards):
                    yield _Hit(found.start(), found.end(), ids, joint=False)

    def _county_names(self, own: Region) -> dict[str, tuple[str, ...]]:
        """What a county is called in its own documents, where its bare name is another place elsewhere (宁南)."""
        if own.kind != "county":
            return {}
        bare = (short for short in own.aliases[:1] if own.id in self.table.bare_counties.get(short, ()))
        return dict.fromkeys((own.name, *bare), (own.id,))

    def _names_within(self, own: Region) -> dict[str, tuple[str, ...]]:
        table = self.table
        names = dict(self.own_county)
        for lower in table.below(own.id):
            if lower.name in table.restricted and len(lower.name) > 2 and lower.name not in table.nouns:
                names[lower.name] = (lower.id,)
        return names

    def _add_listed_names(self, taken: _Taken) -> None:
        """Take counties' bare names, and names that are nouns, for places where a list has others beside them."""
        items: list[_Hit] = []
        at = self.plain.find("、")
        while at >= 0:
            stop = self._item_stop(at)
            if not items or items[-1].stop != stop:
                if items:
                    self._judge_list(items, taken)
                left = taken.ending(stop) or self._listed_name_before(stop)
                items = [left] if left else []
            right = taken.beginning(at + 1) or self._listed_name_behind(at + 1)
            if right:
                items.append(right)
            at = self.plain.find("、", at + 1)
        if items:
            self._judge_list(items, taken)

    def _item_stop(self, at: int) -> int:
        """Where the item before a place stops, without what is said of it in brackets."""
        opening = self.plain.rfind("（", 0, at) if self.plain[at - 1] == "）" else -1
        return at if opening < 0 else opening

    def _judge_list(self, items: Sequence[_Hit], taken: _Taken) -> None:
        """Add those items of one list that others of the same region vouch for."""
        bare = [hit for hit in items if not taken.covering(hit.start)]
        if not bare:
            return
        places = [i for hit in items if taken.covering(hit.start) for i in hit.ids if is_division(i)]
        provinces = {i[:_PROVINCE] for i in places if not i.endswith("0000")}
        prefectures = {i[:_PREFECTURE] for i in places}
        for hit in bare:
            fellows = Counter(i[:_PREFECTURE] for other in bare if other is not hit for i in other.ids)
            runs_on = self.table.lists.item_end.match(self.plain, hit.stop) is None
            if runs_on or self.plain[hit.start : hit.stop] in self.table.restricted:
                vouched = [i for i in hit.ids if i[:_PREFECTURE] in prefectures]
            else:
                vouched = [i for i in hit.ids if i[:_PROVINCE] in provinces or fellows[i[:_PREFECTURE]] > 1]
            if len(vouched) == 1:
                taken.add(hit._replace(ids=tuple(vouched)))

    def _listed_name_before(self, stop: int) -> _Hit | None:
        if self.plain[stop - 2 : stop] not in self.table.listed_ends:
            return None
        for start in range(max(0, stop - _LONGEST_BARE), stop - 1):
            if ids := self.table.listed_names.get(self.plain[start:stop]):
                return _Hit(start, stop, ids, joint=False)
        return None

    def _listed_name_behind(self, start: int) -> _Hit | None:
        if self.plain[start : start + 2] not in self.table.listed_starts:
            return None
        for stop in range(min(len(self.plain), start + _LONGEST_BARE), start + 1, -1):
            ids = self.table.listed_names.get(self.plain[start:stop])
            if ids:
                return _Hit(start, stop, ids, joint=False)
        return None

    def _own_places(self) -> dict[str, str]:
        """From level to the place of that level that the document lies in or is of."""
        places: dict[str, str] = {}
        current = self.jurisdiction
        while current is not None:
            region = self.table.describe(current)
            for level in _levels_of(region.kind, region.name):
                places.setdefault(level, current)
            if region.name.endswith(("区", "自治区")):
                places.setdefault("region", current)
            current = next((step.id for step in region.within if is_division(step.id)), None)
        return places

    def _carry_heads(self, taken: _Taken) -> None:
        """Give the items of a list what its last alone bears: 成渝、关中平原城市群; 长江、黄河上游; 朝阳、海淀区."""
        ends_of_more: dict[int, int] = {}
        for more in self.table.lists.and_more.finditer(self.plain):
            ends_of_more |= {more.start() + 1: more.start(), more.end(): more.start()}
        for head in self.table.heads:
            at = self.plain.find(head)
            while at >= 0:
                if (start := ends_of_more.get(at)) is not None:
                    self._carry_from(taken, start, head, (), behind_last=True)
                elif (last := taken.covering(at) or taken.ending(at)) is not None:
                    self._carry_from(taken, last.start, head, ())
                at = self.plain.find(head, at + 1)
        for hit in taken.ordered():
            head = self.plain[hit.stop - 1]
            if head in self.table.classes and is_division(hit.ids[0]) and self.plain[hit.start - 1] in "、和与及":
                self._carry_from(taken, hit.start, head, hit.ids)

    def _carry_from(
        self, taken: _Taken, at: int, head: str, siblings: tuple[str, ...], *, behind_last: bool = False
    ) -> None:
        """Go back over list items that end before `at`, looking each up with the head behind it."""
        first = behind_last
        while True:
            if not first:
                if not self.plain.endswith(self.table.lists.joins, 0, at):
                    return
                at -= 2 if self.plain.endswith("以及", 0, at) else 1
            first = False
            item = self._item_before(at, head, siblings)
            known = taken.ending(at)
            if item is not None and (known is None or item.start <= known.start) and not (known and known.joint):
                taken.replace(item)
                at = item.start
            elif known is not None:
                at = known.start
            else:
                return

    def _item_before(self, at: int, head: str, siblings: tuple[str, ...]) -> _Hit | None:
        """The longest words before a place that are a region's name with the head behind them."""
        found = _ITEM.search(self.plain, max(0, at - 8), at)
        if found is None:
            return None
        for start in range(found.start(), at - 1):
            ids = self.table.by_name.get(self.plain[start:at] + head, ())
            if siblings:
                parents = {step.id for i in siblings for step in self.table.describe(i).within}
                ids = tuple(i for i in ids if parents & {step.id for step in self.table.describe(i).within})
            if len(ids) == 1:
                return _Hit(start, at, ids, joint=False)
        return None

    def _add_lower(self, hits: list[_Hit]) -> list[_Hit]:
        """Add what counts only behind its own region: 2-character counties, common words, towns."""
        found = list(hits)
        starts = {hit.start for hit in hits}
        for hit in hits:
            if len(hit.ids) != 1 or not is_division(hit.ids[0]) or hit.stop in starts:
                continue
            found.extend(self._below(hit))
        return sorted(found)

    def _below(self, hit: _Hit) -> Iterator[_Hit]:
        kind = self.table.describe(hit.ids[0]).kind
        if kind == "county":
            yield from self._towns_behind(hit)
            return
        if self.plain[hit.stop : hit.stop + 2] not in self.table.listed_starts:
            return
        for stop in range(min(len(self.plain), hit.stop + _LONGEST_RESTRICTED), hit.stop + 1, -1):
            name = self.plain[hit.stop : stop]
            ids = self.table.restricted.get(name)
            if ids is None and self.table.lists.no_county.match(self.plain, stop) is None:
                ids = self.table.bare_counties.get(name)
            if ids and (inside := tuple(i for i in ids if self.table.lies_in(i, hit.ids[0]))):
                lower = _Hit(hit.stop, stop, inside[:1], joint=False)
                yield lower
                yield from self._towns_behind(lower)
                return

    def _towns_behind(self, hit: _Hit) -> Iterator[_Hit]:
        """The towns of a county that stand right behind its name, in a list or alone."""
        at = hit.stop
        while found := self.table.villages.town.match(self.plain, at):
            town = self.table.towns_of(hit.ids[0]).get(found.group(1))
            if town is None:
                return
            yield _Hit(found.start(1), found.end(1), (town,), joint=False)
            at = found.end()

    def _add_known(self, hits: list[_Hit]) -> list[_Hit]:
        """Add the villages that stand behind their towns, and each town and village wherever it stands again."""
        cues = self.table.villages
        known: dict[str, tuple[str, ...]] = {}
        if self.jurisdiction is not None:
            known |= {name: (id_,) for name, id_ in self.table.towns_of(self.jurisdiction).items() if len(name) > 2}
        for hit in hits:
            if len(hit.ids) == 1 and (above := _ABOVE_VILLAGE.fullmatch(hit.ids[0])):
                if above["town"]:
                    known[self.plain[hit.start : hit.stop]] = hit.ids
                village = (cues.village if above["town"] else cues.lone_village).match(self.plain, hit.stop)
                if village and not cues.no_village.search(village.group()):
                    known[village.group()] = (f"{hit.ids[0]}/{village.group()}",)
        if not known:
            return hits
        taken = _Taken(self.plain)
        for hit in hits:
            taken.add(hit)
        for found in re.finditer("|".join(sorted(known, key=len, reverse=True)), self.plain):
            taken.add(_Hit(found.start(), found.end(), known[found.group()], joint=False))
        return taken.ordered()

    def _tell_homonyms(self, hits: list[_Hit]) -> list[_Hit]:
        """Of places with one name tell the one that is meant: by the place before it, the document's, or the others."""
        told: list[_Hit] = []
        waiting: list[int] = []
        for hit in hits:
            previous = told[-1] if told and told[-1].stop == hit.start else None
            resolved = self._inside_previous(hit, previous)
            if len(resolved.ids) > 1 and not resolved.joint:
                waiting.append(len(told))
            told.append(resolved)
        if waiting:
            sure = Counter(i for hit in told if len(hit.ids) == 1 or hit.joint for i in hit.ids)
            sure.update(self._parents(sure))
            for index in waiting:
                told[index] = told[index]._replace(ids=self._likeliest(told[index].ids, sure))
        return told

    def _parents(self, named: Iterable[str]) -> list[str]:
        """What the named divisions lie right in: those beside them count as that region named."""
        steps = (step for i in named if is_division(i) for step in self.table.describe(i).within)
        return [step.id for step in steps if is_division(step.id)]

    def _inside_previous(self, hit: _Hit, previous: _Hit | None) -> _Hit:
        """Read a division's name right behind another's (北京市朝阳区) as of that one."""
        if previous is None or len(previous.ids) != 1 or hit.joint or not is_division(hit.ids[0]):
            return hit
        outer = previous.ids[0]
        if not is_division(outer) or self.table.describe(outer).kind not in {"province", "prefecture"}:
            return hit
        name = self.plain[hit.start : hit.stop]
        candidates = (*hit.ids, *self.table.restricted.get(name, ()), *self.table.by_name.get(name, ()))
        inside = tuple(dict.fromkeys(i for i in candidates if self.table.lies_in(i, outer) and i != outer))
        return hit._replace(ids=inside[:1]) if inside else hit

    def _likeliest(self, ids: tuple[str, ...], sure: Counter[str]) -> tuple[str, ...]:
        """The candidates that lie in the document's own place, else those whose surroundings it names most."""
        own = self.jurisdiction
        while own is not None and is_division(own):
            inside = tuple(i for i in ids if self.table.lies_in(i, own))
            if inside:
                return inside
            own = next((s.id for s in self.table.describe(own).within if is_division(s.id)), None)
        counts = {i: sure[i] + sum(sure[upper] for upper in self.table.above(i)) for i in ids}
        most = max(counts.values())
        return tuple(i for i in ids if counts[i] == most)

    def _role_of(self, span: Span, in_name: Callable[[Span], bool]) -> PlaceRole:
        if any(scope.start < span.start <= scope.stop for scope in self.scopes):
            return "scope"
        return "in_name" if in_name(span) else self._relation_of(span)

    def _relation_of(self, span: Span) -> PlaceRole:
        """Whether the place is one to work with, one to be measured against, or just a place."""
        cues, plain = self.table.cues, self.plain
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


class _Taken:
    """Hits that overlap nowhere: what came first stays."""

    def __init__(self, plain: str) -> None:
        self._owner: dict[int, _Hit] = {}
        self._plain = plain

    def add(self, hit: _Hit) -> None:
        """Add a hit unless another has some of its place."""
        if self._owner.keys().isdisjoint(range(hit.start, hit.stop)):
            self._put(hit)

    def extend(self, hit: _Hit) -> None:
        """Add a hit in place of joint ones that it holds (川滇黔 for 川滇), unless others have some of its place."""
        length = hit.stop - hit.start
        held = (old.joint and hit.start <= old.start and old.stop <= hit.stop for old in self._overlapped(hit))
        longer = (old.stop - old.start < length for old in self._overlapped(hit))
        if all(held) and all(longer):
            self.replace(hit)

    def replace(self, hit: _Hit) -> None:
        """Add a hit in place of those that overlap it."""
        for old in self._overlapped(hit):
            for at in range(old.start, old.stop):
                del self._owner[at]
        self._put(hit)

    def covering(self, at: int) -> _Hit | None:
        """The hit that has the place."""
        return self._owner.get(at)

    def beginning(self, at: int) -> _Hit | None:
        """The hit that begins at the place."""
        hit = self._owner.get(at)
        return hit if hit is not None and hit.start == at else None

    def ending(self, at: int) -> _Hit | None:
        """The hit that stops at the place."""
        hit = self._owner.get(at - 1)
        return hit if hit is not None and hit.stop == at else None

    def ordered(self) -> list[_Hit]:
        """All hits, in order."""
        return sorted([hit for at, hit in self._owner.items() if at == hit.start])

    def _overlapped(self, hit: _Hit) -> set[_Hit]:
        return {self._owner[at] for at in range(hit.start, hit.stop) if at in self._owner}

    def _put(self, hit: _Hit) -> None:
        for at in range(hit.start, hit.stop):
            self._owner[at] = hit


def _levels_of(kind: str, name: str) -> tuple[str, ...]:
    """The levels of own words that a division answers to: 我市 is a municipality, and a county that is a city, too."""
    if not name.endswith("市"):
        return (kind,)
    return ("prefecture",) if kind == "province" else (kind, "prefecture")
