"""Who is responsible for which measure, and in which role."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loader.document import BodyMention, Duty, Outline
    from loader.extraction.setting import Setting
    from loader.gazetteer import Gazetteer


def assign_duties(
    outline: Outline, setting: Setting, gazetteer: Gazetteer, bodies: Sequence[BodyMention]
) -> list[Duty]:
    """Join bodies to the measures that the text makes them responsible for."""
    del outline, setting, gazetteer, bodies
    return []
