"""What the regions around a name tell: which of its namesakes is meant, and where words are the name of a place."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from loader.extraction.region_hits import Hit
from loader.gazetteer.regions import is_division, occurrences
from loader.list_marks import LIST_MARKS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from loader.document import Span
    from loader.extraction.own_place import OwnPlace
    from loader.extraction.region_hits import Hits
    from loader.gazetteer.body_words import MentionCues
    from loader.gazetteer.regions import RegionTable

_ABOVE_VILLAGE = re.compile(r"cn-\d{6}(?P<town>\d+)?(?<!00)")  # a town, or a county
_LONGEST_RESTRICTED = 12


def add_lower(hits: Hits) -> None:
    """Add what counts only behind its own region: 2-character counties, common words, towns."""
    for hit in hits.ordered():
        if len(hit.ids) == 1 and is_division(hit.ids[0]) and not hits.beginning(hit.stop):
            is_county = hits.table.describe(hit.ids[0]).kind == "county"
            county = hit if is_county else _add_county(hits, hit)
            if county is not None:
                _add_towns(hits, county)


def add_shared_names(hits: Hits, own: OwnPlace) -> None:
    """Add names that others bear, too (航空港区), where the text is of a place round them, or of none and names one."""
    plain, table = hits.plain, hits.table
    for name, region_id in table.own_aliases.items():
        if name not in plain:
            continue
        around = {region_id, *table.above(region_id)}
        named = {region.id for region in own.upwards} or {id_ for hit in hits.ordered() for id_ in hit.ids}
        if around.isdisjoint(named):
            continue
        for at, stop in occurrences(plain, name):
            outer = _place_before(plain, at, table)
            if not outer or around.intersection(outer):  # not 双流 | 航空港区
                hits.add(Hit(at, stop, (region_id,)))


def _place_before(plain: str, stop: int, table: RegionTable) -> tuple[str, ...]:
    """What the name of a place means that stops there; none without one."""
    names = (plain[start:stop] for start in range(max(0, stop - _LONGEST_RESTRICTED), stop - 1))
    return next((table.by_name[name] for name in names if name in table.by_name), ())


def _add_county(hits: Hits, outer: Hit) -> Hit | None:
    """Add the county whose name stands right behind that of its province or prefecture."""
    plain, table, start = hits.plain, hits.table, outer.stop
    if plain[start : start + 2] not in table.listed_starts:
        return None
    for stop in range(min(len(plain), start + _LONGEST_RESTRICTED), start + 1, -1):
        name = plain[start:stop]
        ids = table.restricted.get(name)
        if ids is None and table.lists.no_county.match(plain, stop) is None:
            ids = table.bare_divisions.get(name)
        if ids and (inside := [i for i in ids if table.lies_in(i, outer.ids[0])]):
            county = Hit(start, stop, (inside[0],))
            hits.add(county)
            return county
    return None


def _add_towns(hits: Hits, county: Hit) -> None:
    """Add the towns of a county that stand right behind its name, in a list or alone."""
    at = county.stop
    while found := hits.table.villages.town.match(hits.plain, at):
        town = hits.table.towns_of(county.ids[0]).get(found.group(1))
        if town is None:
            return
        hits.add(Hit(found.start(1), found.end(1), (town,)))
        at = found.end()


def add_terms(hits: Hits, cues: MentionCues, names: Collection[Span]) -> None:
    """Take a term that the text defines for places (以下简称城市副中心) for them, wherever it stands.

    Where the place ends a longer name of `names`, the term is for what bears that.
    """
    plain = hits.plain
    for found in cues.term.finditer(plain):
        name = found["term"]
        hit = hits.ending(found.start())
        if hit is None or (len(hit.ids) > 1 and not hit.joint) or hits.table.lists.term_end.search(name) is None:
            continue
        if any(longer.stop == hit.stop and longer.start < hit.start for longer in names):
            continue
        ids = hit.ids
        while plain[hit.start - 1] in LIST_MARKS and (hit := hits.ending(hit.start - 1)) is not None:
            ids = (*hit.ids, *ids)
        for again in re.finditer(cues.term_pattern(name), plain):
            hits.add(Hit(*again.span(), ids, joint=len(ids) > 1))


def tell_homonyms(hits: Hits, own: OwnPlace) -> None:
    """Of places with one name tell the one that is meant: by the place before it, the document's, or the others."""
    for hit in hits.ordered():
        outer = hits.ending(hit.start)
        if outer and (ids := _ids_inside(hits, hit, outer)):
            hits.replace(hit._replace(ids=ids))
    ordered = hits.ordered()
    homonyms = [hit for hit in ordered if len(hit.ids) > 1 and not hit.joint]
    if homonyms:
        sure = Counter(i for hit in ordered if len(hit.ids) == 1 or hit.joint for i in hit.ids)
        sure.update(_parents(sure, hits.table))
        for hit in homonyms:
            hits.replace(hit._replace(ids=_likeliest(hit.ids, sure, own, hits.table)))


