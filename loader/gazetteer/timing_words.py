"""Words around dates, compiled once a process."""

from __future__ import annotations

import re
import tomllib
from datetime import date  # noqa: TC003 - pydantic reads it at run time
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict


class _Recurrence(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    not_behind: tuple[str, ...]
    not_before: tuple[str, ...]


class _TimingFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    date: date
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
    path = files("loader.gazetteer") / "data" / "timing.toml"
    table = _TimingFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    return TimingWords(
        deed=re.compile("|".join(table.deeds)),
        rate_ahead=re.compile(rf"(?:{'|'.join(table.recurrence.not_behind)})$"),
        rate_behind=re.compile("|".join(table.recurrence.not_before)),
    )
