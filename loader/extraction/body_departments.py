"""Classes of departments, alone and in lists that share their last word."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from loader.extraction.body_starts import BodyStarts, Found

_LONGEST_SUMMARY = 11  # 等市场监督管理领域
DEPARTMENT = "部门"
"""The word that they share."""


class DepartmentReader:
    """Reads the departments that a running text names by what they deal with.

    `known` tells of the central bodies found where they stop, and where they start: they may stand in such lists, too.
    """

    def __init__(self, starts: BodyStarts, known: Mapping[int, int]) -> None:
        self.starts = starts
        self.known = known
        self.plain, self.words, self.cues = starts.plain, starts.words, starts.cues

    def read(self, at: int, stop: int) -> Iterator[Found]:
        """The departments whose common word stands at a place: 行业主管部门, 教育、卫健等部门."""
        summed = list(self._read_summed(at, DEPARTMENT, qualified=True))
        start = self.starts.of_words(at, qualified=True)
        if summed or start == at or self.plain[start:at] in self.words.not_alone:
            yield from summed
            return
        if joined := self.words.joined_departments.search(self.plain, start, at):
            yield self.starts.found(joined.end(), stop)
            yield from self._read_listed(start, joined.start("join"), DEPARTMENT)
        else:
            yield from self._read_class(start, at, stop)

    def _read_class(self, start: int, at: int, stop: int) -> Iterator[Found]:
        """A class of departments, and those that share its ending; 医保、医药主管部门 is one class."""
        ending = next((word for word in self.cues.department_words if self.plain.endswith(word, start, at)), "")
        for tail in self.cues.department_tails:
            if self.plain.startswith(tail, stop):
                stop += len(tail)
                break
        begin = self.starts.of_levels(self.starts.of_whole_level(self.starts.of_places(start)))
        listed = list(self._read_listed(None, begin - 1, DEPARTMENT)) if self.plain[begin - 1 : begin] == "、" else []
        is_whole = self.plain.endswith(self.words.complete, 0, begin - 1)
        if listed and not is_whole and self.plain.endswith("主管部门", begin, stop):
            begin = listed.pop().span.start
            listed = []
        yield self.starts.found(begin, stop)
        yield from listed
        yield from self._read_summed(begin, ending + DEPARTMENT)

    def _read_summed(self, at: int, ending: str, *, qualified: bool = False) -> Iterator[Found]:
        """Those that 等 ends before a place, with what they share (教育、卫健 | 等有关部门)."""
        if summed := self.cues.summed.search(self.plain, max(0, at - _LONGEST_SUMMARY), at):
            yield from self._read_listed(None, summed.start(), (summed["shared"] or "") + ending, qualified=qualified)

    def _read_listed(self, start: int | None, stop: int, ending: str, *, qualified: bool = False) -> Iterator[Found]:
        """Walk on to the left over departments without their ending (教育、卫健、人社等部门)."""
        while True:
            start = self.starts.of_words(stop, qualified=qualified) if start is None else start
            qualified = False
            if start == stop and (known := self.known.get(stop)) is not None and self.plain[known - 1 : known] == "、":
                start, stop = None, known - 1  # 公安、人民银行等部门
                continue
            if start == stop or self.plain[start:stop] in self.words.not_alone:
                return
            if joined := self.words.joined_departments.search(self.plain, start, stop):
                yield self.starts.found(joined.end(), stop, ending)
                stop = joined.start("join")
            begin = self.starts.of_levels(self.starts.of_level(self.starts.of_head(start)))
            yield self.starts.found(begin, stop, ending)
            if self.plain[begin - 1 : begin] != "、":
                return
            start, stop = None, begin - 1
