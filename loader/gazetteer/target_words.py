"""Words by which a number, a date or a quantifier shows that it is wanted, compiled once a process."""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import Annotated

from loader.gazetteer.data_files import (
    AnyWord,
    AnyWordAtEnd,
    PatternInRow,
    Patterns,
    PatternsAtEnd,
    Sourced,
    Table,
    join_patterns_as,
    join_words_as,
    read_data,
)
from loader.gazetteer.patterns import any_of
from loader.model import Binding, Comparator

_NEAR_END = r"(?:{})[^，。、\d]{{0,2}}$"


class _Units(Table):
    number: re.Pattern[str]
    ratio: re.Pattern[str]
    ratio_reached: re.Pattern[str]
    share: re.Pattern[str]
    few: re.Pattern[str]
    round: re.Pattern[str]
    scales: frozenset[str]
    percent: frozenset[str]
    money: frozenset[str]
    amounts: frozenset[str]
    counts: frozenset[str]
    spans: frozenset[str]
    span_cues: Patterns
    span_behind: re.Pattern[str]
    frequencies: frozenset[str]
    least: re.Pattern[str]

    @cached_property
    def quantity(self) -> re.Pattern[str]:
        """Groups number, until (of a range), more (余), scale, unit, bracket."""
        units = any_of(self.percent | self.money | self.amounts | self.counts | self.spans)
        number, words = self.number.pattern, f"{self.share.pattern}|{self.few.pattern}|{self.round.pattern}"
        return re.compile(
            rf"(?=[\d一两二三四五六七八九十百千万])(?<![\d./A-Za-z])(?<!\d[：:×月])(?P<number>{self.ratio.pattern}|{number}|{words})"
            rf"(?:{any_of(self.percent)}?(?:[—~～至到]|-)(?P<until>{number}))?"
            rf"(?P<more>[余多])?(?P<scale>{any_of(self.scales)})?(?P<odd>[余多])?"
            rf"(?P<unit>{units}|(?<=[万亿])(?:方(?!面)|m2|m²|㎡|平米))?(?P<bracket>（[间套户人次个处座]）)?"
        )


class _Numbers(Table):
    levels: frozenset[str]
    changes: frozenset[str]
    between: re.Pattern[str]
    deeds: AnyWord
    moves: AnyWordAtEnd
    projects: Patterns
    indicators: Patterns
    prices: Patterns
    grants: Patterns
    loans: Patterns
    averages: re.Pattern[str]
    before: PatternsAtEnd
    among: re.Pattern[str]
    behind: Patterns
    runs_on: AnyWord
    strong_verbs: Annotated[re.Pattern[str], join_words_as(r"(?:{})[^，。\d]{{0,12}}$")]
    few_deeds: Annotated[re.Pattern[str], join_words_as(_NEAR_END)]
    abstract: Annotated[re.Pattern[str], join_words_as(r"[^，。；]{{0,4}}(?:{})")]
    past: Patterns

    @cached_property
    def level(self) -> re.Pattern[str]:
        """At the end of what stands before a number; so `change`, `indicator` and `near_deed`."""
        changed = f"{any_of(self.changes)}[到至]"
        return re.compile(f"(?:{any_of(self.levels)}|{changed}){self.between.pattern}")

    @cached_property
    def change(self) -> re.Pattern[str]:
        return re.compile(any_of(self.changes) + self.between.pattern)

    @cached_property
    def indicator(self) -> re.Pattern[str]:
        return re.compile(f"(?:{self.indicators.pattern}){self.between.pattern}")

    @cached_property
    def near_deed(self) -> re.Pattern[str]:
        return re.compile(_NEAR_END.format(self.deeds.pattern))


class _Sides(Table):
    before: Annotated[re.Pattern[str], join_patterns_as(r"(?:{})[^，。、\d]?$")]
    behind: Patterns


class _States(Table):
    dated: Patterns
    settled: Patterns
    told: Patterns
    directions: Patterns
    whole: Patterns
    all: Patterns
    complete: Patterns
    bound: re.Pattern[str]
    achieving: AnyWord
    wanting: Patterns
    binding: tuple[Binding, ...]

    def read_binding(self, words: str) -> Binding | None:
        """Which of `binding` stands first in some words."""
        return min((one for one in self.binding if one in words), key=words.index, default=None)


