"""Words by which documents hand out duties: labels, verbs, and what shows a body to be a sentence's subject."""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import Annotated, Literal, get_args

from loader.gazetteer.data_files import (
    AnyWord,
    AnyWordAtEnd,
    PatternInRow,
    Patterns,
    Sourced,
    Table,
    join_words_as,
    read_data,
)
from loader.gazetteer.patterns import any_of, join_words
from loader.list_marks import JOIN
from loader.numbering import BULLETS

AssignedRole = Literal["lead", "participate", "duty"]

_ITEM = re.compile(r"(?:[^、，；（）\s]|（[^（）]*）)+")
_LONGEST_NAME = 30
_COUNTED = re.compile(r"\d[^\d）]?$")  # 新建幼儿园3所


class _Roles(Table):
    lead: tuple[str, ...]
    participate: tuple[str, ...]
    duty: tuple[str, ...]

    @cached_property
    def roles(self) -> dict[str, AssignedRole]:
        """From word to role."""
        return {word: role for role in get_args(AssignedRole) for word in getattr(self, role)}


class _Labels(_Roles):
    nouns: tuple[str, ...]
    spaced_nouns: tuple[str, ...]
    levels: tuple[str, ...]
    other: tuple[str, ...]
    persons: Patterns
    starts: re.Pattern[str]
    begins: re.Pattern[str]
    named: re.Pattern[str]

    @cached_property
    def label(self) -> re.Pattern[str]:
        """A label with its colon (at times forgotten); no group `stem` where it does not say who (完成时限：)."""
        who = rf"{self._who}(?:[：∶]|(?<=单位)[为是]?(?={self.begins.pattern}))"
        return re.compile(rf"[，、；。]?{self.starts.pattern}(?:{who}|{self._not_who}[：∶])")

    @cached_property
    def line(self) -> re.Pattern[str]:
        """A label at the head of a line; behind a number, or 分工, it must name somebody (not 1.主管部门：负责…)."""
        number = r"(?P<number>\d{1,2}[.．、]|（[一二三四五六七八九十\d]{1,2}）|[①-⑳])?"
        who = rf"{self._who}[：∶](?:(?={self.named.pattern}|$)|(?(number)(?!)|(?<!分工.)))"
        return re.compile(rf"[（【\[［〔]?(?:{BULLETS})?{number}(?:{who}|{self._not_who}[：∶])")

    @cached_property
    def bracketed(self) -> re.Pattern[str]:
        """A label in brackets of its own (【责任单位】), not behind an article's number; group `label` is the words."""
        return re.compile(rf"[【\[［〔](?<!条.)(?<!条\s.)(?P<label>{self._who}|{self._not_who})[】\]］〕]：?")

    @cached_property
    def spaced(self) -> re.Pattern[str]:
        """A label with words behind it that blanks part, where it is the noun that shows it to be one."""
        words = r"[^\S\n]+[^\s）】］〕。；：∶]+(?=[\s）】］〕。；]|$)"
        return re.compile(rf"(?<![^\s（【［〔。；])[^\s（【［〔。；]{{0,6}}{any_of(self.spaced_nouns)}(?:{words})+")

    def of_column(self, name: str) -> re.Match[str] | None:
        """The label that a column's name is, which has no colon."""
        return self.line.fullmatch(f"{name}：")

    @property
    def _not_who(self) -> str:
        return f"(?:{any_of(self.other)}|{self.persons.pattern})"

    @cached_property
    def _who(self) -> str:
        stem, noun = any_of(self.roles), any_of(self.nouns)
        again = rf"(?:[（、和及与/]?{stem}）?)*{noun}?"
        second = rf"(?:[、和及与/](?:{stem}{noun}|{any_of(self.other)}))?(?:（[^（）：]{{1,10}}）)?"
        return rf"(?:{any_of(self.other)}[、和及与])?{any_of(self.levels)}?(?P<stem>{stem}){again}{second}"


