"""Quantities as a text writes them: numbers and shares, and what stands behind them."""

from __future__ import annotations

from loader.gazetteer.target_words import load_target_cues
from loader.numbering import read_number

_CUES = load_target_cues()

_ROUND = {"百": 100, "千": 1000, "万": 10000}


def write_number(words: str) -> str:
    """A number in digits; a share (三分之二) stays as it is written."""
    if words[0].isdecimal():
        return words.replace(",", "")
    return words if is_share(words) else str(_ROUND.get(words) or read_number(words))


def is_few(words: str) -> bool:
    """Whether a number is a small one in words (三), not a round one or a share."""
    return not words[0].isdecimal() and words not in _ROUND and not is_share(words)


def is_share(words: str) -> bool:
    """Whether a number is a part of a whole (三分之二, 一半)."""
    return words[-1] == "半" or "分之" in words


def read_share(words: str) -> float:
    """The number that a share stands for."""
    whole, _, part = words.partition("分之")
    return read_number(part) / read_number(whole) if part else 0.5


def is_compared(rest: str) -> bool:
    """Whether words behind a number compare with it (以上, 左右)."""
    return any(sides.behind.match(rest) for sides in _CUES.comparators.values())


def ends_phrase(rest: str) -> bool:
    """Whether an amount ends its phrase: nothing that it would describe stands behind it."""
    for sides in _CUES.comparators.values():
        if found := sides.behind.match(rest):
            rest = rest[found.end() :]
    return not rest or _CUES.numbers.runs_on.match(rest) is not None
