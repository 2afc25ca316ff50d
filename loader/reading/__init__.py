"""Files and folders to works: text as read, with what is known of it beside its words."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from loader.document import Facts, Problem, Source, Work
from loader.errors import LoaderError
from loader.reading import text
from loader.reading.catalogue import NAME, Listed, read_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SUFFIXES = text.SUFFIXES


def read_works(paths: Sequence[Path]) -> Iterator[Work | Problem]:
    """Read files, and folders with all below them, in a stable order, one work at a time.

    Files that a documents.toml lists are witnesses of one work; one of them brings the others. Every other file is a
    work of its own. A source's path is relative to the folder that was given, or the bare name of a file that was.
    What can't be read is yielded as a problem in its turn. Raises LoaderError at once if a path is not there or a
    folder holds nothing to read.
    """
    for path in paths:
        _check(path)
    return _Walk(several=len(paths) > 1).read(paths)


def read_source(path: Path, name: str | None = None) -> Source:
    """Read one file; offsets index its decoded characters, a byte order mark and CR included."""
    try:
        return _read(path, name or path.name)
    except ValueError as error:
        raise LoaderError(f"{path}: {error}") from error


def _read(path: Path, name: str) -> Source:
    """Read one file; ValueError says what is wrong with it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from error
    return Source(name, text.read_text(data), sha256(data).hexdigest())


def _check(path: Path) -> None:
    if not path.exists():
        raise LoaderError(f"{path}: no such file or folder")
    if path.is_dir() and next(_files_below(path), None) is None:
        kinds = ", ".join(sorted(_SUFFIXES))
        raise LoaderError(f"{path}: holds no documents; files that can be read end in {kinds}")


def _files_below(folder: Path) -> Iterator[Path]:
    """Every file of a kind that can be read, and every documents.toml; those of a folder before its subfolders'."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        names = sorted(name for name in files if not name.startswith("."))
        if NAME in names:
            yield Path(place, NAME)
        yield from (Path(place, name) for name in names if Path(name).suffix.lower() in _SUFFIXES)


@dataclass(slots=True)
class _Walk:
    """What is known on the way through the given paths."""

    several: bool
    """Whether several paths were given, so that two sources may have the same relative path."""
    done: set[Path] = field(default_factory=set)
    """Files that a documents.toml brought, or that a path given before did."""
    unknown: set[Path] = field(default_factory=set)
    """Folders whose documents.toml is broken: what their files are can't be said."""
    names: dict[str, Path] = field(default_factory=dict)

    def read(self, paths: Sequence[Path]) -> Iterator[Work | Problem]:
        """Read all paths."""
        for path in paths:
            if path.is_dir():
                for file in _files_below(path):
                    yield from self._read_path(file, path)
            else:
                catalogue = path.parent / NAME
                if path.name != NAME and catalogue.is_file():
                    yield from self._read_catalogue(catalogue, path.parent, only=path)
                yield from self._read_path(path, path.parent)

    def _read_path(self, path: Path, root: Path) -> Iterator[Work | Problem]:
        if path.name == NAME:
            yield from self._read_catalogue(path, root)
        elif path.resolve() not in self.done and not any(folder in path.parents for folder in self.unknown):
            yield self._read_work(Listed(Facts(), (path,), path.name), root)

    def _read_catalogue(self, path: Path, root: Path, only: Path | None = None) -> Iterator[Work | Problem]:
        """Read the works that a documents.toml lists; with `only`, the one that has that file."""
        try:
            listed = read_catalogue(path)
        except ValueError as error:
            if path.parent not in self.unknown:
                self.unknown.add(path.parent)
                yield Problem(_relative(path, root), f"{error}; nothing beside it is read")
            return
        for document in listed:
            if only is None or only in document.files:
                yield from self._read_listed(document, path, root)

    def _read_listed(self, document: Listed, path: Path, root: Path) -> Iterator[Work | Problem]:
        missing = [file for file in document.files if not file.is_file()]
        known = [file for file in document.files if file.resolve() in self.done]
        self.done.update(file.resolve() for file in document.files)
        if missing:
            name = _relative(missing[0], path.parent)
            yield Problem(_relative(path, root), f"{document.entry}: there is no file {name}; its others are not read")
        elif not known:
            yield self._read_work(document, root)

    def _read_work(self, document: Listed, root: Path) -> Work | Problem:
        """Read a work's files; it needs every one of them."""
        sources: list[Source] = []
        for file in document.files:
            name = _relative(file, root)
            if self.several:
                self.done.add(file.resolve())
                if self.names.setdefault(name, file) != file:
                    return Problem(name, f"is {file} and {self.names[name]}; give the folder above both instead")
            try:
                sources.append(_read(file, name))
            except ValueError as error:
                return Problem(name, str(error))
        return Work(document.facts, tuple(sources))


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
