"""Where the package's own files are: beside it in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def find_folder(name: str) -> Path:
    """The folder `cypher` or `seeds`, as installed or as checked out."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
