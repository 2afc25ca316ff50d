"""Words by which documents hand out duties: labels, verbs, and what shows a body to be a sentence's subject."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from loader.gazetteer.data_files import Sourced, Table, read_data
from loader.gazetteer.patterns import join_words

AssignedRole = Literal["lead", "participate", "duty"]


class _Labels(Table):
    lead: tuple[str, ...]
    participate: tuple[str, ...]
    duty: tuple[str, ...]
    nouns: tuple[str, ...]
    levels: tuple[str, ...]
    other: tuple[str, ...]


class _Verbs(Table):
    """`joining` holds patterns, all else words."""

    lead: tuple[str, ...]
    participate: tuple[str, ...]
    duty: tuple[str, ...]
    manner: tuple[str, ...]
    tails: tuple[str, ...]
    joining: tuple[str, ...]


class _Endings(Table):
    organ: tuple[str, ...]


class _Subjects(Table):
    openers: tuple[str, ...]
    closers: tuple[str, ...]
    agents: tuple[str, ...]
    leads_in: tuple[str, ...]


class Sentence(Table):
    """How a sentence speaks of the bodies that it names; the data file says what each pattern is for."""

    link: re.Pattern[str]
    clause_start: re.Pattern[str]
    after_list: re.Pattern[str]
    modal: re.Pattern[str]
    leads: re.Pattern[str]
    takes_part: re.Pattern[str]
    led: re.Pattern[str]
    is_responsible: re.Pattern[str]
    of_noun: re.Pattern[str]
    no_deed: re.Pattern[str]
    plain_act: re.Pattern[str]
    later: re.Pattern[str]
    is_responsible_body: re.Pattern[str]
    modified: re.Pattern[str]


class Bracket(Table):
    """What stands in a bracket or line that hands out duties; the data file says what each pattern is for."""

    trigger: re.Pattern[str]
    rule_sign: re.Pattern[str]
    rule: re.Pattern[str]
    whole: re.Pattern[str]
    remark: re.Pattern[str]
    bare_end: re.Pattern[str]


class ListRules(Table):
    """How a document speaks of its lists as a whole; the data file says what each pattern is for."""

    first_leads: re.Pattern[str]
    before_comma: re.Pattern[str]
    from_here: re.Pattern[str]
    ends_with_act: re.Pattern[str]
    label: re.Pattern[str]


class _Phrases(Table):
    """Patterns."""

    cues: tuple[str, ...]


class _DutyFile(Sourced):
    labels: _Labels
    verbs: _Verbs
    endings: _Endings
    phrases: _Phrases
    subjects: _Subjects
    sentences: Sentence
    brackets: Bracket
    lists: ListRules


class DutyWords(NamedTuple):
    """The duty words, compiled; patterns are for plain text."""

    label: re.Pattern[str]
    """A label with its colon (at times forgotten); group `stem` is missing where it does not say who (完成时限：)."""
    line: re.Pattern[str]
    """A label at the head of a line."""
    verb: re.Pattern[str]
    """A verb behind a list, with what stands around it, up to a clause's end; group `verb` is the word."""
    act: re.Pattern[str]
    """The word of such a verb, wherever it stands."""
    joining: re.Pattern[str]
    """会同."""
    organ: re.Pattern[str]
    """A name's end, where a list goes on or stops."""
    due: re.Pattern[str]
    """A bracket that only says by when."""
    phrase: re.Pattern[str]
    """What shows that a sentence says who is responsible."""
    label_roles: dict[str, AssignedRole]
    verb_roles: dict[str, AssignedRole]
    subject: re.Pattern[str]
    """What stands behind a subject."""
    no_subject: re.Pattern[str]
    """What stands behind a body that is no subject."""
    agent: re.Pattern[str]
    """What stands before an agent."""
    lead_in: re.Pattern[str]
    """What may stand between a clause's start and its subject."""
    sentence: Sentence
    bracket: Bracket
    lists: ListRules


@cache
def load_duty_words() -> DutyWords:
    """Load, check and compile the duty words once a process."""
    data = read_data("duties.toml", _DutyFile)
    labels, verbs, subjects = data.labels, data.verbs, data.subjects
    label_roles = _roles(labels)
    verb_roles = _roles(verbs)
    stem, noun, other = join_words(label_roles), join_words(labels.nouns), join_words(labels.other)
    again = rf"(?:[（、和及与/]?(?:{stem})）?)*(?:{noun})?"
    second = rf"(?:[、和及与/](?:{stem})(?:{noun}))?(?:（[^（）：]{{1,10}}）)?"
    who = rf"(?:{join_words(labels.levels)})?(?P<stem>{stem}){again}{second}"
    manner = rf"(?:{join_words(verbs.manner)}|[，、])*"
    end = r"(?=[，、]?(?:$|[，；。）】\]］〕]|会同))"
    day = r"[^，。]{0,12}(?:\d年|\d月|季度|年底|年内|月底)[^，。]{0,10}(?:完成|到位|落实|启动|推进|实施|见效)"
    return DutyWords(
        label=re.compile(rf"[，、；。]?(?<![一-鿿])(?:{who}(?:[：∶]|(?<=单位)(?=[省市县区州各]))|(?:{other})[：∶])"),
        line=re.compile(rf"[（【\[［〔]?[—●·•※◆]*(?:\d[．、])?(?:{who}|(?:{other}))[：∶]"),
        verb=re.compile(rf"{manner}(?P<verb>{join_words(verb_roles)})(?:{join_words(verbs.tails)})*{end}"),
        act=re.compile(join_words(verb_roles)),
        joining=re.compile("|".join(verbs.joining)),
        organ=re.compile(rf"(?:{join_words(data.endings.organ)})(?:（[^（）]*）)?(?:等[^，、]*)?(?:[、，和与及]|$)"),
        due=re.compile(rf"{day}|(?:长期|持续|常年|全年|长期持续)(?:推进|坚持|实施|开展|落实)"),
        phrase=re.compile("|".join(data.phrases.cues)),
        label_roles=label_roles,
        verb_roles=verb_roles,
        subject=re.compile(join_words(subjects.openers)),
        no_subject=re.compile(join_words(subjects.closers)),
        agent=re.compile(rf"(?:{join_words(subjects.agents)})$"),
        lead_in=re.compile(rf"(?:{join_words(subjects.leads_in)})，?$"),
        sentence=data.sentences,
        bracket=data.brackets,
        lists=data.lists,
    )


def _roles(words: _Labels | _Verbs) -> dict[str, AssignedRole]:
    roles: tuple[tuple[AssignedRole, tuple[str, ...]], ...] = (
        ("lead", words.lead),
        ("participate", words.participate),
        ("duty", words.duty),
    )
    return {word: role for role, each in roles for word in each}
