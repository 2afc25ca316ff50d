"""Railways, corridors and metro lines by their names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loader.document import ProgrammeMention, Span
from loader.extraction.programme_places import place_before
from loader.gazetteer.programme_shapes import load_shapes
from loader.list_marks import LIST_MARKS

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from loader.extraction.own_place import OwnPlace
    from loader.gazetteer.regions import RegionTable

_SHAPES = load_shapes()

_EXPANDED = re.compile(
    r"（(?<=[\u4e00-\u9fff]（)[\u4e00-\u9fff]{1,2}）(?:[\u4e00-\u9fff]（[\u4e00-\u9fff]{1,2}）){1,2}"
    r"(?P<head>(?:城际)?铁路|高铁|高速(?:公路)?)"
)
_EXPANDED_END = re.compile(r"(.)（([^）]+)）")
_LONGEST_LINE = 8  # no line's name has more characters
_GREAT = "大"  # may stand before what a corridor is called (大通道)
_BEFORE = 8  # how far before metro lines their verb may stand


def find_lines(plain: str, own: OwnPlace, regions: RegionTable) -> Iterator[ProgrammeMention]:
    """Lines by name, in no order."""
    yield from _find_expanded(plain)
    yield from _find_corridors(plain, regions.abbreviations.lines)
    yield from _find_metro(plain, own, regions.by_name)


def _find_expanded(plain: str) -> Iterator[ProgrammeMention]:
    """Lines that spell out in brackets which places their first characters mean: 西（宁）成（都）铁路."""
    for found in _EXPANDED.finditer(plain):
        start = found.start() - 1
        ends = "至".join(map("".join, _EXPANDED_END.findall(plain, start, found.start("head"))))
        yield ProgrammeMention(Span(start, found.end()), ends + found["head"], "project")


def _find_corridors(plain: str, lines: Mapping[str, Sequence[str]]) -> Iterator[ProgrammeMention]:
    """Corridors that are named by their stations, as railways are: 京昆通道, 包（银）海通道."""
    for head in _SHAPES.words.corridor.finditer(plain):
        at, stop = head.span()
        at -= plain.endswith(_GREAT, 0, at)
        starts = (start for start in range(max(0, at - _LONGEST_LINE), at) if plain[start:at] in lines)
        if (start := next(starts, None)) is not None:
            yield ProgrammeMention(Span(start, stop), plain[start:stop], "project")


def _find_metro(plain: str, own: OwnPlace, places: Container[str]) -> Iterator[ProgrammeMention]:
    """Metro lines that the text builds: in a list where one has a stage, or behind a verb (续建地铁2号线、3号线)."""
    listed: list[re.Match[str]] = []
    for found in _SHAPES.lines.metro.finditer(plain):
        if listed and (found.start() != listed[-1].end() + 1 or plain[listed[-1].end()] not in LIST_MARKS):
            yield from _name_metro(plain, listed, own, places)
            listed = []
        listed.append(found)
    yield from _name_metro(plain, listed, own, places)


def _name_metro(
    plain: str, listed: Sequence[re.Match[str]], own: OwnPlace, places: Container[str]
) -> Iterator[ProgrammeMention]:
    if not listed:
        return
    start = listed[0].start()
    length = place_before(plain, start, places)
    head = start - length
    if not any(found["stage"] for found in listed) and not _SHAPES.words.launches.search(
        plain, max(0, head - _BEFORE), head
    ):
        return
    city = own.of_level("市")
    named = plain[head:start] or (city.aliases[0] if city and city.aliases else "")
    system = listed[0]["system"] or ""
    for found in listed:
        words = found.group() if found["system"] else system + found.group()
        yield ProgrammeMention(Span(found.start() - length, found.end()), named + words, "project")
        length = 0
