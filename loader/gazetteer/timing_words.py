"""Words around dates, compiled once a process."""

from __future__ import annotations

import re
from functools import cache, cached_property

from loader.gazetteer.data_files import AnyWord, Patterns, PatternsAtEnd, Sourced, Table, read_data


class _Recurrence(Table):
    not_behind: PatternsAtEnd
    not_before: Patterns


class _Limits(Table):
    not_behind: PatternsAtEnd
    not_before: Patterns
    cases: Patterns
    case_ends: Patterns
    further_deeds: AnyWord
    doers: Patterns
    asked: Patterns
    done_by_others: re.Pattern[str]
    describes: Patterns
    grants: Patterns
    grants_behind: Patterns

    @cached_property
    def granted(self) -> re.Pattern[str]:
        """A grant or a permission that holds until the date before."""
        return re.compile(f"(?:{self.grants_behind.pattern})(?:{self.grants.pattern})")


class TimingWords(Sourced):
    """All of timing.toml: what makes a date a limit, and what makes a period no recurrence."""

    by: tuple[str, ...]
    deeds: AnyWord
    fully: re.Pattern[str]
    limits: _Limits
    recurrence: _Recurrence

    @cached_property
    def deed(self) -> re.Pattern[str]:
        """One of `deeds`, and how far it is done."""
        return re.compile(f"{self.fully.pattern}(?:{self.deeds.pattern})")

    @cached_property
    def done(self) -> re.Pattern[str]:
        """What is done by the date before, behind who does it; what only describes others (建成的) is none."""
        limits = self.limits
        deed = f"{self.fully.pattern}(?:{self.deeds.pattern}|{limits.further_deeds.pattern})"
        no_deed = f"(?:{limits.asked.pattern}|{deed}(?:[的、]|{limits.done_by_others.pattern}))"
        return re.compile(f"(?:{limits.doers.pattern})?(?!{no_deed}){deed}")


@cache
def load_timing_words() -> TimingWords:
    """Load, check and compile timing.toml."""
    return read_data("timing.toml", TimingWords)
