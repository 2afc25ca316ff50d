"""Zip archives to folders: their files are read like those of a folder."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipInfo

_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_NAME_ENCODINGS = ("utf-8", "gb18030", "big5")


def unpack(archive: Path, folder: Path) -> Iterator[tuple[str, str]]:
    """Unpack a zip file into a folder; yields the files that can't be, with what is wrong with each.

    Names that aren't marked as UTF-8 are read as the Chinese encoding that fits, as Windows writes them. Nothing is
    written outside the folder. Raises ValueError where the archive as a whole can't be read.
    """
    try:
        with ZipFile(archive) as zipped:
            for member in zipped.infolist():
                name = _name_of(member)
                if name is None or member.is_dir():
                    continue
                if member.flag_bits & _ENCRYPTED:
                    yield name, "needs a password; unpack it by hand"
                    continue
                try:
                    _write(zipped, member, folder / name)
                except (BadZipFile, OSError, NotImplementedError, EOFError) as error:
                    yield name, f"cannot be unpacked ({error})"
    except (BadZipFile, OSError) as error:
        raise ValueError(f"is no zip file, or damaged ({error}); fetch it anew") from error


def _write(zipped: ZipFile, member: ZipInfo, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with zipped.open(member) as source, path.open("xb") as target:
            copyfileobj(source, target)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _name_of(member: ZipInfo) -> str | None:
    """A member's path inside the archive; None for what is hidden or points outside."""
    name = member.filename
    if not member.flag_bits & _UTF8_NAME:
        name = _decode_name(name)
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if any(part.startswith((".", "/")) or part == "__MACOSX" or ":" in part for part in parts):
        return None
    return "/".join(parts)


def _decode_name(name: str) -> str:
    data = name.encode("cp437", "ignore")
    for encoding in _NAME_ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name
