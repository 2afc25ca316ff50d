"""Whose body a name means: short forms, implied places, classes, branches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from loader.gazetteer.regions import bears_level, is_division

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.extraction.setting import Setting
    from loader.gazetteer import Gazetteer
    from loader.gazetteer.body_words import NameCues
    from loader.gazetteer.regions import Region, RegionTable

_DEPARTMENTS = frozenset({"local_department", "institution", "mass_organisation", "party", "court"})
_SHORTEST_NAME = 2
OFFICE = "办公室"
"""By this word alone an office is that of the group named before it."""


class Named(NamedTuple):
    """A body's canonical name, its kind, and the place that the next in its list may take over."""

    name: str
    kind: str
    generic: bool
    head: str | None


@dataclass(frozen=True, slots=True)
class Namer:
    """Names bodies as a document means them."""

    gazetteer: Gazetteer
    place: str | None
    """What stands before an implied local body's name; None in central documents."""
    places: tuple[str, ...]
    """That, the region it lies in, and those above."""
    short: str
    """The region's name without its level (济源), as its zones carry it."""
    initials: str
    """Its first letter and level, where that names it in its own documents (昆都仑区: 昆区); else empty."""
    heads: tuple[str, ...]
    """What stands for the document's own place before its organs' names (省, 合作区), the longest first."""
    year: int | None
    """When the document was written."""
    named: dict[tuple[str, str | None], Named] = field(default_factory=dict)
    """What words meant before: a document names the same bodies again and again."""

    @property
    def cues(self) -> NameCues:
        """What the parts of names say."""
        return self.gazetteer.bodies.words.names

    @property
    def has_commissioners(self) -> bool:
        """Whether the seat of the document's place is no government, but commissioners of the one above."""
        return self.place is not None and self.place.endswith(self.cues.of_commissioners)

    def name_body(self, words: str, carried: str | None = None) -> Named:
        """Name the body that words mean; `carried` is the place of the body before in the same list."""
        named = self.named.get((words, carried))
        if named is None:
            named = self._name(words, carried)
            if committee := self.cues.zone_committee.search(named.name):
                named = named._replace(head=named.name[: committee.start()])
            self.named[words, carried] = named
        return named

    def name_listed(self, words: str, carried: str | None, *, each: bool) -> Named:
        """Name a body of a list; `each`: a class is before it that lends 各 (各区政府、开发区管委会)."""
        if each and self.cues.kind_of_zone.fullmatch(words):
            return Named(words, "class", generic=True, head=None)
        return self.name_body(words, carried)

    def _name(self, words: str, carried: str | None) -> Named:
        words = self.cues.including.sub("", self.cues.same_below.sub("", words))
        if self.initials and self.place and words.startswith(self.initials):
            words = self.place + words[len(self.initials) :]
        bare = self.cues.aside.sub("", words)
        if bare != words and (self.gazetteer.bodies.is_class(words) or self.gazetteer.bodies.is_class(bare)):
            bare = words
        return (
            self._name_central(bare, carried)
            or self._name_league(bare)
            or self._name_commissioners(bare)
            or self._name_corps(bare)
            or self._name_under(bare)
            or self._name_headed(bare, carried)
            or self._name_class(bare, carried)
            or self._name_branch(bare)
            or self._name_of_place(bare)
            or self._name_implied(bare, carried)
        )

    def _name_central(self, words: str, carried: str | None) -> Named | None:
        """A body of the centre; in a local document, or behind 各省财政厅, only where the name can mean no other."""
        table = self.gazetteer.bodies
        name = table.name_of(words, self.year)
        local = self.place is not None or (carried is not None and self.cues.of_all.match(carried) is not None)
        if name is None or (local and not self.cues.of_centre.search(words)):
            return None
        return Named(name, table.by_name[name].kind, table.by_name[name].generic, None)

    def _name_league(self, words: str) -> Named | None:
        """A committee of the youth league: 团市委 and 团沈阳市委 are 共青团沈阳市委."""
        league = self.cues.league
        front = next((front for front in league if words.startswith(front)), None)
        if front is None or not words.endswith("委") or words in self.gazetteer.bodies.by_alias:
            return None
        head = words[len(front) : -1]
        return Named(f"{league[0]}{self._place_of(head) or head}委", "mass_organisation", generic=False, head=None)

    def _name_commissioners(self, words: str) -> Named | None:
        """The seat of a place that has commissioners instead of a government, and the party's there (地委组织部)."""
        named = self.cues.commissioners.match(words)
        if named is None or self.place is None or not self.has_commissioners:
            return None
        front = self.short if named["committee"] else self.place
        rest = words[named.start("committee" if named["committee"] else "office") :]
        name = front + ("行政公署" if rest == "行署" else rest)
        return Named(name, self.gazetteer.bodies.kind_of(name), generic=False, head=self.place)

    def _name_corps(self, words: str) -> Named | None:
        """An organ of the production corps, which has departments like a government (兵团财政局)."""
        corps = self.cues.corps.match(words)
        if corps is None:
            return None
        name = self.gazetteer.bodies.by_alias[corps.group()]
        rest = words[corps.end() :]
        return Named(name + rest, self.gazetteer.bodies.kind_of(rest), generic=False, head=name if rest else None)

    def _name_class(self, words: str, carried: str | None) -> Named | None:
        """A class of organs as written; in a list a department's place is carried on to it, or that of a class."""
        if carried and self.cues.department.fullmatch(words):
            return Named(carried + words, "class", generic=True, head=carried)
        state = next((front for front in self.gazetteer.bodies.words.mentions.of_state if words.startswith(front)), "")
        if state and self.cues.department.fullmatch(words, len(state)):
            return Named(words, "class", generic=True, head=state)
        if not self.gazetteer.bodies.is_class(words):
            return None
        levels = self.gazetteer.bodies.words.lists.listed_levels.match(words, 1) if words.startswith("各") else None
        stop = levels.end() + words.startswith("级", levels.end()) if levels else 0
        organ = self.cues.aside.sub("", words[stop:]) if levels else ""
        is_department = self._is_department(organ) or self.cues.department.fullmatch(organ) is not None
        head = words[:stop] if is_department and organ not in self.cues.seats else None
        return Named(words, "class", generic=True, head=head)

    def _name_implied(self, words: str, carried: str | None) -> Named:
        """A name without a place: the document's own, if it is one of a local organ."""
        table = self.gazetteer.bodies
        place = self.place if carried in {None, self.short} else carried
        own = len(self.short) > 1 and self.short in words
        if self.place and self.cues.zone.match(words):
            name = words if own else self._zone_front(carried) + words
            return Named(name, "local_government", generic=False, head=None)
        if place and not own and not self.cues.never_local.match(words) and self._is_department(words):
            generic = place.startswith("各")
            words = "人民政府" if words == "政府" and not generic else words
            return Named(place + words, "class" if generic else table.kind_of(place + words), generic, place)
        if town := self.cues.town_government.fullmatch(words):
            return Named(f"{town['town']}人民政府", "local_government", generic=False, head=None)
        name = table.name_of(words, self.year) or words
        return Named(name, table.describe(name).kind, generic=False, head=None)

    def _name_under(self, words: str) -> Named | None:
        """What is right under a place: 全省各部门, 市 | 国家税务总局修水税务局."""
        whole = self.cues.whole_class.match(words)
        words = words[whole.end() :] if whole else words
        head = self._find_head(words)
        if head is None:
            return None
        place, rest = self._place_of(head), words[len(head) :]
        if place is not None and whole:
            return Named(place + rest, "class", generic=True, head=None)
        return self._name_branch(rest) if self.cues.of_centre.match(rest) else None

    def _name_headed(self, words: str, carried: str | None) -> Named | None:
        """A local organ whose name begins with its place's level (省财政厅 → 广东省财政厅)."""
        head = self._find_head(words)
        if head is None:
            return None
        place = self._place_of(head)
        if place is None and self.short and head in self.cues.zones:
            place = (self._zone_front(carried) if self.cues.zone.match(words) else self.short) + head
        if place is None and carried and carried.endswith(head) and head != "区":  # 河北省委、省政府
            place = carried
        rest = words[len(head) :]
        if self.cues.classed.match(rest) and not rest.startswith(self.gazetteer.bodies.words.not_heads):
            return Named(words, "class", generic=True, head=None)
        if place is None and rest in self.cues.seats:  # of each place below the document's own
            return Named(words, "class", generic=True, head=None)
        generic = rest.startswith(self.cues.class_front) or rest.endswith(self.cues.class_end)
        name = place + self.cues.short_seat.sub("人民政府", rest) if place else head + rest
        generic = generic or self.gazetteer.bodies.is_class(name)
        return Named(name, "class" if generic else self.gazetteer.bodies.kind_of(name), generic, place)

    def _find_head(self, words: str) -> str | None:
        table = self.gazetteer.bodies.words
        if not words.startswith(self.heads) or words.startswith(table.not_heads):
            return None
        return next((h for h in self.heads if words.startswith(h) and len(words) > len(h)), None)

    def _zone_front(self, carried: str | None) -> str:
        """What stands before a zone's name: the place (柳州市), or its short name, if the zone before bears that.

        A place with peoples in its name (恩施土家族苗族自治州) lends its short one.
        """
        is_plain = self.place is not None and self.place[:-1].endswith(self.short)
        return self.place if self.place and is_plain and carried != self.short else self.short

    def _place_of(self, head: str) -> str | None:
        """Find the document's place of a level, or the one above it."""
        return next((p for p in self.places if p.endswith(head)), None)

    def _name_branch(self, words: str) -> Named | None:
        """A central organ's office in a place (人民银行贵阳中心支行 → 中国人民银行贵阳中心支行)."""
        if not self.cues.branch_end.search(words):
            return None
        table = self.gazetteer.bodies
        for stop, known in table.fronts_of(words[:-2], self.year):
            rest = words[stop:]
            if self.cues.no_branch.match(words, stop - 2):
                continue
            if self.gazetteer.regions.place_at(rest) or self.cues.names_place.search(rest):
                if (head := self._find_head(rest)) and (place := self._place_of(head)):
                    rest = place + rest[len(head) :]
                return Named(known + rest, table.describe(known + rest).kind, generic=False, head=None)
        return None

    def _name_of_place(self, words: str) -> Named | None:
        """A name that begins with a region's, if that is not what the organ deals with (港澳办)."""
        regions = self.gazetteer.regions
        place = regions.place_at(words)
        if place is None or words[: place.stop] in self.gazetteer.bodies.words.domains:
            return None
        written, rest = words[: place.stop], words[place.stop :]
        if rest in {"", "政府", "人民政府"}:
            is_known = len(place.ids) == 1 and written != self.place
            region = regions.describe(place.ids[0])
            full = self._name_place(written, region, seated=bool(rest)) if is_known else written
            seat = "人民政府" if place.is_division or rest else "管理委员会"
            seat = "行政公署" if full.endswith(self.cues.of_commissioners) else seat
            name = full + ("政府" if full.endswith("特别行政区") else seat)
            return Named(name, "local_government", generic=False, head=None)
        generic = rest.endswith("部门") or rest.startswith(self.cues.placed_class_front)
        name = written + self.cues.short_seat.sub("人民政府", rest)
        kind = "class" if generic else self.gazetteer.bodies.kind_of(name)
        # 文昌国际航天城管理局 tells no place for what stands behind it.
        whole = any(written.endswith(regions.describe(id_).name) for id_ in place.ids)
        goes_on = generic or (rest not in self.cues.seats and whole and (place.is_division or written.endswith("区")))
        is_zone = written == self.short and self.cues.zone.match(rest)
        return Named(name, kind, generic, written if goes_on or is_zone else None)

    def _name_place(self, written: str, region: Region, *, seated: bool) -> str:
        """A region as its seat's name has it: in full, but as written with its level if a word for the seat follows.

        海西州人民政府 keeps its name, 海西州 alone gets that in full; 湟中县, which is 湟中区 since, stays in both.
        """
        kept = (seated and len(written) <= len(region.name)) or written[:-1] == region.name[:-1]
        return written if kept and bears_level(written, region) else region.name

    def _is_department(self, words: str) -> bool:
        """Whether a name without a place is one of a local organ."""
        bodies = self.gazetteer.bodies
        named = words in self.cues.seats or words in bodies.forms.supervisors
        return named or (words != OFFICE and bodies.kind_of(words) in _DEPARTMENTS)


