"""What a text that is one row of a table is called: `2024-03-01|【某某市】关于…的通知|…`, its cells parted by bars."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from loader.dates import DATE
from loader.extraction.issuers import split_issuers
from loader.gazetteer.document_words import load_document_words

if TYPE_CHECKING:
    from loader.gazetteer.bodies import BodyTable

_SAYINGS = load_document_words().sayings
_OPENING = 600  # characters in which the cells before the text stand
_DAY = re.compile(rf"(?:{DATE})(?: ?[\d:：]+)?")
_LABEL = re.compile(r"[【\[](?P<who>[^】\]]{2,60})[】\]](?P<title>.+)", re.DOTALL)
_QUOTED = re.compile(r"《[^《》]{3,}(?:《[^《》]*》[^《》]*)*》.{0,10}")
_HEADLINE = re.compile(r"[^。；！？|]{8,90}")
_LIST = re.compile(r"[^、]{1,6}(?:、[^、]{1,9})+")  # of towns, projects: 郑州、信阳、焦作等
_SOURCE = 7  # characters at most of a source that is neither place nor body (国常会)


class RowTitle(NamedTuple):
    """A title, and what stands before it: its issuers, its place, or where the news is from."""

    who: str
    title: str
    cell: str
    """The title's cell as it stands, with a label that says whose it is."""


def read_row_title(plain: str, bodies: BodyTable) -> RowTitle | None:
    """Read the first cells of a row that begins with a day, or has bodies; None where no title follows these.

    A title stands in 《》, behind a 【label】, or before a longer cell of text: a headline, which may hold commas. None
    is what says whom to ask, begins as a sentence does, or has a figure behind a topic or place (就业|安排资金2亿元…|),
    and nor is anything behind it.
    """
    cells = [cell.strip() for cell in plain[:_OPENING].split("|")]
    if len(cells) < 2:
        return None
    is_dated = _DAY.fullmatch(cells[0]) is not None
    who, is_headed = "", is_dated
    for cell, following in pairwise([*cells[is_dated:], ""]):
        if is_headed and (marked := _read_marked(cell, who)):
            return marked
        place = bodies.regions.place_at(cell)
        if split_issuers(cell, bodies):
            who, is_headed = cell, True
        elif (place and place.stop == len(cell)) or (not who and 1 < len(cell) <= _SOURCE and not cell[0].isdecimal()):
            who = cell
        elif is_dated and place is None and _is_headline(cell, following) and not _is_field(cell, who, bodies):
            return RowTitle(who, cell, cell)
        else:
            return None
    return None


def _read_marked(cell: str, who: str) -> RowTitle | None:
    """Read a cell that shows by its marks that it is a title."""
    if (label := _LABEL.fullmatch(cell)) and _HEADLINE.fullmatch(label["title"].strip()):
        title = label["title"].strip()
        return RowTitle("", title, title) if label["who"] in _SAYINGS.origins else RowTitle(label["who"], title, cell)
    return RowTitle(who, cell, cell) if _QUOTED.fullmatch(cell) else None


def _is_headline(cell: str, following: str) -> bool:
    """Whether a cell may be the headline of the text that follows."""
    has_text = len(following) > len(cell) and not following.startswith("http") and not _LIST.fullmatch(following)
    return has_text and _HEADLINE.fullmatch(cell) is not None and not _LIST.fullmatch(cell)


def _is_field(cell: str, who: str, bodies: BodyTable) -> bool:
    """Whether a cell says something beside the text: a contact, or a figure of the topic or place before it."""
    if _SAYINGS.no_headline.search(cell):
        return True
    return bool(who and not split_issuers(who, bodies) and _SAYINGS.figure.search(cell))
