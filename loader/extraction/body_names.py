"""Whose body a name means: short forms, implied places, heads and tails that a list shares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from loader.document import BodyMention, Span
from loader.gazetteer.duties import load_duty_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loader.extraction.setting import Setting
    from loader.gazetteer import Gazetteer
    from loader.gazetteer.regions import Region, RegionTable

_OPEN, _CLOSE = "（〔〈[", "）〕〉]"
_SEPARATORS = "、，；/,"
_FRONT = re.compile(r"^(?:\d{1,2}[.．、]|以及|由|请|和|与|及|暨|并|还有|包括)(?=[一-鿿]{2})")
_JOIN = re.compile(r"以及|[和与及暨]")
_COMPLETE = re.compile(
    r"(?:[部厅局署办院行社]|(?<!常)委|委员会|(?<![社机])会|公司|集团|中心|政府|部门|单位|海关|小组|专班|分行|支行|地区|街道|法院|关|市|省|县|区)$"
)
_NO_BODY = re.compile(r"^(?:单位|部门|机构|地方|地区|企业|政府|人民政府|组织|社会)$")
_ET_CETERA = re.compile(
    r"(?<![高中初同])等(?=$|部门|单位|有关|相关|和|及|以及|各|省|市|州|县|区|多|地|\d|企业|机构|组织|成员|方面|按)"
)
_MORE = re.compile(r"^(?:和|及|以及|、|，)*(?P<class>(?:各|有关|相关).+)$")
_LEVEL = r"(?:各|有关)?(?:自治区|自治州|自治县|直辖市|街道|乡镇|兵团|[省市州盟县区旗地乡镇])+"
_LEVEL_END = re.compile(r"(?:自治[区州县]|省|市|县|区|州|旗)$")
_EACH_LEVEL = re.compile(rf"各{_LEVEL}(?:[（〔]{_LEVEL}(?:、{_LEVEL})*[）〕])?")
_LEVELS_ONLY = re.compile(rf"^{_LEVEL}(?:[（〔]{_LEVEL}(?:、{_LEVEL})*[）〕])?$")
_LEVELS_WITH_TAIL = re.compile(
    rf"^(?!各){_LEVEL}(?:[（〔]{_LEVEL}(?:、{_LEVEL})*[）〕])?(?:级)?(?:人民政府|政府|党委.*|管委会|办事处)?(?:[（〈].*)?$"
)
_TAIL = re.compile(
    r"(?:(?P<government>人民政府|政府)|(?P<committee>管委会|管理委员会)|(?P<office>街道办事处|办事处)|(?P<department>部门|主管部门))$"
)
_BRANCH = re.compile(r"(?:行|局|署|部|中支|支局|公司|中心|组|办事处|管理部|处|站|队|关)$")
_RUN_ON = re.compile(
    r"(?P<left>(?P<level>[省市州县区])[一-鿿]{2,14}?[局厅委办])(?P<right>(?P=level)(?!场|政|民|容)[一-鿿]{2,14}[局厅委办])"
)
"""Two names without a mark between them."""
_KIND_OF_ZONE = re.compile(r"(?:新|开发|功能|风景|景|管理|产业|园)区(?:管委会|管理委员会)")
_ASIDE = re.compile(r"(?<=[一-鿿])(?<!大学)[（〈〔][^）〉〕]*[）〉〕]$")
_SAME_BELOW = re.compile(r"[，、；]?下同(?=[）〉〕])")
_CENTRAL = re.compile(r"^(?:国家|中央|国务院|中国|全国|中华|最高|中共)|(?:部|总局|总署|总社|会|院)$")
_ZONE = re.compile(
    r"^(?:高新技术产业|经济技术|经济|工业|综合保税|保税|产业|旅游度假|高新|经开|自贸|国家级?|省级)?[^省市县]{0,6}(?:开发区|高新区|经开区|产业园区|工业园区|保税区|自贸区|度假区|综保区)(?:管委会|管理委员会)?$"
)
_DEPARTMENTS = frozenset({"local_department", "institution", "mass_organisation", "party", "court"})
_ZONES = frozenset({"示范区", "开发区", "高新区", "经开区", "新区"})
_SEATS = frozenset({"人民政府", "政府", "管委会", "管理委员会", "街道办事处"})
_DEPARTMENT = re.compile(r"(?!各|有关|相关|其他|其它|上级|下级|同级|本级|当地|行业|国务院|地方|.级)[一-鿿]{2,10}部门")
_NAMES_PLACE = re.compile(r"[省市县区州]|.{4}")
LEAGUE = ("共青团", "团")
"""How the names of the youth league's committees begin, longest first."""
_SHORTEST_ITEM, _LONGEST_ITEM = 2, 16
_LONGEST_SHORT = 14
_ALREADY = re.compile(r"^(?:国家|中央|国务院|中国|全国|中华|中共)")


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

    def name_body(self, words: str, carried: str | None = None) -> Named:
        """Name the body that words mean; `carried` is the place of the body before in the same list."""
        words = _SAME_BELOW.sub("", words)
        bare = _ASIDE.sub("", words)
        if self.gazetteer.bodies.is_class(words) or self.gazetteer.bodies.is_class(bare):
            bare = words
        return (
            self._name_central(bare)
            or self._name_league(bare)
            or self._name_headed(bare)
            or self._name_class(bare, carried)
            or self._name_branch(bare)
            or self._name_of_place(bare)
            or self._name_implied(bare, carried)
        )

    def _name_central(self, words: str) -> Named | None:
        """A body of the centre; in a local document only where the name can mean no other."""
        table = self.gazetteer.bodies
        name = table.by_alias.get(words)
        if name is None or not (self.place is None or _CENTRAL.search(words)):
            return None
        return Named(name, table.by_name[name].kind, table.by_name[name].generic, None)

    def _name_league(self, words: str) -> Named | None:
        """A committee of the youth league: 团市委 and 团沈阳市委 are 共青团沈阳市委."""
        front = next((front for front in LEAGUE if words.startswith(front)), None)
        if front is None or not words.endswith("委") or words in self.gazetteer.bodies.by_alias:
            return None
        head = words[len(front) : -1]
        return Named(f"{LEAGUE[0]}{self._place_of(head) or head}委", "mass_organisation", generic=False, head=None)

    def _name_class(self, words: str, carried: str | None) -> Named | None:
        """A class of organs as written; in a list a department's place is carried on to it, or that of a class."""
        if carried and _DEPARTMENT.fullmatch(words):
            return Named(carried + words, "class", generic=True, head=carried)
        if not self.gazetteer.bodies.is_class(words):
            return None
        levels = _EACH_LEVEL.match(words)
        head = levels.group() if levels and self._is_department(words[levels.end() :]) else None
        return Named(words, "class", generic=True, head=head)

    def _name_implied(self, words: str, carried: str | None) -> Named:
        """A name without a place: the document's own, if it is one of a local organ."""
        table = self.gazetteer.bodies
        place = carried or self.place
        own = len(self.short) > 1 and self.short in words
        if self.place and _ZONE.match(words):
            return Named(words if own else self.short + words, "local_government", generic=False, head=None)
        if place and not own and not _ALREADY.match(words) and self._is_department(words):
            generic = place.startswith("各")
            return Named(place + words, "class" if generic else table.kind_of(place + words), generic, place)
        name = table.by_alias.get(words, words)
        return Named(name, table.describe(name).kind, generic=False, head=None)

    def _name_headed(self, words: str) -> Named | None:
        """A local organ whose name begins with its place's level (省财政厅 → 广东省财政厅)."""
        head = self._find_head(words)
        if head is None:
            return None
        place = self._place_of(head) or (self.short + head if self.short and head in _ZONES else None)
        rest = words[len(head) :]
        lower = rest[0] in "县区州镇" and not rest.startswith(self.gazetteer.bodies.words.not_heads)
        if rest.startswith(("级", "直", "属")) or rest[0] in "、（及和" or lower:
            return Named(words, "class", generic=True, head=None)
        generic = rest.startswith(("有关", "相关", "各")) or rest.endswith(("部门", "机构"))
        rest = "人民政府" if rest == "政府" else rest
        name = (place or head) + rest
        return Named(name, "class" if generic else self.gazetteer.bodies.kind_of(name), generic, place)

    def _find_head(self, words: str) -> str | None:
        table = self.gazetteer.bodies.words
        if words.startswith(table.not_heads):
            return None
        return next((h for h in table.heads if words.startswith(h) and len(words) > len(h)), None)

    def _place_of(self, head: str) -> str | None:
        """Find the document's place of a level, or the one above it."""
        return next((p for p in self.places if p.endswith(head)), None)

    def _name_branch(self, words: str) -> Named | None:
        """A central organ's office in a place (人民银行贵阳中心支行 → 中国人民银行贵阳中心支行)."""
        if not _BRANCH.search(words):
            return None
        table = self.gazetteer.bodies
        for stop in range(min(len(words) - 2, _LONGEST_SHORT), 1, -1):
            known, rest = table.by_alias.get(words[:stop]), words[stop:]
            if known is None:
                continue
            if self.gazetteer.regions.place_at(rest) or _NAMES_PLACE.search(rest):
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
            full = regions.describe(place.ids[0]).name if len(place.ids) == 1 else written
            name = full + ("政府" if full.endswith("特别行政区") else "人民政府")
            return Named(name, "local_government", generic=False, head=None)
        generic = rest.endswith("部门") or rest.startswith(("各级", "有关", "相关"))
        kind = "class" if generic else self.gazetteer.bodies.kind_of(words)
        return Named(words, kind, generic, written)

    def _is_department(self, words: str) -> bool:
        """Whether a name without a place is one of a local organ."""
        return self.gazetteer.bodies.kind_of(words) in _DEPARTMENTS or words in _SEATS


