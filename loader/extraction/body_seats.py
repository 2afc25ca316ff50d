"""Governments of places, and committees of party and youth league."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loader.extraction.body_lists import LEVELS, TOWN_LEVELS
from loader.extraction.body_starts import LONGEST_LEVEL
from loader.gazetteer.regions import is_division
from loader.list_marks import LIST_MARKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from loader.extraction.body_lists import Item
    from loader.extraction.body_names import Namer
    from loader.extraction.body_starts import BodyStarts, Found


class SeatReader:
    """Reads the governments that a running text names, in full or by their places alone."""

    def __init__(self, namer: Namer, starts: BodyStarts) -> None:
        self.namer = namer
        self.starts = starts
        self.plain, self.words, self.cues = starts.plain, starts.words, starts.cues

    def find(self) -> Iterator[Found]:
        """Governments, and committees of party and youth league: 市政府, 西藏自治区人民政府, 省委组织部, 团市委."""
        for match in self.cues.shared_government.finditer(self.plain):
            found = list(self._read_shared(match.start()))
            if match.group().endswith("政府") or self._open_clause(found):
                yield from found
        for match in self.cues.government.finditer(self.plain):
            yield from self._read_government(*match.span())
        yield from self._find_committees()
        if self.namer.has_commissioners:
            yield from self._find_commissioners()

    def _read_government(self, at: int, stop: int) -> Iterator[Found]:
        """A government by its last word and where that ends, and those that its list shares the word with."""
        government = self.plain[at:stop]
        start = self.starts.of_head(at)
        above = self.cues.level_above.search(self.plain, max(0, start - LONGEST_LEVEL), start)
        if above and (both := self._read_above(above.start(), government)):
            yield both
        else:
            start = self.starts.of_levels(start)
        if count := self.cues.count.search(self.plain, max(0, start - LONGEST_LEVEL), start):
            counted = list(self._read_counted(count.start(), self.plain[start], government))
            yield from counted or [self.starts.found(count.start(), stop)]
            return
        if town := self.cues.listed_town.search(self.plain, max(0, start - LONGEST_LEVEL), start + 1):
            start = town.start()
        if start == at:  # 全省 | 政府工作
            return
        yield self.starts.found(start, stop)
        if self.plain[at - 1] in TOWN_LEVELS:
            yield from self.starts.sharing(start - 1, self.cues.listed_towns, government)
        elif government.endswith("政府") and self._names_division(self.plain[start:at]):
            yield from self._read_seats(start - 1, self.plain[at - 1], government)

    def _find_committees(self) -> Iterator[Found]:
        """Committees of party and youth league, and organs of the party's."""
        inner = self.words.inner
        for match in self.cues.committee.finditer(self.plain):
            rest = next((w for w in inner if match["rest"].startswith(w)), "")
            if not rest and (organ := self.cues.committee_organ.match(self.plain, match.start("rest"))):
                rest = organ.group()
            start = self.starts.of_head(match.start())
            start -= len("中共") * self.plain.endswith("中共", 0, start)
            start -= next(
                (len(league) for league in self.namer.cues.league if self.plain.endswith(league, 0, start)), 0
            )
            stop = match.start("rest") + len(rest)
            yield self.starts.found(start, stop)

    def _find_commissioners(self) -> Iterator[Found]:
        """Commissioners and the party's committee, with their organs (行署督查室, 地委组织部)."""
        for match in self.cues.commissioners.finditer(self.plain):
            stop = match.end()
            inner = next(
                (w for w in self.words.inner if match.group() == "地委" and self.plain.startswith(w, stop)), ""
            )
            yield self.starts.found(match.start(), stop + len(inner))

    def _read_shared(self, stop: int) -> Iterator[Found]:
        """The governments of places in a list that 等省（市）人民政府 ends."""
        while stop in self.starts.place_stops:
            start = self.starts.of_places(stop)
            yield self.starts.found(start, stop, "人民政府")
            if self.plain[start - 1] not in LIST_MARKS:
                return
            stop = start - 1

    def _read_counted(self, stop: int, level: str, government: str) -> Iterator[Found]:
        """The governments of the divisions whose number stands behind them (雄县、容城、安新三县人民政府)."""
        if last := self._read_seat(stop, level, government):
            yield last
            yield from self._read_seats(last.span.start - 1, level, government)

    def _read_above(self, at: int, government: str) -> Found | None:
        """The government of the level above, which only that level stands for (落实省、市政府要求)."""
        is_above = any(place.endswith(self.plain[at]) for place in self.namer.places[1:])
        return self.starts.found(at, at + 1, government) if is_above and at + 1 not in self.starts.place_stops else None

    def find_directed(self) -> Iterator[Found]:
        """Places of which a clause says what their governments must do (广州市、深圳市要…)."""
        for stop in self.starts.place_stops:
            if not self.cues.directed.match(self.plain, stop - 1):
                continue
            start = self.starts.of_places(stop)
            last = self.starts.found(start, stop, "人民政府")
            found = [last, *self._read_seats(start - 1, self.plain[stop - 1], "人民政府")]
            if self._open_clause(found):
                yield from found

    def _open_clause(self, found: Sequence[Found]) -> bool:
        """Whether a clause begins with the bodies of a list, of which the last was found first."""
        first = found[-1].span.start if found else -1
        return first == 0 or (first > 0 and self.cues.before_directed.match(self.plain, first - 1) is not None)

    def _read_seats(self, stop: int, level: str, government: str) -> Iterator[Found]:
        """The governments of the divisions that stand in a list before the last, which alone bears the word."""
        while self.plain[stop] in LIST_MARKS and (seat := self._read_seat(stop, level, government)):
            yield seat
            stop = seat.span.start - 1

    def _read_seat(self, stop: int, level: str, government: str) -> Found | None:
        """The government of the division whose name, with its level or without, ends at a place."""
        if stop in self.starts.place_stops and self.plain[stop - 1] in LEVELS:
            return self.starts.found(self.starts.of_places(stop), stop, government)
        bare = self.cues.bare_division.search(self.plain, max(0, stop - LONGEST_LEVEL - 1), stop)
        if bare is None:
            return None
        lacks = "" if bare.group().endswith(level) else level
        return (
            self.starts.found(bare.start(), stop, lacks + government)
            if self._names_division(bare.group() + lacks)
            else None
        )

    def read_divisions(self, items: Iterable[Item]) -> Iterator[Found]:
        """The governments of divisions, and the zones, in a list of those who must act (平房区、亚布力度假区要…)."""
        for span, words in items:
            if self._names_division(words):
                yield self.starts.found(*span, "人民政府")
            elif self.namer.place and self.cues.listed_zone.fullmatch(words):
                yield self.starts.found(*span)

    def _names_division(self, words: str) -> bool:
        """Whether words are a division's name with its level (福州市, but not 福州)."""
        regions = self.namer.gazetteer.regions
        names = (regions.by_id[i].name for i in regions.by_name.get(words, ()) if is_division(i))
        return words[-1:] in LEVELS and any(name == words or not name.startswith(words) for name in names)
