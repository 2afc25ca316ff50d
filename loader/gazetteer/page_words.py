"""Words of what stands around a document where it is published: columns of tables, furniture of pages."""

from __future__ import annotations

import tomllib
from datetime import date  # noqa: TC003 - pydantic reads it at run time
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

Column = Literal["text", "name", "number", "issuer", "date", "written_on", "source", "id"]


class PageWords(BaseModel):
    """The data file, checked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    date: date
    holders: tuple[str, ...]
    blocks: tuple[str, ...]
    furniture: tuple[str, ...]
    furniture_lines: tuple[str, ...]
    publishers: tuple[str, ...]
    no_values: tuple[str, ...]
    columns: dict[Column, tuple[str, ...]]


@cache
def load_page_words() -> PageWords:
    """Load and check the packaged data once a process."""
    path = files("loader.gazetteer") / "data" / "page_words.toml"
    return PageWords.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
