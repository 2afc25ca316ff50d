"""Mentions of bodies."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from loader.document import BodyMention, Span
from loader.extraction.body_departments import DEPARTMENT, DepartmentReader
from loader.extraction.body_lists import LEVELS, find_organ, name_list, split_list
from loader.extraction.body_names import make_namer
from loader.extraction.body_seats import SeatReader
from loader.extraction.body_starts import LONGEST_LEVEL, BodyStarts, Found
from loader.extraction.body_terms import add_terms, find_again, name_members
from loader.extraction.sentence_roles import leave_out_idle
from loader.gazetteer.regions import occurrences
from loader.list_marks import LIST_MARKS
from loader.numbering import read_mark
from loader.sentences import stretch_start

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from loader.document import Outline
    from loader.extraction.assignments import Assigned
    from loader.extraction.body_lists import Item
    from loader.extraction.body_names import Namer
    from loader.extraction.setting import Setting
    from loader.extraction.tables import TaskRow
    from loader.gazetteer import Gazetteer

_TITLE = re.compile(r"《(?:[^》\n]{2,30}?(?=关于))?(?P<own>[^》\n]{0,80}》)")  # a title, and all of it but its issuer
_NUMBERED = re.compile(r"(?:[一-龥]{0,3}[函发字规通文办])?〔\d{4}〕")
_CLASS_ENDS = (DEPARTMENT, "机关", "机构")
_LONGEST = 30
_LONGEST_LIST = 200
_LONGEST_SINGLE = 18
_SHORTEST_PAIR = 12  # 南县财政局安化县财政局


def extract_bodies(
    outline: Outline, setting: Setting, gazetteer: Gazetteer, assigned: Assigned, tasks: Sequence[TaskRow] = ()
) -> list[BodyMention]:
    """Find bodies; those in a list are several, and a shared head is carried on. `tasks` are rows of tables."""
    namer = make_namer(setting, gazetteer)
    plain = outline.text.plain
    taken, mentions = _read_lists(outline, namer, assigned, tasks)
    taken += [Span(*m.span("own")) for m in _TITLE.finditer(plain)]
    words = gazetteer.bodies.words
    reader = _Reader(plain, namer)
    running = list(reader.read(_Stretches(taken)))
    mentions += leave_out_idle(running, reader.doubtful, outline)
    mentions.sort(key=lambda m: m.span)
    read = _Stretches(taken)
    mentions += [again for again in find_again(plain, mentions, words) if not read.overlap(again.span)]
    mentions.sort(key=lambda m: m.span)
    return name_members(add_terms(plain, mentions, words.mentions), words)


def _read_lists(
    outline: Outline, namer: Namer, assigned: Assigned, tasks: Sequence[TaskRow]
) -> tuple[list[Span], list[BodyMention]]:
    """The bodies in duty brackets, lines and cells, and the stretches that these take up."""
    plain = outline.text.plain
    taken: list[Span] = []
    mentions: list[BodyMention] = []
    for index, assignments in assigned.items():
        offset = outline.statements[index].span.start
        for assignment in assignments:
            if assignment.grants:
                taken.append(assignment.span.moved(offset))
            for grant in assignment.grants:
                mentions += name_list(split_list(plain, grant.span.moved(offset), namer), namer)
    for grant, offset in (each for task in tasks for each in task.grants):
        span = grant.span.moved(offset)
        taken.append(span)
        mentions += name_list(split_list(plain, span, namer), namer)
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


class _Reader:
    """Reads the bodies that a running text names."""

    def __init__(self, plain: str, namer: Namer) -> None:
        self.plain = plain
        self.namer = namer
        self.starts = BodyStarts(plain, namer)
        self.seats = SeatReader(namer, self.starts)
        self.words, self.cues = self.starts.words, self.starts.cues
        self.known: dict[int, int] = {}
        """From where the central bodies found stop to where they start."""
        self.doubtful: set[Span] = set()
        """The classes of places found, which are bodies where their sentence says what they do."""
        self.departments = DepartmentReader(self.starts, self.known)

    def read(self, taken: _Stretches) -> Iterator[BodyMention]:
        """Yield mentions in order: of candidates that overlap, the one that begins first, then the longest."""
        stop = 0
        carried: str | None = None
        branch = ""  # the name before in the same list, if it may lend its organ
        each = False  # whether that name, of each place, lends 各 to 开发区管委会 behind it
        for joined in self._join_branches(self._find_all()):
            candidate = self._cut_off(joined)
            if candidate.span.start < stop or taken.overlap(candidate.span):
                continue
            if _NUMBERED.match(self.plain, candidate.span.stop):  # 某公积金管委会〔2023〕3号, 工信部企业函〔2023〕4号
                continue
            behind = self.plain[stop : candidate.span.start]  # nothing in 河北省委省政府
            if behind and behind not in LIST_MARKS:
                carried, branch, each = None, "", False
            if carried is None and self._may_be_listed_thing(candidate):
                continue
            organ = find_organ(branch, candidate.words, self.namer.gazetteer)
            branch = branch if organ else candidate.words
            named = self.namer.name_listed(organ + candidate.words, carried, each=each)
            each = candidate.words.startswith("各") or (each and named.generic)
            if candidate.carried and named.head is None and named.name == candidate.words:
                continue
            yield BodyMention(candidate.span, named.name, named.kind, named.generic)
            carried = named.head or carried
            stop = candidate.span.stop

    def _find_all(self) -> list[Found]:
        """All candidates in order, of those that begin together the longest first."""
        known = list(self._find_known())
        self.known |= {one.span.stop: one.span.start for one in known}
        found = [
            *known,
            *self._find_classes(),
            *self._find_organs(),
            *(shape for shape in self._find_shapes() if shape.span.stop not in self.known),
            *self._find_placed(),
            *self.seats.find(),
            *self.seats.find_directed(),
            *self._find_acting(),
        ]
        others = _Stretches(one.span for one in found)
        places = [one for one in sorted(self._find_places(), key=lambda f: f.span) if not others.overlap(one.span)]
        self.doubtful = {one.span for one in places}
        found += places
        found += self._find_listed({one.span for one in found})
        return sorted(found, key=lambda f: (f.span.start, -f.span.stop))

    def _cut_off(self, candidate: Found) -> Found:
        """A body without another, of a place of its own, that follows without a mark."""
        start, stop = candidate.span
        known = self.namer.gazetteer.bodies.by_alias
        if stop - start < _SHORTEST_PAIR:
            return candidate
        for whole in self.cues.before_another.finditer(self.plain, start, stop):
            place = self.starts.place_starts.get(whole.end())
            first = self.plain[start : whole.end()]
            if place is not None and first not in known and self.cues.another.match(self.plain, place, stop):
                return self.starts.found(start, whole.end())
        return candidate

    def _may_be_listed_thing(self, candidate: Found) -> bool:
        """A centre behind 、 is an organ if one stands before it; others are built (建设经贸中心、科技创新中心)."""
        return candidate.carried and candidate.words.endswith("中心") and self.plain[candidate.span.start - 1] == "、"

    def _find_known(self) -> Iterator[Found]:
        """Central bodies by their names, and the branches that they have in a place."""
        words, bodies = self.words, self.namer.gazetteer.bodies
        last = 0
        for start, stop, name in bodies.matcher.find(self.plain):
            alias = self.plain[start:stop]
            if self.plain.startswith(words.not_before, stop):
                continue
            if alias in words.lists_only and not (start == last + 1 and self.plain[last] == "、"):
                continue
            before = max(0, start - LONGEST_LEVEL)
            if self.cues.may_be_another.search(alias) and self.cues.not_before_central.search(
                self.plain, before, start
            ):
                continue
            last = stop
            yield self.starts.found(start, stop)
            if (place := self.starts.place_starts.get(stop)) and (branch := self.cues.branch.match(self.plain, place)):
                yield self.starts.found(start, branch.end())
            elif (
                bodies.by_name[name].kind in {"ministry", "coordination"}
                and (own := self.cues.own_division.match(self.plain, stop))
                and own.group() not in bodies.by_alias
            ):
                yield self.starts.found(start, own.end())
        for match in self.words.party.finditer(self.plain):
            yield Found(Span(match.start(), match.start() + 1), "中国共产党", carried=False)

    def _find_classes(self) -> Iterator[Found]:
        """各地区各部门, 地方各级人民政府: open classes, with the region before them."""
        for match in self.words.whole.finditer(self.plain):
            if self.cues.not_after_class.match(self.plain, match.end()):
                continue
            of_place = match.group().endswith("机构")
            start = self.starts.of_head(match.start()) if of_place else self.starts.of_places(match.start())
            start = self.starts.of_levels(start)
            yield self.starts.found(start, match.end())

    def _find_places(self) -> Iterator[Found]:
        """各区县, 有关省份: classes of places, and of those who have duties."""
        for match in self.words.acting.finditer(self.plain):
            yield self.starts.found(self.starts.of_places(match.start()), match.end())

    def _find_organs(self) -> Iterator[Found]:
        """省财政厅, 北京市经济和信息化局, 行业主管部门: endings whose words are known."""
        for match in self.words.organs.finditer(self.plain):
            if self.cues.not_after_organ.match(self.plain, match.end()):
                continue
            if match.group() == DEPARTMENT:
                yield from self.departments.read(*match.span())
            elif branch := self._read_branch(match.start(), match.end()):
                yield branch
            else:
                yield from self._read_organ(match.start(), match.end())

    def _read_branch(self, at: int, stop: int) -> Found | None:
        """自然资源和规划江北分局: a branch in a place, behind words that such names are made of."""
        short = self.namer.short
        if not self.plain.startswith("分局", at):
            return None
        place = at - len(short) if short and self.plain.endswith(short, 0, at) else self.starts.of_places(at)
        start = self.starts.of_words(place, qualified=False) if place < at else place
        if start == place:
            return None
        begin = self.starts.of_head(start)
        return self.starts.found(begin, stop)

    def _read_organ(self, at: int, stop: int) -> Iterator[Found]:
        """Walk to the left from an ending over words that such names are made of."""
        start = self.starts.of_words(at, qualified=False)
        if start == at:
            return
        begin = self.starts.of_head(start)
        if self._is_built(begin, start, stop):
            return
        if (first := self.starts.of_levels(start)) < start:
            also = self.cues.also_called.match(self.plain, stop)
            stop = also.end() if also else stop
            yield self.starts.found(first, stop)
            return
        if self.plain[begin - 1 : begin] in self.cues.each:
            yield self.starts.found(begin - 1, stop)
            return
        begin = self.starts.of_level(begin)
        if begin == start and self.plain[at:stop] in self.cues.need_head:
            opens = begin == 0 or self.plain[begin - 1] in self.cues.openers
            if not opens or start > at - 4:
                return
        end = self._with_division(stop)
        bare = begin == start and end == stop
        if bare and self.plain[begin - 1 : begin] == "、" and (also := self.cues.also_called.match(self.plain, stop)):
            end = also.end()
        yield self.starts.found(begin, end, carried=bare)

    def _with_division(self, stop: int) -> int:
        """Where an organ's name ends that goes on with that of its own division (市公安局 | 交警支队)."""
        division = self.cues.division.match(self.plain, stop)
        return division.end() if division else stop

    def _is_built(self, begin: int, start: int, stop: int) -> bool:
        """Whether a centre is what its place is to become (打造安徽文化中心) or is, and no organ of it."""
        if not self.plain.endswith("中心", start, stop) or self.plain[start - 1] in LEVELS:
            return False
        begin = self.starts.of_level(begin)
        if begin == start:
            return False
        is_hub = self.cues.hub.fullmatch(self.plain, start, stop) is not None
        return is_hub or self.cues.built.search(self.plain, max(0, begin - 4), begin) is not None

    def _find_shapes(self) -> Iterator[Found]:
        """…领导小组, …工作专班: whatever stands before the ending, back to a boundary; alone, the one named before."""
        for match in chain(self.words.group.finditer(self.plain), self.cues.bare_office.finditer(self.plain)):
            yield self.starts.found(*match.span())
        for match in self.words.shapes.finditer(self.plain):
            named = self.cues.founded.search(self.plain, max(0, match.start() - _LONGEST - 2), match.start())
            start = named.start("name") if named else self.starts.of_free_words(match.start())
            if match.start() - start < 2 or self.cues.formula.match(self.plain, start):
                continue
            yield self.starts.found(start, match.end())
            if match.group() == "街道办事处":
                yield from self.starts.sharing(start - 1, self.cues.listed_street, "办事处")
            elif match.group() in self.namer.cues.seats:
                yield from self.starts.sharing(start - 1, self.cues.listed_zone, match.group())

    def _find_placed(self) -> Iterator[Found]:
        """郑州银行, 市妇联: endings that need a place, or its level, right before them."""
        own = {stop: start for start, stop in occurrences(self.plain, self.namer.short)}
        for at, first in {**own, **self.starts.place_stops}.items():
            if match := self.words.placed.match(self.plain, at):
                start = self.starts.of_places(first)
                networks = self.words.networks
                start -= next((len(front) for front in networks if self.plain.endswith(front, 0, start)), 0)
                yield self.starts.found(start, match.end())
                yield from self._read_seated(start, at, match.end())
        headed = (match.span() for match in self.words.headed.finditer(self.plain))
        levelled = ((match.start() + 1, match.end()) for match in self.words.levelled.finditer(self.plain))
        for at, stop in chain(headed, levelled):
            start = self.starts.of_head(at)
            if start < at:
                yield self.starts.found(start, stop)
                yield from self._read_seated(start, at, stop)

    def _read_seated(self, start: int, at: int, stop: int) -> Iterator[Found]:
        """Those of other places in a list before a body that alone bears their common word (沈阳、广州 | 军区)."""
        if self.cues.seated.fullmatch(self.plain, at, stop) is None:
            return
        while self.plain[start - 1 : start] == "、" and start - 1 in self.starts.place_stops:
            last, start = start - 1, self.starts.of_places(start - 1)
            yield self.starts.found(start, last, self.plain[at:stop])

    def _find_listed(self, found: set[Span]) -> Iterator[Found]:
        """What no rule knows of those of whom a clause says what they must do (省财政厅、某某控股要…; 市人居办要…)."""
        starts = {span.start for span in found}
        for must in self.cues.must.finditer(self.plain):
            items = self._list_before(must.start())
            others = [item for item in items if item.span not in found]
            known = len(items) - len(others)
            seats = list(self.seats.read_divisions(others)) if known or self._are_seats(items) else []
            yield from seats
            if known + len(seats) > 1 or (items and (items[0].span in found or self._are_own(items, starts))):
                yield from (Found(*item, carried=False) for item in others if self.cues.listed.fullmatch(item.words))

    def _list_before(self, stop: int) -> list[Item]:
        """The names that a clause begins with, if they are several, or one that may be of the own place."""
        floor = max(0, stop - _LONGEST_LIST)
        start = stretch_start(self.plain, stop, "，。；：\n", floor)
        if start <= floor > 0 or self.plain.endswith(self.cues.ends_in_class, start, stop):
            return []
        single = self.plain.find("、", start, stop) < 0
        if single and stop - start > _LONGEST_SINGLE:
            return []
        if mark := read_mark(self.plain, start):
            start = mark.stop
        if single:
            agent = self.plain.startswith("由", start)
            if not self.cues.own.match(self.plain, start + agent, stop):
                return []
        return split_list(self.plain, Span(start, stop), self.namer)

    def _are_own(self, items: Sequence[Item], starts: set[int]) -> bool:
        """Whether a list opens with a body of the own place, of which no part is found yet, or names towns alone."""
        span, first = items[0]
        is_own = span.start not in starts and self.cues.own.fullmatch(first)
        return bool(is_own and not first.startswith(self.words.not_heads)) or all(
            self.cues.town.fullmatch(item.words) for item in items
        )

    def _are_seats(self, items: Sequence[Item]) -> bool:
        """Whether a list names nothing but several divisions and zones (丰南区、古冶区、高新区要…)."""
        regions = self.namer.gazetteer.regions
        return len(items) > 1 and all(
            item.words in regions.by_name or self.cues.listed_zone.fullmatch(item.words) for item in items
        )

    def _find_acting(self) -> Iterator[Found]:
        """Organs of any name whose act follows at once (由联合采购办公室负责…)."""
        stop = 0
        for act in self.cues.act.finditer(self.plain):
            if match := self.cues.actor.search(self.plain, max(stop, act.start() - _LONGEST), act.start()):
                stop = match.end("body")
                for item in split_list(self.plain, Span(*match.span("body")), self.namer):
                    yield Found(item.span, item.words, carried=False)

    def _join_branches(self, found: list[Found]) -> Iterator[Found]:
        """国家税务总局 and 贵州省税务局 behind it are one branch; so are 各级人民政府 and 民政部门 one class."""
        known = self.namer.gazetteer.bodies.by_alias
        by_start = {f.span.start: f for f in reversed(found) if f.words not in known}
        of_government = (f for f in found if f.words.startswith("政府") and f.words.endswith(DEPARTMENT))
        by_start |= {f.span.start + len("政府"): f for f in of_government}
        for candidate in found:
            following = by_start.get(candidate.span.stop)
            if following and (
                (candidate.words in known and candidate.span.stop in self.starts.place_starts)
                or self.namer.cues.corps.fullmatch(candidate.words)
                or (self.cues.of_class.search(candidate.words) and following.words.endswith(_CLASS_ENDS))
            ):
                tail = following.words[following.span.stop - following.span.start :]  # 部门, that a list shares
                yield self.starts.found(candidate.span.start, following.span.stop, tail)
            yield candidate
