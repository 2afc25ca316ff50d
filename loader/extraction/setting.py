"""What a document says of itself that decides how its sentences are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loader.document import Facts, Outline
    from loader.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class Setting:
    """The document's own frame of reference."""

    facts: Facts
    """Name, number, issuers and dates: given ones first, the rest read from the text."""
    jurisdiction: str | None
    """Id of the region that 我省, 全市, 本区 mean; None for central documents."""
    issuing_place: str | None
    """What stands before an implied local body's name (包头市公安局, 济源产城融合示范区税务局); None as above."""
    first_leads: bool
    """Whether the text rules that the first body of a list leads (列第一位者为牵头单位，下同)."""
    assigns: bool
    """Whether the document has lines or brackets that say who is responsible."""


def read_setting(outline: Outline, facts: Facts, gazetteer: Gazetteer) -> Setting:
    """Read the frame from title, head, signature and the text's own rules."""
    del outline, gazetteer
    return Setting(facts, None, None, first_leads=False, assigns=False)
