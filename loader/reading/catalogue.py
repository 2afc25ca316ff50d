"""documents.toml: what is known of a folder's documents from outside their texts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from loader.checked_toml import Words, read_toml
from loader.document import Facts
from loader.model import Nature

if TYPE_CHECKING:
    from pathlib import Path

NAME = "documents.toml"


def _check_id(id_: str) -> str:
    if not id_ or set(id_) & set("/#") or len(id_.split()) != 1 or id_ != id_.strip():
        raise ValueError(f"{id_!r} is no id: one has neither blanks nor / and #")
    return id_


Id = Annotated[str, AfterValidator(_check_id)]


class _Entry(BaseModel):
    """One document: its facts, and the files that carry it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id | None = None
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
        return tuple(str(PurePosixPath(file)) for file in files)

    @model_validator(mode="after")
    def _base_is_listed(self) -> Self:
        if self.base is not None and self.base not in self.files:
            raise ValueError(f"base: {self.base} is not among its files: {', '.join(self.files)}")
        return self


class _Catalogue(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    document: tuple[_Entry, ...]

    @model_validator(mode="after")
    def _listed_once(self) -> Self:
        places: defaultdict[str, list[str]] = defaultdict(list)
        for number, entry in enumerate(self.document, 1):
            for value in (*([f"id: {entry.id}"] if entry.id else ()), *(f"files: {file}" for file in entry.files)):
                places[value].append(_name_entry(number, entry.id or entry.name))
        for value, entries in places.items():
            if len(entries) > 1:
                raise ValueError(f"{entries[1]}: {value} is listed twice, first by {entries[0]}")
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
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from error
    entries = read_toml(text, _Catalogue).document
    return [_listed(entry, number, path.parent) for number, entry in enumerate(entries, 1)]


def _listed(entry: _Entry, number: int, folder: Path) -> Listed:
    first = entry.base or entry.files[0]
    files = (first, *(file for file in entry.files if file != first))
    facts = Facts(**entry.model_dump(exclude={"files", "base"}))
    return Listed(facts, tuple(folder / file for file in files), _name_entry(number, entry.id or entry.name))


def _name_entry(number: int, name: str | None) -> str:
    return f"document {number} ({name})" if name else f"document {number}"
