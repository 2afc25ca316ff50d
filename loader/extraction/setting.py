"""What a document says of itself that decides how its sentences are read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from loader.extraction.facts import read_facts
from loader.gazetteer.document_words import load_document_words
from loader.gazetteer.duties import load_duty_words

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from loader.document import Facts, Outline
    from loader.gazetteer import Gazetteer
    from loader.gazetteer.bodies import BodyTable
    from loader.gazetteer.regions import Region, RegionTable


Leads = Literal["first", "before_comma"]


@dataclass(frozen=True, slots=True)
class Setting:
    """The document's own frame of reference."""

    facts: Facts
    """Name, number, issuers and dates: given ones first, the rest read from the text."""
    jurisdiction: str | None
    """Id of the region that 我省, 全市, 本区 mean; None for central documents."""
    issuing_place: str | None
    """What stands before an implied local body's name (包头市公安局, 济源产城融合示范区税务局); None as above."""
    leads: Leads | None
    """Who leads of a list by a rule of the text (列第一位者为牵头单位，下同; 逗号前为牵头单位)."""
    assigns: bool
    """Whether the document has lines or brackets that say who is responsible."""
    leads_from: int = 0
    """From where in the text the rule of `leads` holds: its own bracket, if it is for what follows (下同)."""

    @property
    def year(self) -> int | None:
        """The year in which it was written, as far as that is known."""
        return self.facts.year

    def is_central(self, bodies: BodyTable) -> bool:
        """Whether a central body issued it, and no place did."""
        known = (bodies.by_name.get(issuer) for issuer in self.facts.issuers)
        return self.jurisdiction is None and any(body and not (body.generic or body.region) for body in known)


_LOCAL = frozenset({"province", "prefecture", "county", "town", "zone"})
_SEAT = load_document_words().seat
_LISTS = load_duty_words().lists
_PLACED = frozenset({"local_department", "institution", "coordination"})
_OF_COUNTIES = frozenset("县区旗")
_LONGEST_NAME = 16
_LEADING = "牵头"  # every rule of who leads says so
_OPEN, _CLOSE = "（〔【［", "）〕】］"
_HEAD = 3000


def read_setting(outline: Outline, facts: Facts, gazetteer: Gazetteer) -> Setting:
    """Read the frame from title, head, signature and the text's own rules."""
    plain = outline.text.plain
    known = read_facts(outline, facts, gazetteer.bodies)
    titled = replace(known, name=facts.name or known.name)  # as given, a name may have its place before it: 【某某市】
    place, region = _find_seat(titled, plain, gazetteer)
    if place is not None:
        issuers = (_name_issuer(issuer, place, gazetteer) for issuer in known.issuers)
        known = replace(known, issuers=tuple(dict.fromkeys(issuers)))
    leads, start = _read_leads(plain)
    return Setting(
        known,
        region.id if region else None,
        _call_prefecture(place, region, plain) if place and region else place,
        leads=leads,
        assigns=_LISTS.shown.search(plain) is not None,
        leads_from=start,
    )


def _call_prefecture(place: str, region: Region, plain: str) -> str:
    """An autonomous prefecture by the short name with its level (恩施州), where its own text writes that more often."""
    if place != region.name or not place.endswith(_SEAT.autonomous_prefecture):
        return place
    full = plain.count(place)
    short = (alias for alias in region.aliases if alias.endswith(place[-1]))
    return next((name for name in short if plain.count(name) > full), place)


def _name_issuer(issuer: str, place: str, gazetteer: Gazetteer) -> str:
    """An issuer with its place, which it may lack (省人民政府; 西安市住建局、金融工作局)."""
    if _SEAT.bare_level.match(issuer):
        return _SEAT.bare_level.sub(place, issuer)
    bodies = gazetteer.bodies
    if any(bodies.fronts_of(issuer)) or bodies.regions.place_at(issuer) or _SEAT.place.match(issuer):
        return issuer
    return place + issuer if bodies.describe(issuer).kind in _PLACED else issuer


