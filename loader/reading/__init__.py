"""Files and folders to works: text as read, with what is known of it beside its words."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from io import BufferedReader, FileIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from loader.document import Problem, Source, Work
from loader.errors import LoaderError
from loader.reading.archives import unpack
from loader.reading.catalogue import NAME, Listed, read_catalogue
from loader.reading.decoding import decode_name
from loader.reading.files import BUFFER, LARGEST_FILE, SUFFIXES, holds_rows, read_document, read_file
from loader.reading.options import ReadOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["STANDARD_INPUT", "ReadOptions", "check_paths", "read_source", "read_works"]

STANDARD_INPUT = Path("-")
_ARCHIVE = ".zip"
_KINDS = ", ".join(sorted(SUFFIXES))
_NOTHING = f"holds no documents; files that can be read end in {_KINDS}"


def read_works(
    paths: Sequence[Path | str] | Path | str, options: ReadOptions | None = None
) -> Iterator[Work | Problem]:
    """Read files, folders with all below them, zip archives and `-`, in a stable order, one work at a time.

    Files that a documents.toml lists are witnesses of one work; one of them brings the others. Every other file is a
    work of its own, or holds one a row. A source's path is relative to the folder that was given, or the bare name of
    a file that was; a file of an archive has the archive's before it, a record `#` and its key behind it. Of a
    folder, hidden files and those of other kinds are left out. What can't be read is yielded as a problem in its
    turn. Raises LoaderError at once if a path is not there or a folder holds nothing to read.
    """
    places = check_paths([paths] if isinstance(paths, Path | str) else paths)
    return _Walk(options or ReadOptions(), several=len(places) > 1).read(places)


def check_paths(paths: Sequence[Path | str]) -> list[Path]:
    """Raise LoaderError for a path that is not there, can't be read, or is a folder that holds nothing to read."""
    if "" in paths:
        raise LoaderError("a path is empty; the folder that you are in is .")
    places = [Path(path) for path in paths]
    for place in places:
        _check(place)
    return places


def read_source(path: Path, name: str | None = None) -> Source:
    """Read one file of one document; offsets index its decoded characters, a byte order mark and CR included."""
    try:
        return _read(path, name or path.name)
    except ValueError as error:
        raise LoaderError(f"{path}: {error}") from error


def _read(path: Path, name: str) -> Source:
    """Read one file; ValueError says what is wrong with it."""
    if holds_rows(path.name):
        raise ValueError("holds a document a row, where one document is wanted")
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from error
    return read_document(data, name)


def _open(path: Path) -> BufferedReader:
    return BufferedReader(FileIO(path), BUFFER)


def _check(path: Path) -> None:
    if path == STANDARD_INPUT:
        return
    if not path.exists():
        raise LoaderError(f"{path}: no such file or folder")
    if path.is_dir():
        closed: list[OSError] = []
        if next(_files_below(path, closed.append), None) is None:
            problems = [f"{error.filename}: cannot be read: {error.strerror}" for error in closed]
            raise LoaderError(next(iter(problems), f"{path}: {_NOTHING}"))
    elif not path.is_file():
        raise LoaderError(
            f"{path}: is neither a file nor a folder; what comes out of it is read from standard input, as -"
        )
    elif path.name != NAME and path.suffix and path.suffix.lower() not in SUFFIXES:
        raise LoaderError(f"{path}: is of a kind that can't be read; files that can end in {_KINDS}")


