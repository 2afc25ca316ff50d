"""Whose body a name means: short forms, implied places, heads and tails that a list shares."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from loader.document import BodyMention, Span
from loader.gazetteer.duties import load_duty_words
from loader.gazetteer.regions import is_division, prefer_wide

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from loader.extraction.setting import Setting
    from loader.gazetteer import Gazetteer
    from loader.gazetteer.bodies import BodyListCues, NameCues
    from loader.gazetteer.regions import Region, RegionTable

_ORGAN_END = load_duty_words().endings.organ
_OPEN, _CLOSE = "（〔〈[", "）〕〉]"
_SEPARATORS = "、，；/,"
_MARK = re.compile(f"[{re.escape(_OPEN + _CLOSE + _SEPARATORS)}]")
_DEPARTMENTS = frozenset({"local_department", "institution", "mass_organisation", "party", "court"})
LEVELS = "省市县区州盟旗"
"""With one of these the name of a division ends."""
_SHORTEST_ITEM, _LONGEST_ITEM = 2, 16
_LONGEST_SHORT = 14


class Named(NamedTuple):
    """A body's canonical name, its kind, and the place that the next in its list may take over."""

    name: str
    kind: str
    generic: bool
    head: str | None


class Item(NamedTuple):
    """One name of a list: where it stands, and its words with what it shares with its neighbours."""

    span: Span
    words: str


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
    named: dict[tuple[str, str | None], Named] = field(default_factory=dict)
    """What words meant before: a document names the same bodies again and again."""

    @property
    def cues(self) -> NameCues:
        """What the parts of names say."""
        return self.gazetteer.bodies.words.names

    def name_body(self, words: str, carried: str | None = None) -> Named:
        """Name the body that words mean; `carried` is the place of the body before in the same list."""
        named = self.named.get((words, carried))
        if named is None:
            named = self.named[words, carried] = self._name(words, carried)
        return named

    def _name(self, words: str, carried: str | None) -> Named:
        words = self.cues.same_below.sub("", words)
        if self.initials and self.place and words.startswith(self.initials):
            words = self.place + words[len(self.initials) :]
        bare = self.cues.aside.sub("", words)
        if bare != words and (self.gazetteer.bodies.is_class(words) or self.gazetteer.bodies.is_class(bare)):
            bare = words
        return (
            self._name_central(bare)
            or self._name_league(bare)
            or self._name_corps(bare)
            or self._name_headed(bare, carried)
            or self._name_class(bare, carried)
            or self._name_branch(bare)
            or self._name_of_place(bare)
            or self._name_implied(bare, carried)
        )

    def _name_central(self, words: str) -> Named | None:
        """A body of the centre; in a local document only where the name can mean no other."""
        table = self.gazetteer.bodies
        name = table.by_alias.get(words)
        if name is None or not (self.place is None or self.cues.of_centre.search(words)):
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

    def _name_corps(self, words: str) -> Named | None:
        """An organ of the production corps, which has departments like a government (兵团财政局)."""
        corps = self.cues.corps.match(words)
        if corps is None:
            return None
        name = self.gazetteer.bodies.by_alias[corps.group()]
        rest = words[corps.end() :]
        return Named(name + rest, self.gazetteer.bodies.kind_of(rest), generic=False, head=name)

    def _name_class(self, words: str, carried: str | None) -> Named | None:
        """A class of organs as written; in a list a department's place is carried on to it, or that of a class."""
        if carried and self.cues.department.fullmatch(words):
            return Named(carried + words, "class", generic=True, head=carried)
        if not self.gazetteer.bodies.is_class(words):
            return None
        levels = self.gazetteer.bodies.words.lists.listed_levels.match(words, 1) if words.startswith("各") else None
        organ = self.cues.aside.sub("", words[levels.end() :]) if levels else ""
        is_department = self._is_department(organ) and organ not in self.cues.seats
        head = words[: levels.end()] if levels and is_department else None
        return Named(words, "class", generic=True, head=head)

    def _name_implied(self, words: str, carried: str | None) -> Named:
        """A name without a place: the document's own, if it is one of a local organ."""
        table = self.gazetteer.bodies
        place = carried or self.place
        own = len(self.short) > 1 and self.short in words
        if self.place and self.cues.zone.match(words):
            return Named(words if own else self.short + words, "local_government", generic=False, head=None)
        if place and not own and not self.cues.never_local.match(words) and self._is_department(words):
            generic = place.startswith("各")
            return Named(place + words, "class" if generic else table.kind_of(place + words), generic, place)
        name = table.by_alias.get(words, words)
        return Named(name, table.describe(name).kind, generic=False, head=None)

    def _name_headed(self, words: str, carried: str | None) -> Named | None:
        """A local organ whose name begins with its place's level (省财政厅 → 广东省财政厅)."""
        head = self._find_head(words)
        if head is None:
            return None
        place = self._place_of(head) or (self.short + head if self.short and head in self.cues.zones else None)
        if place is None and carried and carried.endswith(head) and head != "区":  # 河北省委、省政府
            place = carried
        rest = words[len(head) :]
        if self.cues.classed.match(rest) and not rest.startswith(self.gazetteer.bodies.words.not_heads):
            return Named(words, "class", generic=True, head=None)
        if self.place and place is None and rest in self.cues.seats:  # of each place below the document's own
            return Named(words, "class", generic=True, head=None)
        generic = rest.startswith(self.cues.class_front) or rest.endswith(self.cues.class_end)
        rest = "人民政府" if rest == "政府" else rest
        name = (place or head) + rest
        return Named(name, "class" if generic else self.gazetteer.bodies.kind_of(name), generic, place)

    def _find_head(self, words: str) -> str | None:
        table = self.gazetteer.bodies.words
        if not words.startswith(table.heads) or words.startswith(table.not_heads):
            return None
        return next((h for h in table.heads if words.startswith(h) and len(words) > len(h)), None)

    def _place_of(self, head: str) -> str | None:
        """Find the document's place of a level, or the one above it."""
        return next((p for p in self.places if p.endswith(head)), None)

    def _name_branch(self, words: str) -> Named | None:
        """A central organ's office in a place (人民银行贵阳中心支行 → 中国人民银行贵阳中心支行)."""
        if not self.cues.branch_end.search(words):
            return None
        table = self.gazetteer.bodies
        for stop in range(min(len(words) - 2, _LONGEST_SHORT), 1, -1):
            known, rest = table.by_alias.get(words[:stop]), words[stop:]
            if known is None or self.cues.no_branch.match(words, stop - 2):
                continue
            if self.gazetteer.regions.place_at(rest) or self.cues.names_place.search(rest):
                if (head := self._find_head(rest)) and (place := self._place_of(head)):
                    rest = place + rest[len(head) :]
                return Named(known + rest, table.kind_of(known + rest), generic=False, head=None)
        return None

    def _name_of_place(self, words: str) -> Named | None:
        """A name that begins with a region's."""
        regions = self.gazetteer.regions
        place = regions.place_at(words)
        if place is None:
            return None
        written, rest = words[: place.stop], words[place.stop :]
        if rest in {"", "政府", "人民政府"}:
            is_known = len(place.ids) == 1 and written != self.place
            full = regions.describe(place.ids[0]).name if is_known else written
            name = full + ("政府" if full.endswith("特别行政区") else "人民政府")
            return Named(name, "local_government", generic=False, head=None)
        generic = rest.endswith("部门") or rest.startswith(self.cues.placed_class_front)
        kind = "class" if generic else self.gazetteer.bodies.kind_of(words)
        # 文昌国际航天城管理局 tells no place for what stands behind it.
        whole = any(written.endswith(regions.describe(id_).name) for id_ in place.ids)
        goes_on = generic or (whole and (place.is_division or written.endswith("区")))
        return Named(words, kind, generic, written if goes_on else None)

    def _is_department(self, words: str) -> bool:
        """Whether a name without a place is one of a local organ."""
        return self.gazetteer.bodies.kind_of(words) in _DEPARTMENTS or words in self.cues.seats


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
    initials = f"{short[0]}{region.name[-1]}" if region and len(short) > _SHORTEST_ITEM else ""
    return Namer(gazetteer, place, tuple(dict.fromkeys(names)), short, initials)


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


