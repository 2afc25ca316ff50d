"""Mentions of bodies."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from loader.document import BodyMention, Span
from loader.extraction.body_names import LEVELS, find_organ, make_namer, name_list, split_list
from loader.gazetteer.regions import find_words
from loader.numbering import read_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from loader.document import Outline
    from loader.extraction.assignments import Assigned
    from loader.extraction.body_names import Namer
    from loader.extraction.setting import Setting
    from loader.extraction.tables import TaskRow
    from loader.gazetteer import Gazetteer
    from loader.gazetteer.bodies import LocalWords, MentionCues

_TITLE = re.compile(r"《(?:[^》\n]{2,30}?(?=关于))?(?P<own>[^》\n]{0,80}》)")  # a title, and all of it but its issuer
_NUMBERED = re.compile(r"〔\d{4}〕")
_CHINESE = re.compile(r"[一-鿿A-Za-z0-9＋+]")
_JOIN = "和与及"
_LONGEST = 30
_LONGEST_LIST = 200
_LONGEST_LEVEL = 4  # 有关省级
_LONGEST_SUMMARY = 5  # 等综合经济
_SHORT_TERM = 2
_OFFICE = "办公室"


class _Found(NamedTuple):
    """A candidate in running text."""

    span: Span
    words: str
    carried: bool
    """Whether its name lacks a place that the body before in the same list may give."""


def extract_bodies(
    outline: Outline, setting: Setting, gazetteer: Gazetteer, assigned: Assigned, tasks: Sequence[TaskRow] = ()
) -> list[BodyMention]:
    """Find bodies; those in a list are several, and a shared head is carried on. `tasks` are rows of tables."""
    namer = make_namer(setting, gazetteer)
    plain = outline.text.plain
    taken, mentions = _read_lists(outline, namer, assigned, tasks)
    taken += [Span(*m.span("own")) for m in _TITLE.finditer(plain)]
    words = gazetteer.bodies.words
    reader = _Reader(plain, namer, words, words.mentions)
    mentions += reader.read(_Stretches(taken))
    mentions.sort(key=lambda m: m.span)
    return _add_terms(plain, _name_members(mentions, words), words.mentions)


def _read_lists(
    outline: Outline, namer: Namer, assigned: Assigned, tasks: Sequence[TaskRow]
) -> tuple[list[Span], list[BodyMention]]:
    """The bodies in duty brackets, lines and cells, and the stretches that these take up."""
    taken: list[Span] = []
    mentions: list[BodyMention] = []
    for index, assignments in assigned.items():
        offset = outline.statements[index].span.start
        for assignment in assignments:
            if assignment.grants:
                taken.append(Span(assignment.span.start + offset, assignment.span.stop + offset))
            for grant in assignment.grants:
                span = Span(grant.span.start + offset, grant.span.stop + offset)
                mentions += name_list(split_list(outline.text.plain, span, namer), namer)
    for grant, offset in (each for task in tasks for each in task.grants):
        span = Span(grant.span.start + offset, grant.span.stop + offset)
        taken.append(span)
        mentions += name_list(split_list(outline.text.plain, span, namer), namer)
    return taken, mentions


class _Stretches:
    """Stretches of text that are read already."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._at = 0

    def overlap(self, span: Span) -> bool:
        """Whether a span meets one of them; spans must be asked for in ascending order of start."""
        while self._at < len(self._spans) and self._spans[self._at].stop <= span.start:
            self._at += 1
        return self._at < len(self._spans) and self._spans[self._at].start < span.stop


