"""Characters that each stand for a province, a station or a country: 川滇黔, 宁马城际, 中俄."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loader.extraction.region_hits import Hit
from loader.gazetteer.regions import is_division

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.gazetteer.regions import RegionTable

_SPELT_OUT = re.compile(r"（(?<=([一-龥])（)([一-龥]{1,3})）")
_LONGEST_LINE = 4


class Abbreviations:
    """The abbreviations of one text."""

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

    def find_lines(self, province: str | None) -> Iterator[Hit]:
        """Other railways and roads by their stations; in a document of one province its own cities are some, too."""
        plain = self._plain
        stations = self._rules.stations | self._rules.own_stations.get(province or "", {})
        for found in self._rules.behind_line.finditer(plain):
            stop = start = found.start()
            while stop - start < _LONGEST_LINE and start and stations.get(plain[start - 1]):
                start -= 1
            while stop - start > 1 and (step := self._begins_with_word(start)):
                start += step
            if stop - start > 1:
                yield Hit(start, stop, tuple(dict.fromkeys(stations[c] for c in plain[start:stop])), joint=True)

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
            if sum(c in self._rules.strong for c in found.group()) > 1:
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
        """来川, 在京: one that what stands beside it tells."""
        for found in self._match(self._rules.alone):
            yield Hit(found.start(), found.end(), (self._rules.provinces[found.group()],), joint=True)
        for found in self._rules.behind.finditer(self._plain):
            yield Hit(found.start(), found.end(), (self._rules.behind_only[found.group()],), joint=True)

    def _match(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Match a pattern that begins with a character for a province where one stands; no match overlaps another."""
        stop = 0
        for at in self._characters:
            if at >= stop and (found := pattern.match(self._plain, at)):
                stop = found.end()
                yield found
