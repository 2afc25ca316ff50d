"""Who is responsible for which measure, and in which role."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from loader.document import Duty, Span
from loader.extraction.assignments import find_assignments
from loader.extraction.force import find_verbs
from loader.gazetteer.cues import load_statement_cues
from loader.gazetteer.duties import load_duty_words
from loader.numbering import STYLES, Mark, read_mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loader.document import BodyMention, Outline, Statement
    from loader.extraction.assignments import Assignment, Grant
    from loader.extraction.setting import Setting
    from loader.extraction.tables import TaskRow
    from loader.gazetteer import Gazetteer

Role = Literal["lead", "participate", "duty", "subject"]

_LINK = re.compile(r"(?:等)?(?:[、，]|以及|和|与|及|或|暨|并|、和)?(?:其他|其它)?")
_CLAUSE_START = re.compile(
    r"(?:^|[，。；：！？”）】]|为“|(?:^|[，。；])各[^，。；]{1,16}[、和及与])(?:[一二三四五六七八九十]+是)?$"
)
_BULLET = re.compile(r"[—●○•·■◆※]+")
_AFTER_LIST = re.compile(
    r"(?:等(?:有关|相关|群团)?(?:部门|单位|地方|地区|方面|机构|组织)?(?:和(?:有关)?单位)?)?(?:（[^（）]{0,60}）)?(?:，(?=(?:按照?|根据|依据?)(?:各自)?的?职[责能]|(?:要|应当|须|必须|分别|共同)))?(?:(?:[及和与或、]|以及)[^，。；]{2,20}?，?(?=要|应|须|必须|不得))?(?:要|应|应当|须|必须|将|可|具体|共同|分别)*"
)
_MODAL = re.compile(r"(?:要|应|应当|须|将|可)(?:具体|共同|分别)*$")
_LEADS = re.compile(r"(?:负责)?牵头")
_TAKES_PART = re.compile(r"(?:共同|积极|密切)?(?:参与|参加|配合|协助)")
_IS_RESPONSIBLE = re.compile(r"(?:共同|具体|分别|统一)*负责(?=[，。；]|$)")
_OF_NOUN = re.compile(r"[^，。；要应须]{0,7}的(?!基础|前提|要求|规定|原则|方式|形式|情况|同时|通知)")
_NO_DEED = re.compile(r"与|[一-鿿]{0,4}(?:机构|资金|部门|平台|系统)|[^，。；]{0,20}的(?!通知|要求|规定)")
"""Behind a verb, what makes a noun of it (财政部门补助资金, 住建部门评定信用等级的企业)."""
_PLAIN_ACT = re.compile(r"(?:共同|具体|分别|统一|主要|组织)*(?:负责|会同|牵头)")
_LATER = re.compile(r"(?!及其|的|所|等)[^，。；：]{1,40}，(?:应当|应|要|须|必须|可以|不得)")
_IS_RESPONSIBLE_BODY = re.compile(
    r"(?:是|为|作为)[^，。；]{0,40}(?:责任主体|责任单位|责任人|第一责任|主管部门|主管机关|牵头部门|牵头单位)"
)
_MODIFIED = re.compile(r"(?:^|[，。；：])[^，。；：]{2,20}的$")
_LEAST_HOLDERS = 3
_NEARLY_ALL = 0.75
_PLACE_END = re.compile(r"(?:人民政府|政府|市|省|县|区)$")


class _Group(NamedTuple):
    """Mentions that stand in one list of a sentence."""

    span: Span
    bodies: tuple[BodyMention, ...]


class Duties(NamedTuple):
    """What the text hands out, and over what each of its assignments reaches."""

    duties: list[Duty]
    governed: dict[int, tuple[int, ...]]
    """From a statement that assigns to the measures that it governs."""


def judge_assigned(outline: Outline) -> None:
    """Make measures of directives that look like titles or principles, where an assignment shows them to be tasks.

    An item may be but a heading and who is responsible; a directive under 总体要求 counts if a bracket hands it out.
    """
    parents = {section.parent for section in outline.sections}
    measured = {s.section for s in outline.statements if s.kind == "measure"}
    held: list[Statement] = []
    for statement in outline.statements:
        if held and held[-1].section != statement.section:
            held = []
        held.append(statement)
        if not any(assignment.grants for assignment in find_assignments(statement.text)):
            continue
        leaf = statement.section not in parents | measured
        since, held = held, []
        if outline.sections[statement.section].number is None or any(s.kind == "measure" for s in since):
            continue
        tasks = [s for s in since if s.kind in {"context", "goal"} and any(find_verbs(s.text))]
        sentences = [s for s in tasks if s.heading is None]
        for task in sentences or (tasks if leaf else []):
            task.kind = "measure"


def assign_duties(
    outline: Outline,
    setting: Setting,
    gazetteer: Gazetteer,
    bodies: Sequence[BodyMention],
    tasks: Sequence[TaskRow] = (),
) -> Duties:
    """Join bodies to the measures that the text makes them responsible for.

    A bracket or line governs the measures of its item since the last one; one that stands behind a heading, before the
    item's text, governs what follows. A body that is a measure's subject has that measure alone.
    `tasks` are rows of tables.
    """
    del gazetteer
    board = _Board(outline, setting, bodies, [b.span.start for b in bodies])
    board.read()
    board.read_rows(tasks)
    own = {(d.body.name, d.statement, d.role): d for d in reversed(board.duties) if d.basis == "own"}
    clause = {(d.body.name, d.statement, d.role): d for d in reversed(board.duties) if d.basis == "clause"}
    duties = sorted((clause | own).values(), key=lambda d: (d.statement, d.body.span, d.role))
    return Duties(duties, board.governed)


@dataclass(slots=True)
class _Board:
    """The assignments of one document, and the duties made from them."""

    outline: Outline
    setting: Setting
    bodies: Sequence[BodyMention]
    starts: list[int]
    found: dict[int, tuple[Assignment, ...]] = field(default_factory=dict)
    """By statement."""
    duties: list[Duty] = field(default_factory=list)
    governed: dict[int, tuple[int, ...]] = field(default_factory=dict)
    single: dict[str, bool] = field(default_factory=dict)
    """By a style of sections: whether each hands out once."""

    def read(self) -> None:
        statements = self.outline.statements
        for index, statement in enumerate(statements):
            if assignments := find_assignments(statement.text):
                self.found[index] = assignments
        last = -1
        governed: list[int] = []
        for index in sorted(self.found):
            new = self._measures_back(last, index)
            if new or any(statements[i].kind != "assignment" for i in range(last + 1, index + 1)):
                governed = self._widen(index, new)
            self.governed[index] = tuple(governed)
            for assignment in self.found[index]:
                self._grant(index, assignment, governed)
            last = index
        for index, statement in enumerate(statements):
            if statement.kind == "measure":
                self._read_subjects(index, statement)

    def read_rows(self, tasks: Sequence[TaskRow]) -> None:
        """Give each row's task to the bodies in its cells."""
        for task in tasks:
            led = any(grant.role == "lead" for grant, _ in task.grants)
            for grant, offset in task.grants:
                self._grant_list(grant, self._bodies_in(grant.span, offset), task.tasks, led=led)

    def _measures_back(self, last: int, index: int) -> list[int]:
        """The measures of the assignment's item since the last assignment."""
        statements = self.outline.statements
        section = statements[index].section
        return [
            i
            for i in range(last + 1, index + 1)
            if statements[i].section == section and statements[i].kind == "measure"
        ]

    def _widen(self, index: int, measures: list[int]) -> list[int]:
        """Let an assignment before an item's text govern what follows, one behind all sub-items all of them."""
        if all(self._is_title(i) for i in measures):
            ahead = self._measures_ahead(index)
            if measures or ahead:
                return measures + ahead
        return [*self._measures_of_siblings(index), *measures]

    def _is_title(self, index: int) -> bool:
        """Whether a statement heads its item: marked so, or the first of it and no whole sentence."""
        statement = self.outline.statements[index]
        first = index == 0 or self.outline.statements[index - 1].section != statement.section
        return statement.heading is not None or (first and statement.text[-1] not in "。；！")

    def _measures_ahead(self, index: int) -> list[int]:
        """What follows in the item, if no other assignment does."""
        statements = self.outline.statements
        section = statements[index].section
        ahead: list[int] = []
        for i in range(index + 1, len(statements)):
            if section not in self._ids_above(statements[i].section):
                break
            if i in self.found:
                if statements[i].kind == "assignment" and not ahead:
                    continue
                return []
            if statements[i].kind == "measure":
                ahead.append(i)
        return ahead

    def _measures_of_siblings(self, index: int) -> list[int]:
        """The measures of the items before, where the assignment stands behind the last of them and none has its own.

        In the last item's own paragraph it means them all only where they are small: 1., 2. …, or where every item
        like the one above them has a single assignment.
        """
        statements, sections = self.outline.statements, self.outline.sections
        section = statements[index].section
        parent = sections[section].parent
        following = statements[index + 1] if index + 1 < len(statements) else None
        ends = following is None or following.section != section
        alone = statements[index].kind == "assignment" and (
            index == 0 or statements[index - 1].paragraph != statements[index].paragraph
        )
        small = sections[section].style in STYLES and STYLES[sections[section].style].rank >= STYLES["arabic"].rank
        if parent is None or not (alone or (small and ends) or self._has_one_each(sections[parent].style)):
            return []
        is_last = all(s.parent != parent for s in sections[section + 1 :])
        before = [i for i in range(index) if parent in self._ids_above(statements[i].section)]
        others = [i for i in before if statements[i].section != section]
        if not is_last or not others or any(i in self.found for i in before):
            return []
        return [i for i in others if statements[i].kind == "measure"]

    def _has_one_each(self, style: str) -> bool:
        """Whether the sections of a style that hand out anything do so once, at nearly all places."""
        if style not in self.single:
            holders = (self._holder(self.outline.statements[index].section, style) for index in self.found)
            counts = Counter(holder for holder in holders if holder is not None)
            single = sum(count == 1 for count in counts.values())
            self.single[style] = single >= _LEAST_HOLDERS and single >= _NEARLY_ALL * len(counts)
        return self.single[style]

    def _holder(self, section: int, style: str) -> int | None:
        """The section of a style in which one lies, or that it is."""
        return next((i for i in self._ids_above(section) if self.outline.sections[i].style == style), None)

    def _ids_above(self, section: int | None) -> Iterator[int]:
        """The section and those above it."""
        while section is not None:
            yield section
            section = self.outline.sections[section].parent

    def _grant(self, index: int, assignment: Assignment, measures: list[int]) -> None:
        led = any(grant.role == "lead" for grant in assignment.grants)
        for grant in assignment.grants:
            bodies = self._bodies_in(grant.span, self.outline.statements[index].span.start)
            if grant.whole:
                self._grant_all(bodies, measures[0] if measures else index)
            else:
                self._grant_list(grant, bodies, measures, led=led)

    def _grant_list(self, grant: Grant, bodies: Sequence[BodyMention], measures: Sequence[int], *, led: bool) -> None:
        """Give each body of a list its measures; some lead where the document says so."""
        leaders = 0 if led or grant.role != "duty" else self._count_leaders(bodies)
        shares = self._shares(bodies, measures) if grant.apart else None
        for rank, body in enumerate(bodies, start=1):
            role: Role = "lead" if rank <= leaders else grant.role
            for measure in shares[rank - 1] if shares else measures:
                self.duties.append(Duty(body, measure, role, rank))

    def _count_leaders(self, bodies: Sequence[BodyMention]) -> int:
        """How many at the head of a list lead by the document's own rule; who stands alone just has the duty."""
        if len(bodies) < 2 or bodies[0].span.start < self.setting.leads_from:
            return 0
        if self.setting.leads == "before_comma":
            comma = self.outline.text.plain.find("，", bodies[0].span.stop, bodies[-1].span.start)
            return sum(body.span.stop <= comma for body in bodies)
        return 1 if self.setting.leads == "first" else 0

    def _grant_all(self, bodies: Sequence[BodyMention], first: int) -> None:
        """A rule for the whole document holds for every measure from where it stands."""
        for i in range(first, len(self.outline.statements)):
            if self.outline.statements[i].kind == "measure":
                self.duties += [Duty(b, i, "duty", rank, "clause") for rank, b in enumerate(bodies, start=1)]

    def _shares(self, bodies: Sequence[BodyMention], measures: Sequence[int]) -> list[list[int]] | None:
        """Who does what where each has its own share, told by the places that the measures name; None if untold."""
        statements = self.outline.statements
        shares = [
            [m for m in measures if _PLACE_END.sub("", _PLACE_END.sub("", body.name)) in statements[m].text]
            for body in bodies
        ]
        return shares if all(shares) else None

    def _bodies_in(self, span: Span, offset: int) -> list[BodyMention]:
        start, stop = span.start + offset, span.stop + offset
        found: list[BodyMention] = []
        for i in range(bisect_left(self.starts, start), len(self.bodies)):
            if self.bodies[i].span.start >= stop:
                break
            found.append(self.bodies[i])
        return found

    def _read_subjects(self, index: int, statement: Statement) -> None:
        """Bodies of whom the measure itself says what they are to do."""
        skip = [a.span for a in self.found.get(index, ()) if a.grants]
        bodies = [
            b
            for b in self._bodies_in(Span(0, len(statement.text)), statement.span.start)
            if not any(s.start <= b.span.start - statement.span.start < s.stop for s in skip)
        ]
        acted = False
        for group in _groups(bodies, statement):
            role = _role_of(group.span, statement.text, acted=acted)
            if role is None:
                continue
            acted = True
            for rank, body in enumerate(group.bodies, start=1):
                self.duties.append(Duty(body, index, role, rank))


