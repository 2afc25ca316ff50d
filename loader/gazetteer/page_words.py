"""Words of what stands around a document where it is published: columns of tables, furniture of pages."""

from __future__ import annotations

from functools import cache
from typing import Literal

from loader.gazetteer.data_files import Sourced, read_data

RecordColumn = Literal["text", "name", "number", "issuer", "date", "written_on", "source", "id"]


class PageWords(Sourced):
    """The data file, checked."""

    holders: tuple[str, ...]
    blocks: tuple[str, ...]
    furniture: tuple[str, ...]
    furniture_lines: tuple[str, ...]
    publishers: tuple[str, ...]
    name_verbs: tuple[str, ...]
    addresses: tuple[str, ...]
    no_values: frozenset[str]
    columns: dict[RecordColumn, tuple[str, ...]]


@cache
def load_page_words() -> PageWords:
    """Load and check the packaged data once a process."""
    return read_data("page_words.toml", PageWords)
