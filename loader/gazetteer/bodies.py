"""Bodies: central organs with their short and former names, and the shapes of local ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pydantic import Field

from loader.errors import LoaderError
from loader.gazetteer.automaton import Matcher
from loader.gazetteer.body_forms import BodyForms
from loader.gazetteer.body_words import Kind, LocalWords
from loader.gazetteer.data_files import Sourced, Table, read_data
from loader.gazetteer.regions import Place, is_division, prefer_wide

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.gazetteer.body_forms import Office
    from loader.gazetteer.regions import RegionTable

_LEVEL_END = re.compile(r"[省市州盟县区旗]$")
_PARTY = "中共"
_LONGEST_BARE = 4  # a county's name without its level
_OF_ZONES = frozenset({"local_government", "local_department"})
_HAVE_DIVISIONS = frozenset({"state_council", "ministry", "congress"})


class _Succession(Table):
    """A body that took over from another."""

    from_: str = Field(alias="from")
    to: str
    on: date | None = None


class _Formerly(Table):
    """What a short name meant in documents from before a year."""

    alias: str
    name: str
    before: int


class _BodyFile(Sourced):
    """All of bodies.toml."""

    bodies: dict[Kind, dict[str, tuple[str, ...]]]
    succession: tuple[_Succession, ...]
    formerly: tuple[_Formerly, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """One body of the gazetteer."""

    name: str
    kind: str
    aliases: tuple[str, ...]
    generic: bool
    region: str | None
    """Id of the region whose body it is; None for central organs."""
    successors: tuple[tuple[str, date | None], ...]
    """Names of the bodies that took over, and when."""
    source: str


@dataclass(frozen=True, slots=True)
class BodyTable:
    """All bodies by name, and the automaton over their names and aliases."""

    by_name: dict[str, Body]
    by_alias: dict[str, str]
    """From every name and alias to the canonical name."""
    matcher: Matcher[str]
    """Leads to the canonical name."""
    words: LocalWords
    forms: BodyForms
    formerly: dict[str, list[tuple[int, str]]]
    """From a short name to the years before which it meant another body, the earliest first."""
    regions: RegionTable
    longest: int
    """Characters of the longest name or alias."""

    def name_of(self, alias: str, year: int | None) -> str | None:
        """The canonical name that an alias meant in a year, or means now; None for no alias."""
        if year is not None:
            for before, former in self.formerly.get(alias, ()):
                if year < before:
                    return former
        return self.by_alias.get(alias)

    def fronts_of(self, words: str, year: int | None = None) -> Iterator[tuple[int, str]]:
        """Yield the bodies whose names words begin with, longest first: where each stops, and its canonical name."""
        for stop in range(min(len(words), self.longest), 1, -1):
            if (name := self.name_of(words[:stop], year)) is not None:
                yield stop, name

    def describe(self, name: str, year: int | None = None) -> Body:
        """Describe the body that a name meant in a year; one that no list names, by what the name itself tells.

        A body that texts name in several ways (广东省发展改革委, 人民银行济南分行, 各县市区政府) is described under one
        of them, with short ones as aliases; what is told follows from that one alone.
        """
        body = self._describe(name, year)
        if body.name == name:
            return body
        again = self._describe(body.name, None)
        return again if again.name == body.name else body

    def tell_apart(self, name: str, seat: str | None) -> str:
        """A body's name as a paper of a seat means it: of the nearest of the places that share its own (永定区政府).

        A zone that no list of regions has (八里湖新区管委会) is one of the seat.
        """
        place = self._find_place(name)
        if (
            place is None
            and seat
            and is_division(seat)
            and self.forms.own_zone.match(name)
            and not self._lies_elsewhere(name, seat)
        ):
            body, whole = self.describe(name), self.place_name(seat) + name
            is_bare = body.kind in _OF_ZONES and not body.generic and body.region is None
            return whole if is_bare and self._find_place(whole) else name
        if place is None or place.region is not None:
            return name
        while seat:
            near = [id_ for id_ in place.ids if self.regions.lies_in(id_, seat)]
            if len(near) > 1:
                return name
            if near:
                is_whole = name.endswith(self.regions.describe(near[0]).name, 0, place.stop)  # 宿马 is two places
                return self.place_name(near[0]) + name[place.stop :] if is_whole else name
            seat = self.regions.division_above(seat)
        return name

    def _lies_elsewhere(self, name: str, seat: str) -> bool:
        """Whether a zone is named after what lies in other divisions than a seat (张江科技城, but not 东北新城)."""
        place = self.regions.place_at(name)
        around = {id_ for one in place.ids for id_ in self.regions.above(one) if is_division(id_)} if place else set()
        return bool(around) and not any(
            self.regions.lies_in(seat, id_) or self.regions.lies_in(id_, seat) for id_ in around
        )

    def _describe(self, name: str, year: int | None) -> Body:
        if (known := self.name_of(name, year)) is not None:
            return self.by_name[known]
        name = name.removeprefix(_PARTY)  # 中共成都市委 is 成都市委
        if self.is_class(name):
            return self._describe_class(name)
        if (own := self._describe_own(name)) is not None:
            return own
        place = self._find_place(name) or self._find_bare_county(name, 0)
        if place is not None:
            return self._describe_local(name, place)
        if self.forms.of_level.fullmatch(name):  # of each such place, or of one that the text does not tell
            return self._describe_class(name)
        network = next((front for front in self.words.networks if name.startswith(front)), None)  # 国网 | 成都供电公司
        place = self.regions.place_at(name, len(network)) if network else None
        return _make(name, self.kind_of(name), region=place.region if place else None)

    def _describe_class(self, name: str) -> Body:
        """A class of organs (各县市区政府), of a place (广州市公安部门), or of a central body (银保监会派出机构)."""
        for stop, known in self.fronts_of(name):
            if branches := self.forms.branches.match(name, stop):
                return _make(known + name[branches.end() :], "class", generic=True)
        place = self.regions.place_at(name)
        region = place.region if place else None
        start = place.stop if place else 0
        if region is not None and _LEVEL_END.search(name[:start]):
            front = self.place_name(region)
            name, start = front + name[start:], len(front)
        written = self.forms.write_class(name, start)
        if (listed := self.by_alias.get(written)) is not None:
            return self.by_name[listed]
        return _make(written, "class", region=region, generic=True)

    def _describe_own(self, name: str) -> Body | None:
        """A central body's office in a place, or division, that a text names behind the body's own name."""
        cues = self.words.names
        for stop, known in self.fronts_of(name[:-2]):
            if cues.no_branch.match(name, stop - 2):
                continue
            if (place := self.regions.place_at(name, stop) or self._find_bare_county(name, stop, known)) is not None:
                front, end = name[stop : place.stop], name[place.stop :]
                if (office := self.forms.office_of(known, end)) is not None:
                    return self._describe_office(office, front, place)
                if cues.branch_end.search(end):
                    return _make(known + front + end, self.kind_of(known + front + end), region=place.region)
            elif cues.corps.fullmatch(name[:stop]):
                part, full = self.forms.split_department(name[stop:])
                return _make(known + part + full, "local_department")
            elif self.by_name[known].kind in _HAVE_DIVISIONS and self.forms.division.fullmatch(name, stop):
                return _make(known + name[stop:], self.by_name[known].kind)
            elif cues.branch_end.search(name, stop) and cues.names_place.search(name, stop):
                return _make(known + name[stop:], self.kind_of(known + name[stop:]))
        return None

    def _find_place(self, name: str) -> Place | None:
        """The place that a body's name begins with; none where a zone's own name does (东北新城, 台州湾新区)."""
        place = self.regions.place_at(name)
        goes_on = self.forms.goes_on_as_zone if place and place.is_division else self.forms.is_zone
        return None if place and goes_on.match(name, place.stop) else place

    def _find_bare_county(self, name: str, start: int, of: str | None = None) -> Place | None:
        """The county that a central body's office bears without its level (武宁 | 金融监管支局), as only such may."""
        for stop in range(start + 2, min(start + _LONGEST_BARE + 1, len(name))):
            ids = self.regions.bare_divisions.get(name[start:stop], ())
            end = name[stop:]
            if len(ids) == 1 and (self.forms.office_of(of, end) if of else end in self.forms.offices_by_short):
                return Place(stop, ids)
        return None

    def _describe_local(self, name: str, place: Place) -> Body:
        """A body by the place that its name begins with."""
        front, rest, region = name[: place.stop], name[place.stop :], place.region
        has_level = _LEVEL_END.search(front) is not None
        if region is not None and front.endswith(self.words.names.special):
            whole = f"{self.place_name(region)}政府" if rest in {"政府", "人民政府"} else name
            return _make(whole, self.kind_of(name), region=region)
        part, full = self.forms.split_department(rest)
        office = self.forms.offices_by_short.get(rest)
        if office and place.is_division and not (office.bare and has_level and full != rest):
            return self._describe_office(office, front, place)
        if region is not None and place.is_division and self.words.names.zone.match(rest):
            front = self._bare_name(region)  # 合肥 | 高新区管理委员会
        elif region is not None and (has_level or (place.is_division and self.forms.is_of_division(part + full))):
            front = self.place_name(region)
        if region is not None and self._is_zone(rest):  # 南京 | 江宁开发区, whose seat is meant
            part, full = rest, self.forms.committee
        full, shorts = self.forms.forms_of(front + part, full)
        whole = front + part + full
        fronts = (front, *self._front_in_short(front, rest, region))
        forms = (f"{one}{part}{form}" for one in fronts for form in (full, *shorts))
        aliases = tuple(form for form in forms if form != whole)
        return _make(whole, self.kind_of(whole), aliases, region=region)

    def _is_zone(self, words: str) -> bool:
        """Whether words are the name of a zone alone, without its committee."""
        named = self.words.names.zone.match(words) or self.forms.own_zone.fullmatch(words)
        return named is not None and words.endswith(self.forms.zone_ends)

    def _front_in_short(self, front: str, rest: str, region: str | None) -> Iterator[str]:
        """What else texts put before a body's name: 鼓楼区 for 南京市鼓楼区, nothing before a zone's own name."""
        if region is not None and front != (name := self.regions.describe(region).name) and front.endswith(name):
            yield name
        if self.forms.own_zone.match(rest):
            yield ""

    def _describe_office(self, office: Office, front: str, place: Place) -> Body:
        """A central body's office in a place."""
        if place.region is not None and place.is_division:
            front = self._bare_name(place.region, of_office=True) if office.bare else self.place_name(place.region)
        shorts = (front + office.short,) if office.short else ()
        return _make(office.of + front + office.end, "branch", shorts, region=place.region)

    def _bare_name(self, region_id: str, *, of_office: bool = False) -> str:
        """A division's name without its level, if no other has it; a county is known by it in offices' names alone."""
        region = self.regions.describe(region_id)
        bare = next((alias for alias in region.aliases if region.name.startswith(alias)), region.name)
        place = self.regions.place_at(bare)
        known = place is not None and place.stop == len(bare)
        known = known or (of_office and self.regions.bare_divisions.get(bare) == (region_id,))
        return bare if known and prefer_wide(self.regions.find(bare)) == (region_id,) else region.name

    def place_name(self, region_id: str) -> str:
        """A region's name as its bodies carry it: 成都市, but 南京市鼓楼区, for there are others."""
        name = self.regions.describe(region_id).name
        above = self.regions.division_above(region_id)
        if all(self.regions.division_above(namesake) == above for namesake in self.regions.find(name)):
            return name
        nearer = self.regions.describe(above).name + name if above else name
        return nearer if len(self.regions.find(nearer)) == 1 else self.regions.qualified_name(region_id)

    def is_class(self, name: str) -> bool:
        """Tell whether a name means a class of organs (各有关部门)."""
        return self.words.class_names.search(name) is not None

    def kind_of(self, name: str) -> str:
        """Tell the kind that a name's end tells."""
        return next((rule.kind for rule in self.words.kinds if rule.pattern.search(name)), "organisation")


