"""Words around dates, compiled once a process."""

from __future__ import annotations

from functools import cache

from loader.gazetteer.data_files import Patterns, PatternsAtEnd, Sourced, Table, read_data


class _Recurrence(Table):
    not_behind: PatternsAtEnd
    not_before: Patterns


class _Limits(Table):
    not_behind: PatternsAtEnd
    not_before: Patterns
    cases: Patterns
    case_ends: Patterns
    deeds: Patterns
    describes: Patterns


class TimingWords(Sourced):
    """All of timing.toml: what makes a date a limit, and what makes a period no recurrence."""

    by: tuple[str, ...]
    deeds: Patterns
    limits: _Limits
    recurrence: _Recurrence


@cache
def load_timing_words() -> TimingWords:
    """Load, check and compile timing.toml."""
    return read_data("timing.toml", TimingWords)
