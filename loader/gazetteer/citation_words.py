"""Words by which a text names other documents, and says what it does to them."""

from __future__ import annotations

import tomllib
from datetime import date  # noqa: TC003 - pydantic reads it at run time
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class CitationWords(BaseModel):
    """The data file, checked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    date: date
    instruments: tuple[str, ...]
    letters: tuple[str, ...]
    others: tuple[str, ...]
    short_fronts: tuple[str, ...]
    national: tuple[str, ...]
    national_fronts: tuple[str, ...]
    common_number_words: str
    before_numbers: tuple[str, ...]
    first_before_numbers: tuple[str, ...]
    basis: tuple[str, ...]
    basis_if_made: tuple[str, ...]
    makes: tuple[str, ...]
    implements: tuple[str, ...]
    repeals: tuple[str, ...]
    amends: tuple[str, ...]
    amends_to: tuple[str, ...]
    terms: tuple[str, ...]
    prolongs: tuple[str, ...]
    goes_on: tuple[str, ...]
    not_done: tuple[str, ...]


@cache
def load_citation_words() -> CitationWords:
    """Load and check the packaged data once a process."""
    path = files("loader.gazetteer") / "data" / "citations.toml"
    return CitationWords.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