def _ids_inside(hits: Hits, hit: Hit, outer: Hit) -> tuple[str, ...]:
    """What a division's name means right behind another's (北京市朝阳区) that it lies in."""
    if len(outer.ids) != 1 or hit.joint or not (is_division(hit.ids[0]) and is_division(outer.ids[0])):
        return ()
    table, above = hits.table, outer.ids[0]
    if table.describe(above).kind not in {"province", "prefecture"}:
        return ()
    name = hits.plain[hit.start : hit.stop]
    candidates = (*hit.ids, *table.restricted.get(name, ()), *table.by_name.get(name, ()))
    return next(((i,) for i in candidates if i != above and table.lies_in(i, above)), ())


def _parents(named: Iterable[str], table: RegionTable) -> list[str]:
    """What the named divisions lie right in: those beside them count as that region named."""
    steps = (step for i in named if is_division(i) for step in table.describe(i).within)
    return [step.id for step in steps if is_division(step.id)]


def _likeliest(ids: tuple[str, ...], sure: Counter[str], own: OwnPlace, table: RegionTable) -> tuple[str, ...]:
    """The candidates that lie in the document's own place, else those whose surroundings it names most."""
    for region in own.upwards:
        if inside := tuple(i for i in ids if table.lies_in(i, region.id)):
            return inside
    counts = {i: sure[i] + sum(sure[upper] for upper in table.above(i)) for i in ids}
    most = max(counts.values())
    return tuple(i for i in ids if counts[i] == most)


def add_addressed(hits: Hits) -> None:
    """Take 你省 for the one place whose government the text is addressed to."""
    plain, table = hits.plain, hits.table
    theirs = list(table.theirs.finditer(plain))
    addressed = list(table.addressed.finditer(plain)) if theirs else []
    place = hits.ending(addressed[0].end("place")) if len(addressed) == 1 else None
    for found in theirs:
        if place and len(place.ids) == 1 and plain[place.stop - 1] == found["level"]:
            hits.add(Hit(*found.span(), place.ids))


def add_known(hits: Hits, own: OwnPlace) -> None:
    """Add the villages that stand behind their towns, and each town and village wherever it stands again."""
    plain, table, cues = hits.plain, hits.table, hits.table.villages
    towns = table.towns_of(own.upwards[0].id) if own.upwards else {}
    known = {name: (id_,) for name, id_ in towns.items() if len(name) > 2}
    for hit in hits.ordered():
        if len(hit.ids) == 1 and (above := _ABOVE_VILLAGE.fullmatch(hit.ids[0])):
            if above["town"]:
                known[plain[hit.start : hit.stop]] = hit.ids
            village = (cues.village if above["town"] else cues.lone_village).match(plain, hit.stop)
            if village and not cues.no_village.search(village.group()):
                known[village.group()] = (f"{hit.ids[0]}/{village.group()}",)
    if known:
        for found in re.finditer("|".join(map(re.escape, sorted(known, key=len, reverse=True))), plain):
            hits.add(Hit(found.start(), found.end(), known[found.group()]))
