"""Who is responsible for which measure, and in which role."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from loader.document import Duty, Span
from loader.extraction.force import find_verbs
from loader.extraction.sentence_roles import tell_roles
from loader.gazetteer.cues import load_statement_cues
from loader.gazetteer.duties import load_duty_words
from loader.numbering import STYLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loader.document import BodyMention, Outline, Statement
    from loader.extraction.assignments import Assigned, Assignment, Grant
    from loader.extraction.setting import Setting
    from loader.extraction.tables import TaskRow
    from loader.model import DutyRole

_WORDS = load_duty_words()
_GOAL_ENDS = load_statement_cues().goal.ends

_LEAST_HOLDERS = 3
_LEAST_LISTED = 3  # names alone within a sentence, that show them to be duties
_NEARLY_ALL = 0.75


class Duties(NamedTuple):
    """What the text hands out, and over what each of its assignments reaches."""

    duties: list[Duty]
    governed: dict[int, tuple[int, ...]]
    """From a statement that assigns to the measures that it governs."""


def judge_assigned(outline: Outline, assigned: Assigned) -> None:
    """Make measures of directives that look like titles or principles, where an assignment shows them to be tasks.

    An item may be but a heading and who is responsible; a directive under 总体要求 counts if a bracket hands it out.
    Where no number heads the items, what stands before the first assignment is a preamble but for its last paragraph.
    """
    parents = {section.parent for section in outline.sections}
    measured = {s.section for s in outline.statements if s.kind == "measure"}
    held: list[Statement] = []
    handed: set[int] = set()
    for index, statement in enumerate(outline.statements):
        if held and held[-1].section != statement.section:
            held = []
        held.append(statement)
        if index not in assigned or not any(assignment.grants for assignment in assigned[index]):
            continue
        leaf = statement.section not in parents | measured
        since, held = held, []
        if outline.sections[statement.section].number is None and statement.section not in handed:
            last = since[-2 if statement.kind == "assignment" else -1 :][0].paragraph
            since = [s for s in since if s.paragraph >= last]
        handed.add(statement.section)
        if any(s.kind == "measure" for s in since):
            continue
        tasks = [s for s in since if _may_be_task(s)]
        sentences = [s for s in tasks if s.heading is None]
        for task in sentences or (tasks if leaf else []):
            task.kind = "measure"


def _may_be_task(statement: Statement) -> bool:
    """Whether it directs, though it looks like a title, a principle, or a goal of which a clause is an action."""
    if statement.kind == "goal":
        return any(_GOAL_ENDS.match(verb) is None for verb in find_verbs(statement.text))
    return statement.kind == "context" and any(find_verbs(statement.text))


def assign_duties(
    outline: Outline,
    setting: Setting,
    bodies: Sequence[BodyMention],
    assigned: Assigned,
    tasks: Sequence[TaskRow] = (),
) -> Duties:
    """Join bodies to the measures that the text makes them responsible for.

    A bracket or line governs the measures of its item since the last one; one that stands behind a heading, before the
    item's text, governs what follows. A body that is a measure's subject has that measure alone.
    `tasks` are rows of tables.
    """
    board = _Board(outline, setting, bodies, [b.span.start for b in bodies], assigned)
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
    found: Assigned
    duties: list[Duty] = field(default_factory=list)
    governed: dict[int, tuple[int, ...]] = field(default_factory=dict)
    single: dict[str, bool] = field(default_factory=dict)
    """By a style of sections: whether each hands out once."""
    own: dict[str, bool] = field(default_factory=dict)
    """The same: whether any hands out by itself."""

    def read(self) -> None:
        statements = self.outline.statements
        last = -1
        governed: list[int] = []
        listed = sum(a.reach == "doubtful" for assignments in self.found.values() for a in assignments)
        narrow = {"sentence", "doubtful"} if listed < _LEAST_LISTED else {"sentence"}
        for index, assignments in self.found.items():
            if all(assignment.reach in narrow for assignment in assignments):
                own = self._measures_back(index - 1, index) or self._measures_back(index - 2, index)
                self.governed[index] = tuple(own)
                for assignment in assignments:
                    self._grant(index, assignment, own)
                continue
            new = self._measures_back(last, index)
            if new or any(statements[i].kind != "assignment" for i in range(last + 1, index + 1)):
                governed = self._widen(index, new)
            self.governed[index] = tuple(governed)
            for assignment in assignments:
                self._grant(index, assignment, governed)
            last = index
        starts = [statement.span.start for statement in statements]
        for index in sorted({bisect_right(starts, start, lo=1) - 1 for start in self.starts}):
            if statements[index].kind == "measure":
                self._read_subjects(index, statements[index])

    def read_rows(self, tasks: Sequence[TaskRow]) -> None:
        """Give each row's task to the bodies in its cells."""
        for task in tasks:
            measures = [index for index in task.tasks if self.outline.statements[index].kind == "measure"]
            led = any(grant.role == "lead" for grant, _ in task.grants)
            for grant, offset in task.grants:
                self._grant_list(grant, self._bodies_in(grant.span.moved(offset)), measures, led=led)

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
        if parent is None or not (
            alone
            or (small and ends and not self._has_own(sections[section].style))
            or self._has_one_each(sections[parent].style)
        ):
            return []
        is_last = all(s.parent != parent for s in sections[section + 1 :])
        if not is_last:
            return []
        first = bisect_left(statements, parent, hi=index, key=attrgetter("section"))  # sections are in order
        others = [i for i in range(first, index) if statements[i].section != section]
        if not others or any(i in self.found for i in range(first, index)):
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

    def _has_own(self, style: str) -> bool:
        """Whether items of a style hand out by themselves: one that is not the last beside it does."""
        if style not in self.own:
            sections = self.outline.sections
            holders = {self._holder(self.outline.statements[index].section, style) for index in self.found}
            last = {section.parent: i for i, section in enumerate(sections) if section.style == style}
            self.own[style] = any(i is not None and i != last[sections[i].parent] for i in holders)
        return self.own[style]

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
            bodies = self._bodies_in(grant.span.moved(self.outline.statements[index].span.start))
            if grant.whole:
                self._grant_all(bodies, measures[0] if measures else index)
            else:
                self._grant_list(grant, bodies, measures, led=led)

    def _grant_list(self, grant: Grant, bodies: Sequence[BodyMention], measures: Sequence[int], *, led: bool) -> None:
        """Give each body of a list its measures; some lead where the document says so."""
        leaders = 0 if led or grant.role != "duty" else self._count_leaders(bodies, apart=grant.apart)
        shares = self._shares(bodies, measures) if grant.apart else None
        for rank, body in enumerate(bodies, start=1):
            role: DutyRole = "lead" if rank <= leaders else grant.role
            for measure in shares[rank - 1] if shares else measures:
                self.duties.append(Duty(body, measure, role, rank))

    def _count_leaders(self, bodies: Sequence[BodyMention], *, apart: bool) -> int:
        """How many at the head of a list lead by the document's own rule; who stands alone just has the duty.

        Where each has its own share, the rule makes each of them its share's lead.
        """
        if len(bodies) < 2 or self.setting.leads is None or bodies[0].span.start < self.setting.leads_from:
            return 0
        if apart:
            return len(bodies)
        if self.setting.leads == "before_comma":
            comma = self.outline.text.plain.find("，", bodies[0].span.stop, bodies[-1].span.start)
            return sum(body.span.stop <= comma for body in bodies)
        return 1

    def _grant_all(self, bodies: Sequence[BodyMention], first: int) -> None:
        """A rule for the whole document holds for every measure from where it stands."""
        for i in range(first, len(self.outline.statements)):
            if self.outline.statements[i].kind == "measure":
                self.duties += [Duty(b, i, "duty", rank, "clause") for rank, b in enumerate(bodies, start=1)]

    def _shares(self, bodies: Sequence[BodyMention], measures: Sequence[int]) -> list[list[int]] | None:
        """Who does what where each has its own share, told by the places that the measures name; None if untold."""
        statements = self.outline.statements
        shares = [
            [m for m in measures if _WORDS.lists.place_end.sub("", body.name) in statements[m].text] for body in bodies
        ]
        return shares if all(shares) else None

    def _bodies_in(self, span: Span) -> list[BodyMention]:
        start = bisect_left(self.starts, span.start)
        return list(self.bodies[start : bisect_left(self.starts, span.stop, start)])

    def _read_subjects(self, index: int, statement: Statement) -> None:
        """Bodies of whom the measure itself says what they are to do."""
        bodies = self._bodies_in(statement.span)
        skip = [a.span for a in self.found.get(index, ()) if a.grants]
        bodies = [b for b in bodies if not any(s.start <= b.span.start - statement.span.start < s.stop for s in skip)]
        for group, role in tell_roles(bodies, statement):
            for rank, body in enumerate(group, start=1):
                self.duties.append(Duty(body, index, role, rank))
