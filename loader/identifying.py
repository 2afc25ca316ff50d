"""Which document a text is, and which one a citation means: ids and keys, made from what a document is.

A document's id is the given one; else its number, with the issuer where the number alone could be anyone's; else
issuer, name and date; else its address, with the record's key; else its path.

A citation knows a number, a name, or both. What it knows makes a key (`cite_key`): a number that is one document's
alone, which is that document's very id, and the name, with whose it is as far as the text tells. Until the document is
loaded, the key's first word is the id of a bare node, and all that this node says follows from it. A loaded document
answers to several words (`keys_of`): its number, its name, the name of the paper that it issues. A store leads every
citation to the one loaded document that answers to its number; else to the one that answers to its name, if that
document's number is not known and its year is that of the citation's; while there is none, or several, to the bare
node. So where a citation leads depends on what is loaded, and never on the order in which it was.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loader import model
from loader.document import SPEAKS_OF
from loader.document_names import CENTRAL, papers_in, read_title, without_draft, without_place, write_name
from loader.gazetteer import load_gazetteer
from loader.official_numbers import is_unique, write_number

if TYPE_CHECKING:
    from loader.document import Citation, Facts

_ORDER = re.compile(r"令第\d+号$")
_DIVISION = re.compile(r"cn-(\d\d)(\d\d)(\d\d)")


def identify_document(facts: Facts, path: str) -> str:
    """The document's id; `path` is that of its base. Of several records with one address each has its key behind.

    It holds no `/`, which divides it from what belongs to the document.
    """
    return _choose(facts, path).replace("/", "|")


def _choose(facts: Facts, path: str) -> str:
    issuer = next(iter(facts.issuers), None)
    issuer = load_gazetteer().bodies.by_alias.get(issuer, issuer) if issuer else None
    day = facts.written_on or facts.published_on
    number = None if facts.nature in SPEAKS_OF else facts.number
    if facts.id:
        return facts.id
    if number and is_unique(number):
        return number
    if number and issuer:
        return f"{issuer}:{number}"
    if facts.name and issuer and day:
        return f"{issuer}:{write_name(facts.name)}:{day}"
    _, mark, record = path.partition("#")
    return f"{facts.source}{mark}{record}" if facts.source else f"path:{path}"


def cite_key(citation: Citation) -> str:
    """By what a document is cited: its number, its name, or both with a blank between them.

    `国发〔2018〕42号`; `优化营商环境条例` for a paper of the whole country; `关于…的通知@cn-440300` for one of a place
    that the text names; with `?` behind it where it does not say whose it is, and cn-440300 is its own place.
    """
    number = citation.number or ""
    if citation.name is None:
        return number
    whose = citation.stated or citation.seat == CENTRAL
    name = _place(citation.name, citation.seat) if whose else f"{citation.name}@{citation.seat or ''}?"
    return f"{number} {name}" if is_unique(number) else name


def bare_id(key: str) -> str:
    """The id of the bare node that a citation leads to while no document answers to it."""
    return key.partition(" ")[0]


def _place(name: str, seat: str | None) -> str:
    return f"{name}@{seat}" if seat else name


def keys_of(facts: Facts, seat: str | None) -> list[str]:
    """The keys that a document answers to; `seat` as in `Extraction`.

    None for a report or an explanation; a draft answers to names that say that they are a draft's.
    """
    if facts.nature in SPEAKS_OF:
        return []
    keys = set()
    if facts.number and (is_unique(facts.number) or _ORDER.search(facts.number)):
        keys.add(facts.number)
    gazetteer = load_gazetteer()
    for name in papers_in(facts.name or ""):
        title = read_title(name, seat, gazetteer)
        whose = seat if title.seat is None else title.seat
        if whose is None or not title.words or (facts.nature == "draft" and without_draft(title.words) is None):
            continue
        keys.add(_place(title.words, whose))
        if title.whole and seat and (rest := without_place(title, gazetteer)):
            keys.add(_place(rest, seat))
    return sorted(keys)


def parts_of(key: str) -> tuple[str | None, list[str]]:
    """The number in a citation's key, and the names of which one is meant.

    Where the text does not say whose the paper is, it is its own place's, that of one above, or the whole country's.
    """
    number, _, whole = f"{key} ".partition(" ") if is_unique(bare_id(key)) else ("", "", key)
    whole = whole.strip()
    name, _, seat = whole.rpartition("@")
    names = [*(f"{name}@{place}" for place in _upwards(seat[:-1])), name] if seat.endswith("?") else [whole]
    return number or None, [one for one in names if one]


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
