"""Words by which a sentence shows what it does, compiled once a process."""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, get_args

from loader.gazetteer.data_files import AnyWord, Patterns, PatternsAtEnd, Sourced, Table, join_words_as, read_data
from loader.gazetteer.patterns import any_of, join_words
from loader.model import Force

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Labels(Table):
    context: Patterns
    goal: Patterns


class _Themes(Table):
    mixed: Patterns
    context: Patterns
    goal: Patterns
    tasks: Patterns
    stances: frozenset[str]


class ContextCues(Table):
    """What shows that a sentence directs nothing; the data file says what each list is for."""

    openings: Patterns
    anywhere: Patterns
    consent: re.Pattern[str]
    told: re.Pattern[str]
    told_end: re.Pattern[str]
    telling_openings: Patterns
    telling: Patterns
    attained: Patterns
    topic_sign: re.Pattern[str]
    topic: re.Pattern[str]
    asking: Patterns
    entries: Patterns
    listings: Patterns
    objects: Patterns
    case_listings: Patterns
    sanctions: Patterns
    reports: Patterns
    titles: Patterns
    named_titles: re.Pattern[str]
    by_rule: re.Pattern[str]
    deeds: Annotated[re.Pattern[str], join_words_as("(?:{}){{2}}[。；]?$")]


class _Goal(Table):
    openings: Patterns
    years: Patterns
    deadline: re.Pattern[str]
    reached: re.Pattern[str]
    within: Patterns
    ends: AnyWord
    attained: PatternsAtEnd
    measured: PatternsAtEnd
    changed: PatternsAtEnd
    acts: re.Pattern[str]
    quantity: re.Pattern[str]


class _Verbs(Table):
    require: tuple[str, ...]
    encourage: tuple[str, ...]
    permit: tuple[str, ...]
    explore: tuple[str, ...]
    prohibit: tuple[str, ...]
    adverbs: tuple[str, ...]
    when: re.Pattern[str]
    modals: Patterns

    @cached_property
    def forces(self) -> dict[str, Force]:
        """From verb to force."""
        return {verb: force for force in get_args(Force) for verb in getattr(self, force)}

    @cached_property
    def verb(self) -> re.Pattern[str]:
        """A directive verb at the head of a clause, group `verb`, behind its adverbs."""
        adverb = rf"(?=[{_heads_of(self.adverbs)}]){any_of(self.adverbs)}"
        heads = _heads_of((*self.adverbs, *self.forces))
        return re.compile(rf"(?=[{heads}])(?:{adverb}){{0,4}}{self.inner_verb.pattern}")

    @cached_property
    def timed_verb(self) -> re.Pattern[str]:
        """The same, with the time before it."""
        return re.compile(rf"(?:{self.when.pattern})?+{self.verb.pattern}")

    @cached_property
    def inner_verb(self) -> re.Pattern[str]:
        """A directive verb wherever it stands, group `verb`."""
        return re.compile(rf"(?P<verb>{join_words(self.forces)})")


def _heads_of(words: Iterable[str]) -> str:
    """The first characters of words: a look at them is faster than one at each word."""
    return "".join(dict.fromkeys(word[0] for word in words))


class StatementCues(Sourced):
    """All of statements.toml: what tells measures, goals and context apart, and the force of a measure."""

    themes: _Themes
    labels: _Labels
    context: ContextCues
    goal: _Goal
    verbs: _Verbs


@cache
def load_statement_cues() -> StatementCues:
    """Load, check and compile statements.toml."""
    return read_data("statements.toml", StatementCues)