def load_bodies(regions: RegionTable) -> BodyTable:
    """Load, check and compile the body data."""
    data = read_data("bodies.toml", _BodyFile)
    successors = _read_successions(data)
    source = f"{data.source} ({data.date})"
    by_name: dict[str, Body] = {}
    by_alias: dict[str, str] = {}
    for kind, bodies in data.bodies.items():
        for name, aliases in bodies.items():
            for key in (name, *aliases):
                if key in by_alias:
                    raise LoaderError(f"bodies.toml: {key} stands for both {by_alias[key]} and {name}; keep one")
                by_alias[key] = name
            by_name[name] = Body(name, kind, aliases, kind == "class", None, tuple(successors.pop(name, ())), source)
    followed = {to for body in by_name.values() for to, _ in body.successors} | {one.name for one in data.formerly}
    if unknown := set(successors) | (followed - by_name.keys()):
        raise LoaderError(f"bodies.toml: {', '.join(sorted(unknown))} took over, or gave way, and stands under no kind")
    formerly = _read_formerly(data, by_alias)
    words = read_data("local_bodies.toml", LocalWords)
    forms = read_data("body_forms.toml", BodyForms)
    forms.check(regions)
    longest = max(map(len, by_alias))
    return BodyTable(by_name, by_alias, Matcher(by_alias), words, forms, formerly, regions, longest)


