"""Words by which a sentence shows what it does, compiled once a process."""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import TYPE_CHECKING, get_args

from pydantic import Field

from loader.gazetteer.data_files import AnyWord, Patterns, PatternsAtEnd, Sourced, Table, read_data
from loader.gazetteer.patterns import any_of, join_words
from loader.model import Force

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Labels(Table):
    context: Patterns
    goal: Patterns
    goal_line: re.Pattern[str]


class _Themes(Table):
    mixed: Patterns
    context: Patterns
    goal: Patterns
    tasks: Patterns
    stances: frozenset[str]


class _Topic(Table):
    sign: re.Pattern[str]
    is_: re.Pattern[str] = Field(alias="is")
    not_before: re.Pattern[str]
    nouns: AnyWord
    directs: AnyWord
    bears_on: re.Pattern[str]

    def stop(self, words: str) -> int:
        """Where in a sentence that ends which it only speaks of, with what it says of that; 0 for none."""
        found = self._pattern.match(words) if self.sign.search(words) else None
        return found.end() if found else 0

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        noun = f"(?:{self.nouns.pattern})"
        goes_on = rf"(?:(?!，(?:{self.directs.pattern}))[^。；：])*{noun}(?=[。；]|$)"
        what = rf"(?=是){self.is_.pattern}[^，。；：]{{2,60}}?{noun}(?:(?=$|[。；])|(?=，)(?:{goes_on})?)"
        return re.compile(
            r"^(?:[^，。；：]{1,50}?，?|[^。；：]{2,80}?，)"
            rf"(?<!{self.not_before.pattern})(?:{what}|(?={self.bears_on.pattern})[^，。；：]{{2,}})"
        )


class ContextCues(Table):
    """What shows that a sentence directs nothing; the data file says what each list is for."""

    openings: Patterns
    anywhere: Patterns
    news: Patterns
    met: re.Pattern[str]
    happened: re.Pattern[str]
    not_news: re.Pattern[str]
    definitions: Patterns
    consent: re.Pattern[str]
    entrusts: re.Pattern[str]
    told: re.Pattern[str]
    told_end: re.Pattern[str]
    telling_openings: Patterns
    telling: Patterns
    attained: Patterns
    asking: Patterns
    charges: Patterns
    entries: Patterns
    papers: re.Pattern[str]
    listings: Patterns
    objects: Patterns
    case_listings: Patterns
    sanctions: Patterns
    speakers: re.Pattern[str]
    reports: Patterns
    requests: Patterns
    titles: Patterns
    named_titles: Patterns
    by_rule: re.Pattern[str]
    deeds: AnyWord
    deed_nouns: AnyWord
    topic: _Topic

    @cached_property
    def deed_titles(self) -> re.Pattern[str]:
        """A title of two deeds that have no object (监督管理。), or of a noun that they qualify (监督组。)."""
        deed = f"(?:{self.deeds.pattern})"
        return re.compile(rf"{deed}(?:{deed}|{deed}?(?:{self.deed_nouns.pattern}))[。；]?$")


class _Goal(Table):
    openings: Patterns
    years: Patterns
    deadline: re.Pattern[str]
    reached: Patterns
    within: Patterns
    ends: AnyWord
    drives: AnyWord
    attained: PatternsAtEnd
    aims: re.Pattern[str]
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
        return re.compile(rf"(?>(?:{self.when.pattern})?){self.verb.pattern}")

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
