"""Which program made a document's graph."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from loader import __version__
from loader.gazetteer import fingerprint_data


@cache
def made_by() -> str:
    """The version of the program and a hash of its code and data; documents made by another are made anew."""
    package = Path(__file__).parent
    digest = sha256(fingerprint_data().encode())
    for file in sorted(package.rglob("*.py")):
        digest.update(file.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:12]}"