def _make(
    name: str, kind: str, aliases: tuple[str, ...] = (), *, region: str | None = None, generic: bool = False
) -> Body:
    """A body that no list names, by what its name tells."""
    return Body(name, kind, aliases, generic, region, successors=(), source="its name")


def _read_successions(data: _BodyFile) -> dict[str, list[tuple[str, date | None]]]:
    """Read the bodies that took over, by the name of the one before."""
    successors: dict[str, list[tuple[str, date | None]]] = {}
    for step in data.succession:
        successors.setdefault(step.from_, []).append((step.to, step.on))
    return successors


def _read_formerly(data: _BodyFile, by_alias: dict[str, str]) -> dict[str, list[tuple[int, str]]]:
    """Read what short names meant before some years, the earliest year first."""
    formerly: dict[str, dict[int, str]] = {}
    for one in data.formerly:
        if one.alias not in by_alias:
            raise LoaderError(f"bodies.toml: {one.alias} formerly meant {one.name}, and now names no body; say which")
        names = formerly.setdefault(one.alias, {})
        if one.before in names:
            both = f"{names[one.before]} and {one.name}"
            raise LoaderError(f"bodies.toml: {one.alias} before {one.before} stands for both {both}; keep one")
        names[one.before] = one.name
    return {alias: sorted(names.items()) for alias, names in formerly.items()}
