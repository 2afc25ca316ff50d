"""Mentions of regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loader.document import BodyMention, Outline, ProgrammeMention, RegionMention
    from loader.extraction.setting import Setting
    from loader.gazetteer import Gazetteer


def extract_regions(
    outline: Outline,
    setting: Setting,
    gazetteer: Gazetteer,
    programmes: Sequence[ProgrammeMention],
    bodies: Sequence[BodyMention],
) -> list[RegionMention]:
    """Find the named places; inside a programme's or body's name their role is `in_name`."""
    del outline, setting, gazetteer, programmes, bodies
    return []
