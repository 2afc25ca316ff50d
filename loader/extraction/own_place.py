"""The place that a document is of, and what stands for it in its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loader.extraction.region_hits import Hit
from loader.gazetteer.regions import occurrences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.gazetteer.regions import Region, RegionTable, Word


class OwnPlace:
    """The place of one document; none for a central one."""

    def __init__(self, jurisdiction: str | None, table: RegionTable, *, central: bool = False) -> None:
        self._table = table
        self.central = central
        """Whether a central body issued it."""
        self.upwards = []
        """The place, and the divisions above it."""
        while jurisdiction is not None:
            self.upwards.append(table.describe(jurisdiction))
            jurisdiction = table.division_above(jurisdiction)
        self._by_level: dict[str, str] = {}
        """From level to the place of that level that the document is of, or lies in."""
        for region in self.upwards:
            for level in _levels_of(region):
                self._by_level.setdefault(level, region.id)
        self.own_names = self._name_itself()
        """What it is called in its own documents, where its bare name is a word or another place elsewhere (宁南)."""

        self.bare_counties = dict(self._name_counties())
        """What it and the counties in it are called in short, and their ids."""

        self._lone_counties = self._name_lone_counties()

    @property
    def province(self) -> str | None:
        """Id of the province that it is or lies in."""
        return next((region.id for region in self.upwards if region.kind == "province"), None)

    def _name_itself(self) -> dict[str, tuple[str, ...]]:
        if not self.upwards or self.upwards[0].kind not in {"county", "prefecture"}:
            return {}
        own = self.upwards[0]
        bare = (short for short in own.aliases[:1] if own.id in self._table.bare_divisions.get(short, ()))
        return dict.fromkeys((own.name, *bare), (own.id,))

    def _name_counties(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        if self.upwards and self.upwards[0].kind in {"county", "prefecture"}:
            for county in (self.upwards[0], *self._table.below(self.upwards[0].id)):
                for short in county.aliases[:1]:
                    yield short, (county.id,)

    def _name_lone_counties(self) -> dict[str, Word]:
        """The counties of a province or prefecture that their bare names alone tell, where no two share one."""
        found: dict[str, Word] = {}
        shared: set[str] = set()
        for county in self._table.counties_of(self.upwards[0].id) if self.upwards else ():
            for short in county.aliases[:1]:
                if (word := self._table.lone_counties.get(short)) is not None:
                    if short in found:
                        shared.add(short)
                    found[short] = word._replace(ids=(county.id,))
        return {short: word for short, word in found.items() if short not in shared}

    def of_level(self, letter: str) -> Region | None:
        """The place that 我省 means for 省, and so on."""
        place = self._by_level.get(self._table.own_words.get(f"我{letter}", ""))
        return self._table.describe(place) if place else None

    def find_words(self, plain: str) -> Iterator[Hit]:
        """我省, 全市: the place, or the one above it that the word speaks of."""
        if self._by_level:
            for found in self._table.own_word.finditer(plain):
                if (place := self._by_level.get(self._table.own_words[found.group()])) is not None:
                    yield Hit(found.start(), found.end(), (place,), joint=True)

    def find_characters(self, plain: str) -> Iterator[Hit]:
        """来汉, 在蓉: one character for the place, or for one above it."""
        if self._by_level:
            for found in self._table.own_character.finditer(plain):
                meant = self._table.own_characters[found.group(1)]
                if nearest := next((place for place in self._by_level.values() if place in meant), None):
                    yield Hit(found.start(1), found.end(), (nearest,), joint=True)
        for county in (region for region in self.upwards[:1] if region.kind == "county"):
            for start, stop in self._table.find_first_character(plain, county):
                yield Hit(start, stop, (county.id,), joint=True)

    def find_names(self, plain: str) -> Iterator[Hit]:
        """Names that count in the documents of their own place: a county's bare one, and those that are words, too."""
        names = self.own_names | {
            lower.name: (lower.id,)
            for lower in (self._table.below(self.upwards[0].id) if self.upwards else ())
            if lower.name in self._table.restricted and len(lower.name) > 2 and lower.name not in self._table.nouns
        }
        for name, ids in names.items():
            for at, stop in occurrences(plain, name):
                if all(guard.allows(plain, at, stop) for guard in self._table.short_guards):
                    yield Hit(at, stop, ids)

    def find_counties(self, plain: str) -> Iterator[Hit]:
        """The bare names of the counties in a province or prefecture (支持荥阳建设), but not before a river or road.

        A province has so many that one lies in words often (发展[和安]全): there, what stands before it must be apart.
        """
        lists = self._table.lists
        before = lists.county_behind if self.upwards and self.upwards[0].kind == "province" else None
        for name, word in self._lone_counties.items():
            for at, stop in occurrences(plain, name):
                if before is not None and not before.search(plain, max(0, at - 2), at):
                    continue
                in_words = word.borders is not None and word.borders.touches_one(plain, at, stop)
                if not in_words and word.stands(plain, at, stop) and lists.no_county.match(plain, stop) is None:
                    yield Hit(at, stop, word.ids)


def _levels_of(region: Region) -> Iterator[str]:
    """The levels of own words that a place answers to: 我市 is a municipality, and a county that is a city, too."""
    is_city = region.name.endswith("市")
    if region.kind != "province" or not is_city:
        yield region.kind
    if is_city:
        yield "prefecture"
    if region.name.endswith("自治区"):
        yield "autonomous"
    if region.name.endswith("区") and not region.name.endswith("地区"):
        yield "region"