def _groups(bodies: Sequence[BodyMention], statement: Statement) -> Iterator[_Group]:
    """Cut a sentence's mentions into lists; spans count from the sentence's start."""
    offset, text = statement.span.start, statement.text
    held: list[BodyMention] = []
    for body in bodies:
        if held and (
            body.span.start < held[-1].span.stop
            or not _LINK.fullmatch(text, held[-1].span.stop - offset, body.span.start - offset)
        ):
            yield _Group(Span(held[0].span.start - offset, held[-1].span.stop - offset), tuple(held))
            held = []
        held.append(body)
    if held:
        yield _Group(Span(held[0].span.start - offset, held[-1].span.stop - offset), tuple(held))


def _role_of(span: Span, text: str, *, acted: bool) -> Role | None:
    """Tell the role that a sentence gives to bodies at a place in it; None where it only mentions them."""
    words = load_duty_words()
    mark = read_mark(text) or _BULLET.match(text)
    head = mark.stop if isinstance(mark, Mark) else mark.end() if mark else 0
    before = text[head if head <= span.start else 0 : span.start]
    bare = _AFTER_LIST.match(text, span.stop)
    after = bare.end() if bare else span.stop
    modal = bare is not None and _MODAL.search(bare.group()) is not None
    joined = words.joining.search(before[-3:])
    if joined and joined.end() == len(before[-3:]):
        return "participate" if acted else None
    if words.no_subject.match(text, after) and not modal:
        return None
    if words.agent.search(before):
        return _role_by_act(text, after) or ("duty" if _IS_RESPONSIBLE.match(text, after) else "subject")
    if not before and text.startswith("：", after):
        after += 1  # 财政部门：负责…
    acts = modal or _PLAIN_ACT.match(text, after) is not None
    if not (
        _CLAUSE_START.search(before) or words.lead_in.search(before) or (acts and _MODIFIED.search(before) is not None)
    ):
        return None
    if role := _role_by_act(text, after):
        return role
    directs = words.subject.match(text, after) and not _OF_NOUN.match(text, after)
    verb = load_statement_cues().verb.match(text, after)
    directs = directs or (verb is not None and _NO_DEED.match(text, verb.end()) is None)
    later = _IS_RESPONSIBLE_BODY.match(text, after) or (not before and _LATER.match(text, after))
    return "subject" if acts or directs or later else None


def _role_by_act(text: str, after: int) -> Role | None:
    """Tell the role by what the bodies are said to do: lead, or take part."""
    if _LEADS.match(text, after):
        return "lead"
    return "participate" if _TAKES_PART.match(text, after) else None
