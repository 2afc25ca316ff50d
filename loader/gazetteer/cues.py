"""Words by which a sentence shows what it does, compiled once a process."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from loader.gazetteer.data_files import Sourced, Table, read_data
from loader.gazetteer.patterns import compile_patterns, join_words

if TYPE_CHECKING:
    from loader.model import Force


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
    told: re.Pattern[str]
    told_end: re.Pattern[str]
    telling_openings: tuple[str, ...]
    telling: tuple[str, ...]
    attained: tuple[str, ...]
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
    quantity: re.Pattern[str]


class _Verbs(Table):
    require: tuple[str, ...]
    encourage: tuple[str, ...]
    permit: tuple[str, ...]
    explore: tuple[str, ...]
    prohibit: tuple[str, ...]
    adverbs: tuple[str, ...]
    when: re.Pattern[str]
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
    told: re.Pattern[str]
    told_end: re.Pattern[str]
    telling_opening: re.Pattern[str]
    telling: re.Pattern[str]
    attained: re.Pattern[str]
    """Tells of what was reached; where goals are announced, of what shall be."""
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
    quantity: re.Pattern[str]
    verb: re.Pattern[str]
    """A directive verb at the head of a clause, group `verb`, behind its adverbs."""
    timed_verb: re.Pattern[str]
    """The same, with the time before it."""
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
    verb = join_words(tuple(forces))
    heads = "".join(dict.fromkeys(word[0] for word in (*table.verbs.adverbs, *forces)))  # one look rules out the others
    directive = rf"(?=[{heads}])(?:{join_words(table.verbs.adverbs)}){{0,4}}(?P<verb>{verb})"
    return StatementCues(
        context_theme=compile_patterns(table.themes.context),
        goal_theme=compile_patterns(table.themes.goal),
        mixed_theme=compile_patterns(table.themes.mixed),
        stances=frozenset(table.themes.stances),
        context_label=compile_patterns(table.labels.context),
        goal_label=compile_patterns(table.labels.goal),
        context_opening=compile_patterns(table.context.openings),
        context=compile_patterns(table.context.patterns),
        told=table.context.told,
        told_end=table.context.told_end,
        telling_opening=compile_patterns(table.context.telling_openings),
        telling=compile_patterns(table.context.telling),
        attained=compile_patterns(table.context.attained),
        asking=compile_patterns(table.context.asking),
        entry=compile_patterns(table.context.entries),
        listing=compile_patterns(table.context.listings),
        case_listing=compile_patterns(table.context.case_listings),
        sanction=compile_patterns(table.context.sanctions),
        report=compile_patterns(table.context.reports),
        title=compile_patterns(table.context.titles),
        deed_title=re.compile(rf"(?:{join_words(table.context.deeds)}){{2}}[。；]?$"),
        goal_opening=compile_patterns(table.goal.openings),
        goal_year=compile_patterns(table.goal.years),
        goal_within=compile_patterns(table.goal.within),
        goal_end=re.compile(join_words(table.goal.ends)),
        quantity=table.goal.quantity,
        verb=re.compile(directive),
        timed_verb=re.compile(rf"(?:{table.verbs.when.pattern})?+{directive}"),
        inner_verb=re.compile(rf"(?P<verb>{verb})"),
        modal=compile_patterns(table.verbs.modals),
        forces=forces,
    )