def make_namer(setting: Setting, gazetteer: Gazetteer) -> Namer:
    """Make the namer of a document from its place and what lies above it."""
    regions = gazetteer.regions
    region = regions.by_id.get(setting.jurisdiction) if setting.jurisdiction else None
    place, short = setting.issuing_place, ""
    names = [place] if place else []
    if region is not None:
        short = _shorten(region)
        if place and place.endswith(region.name):
            place = gazetteer.bodies.place_name(region.id)
            names = [place]
        names += [region.name, *_above(region.id, regions)]
    return Namer(gazetteer, place, tuple(dict.fromkeys(names)), short)


def _shorten(region: Region) -> str:
    """A region's name without its level and peoples (恩施土家族苗族自治州 → 恩施); a zone's is whole."""
    if region.kind == "zone":
        return region.name
    short = next((alias for alias in region.aliases if region.name.startswith(alias)), None)
    return short or _LEVEL_END.sub("", region.name)


def _above(region_id: str, regions: RegionTable) -> Iterator[str]:
    """Yield the names of the regions above one, nearest first."""
    for step in regions.describe(region_id).within:
        if step.extent == "whole" and step.id.startswith("cn-"):
            yield regions.describe(step.id).name
            yield from _above(step.id, regions)


def split_list(text: str, span: Span, namer: Namer) -> list[Item]:
    """Cut a list of bodies into its names; heads and tails that several share go to each."""
    pieces = list(_merge_levels(_pieces(text, span), text))
    items = [item for piece in pieces for item in _split_piece(text, piece, namer)]
    return _share_tails(items, namer)