def split_list(text: str, span: Span, namer: Namer) -> list[Item]:
    """Cut a list of bodies into its names; heads and tails that several share go to each."""
    pieces = list(_merge_levels(_pieces(text, span), text, namer.gazetteer.bodies.words.lists))
    items = [item for piece in pieces for item in _split_piece(text, piece, namer)]
    return list(_share_organs(_share_tails(items, namer), namer.gazetteer))


def _pieces(text: str, span: Span) -> Iterator[Span]:
    """Cut at 、，； outside brackets."""
    depth, start = 0, span.start
    for found in _MARK.finditer(text, *span):
        mark = found.group()
        depth += (mark in _OPEN) - (mark in _CLOSE)
        if depth <= 0 and mark in _SEPARATORS:
            yield Span(start, found.start())
            start = found.end()
    yield Span(start, span.stop)


def _merge_levels(pieces: Iterator[Span], text: str, cues: BodyListCues) -> Iterator[Span]:
    """Put 各省、自治区、直辖市人民政府 together again."""
    held: Span | None = None
    for piece in pieces:
        words = text[piece.start : piece.stop]
        whole = piece
        if held is not None and cues.levels_with_tail.fullmatch(words):
            whole = Span(held.start, piece.stop)
        elif held is not None:
            yield held
        goes_on = cues.levels.fullmatch(words) or cues.joined_levels.search(words)
        held = whole if goes_on else None
        if held is None:
            yield whole
    if held is not None:
        yield held


