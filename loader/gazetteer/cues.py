"""Words by which a sentence shows what it does and what it wants, compiled once a process."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from loader.gazetteer.data_files import Sourced, Table, read_data
from loader.gazetteer.patterns import join_patterns

Force = Literal["require", "encourage", "permit", "explore", "prohibit"]


class _Labels(Table):
    context: tuple[str, ...]
    goal: tuple[str, ...]


class _Themes(Table):
    mixed: tuple[str, ...]
    context: tuple[str, ...]
    goal: tuple[str, ...]
    stances: tuple[str, ...]


class _Context(Table):
    openings: tuple[str, ...]
    patterns: tuple[str, ...]
    telling_openings: tuple[str, ...]
    telling: tuple[str, ...]
    asking: tuple[str, ...]
    entries: tuple[str, ...]
    listings: tuple[str, ...]
    case_listings: tuple[str, ...]
    sanctions: tuple[str, ...]
    reports: tuple[str, ...]
    titles: tuple[str, ...]
    deeds: tuple[str, ...]


class _Goal(Table):
    openings: tuple[str, ...]
    years: tuple[str, ...]
    within: tuple[str, ...]
    ends: tuple[str, ...]


class _Verbs(Table):
    require: tuple[str, ...]
    encourage: tuple[str, ...]
    permit: tuple[str, ...]
    explore: tuple[str, ...]
    prohibit: tuple[str, ...]
    adverbs: tuple[str, ...]
    modals: tuple[str, ...]


class _StatementFile(Sourced):
    themes: _Themes
    labels: _Labels
    context: _Context
    goal: _Goal
    verbs: _Verbs


class StatementCues(NamedTuple):
    """What tells measures, goals and context apart, and the force of a measure."""

    context_theme: re.Pattern[str]
    goal_theme: re.Pattern[str]
    mixed_theme: re.Pattern[str]
    stances: frozenset[str]
    """Verbs that may stand before a theme (明确目标); others make a task of it (优化发展环境)."""
    context_label: re.Pattern[str]
    """At a paragraph's head; so `goal_label`."""
    goal_label: re.Pattern[str]
    context_opening: re.Pattern[str]
    """At a sentence's head; so `telling_opening`."""
    context: re.Pattern[str]
    telling_opening: re.Pattern[str]
    telling: re.Pattern[str]
    asking: re.Pattern[str]
    entry: re.Pattern[str]
    listing: re.Pattern[str]
    case_listing: re.Pattern[str]
    sanction: re.Pattern[str]
    report: re.Pattern[str]
    """At a sentence's head."""
    title: re.Pattern[str]
    deed_title: re.Pattern[str]
    """A whole heading of two deeds without an object (监督管理)."""
    goal_opening: re.Pattern[str]
    """At a sentence's head; so `goal_year`, which makes a goal only of a state."""
    goal_year: re.Pattern[str]
    goal_within: re.Pattern[str]
    """Marks a goal among principles, wherever it stands."""
    goal_end: re.Pattern[str]
    verb: re.Pattern[str]
    """A directive verb at the head of a clause, group `verb`, behind its adverbs."""
    inner_verb: re.Pattern[str]
    modal: re.Pattern[str]
    forces: dict[str, Force]


@cache
def load_statement_cues() -> StatementCues:
    """Load, check and compile statements.toml."""
    table = read_data("statements.toml", _StatementFile)
    forces: dict[str, Force] = {}
    by_force: dict[Force, tuple[str, ...]] = {
        "require": table.verbs.require,
        "encourage": table.verbs.encourage,
        "permit": table.verbs.permit,
        "explore": table.verbs.explore,
        "prohibit": table.verbs.prohibit,
    }
    for force, verbs in by_force.items():
        forces.update(dict.fromkeys(verbs, force))
    verb = _words(tuple(forces))
    return StatementCues(
        context_theme=_patterns(table.themes.context),
        goal_theme=_patterns(table.themes.goal),
        mixed_theme=_patterns(table.themes.mixed),
        stances=frozenset(table.themes.stances),
        context_label=_patterns(table.labels.context),
        goal_label=_patterns(table.labels.goal),
        context_opening=_patterns(table.context.openings),
        context=_patterns(table.context.patterns),
        telling_opening=_patterns(table.context.telling_openings),
        telling=_patterns(table.context.telling),
        asking=_patterns(table.context.asking),
        entry=_patterns(table.context.entries),
        listing=_patterns(table.context.listings),
        case_listing=_patterns(table.context.case_listings),
        sanction=_patterns(table.context.sanctions),
        report=_patterns(table.context.reports),
        title=_patterns(table.context.titles),
        deed_title=re.compile(rf"(?:{_words(table.context.deeds)}){{2}}[。；]?$"),
        goal_opening=_patterns(table.goal.openings),
        goal_year=_patterns(table.goal.years),
        goal_within=_patterns(table.goal.within),
        goal_end=re.compile(_words(table.goal.ends)),
        verb=re.compile(rf"(?:{_words(table.verbs.adverbs)}){{0,4}}(?P<verb>{verb})"),
        inner_verb=re.compile(rf"(?P<verb>{verb})"),
        modal=_patterns(table.verbs.modals),
        forces=forces,
    )


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
    abstract: tuple[str, ...]


