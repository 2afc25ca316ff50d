"""Words by which a number, a date or a quantifier shows that it is wanted, compiled once a process."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from loader.gazetteer.data_files import Sourced, Table, read_data
from loader.gazetteer.patterns import compile_patterns, join_words


class _Units(Table):
    scales: tuple[str, ...]
    percent: tuple[str, ...]
    money: tuple[str, ...]
    amounts: tuple[str, ...]
    counts: tuple[str, ...]
    spans: tuple[str, ...]
    span_cues: tuple[str, ...]


class _TargetWords(Table):
    levels: tuple[str, ...]
    changes: tuple[str, ...]
    deeds: tuple[str, ...]
    moves: tuple[str, ...]
    projects: tuple[str, ...]
    indicators: tuple[str, ...]
    prices: tuple[str, ...]
    loans: tuple[str, ...]
    before: tuple[str, ...]
    behind: tuple[str, ...]
    runs_on: tuple[str, ...]
    strong_verbs: tuple[str, ...]
    few_deeds: tuple[str, ...]
    abstract: tuple[str, ...]
    past: tuple[str, ...]


class _Comparators(Table):
    least_before: tuple[str, ...]
    least_behind: tuple[str, ...]
    most_before: tuple[str, ...]
    most_behind: tuple[str, ...]
    about_before: tuple[str, ...]
    about_behind: tuple[str, ...]


class _States(Table):
    dated: tuple[str, ...]
    settled: tuple[str, ...]
    told: tuple[str, ...]
    directions: tuple[str, ...]
    whole: tuple[str, ...]
    all: tuple[str, ...]
    achieving: tuple[str, ...]
    wanting: tuple[str, ...]
    binding: tuple[str, ...]


class _Indicators(Table):
    aims: tuple[str, ...]
    deeds: tuple[str, ...]
    last: tuple[str, ...]
    kept_deeds: tuple[str, ...]
    no_nouns: tuple[str, ...]
    periods: tuple[str, ...]
    within: tuple[str, ...]


class TargetSentence(Table):
    """What a sentence says around numbers and years; the data file says what each pattern is for."""

    worth: re.Pattern[str]
    year: re.Pattern[str]
    plan: re.Pattern[str]
    century: re.Pattern[str]
    now: re.Pattern[str]
    within_year: re.Pattern[str]
    batch: re.Pattern[str]
    base_year: re.Pattern[str]
    base: re.Pattern[str]
    base_ahead: re.Pattern[str]
    base_behind: re.Pattern[str]
    grant: re.Pattern[str]
    condition: re.Pattern[str]
    grant_case: re.Pattern[str]
    negated: re.Pattern[str]
    as_of: re.Pattern[str]
    share_of: re.Pattern[str]
    above_others: re.Pattern[str]
    joints: frozenset[str]
    no_unit: re.Pattern[str]
    aside: re.Pattern[str]
    amount: re.Pattern[str]
    doubled: re.Pattern[str]
    achieved: re.Pattern[str]
    annual_average: re.Pattern[str]
    cumulative: re.Pattern[str]


class _TargetFile(Sourced):
    units: _Units
    cues: _TargetWords
    comparators: _Comparators
    states: _States
    indicators: _Indicators
    sentences: TargetSentence


class TargetCues(NamedTuple):
    """What tells the numbers that are wanted from all others."""

    quantity: re.Pattern[str]
    """Groups number, until (of a range), more (余), scale, unit, bracket."""
    percent: frozenset[str]
    money: frozenset[str]
    counts: frozenset[str]
    spans: frozenset[str]
    span_cue: re.Pattern[str]
    level: re.Pattern[str]
    """At the end of what stands before a number; so `change` and `indicator`."""
    change: re.Pattern[str]
    indicator: re.Pattern[str]
    deed: re.Pattern[str]
    near_deed: re.Pattern[str]
    move: re.Pattern[str]
    project: re.Pattern[str]
    price: re.Pattern[str]
    loan: re.Pattern[str]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    runs_on: re.Pattern[str]
    strong: re.Pattern[str]
    few_deed: re.Pattern[str]
    abstract: re.Pattern[str]
    past: re.Pattern[str]
    least: tuple[re.Pattern[str], re.Pattern[str]]
    """Before the number, behind it; so `most` and `about`."""
    most: tuple[re.Pattern[str], re.Pattern[str]]
    about: tuple[re.Pattern[str], re.Pattern[str]]
    dated: re.Pattern[str]
    settled: re.Pattern[str]
    told: re.Pattern[str]
    direction: re.Pattern[str]
    whole: re.Pattern[str]
    all: re.Pattern[str]
    achieving: re.Pattern[str]
    wanting: re.Pattern[str]
    binding: re.Pattern[str]
    first_words: re.Pattern[str]
    """What stands before an indicator's name; `last_words` stands behind it."""
    first_deeds: re.Pattern[str]
    within: re.Pattern[str]
    """Times that are left out wherever they stand."""
    last_words: re.Pattern[str]
    kept_deeds: tuple[str, ...]
    noun_behind: re.Pattern[str]
    """The noun right behind a number, group `noun`."""
    sentence: TargetSentence


