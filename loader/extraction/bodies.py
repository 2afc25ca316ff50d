"""Mentions of bodies."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from loader.document import BodyMention, Span
from loader.extraction.assignments import find_assignments
from loader.extraction.body_names import LEAGUE, make_namer, name_list, split_list
from loader.gazetteer import load_gazetteer
from loader.gazetteer.patterns import join_patterns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from loader.document import Outline
    from loader.extraction.body_names import Namer
    from loader.extraction.setting import Setting
    from loader.extraction.tables import TaskRow
    from loader.gazetteer import Gazetteer
    from loader.gazetteer.bodies import LocalWords

_TITLE = re.compile(r"《[^》\n]{0,80}》")
_TERM = re.compile(
    r"（(?:以下)?(?P<how>(?<=以下)(?:简称|统称|称)|下称)(?:为)?[“‘]?(?P<term>[^”’（）：，]{2,16})[”’]?(?:[，；][^（）]{0,40})?）"
)
_TERM_BODY = re.compile(r"(?:部门|单位|小组|会议|办公室|办|局|委|委员会|中心|公司|专班|指挥部|机构|组)$")
_MEMBERS = re.compile(r"各成员(?:单位|部门)$")
_GROUP = re.compile(r"(?:领导小组|联席会议|委员会|协调小组|指挥部|工作组|推进小组|专班)$")
_FORMULA = re.compile(r"(?:一[^一，。“”]{1,4}){2}")  # 一项目一方案一专班
_OF_CLASS = re.compile(r"政府$|^各地$")
_CHINESE = re.compile(r"[一-鿿A-Za-z0-9＋+]")
_JOIN = "和与及"
_LONGEST = 30
_SHORT_TERM = 2
_OF_LEVEL = re.compile(r"(?:(?:各|有关)?(?:[省市县区州乡镇]级|(?<![省市县区州])地方)|各级)$")
_LEVEL = r"(?:自治区|直辖市|计划单列市|[省市州县区旗]|（[省市州县区旗、]{1,7}）)"
_LEVELS_BEFORE = re.compile(
    rf"(?:(?:各|有关|相关)+{_LEVEL}|(?:(?<![一-鿿])|(?<=[由向报经对条和与及])){_LEVEL}(?=[、和（]))(?:{_LEVEL}|[、和及])*$"
)
_NEEDS_HEAD = frozenset({"办", "办公室", "中心", "总队", "支队", "署"})
_ACT = re.compile(r"负责|牵头|会同")
_ACTOR = re.compile(
    r"[由，。；：\n条款](?P<body>(?!第[一二三四五六七八九十百\d]+条|经)[^，。；：、（）《》\s由的要将应及]{2,18}?"
    r"(?:局|厅|委|委员会|办|办公室|中心|管理处|小组|专班|集团|公司))(?:具体|统一|共同|主要)?$"
)
_OPENERS = "，。；：、\n由条款"
_PARTY = re.compile(r"委(?<=[省市州盟县区旗]委)(?!员|托|派|任|会|书记|常)(?P<rest>[一-鿿]{0,6})")
_OFFICE = "(?:办公[厅室]|研究室|督查室|国资委|金融办|(?:常务|全体|办公)会议)?"
_GOVERNMENT = re.compile(
    rf"(?:人(?<=[省市州盟县区旗镇乡]人)(?:民政府{_OFFICE}|大常委会|大)|政(?<=[省市州盟县区旗镇乡]政)(?:府{_OFFICE}|协))(?!工作报告|采购|债|性|网|间|投资|专项|储备|购买|引导|令|规章|信息公开|部门|主导|补贴|补助)"
)
_ORGAN_AFTER = re.compile(r"[长员子里面门]|(?<=中心)(?:平台|城|镇|区|村|校|小学|学校|建设|项目|系统|站|任务|工作|环节)")
_TAKEN_AFTER = re.compile(r"(?:[省市县区州级]|有关|相关|各|地方)$")


class _Found(NamedTuple):
    """A candidate in running text."""

    span: Span
    words: str
    carried: bool
    """Whether its name lacks a place that the body before in the same list may give."""


class _Patterns(NamedTuple):
    """The gazetteer's words for bodies, compiled."""

    classes: re.Pattern[str]
    organs: re.Pattern[str]
    shapes: re.Pattern[str]
    placed: re.Pattern[str]
    headed: re.Pattern[str]
    groups: re.Pattern[str]
    party: re.Pattern[str]


