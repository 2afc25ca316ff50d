"""Canned queries: one file each in `cypher/`, whose header says what the query takes and gives.

A header is made of `//` lines: the title, the description, one `// param` line for each parameter and one `// column`
line for each column. A parameter's type is a key of `TYPES`, or the words that it may be with | between them. A
`// none` line says what to do where there is no row. A `:param` line gives every parameter an example, so that a file
runs as it is when it is pasted into Neo4j Browser.

What only a Neo4j server runs stands in `cypher/neo4j/`: full-text search, and pictures, which return paths for Browser
to draw.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from loader.errors import LoaderError, UsageError
from loader.naming import LABELS, WORDS, check_words, rank_names, resolve_name, resolve_section
from loader.resources import find_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from loader.stores import Rows, Store
    from loader.stores.settings import Server

ALL_NATURES = "all_natures"
"""The parameter that brings in what drafts, press reports and interpretations say."""

SERVER_FOLDER = "neo4j"
"""The folder in `cypher/` whose queries only a Neo4j server runs."""

RESERVED = frozenset({"browser", "cypher", "form", "format", "help", "output", "store", "values", "version"})
"""What a parameter may not be called: options of the command line have these names."""

_PARAM = re.compile(r"//\s*param\s+(?P<name>\w+)\s+(?P<type>\S+)\s+(?P<optional>optional\s+)?(?P<description>\S.*)")
_COLUMN = re.compile(r"//\s*column\s+(?P<name>\w+)\s+(?P<type>\S+)\s+(?P<description>\S.*)")
_NONE = re.compile(r"//\s*none\s+(?P<advice>\S.*)")
_DIRECTIVE = re.compile(r"//\s*(?:param|column|none)\s")
_BETWEEN = "|"
_EXAMPLE = re.compile(r":param\s+(?P<name>\w+)\s*=>\s*(?P<value>.*?)\s*;?\s*")
_NOT_CODE = re.compile(r"//[^\n]*|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_USE = re.compile(r"\$(\w+)")
_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?[底末]?(?:以?前)?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a query takes."""

    name: str
    type: str
    """A key of `TYPES`, or the words that it may be, with | between them."""
    optional: bool
    """Whether it may be left out: it is false for a BOOLEAN then, else null."""
    description: str
    example: str
    """A Cypher expression, as the `:param` line has it."""

    @property
    def choices(self) -> list[str]:
        """The words that it may be; empty where it may be any of its type."""
        return self.type.split(_BETWEEN) if _BETWEEN in self.type else []


@dataclass(frozen=True, slots=True)
class Column:
    """What a query gives."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class Query:
    """One canned query."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    none: str
    """What to do where there is no row; may be empty."""
    text: str
    """The file as it stands, to be pasted into Neo4j Browser."""
    statement: str
    """The text with its `:param` lines blanked, so that an engine's error names the file's line."""
    server_only: bool
    """Whether only a Neo4j server runs it."""

    @property
    def is_picture(self) -> bool:
        """Whether it gives paths, which Neo4j Browser draws."""
        return any(column.type == "PATH" for column in self.columns)


@cache
def load_queries() -> dict[str, Query]:
    """Read the packaged queries, by name: those for every store, then those for a Neo4j server."""
    folder = find_folder("cypher")
    paths = [*sorted(folder.glob("*.cypher")), *sorted((folder / SERVER_FOLDER).glob("*.cypher"))]
    return {path.stem: read_query(path) for path in paths}


def list_queries() -> list[Query]:
    """List the packaged queries: those for every store, then those for a Neo4j server."""
    return list(load_queries().values())


def find_query(name: str) -> Query:
    """Find the packaged query of a name; an unknown name raises UsageError with the nearest."""
    queries = load_queries()
    if (query := queries.get(name)) is not None:
        return query
    near = list(rank_names(name, {known: known for known in queries}))
    hint = f"did you mean {' or '.join(near)}?" if near else "`loader query` lists them"
    raise UsageError(f"no query is called {name}; {hint}")


def read_query(path: Path) -> Query:
    """Read one file; a fault raises LoaderError with file and line."""
    return _Header(path).read()


