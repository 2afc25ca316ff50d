"""The words that the names of bodies are made of, and how texts speak of bodies."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator

from loader.gazetteer.data_files import AnyWord, PatternInRow, Patterns, SoughtPatterns, Sourced, Table, join_words_as
from loader.list_marks import JOIN

KINDS = frozenset(
    {
        "party",  # central and local organs of the Communist Party
        "congress",  # people's congresses and the consultative conference
        "state_council",  # the State Council and its own offices
        "ministry",  # ministries, commissions, and the other organs under the State Council
        "coordination",  # leading groups, joint meetings, headquarters, task forces, of any level
        "court",  # courts and procuratorates
        "military",
        "mass_organisation",  # unions, federations, associations
        "institution",  # academies, news agencies, exchanges, centres
        "enterprise",  # companies and banks, and their branches
        "local_government",  # governments, management committees, sub-district offices
        "local_department",
        "branch",  # a central organ's office in a place
        "class",  # a definite class of organs
        "organisation",  # any other
    }
)


def _check_kind(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"{kind} is none of {', '.join(sorted(KINDS))}")
    return kind


def _longest_first(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))


Kind = Annotated[str, AfterValidator(_check_kind)]
LongestFirst = Annotated[tuple[str, ...], AfterValidator(_longest_first)]

_SHORT_TERM = 2


class _KindRule(Table):
    kind: Kind
    pattern: re.Pattern[str]


class MentionCues(Table):
    """How running text speaks of bodies; the data file says what each pattern is for."""

    term: re.Pattern[str]
    term_end: re.Pattern[str]
    term_of_class: re.Pattern[str]
    meaning: re.Pattern[str]
    before_short_term: re.Pattern[str]
    after_short_term: re.Pattern[str]
    branch: re.Pattern[str]
    own_division: re.Pattern[str]
    again: re.Pattern[str]
    bare_office: re.Pattern[str]
    members: re.Pattern[str]
    group_end: re.Pattern[str]
    formula: re.Pattern[str]
    beside: re.Pattern[str]
    deeds: frozenset[str]
    hub: re.Pattern[str]
    built: re.Pattern[str]
    summed: re.Pattern[str]
    of_class: re.Pattern[str]
    before_another: re.Pattern[str]
    another: re.Pattern[str]
    of_level: re.Pattern[str]
    of_levels: re.Pattern[str]
    of_state: tuple[str, ...]
    level_letters: re.Pattern[str]
    own_level: re.Pattern[str]
    also_called: re.Pattern[str]
    each: frozenset[str]
    before_each: frozenset[str]
    need_head: frozenset[str]
    openers: frozenset[str]
    department_words: tuple[str, ...]
    department_tails: tuple[str, ...]
    founded: PatternInRow
    must: SoughtPatterns
    listed: re.Pattern[str]
    own: re.Pattern[str]
    ends_in_class: tuple[str, ...]
    town: re.Pattern[str]
    directed: re.Pattern[str]
    before_directed: re.Pattern[str]
    act: re.Pattern[str]
    actor: re.Pattern[str]
    division: re.Pattern[str]
    committee: re.Pattern[str]
    committee_organ: re.Pattern[str]
    commissioners: re.Pattern[str]
    listed_zone: re.Pattern[str]
    listed_street: re.Pattern[str]
    listed_towns: re.Pattern[str]
    shared_government: re.Pattern[str]
    government: re.Pattern[str]
    listed_town: re.Pattern[str]
    count: re.Pattern[str]
    seated: re.Pattern[str]
    level_above: re.Pattern[str]
    bare_division: re.Pattern[str]
    not_after_class: re.Pattern[str]
    not_after_organ: re.Pattern[str]
    may_be_another: re.Pattern[str]
    not_before_central: re.Pattern[str]

    def term_pattern(self, term: str) -> str:
        """A pattern for a term; one of two letters (中心) is in many words, and counts only where a name may begin."""
        word = re.escape(term)
        word += "(?!员)" if term.endswith("委") else ""  # 协调委, but not 协调委员会
        if len(term) > _SHORT_TERM:
            return word
        return f"{self.before_short_term.pattern}{word}{self.after_short_term.pattern}"


class NameCues(Table):
    """What the parts of a body's name say; the data file says what each pattern is for."""

    league: tuple[str, ...]
    of_centre: re.Pattern[str]
    never_local: Patterns
    branch_end: re.Pattern[str]
    no_branch: re.Pattern[str]
    names_place: re.Pattern[str]
    corps: re.Pattern[str]
    of_all: re.Pattern[str]
    zone: re.Pattern[str]
    kind_of_zone: re.Pattern[str]
    own_zone: re.Pattern[str]
    zones: frozenset[str]
    zone_committee: re.Pattern[str]
    of_commissioners: tuple[str, ...]
    commissioners: re.Pattern[str]
    seats: frozenset[str]
    short_seat: re.Pattern[str]
    department: re.Pattern[str]
    classed: re.Pattern[str]
    whole_class: re.Pattern[str]
    class_front: tuple[str, ...]
    class_end: tuple[str, ...]
    town_government: re.Pattern[str]
    placed_class_front: tuple[str, ...]
    aside: re.Pattern[str]
    same_below: re.Pattern[str]
    including: re.Pattern[str]
    level_end: re.Pattern[str]
    special: tuple[str, ...]