def extract_bodies(
    outline: Outline, setting: Setting, gazetteer: Gazetteer, tasks: Sequence[TaskRow] = ()
) -> list[BodyMention]:
    """Find bodies; those in a list are several, and a shared head is carried on. `tasks` are rows of tables."""
    namer = make_namer(setting, gazetteer)
    plain = outline.text.plain
    taken, mentions = _read_lists(outline, namer, tasks)
    taken += [Span(m.start(), m.end()) for m in _TITLE.finditer(plain)]
    reader = _Reader(plain, namer, _compile())
    mentions += reader.read(_Stretches(taken))
    mentions.sort(key=lambda m: m.span)
    mentions = _name_members(mentions, gazetteer.bodies.words.groups)
    return _add_terms(plain, mentions)


def _read_lists(outline: Outline, namer: Namer, tasks: Sequence[TaskRow]) -> tuple[list[Span], list[BodyMention]]:
    """The bodies in duty brackets, lines and cells, and the stretches that these take up."""
    taken: list[Span] = []
    mentions: list[BodyMention] = []
    for statement in outline.statements:
        offset = statement.span.start
        for assignment in find_assignments(statement.text):
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
    patterns: _Patterns
    place_starts: dict[int, int] = field(default_factory=dict)
    place_stops: dict[int, int] = field(default_factory=dict)

    def read(self, taken: _Stretches) -> Iterator[BodyMention]:
        """Yield mentions in order: of candidates that overlap, the one that begins first, then the longest."""
        for span, word in self.namer.gazetteer.regions.matcher.find(self.plain):
            if word.ids and word.stands(self.plain, span.start, span.stop):
                self.place_starts[span.start] = span.stop
                self.place_stops[span.stop] = span.start
        known = list(self._find_known())
        stops = {one.span.stop for one in known}
        found = [
            *known,
            *self._find_classes(),
            *self._find_organs(),
            *(shape for shape in self._find_shapes() if shape.span.stop not in stops),
            *self._find_placed(),
            *self._find_seats(),
            *self._find_acting(),
        ]
        found.sort(key=lambda f: (f.span.start, -f.span.stop))
        stop = 0
        carried: str | None = None
        for candidate in self._join_branches(found):
            if candidate.span.start < stop or taken.overlap(candidate.span):
                continue
            if candidate.span.start != stop + 1 or self.plain[stop] not in "、和与及":
                carried = None
            if carried is None and self._may_be_listed_thing(candidate):
                continue
            named = self.namer.name_body(candidate.words, carried)
            if candidate.carried and named.head is None and named.name == candidate.words:
                continue
            yield BodyMention(candidate.span, named.name, named.kind, named.generic)
            carried = named.head or carried
            stop = candidate.span.stop

    def _may_be_listed_thing(self, candidate: _Found) -> bool:
        """A centre behind 、 is an organ if one stands before it; others are built (建设经贸中心、科技创新中心)."""
        return candidate.carried and candidate.words.endswith("中心") and self.plain[candidate.span.start - 1] == "、"

    def _find_known(self) -> Iterator[_Found]:
        """Central bodies by their names."""
        words = self.namer.gazetteer.bodies.words
        for span, _ in self.namer.gazetteer.bodies.matcher.find(self.plain):
            alias = self.plain[span.start : span.stop]
            after = self.plain[span.stop : span.stop + 4]
            if alias in words.lists_only or after.startswith(words.not_before):
                continue
            if len(alias) <= 6 and _TAKEN_AFTER.search(self.plain, max(0, span.start - 2), span.start):
                continue
            yield _Found(span, alias, carried=False)
        for match in self.patterns.party.finditer(self.plain):
            yield _Found(Span(match.start(), match.start() + 1), "中国共产党", carried=False)

    def _find_classes(self) -> Iterator[_Found]:
        """各地区各部门, 地方各级人民政府: open classes, with the region before them."""
        for match in self.patterns.classes.finditer(self.plain):
            of_place = match.group().endswith("机构")
            start = self._head_before(match.start()) if of_place else self._with_place(match.start())
            if levels := _LEVELS_BEFORE.search(self.plain, max(0, start - _LONGEST), start):
                start = levels.start()
            yield _Found(Span(start, match.end()), self.plain[start : match.end()], carried=False)

    def _find_organs(self) -> Iterator[_Found]:
        """省财政厅, 北京市经济和信息化局, 行业主管部门: endings whose words are known."""
        for match in self.patterns.organs.finditer(self.plain):
            if _ORGAN_AFTER.match(self.plain, match.end()):
                continue
            yield from self._read_organ(match.start(), match.end())

    def _read_organ(self, at: int, stop: int) -> Iterator[_Found]:
        """Walk to the left from an ending over words that such names are made of."""
        words = self.namer.gazetteer.bodies.words
        department = self.plain.startswith("部门", at)
        listed = department and self.plain[at - 1 : at] == "等"
        at -= listed
        start = self._walk(at, qualified=department)
        if start == at or (department and self.plain[start:at] in words.not_alone):
            return
        if department:
            yield from self._read_listed(start, at) if listed else self._read_department(start, stop)
            return
        begin = self._head_before(start)
        if begin == start and self.plain[at:stop] in _NEEDS_HEAD:
            opens = begin == 0 or self.plain[begin - 1] in _OPENERS
            if not opens or start > at - 4:
                return
        if levels := _LEVELS_BEFORE.search(self.plain, max(0, start - _LONGEST), start):
            yield _Found(Span(levels.start(), stop), self.plain[levels.start() : stop], carried=False)
            return
        if self.plain[begin - 1 : begin] in ("各", "全"):
            yield _Found(Span(begin - 1, stop), self.plain[begin - 1 : stop], carried=False)
            return
        begin = self._level_before(begin)
        yield _Found(Span(begin, stop), self.plain[begin:stop], carried=begin == start)

    def _read_department(self, start: int, stop: int) -> Iterator[_Found]:
        """A class of departments, and those that share its ending; 医保、医药主管部门 is one class."""
        for tail in ("和单位", "及单位", "、单位", "（单位）", "和有关单位"):
            if self.plain.startswith(tail, stop):
                stop += len(tail)
                break
        begin = self._whole_level(self._with_place(start))
        if levels := _LEVELS_BEFORE.search(self.plain, max(0, begin - _LONGEST), begin):
            begin = levels.start()
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
        words = self.namer.gazetteer.bodies.words
        start, closed = at, False
        while True:
            step = 0
            for length in range(min(8, start), 0, -1):
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
            elif start < at and self.plain[start - 1] in _JOIN and self._domain_ends(start - 1):
                start -= 1
            else:
                return start

    def _domain_ends(self, at: int) -> bool:
        domains = self.namer.gazetteer.bodies.words.domains
        return any(self.plain[at - k : at] in domains for k in range(2, 7))

    def _head_before(self, start: int) -> int:
        """Where the level or place begins that stands before a name's own words."""
        words = self.namer.gazetteer.bodies.words
        if start in self.place_stops:
            return self._with_place(start)
        if self.plain.endswith(words.false_heads, 0, start):
            return start
        head = next((h for h in words.heads if self.plain.endswith(h, 0, start)), "")
        return self._with_place(start - len(head))

    def _level_before(self, start: int) -> int:
        """Where words begin that say of which level an organ is (各级财政部门, 省级发展改革委)."""
        level = _OF_LEVEL.search(self.plain, max(0, start - _LONGEST), start)
        return level.start() if level else start

    def _whole_level(self, start: int) -> int:
        """Where the word begins of which a name took the last letter for a level (辖区, 全市, 直辖市)."""
        words = self.namer.gazetteer.bodies.words
        longer = (h for h in (*words.false_heads, *words.heads) if len(h) > 1)
        whole = next((h for h in longer if self.plain.endswith(h, 0, start + 1)), None)
        if whole is None or self.plain[start] != whole[-1]:
            return start
        begin = start + 1 - len(whole)
        return begin - (self.plain[begin - 1 : begin] == "各")

    def _with_place(self, start: int) -> int:
        """Where the regions' names that end at a place begin."""
        while start in self.place_stops:
            start = self.place_stops[start]
        return start

    def _find_shapes(self) -> Iterator[_Found]:
        """…领导小组, …工作专班: whatever stands before the ending, back to a boundary; alone, the one named before."""
        for match in self.patterns.groups.finditer(self.plain):
            yield _Found(Span(match.start(), match.end()), match.group(), carried=False)
        for match in self.patterns.shapes.finditer(self.plain):
            start = self._walk_freely(match.start())
            if match.start() - start < 2 or _FORMULA.match(self.plain, start):
                continue
            yield _Found(Span(start, match.end()), self.plain[start : match.end()], carried=False)

    def _find_placed(self) -> Iterator[_Found]:
        """郑州银行, 市妇联: endings that need a place, or its level, right before them."""
        for match in self.patterns.placed.finditer(self.plain):
            if match.start() in self.place_stops:
                start = self._with_place(match.start())
                yield _Found(Span(start, match.end()), self.plain[start : match.end()], carried=False)
        for match in self.patterns.headed.finditer(self.plain):
            start = self._head_before(match.start())
            if start < match.start():
                yield _Found(Span(start, match.end()), self.plain[start : match.end()], carried=False)

    def _walk_freely(self, at: int) -> int:
        words = self.namer.gazetteer.bodies.words
        floor = max(0, at - _LONGEST)
        start = at
        while start > floor and _CHINESE.match(self.plain, start - 1):
            if any(self._bounds(start, k, words) for k in (3, 2, 1)):
                break
            start -= 1
        return start

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

    def _find_acting(self) -> Iterator[_Found]:
        """Organs of any name whose act follows at once (由联合采购办公室负责…)."""
        stop = 0
        for act in _ACT.finditer(self.plain):
            if match := _ACTOR.search(self.plain, max(stop, act.start() - _LONGEST), act.start()):
                stop = match.end("body")
                yield _Found(Span(*match.span("body")), match["body"], carried=False)

    def _find_seats(self) -> Iterator[_Found]:
        """Governments, and committees of party and youth league: 市政府, 西藏自治区人民政府, 省委组织部, 团市委."""
        inner = self.namer.gazetteer.bodies.words.inner
        for match in _GOVERNMENT.finditer(self.plain):
            start = self._head_before(match.start())
            yield _Found(Span(start, match.end()), self.plain[start : match.end()], carried=False)
        for match in _PARTY.finditer(self.plain):
            rest = next((w for w in sorted(inner, key=len, reverse=True) if match["rest"].startswith(w)), "")
            start = self._head_before(match.start())
            start -= next((len(league) for league in LEAGUE if self.plain.endswith(league, 0, start)), 0)
            stop = match.start("rest") + len(rest)
            yield _Found(Span(start, stop), self.plain[start:stop], carried=False)

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
                or candidate.words.endswith("建设兵团")
                or (_OF_CLASS.search(candidate.words) and following.words.endswith("部门"))
            ):
                span = Span(candidate.span.start, following.span.stop)
                yield _Found(span, self.plain[span.start : span.stop], carried=False)
            yield candidate