class _Comparators(Table):
    least_before: tuple[str, ...]
    least_behind: tuple[str, ...]
    most_before: tuple[str, ...]
    most_behind: tuple[str, ...]
    about_before: tuple[str, ...]
    about_behind: tuple[str, ...]


class _States(Table):
    dated: tuple[str, ...]
    directions: tuple[str, ...]
    whole: tuple[str, ...]
    all: tuple[str, ...]
    achieving: tuple[str, ...]
    wanting: tuple[str, ...]
    binding: tuple[str, ...]


class _TargetFile(Sourced):
    units: _Units
    cues: _TargetWords
    comparators: _Comparators
    states: _States


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
    abstract: re.Pattern[str]
    least: tuple[re.Pattern[str], re.Pattern[str]]
    """Before the number, behind it; so `most` and `about`."""
    most: tuple[re.Pattern[str], re.Pattern[str]]
    about: tuple[re.Pattern[str], re.Pattern[str]]
    dated: re.Pattern[str]
    direction: re.Pattern[str]
    whole: re.Pattern[str]
    all: re.Pattern[str]
    achieving: re.Pattern[str]
    wanting: re.Pattern[str]
    binding: re.Pattern[str]


@cache
def load_target_cues() -> TargetCues:
    """Load, check and compile targets.toml."""
    table = read_data("targets.toml", _TargetFile)
    units, cues, comparators, states = table.units, table.cues, table.comparators, table.states
    every = (*units.percent, *units.money, *units.amounts, *units.counts, *units.spans)
    number = r"\d+(?:,\d{3})*(?:\.\d+)?"
    few = r"(?<![一-十百千万第几数])[两三四五六七八九十]{1,2}(?=[个家座所条处支])"
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
            rf"(?=[\d两三四五六七八九十])(?<![\d.A-Za-z])(?P<number>{number}|{few})(?:(?:{_words(units.percent)})?(?:[—~～至到]|-)(?P<until>{number}))?"
            rf"(?P<more>[余多])?(?P<scale>{_words(units.scales)})?(?P<odd>[余多])?"
            rf"(?P<unit>{_words(every)})?(?P<bracket>（[间套户人次个处座]）)?"
        ),
        percent=frozenset(units.percent),
        money=frozenset(units.money),
        counts=frozenset(units.counts),
        spans=frozenset(units.spans),
        span_cue=_patterns(units.span_cues),
        level=re.compile(rf"(?:{_words(cues.levels)}|(?:{_words(cues.changes)})[到至]){adverb}"),
        change=re.compile(rf"(?:{_words(cues.changes)}){adverb}"),
        indicator=re.compile(rf"(?:{'|'.join(cues.indicators)}){adverb}"),
        deed=re.compile(_words(cues.deeds)),
        near_deed=re.compile(rf"(?:{_words(cues.deeds)})[^，。、\d]{{0,2}}$"),
        move=re.compile(rf"(?:{_words(cues.moves)})$"),
        project=_patterns(cues.projects),
        price=_patterns(cues.prices),
        loan=_patterns(cues.loans),
        before=re.compile(rf"(?:{'|'.join(cues.before)})$"),
        behind=_patterns(cues.behind),
        runs_on=re.compile(_words(cues.runs_on)),
        strong=re.compile(rf"(?:{_words(cues.strong_verbs)})[^，。\d]{{0,12}}$"),
        abstract=re.compile(rf"[^，。；]{{0,4}}(?:{_words(cues.abstract)})"),
        least=pairs["least"],
        most=pairs["most"],
        about=pairs["about"],
        dated=_patterns(states.dated),
        direction=_patterns(states.directions),
        whole=_patterns(states.whole),
        all=_patterns(states.all),
        achieving=re.compile(_words(states.achieving)),
        wanting=_patterns(states.wanting),
        binding=re.compile(_words(states.binding)),
    )


def _patterns(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(join_patterns(patterns))


def _words(words: tuple[str, ...]) -> str:
    """An alternation that prefers the longer word."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