class _Header:
    """Reads a file's header, line by line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._text = path.read_text(encoding="utf-8")
        self._prose: list[str] = []
        self._declared: dict[str, tuple[int, re.Match[str]]] = {}
        self._columns: list[Column] = []
        self._none = ""
        self._examples: dict[str, str] = {}
        self._lines: list[str] = []

    def read(self) -> Query:
        for number, line in enumerate(self._text.splitlines(), 1):
            self._lines.append("" if line.startswith(":param") else line)
            self._read_line(number, line)
        statement = "\n".join(self._lines)
        self._check_uses(statement)
        if not self._prose or not self._columns:
            raise self._fault(1, "a query begins with // and its title, and has a // column line for each column")
        return Query(
            name=self._path.stem,
            title=self._prose[0],
            description=" ".join(line for line in self._prose[1:] if line),
            parameters=tuple(self._make_parameter(*entry) for entry in self._declared.values()),
            columns=tuple(self._columns),
            none=self._none,
            text=self._text,
            statement=statement,
            server_only=self._path.parent.name == SERVER_FOLDER,
        )

    def _read_line(self, number: int, line: str) -> None:
        if found := _PARAM.fullmatch(line):
            if found["name"] in self._declared:
                raise self._fault(number, f"{found['name']} is declared twice")
            self._declared[found["name"]] = number, found
        elif found := _COLUMN.fullmatch(line):
            self._columns.append(Column(found["name"], found["type"], found["description"]))
        elif found := _NONE.fullmatch(line):
            self._none = found["advice"]
        elif line.startswith(":param"):
            example = _EXAMPLE.fullmatch(line)
            if example is None:
                raise self._fault(number, "expected :param NAME => VALUE;")
            self._examples[example["name"]] = example["value"]
        elif _DIRECTIVE.match(line):
            raise self._fault(number, "expected // param NAME TYPE …, // column NAME TYPE …, or // none …")
        elif line.startswith("//") and not self._declared and not self._columns:
            self._prose.append(line.removeprefix("//").strip())

    def _make_parameter(self, number: int, found: re.Match[str]) -> Parameter:
        name, type_ = found["name"], found["type"]
        if type_ not in TYPES and _BETWEEN not in type_:
            raise self._fault(number, f"{name} has the type {type_}; known are {', '.join(TYPES)}")
        if name in RESERVED or iskeyword(name):
            raise self._fault(number, f"a parameter cannot be called {name}: choose another name")
        if name not in self._examples:
            raise self._fault(number, f"{name} has no example: add :param {name} => …;")
        return Parameter(name, type_, found["optional"] is not None, found["description"], self._examples[name])

    def _check_uses(self, statement: str) -> None:
        code = _NOT_CODE.sub("", statement)
        used = {found[1] for found in _USE.finditer(code)}
        for name in sorted(used - set(self._declared)):
            number = next(
                n for n, line in enumerate(statement.splitlines(), 1) if f"${name}" in _NOT_CODE.sub("", line)
            )
            raise self._fault(number, f"${name} is not declared: add // param {name} …")
        for name in sorted((set(self._declared) | set(self._examples)) - used):
            number = next(
                n for n, line in enumerate(self._text.splitlines(), 1) if re.search(rf"param\s+{name}\b", line)
            )
            raise self._fault(number, f"{name} is declared and not used")

    def _fault(self, number: int, message: str) -> LoaderError:
        return LoaderError(f"{self._path}:{number}: {message}")


def run_query(store: Store, name: str, values: Mapping[str, Any] | None = None, **named: Any) -> Rows:
    """Run a canned query; values are as people type them, or of the parameter's type already.

    Names of regions, programmes, bodies and documents are looked up first: LoaderError says which may be meant by a
    name that is nowhere or that several things bear.
    """
    query = find_query(name)
    if query.server_only:
        need_server(store, name)
    return store.run(query.statement, bind_values(store, query, dict(values or {}) | named))


def need_server(store: Store, what: str) -> Server:
    """Give the server that a store is on; LoaderError says what needs one, and how a file is asked."""
    if store.server is None:
        raise LoaderError(
            f"{what} needs a Neo4j server, named by --store or NEO4J_URI; {store.place} is a file, which answers "
            "`loader query search` and `loader subgraph`"
        )
    return store.server


def bind_values(store: Store, query: Query, values: Mapping[str, Any]) -> dict[str, Any]:
    """Make what the statement is sent: every parameter with a value of its type, names as the graph has them."""
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in values:
        if name not in known:
            takes = ", ".join(known) or "no parameters"
            raise UsageError(f"{query.name} has no parameter {name}; it takes {takes}")
    bound = {name: _bind(store, query, parameter, values.get(name)) for name, parameter in known.items()}
    if (section := bound.get("section")) is not None:
        bound["section"] = resolve_section(store, bound["document"], section)
    return bound


def arrange_values(query: Query, positional: Sequence[str], named: Mapping[str, Any]) -> dict[str, Any]:
    """Give each value by position to the next parameter that has none by name; a list takes all that are left.

    A whole number goes to the INTEGER, if there is one. A BOOLEAN is only given by name.
    """
    given = {name: value for name, value in named.items() if value not in (None, [], ())}
    left = list(positional)
    for parameter in query.parameters:
        if parameter.type == "INTEGER" and parameter.name not in given:
            number = next(filter(str.isdigit, left), None)
            if number is not None:
                given[parameter.name] = number
                left.remove(number)
    for parameter in query.parameters:
        if not left or parameter.name in given or parameter.type == "BOOLEAN":
            continue
        if parameter.type.startswith("LIST"):
            given[parameter.name], left = left, []
        else:
            given[parameter.name] = left.pop(0)
    if left:
        raise UsageError(
            f"{query.name} has no parameter for {' '.join(left)}; `loader query {query.name} --help` tells"
        )
    return given


def _bind(store: Store, query: Query, parameter: Parameter, value: Any) -> Any:
    if value is None or (isinstance(value, str | list | tuple) and not "".join(map(str, value)).strip()):
        if parameter.optional:
            return False if parameter.type == "BOOLEAN" else None
        raise UsageError(f"{query.name} needs {parameter.name}: {parameter.description}")
    if parameter.choices:
        return _choose(parameter, str(value))
    try:
        converted = TYPES[parameter.type](value)
    except (KeyError, TypeError, ValueError):
        such_as = _SUCH_AS[parameter.type]
        raise UsageError(f"{parameter.name} must be of type {parameter.type}, {such_as}, not {value}") from None
    if (label := WORDS.get(parameter.name)) is not None:
        check_words(store, converted, label)
    labels = LABELS.get(parameter.name)
    return converted if labels is None else resolve_name(store, converted, labels)


def _choose(parameter: Parameter, value: str) -> str:
    if value not in parameter.choices:
        raise UsageError(f"{parameter.name} must be one of {', '.join(parameter.choices)}, not {value}")
    return value


def _read_day(value: Any) -> date:
    """Read a date as people write it (2020-12-31, 2020年12月, 2020年底); of a year or a month its last day."""
    if isinstance(value, date):
        return value
    found = _DAY.fullmatch(str(value).strip())
    if found is None:
        raise ValueError(value)
    year, month = int(found[1]), int(found[2] or 12)
    return date(year, month, int(found[3]) if found[3] else monthrange(year, month)[1])


def _read_whole(value: Any) -> int:
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise ValueError(value)
    return int(value)


def _read_truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return {"true": True, "yes": True, "false": False, "no": False}[str(value).lower()]


def _read_words(value: Any) -> list[str]:
    return value.split() if isinstance(value, str) else [word for part in value for word in str(part).split()]


TYPES: dict[str, Callable[[Any], Any]] = {
    "STRING": str,
    "INTEGER": _read_whole,
    "FLOAT": float,
    "BOOLEAN": _read_truth,
    "DATE": _read_day,
    "LIST<STRING>": _read_words,
}
"""How a value of each type is made from what people type."""

_SUCH_AS = {
    "INTEGER": "such as 2030",
    "FLOAT": "such as 0.5",
    "BOOLEAN": "true or false",
    "DATE": "such as 2025-12-31, 2025年6月底 or 2025",
}
