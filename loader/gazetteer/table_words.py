"""What the columns and values of tables in documents say, compiled once a process."""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import Literal

from loader.gazetteer.data_files import Patterns, Sourced, Table, read_data
from loader.gazetteer.patterns import any_of
from loader.model import Comparator

TableColumn = Literal[
    "task", "indicator", "unit", "binding", "region", "period", "annual_average", "cumulative", "other"
]


class _Years(Table):
    past: Patterns
    wanting: Patterns
    furniture: Patterns
    """What a table's heading has around the name of what is wanted."""


class _Signs(Table):
    before: frozenset[str]
    behind: frozenset[str]


class _Values(Table):
    reached: frozenset[str]
    signs: dict[Comparator, _Signs]

    @cached_property
    def value(self) -> re.Pattern[str]:
        """A whole cell: groups open (a bracket), ahead, number, until (of a range), unit, behind."""
        ahead = any_of(self.reached.union(*(signs.before for signs in self.signs.values())))
        behind = any_of(frozenset().union(*(signs.behind for signs in self.signs.values())))
        return re.compile(
            rf"(?P<open>[〔\[［【（])?(?P<ahead>{ahead})?=?"
            r"(?P<number>-?\d+(?:,\d{3})*(?:\.\d+)?)%?(?:[—~～至-](?P<until>\d+(?:\.\d+)?))?"
            rf"(?P<unit>%|‰|[^\d\s，。；（）〔〕\[\]以左]{{1,8}})?(?P<behind>{behind})?[〕\]］】）]?"
        )

    def compare(self, found: re.Match[str]) -> Comparator:
        """What stands around a value says how it compares."""
        for comparator, signs in self.signs.items():
            if found["ahead"] in signs.before or found["behind"] in signs.behind:
                return comparator
        return "="


class TableWords(Sourced):
    """All of table_words.toml."""

    columns: dict[TableColumn, Patterns]
    """To be matched with a whole header cell."""
    numbers: frozenset[str]
    """Header cells of the column that numbers the rows."""
    remarks: frozenset[str]
    """Header cells of a column that is often empty."""
    years: _Years
    values: _Values


@cache
def load_table_words() -> TableWords:
    """Load, check and compile table_words.toml."""
    return read_data("table_words.toml", TableWords)
