"""Programmes known by the shape of their names: a head with what stands before it, quotation marks, 《》."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loader.document import ProgrammeMention, Span
from loader.extraction.programme_marks import TITLED, find_quoted, find_titled, may_be_name
from loader.extraction.programme_places import (
    LENGTHS,
    is_place,
    is_placed,
    is_proper,
    parts_places,
    place_before,
    place_in,
)
from loader.gazetteer.programme_shapes import Head, load_shapes
from loader.gazetteer.programmes import without_quotes
from loader.gazetteer.regions import is_division, is_wide
from loader.list_marks import JOIN, LIST_MARKS
from loader.sentences import stretch_start

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence


_SHAPES = load_shapes()

_REACH = 44  # how far before its head a name may begin
_BACKWARDS = re.compile(
    r"(?:[\u4e00-\u9fffA-Za-z0-9+·—%×]+|”[^“”。；\n]{1,20}“|）[^（）。；\n]{1,12}（)*"
)  # what a name may consist of, read from its head to the left
_OPAQUE = re.compile(r"“[^“”]*”|（[^（）]*）")
_ENDS_QUOTED = re.compile(r"“[^“”]*”等?$")
_JOINED_QUOTES = re.compile(f"”{JOIN}(?=“)")
_BOX = r"专栏(?:\d{1,2}|[一二三四五六七八九十]{1,3})：?"
_ORDER = re.compile(rf"（[一二三四五六七八九十\d]{{1,4}}）|第[一二三四五六七八九十百\d]{{1,5}}条|{_BOX}")
_IN_BOX = re.compile(_BOX + "$")
_LONGEST_BOX = 6
_AND = re.compile("以及|和|与|及")
_SENTENCE_ENDS = "。；！？\n"
_CLAUSE_ENDS = "，。；：\n"
_AT_PLACES = ("zone", "project")  # kinds whose names may be a place and a head
_WITH_VERBS = ("campaign", "plan", "project")  # kinds whose names may begin with a verb
_IN_FIELDS = ("pilot", "plan")  # kinds that do something in several fields, none of which names it
_LIST = 200  # how far back such a list is read
_LONG_ENOUGH = 4  # so much must be left behind a subject's verb
_LONG = 6  # a listed project's name has at least so many characters
_PROJECT = Head(kind="project", asks="proper", words=())
_LONGEST_BESIDE = 4  # characters of a place that no table has, beside others in a list
_STATIONS = range(2, 4)  # as many characters for its stations has a line's name (雄商、雄忻高铁)
_LONGEST_SHORT = 3  # characters of the short name of a place
_OF_STATE = "国家"
_WORK = "工程"
_GOES_ON = ("至", "到", "与", "—")  # behind a place, what leads on from it to another


def find_shaped(
    plain: str, headings: Iterable[Span], places: Mapping[str, Sequence[str]]
) -> Iterator[ProgrammeMention]:
    """Mentions by shape, in no order; they may overlap one another.

    `headings` are the titles of the document and of papers in it; `places` leads from names to ids of regions.
    """
    titles = [Span(*found.span()) for found in TITLED.finditer(plain)]
    for start, stop, head in _SHAPES.heads.find(plain):
        before = bisect_right(titles, (start, stop)) - 1
        if before >= 0 and stop <= titles[before].stop:
            continue
        candidate = _Candidate.before(plain, start, stop, head)
        if candidate is None:
            continue
        candidate.cut_places(places)
        if candidate.is_name(places):
            yield candidate.mention()
            yield from candidate.members(places)
    yield from _find_opened(plain, places)
    yield from find_quoted(plain)
    yield from find_titled(plain, headings)
    yield from _find_listed(plain, places)


@dataclass(slots=True)
class _Candidate:
    """A head and the words before it that may be a name with it."""

    plain: str
    head: Head
    start: int
    """Where the modifier begins."""
    at: int
    """Where the head begins."""
    stop: int
    launched: bool
    """Whether a verb says that the text runs what stands behind it."""
    last: str = ""
    """Its last word, or that of the list which it ends."""
    owned: bool = False
    """Whether the document's own place stands before it (我市)."""
    several: bool = False
    """Whether the words before that of a project show that it sums several ones up."""

    @classmethod
    def before(cls, plain: str, at: int, stop: int, head: Head) -> _Candidate | None:
        """The words before a head, without those that are no part of a name; None for a head inside another word."""
        last = plain[at:stop]
        behind = _SHAPES.following.get(last)
        if behind is not None and behind.match(plain, stop):
            return None
        if head.kind != "zone" and _SHAPES.words.offices.match(plain, stop):
            return None
        if head.kind == "project" and (further := _SHAPES.lines.further.match(plain, stop)):
            stop = further.end()
        words = _BACKWARDS.match(plain[max(0, at - _REACH) : at][::-1])
        candidate = cls(plain, head, at - words.end() if words else at, at, stop, launched=False, last=last)
        candidate.cut()
        if own := _SHAPES.words.own.match(plain, candidate.start, at):
            candidate.start = own.end()
            candidate.owned = True
        if whole := _SHAPES.lines.whole.match(plain, candidate.start, at):
            candidate.at = candidate.stop = whole.end("name")
            candidate.several = False
        return candidate

    @property
    def goes_on(self) -> bool:
        """Whether a section of the line, or works on it, stand behind its last word (曲港高速 | 某地至某地段)."""
        return self.stop > self.at + len(self.last)

    @property
    def modifier(self) -> str:
        return self.plain[self.start : self.at]

    def cut(self) -> None:
        """Leave out the words before the name; a verb that names hold as well goes only where they begin."""
        if order := _ORDER.match(self.modifier):
            self.start += order.end()
        words, cues = self.modifier, _SHAPES.words
        opaque = [m.span() for m in _OPAQUE.finditer(words)] if "“" in words or "（" in words else ()
        cut = 0
        if "等" in words and (listed := _behind_list(words, cut, opaque)):
            cut = listed
            self.launched = self._is_in_list()
        for found in cues.cut.finditer(words):
            start, stop = found.span()
            if stop > len(words) - 2 or (opaque and any(a < stop and start < b for a, b in opaque)):
                continue
            verb = found.group()
            if self._is_inside(verb, words, cut, start):
                self.launched |= verb in cues.bettering and self.head.asks == "counted"
                continue
            cut = stop
            self.launched = verb not in cues.only_leading
        if joined := _behind_member(words, cut):
            cut = joined
            self.launched = self._is_in_list()
        self.several = self.head.kind == "project" and _SHAPES.lists.several.search(words, cut) is not None
        if adorned := cues.adornment.match(words, cut, len(words) - 2):
            cut = adorned.end()
        if not cut:
            self.launched |= self._is_listed()
        self.start += self._cut_before_quotes(words, cut)

    def _is_inside(self, verb: str, words: str, cut: int, at: int) -> bool:
        """Whether a verb belongs to the name: within it, or right behind the one that runs it (开展 | 服务企业行动)."""
        cues = _SHAPES.words
        stop = at + len(verb)
        if self.head.asks == "counted" and verb in cues.bettering and not cues.cut.match(words, stop):
            return True
        if at == cut:
            return self.head.kind in _WITH_VERBS and verb in cues.bettering and words.endswith(cues.running, 0, cut)
        if verb not in cues.inner or self._follows_subject(at, len(words) - stop):
            return False
        led = cues.manner.match(words, cut, at)
        return led is None or led.end() != at

    def _cut_before_quotes(self, words: str, cut: int) -> int:
        """Where a name with words in quotation marks begins: at what qualifies them, if that belongs to the name."""
        inner = words.find("“", cut)
        if inner < 0:
            return cut
        if joined := [found.end() for found in _JOINED_QUOTES.finditer(words, cut)]:
            return joined[-1]
        qualifier = _SHAPES.words.qualifier
        if quoted := _ENDS_QUOTED.search(words):
            return cut if cut and self.launched and qualifier.fullmatch(words, cut, quoted.start()) else quoted.start()
        return inner if inner > cut + 1 and not qualifier.fullmatch(words, cut, inner) else cut

    def cut_places(self, places: Container[str]) -> None:
        """Leave out the last of listed places that share a name: 武汉市、佛山市 | 国家智能建造试点城市.

        Before a zone's place leave out what the text does there, too (促进 | 川东北经济区), and a zone joined to it;
        and a place that makes what is named (毕节建设 | 新发展理念示范区).
        """
        if self.head.kind == "zone":
            verbs = [found.end() for found in _SHAPES.words.before_place.finditer(self.modifier)]
            self.start += next((stop for stop in reversed(verbs) if is_proper(self.modifier[stop:], places)), 0)
            words = self.modifier
            joins = list(_AND.finditer(words))
            self.start += next((join.end() for join in reversed(joins) if parts_places(join, places)), 0)
        if self.head.asks == "placed" and "“" not in self.modifier and not is_placed(self.modifier + self.last, places):
            self.start += place_in(self.modifier, places)
        if self.head.kind in _AT_PLACES:
            words = self.modifier
            acts = (act for act in _SHAPES.words.behind_place.finditer(words) if act.start() in LENGTHS)
            if act := next((act for act in acts if words[: act.start()] in places), None):
                self.start += act.end()
                self.launched = True
        shared = self.plain.find(_OF_STATE, self.start + 1, self.at)
        last = place_before(self.plain, shared, places) if shared > 0 else 0
        mark = shared - last - 1
        if last and self.plain[mark] in LIST_MARKS and place_before(self.plain, mark, places):
            self.start = shared

    def _follows_subject(self, at: int, left: int) -> bool:
        """Whether a verb stands behind quotation marks or what looks like a place or body, and enough behind it."""
        before = self.plain[self.start + at - 1]
        return before == "”" or (before in _SHAPES.words.subjects and left >= _LONG_ENOUGH)

    def _is_listed(self) -> bool:
        """Whether the words stand in a list of a verb's objects, or head an entry of their own."""
        before, behind = self.plain[self.start - 1 : self.start], self.plain[self.stop : self.stop + 1]
        if before == "、":
            return self._is_in_list()
        if not before or (behind and behind not in "。：\n"):
            return False
        return (
            before in "．.）" or _IN_BOX.search(self.plain, max(0, self.start - _LONGEST_BOX), self.start) is not None
        )

    def _is_in_list(self) -> bool:
        """Whether a launching verb stands before in the same sentence."""
        floor = max(0, self.start - _LIST)
        start = max(floor, stretch_start(self.plain, self.at, _SENTENCE_ENDS, floor))
        return _SHAPES.words.launches.search(self.plain, start, self.at) is not None

    def _is_quoted(self) -> bool:
        """Whether quotation marks stand around the name, or around its modifier or the end of that."""
        if self._is_between_quotes():
            return True
        words = self.modifier
        return "“" in words and (words.startswith("“") or _ENDS_QUOTED.search(words) is not None)

    def _is_between_quotes(self) -> bool:
        return self.plain[self.start - 1 : self.start] == "“" and self.plain[self.stop : self.stop + 1] == "”"

    def is_name(self, places: Container[str]) -> bool:
        """Whether the head and the words before it are a name."""
        modifier = self.modifier
        words = without_quotes(modifier.removesuffix("等"))
        quoted = self._is_quoted()
        if not self._answers(words, places, quoted=quoted) or self._means_several(words, quoted=quoted):
            return False
        plain_words = (
            _SHAPES.words.nameless.fullmatch(words)
            or _SHAPES.words.adornment.fullmatch(words)
            or self._ends_plainly(words, quoted=quoted)
            or self._says_it_again(words)
        )
        if plain_words and not self._is_named_campaign(words):
            return False
        if not (may_be_name(words) or self._is_numbered(words)):
            return False
        if _SHAPES.words.clause.search(words) and not self._is_between_quotes():
            return False
        return self.head.kind in _AT_PLACES or not is_place(words, places)

    def _means_several(self, words: str, *, quoted: bool) -> bool:
        """Whether the head stands for a list or a number of things, none of which bears it as its name."""
        if not quoted:
            match self.head.kind:
                case "project" if self.several or self._sums_named_up():
                    return True
                case "zone" if _SHAPES.lists.counted.match(self.plain, self.stop):
                    return True
        if self._ends_list_of_fields():
            return True
        with_own_head = self.modifier.endswith("等") and words.endswith(_SHAPES.ends)  # 西成铁路等重大工程
        return with_own_head and _SHAPES.lists.summary.match(self.plain, self.at) is not None

    def _ends_list_of_fields(self) -> bool:
        """Whether it is but the last of listed fields in which something is done (财税、金融等领域改革)."""
        reforms = self.head.asks == "verb" and self.head.kind in _IN_FIELDS
        listed = reforms and self.plain[self.start - 1 : self.start] == "、"
        return listed and _SHAPES.lists.fields.search(self.modifier) is not None

    def _sums_named_up(self) -> bool:
        """Whether the words end a list of works whose last one has a last word of its own (清河水库等水利 | 工程)."""
        listed, _, kind = self.modifier.rpartition("等")
        return listed.endswith(_SHAPES.ends) and bool(kind) and bool(_SHAPES.words.nameless.fullmatch(kind))

    def _ends_plainly(self, words: str, *, quoted: bool) -> bool:
        """Whether a modifier ends as none does that makes a name; what a “…化”行动 is called ends in any way."""
        if not quoted:
            return _SHAPES.words.endless.search(words) is not None
        free = self.head.kind in _SHAPES.freely_called and _ENDS_QUOTED.search(self.modifier)
        return not free and words.endswith(_SHAPES.quoted.endings)

    def _says_it_again(self, words: str) -> bool:
        """Whether the last word stands in the modifier, and between them no name (海绵城市试点扩大 | 试点)."""
        _, again, between = words.rpartition(self.last)
        return bool(again and between) and _SHAPES.words.nameless.fullmatch(between) is not None

    def _is_named_campaign(self, words: str) -> bool:
        """Whether the text runs a campaign whose name is made of plain words (实施有效投资专项行动)."""
        campaign = self.head.kind == "campaign" and self.head.asks == "words"
        return campaign and self.launched and len(words) >= _LONG_ENOUGH and not words.endswith("的")

    def _is_numbered(self, words: str) -> bool:
        """Whether it is called by a number in quotation marks, as “415”工程 is."""
        return self.head.kind in _SHAPES.freely_called and self.modifier == f"“{words}”" and words.isdecimal()

    def _answers(self, words: str, places: Container[str], *, quoted: bool) -> bool:
        """Whether a modifier is what its head asks for; in quotation marks most may be anything."""
        if self.head.asks == "quoted":
            return _SHAPES.quoted.with_others.fullmatch(self.modifier) is not None
        if self.head.asks == "counted":
            return self.launched and _SHAPES.words.counted.fullmatch(self.modifier) is not None
        if quoted or self.head.asks == "words":
            return True
        match self.head.asks:
            case "verb":
                return self.launched
            case "placed":
                return self.owned or is_placed(words + self.last, places)
            case "proper":
                of_place = self.head.kind == "zone" and is_place(words, places)
                return of_place or (self.launched and (self.owned or self.goes_on or is_proper(words, places)))

    def is_tied(self, places: Container[str]) -> bool:
        """Whether the modifier itself names one project: it begins with a place or tells a stage."""
        return is_proper(self.modifier, places) or _SHAPES.words.stages.search(self.modifier) is not None

    def mention(self) -> ProgrammeMention:
        last = self.plain[self.at : self.stop]
        words = _SHAPES.lists.et_cetera.sub("", self.modifier) + _SHAPES.full.get(last, last)
        return ProgrammeMention(
            Span(self.start, self.stop), _SHAPES.lines.motorway.sub("高速公路", words), self.head.kind
        )

    def listed(self, kind: str) -> ProgrammeMention:
        """A member of a list of works or projects; a work's name that ends with none of its own last words has that."""
        mention = self.mention()
        bare = kind == _WORK and not self.modifier.endswith(_SHAPES.ends)
        return mention._replace(name=mention.name + kind) if bare else mention

    def is_member(self, places: Mapping[str, Sequence[str]], *, beside: bool) -> bool:
        """Whether the words only say where a work is, or from where to where it leads, and not what it is."""
        words = self.modifier
        if words.endswith(_SHAPES.ends) or any(word in words for word in _SHAPES.lines.shared):
            return False
        if _SHAPES.words.nameless.fullmatch(words):
            return False
        division = any(map(is_division, places.get(words, ())))
        if self.head.kind == "zone":  # 湘东区、萍乡经开区 are a district and a zone
            return division and words[-1] not in _SHAPES.words.subjects
        return (
            division or _SHAPES.lines.member.fullmatch(words) is not None or (beside and len(words) <= _LONGEST_BESIDE)
        )

    def members(self, places: Mapping[str, Sequence[str]]) -> Iterator[ProgrammeMention]:
        """Lines and works in the list before, whose last word only this one bears (甲至乙、丙至丁高速公路)."""
        shared, start = self.last, self.start
        while shared in _SHAPES.lines.shared and self.plain[start - 1 : start] == "、":
            member = _Candidate.before(self.plain, start - 1, start - 1, self.head)
            if member is None:
                return
            short = len(self.modifier) in _STATIONS and len(member.modifier) in _STATIONS
            if not member.is_member(places, beside=start < self.start or short):
                return
            name = member.modifier + _SHAPES.full.get(shared, shared)
            yield ProgrammeMention(Span(member.start, member.stop), name, self.head.kind)
            start = member.start


