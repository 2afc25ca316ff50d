"""Words by which a document shows what it is: its kind, who issued it, what its information table says."""

from __future__ import annotations

from functools import cache
from typing import Literal

from loader.gazetteer.data_files import Sourced, read_data

TableKey = Literal["number", "issuers", "name", "written_on", "published_on", "effective_on", "expires_on", "other"]


class DocumentWords(Sourced):
    """The data file, checked."""

    kinds: tuple[str, ...]
    title_tails: tuple[str, ...]
    issuer_ends: tuple[str, ...]
    title_verbs: tuple[str, ...]
    table: dict[TableKey, tuple[str, ...]]
    cuts: tuple[str, ...]
    drafts: tuple[str, ...]
    interpretations: tuple[str, ...]
    reports: tuple[str, ...]


@cache
def load_document_words() -> DocumentWords:
    """Load and check the packaged data once a process."""
    return read_data("document_words.toml", DocumentWords)
