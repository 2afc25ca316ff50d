"""The role that a sentence gives to bodies by what stands around them: its subject, who leads, who takes part."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from loader.document import Span
from loader.gazetteer.cues import load_statement_cues
from loader.gazetteer.duties import load_duty_words
from loader.numbering import words_start

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from loader.document import BodyMention, Outline, Statement
    from loader.model import DutyRole

_WORDS = load_duty_words()
_SENTENCE = _WORDS.sentences
_DIRECTS = load_statement_cues().verbs.verb
_LONGEST_AGENT = 20  # from 由 to the body's name


class _Group(NamedTuple):
    """Mentions that stand in one list of a sentence."""

    span: Span
    bodies: tuple[BodyMention, ...]


def leave_out_idle(mentions: Sequence[BodyMention], doubtful: Container[Span], outline: Outline) -> list[BodyMention]:
    """A running text's bodies, in order, without the doubtful ones of whom their sentence does not say what they do."""
    starts = [mention.span.start for mention in mentions]
    idle = {mention.span for mention in mentions if mention.span in doubtful}
    for index in {bisect_right(outline.statements, span.start, key=lambda s: s.span.start) - 1 for span in idle}:
        statement = outline.statements[index]
        start, stop = statement.span
        within = mentions[bisect_left(starts, start) : bisect_left(starts, stop)]
        idle -= {body.span for body in _find_acting(within, statement)}
    return [mention for mention in mentions if mention.span not in idle]


def _find_acting(bodies: Sequence[BodyMention], statement: Statement) -> Iterator[BodyMention]:
    """Yield the bodies of whom a sentence says what they do, or are urged to do; `bodies` are all that it names."""
    text = statement.text
    acting = [group for group, _ in tell_roles(bodies, statement)]
    acting += [
        group.bodies
        for group in _groups(bodies, statement)
        if _SENTENCE.urged.search(text, 0, group.span.start) and _directs(text, group.span.stop)
    ]
    for body in chain.from_iterable(acting):
        stop = body.span.stop - statement.span.start
        if not _SENTENCE.described.match(text, stop) and (
            _WORDS.subjects.openers.match(text, stop) or not _SENTENCE.of_organ.match(text, stop)
        ):
            yield body


def tell_roles(
    bodies: Sequence[BodyMention], statement: Statement
) -> Iterator[tuple[tuple[BodyMention, ...], DutyRole]]:
    """Yield the lists of bodies to which a sentence gives a role, and that role; `bodies` are all that it names."""
    acted = False
    for whole in _groups(bodies, statement):
        group, role = whole, _tell_role(whole.span, statement.text, acted=acted)
        while role is None and (rest := _behind_comma(group, statement)) is not None:
            group, role = rest, _tell_role(rest.span, statement.text, acted=acted)
        if role is not None:
            acted = True
            yield group.bodies, role


def _groups(bodies: Sequence[BodyMention], statement: Statement) -> Iterator[_Group]:
    """Cut a sentence's mentions into lists; spans count from the sentence's start."""
    groups: list[list[BodyMention]] = []
    for body in bodies:
        if groups and _is_other_name(groups[-1][-1], body, statement):
            continue
        if groups and _are_linked(groups[-1][-1], body, statement):
            groups[-1].append(body)
        else:
            groups.append([body])
    for group in groups:
        yield _Group(Span(group[0].span.start, group[-1].span.stop).moved(-statement.span.start), tuple(group))


def _are_linked(before: BodyMention, body: BodyMention, statement: Statement) -> bool:
    """Whether nothing but what joins a list stands between two mentions of a sentence."""
    start, stop = before.span.stop - statement.span.start, body.span.start - statement.span.start
    return start <= stop and _SENTENCE.link.fullmatch(statement.text, start, stop) is not None


def _is_other_name(before: BodyMention, body: BodyMention, statement: Statement) -> bool:
    """Whether a bracket right behind a body names another that it is, too (市发展改革委（市粮食局）)."""
    stop = body.span.stop - statement.span.start
    return body.span.start == before.span.stop + 1 and statement.text[stop : stop + 1] == "）"


def _behind_comma(group: _Group, statement: Statement) -> _Group | None:
    """A list without what stands before its first comma, which may end another clause (…报民政部，财政部要…)."""
    offset, text = statement.span.start, statement.text
    for at, body in enumerate(group.bodies[1:], start=1):
        if text[body.span.start - offset - 1] == "，":
            return _Group(Span(body.span.start - offset, group.span.stop), group.bodies[at:])
    return None