@dataclass(slots=True)
class _Reader:
    """Reads the bodies that a running text names."""

    plain: str
    namer: Namer
    words: LocalWords
    cues: MentionCues
    place_starts: dict[int, int] = field(default_factory=dict)
    place_stops: dict[int, int] = field(default_factory=dict)

    def read(self, taken: _Stretches) -> Iterator[BodyMention]:
        """Yield mentions in order: of candidates that overlap, the one that begins first, then the longest."""
        for start, stop, word, stands in find_words(self.plain, self.namer.gazetteer.regions.matcher):
            if word.ids and stands:
                self.place_starts[start] = stop
                self.place_stops[stop] = start
        for start, stop in self._occurrences(self.namer.place):
            self.place_starts[start] = stop
            self.place_stops[stop] = start
        known = list(self._find_known())
        stops = {one.span.stop for one in known}
        found = [
            *known,
            *self._find_classes(),
            *self._find_organs(),
            *(shape for shape in self._find_shapes() if shape.span.stop not in stops),
            *self._find_placed(),
            *self._find_seats(),
            *self._find_directed(),
            *self._find_acting(),
        ]
        found += self._find_listed({one.span for one in found})
        found.sort(key=lambda f: (f.span.start, -f.span.stop))
        stop = 0
        carried: str | None = None
        branch = ""  # the name before in the same list, if it may lend its organ
        for candidate in self._join_branches(found):
            if candidate.span.start < stop or taken.overlap(candidate.span):
                continue
            if _NUMBERED.match(self.plain, candidate.span.stop):  # 某公积金管委会〔2023〕3号
                continue
            if candidate.span.start != stop + 1 or self.plain[stop] not in "、和与及":
                carried, branch = None, ""
            if carried is None and self._may_be_listed_thing(candidate):
                continue
            organ = find_organ(branch, candidate.words, self.namer.gazetteer)
            branch = branch if organ else candidate.words
            named = self.namer.name_body(organ + candidate.words, carried)
            if candidate.carried and named.head is None and named.name == candidate.words:
                continue
            yield BodyMention(candidate.span, named.name, named.kind, named.generic)
            carried = named.head or carried
            stop = candidate.span.stop

    def _occurrences(self, name: str | None) -> Iterator[tuple[int, int]]:
        """Where a name of the document's own place stands, which no list of regions may have."""
        return (found.span() for found in re.finditer(re.escape(name), self.plain)) if name else iter(())

    def _may_be_listed_thing(self, candidate: _Found) -> bool:
        """A centre behind 、 is an organ if one stands before it; others are built (建设经贸中心、科技创新中心)."""
        return candidate.carried and candidate.words.endswith("中心") and self.plain[candidate.span.start - 1] == "、"

    def _find_known(self) -> Iterator[_Found]:
        """Central bodies by their names, and the branches that they have in a place."""
        words = self.words
        for start, stop, _ in self.namer.gazetteer.bodies.matcher.find(self.plain):
            alias = self.plain[start:stop]
            if alias in words.lists_only or self.plain.startswith(words.not_before, stop):
                continue
            if self.cues.may_be_another.search(alias) and self.cues.not_before_central.search(
                self.plain, max(0, start - _LONGEST_LEVEL), start
            ):
                continue
            yield _Found(Span(start, stop), alias, carried=False)
            if (place := self.place_starts.get(stop)) and (branch := self.cues.branch.match(self.plain, place)):
                yield _Found(Span(start, branch.end()), self.plain[start : branch.end()], carried=False)
        for match in self.words.party.finditer(self.plain):
            yield _Found(Span(match.start(), match.start() + 1), "中国共产党", carried=False)

    def _find_classes(self) -> Iterator[_Found]:
        """各地区各部门, 地方各级人民政府: open classes, with the region before them."""
        for match in self.words.whole.finditer(self.plain):
            of_place = match.group().endswith("机构")
            start = self._head_before(match.start()) if of_place else self._with_place(match.start())
            start = self._levels_before(start)
            yield _Found(Span(start, match.end()), self.plain[start : match.end()], carried=False)

    def _find_organs(self) -> Iterator[_Found]:
        """省财政厅, 北京市经济和信息化局, 行业主管部门: endings whose words are known."""
        for match in self.words.organs.finditer(self.plain):
            if self.cues.not_after_organ.match(self.plain, match.end()):
                continue
            if branch := self._read_branch(match.start(), match.end()):
                yield branch
            else:
                yield from self._read_organ(match.start(), match.end())

    def _read_branch(self, at: int, stop: int) -> _Found | None:
        """自然资源和规划江北分局: a branch in a place, behind words that such names are made of."""
        short = self.namer.short
        if not self.plain.startswith("分局", at):
            return None
        place = at - len(short) if short and self.plain.endswith(short, 0, at) else self._with_place(at)
        start = self._walk(place, qualified=False) if place < at else place
        if start == place:
            return None
        begin = self._head_before(start)
        return _Found(Span(begin, stop), self.plain[begin:stop], carried=False)

    def _read_organ(self, at: int, stop: int) -> Iterator[_Found]:
        """Walk to the left from an ending over words that such names are made of."""
        words = self.words
        department = self.plain.startswith("部门", at)
        listed = self.cues.summed.search(self.plain, max(0, at - _LONGEST_SUMMARY), at) if department else None
        if listed is not None:
            at = listed.start()
        start = self._walk(at, qualified=department)
        if start == at or (department and self.plain[start:at] in words.not_alone):
            return
        if department:
            yield from self._read_listed(start, at) if listed else self._read_department(start, stop)
            return
        begin = self._head_before(start)
        if self._is_built(begin, start, stop):
            return
        if (first := self._levels_before(start)) < start:
            also = self.cues.also_called.match(self.plain, stop)
            stop = also.end() if also else stop
            yield _Found(Span(first, stop), self.plain[first:stop], carried=False)
            return
        if begin == start and self.plain[at:stop] in self.cues.need_head:
            opens = begin == 0 or self.plain[begin - 1] in self.cues.openers
            if not opens or start > at - 4:
                return
        if self.plain[begin - 1 : begin] in self.cues.each:
            yield _Found(Span(begin - 1, stop), self.plain[begin - 1 : stop], carried=False)
            return
        begin = self._level_before(begin)
        end = self._with_division(stop)
        yield _Found(Span(begin, end), self.plain[begin:end], carried=begin == start and end == stop)

    def _with_division(self, stop: int) -> int:
        """Where an organ's name ends that goes on with that of its own division (市公安局 | 交警支队)."""
        division = self.cues.division.match(self.plain, stop)
        return division.end() if division else stop

    def _is_built(self, begin: int, start: int, stop: int) -> bool:
        """Whether a centre is what its place is to become (打造安徽文化中心) or is, and no organ of it."""
        if not self.plain.endswith("中心", start, stop) or begin == start or self.plain[start - 1] in LEVELS:
            return False
        is_hub = self.cues.hub.fullmatch(self.plain, start, stop) is not None
        return is_hub or self.cues.built.search(self.plain, max(0, begin - 4), begin) is not None

    def _read_department(self, start: int, stop: int) -> Iterator[_Found]:
        """A class of departments, and those that share its ending; 医保、医药主管部门 is one class."""
        for tail in self.cues.department_tails:
            if self.plain.startswith(tail, stop):
                stop += len(tail)
                break
        begin = self._levels_before(self._whole_level(self._with_place(start)))
        listed = list(self._read_listed(None, begin - 1)) if self.plain[begin - 1 : begin] == "、" else []
        if listed and self.plain.endswith("主管部门", begin, stop):
            begin = listed.pop().span.start
            listed = []
        yield _Found(Span(begin, stop), self.plain[begin:stop], carried=False)
        yield from listed
        if self.plain[begin - 1 : begin] == "等":  # 教育、卫健等有关部门
            yield from self._read_listed(None, begin - 1)

    def _read_listed(self, start: int | None, stop: int) -> Iterator[_Found]:
        """Walk on to the left over departments without their ending (教育、卫健、人社等部门)."""
        while True:
            start = self._walk(stop, qualified=False) if start is None else start
            if start == stop:
                return
            begin = self._level_before(self._head_before(start))
            yield _Found(Span(begin, stop), self.plain[begin:stop] + "部门", carried=False)
            if self.plain[begin - 1 : begin] != "、":
                return
            start, stop = None, begin - 1

    def _walk(self, at: int, *, qualified: bool) -> int:
        """The leftmost place that known words lead to without a gap."""
        words = self.words
        start, closed = at, False
        while True:
            step = 0
            for length in words.lengths.get(self.plain[start - 1 : start], ()):
                chunk = self.plain[start - length : start]
                if chunk in words.adjacent and start < at:
                    continue
                if closed:
                    known = qualified and (chunk in words.closing or chunk in words.outer)
                else:
                    known = chunk in words.domains or (qualified and chunk in words.qualifiers)
                if known:
                    step = length
                    break
            if step == 1 and start in self.place_stops:
                return start
            if step:
                closed = closed or self.plain[start - step : start] in words.closing
                start -= step
            elif not closed and start < at and self.plain[start - 1] in _JOIN and self._domain_ends(start - 1):
                start -= 1
            else:
                return start

    def _domain_ends(self, at: int) -> bool:
        domains = self.words.domains
        return any(self.plain[at - k : at] in domains for k in range(2, 7))

    def _head_before(self, start: int) -> int:
        """Where the level or place begins that stands before a name's own words."""
        words = self.words
        if start in self.place_stops:
            return self._with_place(start)
        if not self.plain.endswith(words.heads, 0, start) or self.plain.endswith(words.false_heads, 0, start):
            return start
        return self._with_place(start - len(next(h for h in words.heads if self.plain.endswith(h, 0, start))))

    def _level_before(self, start: int) -> int:
        """Where words begin that say of which level an organ is (各级财政部门, 省级发展改革委)."""
        level = self.cues.of_level.search(self.plain, max(0, start - _LONGEST_LEVEL), start)
        return level.start() if level else start

    def _levels_before(self, start: int) -> int:
        """Where a list of levels begins that an organ is of (各省、自治区、直辖市财政厅)."""
        letters = self.cues.level_letters.search(self.plain, max(0, start - _LONGEST), start)
        levels = letters and self.cues.of_levels.search(self.plain, letters.start(), start)
        return levels.start() if levels else start

    def _whole_level(self, start: int) -> int:
        """Where the word begins of which a name took the last letter for a level (辖区, 全市, 直辖市)."""
        if self.plain.startswith(self.words.not_heads, start):  # 健全 | 市场监管部门
            return start
        if not self.plain.endswith(self.words.longer_heads, 0, start + 1):
            return start
        whole = next(head for head in self.words.longer_heads if self.plain.endswith(head, 0, start + 1))
        begin = start + 1 - len(whole)
        return begin - (self.plain[begin - 1 : begin] == "各")

    def _with_place(self, start: int) -> int:
        """Where the regions' names that end at a place begin."""
        while start in self.place_stops:
            start = self.place_stops[start]
        return start

    def _find_shapes(self) -> Iterator[_Found]:
        """…领导小组, …工作专班: whatever stands before the ending, back to a boundary; alone, the one named before."""
        for match in self.words.group.finditer(self.plain):
            yield _Found(Span(match.start(), match.end()), match.group(), carried=False)
        for match in self.words.shapes.finditer(self.plain):
            named = self.cues.founded.search(self.plain, max(0, match.start() - _LONGEST - 2), match.start())
            start = named.start("name") if named else self._walk_freely(match.start())
            if match.start() - start < 2 or self.cues.formula.match(self.plain, start):
                continue
            yield _Found(Span(start, match.end()), self.plain[start : match.end()], carried=False)
            if match.group() in self.namer.cues.seats:
                yield from self._read_zones(start - 1, match.group())

    def _read_zones(self, stop: int, committee: str) -> Iterator[_Found]:
        """The committees of the zones that stand in a list before the last, which alone bears the word."""
        while self.plain[stop : stop + 1] == "、":
            zone = self.cues.listed_zone.search(self.plain, max(0, stop - _LONGEST), stop)
            if zone is None:
                return
            yield _Found(Span(zone.start(), stop), zone.group() + committee, carried=False)
            stop = zone.start() - 1

    def _find_placed(self) -> Iterator[_Found]:
        """郑州银行, 市妇联: endings that need a place, or its level, right before them."""
        own = {stop: start for start, stop in self._occurrences(self.namer.short)}
        for at, first in {**own, **self.place_stops}.items():
            if match := self.words.placed.match(self.plain, at):
                start = self._with_place(first)
                networks = self.words.networks
                start -= next((len(front) for front in networks if self.plain.endswith(front, 0, start)), 0)
                yield _Found(Span(start, match.end()), self.plain[start : match.end()], carried=False)
        headed = (match.span() for match in self.words.headed.finditer(self.plain))
        levelled = ((match.start() + 1, match.end()) for match in self.words.levelled.finditer(self.plain))
        for at, stop in chain(headed, levelled):
            start = self._head_before(at)
            if start < at:
                yield _Found(Span(start, stop), self.plain[start:stop], carried=False)

    def _walk_freely(self, at: int) -> int:
        words = self.words
        floor = max(0, at - _LONGEST)
        start = at
        while start > floor and _CHINESE.match(self.plain, start - 1):
            if bound := next((k for k in (3, 2, 1) if self._bounds(start, k, words)), 0):
                start = self._with_deed(start, bound)
                break
            start -= 1
        beside = self.cues.beside.match(self.plain, start, at)
        return beside.end() if beside else start

    def _with_deed(self, start: int, bound: int) -> int:
        """Where a name begins whose deed follows its place (荆门市推动…领导小组), or its party (中共…领导小组)."""
        word = self.plain[start - bound : start]
        if word == "中共":
            return start - bound
        head = self._head_before(start - bound) if word in self.cues.deeds else start
        return head if head < start - bound else start

    def _bounds(self, start: int, length: int, words: LocalWords) -> bool:
        """Whether a word ends here that no name holds; one letter may be the part of a longer word (应急, 信用)."""
        if self.plain[start - length : start] not in words.boundaries:
            return False
        if length > 1 or start in self.place_starts:
            return True
        if any(
            self.plain.startswith(word, start - 1 - word.index(self.plain[start - 1]))
            for word in words.unbroken
            if self.plain[start - 1] in word
        ):
            return False
        return not (self.plain[start - 1] in _JOIN and self._domain_ends(start - 1))

    def _find_listed(self, found: set[Span]) -> Iterator[_Found]:
        """What no rule knows in a list of bodies of whom a clause says what they must do (省财政厅、某某控股要…)."""
        for must in self.cues.must.finditer(self.plain):
            floor = max(0, must.start() - _LONGEST_LIST)
            start = max(self.plain.rfind(mark, floor, must.start()) for mark in "，。；：\n") + 1
            if start <= floor > 0 or self.plain.find("、", start, must.start()) < 0:
                continue
            if self.plain.endswith(self.cues.ends_in_class, start, must.start()):
                continue
            if mark := read_mark(self.plain, start):
                start = mark.stop
            items = split_list(self.plain, Span(start, must.start()), self.namer)
            if not items:
                continue
            others = [item for item in items if item.span not in found]
            known = len(items) - len(others)
            if known > 1 or items[0].span in found or all(self.cues.town.fullmatch(item.words) for item in items):
                yield from (_Found(*item, carried=False) for item in others if self.cues.listed.fullmatch(item.words))

    def _find_acting(self) -> Iterator[_Found]:
        """Organs of any name whose act follows at once (由联合采购办公室负责…)."""
        stop = 0
        for act in self.cues.act.finditer(self.plain):
            if match := self.cues.actor.search(self.plain, max(stop, act.start() - _LONGEST), act.start()):
                stop = match.end("body")
                for item in split_list(self.plain, Span(*match.span("body")), self.namer):
                    yield _Found(item.span, item.words, carried=False)

    def _find_seats(self) -> Iterator[_Found]:
        """Governments, and committees of party and youth league: 市政府, 西藏自治区人民政府, 省委组织部, 团市委."""
        for match in self.cues.shared_government.finditer(self.plain):
            yield from self._read_shared(match.start())
        inner = self.words.inner
        for match in self.cues.government.finditer(self.plain):
            start = self._head_before(match.start())
            start = self._levels_before(start)
            if town := self.cues.listed_town.search(self.plain, max(0, start - _LONGEST_LEVEL), start + 1):
                start = town.start()
            yield _Found(Span(start, match.end()), self.plain[start : match.end()], carried=False)
            if start in self.place_starts and match.group().endswith("政府"):
                yield from self._read_seats(start - 1, match.group())
        for match in self.cues.committee.finditer(self.plain):
            rest = next((w for w in inner if match["rest"].startswith(w)), "")
            if not rest and (organ := self.cues.committee_organ.match(self.plain, match.start("rest"))):
                rest = organ.group()
            start = self._head_before(match.start())
            start -= len("中共") * self.plain.endswith("中共", 0, start)
            start -= next(
                (len(league) for league in self.namer.cues.league if self.plain.endswith(league, 0, start)), 0
            )
            stop = match.start("rest") + len(rest)
            yield _Found(Span(start, stop), self.plain[start:stop], carried=False)

    def _read_shared(self, stop: int) -> Iterator[_Found]:
        """The governments of places in a list that 等省（市）人民政府 ends."""
        while stop in self.place_stops:
            start = self._with_place(stop)
            yield _Found(Span(start, stop), self.plain[start:stop] + "人民政府", carried=False)
            if self.plain[start - 1] not in "、和与及":
                return
            stop = start - 1

    def _find_directed(self) -> Iterator[_Found]:
        """Places of which a clause says what their governments must do (广州市、深圳市要…)."""
        for stop in self.place_stops:
            if not self.cues.directed.match(self.plain, stop - 1):
                continue
            start = self._with_place(stop)
            last = _Found(Span(start, stop), self.plain[start:stop] + "人民政府", carried=False)
            found = [last, *self._read_seats(start - 1, "人民政府")]
            first = found[-1].span.start
            if first == 0 or self.cues.before_directed.match(self.plain, first - 1):
                yield from found

    def _read_seats(self, stop: int, government: str) -> Iterator[_Found]:
        """The governments of the divisions that stand in a list before the last, which alone bears the word."""
        while self.plain[stop] in "、和与及" and stop in self.place_stops and self.plain[stop - 1] in LEVELS:
            start = self._with_place(stop)
            yield _Found(Span(start, stop), self.plain[start:stop] + government, carried=False)
            stop = start - 1

    def _join_branches(self, found: list[_Found]) -> Iterator[_Found]:
        """国家税务总局 and 贵州省税务局 behind it are one branch; so are 各级人民政府 and 民政部门 one class."""
        known = self.namer.gazetteer.bodies.by_alias
        by_start = {f.span.start: f for f in reversed(found) if f.words not in known}
        of_government = (f for f in found if f.words.startswith("政府") and f.words.endswith("部门"))
        by_start |= {f.span.start + len("政府"): f for f in of_government}
        for candidate in found:
            following = by_start.get(candidate.span.stop)
            if following and (
                (candidate.words in known and candidate.span.stop in self.place_starts)
                or self.namer.cues.corps.fullmatch(candidate.words)
                or (self.cues.of_class.search(candidate.words) and following.words.endswith(("部门", "机关")))
            ):
                span = Span(candidate.span.start, following.span.stop)
                tail = following.words[following.span.stop - following.span.start :]  # 部门, that a list shares
                yield _Found(span, self.plain[span.start : span.stop] + tail, carried=False)
            yield candidate


