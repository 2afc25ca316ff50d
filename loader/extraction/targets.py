"""Wanted states of indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loader.document import Outline, Target
    from loader.extraction.setting import Setting
    from loader.gazetteer import Gazetteer


def extract_targets(outline: Outline, setting: Setting, gazetteer: Gazetteer) -> list[Target]:
    """Find targets in measures and goals."""
    del outline, setting, gazetteer
    return []