def _files_below(folder: Path, closed: Callable[[OSError], None]) -> Iterator[Path]:
    """Every file of a kind that can be read, and every documents.toml; those of a folder before its subfolders'.

    `closed` is told of every folder that can't be read.
    """
    for place, folders, files in os.walk(folder, onerror=closed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        names = sorted(name for name in files if not name.startswith((".", "~$")))
        if NAME in names:
            yield Path(place, NAME)
        files_here = (Path(place, name) for name in names if Path(name).suffix.lower() in SUFFIXES)
        yield from (file for file in files_here if not file.exists() or file.is_file())  # a pipe would never end


@dataclass(slots=True)
class _Walk:
    """What is known on the way through the given paths."""

    options: ReadOptions
    several: bool
    """Whether several paths were given, so that two sources may have the same relative path."""
    inside: str = ""
    """The archive that is being read, with a `/`."""
    done: set[str] = field(default_factory=set)
    """Files that a documents.toml brought, or that a path given before did, by where they are in truth."""
    unknown: set[Path] = field(default_factory=set)
    """Folders whose documents.toml is broken: what their files are can't be said."""
    names: dict[str, Path] = field(default_factory=dict)

    def read(self, paths: Sequence[Path]) -> Iterator[Work | Problem]:
        """Read all paths."""
        for path in paths:
            if path == STANDARD_INPUT:
                yield from read_file(cast("BufferedReader", sys.stdin.buffer), path.name, self.options)
            elif path.is_dir():
                yield from self._read_folder(path)
            else:
                catalogue = path.parent / NAME
                if path.name != NAME and catalogue.is_file():
                    yield from self._read_catalogue(catalogue, path.parent, only=path)
                yield from self._read_path(path, path.parent)

    def _read_folder(self, folder: Path) -> Iterator[Work | Problem]:
        closed: list[OSError] = []
        for file in _files_below(folder, closed.append):
            yield from self._read_path(file, folder)
        for error in closed:
            yield Problem(self._name(Path(error.filename), folder), f"cannot be read: {error.strerror}")

    def _read_path(self, path: Path, root: Path) -> Iterator[Work | Problem]:
        if path.name == NAME:
            yield from self._read_catalogue(path, root)
        elif os.path.realpath(path) in self.done or any(folder in path.parents for folder in self.unknown):
            return
        elif problem := self._claim(path, root):
            yield problem
        elif path.suffix.lower() == _ARCHIVE:
            yield from self._read_archive(path, root)
        else:
            try:
                with _open(path) as stream:
                    yield from read_file(stream, self._name(path, root), self.options)
            except OSError as error:
                yield Problem(self._name(path, root), f"cannot be read: {error.strerror}")

    def _read_archive(self, path: Path, root: Path) -> Iterator[Work | Problem]:
        """Read an archive's files like a folder's."""
        name = self._name(path, root)
        with TemporaryDirectory(prefix="loader-") as place:
            folder = Path(place)
            try:
                problems = [Problem(f"{name}/{member}", problem) for member, problem in unpack(path, folder)]
            except (ValueError, OSError) as error:
                yield Problem(name, str(error))
                return
            works = _Walk(self.options, several=False, inside=f"{name}/").read([folder])
            first = next(works, None)
            if first is not None:
                yield first
            elif not problems:
                yield Problem(name, _NOTHING)
            yield from works
            yield from problems

    def _read_catalogue(self, path: Path, root: Path, only: Path | None = None) -> Iterator[Work | Problem]:
        """Read the works that a documents.toml lists; with `only`, the one that has that file."""
        try:
            listed = read_catalogue(path)
        except ValueError as error:
            if path.parent not in self.unknown:
                self.unknown.add(path.parent)
                yield Problem(self._name(path, root), f"{error}; nothing beside it is read")
            return
        for document in listed:
            if only is None or only in document.files:
                yield from self._read_listed(document, path, root)

    def _read_listed(self, document: Listed, path: Path, root: Path) -> Iterator[Work | Problem]:
        missing = [file for file in document.files if not file.is_file()]
        known = [file for file in document.files if os.path.realpath(file) in self.done]
        self.done.update(map(os.path.realpath, document.files))
        if missing:
            name = missing[0].relative_to(path.parent).as_posix()
            yield Problem(self._name(path, root), f"{document.entry}: there is no file {name}; its others are not read")
        elif not known:
            yield self._read_work(document, root)

    def _read_work(self, document: Listed, root: Path) -> Work | Problem:
        """Read the files of one work; it needs every one of them."""
        sources: list[Source] = []
        for file in document.files:
            if problem := self._claim(file, root):
                return problem
            name = self._name(file, root)
            try:
                sources.append(_read(file, name))
            except ValueError as error:
                return Problem(name, str(error))
        return Work(document.facts.completed_by(sources[0].facts), tuple(sources))

    def _claim(self, path: Path, root: Path) -> Problem | None:
        """Take a file's name; a problem where another file given has the same."""
        if not self.several:
            return None
        name = self._name(path, root)
        self.done.add(os.path.realpath(path))
        if self.names.setdefault(name, path) != path:
            return Problem(name, f"is {path} and {self.names[name]}; give the folder above both instead")
        return None

    def _name(self, path: Path, root: Path) -> str:
        """How a file is called in paths."""
        return self.inside + decode_name(os.fsencode(path.relative_to(root).as_posix()))
