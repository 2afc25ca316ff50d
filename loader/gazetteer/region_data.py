"""The region data files, read and checked: what stands in them, not yet what it means."""

from __future__ import annotations

import re
import tomllib
from datetime import date  # noqa: TC003 - pydantic reads it at run time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from loader.errors import LoaderError
from loader.model import RegionKind

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parent / "data"
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


class _Checked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Sourced(_Checked):
    source: Annotated[str, Field(min_length=1)]
    date: date


class CuratedRegion(_Checked):
    """One region beside the administrative divisions."""

    name: Name
    aliases: tuple[Name, ...] = ()
    whole: tuple[Name, ...] = ()
    part: tuple[Name, ...] = ()
    within: tuple[Name, ...] = ()
    source: str | None = None


class RegionList(_Sourced):
    """Regions of one kind."""

    kind: RegionKind
    regions: tuple[CuratedRegion, ...]


class JointNames(_Sourced):
    """Names that mean several regions at once."""

    members: dict[Name, tuple[Name, ...]]


class AbbreviationRules(_Sourced):
    """One character for a province."""

    strong: dict[Character, Name]
    weak: dict[Character, Name]
    alone_behind: Pattern
    alone_before: Pattern
    behind_only: dict[Character, Name]
    behind: Pattern
    behind_not_after: Pattern


class RailwayRules(_Sourced):
    """One character for a station."""

    before: Pattern
    before_unlisted: Pattern
    stations: dict[Character, Name]
    own_stations: tuple[Name, ...]
    no_stations: tuple[Annotated[str, Field(min_length=2, max_length=2)], ...]
    lines: dict[Name, tuple[Name, ...]]


class PairRules(_Sourced):
    """China and others in one word."""

    before: Pattern
    members: dict[Name, tuple[Name, ...]]


class HeadWords(_Sourced):
    """What an item lacks in a list whose last member alone bears it."""

    words: tuple[str, ...]
    classes: tuple[Character, ...]


class GuardRule(_Checked):
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


class OtherNames(_Sourced):
    """What people write for a division beside its full, short and former names."""

    names: dict[Name, tuple[Name, ...]]


class Stops(_Sourced):
    """Names that are common words, and those that are none though they are bare."""

    bare: frozenset[Name]
    bare_counties: frozenset[Name]
    full: frozenset[Name]
    nouns: frozenset[Name]
    counties: tuple[Name, ...]


class OwnWords(_Sourced):
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
    no_villages: Pattern


class Shapes(_Sourced):
    """What looks like a name."""

    place: Pattern


class RoleCues(_Sourced):
    """In which way a text names a place: words right before it, patterns for what stands before or behind it."""

    scope_before: Pattern
    with_before: tuple[Words, ...]
    partner_after: Pattern
    partner_before: tuple[Words, ...]
    benchmark_after: Pattern
    benchmark_before: tuple[Words, ...]


class RegionData(_Checked):
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
    roles: RoleCues


def read_curated() -> RegionData:
    """Read and check regions.toml."""
    try:
        return RegionData.model_validate(tomllib.loads(CURATED.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise LoaderError(f"{CURATED}: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise LoaderError(f"{CURATED}: {where}: {first['msg']} (found {first['input']!r})") from None


def read_table(name: str, columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and fields of each row of a packaged table; lines that begin with # are no rows."""
    path = DATA / name
    header = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line[0] == "#":
            continue
        row = line.split("\t")
        if len(row) != len(columns):
            raise LoaderError(f"{path}:{number}: expected {', '.join(columns)} with tabs between them")
        if header:
            yield number, row
        elif tuple(row) != columns:
            raise LoaderError(f"{path}:{number}: expected the columns {', '.join(columns)}")
        header = True


def read_decoys() -> list[str]:
    """Read decoys.txt: words that only look like a place."""
    lines = (DATA / "decoys.txt").read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]
