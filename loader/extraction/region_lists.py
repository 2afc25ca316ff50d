"""Regions that count as such because a list has others beside them, or a last item that bears a word for all."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from loader.extraction.region_hits import Hit
from loader.gazetteer.regions import is_division

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loader.extraction.region_hits import Hits

_ITEM = re.compile(r"[一-龥—]{2,8}$")
_LONGEST_ITEM = 8
_LONGEST_BARE = 5
_PROVINCE = len("cn-44")
_PREFECTURE = len("cn-4403")


def carry_heads(hits: Hits) -> None:
    """Give the items of a list what its last alone bears: 成渝、关中平原城市群; 长江、黄河上游; 朝阳、海淀区."""
    plain, table = hits.plain, hits.table
    ends_of_more: dict[int, int] = {}
    for more in table.lists.and_more.finditer(plain):
        ends_of_more |= {more.start() + 1: more.start(), more.end(): more.start()}
    for head in table.heads:
        at = plain.find(head)
        while at >= 0:
            if (stop := ends_of_more.get(at)) is not None:
                _carry_back(hits, stop, head)
            elif (last := hits.covering(at) or hits.ending(at)) is not None:
                _carry_back(hits, _stop_before(hits, last.start), head)
            at = plain.find(head, at + 1)
    for hit in hits.ordered():
        if plain[hit.stop - 1] in table.classes and is_division(hit.ids[0]):
            _carry_back(hits, _stop_before(hits, hit.start), plain[hit.stop - 1], hit.ids)


def _stop_before(hits: Hits, start: int) -> int | None:
    """Where the item stops that a list has before the one that starts at a place."""
    joins = hits.table.lists.joins
    if not hits.plain.endswith(joins, 0, start):
        return None
    return start - next(len(join) for join in joins if hits.plain.endswith(join, 0, start))


def _carry_back(hits: Hits, stop: int | None, head: str, siblings: Sequence[str] = ()) -> None:
    """Look up with the head behind it the item that stops at a place, and each that the list has before it."""
    parents = {step.id for i in siblings for step in hits.table.describe(i).within}
    while stop is not None:
        known = hits.ending(stop)
        item = _read_item(hits, stop, head, parents if siblings else None)
        if item is not None and (known is None or (item.start <= known.start and not known.joint)):
            hits.replace(item)
            known = item
        stop = _stop_before(hits, known.start) if known else None


def _read_item(hits: Hits, stop: int, head: str, parents: set[str] | None) -> Hit | None:
    """The longest words before a place that are, with the head behind them, a region's name (that lies in these)."""
    found = _ITEM.search(hits.plain, max(0, stop - _LONGEST_ITEM), stop)
    for start in range(found.start(), stop - 1) if found else ():
        ids = hits.table.by_name.get(hits.plain[start:stop] + head, ())
        if parents is not None:
            ids = tuple(i for i in ids if not parents.isdisjoint(step.id for step in hits.table.describe(i).within))
        if len(ids) == 1:
            return Hit(start, stop, ids)
    return None


def add_listed_names(hits: Hits) -> None:
    """Take counties' bare names, and names that are nouns, for places where a list has others beside them."""
    plain = hits.plain
    items: list[Hit] = []
    at = plain.find("、")
    while at >= 0:
        stop = _item_stop(plain, at)
        if not items or items[-1].stop != stop:
            _judge_list(hits, items)
            left = hits.ending(stop) or _bare_name_before(hits, stop)
            items = [left] if left else []
        right = hits.beginning(at + 1) or _bare_name_behind(hits, at + 1)
        if right:
            items.append(right)
        at = plain.find("、", at + 1)
    _judge_list(hits, items)


def _item_stop(plain: str, at: int) -> int:
    """Where the item before a place stops, without what is said of it in brackets."""
    opening = plain.rfind("（", 0, at) if plain[at - 1] == "）" else -1
    return at if opening < 0 else opening


def _bare_name_before(hits: Hits, stop: int) -> Hit | None:
    if hits.plain[stop - 2 : stop] in hits.table.listed_ends:
        for start in range(max(0, stop - _LONGEST_BARE), stop - 1):
            if ids := hits.table.listed_names.get(hits.plain[start:stop]):
                return Hit(start, stop, ids)
    return None


def _bare_name_behind(hits: Hits, start: int) -> Hit | None:
    if hits.plain[start : start + 2] in hits.table.listed_starts:
        for stop in range(min(len(hits.plain), start + _LONGEST_BARE), start + 1, -1):
            if ids := hits.table.listed_names.get(hits.plain[start:stop]):
                return Hit(start, stop, ids)
    return None


def _judge_list(hits: Hits, items: Sequence[Hit]) -> None:
    """Add those items of one list that others of the same region vouch for."""
    bare = [item for item in items if not hits.covering(item.start)]
    if not bare:
        return
    places = [i for item in items if hits.covering(item.start) for i in item.ids if is_division(i)]
    provinces = {i[:_PROVINCE] for i in places if not i.endswith("0000")}
    prefectures = {i[:_PREFECTURE] for i in places}
    for item in bare:
        fellows = Counter(i[:_PREFECTURE] for other in bare if other is not item for i in other.ids)
        runs_on = hits.table.lists.item_end.match(hits.plain, item.stop) is None
        if runs_on or hits.plain[item.start : item.stop] in hits.table.restricted:
            vouched = [i for i in item.ids if i[:_PREFECTURE] in prefectures]
        else:
            vouched = [i for i in item.ids if i[:_PROVINCE] in provinces or fellows[i[:_PREFECTURE]] > 1]
        if len(vouched) == 1:
            hits.add(item._replace(ids=tuple(vouched)))
