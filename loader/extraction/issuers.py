"""Who issued a document: the bodies that a stretch of its head or foot names, with marks between them or without."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from loader.gazetteer.document_words import load_document_words
from loader.gazetteer.patterns import any_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loader.document import Span, Text
    from loader.gazetteer.bodies import BodyTable

_WORDS = load_document_words()
_SAYINGS = _WORDS.sayings
_BODY = re.compile(rf"^[\u4e00-\u9fff（）“”·]{{2,}}{any_of(_WORDS.issuer_ends)}(?:（[^（）]+）)?$")
_ENTITIES = re.compile(r"(?:&[a-z]+[;；])+$")  # left over from a page
_BETWEEN = re.compile(r"[、，；/ ]")
_BARE_END = re.compile(rf"^(?:人民)?{any_of(_WORDS.issuer_ends)}$")


def split_issuers(words: str, bodies: BodyTable) -> tuple[str, ...]:
    """The bodies in a list; () if something in it is none."""
    names: list[str] = []
    for piece in _BETWEEN.split(_SAYINGS.state.sub("", _SAYINGS.and_others.sub("", words))):
        name = _SAYINGS.aside.sub("", piece)
        if not is_body(name, bodies):
            return ()
        names += _part(name, bodies)
    return join_offices(names, bodies)


def join_offices(names: Iterable[str], bodies: BodyTable) -> tuple[str, ...]:
    """Put offices behind the bodies whose they are, which a line or their place parted from them."""
    joined: list[str] = []
    for name in names:
        place = bodies.regions.place_at(name) if joined else None
        if place is not None and _has_office(joined[-1], name[place.stop :], bodies):
            joined[-1] += name
        else:
            joined.append(name)
    return tuple(joined)


def _has_office(before: str, end: str, bodies: BodyTable) -> bool:
    """Whether an office whose name ends so behind its place may be of the body before: a central one, or a bank."""
    known = before in bodies.by_alias and _SAYINGS.office.match(end) is not None
    return known or _SAYINGS.own_office.search(before + end) is not None


def split_span(text: Text, span: Span, bodies: BodyTable) -> tuple[str, ...]:
    """The bodies that a stretch of plain text lists; () if it is no list of bodies."""
    pieces: list[str] = []
    start = span.start
    stop = start + len(_ENTITIES.sub("", text.plain[start : span.stop]))
    for at in range(span.start + 1, stop + 1):
        ends = at == stop or text.offsets[at] - text.offsets[at - 1] > 1
        if ends and (at == stop or is_body(text.plain[start:at], bodies)):
            pieces.append(text.plain[start:at])
            start = at
    return split_issuers("、".join(pieces), bodies)


def find_fullest(issuer: str, names: Iterable[str]) -> str:
    """The longest of the names that end like the issuer: 贵州省人民政府 for 省人民政府."""
    return max((name for name in (issuer, *names) if name.endswith(issuer)), key=len)


def is_body(words: str, bodies: BodyTable) -> bool:
    """Whether words name a body that is known, or have the shape of a body's name."""
    if _SAYINGS.no_body.search(words):
        return False
    if _BODY.match(words) and not _BARE_END.match(words):
        return True
    return any(stop - start == len(words) for start, stop, _ in bodies.matcher.find(words))


def _part(piece: str, bodies: BodyTable) -> list[str]:
    """Bodies written without a mark between them (中共中央国务院)."""
    known = {start: piece[start:stop] for start, stop, _ in bodies.matcher.find(piece)}
    if len(known) > 1 and sum(map(len, known.values())) == len(piece):
        return list(known.values())
    central = {start for start, name in known.items() if name.endswith(_SAYINGS.central_ends)}
    place = _SAYINGS.place.match(piece)
    heads = (*_SAYINGS.national, place["name"]) if place else _SAYINGS.national
    cuts = [(0, 0)]  # where the part before stops, and the next begins
    for at in range(1, len(piece)):
        if piece[at - 1] in _SAYINGS.body_ends and not piece.endswith("总局", 0, at):
            begin = at + next((len(join) for join in _SAYINGS.joins if piece.startswith(join, at)), 0)
            opens = (*heads, *_SAYINGS.levels) if begin > at else heads
            if begin in central or piece.startswith(opens, begin) or _begins_another(piece, at, begin, bodies):
                cuts.append((at, begin))
    parts = [piece[begin:stop] for (_, begin), (stop, _) in pairwise([*cuts, (len(piece), 0)])]
    return parts if all(is_body(part, bodies) for part in parts) else [piece]


def _begins_another(piece: str, stop: int, begin: int, bodies: BodyTable) -> bool:
    """Whether a place's government stands there (… | 甘肃省人民政府), or a local organ behind another."""
    place = bodies.regions.place_at(piece, begin)
    if place is None or piece.startswith("人民政府", place.stop):
        return place is not None
    if _SAYINGS.branch.search(piece):
        return False
    return any(bodies.regions.place_at(piece, at) for at in range(stop))