def _name_members(mentions: list[BodyMention], groups: Sequence[str]) -> list[BodyMention]:
    """各成员单位 are those of the group that was named last; a bare 领导小组 is that group."""
    group: str | None = None
    named: list[BodyMention] = []
    for mention in mentions:
        bare = mention.name.removesuffix("办公室") in groups
        if bare or _MEMBERS.match(mention.name):
            if group is None:
                named += [] if bare else [mention]
                continue
            if not bare:
                named.append(BodyMention(mention.span, group + mention.name, "class", generic=True))
            elif group.endswith(mention.name.removesuffix("办公室")):
                office = "办公室" if mention.name.endswith("办公室") else ""
                named.append(BodyMention(mention.span, group + office, mention.kind))
            continue
        if _GROUP.search(mention.name):
            group = mention.name
        named.append(mention)
    return named


def _add_terms(plain: str, mentions: list[BodyMention]) -> list[BodyMention]:
    """Read the terms that a text defines for itself, and find them wherever they stand."""
    by_stop = {m.span.stop: m for m in mentions}
    terms: dict[str, tuple[str, str, bool]] = {}
    for found in _TERM.finditer(plain):
        before = by_stop.get(found.start())
        term = found["term"]
        if before is None or not _TERM_BODY.search(term):
            continue
        if found["how"] != "统称" and not before.generic and not term.startswith("各"):
            terms[term] = (before.name, before.kind, before.generic)
        else:
            terms[term] = (term, "class", True)
    if not terms:
        return mentions
    longest = "|".join(map(_term_pattern, sorted(terms, key=len, reverse=True)))
    added = [BodyMention(Span(m.start(), m.end()), *terms[m.group()]) for m in re.finditer(longest, plain)]
    kept = [m for m in mentions if not any(a.span.holds(m.span) for a in _near(added, m.span))]
    spans = {m.span for m in kept}
    whole = [a for a in added if not any(s.overlaps(a.span) for s in spans)]
    return sorted([*kept, *whole], key=lambda m: m.span)