class BodyListCues(Table):
    """How a list of bodies is cut into names; the data file says what each pattern is for."""

    front: re.Pattern[str]
    join: re.Pattern[str]
    complete: re.Pattern[str]
    no_bodies: frozenset[str]
    parties: re.Pattern[str]
    by_when: re.Pattern[str]
    departments: re.Pattern[str]
    et_cetera: re.Pattern[str]
    more: re.Pattern[str]
    more_join: re.Pattern[str]
    level: re.Pattern[str]
    level_tail: re.Pattern[str]
    committees: re.Pattern[str]
    government: re.Pattern[str]
    tail: re.Pattern[str]
    zone_end: re.Pattern[str]
    place: re.Pattern[str]
    bare_town: re.Pattern[str]
    run_on: re.Pattern[str]

    @cached_property
    def levels(self) -> re.Pattern[str]:
        """Levels alone, others in brackets behind them."""
        level = self.level.pattern
        return re.compile(rf"{level}(?:[（〔]{level}(?:、{level})*[）〕])?")

    @cached_property
    def listed_levels(self) -> re.Pattern[str]:
        """Several levels, as a class of organs is of them (省、自治区、直辖市 | 财政厅)."""
        return re.compile(rf"{self.levels.pattern}(?:[、和及]{self.levels.pattern})*")

    @cached_property
    def joined_levels(self) -> re.Pattern[str]:
        """The first of some levels behind another name (相关部门和各省、区、市人民政府)."""
        return re.compile(rf"(?:{self.join.pattern})(?=各){self.level.pattern}$")

    @cached_property
    def levels_with_tail(self) -> re.Pattern[str]:
        """The last of some levels, with the tail that they share, and what is joined to that."""
        return re.compile(rf"(?!各){self.levels.pattern}{self.level_tail.pattern}(?:等.*|(?:{self.join.pattern}).+)?")


class LocalWords(Sourced):
    """All of local_bodies.toml: what the names of bodies are made of that no list names."""

    heads: LongestFirst
    """省, 市, 示范区: what stands for the document's own place; longest first."""
    not_heads: tuple[str, ...]
    false_heads: tuple[str, ...]
    domains: frozenset[str]
    apart: AnyWord
    complete: tuple[str, ...]
    qualifiers: frozenset[str]
    organs: AnyWord
    shapes: Annotated[re.Pattern[str], join_words_as("(?:{})(?:办公室)?(?!织)")]
    boundaries: frozenset[str]
    unbroken: tuple[str, ...]
    closing: frozenset[str]
    outer: frozenset[str]
    adjacent: frozenset[str]
    not_alone: frozenset[str]
    whole: SoughtPatterns
    """Bodies whose whole name has a shape."""
    acting: SoughtPatterns
    """Classes of places: bodies where a sentence gives them a role."""
    placed: Patterns
    """Endings right behind a place."""
    networks: tuple[str, ...]
    headed: SoughtPatterns
    """The same, right behind a place or its level."""
    levelled: re.Pattern[str]
    """The same behind a level, which is its first character."""
    groups: tuple[str, ...]
    party: re.Pattern[str]
    lists_only: frozenset[str]
    not_before: tuple[str, ...]
    inner: LongestFirst
    mentions: MentionCues
    names: NameCues
    lists: BodyListCues
    kinds: tuple[_KindRule, ...]
    class_names: Patterns

    @cached_property
    def longer_heads(self) -> tuple[str, ...]:
        """Heads, true and false, of several letters, of which the last may be all that a name took."""
        return tuple(head for head in (*self.false_heads, *self.heads) if len(head) > 1)

    @cached_property
    def joined_departments(self) -> re.Pattern[str]:
        """Two departments that share their last word, from the first one's field on (住建 | 和 | 审批)."""
        field = f"(?:{self.apart.pattern})"
        return re.compile(rf"{field}(?P<join>{JOIN})(?={field}(?:行政主管|主管|管理)?\Z)")

    @cached_property
    def lengths(self) -> dict[str, tuple[int, ...]]:
        """From the last letter of the words that names are made of to their lengths, the longest first."""
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for word in self.domains | self.qualifiers | self.closing | self.outer:
            lengths[word[-1]].add(len(word))
        return {letter: tuple(sorted(each, reverse=True)) for letter, each in lengths.items()}

    @cached_property
    def group(self) -> re.Pattern[str]:
        """One of `groups` at a clause's head, or behind 向 or 由; its first character comes first: `re` seeks it."""
        words = "|".join(
            f"{word[0]}(?:(?<=[，。；：\n）向由报经在]{word[0]})|(?<=[一二三四五六七八九十]、{word[0]})){word[1:]}"
            for word in self.groups
        )
        return re.compile(rf"(?:{words})(?:办公室)?(?!制度|机制)")
