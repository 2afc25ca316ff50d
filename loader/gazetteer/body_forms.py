"""Under which name a body is known that texts call by several: in full, in short, as a class with other marks."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from loader.errors import LoaderError
from loader.gazetteer.data_files import Patterns, Sourced, Table
from loader.list_marks import JOIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from loader.gazetteer.regions import RegionTable

_JOIN = re.compile(JOIN)
_BRACKETS = str.maketrans("〈〉<>[]〔〕", "（）（）（）（）")


class Office(Table):
    """An office that a body of the centre has in places."""

    of: str
    end: str
    """How its name ends, behind the body's and the place's."""
    also: tuple[str, ...] = ()
    """How texts end it, too."""
    short: str | None = None
    """How it ends without the body's."""
    bare: bool
    """Whether it bears the place's name without its level."""


class LevelForms(Table):
    """What departments of the places of some levels are called in full, and in short (县财政)."""

    ends: tuple[str, ...]
    departments: dict[str, tuple[str, ...]]


class BodyForms(Sourced):
    """All of body_forms.toml; it says what each pattern is for."""

    of_division: re.Pattern[str]
    not_of_division: re.Pattern[str]
    part: re.Pattern[str]
    own_zone: re.Pattern[str]
    zone_ends: tuple[str, ...]
    committee: str
    is_zone: re.Pattern[str]
    goes_on_as_zone: re.Pattern[str]
    of_level: Patterns
    before_field: re.Pattern[str]
    field: re.Pattern[str]
    departments_end: re.Pattern[str]
    of_all: re.Pattern[str]
    government: re.Pattern[str]
    between: re.Pattern[str]
    behind_levels: re.Pattern[str]
    branches: re.Pattern[str]
    division: re.Pattern[str]
    levels: dict[str, tuple[str, ...]]
    offices: tuple[Office, ...]
    departments: dict[str, tuple[str, ...]]
    """From a local department's full name, without its place, to the short ones."""
    places: dict[str, dict[str, tuple[str, ...]]]
    """The same of one place, by its name."""
    place_levels: tuple[LevelForms, ...]
    """The same by how the names of places end."""

    @cached_property
    def full_forms(self) -> dict[str, str]:
        """From every form of a department's name, without 和, to the full one."""
        return {_JOIN.sub("", form): full for form, full in _read_forms(self.departments).items()}

    @cached_property
    def fields(self) -> dict[str, str]:
        """From what departments deal with, in short and without 和, to what it is called in full (住建)."""
        fulls: defaultdict[str, set[str]] = defaultdict(set)
        for form, full in self._class_forms.items():
            if (short := self.field.match(form)) and (field := self.field.match(full)):
                fulls[short["field"]].add(field["field"])
        return {short: names.pop() for short, names in fulls.items() if len(names) == 1}

    @cached_property
    def _class_forms(self) -> dict[str, str]:
        """The full forms without those that name an office of the centre, too: of which a class is, no place tells."""
        return {form: full for form, full in self.full_forms.items() if form not in self.offices_by_short}

    @cached_property
    def offices_by_short(self) -> dict[str, Office]:
        """Offices by how their names end without the body's whose they are."""
        return {office.short: office for office in self.offices if office.short}

    @cached_property
    def supervisors(self) -> frozenset[str]:
        """Offices of the centre that bear their place without its level, however a text writes it (贵州证监局)."""
        return frozenset(short for short, office in self.offices_by_short.items() if office.bare)

    @cached_property
    def _shorts_by_level(self) -> frozenset[str]:
        """Short names whose meaning the level of the place tells."""
        levels = (shorts for level in self.place_levels for shorts in level.departments.values())
        return frozenset(short for shorts in levels for short in shorts)

    @cached_property
    def _levels(self) -> tuple[re.Pattern[str], dict[str, str]]:
        firsts = _read_forms(self.levels)
        longest = "|".join(map(re.escape, sorted(firsts, key=len, reverse=True)))
        return re.compile(f"(?:{longest}){self.behind_levels.pattern}"), firsts

    def check(self, regions: RegionTable) -> None:
        """Refuse forms that stand for two names, and places of their own that no region is or no name leads to."""
        _ = self.full_forms, self._levels
        for place, departments in self.places.items():
            if not any(place.endswith(regions.describe(id_).name) for id_ in regions.find(place)):
                raise LoaderError(f"body_forms.toml: places: no region is called {place}; write its full name")
            self._check_departments(place, departments)
        for level in self.place_levels:
            self._check_departments("、".join(level.ends), level.departments)

    def _check_departments(self, place: str, departments: Mapping[str, tuple[str, ...]]) -> None:
        for form, full in _read_forms(departments).items():
            known = self.full_forms.get(_JOIN.sub("", form), full)
            if known != full and known not in departments[full]:
                told = f"{form} of {place} is {full}, and {known} elsewhere"
                raise LoaderError(f"body_forms.toml: {told}; write {known} beside it")

    def office_of(self, body: str, end: str) -> Office | None:
        """The office of a central body whose name ends so behind its place."""
        return next(
            (office for office in self.offices if office.of == body and end in {office.end, *office.also}), None
        )

    def forms_of(self, place: str, name: str) -> tuple[str, tuple[str, ...]]:
        """The full name and the short ones of a department of a place."""
        for full, shorts in self.places.get(place, {}).items():
            if name == full or name in shorts:
                return full, shorts
        level = next((level for level in self.place_levels if place.endswith(level.ends)), None)
        for full, shorts in level.departments.items() if level else ():
            if name == full or name in shorts:
                return full, (*self.departments.get(full, ()), *shorts)
        return name, self.departments.get(name, ())

    def split_department(self, name: str) -> tuple[str, str]:
        """Part a name behind its place into the part of it that it is of, mostly none, and the full department's."""
        name_or_full = self.full_forms.get(_JOIN.sub("", name))
        if name_or_full is None:
            for at in range(2, len(name) - 1):
                end = name[at:]
                full = end if end in self._shorts_by_level else self.full_forms.get(_JOIN.sub("", end))
                if full is not None and self.part.fullmatch(name, 0, at):
                    return name[:at], full
        return "", name_or_full or name

    def is_of_division(self, full: str) -> bool:
        """Whether what stands behind a place's bare name, in full, is an organ of that division."""
        return self.of_division.search(full) is not None and self.not_of_division.search(full) is None

    def write_class(self, name: str, start: int = 0) -> str:
        """Write a class's name as others write it, too; `start` is where its place stops."""
        place, name = name[:start], name[start:].translate(_BRACKETS)
        if name.startswith("各"):
            name = self.between.sub("", name)
        pattern, firsts = self._levels
        of_all = self.of_all.match(name)
        at = of_all.end() if of_all else 0
        if levels := pattern.match(name, at):
            name = name[:at] + firsts[levels.group()] + name[levels.end() :]
        return place + self._write_field(self.government.sub("人民政府", name), has_place=bool(place))

    def _write_field(self, name: str, *, has_place: bool) -> str:
        """Write in full what a class of departments, or of offices, deals with (各区住建局, 属地住建部门)."""
        tail = self.departments_end.search(name)
        stop = tail.start() if tail else len(name)
        forms = self.fields if tail else self._class_forms
        for at in range(stop - 1):
            if at and not self.before_field.search(name, 0, at):
                continue
            full = forms.get(_JOIN.sub("", name[at:stop]))
            if full is not None and (tail or at or has_place):
                return name[:at] + full + name[stop:]
        return name


def _read_forms(names: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """From every form of some names to the name; LoaderError for one that stands for two, with 和 or without."""
    read: dict[str, str] = {}
    plain: dict[str, str] = {}
    for name, forms in names.items():
        for form in (name, *forms):
            if (other := plain.setdefault(_JOIN.sub("", form), name)) != name:
                raise LoaderError(f"body_forms.toml: {form} stands for both {other} and {name}; keep one")
            read[form] = name
    return read
