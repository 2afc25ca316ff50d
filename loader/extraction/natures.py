"""What kind of text speaks of a policy: the paper itself, a draft, a press report, an explanation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loader.gazetteer.document_words import load_document_words
from loader.gazetteer.patterns import any_of

if TYPE_CHECKING:
    from loader.model import Nature

_WORDS = load_document_words()
_CUES = _WORDS.nature
_DRAFT = re.compile(any_of((*_WORDS.drafts, *_WORDS.opinions)))
_INTERPRETATION = re.compile(any_of(_WORDS.interpretations))
_EXPLAINS = re.compile(rf"》的?{any_of(_WORDS.interpretations)}$")
_REPORT = re.compile(any_of(_WORDS.reports))
_PAPER = re.compile(rf"关于.+?{any_of(_WORDS.kinds)}")
OPENING = 400
"""In so many characters a text shows what it is."""
_ENDS = ("\n", "|")  # behind a headline, or a row's title
_BEFORE = 10  # characters before a name in which its issuing may stand


def read_nature(name: str | None, heading: str, plain: str, *, kind: str | None, is_formal: bool) -> Nature | None:
    """Read it from the name, the text's own heading, and the opening; None if nothing tells.

    Whatever a text is called elsewhere, one whose own heading ends in 解读, or that says that it explains, explains.
    Who is named as issuer beside the text may have issued what it only tells of.
    """
    explains = _EXPLAINS.search(heading) or _CUES.explains.search(plain, 0, OPENING)
    if explains or (name and _INTERPRETATION.search(name)):
        return "interpretation"
    if name and (_DRAFT.search(name) or _CUES.asks_opinions.search(name)):
        return "draft"
    if name and _CUES.gathering.search(name):
        return "report"
    if is_formal or _CUES.own_words.search(plain, 0, OPENING):
        return "original"
    if _tells(name, plain):
        return "report"
    is_named = name is not None and (_PAPER.search(name) or _CUES.plan.search(name))
    return "original" if kind or is_named else None


def _tells(name: str | None, plain: str) -> bool:
    """Whether a text opens with news, or with who issued the paper of its own name."""
    if _CUES.news.search(plain, 0, OPENING) or _REPORT.search(plain, 0, OPENING):
        return True
    at = plain.find(f"《{name}》", 0, OPENING) if name else -1
    heads = plain[at + len(name or "") + 2 :][:1] in _ENDS
    return at > 0 and not heads and _CUES.issues.search(plain, max(0, at - _BEFORE), at) is not None