def _read_leads(plain: str) -> tuple[Leads | None, int]:
    """The text's rule of who leads of a list, and from where it holds."""
    if _LEADING not in plain:
        return None, 0
    rules: dict[Leads, re.Pattern[str]] = {"first": _LISTS.first_leads, "before_comma": _LISTS.before_comma}
    for leads, pattern in rules.items():
        if rule := pattern.search(plain):
            start, stop = rule.span()
            return leads, _own_list(plain, start) if _LISTS.from_here.match(plain, stop) else 0
    return None, 0


def _own_list(plain: str, rule: int) -> int:
    """Where the list begins that a rule stands in, or right behind with a bracket of its own: its bracket, or line."""
    line = plain.rfind("\n", 0, rule) + 1
    depth, is_apart = 0, False
    for at in range(rule - 1, line - 1, -1):
        depth += (plain[at] in _CLOSE) - (plain[at] in _OPEN)
        if depth < 0 and (at + 1 < rule or plain[at - 1] not in _CLOSE):
            return at if at + 1 < rule else line
        if is_apart and depth == 0:
            return at
        is_apart, depth = is_apart or depth < 0, max(depth, 0)
    return line


def _find_seat(facts: Facts, plain: str, gazetteer: Gazetteer) -> tuple[str | None, Region | None]:
    """The place whose organ issued the document, as its bodies are named, and its region.

    The issuer decides. Where none is named in full, the place is the one that the title begins with, or that stands in
    brackets before it, or that the text names most among those of the level that it speaks of as its own (我省, 本市).
    """
    regions = gazetteer.regions
    named = [issuer for issuer in facts.issuers if not _SEAT.bare_level.match(issuer)]
    for issuer in named:
        place, region = _place_of(issuer, plain, gazetteer)
        if place is not None:
            return place, region
    if named:
        return None, None
    level = _own_level(facts, plain)
    title = facts.name or ""
    label = _SEAT.label.match(title) or _SEAT.label.match(plain)
    title = title[start.end() :] if (start := _SEAT.title_start.match(title)) else title
    labelled = _place_at(label["place"], 0, plain, regions) if label else None
    if label and labelled and (zone := _zone_of_label(label["place"], level, labelled)):
        return zone
    opening = labelled or _place_at(title, 0, plain, regions)
    level = level or _level_of_organs(plain, opening[1] if opening else None)
    return _seat_by_title(title, level, opening, plain, regions) or _seat_by_names(
        title, level, opening, plain, regions
    )


def _zone_of_label(words: str, level: str | None, opening: tuple[int, Region]) -> tuple[str, Region] | None:
    """The zone that a label names behind its place, as its bodies are named, unless the text speaks of another level.

    A kind of zone bears its place's short name (南昌高新区), a zone with a name of its own the full one.
    """
    stop, region = opening
    zone = _SEAT.labelled_zone.fullmatch(words, stop)
    if zone is None or level not in {None, "区"}:
        return None
    short = next((alias for alias in region.aliases[:1] if region.name.startswith(alias)), region.name)
    front = "" if zone["name"].startswith(short) else short if zone["kind"] else region.name
    return front + zone["name"], region


def _seat_by_title(
    title: str, level: str | None, opening: tuple[int, Region] | None, plain: str, regions: RegionTable
) -> tuple[str, Region] | None:
    """The place, or the zone of one, that the title begins with, if it is of the level that the text speaks of."""
    zone = _SEAT.placed_zone.match(title)
    if opening is None:
        region = _seat_of_zone(zone.group(), plain, regions) if zone else None
        if zone is None or region is None:
            return None
        return (region.name if level and region.name.endswith(level) else zone.group()), region
    stop, region = opening
    if level is None or region.name.endswith(level):
        return region.name, region
    if level == "区" and zone:
        written = region.name if title.endswith(region.name, 0, stop) else region.aliases[0]
        return title[stop - len(written) : zone.end()], region
    return None