def _split_piece(text: str, piece: Span, namer: Namer) -> Iterator[Item]:
    """Cut a piece at 等 and at joining words between complete names."""
    cues = namer.gazetteer.bodies.words.lists
    start, stop = piece
    while front := cues.front.match(text[start:stop]):
        if namer.gazetteer.bodies.by_alias.get(text[start:stop]):
            break
        start += front.end()
    more: Span | None = None
    if found := cues.et_cetera.search(text, start, stop):
        if rest := cues.more.match(text[found.end() : stop]):
            more = Span(found.end() + rest.start("class"), stop)
        elif join := cues.more_join.match(text, found.end(), stop):
            more = Span(join.end(), stop)
        stop = found.start()
    yield from _split_joined(text, Span(start, stop), namer)
    if more is not None:
        yield from _split_joined(text, more, namer)


def _split_joined(text: str, piece: Span, namer: Namer) -> Iterator[Item]:
    words = text[piece.start : piece.stop]
    if not words:
        return
    cues = namer.gazetteer.bodies.words.lists
    if run_on := cues.run_on.fullmatch(words):
        at = piece.start + run_on.start("right")
        yield Item(Span(piece.start, at), run_on["left"])
        yield Item(Span(at, piece.stop), run_on["right"])
        return
    if words not in namer.gazetteer.bodies.by_alias:
        for join in cues.join.finditer(words):
            left, right = words[: join.start()], words[join.end() :]
            if (
                len(left) > 2
                and len(right) > 1
                and cues.complete.search(left)
                and right not in cues.no_bodies
                and not (left.endswith("党委") and right.endswith("政府"))
                and left.count("（") == left.count("）")
            ):
                yield Item(Span(piece.start, piece.start + join.start()), left)
                yield from _split_joined(text, Span(piece.start + join.end(), piece.stop), namer)
                return
    yield Item(piece, words)


