"""What the columns of tables in documents are called, compiled once a process."""

from __future__ import annotations

from functools import cache
from typing import Literal

from loader.gazetteer.data_files import Patterns, Sourced, Table, read_data

TableColumn = Literal["task", "indicator", "unit", "binding", "region", "period", "growth", "cumulative"]


class _Years(Table):
    past: Patterns
    wanting: Patterns
    furniture: Patterns
    """What a table's heading has around the name of what is wanted."""


class TableWords(Sourced):
    """All of table_words.toml: the words of tables' headers."""

    columns: dict[TableColumn, Patterns]
    """To be matched with a whole header cell."""
    years: _Years


@cache
def load_table_words() -> TableWords:
    """Load, check and compile table_words.toml."""
    return read_data("table_words.toml", TableWords)
