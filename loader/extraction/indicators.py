"""The names of indicators: what is left of a clause without time, place and predicate."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loader.gazetteer.target_words import load_target_cues
from loader.list_marks import JOIN

if TYPE_CHECKING:
    from loader.gazetteer.regions import RegionTable

_CUES = load_target_cues()

_BRACKETED = re.compile(r"（[^（）]{5,}）")
_OPENED = re.compile(r"（([^（）]*)$")
_SEPARATOR = re.compile(f"、|{JOIN}")
_COMMA = re.compile("、(?![^“”]*”)")  # outside quotation marks
_SHORTEST_NAME = 2


def name_behind(words: str, before: str) -> str | None:
    """The noun that a number counts, with the deed before it that belongs to it: 新增83个设备 gives 新增设备."""
    by = _CUES.indicators.per_head.search(before)
    noun = _CUES.indicators.noun_behind.match(_CUES.indicators.per_head_deed.sub("", words) if by else words)
    if noun is None:
        return None
    kept = next((deed for deed in _CUES.indicators.kept_deeds if deed in before[-len(deed) - 2 :]), "")
    return (by.group() if by else kept) + _CUES.indicators.reference.sub("", noun["noun"])


def name_ahead(before: str) -> str | None:
    """The phrase that ends where a number stands; None if nothing there names anything.

    Of things listed (省级智能车间、智能工厂) all are named, unless the last has a deed of its own. In a bracket it is
    what stands there, or else before it.
    """
    before = _BRACKETED.sub("", _CUES.indicators.aside.sub("", before))
    if opened := _OPENED.search(before):
        return name_ahead(opened[1]) or name_ahead(before[: opened.start()])
    nearest = before.rpartition("、")[2]
    own = _CUES.numbers.deeds.match(nearest) or _CUES.numbers.level.match(nearest)
    for words in (nearest,) if own else (before, nearest):
        name = trim(words)
        if len(name) > 1 and not (_CUES.indicators.same.fullmatch(name) or _CUES.indicators.bounds.fullmatch(name)):
            return name
    return None


def trim(words: str) -> str:
    """Leave out actor, time, aim and deed before a noun phrase, and the predicate behind it, if something is left."""
    words = _without_time(words).strip("，、")
    for _ in range(2):  # aims may stand before deeds, and behind them
        shorter = _CUES.indicators.deeds.sub("", _CUES.indicators.first_words.sub("", words))
        words = shorter if len(shorter) > 1 else words
    shorter = _CUES.indicators.bounds.sub("", words)
    words = _CUES.indicators.last_words.sub("", shorter if len(shorter) > 1 else words).strip("，、的")
    for opening, closing in ("“”", "（）"):
        if words.count(opening) != words.count(closing):
            words = words.strip(opening + closing)
    return words


def opens_with_deed(words: str) -> bool:
    """Whether a clause begins with a deed, behind actor, time and aim (全年 | 完成投资100亿元)."""
    return _CUES.numbers.deeds.match(_CUES.indicators.first_words.sub("", _without_time(words))) is not None


def _without_time(words: str) -> str:
    return _CUES.indicators.within.sub("", _CUES.indicators.actor.sub("", words))


def split_subjects(words: str, predicate: str) -> list[str]:
    """The indicators that share a predicate (生态环境、营商环境明显改善), without what they are compared with.

    Of a list that shares a noun, too (设计、建造、运维水平; 制造强市、人才强市等建设), it is the whole.
    """
    words = _CUES.indicators.actor.sub("", words)
    compared = _CUES.indicators.beside.search(words + predicate)
    words = words[: compared.start()] if compared else words
    names = [trim(part) for part in _COMMA.split(words)]
    *others, last = names
    if others and (len(others[-1]) <= _SHORTEST_NAME < len(last) or _CUES.indicators.et_cetera.search(last)):
        return [trim(words)]
    return [name for name in names if len(name) > 1 and not _CUES.indicators.only_place.fullmatch(name)]


def pair_subjects(words: str, count: int) -> list[str]:
    """The indicators before 分别, if there are just so many: 普及率、处理率分别达到90%、95%."""
    names = [trim(part) for part in _SEPARATOR.split(words)]
    return names if len(names) == count and all(len(name) > 1 for name in names) else []


def without_place(indicator: str, regions: RegionTable) -> str:
    """Leave out the place before what is measured there: 西部地区森林覆盖率, but not 城中村改造."""
    indicator = _CUES.indicators.own_place.sub("", indicator)
    place = None if indicator.startswith(_CUES.indicators.kept_deeds) else regions.place_at(indicator)
    if place is None or len(indicator) < place.stop + _SHORTEST_NAME:
        return indicator
    rest = indicator[place.stop :].removeprefix("的")
    if rest.startswith("、"):
        rest = without_place(rest[1:], regions)
    return rest or indicator
