"""Which document a text is: an id made from what the document is, never from the run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loader.document import Facts, Source

_NOISE = re.compile(r"[\s《》“”\"（）()〈〉]+")


def identify_document(facts: Facts, base: Source) -> str:
    """The document's id: the given one; else from number and issuer; name, issuer and date; address; path.

    An id holds no `/`, which divides it from what belongs to the document.
    """
    return _choose(facts, base).replace("/", "|")


def _choose(facts: Facts, base: Source) -> str:
    issuer = facts.issuers[0] if facts.issuers else None
    day = facts.written_on or facts.published_on
    if facts.id:
        return facts.id
    if facts.number and issuer:
        return f"{issuer}:{facts.number}"
    if facts.name and issuer and day:
        return f"{issuer}:{_NOISE.sub('', facts.name)}:{day}"
    return facts.source or f"path:{base.path}"
