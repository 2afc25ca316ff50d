"""Programmes: curated names, and the shapes of names never seen before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, get_args

from loader.document import Span
from loader.errors import LoaderError
from loader.gazetteer.automaton import Matcher
from loader.gazetteer.data_files import read_table
from loader.gazetteer.programme_shapes import load_shapes
from loader.model import ProgrammeKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from loader.gazetteer.regions import RegionTable

KINDS: tuple[ProgrammeKind, ...] = get_args(ProgrammeKind)

_TABLE = "programmes.tsv"
_SOURCES = "programme_sources.tsv"
_COLUMNS = ("name", "kind", "aliases", "regions", "part_of", "source")
_BETWEEN = "；"  # between the names in one field
_SHARED = "…"  # behind what a text has to say, before an alias that others have, too
QUOTES = "“”‘’"


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme of the gazetteer."""

    name: str
    kind: ProgrammeKind
    aliases: tuple[str, ...]
    regions: tuple[str, ...]
    """Ids of the regions where it is run."""
    part_of: tuple[str, ...]
    """Names of the wider programmes that it serves."""
    source: str
    shared: dict[str, str] = field(default_factory=dict)
    """Of its aliases those that others have, too, each with what a text says that means it, as in `Named`."""


class Named(NamedTuple):
    """What a key of the automaton stands for."""

    programme: str
    quoted: bool
    """Whether it is the programme's name only in quotation marks (“两重”)."""
    said: str | None
    """Of a name that others have, too, what a text says that means it; empty: it is of the region, or names that."""

    @property
    def alone(self) -> bool:
        """Whether it is the programme's name wherever it stands."""
        return not self.quoted and self.said is None


@dataclass(frozen=True, slots=True)
class ProgrammeTable:
    """All programmes by name, and the automaton over their names and aliases."""

    by_name: dict[str, Programme]
    keys: dict[str, Named]
    """All names and aliases, without quotation marks."""
    matcher: Matcher[Named]
    """Over `keys`: ask it for a text without quotation marks."""
    beginnings: frozenset[str]
    """The first two characters of `keys`."""
    _inside: dict[str, tuple[tuple[Span, str], ...]] = field(default_factory=dict)

    def describe(self, name: str) -> Programme:
        """Give the programme of a name; one that the table lacks has the kind that the name's end tells."""
        if (known := self.by_name.get(name)) is not None:
            return known
        shapes = load_shapes()
        kind = shapes.kind_of(name) or ("plan" if name.endswith(shapes.titled.plans) else "initiative")
        return Programme(name, kind, (), (), (), "its name")

    def inside(self, key: str, programme: str) -> tuple[tuple[Span, str], ...]:
        """Other programmes that the words of a key of the automaton name, with their place in it."""
        if key not in self._inside:
            self._inside[key] = tuple(_find_nested(key, programme, self.matcher))
        return self._inside[key]


def without_quotes(text: str) -> str:
    """The text without quotation marks."""
    for mark in QUOTES:
        text = text.replace(mark, "")
    return text


def load_programmes(regions: RegionTable) -> ProgrammeTable:
    """Load, check and compile the programme data."""
    by_name: dict[str, Programme] = {}
    for where, programme in _read_rows(regions):
        if programme.name in by_name:
            raise LoaderError(f"{where}: there is one of that name")
        by_name[programme.name] = programme
    for programme in by_name.values():
        for whole in programme.part_of:
            if whole not in by_name:
                raise LoaderError(f"{_TABLE}: {programme.name}: part of {whole}, which is no programme of the table")
    by_name = {name: _with_area_names(programme, by_name) for name, programme in by_name.items()}
    keys = _find_keys(by_name.values())
    return ProgrammeTable(by_name, keys, Matcher(keys), frozenset(key[:2] for key in keys))


def _read_rows(regions: RegionTable) -> Iterator[tuple[str, Programme]]:
    """Read the rows, each with where it stands."""
    sources = {
        name: f"{source} ({date})" for _, (name, source, date) in read_table(_SOURCES, ("name", "source", "date"))
    }
    for number, row in read_table(_TABLE, _COLUMNS):
        where = f"{_TABLE}:{number}: {row[0]}"
        yield where, _read_row(where, row, sources, regions)


