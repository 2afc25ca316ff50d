"""Words by which a document shows what it is: its kind, who issued it, what its information table says."""

from __future__ import annotations

import tomllib
from datetime import date  # noqa: TC003 - pydantic reads it at run time
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

TableKey = Literal["number", "issuers", "name", "written_on", "published_on", "effective_on", "expires_on", "other"]


class DocumentWords(BaseModel):
    """The data file, checked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    date: date
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
    path = files("loader.gazetteer") / "data" / "document_words.toml"
    return DocumentWords.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
