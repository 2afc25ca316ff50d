"""Files written whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager
from errno import EACCES
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from loader.errors import LoaderError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


T = TypeVar("T")


def choose_by_ending(path: Path, choices: Mapping[str, T]) -> T:
    """Choose what belongs to a file's ending, in small or capital letters."""
    if (chosen := choices.get(path.suffix.lower())) is None:
        raise LoaderError(f"cannot write {path}: its name must end in {', '.join(choices)}")
    return chosen


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a path beside `path` to write to; it takes the place of `path` when the block ends well, else it goes.

    Where `path` is a link, the file that it leads to is written, and the link stays.
    """
    file = Path(os.path.realpath(path))
    beside = file.with_name(f".{file.name}.{os.getpid()}{path.suffix}")
    try:
        if file.exists() and not os.access(file, os.W_OK):
            raise PermissionError(EACCES, os.strerror(EACCES))  # else a new file would take its place
        yield beside
        beside.replace(file)
    except OSError as error:
        raise _explain(path, error) from error
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def filled_whole(folder: Path) -> Iterator[None]:
    """Make a folder, which has to be empty if it is there; what a block that fails wrote into it goes, as it does."""
    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise LoaderError(f"{folder} is not empty; name a new folder")
        try:
            yield
        except BaseException:
            for file in folder.iterdir():
                file.unlink()
            if made:
                folder.rmdir()
            raise
    except OSError as error:
        raise _explain(Path(error.filename or folder), error) from error


def _explain(path: Path, error: OSError) -> LoaderError:
    return LoaderError(f"cannot write {path}: {(error.strerror or str(error)).lower()}")