def make_namer(setting: Setting, gazetteer: Gazetteer) -> Namer:
    """Make the namer of a document from its place and what lies above it."""
    regions = gazetteer.regions
    region = regions.by_id.get(setting.jurisdiction) if setting.jurisdiction else None
    place, short = setting.issuing_place, ""
    names = [place] if place else []
    if region is not None:
        short = _shorten(region, gazetteer.bodies.words.names)
        if place and place.endswith(region.name):
            place = gazetteer.bodies.place_name(region.id)
            names = [place]
        names += [region.name, *_above(region.id, regions)]
    initials = f"{short[0]}{region.name[-1]}" if region and len(short) > _SHORTEST_NAME else ""
    words = gazetteer.bodies.words
    zone = words.names.own_zone.search(place) if place else None
    heads = (zone.group(), *words.heads) if zone else words.heads
    return Namer(gazetteer, place, tuple(dict.fromkeys(names)), short, initials, heads, setting.year)


def _shorten(region: Region, cues: NameCues) -> str:
    """A region's name without its level and peoples (恩施土家族苗族自治州 → 恩施); a zone's is whole."""
    if region.kind == "zone":
        return region.name
    short = next((alias for alias in region.aliases if region.name.startswith(alias)), None)
    return short or cues.level_end.sub("", region.name)


def _above(region_id: str, regions: RegionTable) -> Iterator[str]:
    """Yield the names of the regions above one, nearest first."""
    for step in regions.describe(region_id).within:
        if step.extent == "whole" and is_division(step.id):
            yield regions.describe(step.id).name
            yield from _above(step.id, regions)
