"""What a statement from outside may do: read, and nothing else."""

from __future__ import annotations

import re

from loader.errors import LoaderError

_NO_CODE = re.compile(
    r"""//[^\n]* | /\*.*?(?:\*/|\Z) | '(?:\\.|[^'\\])*' | "(?:\\.|[^"\\])*" | `(?:``|[^`])*`""",
    re.VERBOSE | re.DOTALL,
)
_LOAD_CSV = re.compile(r"\bLOAD\s+CSV\b", re.IGNORECASE)


def refuse_reading_files(statement: str) -> None:
    """Raise LoaderError for LOAD CSV: it reads files and addresses even where nothing can be written."""
    if _LOAD_CSV.search(_NO_CODE.sub(" ", statement)):
        raise LoaderError("LOAD CSV is not allowed: a statement may only read the graph")
