"""What is known before a document is read: regions, programmes, bodies and their names.

The facts stand in data files beside this module, each with its source and date, and are checked when they are loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from loader.gazetteer.bodies import load_bodies
from loader.gazetteer.programmes import load_programmes
from loader.gazetteer.region_loading import load_regions

if TYPE_CHECKING:
    from loader.gazetteer.bodies import BodyTable
    from loader.gazetteer.programmes import ProgrammeTable
    from loader.gazetteer.regions import RegionTable


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The three tables."""

    regions: RegionTable
    programmes: ProgrammeTable
    bodies: BodyTable


@cache
def fingerprint_data() -> str:
    """Hash the data files, so that documents made with other data are made anew."""
    digest = sha256()
    for file in sorted(files("loader.gazetteer").joinpath("data").iterdir(), key=lambda file: file.name):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


@cache
def load_gazetteer() -> Gazetteer:
    """Load and check the packaged data once a process; takes a fraction of a second.

    The extraction is handed it; the stages above ask for it where they begin.
    """
    regions = load_regions()
    return Gazetteer(regions, load_programmes(regions), load_bodies(regions))
