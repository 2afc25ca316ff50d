"""The region data files, read and checked: what stands in them, not yet what it means."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, NamedTuple, get_args

from pydantic import Field

from loader.checked_toml import Words
from loader.errors import LoaderError
from loader.gazetteer.data_files import DATA, Sourced, Table, read_data
from loader.gazetteer.patterns import any_of, join_words
from loader.model import RegionKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CURATED = DATA / "regions.toml"
_LIST = 35  # characters behind 适用范围： that belong to it
_WINDOW = 8  # characters before a name that a guard may look at
_THREE = 3  # characters of the longest names that may lie across two words
_WORD = 2  # characters of every word whose border guards a name


REGION_KINDS: tuple[RegionKind, ...] = get_args(RegionKind)
Name = Annotated[str, Field(min_length=2)]
Character = Annotated[str, Field(min_length=1, max_length=1)]


class CuratedRegion(Table):
    """One region beside the administrative divisions."""

    name: Name
    aliases: tuple[Name, ...] = ()
    whole: tuple[Name, ...] = ()
    part: tuple[Name, ...] = ()
    within: tuple[Name, ...] = ()
    own: tuple[Name, ...] = ()
    """Other names that others bear, too: they count only where the text is of a place that it lies in."""
    apart: bool = False
    """Whether its name holds other places, and an alias in it stands for it: each is read for itself."""
    source: str | None = None


class RegionList(Sourced):
    """Regions of one kind."""

    kind: RegionKind
    regions: tuple[CuratedRegion, ...]


class Basins(Sourced):
    """Which regions have a basin, which have reaches, and how these are called."""

    word: str
    ends: tuple[Character, ...]
    reaches: tuple[Name, ...]
    rivers: tuple[Character, ...]
    """With which letters the names of those end that have reaches."""

    def add_to(self, regions: RegionList) -> Iterator[CuratedRegion]:
        """The regions of a list, and of each river and lake the basin, and of each river the reaches, not in it."""
        named = {name for entry in regions.regions for name in (entry.name, *entry.aliases)}
        for entry in regions.regions:
            yield entry
            basin = entry.name + self.word
            if regions.kind == "basin" and entry.name.endswith(self.ends):
                if basin not in named:
                    whole = (*entry.whole, entry.name)
                    yield CuratedRegion(
                        name=basin, whole=whole, part=entry.part, within=entry.within, source=entry.source
                    )
                for reach in self.reaches if entry.name.endswith(self.rivers) else ():
                    if entry.name + reach not in named:
                        yield CuratedRegion(name=entry.name + reach, within=(basin,), source=entry.source)


class JointNames(Sourced):
    """Names that mean several regions at once."""

    members: dict[Name, tuple[Name, ...]]


class AbbreviationRules(Sourced):
    """One character for a province."""

    strong: dict[Character, Name]
    weak: dict[Character, Name]
    alone_behind: re.Pattern[str]
    alone_before: re.Pattern[str]
    together: re.Pattern[str]
    behind_only: dict[Character, Name]
    behind: re.Pattern[str]
    outside: dict[Character, Name]
    outside_behind: re.Pattern[str]
    behind_not_after: re.Pattern[str]
    sent: re.Pattern[str]
    sent_away: re.Pattern[str]


class RailwayRules(Sourced):
    """One character for a station."""

    before: re.Pattern[str]
    before_unlisted: re.Pattern[str]
    heads: re.Pattern[str]
    stations: dict[Character, Name]
    named_stations: dict[Character, Name]
    own_stations: tuple[Name, ...]
    no_stations: tuple[Annotated[str, Field(min_length=2, max_length=2)], ...]
    lines: dict[Name, tuple[Name, ...]]


class PairRules(Sourced):
    """China and others in one word."""

    before: re.Pattern[str]
    members: dict[Name, tuple[Name, ...]]


class HeadWords(Sourced):
    """What an item lacks in a list whose last member alone bears it."""

    words: tuple[str, ...]
    classes: tuple[Character, ...]


class Guard(Table):
    """Where words that look like a name are none."""

    reason: str
    words: tuple[Name, ...] = ()
    ends: Character | None = None
    short: bool = False
    """Whether it holds for the bare names of provinces and prefectures."""
    not_before: re.Pattern[str] | None = None
    not_after: re.Pattern[str] | None = None
    but_before: re.Pattern[str] | None = None
    """Behind these the first does not hold."""
    not_behind_place: bool = False
    """Whether a division may not stand right before it (四川西部) …"""
    but_after: re.Pattern[str] | None = None
    """… unless this stands behind it (京蒙东西部协作)."""

    def refuses_place(self, plain: str, stop: int) -> bool:
        """Whether the word is no name because a division stands right before it."""
        return self.not_behind_place and not (self.but_after and self.but_after.match(plain, stop))

    def allows(self, plain: str, start: int, stop: int) -> bool:
        """Whether the word at this place is a name."""
        if self.not_after and self.not_after.match(plain, stop):
            return False
        if self.not_before is None:
            return True
        before = plain[max(0, start - _WINDOW) : start]
        return not self.not_before.search(before) or bool(self.but_before and self.but_before.search(before))


class WordBorders(NamedTuple):
    """The guard of short names, each of whose characters may belong to a word of its own."""

    everyday: frozenset[str]

    def end_one(self, plain: str, start: int) -> bool:
        """Whether the name's first character may be the last of an everyday word (加大 | 连云港)."""
        return plain[start - 1 : start + 1] in self.everyday

    def touches_one(self, plain: str, start: int, stop: int) -> bool:
        """Whether the name's first or last character belongs to an everyday word with what stands beside it."""
        return self.end_one(plain, start) or plain[stop - 1 : stop + 1] in self.everyday

    def allows(self, plain: str, start: int, stop: int) -> bool:
        """Whether the name doesn't lie across two everyday words (沿海 | 城市, 加大 | 连通)."""
        if not self.end_one(plain, start):
            return True
        rest = plain[start + 1 : stop + 1] if stop - start < _THREE else plain[start + 1 : stop]
        return rest not in self.everyday