class _Verbs(_Roles):
    share: tuple[str, ...]
    manner: tuple[str, ...]
    tails: tuple[str, ...]
    parting: tuple[str, ...]
    apart: Patterns
    deed: re.Pattern[str]
    joining: Patterns

    @cached_property
    def verb(self) -> re.Pattern[str]:
        """A verb behind a list, with what stands around it, up to a clause's end; or a share that ends the list.

        Group `verb` is the word, `deed` what is to be done, where the clause says it.
        """
        manner = rf"(?>(?:{join_words((*self.share, *self.manner))}|[，、])*)"
        known = (*self.roles, *self.tails, *self.share, *self.manner)
        further = rf"(?<={'|'.join(self.parting)})、(?!{join_words(known)})"
        end = rf"(?=[，、]?(?:$|[，；。）】\]］〕]|会同)|{further})|(?P<deed>{self.deed.pattern})"
        act = rf"{manner}(?P<verb>{join_words(self.roles)}){any_of(self.tails)}{{0,4}}(?:{end})"
        return re.compile(rf"{act}|{any_of(self.share)}(?=$|[，；])")

    @cached_property
    def act(self) -> re.Pattern[str]:
        """The word of such a verb, wherever it stands."""
        return re.compile(join_words(self.roles))


class _Endings(Table):
    organ: Annotated[re.Pattern[str], join_words_as(f"(?:{{}})(?:（[^（）]*）)?(?:等[^，、]*)?(?:[、，]|{JOIN}|$)")]


class _Subjects(Table):
    openers: AnyWord
    closers: AnyWord
    speaks: AnyWord
    agents: AnyWordAtEnd
    leads_in: Annotated[re.Pattern[str], join_words_as("(?:{})，?$")]


class Sentence(Table):
    """How a sentence speaks of the bodies that it names; the data file says what each pattern is for."""

    link: re.Pattern[str]
    clause_start: re.Pattern[str]
    built_with: re.Pattern[str]
    after_list: PatternInRow
    agent_of: re.Pattern[str]
    with_them: re.Pattern[str]
    jointly: re.Pattern[str]
    reported: re.Pattern[str]
    modal: re.Pattern[str]
    leads: Patterns
    takes_part: re.Pattern[str]
    by_way_of: re.Pattern[str]
    approves: re.Pattern[str]
    handed: re.Pattern[str]
    to_do: re.Pattern[str]
    together: re.Pattern[str]
    led: re.Pattern[str]
    is_responsible: re.Pattern[str]
    with_others: re.Pattern[str]
    of_noun: re.Pattern[str]
    made_by: Patterns
    no_deed: re.Pattern[str]
    urged: re.Pattern[str]
    described: re.Pattern[str]
    of_organ: re.Pattern[str]
    plain_act: Patterns
    later: re.Pattern[str]
    pause: re.Pattern[str]
    condition: Patterns
    first_act: re.Pattern[str]
    set_up: re.Pattern[str]
    set_to: re.Pattern[str]
    is_responsible_body: re.Pattern[str]
    modified: re.Pattern[str]


class Bracket(Table):
    """What stands in a bracket or line that hands out duties; the data file says what each pattern is for."""

    due: re.Pattern[str]
    deadline: re.Pattern[str]
    charge: re.Pattern[str]
    trigger: re.Pattern[str]
    rule_sign: re.Pattern[str]
    rule: re.Pattern[str]
    whole: re.Pattern[str]
    remark: re.Pattern[str]
    by: re.Pattern[str]
    bare_end: re.Pattern[str]
    explained: re.Pattern[str]
    jointly: re.Pattern[str]
    organ: re.Pattern[str]
    bare_place: re.Pattern[str]
    bare_other: re.Pattern[str]


class ListRules(Table):
    """How a document speaks of its lists as a whole; the data file says what each pattern is for."""

    first_leads: re.Pattern[str]
    before_comma: re.Pattern[str]
    from_here: re.Pattern[str]
    shown: Patterns
    place_end: re.Pattern[str]


class _Phrases(Table):
    cues: Patterns


class DutyWords(Sourced):
    """All of duties.toml; the data file says what each list is for."""

    labels: _Labels
    verbs: _Verbs
    endings: _Endings
    phrases: _Phrases
    subjects: _Subjects
    sentences: Sentence
    brackets: Bracket
    lists: ListRules

    def are_bodies(self, words: str) -> bool:
        """Whether the words of a table's cell look like nothing but bodies, and perhaps what each of them does."""
        if "。" in (bare := words.rstrip("。；")):
            return False
        items = (self.verbs.verb.split(item, maxsplit=1)[0] for item in _ITEM.findall(bare))
        named = [item for item in items if item]
        return 2 * sum(map(self._is_organ, named)) > len(named)

    def _is_organ(self, item: str) -> bool:
        if len(item) > _LONGEST_NAME or _COUNTED.search(item):
            return False
        return any(found.end() == len(item) for found in self.endings.organ.finditer(item))


@cache
def load_duty_words() -> DutyWords:
    """Load, check and compile duties.toml."""
    return read_data("duties.toml", DutyWords)