@cache
def load_target_cues() -> TargetCues:
    """Load, check and compile targets.toml."""
    table = read_data("targets.toml", _TargetFile)
    units, cues, comparators, states = table.units, table.cues, table.comparators, table.states
    every = (*units.percent, *units.money, *units.amounts, *units.counts, *units.spans)
    number = r"\d+(?:,\d{3})*(?:\.\d+)?"
    few = r"(?<![一-十百千万第几数])[两三四五六七八九十]{1,2}(?=[个家座所条处支])"
    round_ = (
        r"(?<![一-十百千万亿第几数上])[百千万](?=[名场家个户件人次](?:以上|余|左右))"
        r"|(?<=[超近破])[百千万](?=[名场家个户件人亿])"
    )
    share = r"[二三四五六七八九十]分之[一二三四五六七八九]|一半(?=以上|$|[，。；])"
    adverb = r"(?:了|约|近|大约|左右|到|至|为|以上|超过|逐步|力争|年均|累计|20\d{2}年的|[^，。]?)$"
    pairs = {
        side: (re.compile(rf"(?:{'|'.join(before)})[^，。、\d]?$"), re.compile("|".join(behind)))
        for side, before, behind in (
            ("least", comparators.least_before, comparators.least_behind),
            ("most", comparators.most_before, comparators.most_behind),
            ("about", comparators.about_before, comparators.about_behind),
        )
    }
    return TargetCues(
        quantity=re.compile(
            rf"(?=[\d一两二三四五六七八九十百千万])(?<![\d.A-Za-z])(?P<number>{number}|{share}|{few}|{round_})(?:(?:{join_words(units.percent)})?(?:[—~～至到]|-)(?P<until>{number}))?"
            rf"(?P<more>[余多])?(?P<scale>{join_words(units.scales)})?(?P<odd>[余多])?"
            rf"(?P<unit>{join_words(every)})?(?P<bracket>（[间套户人次个处座]）)?"
        ),
        percent=frozenset(units.percent),
        money=frozenset(units.money),
        counts=frozenset(units.counts),
        spans=frozenset(units.spans),
        span_cue=compile_patterns(units.span_cues),
        level=re.compile(rf"(?:{join_words(cues.levels)}|(?:{join_words(cues.changes)})[到至]){adverb}"),
        change=re.compile(rf"(?:{join_words(cues.changes)}){adverb}"),
        indicator=re.compile(rf"(?:{'|'.join(cues.indicators)}){adverb}"),
        deed=re.compile(join_words(cues.deeds)),
        near_deed=re.compile(rf"(?:{join_words(cues.deeds)})[^，。、\d]{{0,2}}$"),
        move=re.compile(rf"(?:{join_words(cues.moves)})$"),
        project=compile_patterns(cues.projects),
        price=compile_patterns(cues.prices),
        loan=compile_patterns(cues.loans),
        before=re.compile(rf"(?:{'|'.join(cues.before)})$"),
        behind=compile_patterns(cues.behind),
        runs_on=re.compile(join_words(cues.runs_on)),
        strong=re.compile(rf"(?:{join_words(cues.strong_verbs)})[^，。\d]{{0,12}}$"),
        few_deed=re.compile(rf"(?:{join_words(cues.few_deeds)})[^，。、\d]{{0,2}}$"),
        abstract=re.compile(rf"[^，。；]{{0,4}}(?:{join_words(cues.abstract)})"),
        past=compile_patterns(cues.past),
        least=pairs["least"],
        most=pairs["most"],
        about=pairs["about"],
        dated=compile_patterns(states.dated),
        settled=compile_patterns(states.settled),
        told=compile_patterns(states.told),
        direction=compile_patterns(states.directions),
        whole=compile_patterns(states.whole),
        all=compile_patterns(states.all),
        achieving=re.compile(join_words(states.achieving)),
        wanting=compile_patterns(states.wanting),
        binding=re.compile(join_words(states.binding)),
        first_words=re.compile(rf"^(?:{'|'.join((*table.indicators.periods, *table.indicators.aims))}|[，、])+"),
        first_deeds=re.compile(rf"^(?:{'|'.join(table.indicators.deeds)})+(?=.{{4}})"),
        within=compile_patterns(table.indicators.within),
        last_words=re.compile(rf"(?:{'|'.join((*table.indicators.periods, *table.indicators.last))})+$"),
        kept_deeds=table.indicators.kept_deeds,
        noun_behind=re.compile(
            rf"^(?:及?以[上下内]|左右)?(?!{'|'.join(table.indicators.no_nouns)})的?(?P<noun>[^，。；、：（）\d]{{2,30}}?(?:（[^（）\d]{{1,4}}）)?)"
            r"(?=$|[，。；、：（）\d]|以上|以内|左右|和(?=\d)|及(?=\d))"
        ),
        sentence=table.sentences,
    )
