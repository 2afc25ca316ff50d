"""The region data files, read and checked: what stands in them, not yet what it means."""

from __future__ import annotations

import re
from typing import Annotated, get_args

from pydantic import AfterValidator, Field

from loader.gazetteer.data_files import DATA, Sourced, Table, read_data
from loader.model import RegionKind

CURATED = DATA / "regions.toml"


def _check_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"no regular expression: {error}") from None
    return pattern


REGION_KINDS: tuple[RegionKind, ...] = get_args(RegionKind)
Name = Annotated[str, Field(min_length=2)]
Words = Annotated[str, Field(min_length=1)]
Character = Annotated[str, Field(min_length=1, max_length=1)]
Pattern = Annotated[str, AfterValidator(_check_pattern)]


class CuratedRegion(Table):
    """One region beside the administrative divisions."""

    name: Name
    aliases: tuple[Name, ...] = ()
    whole: tuple[Name, ...] = ()
    part: tuple[Name, ...] = ()
    within: tuple[Name, ...] = ()
    source: str | None = None


class RegionList(Sourced):
    """Regions of one kind."""

    kind: RegionKind
    regions: tuple[CuratedRegion, ...]


class JointNames(Sourced):
    """Names that mean several regions at once."""

    members: dict[Name, tuple[Name, ...]]


class AbbreviationRules(Sourced):
    """One character for a province."""

    strong: dict[Character, Name]
    weak: dict[Character, Name]
    alone_behind: Pattern
    alone_before: Pattern
    behind_only: dict[Character, Name]
    behind: Pattern
    behind_not_after: Pattern


class RailwayRules(Sourced):
    """One character for a station."""

    before: Pattern
    before_unlisted: Pattern
    stations: dict[Character, Name]
    own_stations: tuple[Name, ...]
    no_stations: tuple[Annotated[str, Field(min_length=2, max_length=2)], ...]
    lines: dict[Name, tuple[Name, ...]]


class PairRules(Sourced):
    """China and others in one word."""

    before: Pattern
    members: dict[Name, tuple[Name, ...]]


class HeadWords(Sourced):
    """What an item lacks in a list whose last member alone bears it."""

    words: tuple[str, ...]
    classes: tuple[Character, ...]


class GuardRule(Table):
    """Where words that look like a name are none."""

    reason: str
    words: tuple[Name, ...] = ()
    ends: Character | None = None
    short: bool = False
    """Whether it holds for the bare names of provinces and prefectures."""
    not_behind_place: bool = False
    """Whether the name of a division may not stand right before the word (四川西部)."""
    not_before: Pattern | None = None
    not_after: Pattern | None = None
    but_before: Pattern | None = None
    but_after: Pattern | None = None
    """Behind the name of a division, too, where this stands behind the word."""


class OtherNames(Sourced):
    """What people write for a division beside its full, short and former names."""

    names: dict[Name, tuple[Name, ...]]


class Stops(Sourced):
    """Names that are common words, and those that are none though they are bare."""

    bare: frozenset[Name]
    bare_counties: frozenset[Name]
    full: frozenset[Name]
    nouns: frozenset[Name]
    counties: tuple[Name, ...]


class OwnWords(Sourced):
    """What stands for the document's own place."""

    province: tuple[Name, ...]
    prefecture: tuple[Name, ...]
    county: tuple[Name, ...]
    region: tuple[Name, ...]
    not_before: Pattern
    not_after: Pattern
    characters: dict[Character, tuple[Name, ...]]
    no_characters: str
    character_behind: Pattern
    character_before: Pattern


class Shapes(Sourced):
    """What looks like a name."""

    place: Pattern


class PlaceListCues(Sourced):
    """How a text lists places; the data file says what each pattern is for."""

    joins: tuple[Words, ...]
    and_more: re.Pattern[str]
    item_end: re.Pattern[str]


class VillageCues(Sourced):
    """Towns and villages behind the names of what they lie in; the data file says what each pattern is for."""

    town: re.Pattern[str]
    village: re.Pattern[str]
    lone_village: re.Pattern[str]
    no_village: re.Pattern[str]


class RoleCues(Sourced):
    """In which way a text names a place: words right before it, patterns for what stands behind it."""

    scope: Pattern
    with_before: tuple[Words, ...]
    partner_after: Pattern
    partner_before: tuple[Words, ...]
    benchmark_after: Pattern
    benchmark_before: tuple[Words, ...]


class RegionData(Table):
    """All of regions.toml."""

    list: tuple[RegionList, ...]
    composite: JointNames
    group: JointNames
    abbreviations: AbbreviationRules
    railways: RailwayRules
    abroad_pairs: PairRules
    heads: HeadWords
    guard: tuple[GuardRule, ...]
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
    lines = (DATA / "decoys.txt").read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]
