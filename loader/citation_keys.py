"""By what documents are cited: keys, and what one says of the document that it means.

A citation knows a number, a name, or both. What it knows makes a key (`cite_key`): a number that is one document's
alone, which is that document's very id, and the name, with whose it is as far as the text tells. Until the document is
loaded, the key's first word is the id of a bare node, and all that this node says follows from it. A loaded document
answers to several words (`identifying.keys_of`): its number, its name, the name of the paper that it issues. A store
leads every citation to the one loaded document that answers to its number; else to the one that answers to its name, if
that document's number is not known and its year is that of the citation's; else, by the same rule, to the paper that it
issues; while there is none, or several, to the bare node. So where a citation leads depends on what is loaded, and
never on the order in which it was.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loader import model
from loader.document import CENTRAL
from loader.gazetteer.citation_words import load_citation_words
from loader.official_numbers import is_unique, write_number

if TYPE_CHECKING:
    from loader.document import Citation

_DIVISION = re.compile(r"cn-(\d\d)(\d\d)(\d\d)")
_ISSUED = load_citation_words().titles.issued


def cite_key(citation: Citation) -> str:
    """By what a document is cited: its number, its name, or both with a blank between them.

    `国发〔2018〕42号`; `优化营商环境条例` for a paper of the whole country; `关于…的通知@cn-440300` for one of a place
    that the text names; with `?` behind it where it does not say whose it is, and cn-440300 is its own place.
    """
    number = citation.number or ""
    if citation.name is None:
        return number
    whose = citation.stated or citation.seat == CENTRAL
    name = key_of_name(citation.name, citation.seat) if whose else f"{citation.name}@{citation.seat or ''}?"
    return f"{number} {name}" if is_unique(number) else name


def key_of_name(name: str, seat: str | None) -> str:
    """The key of a name alone, with whose it is where that need be said."""
    return f"{name}@{seat}" if seat else name


def bare_id(key: str) -> str:
    """The id of the bare node that a citation leads to while no document answers to it."""
    return key.partition(" ")[0]


def parts_of(key: str) -> tuple[str | None, list[str]]:
    """The number in a citation's key, and the names of which one is meant.

    Where the text does not say whose the paper is, it is its own place's, that of one above, or the whole country's.
    """
    number, _, whole = f"{key} ".partition(" ") if is_unique(bare_id(key)) else ("", "", key)
    whole = whole.strip()
    name, _, seat = whole.rpartition("@")
    names = [*(f"{name}@{place}" for place in _upwards(seat[:-1])), name] if seat.endswith("?") else [whole]
    return number or None, [one for one in names if one]


def key_of_issued(name: str) -> str | None:
    """The key of the paper that a notice only issues, from the notice's own; None for what issues none."""
    words, sign, seat = name.partition("@")
    found = _ISSUED.search(words)
    return f"{found['paper']}{sign}{seat}" if found else None


def _upwards(seat: str) -> list[str]:
    """A place, and the divisions above it."""
    division = _DIVISION.match(seat)
    if division is None:
        return [seat] if seat else []
    province, prefecture, _ = division.groups()
    return list(dict.fromkeys([seat, division.group(), f"cn-{province}{prefecture}00", f"cn-{province}0000"]))


def bare_document(id_: str) -> model.Document:
    """The node of a document that is only cited: all that its id tells, and nothing else."""
    number = id_ if write_number(id_) == id_ else None
    return model.Document(id=id_, name=id_.partition("@")[0] or id_, number=number)