def _read_row(where: str, row: list[str], sources: dict[str, str], regions: RegionTable) -> Programme:
    name, word, aliases, places, wholes, source = row
    kind = next((kind for kind in KINDS if kind == word), None)
    if kind is None:
        raise LoaderError(f"{where}: the kind {word} is none of {', '.join(KINDS)}")
    if source not in sources:
        raise LoaderError(f"{where}: the source {source} is none of {_SOURCES}")
    ids = tuple(found for place in _names_in(places) for found in _find_region(where, place, regions))
    shared = dict[str, str]()
    for written in _names_in(aliases):
        said, mark, alias = written.rpartition(_SHARED)
        if mark and not (said or ids):
            raise LoaderError(f"{where}: say before {written} what a text says that means it")
        if mark:
            shared[alias] = said
    names = tuple(written.rpartition(_SHARED)[2] for written in _names_in(aliases))
    return Programme(name, kind, names, ids, _names_in(wholes), sources[source], shared)


def _names_in(field: str) -> tuple[str, ...]:
    return tuple(field.split(_BETWEEN)) if field else ()


def _find_region(where: str, place: str, regions: RegionTable) -> tuple[str, ...]:
    found = regions.by_name.get(place)
    if found is None:
        raise LoaderError(f"{where}: there is no region of the name {place}")
    if len(found) > 1 and place not in regions.groups:
        raise LoaderError(f"{where}: the region {place} may be any of {', '.join(found)}")
    return found


def _with_area_names(programme: Programme, by_name: Mapping[str, Programme]) -> Programme:
    """An area of a zone with every name of that before its own, and in short (河南自贸区郑州片区, 郑州自贸片区)."""
    areas = load_shapes().areas
    zone = next((by_name[whole] for whole in programme.part_of if programme.name.startswith(whole)), None)
    if zone is None:
        return programme
    kinds = [by_name[kind] for kind in zone.part_of]
    fronts = [front for one in (zone, *kinds) for front in (one.name, *one.aliases) if front.endswith(areas.zone)]
    aliases = list(programme.aliases)
    for written in (programme.name, *programme.aliases):
        own = areas.own.fullmatch(written, len(zone.name)) if written.startswith(zone.name) else None
        if own is not None:
            aliases += (*(front + own.group() for front in fronts), areas.short.format(own["name"]))
    return replace(programme, aliases=tuple(dict.fromkeys(alias for alias in aliases if alias != programme.name)))


def _find_keys(programmes: Iterable[Programme]) -> dict[str, Named]:
    """Collect what the automaton looks for; a name that is wholly quoted counts only in quotation marks."""
    keys: dict[str, Named] = {}
    for programme in programmes:
        for written in (programme.name, *programme.aliases):
            key = without_quotes(written)
            quoted = written == f"“{key}”"
            known = keys.get(key)
            if known is not None and known.programme != programme.name:
                raise LoaderError(f"{_TABLE}: {written} names both {known.programme} and {programme.name}")
            said = programme.shared.get(written)
            keys[key] = Named(programme.name, quoted and (known is None or known.quoted), said)
    return keys


def _find_nested(key: str, programme: str, matcher: Matcher[Named]) -> Iterator[tuple[Span, str]]:
    """Other programmes named inside a key; one at its end only says what kind of thing it is (上海自贸试验区)."""
    tails = ((1 + at, named) for at, end, named in matcher.find(key[1:]) if 1 + end == len(key))
    stop = min((start for start, named in tails if named.programme != programme), default=len(key) - 1)
    seen, stops = {programme}, set[int]()
    for start in (0, 1):
        for at, end, named in matcher.find(key[start:stop]):
            if named.programme not in seen and named.alone and start + end not in stops:
                seen.add(named.programme)
                stops.add(start + end)
                yield Span(start + at, start + end), named.programme
