"""Regions that count as such for what stands beside them: a list, the other end of a road, a work of theirs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from loader.extraction.region_hits import Hit
from loader.gazetteer.regions import is_division, prefer_wide
from loader.list_marks import JOINS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from loader.extraction.own_place import OwnPlace
    from loader.extraction.region_hits import Hits
    from loader.gazetteer.regions import RegionTable

_ITEM = re.compile(r"[一-龥—]{2,8}$")
_BRACKETED = re.compile(r"（([一-龥]{2,4})）")
_LONGEST_ITEM = 8
_LONGEST_BARE = 5
_SEVERAL = 3
_COUNTY = "县"
_COUNTY_KIND = "county"
_PROVINCE = len("cn-44")
_PREFECTURE = len("cn-4403")


def carry_heads(hits: Hits) -> None:
    """Give the items of a list what its last alone bears: 成渝、关中平原城市群; 长江、黄河上游; 朝阳、海淀区."""
    plain, table = hits.plain, hits.table
    ends_of_more: dict[int, int] = {}
    for more in table.lists.and_more.finditer(plain):
        ends_of_more |= {more.start() + 1: more.start(), more.end(): more.start()}
    for head in table.heads:
        look_up, walked = _named_with(head, table), set[int]()
        at = plain.find(head)
        while at >= 0:
            if (stop := ends_of_more.get(at)) is not None:
                _carry_back(hits, stop, look_up, walked)
            elif (last := hits.covering(at) or hits.ending(at)) is not None:
                _carry_back(hits, _stop_before(hits, last.start), look_up, walked)
            at = plain.find(head, at + 1)
    walks: defaultdict[tuple[str, frozenset[str]], set[int]] = defaultdict(set)
    for hit in hits.ordered():
        head = plain[hit.stop - 1]
        if head in table.classes and is_division(hit.ids[0]):
            provinces = frozenset(i[:_PROVINCE] for i in hit.ids)
            look_up = _named_with(head, table, provinces)
            _carry_back(hits, _stop_before(hits, hit.start), look_up, walks[head, provinces])


def carry_towns(hits: Hits, own: OwnPlace) -> None:
    """Give the items of a list the class of town that only its end bears (三河、山南等镇), in the own place's text.

    Where that is more than a county, each item must be a town's name and no word for a kind of town.
    """
    place = own.upwards[0] if own.upwards else None
    cues = hits.table.villages
    ends = [found.start() for found in cues.more_towns.finditer(hits.plain)] if place else []
    if place is None or not (ends or hits.table.towns_of(place.id)):
        return
    bare: dict[str, tuple[str, ...]] = {}
    ids = set[str]()
    for name, id_ in _towns_in(place.id, hits.table):
        short = cues.class_of_town.sub("", name)
        bare[short] = (*bare.get(short, ()), id_)
        ids.add(id_)
    if place.kind != _COUNTY_KIND:
        ends = [stop for stop in ends if _lists_towns(hits, stop, bare)]
    named = (hit.start for hit in hits.ordered() if hit.ids[0] in ids)
    walked: set[int] = set()
    for stop in (*ends, *(_stop_before(hits, start) for start in named)):
        _carry_back(hits, stop, lambda words: bare.get(words, ()), walked)


def _lists_towns(hits: Hits, stop: int | None, towns: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a list that stops here has several items, and each is a town's name (not 旅游、文化等特色小镇)."""
    items = 0
    while stop is not None:
        item = _read_item(hits, stop, lambda words: towns.get(words, ())[:1])
        if item is None and hits.plain[stop] in JOINS:
            break  # 重点行业 | 和北滘、狮山等镇
        if item is None or hits.table.villages.no_town.search(hits.plain, item.start, stop):
            return False
        items += 1
        stop = _stop_before(hits, item.start)
    return items > 1


def _towns_in(place_id: str, table: RegionTable) -> Iterator[tuple[str, str]]:
    """Name and id of each town of a county, or of the counties below a place."""
    yield from table.towns_of(place_id).items()
    for lower in table.below(place_id):
        yield from _towns_in(lower.id, table)


