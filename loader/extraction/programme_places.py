"""Places in the names of programmes; `places` leads from names to ids of regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loader.gazetteer.programme_shapes import load_shapes

if TYPE_CHECKING:
    import re
    from collections.abc import Container

_WORDS = load_shapes().words

LENGTHS = range(2, 8)
"""How long the names of places are."""

_WITH = ("与",)  # also within one name (某区与某县一体化发展示范区)
_GREAT = "大"  # may stand before a place (大敦煌)
_LONG_ENOUGH = 4  # so much must be said behind a place


def place_before(plain: str, stop: int, places: Container[str]) -> int:
    """How long the name of a place is that stops here, 0 for none."""
    return next((length for length in LENGTHS if stop >= length and plain[stop - length : stop] in places), 0)


def is_place(words: str, places: Container[str]) -> bool:
    """Whether words are a place's name, with that of a wider one before it or not."""
    return words in places or any(words[:length] in places and words[length:] in places for length in LENGTHS)


def is_proper(words: str, places: Container[str]) -> bool:
    """Whether words begin with the name of a place or of a level of the state."""
    return words.startswith(_WORDS.proper) or _begins_with_place(words, places)


def parts_places(join: re.Match[str], places: Container[str]) -> bool:
    """Whether a joining word stands before a zone with its place, or behind a place (某区和 | 某湖旅游度假区)."""
    words = join.string
    listed = join.group() not in _WITH and words[: join.start()] in places
    return listed or _begins_with_place(words[join.end() :], places)


def place_in(words: str, places: Container[str]) -> int:
    """Where the first full name of a place begins, 0 for none (接入 | 某省某平台)."""
    stretches = ((at, words[at : at + length]) for at in range(len(words)) for length in LENGTHS)
    return next((at for at, name in stretches if name[-1:] in _WORDS.subjects and name in places), 0)


def is_placed(words: str, places: Container[str]) -> bool:
    """Whether a name begins with that of a place or the level of the document's, and says enough behind it."""
    length = next((length for length in reversed(LENGTHS) if words[:length] in places), 0)
    if not length and (front := _WORDS.placed.match(words)):
        length = front.end()
    return length > 0 and len(words) - length > _LONG_ENOUGH


def _begins_with_place(words: str, places: Container[str]) -> bool:
    named = words.removeprefix(_GREAT)
    return any(one[:length] in places for one in {words, named} for length in LENGTHS)