def _pieces(text: str, span: Span) -> Iterator[Span]:
    """Cut at 、，； outside brackets."""
    depth, start = 0, span.start
    for at in range(span.start, span.stop):
        char = text[at]
        depth += (char in _OPEN) - (char in _CLOSE)
        if depth <= 0 and char in _SEPARATORS:
            yield Span(start, at)
            start = at + 1
    yield Span(start, span.stop)


def _merge_levels(pieces: Iterator[Span], text: str) -> Iterator[Span]:
    """Put 各省、自治区、直辖市人民政府 together again."""
    held: Span | None = None
    for piece in pieces:
        words = text[piece.start : piece.stop]
        if held is not None and _LEVELS_WITH_TAIL.match(words):
            piece = Span(held.start, piece.stop)  # noqa: PLW2901
        elif held is not None:
            yield held
        held = None
        if _LEVELS_ONLY.match(words):
            held = piece
        else:
            yield piece
    if held is not None:
        yield held


def _split_piece(text: str, piece: Span, namer: Namer) -> Iterator[Item]:
    """Cut a piece at 等 and at joining words between complete names."""
    start, stop = piece
    while front := _FRONT.match(text[start:stop]):
        if namer.gazetteer.bodies.by_alias.get(text[start:stop]):
            break
        start += front.end()
    more: Span | None = None
    if found := _ET_CETERA.search(text, start, stop):
        if rest := _MORE.match(text[found.end() : stop]):
            more = Span(found.end() + rest.start("class"), stop)
        elif re.match(r"(?:和|及|以及)", text[found.end() : stop]):
            more = Span(found.end() + (2 if text.startswith("以及", found.end()) else 1), stop)
        stop = found.start()
    yield from _split_joined(text, Span(start, stop), namer)
    if more is not None:
        yield from _split_joined(text, more, namer)