def _name_members(mentions: list[BodyMention], words: LocalWords) -> list[BodyMention]:
    """各成员单位 are those of the group that was named last; a bare 领导小组 is that group."""
    groups: list[str] = []  # by name, in the order in which the text spoke of them last
    named: list[BodyMention] = []
    for mention in mentions:
        bare = mention.name.removesuffix("办公室")
        if bare in words.groups:
            if group := next((one for one in reversed(groups) if one.endswith(bare)), None):
                groups.append(group)
                named.append(BodyMention(mention.span, group + mention.name[len(bare) :], mention.kind))
        elif groups and words.mentions.members.match(mention.name):
            named.append(BodyMention(mention.span, groups[-1] + mention.name, "class", generic=True))
        else:
            if words.mentions.group_end.search(mention.name):
                groups.append(mention.name)
            named.append(mention)
    return named


def _add_terms(plain: str, mentions: list[BodyMention], cues: MentionCues) -> list[BodyMention]:
    """Read the terms that a text defines for itself, and find them wherever they stand."""
    by_stop = {m.span.stop: m for m in mentions}
    terms: dict[str, tuple[str, str, bool]] = {}
    for found in cues.term.finditer(plain):
        before = by_stop.get(found.start())
        term = found["term"]
        if before is None or not cues.term_end.search(term):
            continue
        if found["how"] != "统称" and not before.generic and not term.startswith("各"):
            terms[term] = (before.name, before.kind, before.generic)
            if before.kind == "coordination":
                terms.setdefault(f"{term}{_OFFICE}", (before.name + _OFFICE, before.kind, before.generic))
        else:
            terms[term] = (term, "class", True)
    if not terms:
        return mentions
    longest = "|".join(_term_pattern(term, cues) for term in sorted(terms, key=len, reverse=True))
    added = [BodyMention(Span(m.start(), m.end()), *terms[m.group()]) for m in re.finditer(longest, plain)]
    kept = [m for m in mentions if not any(a.span.holds(m.span) for a in _near(added, m.span))]
    spans = {m.span for m in kept}
    whole = [a for a in added if not any(s.overlaps(a.span) for s in spans)]
    return sorted([*kept, *whole], key=lambda m: m.span)


def _term_pattern(term: str, cues: MentionCues) -> str:
    """A pattern for a term; one of two letters (中心) is in many words, and counts only where a name may begin."""
    word = re.escape(term)
    return word if len(term) > _SHORT_TERM else f"{cues.before_short_term.pattern}{word}{cues.after_short_term.pattern}"


def _near(mentions: list[BodyMention], span: Span) -> Iterator[BodyMention]:
    """The mentions that begin near a span."""
    return (m for m in mentions if abs(m.span.start - span.start) < _LONGEST)
