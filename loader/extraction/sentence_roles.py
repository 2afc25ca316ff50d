"""The role that a sentence gives to bodies by what stands around them: its subject, who leads, who takes part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loader.gazetteer.cues import load_statement_cues
from loader.gazetteer.duties import load_duty_words
from loader.numbering import words_start

if TYPE_CHECKING:
    from loader.document import Span
    from loader.model import DutyRole

_WORDS = load_duty_words()
_SENTENCE = _WORDS.sentences
_DIRECTS = load_statement_cues().verbs.verb


def tell_role(span: Span, text: str, *, acted: bool) -> DutyRole | None:
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
        return _role_of_agent(text, after, modal=modal)
    if _SENTENCE.by_way_of.search(before):
        return _role_of_approver(text, after)
    if _SENTENCE.handed.search(before) and _SENTENCE.to_do.match(text, after):
        return "subject"
    return _role_of_subject(before, text, after, modal=modal)


def _is_agent(before: str, text: str, start: int) -> bool:
    """Whether 由 stands before bodies, at most with words between that say which they are."""
    if _WORDS.subjects.agents.search(before):
        return True
    return "由" in before[-16:] and _SENTENCE.agent_of.search(before + text[start : start + 2]) is not None


def _act_together(before: str, text: str, after: int) -> bool:
    """Whether bodies behind 会同 act with somebody who is no body, or is not named."""
    noun = _WORDS.subjects.closers.match(text, after) or _SENTENCE.made_by.match(text, after)
    return noun is None and _SENTENCE.together.search(before) is not None


def _role_of_approver(text: str, after: int) -> DutyRole | None:
    """The role of bodies behind 经: who leads an approval, or gives it."""
    if _SENTENCE.leads.match(text, after):
        return "lead"
    return "subject" if _SENTENCE.approves.match(text, after) else None


def _role_of_agent(text: str, after: int, *, modal: bool) -> DutyRole | None:
    """The role of bodies behind 由; 人民政府确定的审核机构 is a noun of which the government is only the agent."""
    if (_WORDS.subjects.closers.match(text, after) and not modal) or _SENTENCE.made_by.match(text, after):
        return None
    return _role_by_act(text, after) or "subject"


def _role_of_subject(before: str, text: str, after: int, *, modal: bool) -> DutyRole | None:
    """The role of bodies that may open a clause."""
    if first := _SENTENCE.first_act.match(text, after):
        after = first.end()
    elif (_WORDS.subjects.closers.match(text, after) or _SENTENCE.condition.match(text, after)) and not modal:
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
        return None
    later = _SENTENCE.is_responsible_body.match(text, after) or (not before and _acts_later(text, after))
    return _role_by_act(text, after) or ("subject" if acts or later or _directs(text, after) else None)


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
