"""Mentions of programmes: names that are known, and names known by their shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loader.document import Outline, ProgrammeMention
    from loader.extraction.setting import Setting
    from loader.gazetteer import Gazetteer


def extract_programmes(outline: Outline, setting: Setting, gazetteer: Gazetteer) -> list[ProgrammeMention]:
    """Find the named programmes; one may stand inside another's name."""
    del outline, setting, gazetteer
    return []
