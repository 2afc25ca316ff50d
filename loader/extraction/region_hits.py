"""Words of one text that name regions, none overlapping another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from loader.gazetteer.regions import RegionTable


class Hit(NamedTuple):
    """Words that name regions."""

    start: int
    stop: int
    ids: tuple[str, ...]
    joint: bool = False
    """Whether all are meant, or one that is still to be told."""


class Hits:
    """The hits of a text so far: what came first stays."""

    def __init__(self, plain: str, table: RegionTable) -> None:
        self.plain = plain
        self.table = table
        self._owner: dict[int, Hit] = {}
        """From each place of a hit to it."""
        self._beginning: dict[int, Hit] = {}

    def add(self, hit: Hit) -> None:
        """Add a hit unless another has some of its place."""
        if self._owner.keys().isdisjoint(range(hit.start, hit.stop)):
            self._put(hit)

    def extend(self, hit: Hit) -> None:
        """Add a hit in place of joint ones that it holds and is longer than; not if others have some of its place."""
        start, stop = hit.start, hit.stop
        overlapped = self._overlapped(hit)
        if all(old.joint and start <= old.start and old.stop <= stop and old[:2] != hit[:2] for old in overlapped):
            self.replace(hit)

    def replace(self, hit: Hit) -> None:
        """Add a hit in place of those that overlap it."""
        for old in self._overlapped(hit):
            del self._beginning[old.start]
            for at in range(old.start, old.stop):
                del self._owner[at]
        self._put(hit)

    def covering(self, at: int) -> Hit | None:
        """The hit that has the place."""
        return self._owner.get(at)

    def beginning(self, at: int) -> Hit | None:
        """The hit that begins at the place."""
        return self._beginning.get(at)

    def ending(self, at: int) -> Hit | None:
        """The hit that stops at the place."""
        hit = self._owner.get(at - 1)
        return hit if hit is not None and hit.stop == at else None

    def ordered(self) -> list[Hit]:
        """All hits, in order."""
        return [self._beginning[at] for at in sorted(self._beginning)]

    def _overlapped(self, hit: Hit) -> set[Hit]:
        return {self._owner[at] for at in range(hit.start, hit.stop) if at in self._owner}

    def _put(self, hit: Hit) -> None:
        self._beginning[hit.start] = hit
        for at in range(hit.start, hit.stop):
            self._owner[at] = hit
