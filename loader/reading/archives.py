"""Zip archives to folders: their files are read like those of a folder."""

from __future__ import annotations

from pathlib import PurePosixPath
from shutil import copyfileobj
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from loader.reading.decoding import decode_name
from loader.reading.text import EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from zipfile import ZipInfo

_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


def unpack(archive: Path, folder: Path) -> Iterator[tuple[str, str]]:
    """Unpack a zip file into a folder; yields the files that can't be, with what is wrong with each.

    Names that aren't marked as UTF-8 are read as the Chinese encoding that fits, as Windows writes them. Nothing is
    written outside the folder; what is hidden is left out. Raises ValueError where the archive as a whole can't be
    read.
    """
    if not archive.stat().st_size:
        raise ValueError(EMPTY)
    try:
        with ZipFile(archive) as zipped:
            for member in zipped.infolist():
                path = _path_of(member)
                if member.is_dir() or any(map(_is_hidden, path.parts)):
                    continue
                if problem := _refuse(member, path) or _write(zipped, member, folder / path):
                    yield str(path), problem
    except (BadZipFile, OSError) as error:
        raise ValueError(f"is no zip file, or damaged ({error}); fetch it anew") from error


def _path_of(member: ZipInfo) -> PurePosixPath:
    """A member's path inside the archive."""
    name = member.filename
    if not member.flag_bits & _UTF8_NAME:
        name = decode_name(name.encode("cp437", "ignore"))
    return PurePosixPath(name.replace("\\", "/"))


def _is_hidden(part: str) -> bool:
    return (part.startswith(".") and part != "..") or part == "__MACOSX"


def _refuse(member: ZipInfo, path: PurePosixPath) -> str | None:
    """Say why a member is not to be unpacked."""
    if path.is_absolute() or ".." in path.parts or ":" in str(path):
        return "points to a place outside the archive; unpack it by hand"
    return "needs a password; unpack it by hand" if member.flag_bits & _ENCRYPTED else None


def _write(zipped: ZipFile, member: ZipInfo, path: Path) -> str | None:
    """Unpack a member; say why it can't be."""
    if path.exists():
        return "is there twice; only the first is read"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipped.open(member) as source, path.open("xb") as target:
            copyfileobj(source, target)
    except Exception as error:  # noqa: BLE001 - damaged data make unpacking fail in any way
        path.unlink(missing_ok=True)
        return f"cannot be unpacked ({getattr(error, 'strerror', None) or error})"
    return None
