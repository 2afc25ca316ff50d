"""Which statements are measures, goals, assignments of duty, or context."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loader.document import BodyMention, Outline
    from loader.extraction.setting import Setting


def classify_statements(outline: Outline, setting: Setting, bodies: Sequence[BodyMention]) -> None:
    """Set the kind of every statement."""
    del setting, bodies
    for statement in outline.statements:
        statement.kind = "context" if statement.heading else "measure"