class _Indicators(Table):
    periods: Patterns
    within: Patterns
    aims: Patterns
    actor: re.Pattern[str]
    deeds: Annotated[re.Pattern[str], join_patterns_as("^(?:{})+(?=.{{4}})")]
    last: Patterns
    bounds: re.Pattern[str]
    kept_deeds: tuple[str, ...]
    no_nouns: Patterns
    noun_ends: Patterns
    bare: re.Pattern[str]
    per_head: re.Pattern[str]
    per_head_deed: re.Pattern[str]
    reference: re.Pattern[str]
    aside: re.Pattern[str]
    beside: re.Pattern[str]
    et_cetera: re.Pattern[str]
    own_place: re.Pattern[str]
    only_place: re.Pattern[str]
    same: re.Pattern[str]
    share: re.Pattern[str]

    @cached_property
    def first_words(self) -> re.Pattern[str]:
        """What stands before an indicator's name; `last_words` stands behind it."""
        return re.compile(f"^(?:{self.periods.pattern}|{self.aims.pattern}|[，、])+")

    @cached_property
    def last_words(self) -> re.Pattern[str]:
        return re.compile(f"(?:{self.periods.pattern}|{self.last.pattern})+$")

    @cached_property
    def noun_behind(self) -> re.Pattern[str]:
        """The noun behind a number, group `noun`, without several words that describe it (20个先进、成熟的 | 案例)."""
        word = r"[^，。；、：（）的\d]{2,12}"
        several = rf"{word}(?:、{word}){{1,4}}等[^，。；、：（）\d]{{2,12}}"
        noun = rf"(?P<noun>{several}|[^，。；、：（）\d]{{2,30}}?(?:（[^（）\d]{{1,4}}）)?)"
        end = rf"(?=$|[，。；、：（）\d]|{self.noun_ends.pattern})"
        short = r"[^，。；、：（）的\d]{2,8}"
        return re.compile(
            f"^(?:及?以[上下内]|左右)?(?!{self.no_nouns.pattern})的?(?:(?:{short}、)+{short}的)?{noun}{end}"
        )


class TargetSentence(Table):
    """What a sentence says around numbers and years; the data file says what each pattern is for."""

    worth: re.Pattern[str]
    year: PatternInRow
    plan: re.Pattern[str]
    century: re.Pattern[str]
    now: re.Pattern[str]
    within_year: re.Pattern[str]
    every_year: re.Pattern[str]
    by_day: re.Pattern[str]
    opens: re.Pattern[str]
    by_then: re.Pattern[str]
    batch: re.Pattern[str]
    base_year: re.Pattern[str]
    base: re.Pattern[str]
    base_ahead: re.Pattern[str]
    base_behind: re.Pattern[str]
    grant: re.Pattern[str]
    condition: re.Pattern[str]
    chosen: re.Pattern[str]
    grant_case: re.Pattern[str]
    case: re.Pattern[str]
    case_end: re.Pattern[str]
    grant_name: re.Pattern[str]
    floor_space: re.Pattern[str]
    standard: re.Pattern[str]
    limit: re.Pattern[str]
    granted: re.Pattern[str]
    set_down: re.Pattern[str]
    at_least: re.Pattern[str]
    named_deed: re.Pattern[str]
    served: re.Pattern[str]
    serving: re.Pattern[str]
    least_of: re.Pattern[str]
    least_thing: re.Pattern[str]
    count_reaches: re.Pattern[str]
    year_on_year: re.Pattern[str]
    summed: re.Pattern[str]
    makes_up: re.Pattern[str]
    extent: re.Pattern[str]
    figure_compared: re.Pattern[str]
    announced: re.Pattern[str]
    negated: re.Pattern[str]
    as_of: re.Pattern[str]
    share_reaches: re.Pattern[str]
    share_serves: re.Pattern[str]
    share_of: re.Pattern[str]
    above_others: re.Pattern[str]
    joints: frozenset[str]
    label: re.Pattern[str]
    part: re.Pattern[str]
    no_unit: re.Pattern[str]
    describes: re.Pattern[str]
    no_count: re.Pattern[str]
    aside: re.Pattern[str]
    amount: re.Pattern[str]
    doubled: re.Pattern[str]
    achieved: re.Pattern[str]
    opening: re.Pattern[str]
    annual_average: re.Pattern[str]
    cumulative: re.Pattern[str]

    @cached_property
    def statistics(self) -> re.Pattern[str]:
        """What compares a figure with the year before."""
        return re.compile(f"(?:{self.year_on_year.pattern}){self.figure_compared.pattern}")


class TargetCues(Sourced):
    """All of targets.toml: what tells the numbers that are wanted from all others."""

    units: _Units
    numbers: _Numbers
    comparators: dict[Comparator, _Sides]
    states: _States
    indicators: _Indicators
    sentences: TargetSentence


@cache
def load_target_cues() -> TargetCues:
    """Load, check and compile targets.toml."""
    return read_data("targets.toml", TargetCues)