def _seat_by_names(
    title: str, level: str | None, opening: tuple[int, Region] | None, plain: str, regions: RegionTable
) -> tuple[str | None, Region | None]:
    """The place that the title or the text names most among those of its own level."""
    if level is not None:
        region = _most_named(_count_named(title, regions), level, regions)
        if region is None:
            named = _count_named(plain, regions)
            region = (
                _most_named(named, level, regions)
                or _most_set_off(plain, level, regions)
                or _county_of_zone(plain, level, regions)
                or _most_round(named, level, regions)
            )
        if region is None and level == "区" and (zone := _most_named_zone(plain)):
            return zone, opening[1] if opening else None
    else:  # central papers say 全市, too
        whole = _SEAT.whole_level.search(plain)
        region = _most_named(_count_named(title, regions), whole[1], regions) if whole else None
        region = region or _only_named(plain, regions)
    return (region.name, region) if region else (None, None)


def _place_of(issuer: str, plain: str, gazetteer: Gazetteer) -> tuple[str | None, Region | None]:
    """The place in an issuer's name: the whole of it before 人民政府 or 管理委员会, else the regions it begins with."""
    start = _issuer_start(issuer, gazetteer)
    if start is None:
        return None, None
    found = _place_at(issuer, start, plain, gazetteer.regions)
    government = _SEAT.government.search(issuer, start)
    seat = issuer[start : government.start()] if government else ""
    if found and government and (_SEAT.place_end.search(seat) or found[0] == len(seat) + start):
        return seat, found[1]
    if found:
        written = issuer[start : found[0]]
        short = written == found[1].name[:-1] or not _SEAT.place_end.search(written)  # 杭州 is short, 阿坝州 is not
        return found[1].name if short else written, found[1]
    if government and _SEAT.place_end.search(seat):
        zone = _seat_of_zone(seat, plain, gazetteer.regions)
        return seat, zone or _last_region(seat, plain, gazetteer.regions)
    if shape := _SEAT.place.match(issuer, start):
        return shape.group(), _last_region(shape.group(), plain, gazetteer.regions)
    return None, None


def _issuer_start(issuer: str, gazetteer: Gazetteer) -> int | None:
    """Where a place may begin in an issuer's name: behind 中共, or a central body's name; None where it ends there."""
    front = _SEAT.front.match(issuer)
    start = front.end() if front else 0
    stop, _ = next(gazetteer.bodies.fronts_of(issuer), (start, ""))
    return stop if stop < len(issuer) else None


def _place_at(words: str, start: int, plain: str, regions: RegionTable) -> tuple[int, Region] | None:
    """The local regions whose names stand at a place: where they stop, and the last of them."""
    place = regions.place_at(words, start)
    local = [r for r in map(regions.describe, place.ids) if r.kind in _LOCAL] if place else []
    region = _likeliest(local, plain, regions)
    return (place.stop, region) if place and region else None


def _last_region(words: str, plain: str, regions: RegionTable) -> Region | None:
    """The local region whose name ends the words (第八师石河子市)."""
    places = (_place_at(words, at, plain, regions) for at in range(1, len(words) - 1))
    return next((region for stop, region in filter(None, places) if stop == len(words)), None)


def _likeliest(candidates: Sequence[Region], plain: str, regions: RegionTable) -> Region | None:
    """Of homonyms the one whose region above the document names; None if that leaves several."""
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    head = plain[:_HEAD]
    scores = [sum(head.count(name.rstrip("省市")) for name in _above(r, regions)) for r in candidates]
    best = max(scores)
    return candidates[scores.index(best)] if best and scores.count(best) == 1 else None


def _above(region: Region, regions: RegionTable) -> set[str]:
    """Names of all administrative regions that a region lies in."""
    return {r.name for r in map(regions.describe, regions.above(region.id)) if r.kind in _LOCAL}


def _seat_of_zone(seat: str, plain: str, regions: RegionTable) -> Region | None:
    """The city or county that a zone's name begins with, without its own last word (济源产城融合示范区)."""
    for stop in range(min(len(seat), _LONGEST_NAME) - 1, 1, -1):
        for end in ("市", "县", "区"):
            candidates = [regions.by_id[i] for i in regions.by_name.get(seat[:stop] + end, ())]
            if region := _likeliest([r for r in candidates if r.kind in _LOCAL], plain, regions):
                return region
    return None


def _own_level(facts: Facts, plain: str) -> str | None:
    """The level that an issuer without its place (省人民政府), 我省, 本市 or （市财政局负责） speak of."""
    for issuer in facts.issuers:
        if bare := _SEAT.bare_level.match(issuer):
            return bare.group()
    counts = Counter(found[1] or found[2] for found in _SEAT.own_level.finditer(plain))
    return counts.most_common(1)[0][0] if counts else None


