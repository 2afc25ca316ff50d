"""The packaged data files, read and checked."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - pydantic reads it at run time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from loader.checked_toml import read_toml
from loader.errors import LoaderError

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parent / "data"


class Table(BaseModel):
    """A table of a data file: nothing else may stand in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Sourced(Table):
    """A table, or a file, that says where its facts come from, and when."""

    source: Annotated[str, Field(min_length=1)]
    date: date


F = TypeVar("F", bound=Table)


def read_data(name: str | Path, model: type[F]) -> F:
    """Read and check a TOML file; LoaderError says in one line what is wrong with it, and where."""
    path = DATA / name
    try:
        return read_toml(path.read_text(encoding="utf-8"), model)
    except ValueError as error:
        raise LoaderError(f"{path}: {error}") from error


def read_table(name: str, columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and fields of each row of a table of tab-separated values; lines that begin with # are none."""
    path = DATA / name
    header = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line[0] == "#":
            continue
        row = line.split("\t")
        if len(row) != len(columns):
            raise LoaderError(f"{path}:{number}: expected {', '.join(columns)} with tabs between them")
        if header:
            yield number, row
        elif tuple(row) != columns:
            raise LoaderError(f"{path}:{number}: expected the columns {', '.join(columns)}")
        header = True
