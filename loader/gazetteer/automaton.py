"""One automaton over many names: leftmost-longest matches in one pass over a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

T = TypeVar("T")

_FEW = 1000  # an automaton over more names is too large to be kept in its fastest form


class Matcher(Generic[T]):
    """Finds the keys of a table in a text; of names that start together the longest counts."""

    def __init__(self, entries: Mapping[str, T]) -> None:
        self._values = list(entries.values())
        self._automaton = AhoCorasick(
            list(entries),
            matchkind=MatchKind.LeftmostLongest,
            implementation=Implementation.DFA if len(entries) < _FEW else Implementation.ContiguousNFA,
        )

    def find(self, plain: str) -> Iterator[tuple[int, int, T]]:
        """Yield start, stop and value of every match, in order, none overlapping another."""
        for index, start, stop in self._automaton.find_matches_as_indexes(plain):
            yield start, stop, self._values[index]