def _term_pattern(term: str) -> str:
    """A pattern for a term; one of two letters (中心) is in many words, and counts only where a name may begin."""
    return (
        re.escape(term)
        if len(term) > _SHORT_TERM
        else rf"(?<![一-鿿](?<![由向经到至报与和将])){re.escape(term)}(?![城区])"
    )


def _near(mentions: list[BodyMention], span: Span) -> Iterator[BodyMention]:
    """The mentions that begin near a span."""
    return (m for m in mentions if abs(m.span.start - span.start) < _LONGEST)


@cache
def _compile() -> _Patterns:
    """Compile the gazetteer's patterns once a process."""
    words = load_gazetteer().bodies.words
    return _Patterns(
        re.compile(join_patterns((*words.central, *words.branches, *words.classes))),
        re.compile("|".join(map(re.escape, words.organs))),
        re.compile(rf"(?:{'|'.join(words.shapes)})(?:办公室)?"),
        re.compile(join_patterns(words.placed)),
        re.compile(join_patterns(words.headed)),
        re.compile(rf"(?:{'|'.join(map(_at_start, words.groups))})(?:办公室)?(?!制度|机制)"),
        re.compile(words.party),
    )


def _at_start(word: str) -> str:
    """A pattern of a word that begins a clause; its first character comes first, for `re` seeks it fast."""
    return f"{word[0]}(?<=[，。；：\n]{word[0]}){word[1:]}"