def _share_tails(items: Sequence[Item], namer: Namer) -> list[Item]:
    """Give 广州 the tail of 深圳市政府, and 发展改革 that of 财政部门."""
    shared: list[Item] = []
    tail: re.Match[str] | None = None
    level = ""
    regions, words = namer.gazetteer.regions, namer.gazetteer.bodies.words
    for item in reversed(items):
        whole = item
        found = words.lists.tail.search(item.words)
        if found:
            head = item.words[: found.start()]
            place = head.rstrip(LEVELS)
            tail, level = found, head[len(place) :]
            if tail["government"] and place and len(level) > 1:  # 怒江州市政府
                full = _place_of_level(place, level, regions)
                whole = item if full == place else Item(item.span, full + tail.group())
        elif tail and (
            (tail["department"] and item.words in words.domains)
            or (tail["government"] and (item.words in regions.by_name or words.lists.place.fullmatch(item.words)))
            or (tail["committee"] and words.lists.zone_end.search(item.words) and not _is_division(item.words, regions))
            or (tail["office"] and item.words.endswith("街道"))
        ):
            word = "办事处" if tail["office"] else tail.group()
            place = _place_of_level(item.words, level, regions) if tail["government"] else item.words
            whole = Item(item.span, place + word)
        else:
            tail = None
        shared.append(whole)
    return shared[::-1]


def _place_of_level(words: str, level: str, regions: RegionTable) -> str:
    """A place of a list with the level that the last bears for all (黑河、绥芬河 | 市), or its own beside several."""
    if len(level) == 1 and words + level in regions.by_name:
        return words + level
    ids = prefer_wide(regions.by_name.get(words, ()))  # 甘南州, not 甘南县
    return regions.describe(ids[0]).name if len(ids) == 1 else words


def _share_organs(items: Iterable[Item], gazetteer: Gazetteer) -> Iterator[Item]:
    """Give 重庆监管局 behind 国家金融监督管理总局四川监管局 that organ."""
    before = ""
    for item in items:
        if organ := find_organ(before, item.words, gazetteer):
            yield Item(item.span, organ + item.words)
        else:
            before = item.words
            yield item


def find_organ(before: str, words: str, gazetteer: Gazetteer) -> str:
    """The organ whose office in a place one name is and the next name that of another place; empty for none."""
    if not before.endswith(words[-_SHORTEST_ITEM:]) or (place := gazetteer.regions.place_at(words)) is None:
        return ""
    for stop in range(min(len(before), _LONGEST_SHORT), 1, -1):
        if before[:stop] in gazetteer.bodies.by_alias:
            own = gazetteer.regions.place_at(before, stop)
            return before[:stop] if own and before[own.stop :] == words[place.stop :] else ""
    return ""


def _is_division(words: str, regions: RegionTable) -> bool:
    """Whether a name is one of an administrative division, whose organ is a government."""
    return any(is_division(id_) for id_ in regions.by_name.get(words, ()))


def name_list(items: Sequence[Item], namer: Namer) -> Iterator[BodyMention]:
    """Name the bodies of one list; a place is carried on until another is named, 各 to 开发区管委会 behind 各区政府."""
    carried: str | None = None
    each = False
    parties = namer.gazetteer.bodies.words.lists.parties
    for item in items:
        if item.words in parties:
            continue
        if len(item.words) < _SHORTEST_ITEM or (len(item.words) > _LONGEST_ITEM and not _ORGAN_END.search(item.words)):
            continue
        shares_each = each and namer.cues.kind_of_zone.fullmatch(item.words)
        named = (
            Named(item.words, "class", generic=True, head=None) if shares_each else namer.name_body(item.words, carried)
        )
        each = bool(shares_each) or item.words.startswith("各")
        carried = named.head or carried
        yield BodyMention(item.span, named.name, named.kind, named.generic)
