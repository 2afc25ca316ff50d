"""Where the names of bodies begin: what stands before their last words, read to the left."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from loader.document import Span
from loader.gazetteer.regions import find_words, occurrences
from loader.list_marks import JOINS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.extraction.body_names import Namer

_CHINESE = re.compile(r"[一-鿿A-Za-z0-9＋+]")
_LONGEST = 30
LONGEST_LEVEL = 4  # 有关省级


class Found(NamedTuple):
    """A candidate in running text."""

    span: Span
    words: str
    carried: bool
    """Whether its name lacks a place that the body before in the same list may give."""


class BodyStarts:
    """Tells where names begin in one text; each method takes the place up to which a name has been read."""

    def __init__(self, plain: str, namer: Namer) -> None:
        self.plain = plain
        self.words = namer.gazetteer.bodies.words
        self.cues = self.words.mentions
        self.heads = namer.heads
        self.short = namer.short
        self.place_starts: dict[int, int] = {}
        """From where a place's name starts to where it stops."""
        self.place_stops: dict[int, int] = {}
        """From where it stops to where it starts."""
        for start, stop, word, stands in find_words(plain, namer.gazetteer.regions.matcher):
            if word.ids and stands:
                self._add_place(start, stop)
        for start, stop in occurrences(plain, namer.place):  # which no list of regions may have
            self._add_place(start, stop)
        for start, stop in occurrences(plain, namer.short):  # 松江 | 公安分局
            if start not in self.place_starts:
                self._add_place(start, stop)

    def _add_place(self, start: int, stop: int) -> None:
        self.place_starts[start] = stop
        self.place_stops[stop] = start

    def found(self, start: int, stop: int, shared: str = "", *, carried: bool = False) -> Found:
        """The candidate that stands there, with what others of its list share with it."""
        return Found(Span(start, stop), self.plain[start:stop] + shared, carried)

    def sharing(self, stop: int, shape: re.Pattern[str], tail: str) -> Iterator[Found]:
        """The bodies of zones, streets or towns in a list before the last, which alone bears the common word."""
        while self.plain[stop : stop + 1] == "、":
            one = shape.search(self.plain, max(0, stop - _LONGEST), stop)
            if one is None:
                return
            yield self.found(one.start(), stop, tail)
            stop = one.start() - 1

    def of_places(self, start: int) -> int:
        """Where the regions' names that end at a place begin."""
        while start in self.place_stops:
            start = self.place_stops[start]
        return start

    def of_head(self, start: int) -> int:
        """Where the level or place begins that stands before a name's own words."""
        if start in self.place_stops:
            return self.of_places(start)
        if not self.plain.endswith(self.heads, 0, start) or self.plain.endswith(self.words.false_heads, 0, start):
            return start
        return self.of_places(start - len(next(h for h in self.heads if self.plain.endswith(h, 0, start))))

    def of_level(self, start: int) -> int:
        """Where words begin that say of which level an organ is (各级财政部门, 省级发展改革委)."""
        level = self.cues.of_level.search(self.plain, max(0, start - LONGEST_LEVEL), start)
        return level.start() if level else start

    def of_levels(self, start: int) -> int:
        """Where a list of levels begins that an organ is of (各省、自治区、直辖市财政厅)."""
        if self.plain.startswith(self.cues.of_state, start) or self.cues.own_level.match(self.plain, start):
            return start
        letters = self.cues.level_letters.search(self.plain, max(0, start - _LONGEST), start)
        levels = letters and self.cues.of_levels.search(self.plain, letters.start(), start)
        return levels.start() if levels else start

    def of_whole_level(self, start: int) -> int:
        """Where the word begins of which a name took the last letter for a level (辖区, 全市, 直辖市)."""
        if self.plain.startswith(self.words.not_heads, start):  # 健全 | 市场监管部门
            return start
        if not self.plain.endswith(self.words.longer_heads, 0, start + 1):
            return start
        whole = next(head for head in self.words.longer_heads if self.plain.endswith(head, 0, start + 1))
        begin = start + 1 - len(whole)
        return begin - (self.plain[begin - 1 : begin] == "各")

    def of_words(self, at: int, *, qualified: bool) -> int:
        """The leftmost place that known words lead to without a gap; `qualified` are those before 部门, too."""
        start, closed = at, False
        while True:
            step = self._word_before(start, inner=start < at, closed=closed, qualified=qualified)
            if step == 1 and start in self.place_stops:
                return start
            if step:
                closed = closed or self.plain[start - step : start] in self.words.closing
                start -= step
            elif not closed and start < at and self.plain[start - 1] in JOINS and self._domain_ends(start - 1):
                start -= 1
            else:
                return start

    def _word_before(self, start: int, *, inner: bool, closed: bool, qualified: bool) -> int:
        """How long the known word is that ends at a place, 0 for none; `closed` is what one of `closing` began."""
        words = self.words
        for length in words.lengths.get(self.plain[start - 1 : start], ()):
            word = self.plain[start - length : start]
            if word in words.adjacent and inner:
                continue
            if closed:
                known = qualified and (word in words.closing or word in words.outer)
            else:
                known = word in words.domains or (qualified and word in words.qualifiers)
            if known:
                return length
        return 0

    def _domain_ends(self, at: int) -> bool:
        domains = self.words.domains
        if self.plain.endswith(self.words.complete, 0, at):
            return False
        return any(self.plain[at - k : at] in domains for k in range(2, 7))

    def of_free_words(self, at: int) -> int:
        """Where words of any kind begin, back to one that no name holds."""
        floor = max(0, at - _LONGEST)
        start = at
        while start > floor and _CHINESE.match(self.plain, start - 1):
            if bound := next((k for k in (3, 2, 1) if self._bounds(start, k)), 0):
                start = self._with_deed(start, bound)
                break
            start -= 1
        each = self.plain.rfind("各", start + 1, at)
        if each > 0 and self.plain[each - 1] not in self.cues.before_each:  # 下调利率 | 各开发区管委会
            return each
        beside = self.cues.beside.match(self.plain, start, at)
        return beside.end() if beside else self._of_bracket(start)

    def _of_bracket(self, start: int) -> int:
        """Where a name begins that has a place in brackets behind its first one (修水（九江） | 工业园管委会)."""
        if self.plain[start - 1 : start] != "）" or (inner := self.place_stops.get(start - 1)) is None:
            return start
        if self.plain[inner - 1 : inner] != "（":
            return start
        if self.short and self.plain.endswith(self.short, 0, inner - 1):
            return inner - 1 - len(self.short)
        return self.of_places(inner - 1) if inner - 1 in self.place_stops else start

    def _with_deed(self, start: int, bound: int) -> int:
        """Where a name begins whose deed follows its place (荆门市推动…领导小组), or its party (中共…领导小组)."""
        word = self.plain[start - bound : start]
        if word == "中共":
            return start - bound
        head = self.of_head(start - bound) if word in self.cues.deeds else start
        return head if head < start - bound else start

    def _bounds(self, start: int, length: int) -> bool:
        """Whether a word ends here that no name holds; one letter may be the part of a longer word (应急, 信用)."""
        if self.plain[start - length : start] not in self.words.boundaries:
            return False
        if length > 1 or start in self.place_starts:
            return True
        last = self.plain[start - 1]
        within = (word for word in self.words.unbroken if last in word)
        if any(self.plain.startswith(word, start - 1 - word.index(last)) for word in within):
            return False
        return not (last in JOINS and self._domain_ends(start - 1))
