"""Files to sources: text as read, with what stands beside it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from loader.document import Facts, Source
from loader.errors import LoaderError

if TYPE_CHECKING:
    from pathlib import Path


def read_source(path: Path, name: str | None = None, facts: Facts = Facts()) -> Source:
    """Read one UTF-8 text file; offsets index its decoded characters, a byte order mark and CR included."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise LoaderError(f"{path}: not UTF-8 at byte {error.start}") from error
    return Source(name or path.name, text, sha256(data).hexdigest(), facts)
