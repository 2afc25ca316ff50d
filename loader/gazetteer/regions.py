"""Regions: administrative divisions from a generated table, everything else curated.

A word of running text and a name that a user types are looked up apart: 海南 in a text is 海南省, 长顺 is nothing (a
county's bare name is too often a common word), while a user who types 长顺 means 长顺县.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from loader.errors import LoaderError
from loader.gazetteer.data_files import read_table
from loader.gazetteer.region_data import REGION_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loader.gazetteer.automaton import Matcher
    from loader.gazetteer.region_data import Guard, OwnWords, PlaceListCues, RoleCues, VillageCues, WordBorders
    from loader.model import Extent, RegionKind


DIVISIONS = "GB/T 2260"
"""The source of the administrative divisions."""

_TEXT = "the document that names it"
_LONGEST_NAME = 16
_WIDE = re.compile(r"cn-\d{4}00")
_LEVEL_END = re.compile(r"(?:[省市州盟县旗镇乡]|(?<!特)区)$")


class Within(NamedTuple):
    """A step upwards from one region to another."""

    id: str
    """Of the region above."""
    extent: Extent
    source: str


class Region(NamedTuple):
    """One region of the gazetteer."""

    id: str
    """`cn-` and its GB/T 2260 code; else kind, `:` and name."""
    name: str
    """Canonical, as it is shown (南山区)."""
    kind: RegionKind
    code: str | None
    aliases: list[str]
    """What people write for it; the qualified name (北京市朝阳区) of a homonym is always one."""
    within: list[Within]


def bears_level(written: str, region: Region) -> bool:
    """Whether one of a region's names ends in its level: 海西州, and 从化市 of what is 从化区 since.

    The first of a division's aliases is its name without the level, which may end in such a letter itself (杭州).
    """
    return _LEVEL_END.search(written) is not None and written not in region.aliases[:1]


def is_division(region_id: str) -> bool:
    """Whether an id is one of an administrative division, and not of a country, a river or a group of cities."""
    return region_id.startswith("cn-")


def is_wide(region_id: str) -> bool:
    """Whether an id is one of a province or prefecture."""
    return _WIDE.fullmatch(region_id) is not None


def prefer_wide(ids: Iterable[str]) -> tuple[str, ...]:
    """Of divisions that share a name, the wide ones, if there are any (白银市, not its 白银区)."""
    found = tuple(ids)
    return tuple(i for i in found if is_wide(i)) or found


class Place(NamedTuple):
    """Names of regions that stand one behind another (包头市昆都仑区)."""

    stop: int
    ids: tuple[str, ...]
    """What the last may mean: several for homonyms that the names before do not tell apart."""

    @property
    def region(self) -> str | None:
        """The one region that is meant; None for homonyms."""
        return self.ids[0] if len(self.ids) == 1 else None

    @property
    def is_division(self) -> bool:
        """See the function."""
        return is_division(self.ids[0])


class Word(NamedTuple):
    """What a word of running text names."""

    ids: tuple[str, ...]
    """None for a word that only looks like a place."""
    joint: bool = False
    """Whether it names all of them (川滇黔), or one of them that the text must tell (鼓楼区)."""
    guards: tuple[Guard, ...] = ()
    borders: WordBorders | None = None

    def stands(self, plain: str, start: int, stop: int, *, behind_place: bool = False) -> bool:
        """Whether it names its regions at this place."""
        if self.borders and not self.borders.allows(plain, start, stop):
            return False
        for guard in self.guards:
            if (behind_place and guard.refuses_place(plain, stop)) or not guard.allows(plain, start, stop):
                return False
        return True

    def may_begin_late(self, plain: str, start: int) -> bool:
        """Whether its first character may belong to what stands before, and another name begin behind that."""
        return not self.ids or (self.borders is not None and self.borders.end_one(plain, start))


def occurrences(plain: str, name: str | None) -> Iterator[tuple[int, int]]:
    """Where a name stands in a text, from where to where; nowhere without one."""
    at = plain.find(name) if name else -1
    while name and at >= 0:
        yield at, at + len(name)
        at = plain.find(name, at + len(name))


@lru_cache(maxsize=1)  # bodies are looked for by the places before them, and then the places themselves
def find_words(plain: str, matcher: Matcher[Word]) -> list[tuple[int, int, Word, bool]]:
    """The words that a text holds, from where to where, and whether each names its regions there."""
    words: list[tuple[int, int, Word, bool]] = []
    last = 0
    for start, stop, word in matcher.find(plain):
        if start < last:
            continue
        beyond = _find_beyond(plain, start, stop, matcher) if word.may_begin_late(plain, start) else None
        if beyond is None or not word.ids:
            words.append((start, stop, word, word.stands(plain, start, stop)))
        if beyond is not None:
            words.append(beyond)
            last = beyond[1]
    return words


def _find_beyond(plain: str, start: int, stop: int, matcher: Matcher[Word]) -> tuple[int, int, Word, bool] | None:
    """The name that begins within what only looks like a place, and goes on behind it (推广安 in 推广安徽)."""
    for at in range(start + 1, stop):
        for first, last, word in matcher.find(plain[at : stop + _LONGEST_NAME]):
            if word.ids and first == 0 and at + last > stop:
                return at, at + last, word, word.stands(plain, at, at + last)
            break
    return None


class Abbreviations(NamedTuple):
    """One character for a province, a station or a country, and where it may stand."""

    provinces: dict[str, str]
    """From character to the province's id."""
    strong: frozenset[str]
    """Those that are hardly ever a part of another word."""
    character: re.Pattern[str]
    """Any of those, and of `behind_only`'s provinces."""
    run: re.Pattern[str]
    """Several in a row: with two strong ones they name their provinces."""
    together: re.Pattern[str]
    """Behind a run one strong one is enough."""
    listed: re.Pattern[str]
    """Several with 、 between them: three of them, or two strong ones, name their provinces."""
    alone: re.Pattern[str]
    """One that names its province by what stands beside it."""
    behind: re.Pattern[str]
    """One of `behind_only`, where it stands."""
    behind_only: dict[str, str]
    """Characters that name their province only behind 在, 来, 涉 and their like."""
    supply: re.Pattern[str]
    """One at either end of what it sends another, or away: 疆电入川, 川电外送."""
    stations: dict[str, str]
    """Well-known ones: they count before any line."""
    named_stations: dict[str, str]
    """Less well-known ones: they count in a line's name."""
    cities: dict[str, tuple[str, ...]]
    """From a character to the stations that it may mean there."""
    own_stations: dict[str, dict[str, str]]
    """From a province's id to the characters that stand for its cities in its own documents (焦洛平高铁)."""
    lines: dict[str, tuple[str, ...]]
    listed_line: re.Pattern[str]
    behind_line: re.Pattern[str]
    """What stands behind the characters of a line."""
    no_stations: frozenset[str]
    """Words of two characters that are no stations (建成, 开通)."""
    pairs: dict[str, tuple[str, ...]]
    pair: re.Pattern[str]


