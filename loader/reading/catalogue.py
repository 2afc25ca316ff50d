"""documents.toml: what is known of a folder's documents from outside their texts."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date  # noqa: TC003 - pydantic reads it at run time
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from loader.document import Facts, Nature

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

NAME = "documents.toml"

Words = Annotated[str, Field(min_length=1)]


class _Entry(BaseModel):
    """One document: its facts, and the files that carry it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: Annotated[str, Field(pattern=r"^[^\s/#]+$")] | None = None
    name: Words | None = None
    number: Words | None = None
    issuers: tuple[Words, ...] = ()
    written_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    source: Words | None = None
    kind: Words | None = None
    nature: Nature | None = None
    complete: bool = True
    files: Annotated[tuple[Words, ...], Field(min_length=1)]
    base: Words | None = None

    @field_validator("files")
    @classmethod
    def _within_folder(cls, files: tuple[str, ...]) -> tuple[str, ...]:
        for file in files:
            if file.startswith("/") or ".." in file.split("/") or "\\" in file:
                raise ValueError(f"{file} is not written as a path inside the folder (sub/file.txt)")
        return files

    @model_validator(mode="after")
    def _base_is_listed(self) -> Self:
        if self.base is not None and self.base not in self.files:
            raise ValueError(f"base {self.base} is not among its files")
        return self


class _Catalogue(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    document: tuple[_Entry, ...]

    @model_validator(mode="after")
    def _listed_once(self) -> Self:
        files = [file for entry in self.document for file in entry.files]
        ids = [entry.id for entry in self.document if entry.id]
        for what, values in (("file", files), ("id", ids)):
            if twice := sorted({value for value in values if values.count(value) > 1}):
                raise ValueError(f"{what} {twice[0]} is listed twice")
        return self


@dataclass(frozen=True, slots=True)
class Listed:
    """A document that a catalogue lists."""

    facts: Facts
    files: tuple[Path, ...]
    """The base first."""
    entry: str
    """How messages name it."""


def read_catalogue(path: Path) -> list[Listed]:
    """Read and check a documents.toml; its files need not exist.

    ```toml
    [[document]]
    id = "xibu-2020"
    name = "关于新时代推进西部大开发形成新格局的指导意见"
    issuers = ["中共中央", "国务院"]
    published_on = 2020-05-17
    files = ["a.txt", "b.txt"]  # the first is the base, unless base = "b.txt"
    ```

    Raises ValueError, saying which entry is wrong and how.
    """
    try:
        entries = _Catalogue.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig"))).document
    except ValidationError as error:
        raise ValueError("; ".join(map(_explain, error.errors()))) from error
    except (ValueError, OSError) as error:
        raise ValueError(f"cannot be read: {error}") from error
    return [_listed(entry, number, path.parent) for number, entry in enumerate(entries, 1)]


def _listed(entry: _Entry, number: int, folder: Path) -> Listed:
    first = entry.base or entry.files[0]
    files = (first, *(file for file in entry.files if file != first))
    facts = Facts(**entry.model_dump(exclude={"files", "base"}))
    return Listed(facts, tuple(folder / file for file in files), _name_entry(number, entry.id or entry.name))


def _name_entry(number: int, name: str | None) -> str:
    return f"document {number} ({name})" if name else f"document {number}"


def _explain(error: ErrorDetails) -> str:
    """One of pydantic's errors as: which entry, which key, what is wrong."""
    what = error["msg"].removeprefix("Value error, ")
    place = error["loc"]
    numbers = [part + 1 for part in place[:2] if isinstance(part, int)]
    keys = [part for part in place[1:] if isinstance(part, str)]
    return ": ".join([*(f"document {number}" for number in numbers), *keys, what])