def _named_with(
    head: str, table: RegionTable, provinces: frozenset[str] = frozenset()
) -> Callable[[str], Sequence[str]]:
    """What words with a head behind them are the name of, in these provinces if there are any."""

    def look_up(words: str) -> Sequence[str]:
        ids = table.by_name.get(words + head, ())
        return [i for i in ids if i[:_PROVINCE] in provinces] if provinces else ids

    return look_up


def _stop_before(hits: Hits, start: int) -> int | None:
    """Where the item stops that a list has before the one that starts at a place."""
    joins = hits.table.lists.joins
    if not hits.plain.endswith(joins, 0, start):
        return None
    return start - next(len(join) for join in joins if hits.plain.endswith(join, 0, start))


def _carry_back(hits: Hits, stop: int | None, look_up: Callable[[str], Sequence[str]], walked: set[int]) -> None:
    """Look up the item that stops at a place, and each that the list has before it, up to one where it was before."""
    while stop is not None and stop not in walked:
        walked.add(stop)
        known = hits.ending(stop)
        item = _read_item(hits, stop, look_up)
        if item is not None and (known is None or (item.start <= known.start and not known.joint)):
            hits.replace(item)
            known = item
        stop = _stop_before(hits, known.start) if known else None


def _read_item(hits: Hits, stop: int, look_up: Callable[[str], Sequence[str]]) -> Hit | None:
    """The longest words before a place that mean one region."""
    found = _ITEM.search(hits.plain, max(0, stop - _LONGEST_ITEM), stop)
    for start in range(found.start(), stop - 1) if found else ():
        ids = look_up(hits.plain[start:stop])
        if len(ids) == 1:
            return Hit(start, stop, tuple(ids))
    return None


def add_listed_names(hits: Hits, own: OwnPlace) -> None:
    """Take counties' bare names, and names that are nouns, for places where a list has others beside them."""
    plain = hits.plain
    items: list[Hit] = []
    at = plain.find("、")
    while at >= 0:
        stop = _item_stop(plain, at)
        if not items or items[-1].stop != stop:
            _judge_list(hits, items, own)
            left = hits.ending(stop) or _bare_name_before(hits, stop, own)
            items = [left] if left else []
        behind = _name_at(hits, at + 1, own)
        if behind:
            items.append(behind)
            if plain[behind.stop : behind.stop + 1] in JOINS and (last := _name_at(hits, behind.stop + 1, own)):
                items.append(last)
        at = plain.find("、", at + 1)
    _judge_list(hits, items, own)


def add_bracketed_names(hits: Hits, own: OwnPlace) -> None:
    """Take the bare name of a county at home for a place where it stands alone in brackets (黔北（德江）机场)."""
    home = own.province[:_PROVINCE] if own.province else None
    for found in _BRACKETED.finditer(hits.plain) if home else ():
        ids = hits.table.bare_divisions.get(found[1], ())
        _add_sure(hits, Hit(*found.span(1), ids), [i for i in ids if i[:_PROVINCE] == home])


def _item_stop(plain: str, at: int) -> int:
    """Where the item before a place stops, without what is said of it in brackets."""
    opening = plain.rfind("（", 0, at) if plain[at - 1] == "）" else -1
    return at if opening < 0 else opening


def _name_at(hits: Hits, start: int, own: OwnPlace) -> Hit | None:
    return hits.beginning(start) or _bare_name_behind(hits, start, own)


def _bare_name_before(hits: Hits, stop: int, own: OwnPlace) -> Hit | None:
    """The bare name of a county that stops at a place; one of the document's own may be a word elsewhere (天台)."""
    known = hits.plain[stop - 2 : stop] in hits.table.listed_ends
    listed = _name_before(hits, stop, hits.table.listed_names) if known else None
    return listed or (_name_before(hits, stop, own.bare_counties) if own.bare_counties else None)


def _bare_name_behind(hits: Hits, start: int, own: OwnPlace) -> Hit | None:
    known = hits.plain[start : start + 2] in hits.table.listed_starts
    listed = _name_behind(hits, start, hits.table.listed_names) if known else None
    return listed or (_name_behind(hits, start, own.bare_counties) if own.bare_counties else None)


def _name_before(hits: Hits, stop: int, names: Mapping[str, tuple[str, ...]]) -> Hit | None:
    """The longest of some names of divisions that stops at a place."""
    return _first_division(hits, ((start, stop) for start in range(max(0, stop - _LONGEST_BARE), stop - 1)), names)


