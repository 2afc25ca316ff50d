"""Lists of bodies: cut into names, each with what it shares with its neighbours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from loader.document import BodyMention, Span
from loader.gazetteer.duties import load_duty_words
from loader.gazetteer.regions import bears_level, is_division, prefer_wide

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from loader.extraction.body_names import Namer
    from loader.gazetteer import Gazetteer
    from loader.gazetteer.body_words import BodyListCues
    from loader.gazetteer.regions import RegionTable

_ORGAN_END = load_duty_words().endings.organ
_OPEN, _CLOSE = "（〔〈[<", "）〕〉]>"
_SEPARATORS = "、，；/,"
_MARK = re.compile(f"[{re.escape(_OPEN + _CLOSE + _SEPARATORS)}]")
LEVELS = "省市县区州盟旗"
"""With one of these the name of a division ends."""
TOWN_LEVELS = "镇乡"
"""With one of these the name of a town ends."""
_SHORTEST_ITEM, _LONGEST_ITEM = 2, 16


class Item(NamedTuple):
    """One name of a list: where it stands, and its words with what it shares with its neighbours."""

    span: Span
    words: str


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
        if held is not None and (cues.levels_with_tail.fullmatch(words) or cues.government.fullmatch(words)):
            whole = Span(held.start, piece.stop)
        elif held is not None:
            yield held
        goes_on = cues.levels.fullmatch(words) or cues.joined_levels.search(words) or cues.committees.fullmatch(words)
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
        if namer.gazetteer.bodies.by_alias.get(text[start:stop]) or namer.gazetteer.regions.place_at(text, start):
            break  # 和林格尔新区管委会
        start += front.end()
    more: Span | None = None
    if found := cues.et_cetera.search(text, start, stop):
        if rest := cues.more.match(text[found.end() : stop]):
            more = Span(found.end() + rest.start("class"), stop)
        elif join := cues.more_join.match(text, found.end(), stop):
            more = Span(join.end(), stop)
        stop = found.start()
    of_all = cues.departments.match(text, stop) if found else None
    if of_all and text[start:stop] in namer.gazetteer.bodies.words.domains:
        yield Item(Span(start, stop), text[start:stop] + of_all["shared"])
    else:
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
        yield from _split_joined(text, Span(at, piece.stop), namer)
        return
    if words not in namer.gazetteer.bodies.by_alias:
        for join in cues.join.finditer(words):
            left, right = words[: join.start()], words[join.end() :]
            if (
                len(left) > 2
                and len(right) > 1
                and cues.complete.search(left)
                and cues.join.split(right, maxsplit=1)[0] not in cues.no_bodies
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
    regions, cues = namer.gazetteer.regions, namer.gazetteer.bodies.words.lists
    for item in reversed(items):
        whole = item
        found = cues.tail.search(item.words)
        if found:
            head = item.words[: found.start()]
            place = head.rstrip(LEVELS + TOWN_LEVELS)
            tail, level = found, head[len(place) :]
            count = namer.gazetteer.bodies.words.mentions.count.search(place)
            if level and count and _has_government(one := place[: count.start()] + level, regions):
                whole = Item(item.span, one + tail.group())
            elif tail["government"] and place and len(level) > 1:  # 怒江州市政府
                full = _place_of_level(place, level, regions)
                whole = item if full == place else Item(item.span, full + tail.group())
        elif tail and level and level in TOWN_LEVELS and cues.bare_town.fullmatch(item.words):
            whole = Item(item.span, item.words + level + tail.group())
        elif tail and _shares(tail, item.words, namer.gazetteer):
            word = "办事处" if tail["office"] else tail.group()
            place = _place_of_level(item.words, level, regions) if tail["government"] else item.words
            whole = Item(item.span, place + word)
        else:
            tail = None
        shared.append(whole)
    return shared[::-1]


def _shares(tail: re.Match[str], name: str, gazetteer: Gazetteer) -> bool:
    """Whether a name in a list may lack the tail of those behind it."""
    words, regions = gazetteer.bodies.words, gazetteer.regions
    if tail["department"]:
        return name in words.domains
    if tail["government"]:
        return name in regions.by_name or words.lists.place.fullmatch(name) is not None
    if tail["committee"]:
        return words.lists.zone_end.search(name) is not None and not _has_government(name, regions)
    if tail["seated"]:
        return name in regions.by_name
    return name.endswith("街道")


def _place_of_level(words: str, level: str, regions: RegionTable) -> str:
    """A place of a list with the level that the last bears for all (黑河、绥芬河 | 市), or its own beside several."""
    if len(level) == 1 and words + level in regions.by_name:
        return words + level
    ids = prefer_wide(regions.by_name.get(words, ()))  # 甘南州, not 甘南县
    region = regions.describe(ids[0]) if len(ids) == 1 else None
    return words if region is None or bears_level(words, region) else region.name


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
    stop, _ = next(gazetteer.bodies.fronts_of(before), (0, ""))
    own = gazetteer.regions.place_at(before, stop) if stop else None
    return before[:stop] if own and before[own.stop :] == words[place.stop :] else ""


def _has_government(words: str, regions: RegionTable) -> bool:
    """Whether a name is one of an administrative division, whose organ is a government."""
    return any(is_division(id_) for id_ in regions.by_name.get(words, ()))


def name_list(items: Sequence[Item], namer: Namer) -> Iterator[BodyMention]:
    """Name the bodies of one list; a place is carried on until another is named, 各 to 开发区管委会 behind 各区政府."""
    carried: str | None = None
    each = False
    cues = namer.gazetteer.bodies.words.lists
    for item in items:
        if cues.parties.fullmatch(item.words) or cues.by_when.match(item.words):
            continue
        if len(item.words) < _SHORTEST_ITEM or (len(item.words) > _LONGEST_ITEM and not _ORGAN_END.search(item.words)):
            continue
        named = namer.name_listed(item.words, carried, each=each)
        each = item.words.startswith("各") or (named.generic and (each or "各" in item.words))
        carried = named.head or carried
        yield BodyMention(item.span, named.name, named.kind, named.generic)