@dataclass(frozen=True)
class RegionTable:
    """All regions, their names, and the hierarchy."""

    by_id: dict[str, Region]
    """Without towns."""
    by_name: dict[str, tuple[str, ...]]
    """From names and aliases to the ids they may mean: more than one for homonyms, and for joint names (川渝)."""
    groups: dict[str, tuple[str, ...]]
    """Names that mean all of their regions: joint ones, and those that a query takes widely (成渝)."""
    words: dict[str, Word]
    """What stands for a region in running text, and what only looks so."""
    matcher: Matcher[Word]
    """Over `words`."""
    restricted: dict[str, tuple[str, ...]]
    """Names of divisions that count in running text only behind the region they lie in (城区, former 江北区)."""
    own_aliases: dict[str, str]
    """From names that others bear, too (航空港区), to the id of the region that is meant where it lies."""
    bare_divisions: dict[str, tuple[str, ...]]
    """From the bare names of counties, and those of prefectures that are words, to ids.

    They count in lists of places, at the ends of roads, before works of their province's documents, and in their own.
    """
    lone_counties: dict[str, Word]
    """From the bare names of counties that no list must vouch for in the documents of what they lie in."""
    short_guards: tuple[Guard, ...]
    """What may not stand beside the bare name of a division."""
    nouns: frozenset[str]
    """Those of `restricted` that count in no other place, not even in the documents of that region."""
    abbreviations: Abbreviations
    heads: tuple[str, ...]
    """What the last member of a list may bear for all (城市群)."""
    classes: tuple[str, ...]
    """The same for divisions (区)."""
    own_word: re.Pattern[str]
    """Any of `own_words`, where it stands for a place."""
    own_words: dict[str, str]
    """From 我省 and its like to the level they speak of; `region` for 全区, `autonomous` for 全自治区."""
    addressed: re.Pattern[str]
    """The line that addresses a letter to the government of a place …"""
    theirs: re.Pattern[str]
    """… and what the letter calls that place (你省)."""
    own_character: re.Pattern[str]
    """One of `own_characters`, group 1, where it stands for a place, with what stands before it."""
    own_characters: dict[str, tuple[str, ...]]
    """From 汉 and its like to the places that it stands for in their own documents."""
    own: OwnWords
    """What stands for any document's own place."""
    everyday: frozenset[str]
    """Words across which a place's name may lie by chance."""
    place_shape: re.Pattern[str]
    """What looks like the name of a place, known or not."""
    lists: PlaceListCues
    villages: VillageCues
    cues: RoleCues

    def describe(self, region_id: str) -> Region:
        """The region with an id; of a town, too, and of a place that only a text knows.

        That is a village, below its town or county (cn-620921106/某村), or has kind and name (natural_area:某河).
        """
        if (known := self.by_id.get(region_id)) is not None:
            return known
        town, _, village = region_id.partition("/")
        if village and is_division(town):
            above = self.describe(town)
            return Region(region_id, village, "village", None, [above.name + village], [Within(town, "whole", _TEXT)])
        if is_division(region_id) and (name := self._towns.get(region_id[3:])) is not None:
            county = self.by_id[region_id[:9]]
            return Region(
                region_id,
                name,
                "town",
                region_id[3:],
                [county.name + name],
                [Within(county.id, "whole", DIVISIONS)],
            )
        kind, _, name = region_id.partition(":")
        if kind in REGION_KINDS and name:
            return Region(region_id, name, kind, None, [], [])
        raise LoaderError(f"no region has the id {region_id}; ids are cn- and a code, or a kind, : and a name")

    def find(self, name: str) -> tuple[str, ...]:
        """The ids that a name as people type it may mean; none for an unknown one.

        A qualified name (北京市朝阳区, 贵州长顺) means what lies in the region that it begins with. Several ids are
        homonyms, unless the name is in `groups`.
        """
        if (known := self.groups.get(name) or self.by_name.get(name)) is not None:
            return known
        for cut in range(len(name) - 1, 1, -1):
            outer = self.by_name.get(name[:cut], ())
            inside = [i for i in self.find(name[cut:]) if self.above(i).intersection(outer)] if outer else []
            if inside:
                return tuple(inside)
        return self._towns_by_name.get(name, ())

    def find_first_character(self, plain: str, county: Region) -> Iterator[tuple[int, int]]:
        """Where a county's first character stands for it in its documents (来萧); nowhere if it begins many words."""
        character = county.name[0]
        if character in self.own.no_characters:
            return
        for found in self.own.any_character.finditer(plain):
            start, stop = found.span(1)
            if plain[start] == character and plain[start : start + 2] not in self.everyday:
                yield start, stop

    def place_at(self, words: str, start: int = 0) -> Place | None:
        """The names of regions that stand at a place of words; None without any.

        A name without its level (合作, 资源) counts only if running text may use it so. Such a name, or one of two
        letters (新区, 郊区), counts behind another only if it lies in that.
        """
        place: Place | None = None
        at = start
        while at < len(words):
            for stop in range(min(len(words), at + _LONGEST_NAME), at + 1, -1):
                name = words[at:stop]
                if (name in self.by_name or name in self.words) and (ids := self._ids_behind(place, name)):
                    place, at = Place(stop, ids), stop
                    break
            else:
                break
        return place

    def _ids_behind(self, place: Place | None, name: str) -> tuple[str, ...]:
        """What a name may mean that stands behind a place, or at the start."""
        ids = self._sure_ids(name)
        if place is None:
            return () if len(name) == 2 and name[1] == "区" else ids
        named = self.by_name.get(name, ()) if _LEVEL_END.search(name) else ids
        inside = tuple(i for i in named if any(self.lies_in(i, outer) for outer in place.ids))
        return inside or (ids if len(name) > 2 and _LEVEL_END.search(name) else ())

    def _sure_ids(self, name: str) -> tuple[str, ...]:
        if _LEVEL_END.search(name) and name not in self.nouns:
            return self.by_name.get(name, ())
        return self.words[name].ids if name in self.words else ()

    def qualified_name(self, region_id: str) -> str:
        """A name that nothing else bears: 北京市朝阳区, 贵州省黔南布依族苗族自治州长顺县."""
        above = self.division_above(region_id) if is_division(region_id) else None
        return (self.qualified_name(above) if above else "") + self.describe(region_id).name

    def nearest(self, name: str, count: int = 5) -> list[str]:
        """Known names that an unknown one may have been meant for, nearest first."""
        near = difflib.get_close_matches(name, self.by_name, n=count, cutoff=0.5)
        holding = sorted((known for known in self.by_name if name in known or known in name), key=len, reverse=True)
        return list(dict.fromkeys([*near, *holding]))[:count]

    def division_above(self, region_id: str) -> str | None:
        """Id of the division that a region lies right in."""
        return next((step.id for step in self.describe(region_id).within if is_division(step.id)), None)

    def above(self, region_id: str) -> frozenset[str]:
        """Ids of all regions that it lies in or overlaps: a part counts only as the first step."""
        steps = self.describe(region_id).within
        found = {step.id for step in steps}
        waiting = [step.id for step in steps if step.extent == "whole"]
        while waiting:
            for step in self.describe(waiting.pop()).within:
                if step.extent == "whole" and step.id not in found:
                    found.add(step.id)
                    waiting.append(step.id)
        return frozenset(found)

    def lies_in(self, region_id: str, other: str) -> bool:
        """Whether a division is another, or lies in it."""
        if region_id == other:
            return True
        if not (is_division(region_id) and is_division(other)):
            return other in self.above(region_id)
        return any(is_division(step.id) and self.lies_in(step.id, other) for step in self.describe(region_id).within)

    def below(self, region_id: str) -> list[Region]:
        """The divisions right below one, down to counties."""
        return self._below.get(region_id, [])

    def counties_of(self, region_id: str) -> list[Region]:
        """The counties in a province or prefecture."""
        below = self.below(region_id)
        return [county for lower in below for county in ([lower] if lower.kind == "county" else self.below(lower.id))]

    def towns_of(self, county_id: str) -> dict[str, str]:
        """From the name of each town of a county to its id."""
        return self._towns_by_county.get(county_id, {})

    @cached_property
    def listed_names(self) -> dict[str, tuple[str, ...]]:
        """Names that count in lists of places: bare ones, and those that are restricted."""
        return self.restricted | self.bare_divisions

    @cached_property
    def listed_starts(self) -> frozenset[str]:
        """The first two characters of each of them."""
        return frozenset(name[:2] for name in self.listed_names)

    @cached_property
    def listed_ends(self) -> frozenset[str]:
        """The last two characters of each of them."""
        return frozenset(name[-2:] for name in self.listed_names)

    @cached_property
    def _below(self) -> dict[str, list[Region]]:
        found: dict[str, list[Region]] = {}
        for region in self.by_id.values():
            if region.code:
                for step in region.within:
                    found.setdefault(step.id, []).append(region)
        return found

    @cached_property
    def _towns(self) -> dict[str, str]:
        """From code to name; read when first asked for."""
        return {row[0]: row[1] for _, row in read_table("towns.tsv", ("code", "name"))}

    @cached_property
    def _towns_by_name(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for code, name in self._towns.items():
            found.setdefault(name, []).append(f"cn-{code}")
        return {name: tuple(ids) for name, ids in found.items()}

    @cached_property
    def _towns_by_county(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for code, name in self._towns.items():
            found.setdefault(f"cn-{code[:6]}", {})[name] = f"cn-{code}"
        return found