def _name_behind(hits: Hits, start: int, names: Mapping[str, tuple[str, ...]]) -> Hit | None:
    """The longest of them that starts there."""
    last = min(len(hits.plain), start + _LONGEST_BARE)
    return _first_division(hits, ((start, stop) for stop in range(last, start + 1, -1)), names)


def _first_division(
    hits: Hits, stretches: Iterable[tuple[int, int]], names: Mapping[str, tuple[str, ...]]
) -> Hit | None:
    for start, stop in stretches:
        if (ids := names.get(hits.plain[start:stop])) and is_division(ids[0]):
            return Hit(start, stop, ids)
    return None


def _judge_list(hits: Hits, items: Sequence[Hit], own: OwnPlace) -> None:
    """Add those items of one list that others of the same region vouch for, or that are several of the document's."""
    bare = [item for item in items if not hits.covering(item.start)]
    if not bare:
        return
    places = [i for item in items if hits.covering(item.start) for i in item.ids if is_division(i)]
    provinces = {i[:_PROVINCE] for i in places if not i.endswith("0000")}
    prefectures = {i[:_PREFECTURE] for i in places}
    home = own.province[:_PROVINCE] if own.province else None
    if home and sum(any(i[:_PROVINCE] == home for i in item.ids) for item in bare) >= _SEVERAL:
        provinces.add(home)
    at_home = sum(any(i[:_PROVINCE] == home for i in item.ids) for item in items) > _SEVERAL
    all_of = Counter(i[:_PREFECTURE] for item in bare for i in item.ids)
    for item in bare:
        fellows = {one: all_of[one] - number for one, number in Counter(i[:_PREFECTURE] for i in item.ids).items()}
        name = hits.plain[item.start : item.stop]
        runs_on = hits.table.lists.item_end.match(hits.plain, item.stop) is None
        if runs_on and hits.table.lists.no_county.match(hits.plain, item.stop):
            continue  # 通州 | 湾
        if runs_on or (name in hits.table.restricted and not name.endswith(_COUNTY)):
            long = at_home and name not in hits.table.restricted
            vouched = [i for i in item.ids if i[:_PREFECTURE] in prefectures or (long and i[:_PROVINCE] == home)]
        else:
            vouched = [
                i
                for i in item.ids
                if i[:_PROVINCE] in provinces or fellows[i[:_PREFECTURE]] >= (1 if i[:_PROVINCE] == home else 2)
            ]
        _add_sure(hits, item, prefer_wide(vouched))


def add_line_ends(hits: Hits, own: OwnPlace) -> None:
    """Take bare names for places where a road or a railway leads from one to another (兰西至北安段)."""
    for found in hits.table.lists.line.finditer(hits.plain):
        # Any division's name, though it is a word elsewhere (富裕, 合作).
        left = hits.ending(found.start()) or _name_before(hits, found.start(), hits.table.by_name)
        right = hits.beginning(found.end()) or _name_behind(hits, found.end(), hits.table.by_name)
        ends = [end for end in (left, right) if end is not None]
        known = [i for end in ends if hits.covering(end.start) for i in end.ids if is_division(i)]
        provinces = {i[:_PROVINCE] for i in (*known, own.province) if i}
        if not provinces and left and right:
            provinces = {i[:_PROVINCE] for i in left.ids} & {i[:_PROVINCE] for i in right.ids}
        for end in ends:
            _add_sure(hits, end, prefer_wide(i for i in end.ids if i[:_PROVINCE] in provinces))


def add_places_of_works(hits: Hits, own: OwnPlace) -> None:
    """Take bare names for places before a work or a zone, in documents of what they lie in (同江跨境铁路大桥)."""
    if not own.upwards:
        return
    for found in hits.table.lists.work.finditer(hits.plain):
        if (place := _bare_name_before(hits, found.start(), own)) is not None:
            inside = prefer_wide(i for i in place.ids if hits.table.lies_in(i, own.upwards[0].id))
            _add_sure(hits, place, inside)


def _add_sure(hits: Hits, hit: Hit, meant: Sequence[str]) -> None:
    """Add a bare name that means one place."""
    if len(meant) == 1:
        hits.add(hit._replace(ids=tuple(meant)))
