"""Words around dates, compiled once a process."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from loader.gazetteer.data_files import Sourced, Table, read_data


class _Recurrence(Table):
    not_behind: tuple[str, ...]
    not_before: tuple[str, ...]


class _TimingFile(Sourced):
    deeds: tuple[str, ...]
    recurrence: _Recurrence


class TimingWords(NamedTuple):
    """What makes a date a limit, and what makes a period no recurrence."""

    deed: re.Pattern[str]
    """Right behind a bare month or quarter."""
    rate_ahead: re.Pattern[str]
    """At the end of what stands before a period; `rate_behind` at the start of what stands behind it."""
    rate_behind: re.Pattern[str]


@cache
def load_timing_words() -> TimingWords:
    """Load, check and compile timing.toml."""
    table = read_data("timing.toml", _TimingFile)
    return TimingWords(
        deed=re.compile("|".join(table.deeds)),
        rate_ahead=re.compile(rf"(?:{'|'.join(table.recurrence.not_behind)})$"),
        rate_behind=re.compile("|".join(table.recurrence.not_before)),
    )