class OtherNames(Sourced):
    """What people write for a division beside its full, short and former names."""

    names: dict[Name, tuple[Name, ...]]


class Stops(Sourced):
    """Names that are common words, and those that are none though they are bare."""

    bare: frozenset[Name]
    bare_counties: frozenset[Name]
    lone_counties: frozenset[Name]
    full: frozenset[Name]
    nouns: frozenset[Name]
    clear: frozenset[Name]
    counties: tuple[Name, ...]


class OwnWords(Sourced):
    """What stands for the document's own place."""

    province: tuple[Name, ...]
    prefecture: tuple[Name, ...]
    county: tuple[Name, ...]
    region: tuple[Name, ...]
    autonomous: tuple[Name, ...]
    not_before: re.Pattern[str]
    not_after: re.Pattern[str]
    characters: dict[Character, tuple[Name, ...]]
    no_characters: str
    character_behind: re.Pattern[str]
    character_before: re.Pattern[str]
    character_freely_behind: re.Pattern[str]
    character_words: re.Pattern[str]
    addressed: re.Pattern[str]
    theirs: re.Pattern[str]

    @cached_property
    def any_character(self) -> re.Pattern[str]:
        """Any character, group 1, where one may stand for a place (来汉)."""
        return re.compile(rf"{self.character_behind.pattern}(?=.(?:{self.character_before.pattern}))([一-龥])")

    def match_characters(self, characters: str, everyday: Iterable[str]) -> re.Pattern[str]:
        """A pattern of 来汉 and the like; group 1 is the character, which begins no everyday word (在合理区间).

        Behind some words it counts whatever stands behind it.
        """
        narrow = rf"{self.character_behind.pattern}(?=.(?:{self.character_before.pattern}))"
        free = rf"{self.character_freely_behind.pattern}(?!{self.character_words.pattern})"
        words = sorted(word for word in everyday if word[0] in characters)
        apart = rf"(?!{any_of(words)})" if words else ""
        return re.compile(rf"(?:{narrow}|{free}){apart}([{characters}])")


class Shapes(Sourced):
    """What looks like a name."""

    place: re.Pattern[str]


class PlaceListCues(Sourced):
    """How a text lists places; the data file says what each pattern is for."""

    joins: tuple[Words, ...]
    and_more: re.Pattern[str]
    item_end: re.Pattern[str]
    line: re.Pattern[str]
    works: tuple[Words, ...]
    kinds_of_work: tuple[Words, ...]
    no_county: re.Pattern[str]
    county_behind: re.Pattern[str]
    term_end: re.Pattern[str]

    @cached_property
    def work(self) -> re.Pattern[str]:
        """A work or zone with its kinds; each alternative begins with a character, for `re` seeks those fast."""
        kinds, works = any_of(self.kinds_of_work), join_words(self.works)
        return re.compile("|".join(f"{kind}{kinds}*(?:{works})" for kind in self.kinds_of_work) + f"|{works}")


class VillageCues(Sourced):
    """Towns and villages behind the names of what they lie in; the data file says what each pattern is for."""

    town: re.Pattern[str]
    more_towns: re.Pattern[str]
    class_of_town: re.Pattern[str]
    no_town: re.Pattern[str]
    village: re.Pattern[str]
    lone_village: re.Pattern[str]
    no_village: re.Pattern[str]


class RoleCues(Sourced):
    """In which way a text names a place: words right before it, patterns for what stands behind it."""

    scope: re.Pattern[str]
    """The head of a list of the places in which something holds."""
    with_before: tuple[Words, ...]
    partner_after: re.Pattern[str]
    partner_before: tuple[Words, ...]
    benchmark_after: re.Pattern[str]
    benchmark_before: tuple[Words, ...]

    @cached_property
    def scopes(self) -> re.Pattern[str]:
        """Such a list, with its head."""
        return re.compile(rf"(?:{self.scope.pattern})[^（）；。\n]{{0,{_LIST}}}")

    @cached_property
    def last_before(self) -> frozenset[str]:
        """The last characters of all the words that stand right before a place."""
        return frozenset(word[-1] for word in (*self.with_before, *self.partner_before, *self.benchmark_before))


class RegionData(Table):
    """All of regions.toml."""

    list: tuple[RegionList, ...]
    composite: JointNames
    group: JointNames
    abbreviations: AbbreviationRules
    railways: RailwayRules
    abroad_pairs: PairRules
    basins: Basins
    heads: HeadWords
    guard: tuple[Guard, ...]
    aliases: OtherNames
    stops: Stops
    own: OwnWords
    shapes: Shapes
    lists: PlaceListCues
    villages: VillageCues
    roles: RoleCues


def read_curated() -> RegionData:
    """Read and check regions.toml."""
    return read_data(CURATED, RegionData)


def read_decoys() -> list[str]:
    """Read decoys.txt: words that only look like a place."""
    return _read_words("decoys.txt")


def read_everyday_words() -> list[str]:
    """Read everyday_words.txt: words across which a place's name may lie by chance."""
    words = _read_words("everyday_words.txt")
    if others := [word for word in words if len(word) != _WORD]:
        raise LoaderError(f"everyday_words.txt: {', '.join(others)}: expected words of two characters")
    return words


def _read_words(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]
