"""Which document a text is, and what it answers to: ids and keys, made from what a document is.

A document's id is the given one; else its number, with the issuer where the number alone could be anyone's; else
issuer, name and date; else its address, with the record's key; else its path.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loader.citation_keys import key_of_name
from loader.document import SPEAKS_OF
from loader.document_names import papers_in, read_title, without_draft, without_place, write_name
from loader.gazetteer import load_gazetteer
from loader.official_numbers import is_unique

if TYPE_CHECKING:
    from loader.document import Facts

_ORDER = re.compile(r"令第\d+号$")


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
        keys.add(key_of_name(title.words, whose))
        if title.whole and seat and (rest := without_place(title, gazetteer)):
            keys.add(key_of_name(rest, seat))
    return sorted(keys)
