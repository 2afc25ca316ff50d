"""What a statement from outside may do: read, and nothing else."""

from __future__ import annotations

import re

from loader.errors import LoaderError

_NO_CODE = re.compile(
    r"""//[^\n]* | /\*.*?(?:\*/|\Z) | '(?:\\.|[^'\\])*' | "(?:\\.|[^"\\])*" | `(?:``|[^`])*`""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\u+([0-9a-fA-F]{4})")
_LOAD_CSV = re.compile(r"\bLOAD\s+CSV\b", re.IGNORECASE)
_ANOTHER = re.compile(r";\s*[^\s;]")
_TERMINATE = re.compile(r"\s*TERMINATE\b", re.IGNORECASE)
_CALL = re.compile(r"(?<![.$:\w])CALL\s+([\w.`\s]*?\.[\w.`\s]*?)\s*(?:\(|\bYIELD\b|;|\Z)", re.IGNORECASE)
_READING_PROCEDURES = frozenset(
    {"db.info", "db.labels", "db.ping", "db.propertyKeys", "db.relationshipTypes", "dbms.components"}
)
_READING_NAMESPACES = ("db.index.", "db.schema.")


def refuse_reading_files(statement: str) -> None:
    """Raise LoaderError for LOAD CSV: it reads files and addresses even where nothing can be written."""
    if _LOAD_CSV.search(_code_of(statement)):
        raise LoaderError("LOAD CSV is not allowed: a statement may only read the graph")


def refuse_several(statement: str) -> None:
    """Raise LoaderError for several statements: engines run the last alone, or none."""
    if _ANOTHER.search(_code_of(statement, names=True)):
        raise LoaderError("give one statement: there is another behind a semicolon")


def refuse_commands(statement: str) -> None:
    """Raise LoaderError for what acts on a server though it writes nothing: ending transactions, most procedures."""
    if _TERMINATE.match(_code_of(statement)):
        raise LoaderError("TERMINATE is not allowed: a statement may only read the graph")
    for call in _CALL.finditer(_code_of(statement, names=True)):
        procedure = "".join(call[1].replace("`", "").split())
        if procedure not in _READING_PROCEDURES and not procedure.startswith(_READING_NAMESPACES):
            raise LoaderError(f"the procedure {procedure} is not allowed: a statement may only read the graph")


def _code_of(statement: str, *, names: bool = False) -> str:
    """Leave out comments and texts, and quoted names unless they are wanted; escapes may stand anywhere."""
    statement = _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), statement)
    return _NO_CODE.sub(lambda found: found[0] if names and found[0].startswith("`") else " ", statement)
