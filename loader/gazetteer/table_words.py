"""What the columns of tables in documents are called, compiled once a process."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from loader.gazetteer.data_files import Sourced, Table, read_data

Column = Literal["task", "indicator", "unit", "binding", "region", "period", "growth", "cumulative"]


class _Years(Table):
    past: tuple[str, ...]
    wanting: tuple[str, ...]
    furniture: tuple[str, ...]


class _TableFile(Sourced):
    columns: dict[Column, tuple[str, ...]]
    years: _Years


class TableWords(NamedTuple):
    """The words of tables' headers."""

    columns: dict[Column, re.Pattern[str]]
    """To be matched with a whole header cell."""
    past: re.Pattern[str]
    wanting: re.Pattern[str]
    furniture: re.Pattern[str]
    """What a table's heading has around the name of what is wanted."""


@cache
def load_table_words() -> TableWords:
    """Load, check and compile table_words.toml."""
    table = read_data("table_words.toml", _TableFile)
    return TableWords(
        columns={column: re.compile("|".join(patterns)) for column, patterns in table.columns.items()},
        past=re.compile("|".join(table.years.past)),
        wanting=re.compile("|".join(table.years.wanting)),
        furniture=re.compile("|".join(table.years.furniture)),
    )
