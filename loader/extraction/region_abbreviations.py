"""Characters that each stand for a province, a station or a country: 川滇黔, 宁马城际, 中俄."""

from __future__ import annotations

import re
from itertools import chain, combinations, product
from typing import TYPE_CHECKING

from loader.extraction.region_hits import Hit
from loader.gazetteer.regions import is_division

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from loader.gazetteer.regions import RegionTable

_SPELT_OUT = re.compile(r"（(?<=([一-龥])（)([一-龥]{1,3})）")
_SHORTEST_LINE, _LONGEST_LINE = 2, 4
_PROVINCE = len("cn-00")  # as much of an id as tells the province


class AbbreviationReader:
    """Reads the abbreviations of one text."""

    def __init__(self, plain: str, table: RegionTable) -> None:
        self._plain = plain
        self._words = table.words
        self._rules = table.abbreviations
        self._characters = [found.start() for found in self._rules.character.finditer(plain)]
        """Where one stands that may mean a province."""

    def find_spelt_out(self) -> Iterator[Hit]:
        """西（宁）成（都）铁路: one character, and the rest of its name in brackets."""
        for found in _SPELT_OUT.finditer(self._plain):
            word = self._words.get(found.group(1) + found.group(2))
            if word and len(word.ids) == 1 and is_division(word.ids[0]):
                yield Hit(found.start() - 1, found.start(), word.ids, joint=True)

    def find_listed_lines(self) -> Iterator[Hit]:
        """Railways and roads by the stations that the data list for them."""
        for found in self._rules.listed_line.finditer(self._plain):
            yield Hit(found.start(), found.end(), self._rules.lines[found.group(1)], joint=True)

    def find_lines(self, province: str | None, names: Container[int]) -> Iterator[Hit]:
        """Other railways and roads by their stations.

        `names` are the places where the text begins to call something by its name: any city may be a station there, in
        other lines only those that are well known. A document of one province knows its own cities.
        """
        rules = self._rules
        known = rules.stations | rules.own_stations.get(province or "", {})
        for found in rules.behind_line.finditer(self._plain):
            stop = found.start()
            named = next((at for at in range(stop - _LONGEST_LINE, stop - 1) if at in names), stop)
            start, ids = named, self._read_line(self._plain[named:stop], known)
            if not ids:
                start = self._first_known(stop, known)
                ids = self._read_line(self._plain[start:stop], known)
            if ids:
                yield Hit(start, stop, ids, joint=True)

    def _first_known(self, stop: int, known: Mapping[str, str]) -> int:
        """Where the well-known stations before a line begin."""
        start = stop
        while stop - start < _LONGEST_LINE and start and known.get(self._plain[start - 1]):
            start -= 1
        while stop - start > 1 and (step := self._begins_with_word(start)):
            start += step
        return start

    def _read_line(self, characters: str, known: Mapping[str, str]) -> tuple[str, ...]:
        """The stations that characters stand for; nothing if one is none, or they are rather provinces (湘桂铁路).

        Of those that they may mean, the stations are taken that lie most together, and are best known.
        """
        rules = self._rules
        if len(characters) < _SHORTEST_LINE or characters in rules.no_stations:
            return ()
        if rules.provinces.keys() >= set(characters) and not known.keys() >= set(characters):
            return ()
        best = [known.get(c) or rules.named_stations.get(c) for c in characters]
        readings = product(
            *[_in_turn(first, rules.cities.get(c, ())) for first, c in zip(best, characters, strict=True)]
        )
        ranked = sorted(((_fit(ids, best), ids) for ids in readings), reverse=True)
        if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
            return ()
        return tuple(dict.fromkeys(ranked[0][1]))

    def _begins_with_word(self, start: int) -> int:
        """How many characters that look like stations are a word's (建成, 开通): its end, or the whole of it."""
        if self._plain[max(0, start - 1) : start + 1] in self._rules.no_stations:
            return 1
        return 2 if self._plain[start : start + 2] in self._rules.no_stations else 0

    def find_pairs(self) -> Iterator[Hit]:
        """中俄: China and others in one word."""
        for found in self._rules.pair.finditer(self._plain):
            yield Hit(found.start(), found.end(), self._rules.pairs[found.group(1)], joint=True)

    def find_runs(self) -> Iterator[Hit]:
        """川滇黔: provinces in one word."""
        for found in self._match(self._rules.run):
            strong = sum(c in self._rules.strong for c in found.group())
            if strong > 1 or (strong and self._rules.together.match(self._plain, found.end())):
                ids = tuple(self._rules.provinces[c] for c in found.group())
                yield Hit(found.start(), found.end(), ids, joint=True)

    def find_listed(self) -> Iterator[Hit]:
        """川、滇、藏: each on its own."""
        for found in self._match(self._rules.listed):
            characters = found.group()[::2]
            if len(characters) > 2 or all(c in self._rules.strong for c in characters):
                for at, character in enumerate(characters):
                    start = found.start() + 2 * at
                    yield Hit(start, start + 1, (self._rules.provinces[character],), joint=True)

    def find_lone(self) -> Iterator[Hit]:
        """来川, 在京, 疆电入川: one that what stands beside it tells."""
        for found in self._match(self._rules.alone):
            yield Hit(found.start(), found.end(), (self._rules.provinces[found.group()],), joint=True)
        meant = self._rules.provinces | self._rules.behind_only
        for found in chain(self._rules.behind.finditer(self._plain), self._match(self._rules.supply)):
            yield Hit(found.start(), found.end(), (meant[found.group()],), joint=True)

    def _match(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Match a pattern that begins with a character for a province where one stands; no match overlaps another."""
        stop = 0
        for at in self._characters:
            if at >= stop and (found := pattern.match(self._plain, at)):
                stop = found.end()
                yield found


def _in_turn(first: str | None, others: Sequence[str]) -> list[str]:
    """Each of some ids once, a first one before the others."""
    return list(dict.fromkeys([first, *others] if first else others))


def _fit(stations: Sequence[str], best: Sequence[str | None]) -> int:
    """How well stations make a line: two in one province tell more than one that is best known."""
    together = sum(one[:_PROVINCE] == other[:_PROVINCE] for one, other in combinations(stations, 2))
    return 4 * together + 3 * sum(one == first for one, first in zip(stations, best, strict=True))