def _split_joined(text: str, piece: Span, namer: Namer) -> Iterator[Item]:
    words = text[piece.start : piece.stop]
    if not words:
        return
    if run_on := _RUN_ON.fullmatch(words):
        at = piece.start + run_on.start("right")
        yield Item(Span(piece.start, at), run_on["left"])
        yield Item(Span(at, piece.stop), run_on["right"])
        return
    if words not in namer.gazetteer.bodies.by_alias:
        for join in _JOIN.finditer(words):
            left, right = words[: join.start()], words[join.end() :]
            if (
                len(left) > 2
                and len(right) > 1
                and _COMPLETE.search(left)
                and not _NO_BODY.match(right)
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
    regions, domains = namer.gazetteer.regions, namer.gazetteer.bodies.words.domains
    for item in reversed(items):
        found = _TAIL.search(item.words)
        if found:
            tail = found
        elif tail and (
            (tail["department"] and item.words in domains)
            or (tail["government"] and (item.words in regions.by_name or _place_like(item.words)))
            or (tail["committee"] and re.search(r"(?:区|园)$", item.words))
            or (tail["office"] and item.words.endswith("街道"))
        ):
            word = "办事处" if tail["office"] else tail.group()
            shared.append(Item(item.span, item.words + word))
            continue
        else:
            tail = None
        shared.append(item)
    return shared[::-1]


def _place_like(words: str) -> bool:
    """Whether a name without a tail is that of a county or town (临桂区)."""
    return bool(re.fullmatch(r"[一-鿿]{1,6}[市县区州旗镇乡]", words)) and not words.startswith(("各", "全"))


def name_list(items: Sequence[Item], namer: Namer) -> Iterator[BodyMention]:
    """Name the bodies of one list; a place is carried on until another is named, 各 to 开发区管委会 behind 各区政府."""
    carried: str | None = None
    each = False
    organ = load_duty_words().organ
    for item in items:
        if len(item.words) < _SHORTEST_ITEM or (len(item.words) > _LONGEST_ITEM and not organ.search(item.words)):
            continue
        shares_each = each and _KIND_OF_ZONE.fullmatch(item.words)
        named = Named(item.words, "class", True, None) if shares_each else namer.name_body(item.words, carried)  # noqa: FBT003
        each = bool(shares_each) or item.words.startswith("各")
        carried = named.head or carried
        yield BodyMention(item.span, named.name, named.kind, named.generic)