def _level_of_organs(plain: str, opening: Region | None) -> str | None:
    """The level that a text's organs bear instead of a place (市房产局), unless its title is of a place of another."""
    counts = Counter(found[1] for found in _SEAT.organ_level.finditer(plain))
    level = counts.most_common(1)[0][0] if counts else None
    return level if level and (opening is None or opening.name.endswith(level)) else None


def _most_named(named: Counter[str], level: str, regions: RegionTable) -> Region | None:
    """The region of a level that is named most of some."""
    ranked = (regions.describe(id_) for id_, _ in named.most_common())
    return next((region for region in ranked if region.name.endswith(level)), None)


def _only_named(words: str, regions: RegionTable) -> Region | None:
    """The only region named of the level whose whole or means a text speaks of (全省, 省财政), if both come again."""
    counts = Counter(found[1] or found[2] for found in _SEAT.level_at_large.finditer(words))
    level, times = counts.most_common(1)[0] if counts else ("", 0)
    if times < 2:
        return None
    named = [(start, id_) for start, id_ in _find_named(words, regions) if regions.describe(id_).name.endswith(level)]
    ids = {id_ for _, id_ in named}
    own = any(_SEAT.elsewhere.search(words, max(0, start - 2), start) is None for start, _ in named)
    return regions.describe(ids.pop()) if own and len(ids) == 1 < len(named) else None


def _most_set_off(words: str, level: str, regions: RegionTable) -> Region | None:
    """The region of a level whose name, too short to be sure of elsewhere (南县), most often opens words of its own.

    A county counts with its level alone: without it, its name may be any word (公安).
    """
    counts: Counter[str] = Counter()
    for found in _SEAT.set_off.finditer(words):
        name, end, _ = found["words"].partition(level)
        if len(name) == 1 and level in _SEAT.never_short:  # 新区, 城区
            continue
        ids = regions.by_name.get(name + end, ()) if end or level not in _OF_COUNTIES else ()
        counts.update(ids if len(ids) == 1 and regions.describe(ids[0]).name.endswith(level) else ())
    return regions.by_id[counts.most_common(1)[0][0]] if counts else None


def _county_of_zone(words: str, level: str, regions: RegionTable) -> Region | None:
    """The only county of a level whose zone, by its bare name, the text addresses in its head (嘉鱼开发区管委会)."""
    if level not in _OF_COUNTIES:
        return None
    names = {f"{found['place']}{level}" for found in _SEAT.county_zone.finditer(words, 0, _HEAD)}
    ids = {id_ for name in names for id_ in regions.by_name.get(name, ()) if regions.describe(id_).name == name}
    return regions.describe(ids.pop()) if len(ids) == 1 else None


def _most_round(named: Counter[str], level: str, regions: RegionTable) -> Region | None:
    """The region of a level in which most of some places lie, and more than one (西咸新区, 宝鸡市)."""
    counts = Counter(id_ for one in named for id_ in regions.above(one))
    around = sorted(id_ for id_, times in counts.items() if times > 1 and 2 * times > len(named))
    return next((r for r in map(regions.describe, around) if r.kind in _LOCAL and r.name.endswith(level)), None)


def _most_named_zone(words: str) -> str | None:
    """The zone that a text names most, and more than once, by a name that no list of regions has."""
    counts = Counter(found["zone"] for found in _SEAT.zone.finditer(words))
    zone, times = counts.most_common(1)[0] if counts else (None, 0)
    return zone if times > 1 else None


def _count_named(words: str, regions: RegionTable) -> Counter[str]:
    """How often a text names each local region by a name of its own, by id."""
    return Counter(id_ for _, id_ in _find_named(words, regions))


def _find_named(words: str, regions: RegionTable) -> Iterator[tuple[int, str]]:
    """Where a text names a local region by a name of its own, and its id."""
    for start, stop, word in regions.matcher.find(words):
        if len(word.ids) == 1 and word.stands(words, start, stop) and regions.describe(word.ids[0]).kind in _LOCAL:
            yield start, word.ids[0]