def _tell_role(span: Span, text: str, *, acted: bool) -> DutyRole | None:
    """Tell the role that a sentence gives to bodies at a place in it; None where it only mentions them.

    `acted` says whether others before them act.
    """
    head = words_start(text)
    before = text[head if head <= span.start else 0 : span.start]
    bare = _SENTENCE.after_list.match(text, span.stop)
    after = bare.end() if bare else span.stop
    modal = bare is not None and _SENTENCE.modal.search(bare.group()) is not None
    joined = _WORDS.verbs.joining.search(before[-3:])
    beside = _SENTENCE.with_them.search(before) and _SENTENCE.jointly.match(text, span.stop)
    if (joined and joined.end() == len(before[-3:])) or (acted and (beside or _SENTENCE.led.search(before))):
        return "participate" if acted or _act_together(before, text, after) else None
    set_up = _SENTENCE.set_up.search(before) and _SENTENCE.set_to.match(text, after)
    if set_up or _is_agent(before, text, span.start):
        return _role_of_agent(before, text, after, modal=modal)
    if _SENTENCE.by_way_of.search(before):
        return _role_of_approver(text, after)
    if _SENTENCE.handed.search(before) and _SENTENCE.to_do.match(text, after):
        return "subject"
    return _role_of_subject(before, text, after, modal=modal)


def _is_agent(before: str, text: str, start: int) -> bool:
    """Whether 由 stands before bodies, at most with words between that say which they are."""
    if _WORDS.subjects.agents.search(before):
        return True
    return _SENTENCE.agent_of.search(before[-_LONGEST_AGENT:] + text[start : start + 2]) is not None


def _act_together(before: str, text: str, after: int) -> bool:
    """Whether bodies behind 会同 act with somebody who is no body, or is not named."""
    idle = _speaks_or_qualifies(text, after) or _SENTENCE.made_by.match(text, after)
    return not idle and _SENTENCE.together.search(before) is not None


def _role_of_approver(text: str, after: int) -> DutyRole | None:
    """The role of bodies behind 经: who leads an approval, or gives it."""
    if _SENTENCE.leads.match(text, after):
        return "lead"
    return "subject" if _SENTENCE.approves.match(text, after) else None


def _role_of_agent(before: str, text: str, after: int, *, modal: bool) -> DutyRole | None:
    """The role of bodies behind 由; 人民政府确定的审核机构 is a noun of which the government is only the agent."""
    if _SENTENCE.reported.search(before) and _WORDS.subjects.speaks.match(text, after):
        return None
    if (_WORDS.subjects.closers.match(text, after) and not modal) or _SENTENCE.made_by.match(text, after):
        return None
    return _role_by_act(text, after) or "subject"


def _role_of_subject(before: str, text: str, after: int, *, modal: bool) -> DutyRole | None:
    """The role of bodies that may open a clause."""
    if first := _SENTENCE.first_act.match(text, after):
        after = first.end()
    elif (_speaks_or_qualifies(text, after) or _SENTENCE.condition.match(text, after)) and not modal:
        return None
    labels = not before and text.startswith("：", after)  # 财政部门：负责…
    after += labels
    acts = modal or bool(_SENTENCE.plain_act.match(text, after) or (labels and _DIRECTS.match(text, after)))
    if not (
        _SENTENCE.clause_start.search(before)
        or _WORDS.subjects.leads_in.search(before)
        or (acts and _SENTENCE.modified.search(before) is not None)
        or (modal and _SENTENCE.with_others.search(before) is not None)
    ):
        return _role_by_act(text, after) if _SENTENCE.built_with.search(before) else None
    later = _SENTENCE.is_responsible_body.match(text, after) or (not before and _acts_later(text, after))
    return _role_by_act(text, after) or ("subject" if acts or later or _directs(text, after) else None)


def _speaks_or_qualifies(text: str, after: int) -> bool:
    """Whether what stands behind bodies shows that they only speak, or belong to another word."""
    subjects = _WORDS.subjects
    return bool(subjects.closers.match(text, after) or subjects.speaks.match(text, after))


def _acts_later(text: str, after: int) -> bool:
    """Whether what bodies at the head of a sentence must do stands in a later clause."""
    pause = _SENTENCE.pause.match(text, after)
    return _SENTENCE.later.match(text, after) is not None or (pause is not None and _directs(text, pause.end()))


def _directs(text: str, after: int) -> bool:
    """Whether what stands behind bodies is what they are to do, and no noun that belongs to them."""
    if _WORDS.subjects.openers.match(text, after) and not _SENTENCE.of_noun.match(text, after):
        return True
    verb = _DIRECTS.match(text, after)
    return verb is not None and _SENTENCE.no_deed.match(text, verb.end()) is None


def _role_by_act(text: str, after: int) -> DutyRole | None:
    """Tell the role by what the bodies are said to do: lead, take part, or be responsible and no more."""
    if _SENTENCE.leads.match(text, after):
        return "lead"
    if _SENTENCE.takes_part.match(text, after):
        return "participate"
    return "duty" if _SENTENCE.is_responsible.match(text, after) else None
