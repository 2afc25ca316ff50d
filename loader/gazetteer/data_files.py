"""The packaged data files, read and checked."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, dataclass_transform

from pydantic import BeforeValidator, ConfigDict, Field, InstanceOf
from pydantic.dataclasses import dataclass as checked

from loader.checked_toml import Words, read_toml
from loader.errors import LoaderError
from loader.gazetteer.patterns import Sought, join_patterns, join_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

DATA = Path(__file__).parent / "data"


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(Field,))
class Table:
    """A table of a data file: nothing else may stand in it.

    Each is one of pydantic's dataclasses, not of its models: with those, extraction takes 4 % longer, for their values
    are not at hand as fast as those of any other object.
    """

    def __init_subclass__(cls) -> None:
        """Make the class a dataclass, with nothing that is not asked of it: a program's start waits for this."""
        config = ConfigDict(extra="forbid", defer_build=True)
        checked(frozen=True, kw_only=True, repr=False, eq=False, config=config)(cls)


class Sourced(Table):
    """A table, or a file, that says where its facts come from, and when."""

    source: Words
    date: date


def join_patterns_as(form: str) -> BeforeValidator:
    """Read a list of patterns as one, put into the braces of a longer one."""
    return _joined_by(join_patterns, form)


def join_words_as(form: str) -> BeforeValidator:
    """Read a list of words as a pattern for any of them, put into the braces of a longer one."""
    return _joined_by(join_words, form)


def _joined_by(join: Callable[[Iterable[str]], str], form: str) -> BeforeValidator:
    return _compiled_by(lambda entries: re.compile(form.format(join(entries))))


def _compiled_by(compile_list: Callable[[list[str]], re.Pattern[str] | Sought]) -> BeforeValidator:
    def read_list(entries: Any) -> re.Pattern[str] | Sought:
        if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
            raise ValueError(f"{entries} is not a list in [ ] of texts")
        try:
            return compile_list(entries)
        except re.error as error:
            raise ValueError(f"{entries} are not all regular expressions ({error})") from error

    return BeforeValidator(read_list)


Patterns = Annotated[re.Pattern[str], join_patterns_as("{}")]
PatternInRow = Annotated[re.Pattern[str], _compiled_by(lambda parts: re.compile("".join(parts)))]
"""One pattern, written part by part."""
PatternsAtEnd = Annotated[re.Pattern[str], join_patterns_as("(?:{})$")]
SoughtPatterns = Annotated[InstanceOf[Sought], _compiled_by(Sought)]
AnyWord = Annotated[re.Pattern[str], join_words_as("{}")]
AnyWordAtEnd = Annotated[re.Pattern[str], join_words_as("(?:{})$")]

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