def _behind_list(words: str, start: int, opaque: Sequence[tuple[int, int]]) -> int:
    """Where the words behind a list of others begin; 0 where no list ends outside quotation marks and brackets."""
    ends = (found for found in _SHAPES.lists.end.finditer(words, start, len(words) - 2))
    return max((end.end() for end in ends if not any(a < end.end() and end.start() < b for a, b in opaque)), default=0)


def _behind_member(words: str, start: int) -> int:
    """Where the words behind another name and a joining word begin; 0 where none is joined."""
    cut = start
    for found in _AND.finditer(words, start):
        if words[cut : found.start()].endswith(_SHAPES.ends) and found.end() <= len(words) - 2:
            cut = found.end()
    return cut if cut > start else 0


def ends_as_name(words: str) -> bool:
    """Whether words have a last word of their own that names end with."""
    return words.endswith(_SHAPES.ends)


def sums_up(words: str) -> bool:
    """Whether only 等 stands between a list's last member and the word for all of them (地下管廊提升 | 等专项行动)."""
    found = _SHAPES.lists.et_cetera.search(words)
    rest = words[found.end() :] if found else ""
    return any(start == 0 and stop == len(rest) for start, stop, _ in _SHAPES.heads.find(rest))


def _find_opened(plain: str, places: Mapping[str, Sequence[str]]) -> Iterator[ProgrammeMention]:
    """What a place sets itself to become: 健康贵州; a county's name may be a word."""
    for found in _SHAPES.opening.words.finditer(plain):
        start, behind = found.span()
        for stop in range(min(behind + _LONGEST_SHORT, len(plain)), behind + 1, -1):
            if plain[stop : stop + 1] in _GOES_ON:
                break
            if (ids := places.get(plain[behind:stop])) and any(map(is_wide, ids)):
                yield ProgrammeMention(Span(start, stop), plain[start:stop], "strategy")
                break


def _find_listed(plain: str, places: Container[str]) -> Iterator[ProgrammeMention]:
    """Projects by name in a list that ends with 等项目: all of them, where one is tied to a place or a stage."""
    for found in _SHAPES.lists.projects.finditer(plain):
        floor = max(0, found.start() - _LIST)
        at = max(floor, stretch_start(plain, found.start(), _CLAUSE_ENDS, floor))
        items = []
        for item in plain[at : found.start()].split("、"):
            items.append(_Candidate(plain, _PROJECT, at, at + len(item), at + len(item), launched=False))
            at += len(item) + 1
        items[0].cut()
        if items[0].launched and any(item.is_tied(places) for item in items):
            yield from (item.listed(found["kind"]) for item in items if item.stop - item.start >= _LONG)
