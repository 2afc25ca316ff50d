"""What goes on over several statements of a document: what somebody said, lists of things and of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from loader.numbering import read_mark

if TYPE_CHECKING:
    import re

    from loader.document import Statement
    from loader.gazetteer.cues import ContextCues


class Sayings:
    """Follows what a document tells that somebody said, each to the end of its sentence (专家组认为：…；…。)."""

    def __init__(self, opening: re.Pattern[str]) -> None:
        self.opening = opening
        self.paragraph = -1
        """That in which a sentence goes on."""

    def take(self, statement: Statement, words: str) -> bool:
        """Whether the next statement is said so."""
        said = self.paragraph == statement.paragraph or self.opening.match(words) is not None
        self.paragraph = statement.paragraph if said and words[-1] in "；：，" else -1
        return said


class Lists:
    """Follows the lists of a document while its statements go by in order."""

    def __init__(self, context: ContextCues) -> None:
        self.context = context
        self.listed: Literal["items", "cases"] | None = None
        self.awaiting = False
        """Whether the paragraph speaks of cases that stand behind it (有下列行为之一的，…)."""
        self.style: str | None = None
        """How the paragraph is numbered, or the list's items."""
        self.introduced: str | None = None
        """How the paragraph is numbered that introduces the list of things."""
        self.paragraph = -1
        self.ended = True
        """Whether the statement before ended its sentence."""

    def take(self, statement: Statement, words: str) -> Literal["items", "cases"] | None:
        """What the next statement belongs to: a list of things, of which some direct, or one of cases, which don't.

        A sentence that introduces a list of things (…下列方法确定：) belongs to it; one behind an item doesn't.
        """
        opens = statement.paragraph != self.paragraph
        marked = len(words) < len(statement.text)
        if opens or marked:
            self._turn(style_of(statement) if marked else None, marked=marked)
        if self.listed == "items" and not marked and not words.endswith("；"):
            self.listed = None
        explains = self.listed == "items" and not marked and self.ended
        if self.listed != "cases":
            self.awaiting = self.awaiting or self.context.case_listings.search(words) is not None
            if words.endswith("：") and self.context.listings.search(words):
                self.introduced = self.introduced if self.listed else self.style
                self.listed = "items"
        self.paragraph = statement.paragraph
        self.ended = statement.text[-1] in "。！？"
        return None if explains else self.listed

    def end(self) -> None:
        """No list goes on behind a heading that is no item of it."""
        self.listed, self.awaiting = None, False

    def _turn(self, style: str | None, *, marked: bool) -> None:
        """Begin a paragraph or an item, which may open a list of cases, go on with it, or end it."""
        if self.awaiting:
            self.listed = "cases" if (marked and style != self.style) or not (marked or self.ended) else None
            self.awaiting = False
        elif self.listed == "items":
            self.listed = None if style is not None and style == self.introduced else "items"
        elif self.listed == "cases" and not (style == self.style if marked else not self.ended):
            self.listed = None
        self.style = style if marked or self.listed != "cases" else self.style


def style_of(statement: Statement) -> str | None:
    """How a statement is numbered; None for not at all."""
    mark = read_mark(statement.text)
    return mark.style if mark else None
