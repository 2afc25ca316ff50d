"""What is known before a document is read: regions, programmes, bodies and their names.

The facts stand in data files beside this module, each with its source and date, and are checked when they are loaded.
"""

from __future__ import annotations

from functools import cache, cached_property
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loader.gazetteer.bodies import BodyTable
    from loader.gazetteer.programmes import ProgrammeTable
    from loader.gazetteer.regions import RegionTable


class Gazetteer:
    """The three tables, each loaded and checked when it is first asked for: that takes a fraction of a second."""

    @cached_property
    def regions(self) -> RegionTable:
        """Regions and the words for them."""
        from loader.gazetteer.region_loading import load_regions  # noqa: PLC0415 - most commands need no table

        return load_regions()

    @cached_property
    def programmes(self) -> ProgrammeTable:
        """Programmes, and the shapes of the names of others."""
        from loader.gazetteer.programmes import load_programmes  # noqa: PLC0415 - most commands need no table

        return load_programmes(self.regions)

    @cached_property
    def bodies(self) -> BodyTable:
        """Bodies and how they are named."""
        from loader.gazetteer.bodies import load_bodies  # noqa: PLC0415 - most commands need no table

        return load_bodies(self.regions)


@cache
def fingerprint_data() -> str:
    """Hash the data files, so that documents made with other data are made anew."""
    digest = sha256()
    for file in sorted(files("loader.gazetteer").joinpath("data").iterdir(), key=lambda file: file.name):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


@cache
def load_gazetteer() -> Gazetteer:
    """Give the packaged data, the same all through a process.

    The extraction is handed it; the stages above ask for it where they begin.
    """
    return Gazetteer()
