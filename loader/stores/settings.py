"""Which store is meant: what was said on the command line, in the environment, and in ./.env."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from loader.errors import LoaderError

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACE_VARIABLE = "POLICY_GRAPH_STORE"
"""The environment variable that says where the store is, when nobody says it on the command line."""

DEFAULT_PLACE = "policy.kgl"

_ASKED, _NAMED = "from --store", f"from {PLACE_VARIABLE}"
EMBEDDED_INSTEAD = {_ASKED: "give --store a file's name", _NAMED: f"set {PLACE_VARIABLE} to a file's name"}
"""By where a server's address was said, how a file is named in its place."""

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")

_LINE = re.compile(
    r"""\s* (?:export\s+)? (?P<name>[A-Za-z_]\w*) \s* = \s*
    (?: '(?P<literal>[^']*)' | "(?P<quoted>(?:\\.|[^"\\])*)" | (?P<bare>.*?) )
    \s* (?: (?<=\s)\#.* | (?<=['"])\s*\#.* )?""",
    re.VERBOSE,
)
_OURS = re.compile(rf"\s*(?:export\s+)?(?:NEO4J_\w++|{PLACE_VARIABLE})\s*\S")
_ESCAPED = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_REFERENCE = re.compile(r"\$(?:(?P<dollar>\$)|(?P<plain>[A-Za-z_]\w*)|\{(?P<name>\w+)(?::?-(?P<default>[^}]*))?\})")


@dataclass(frozen=True, slots=True)
class Server:
    """A Neo4j server, and where each word about it came from."""

    uri: str
    username: str
    password: str | None = field(repr=False)
    database: str
    origins: Mapping[str, str]
    """From uri, username, password and database to where each was said."""

    @property
    def place(self) -> str:
        """The address and the database."""
        return f"{self.uri} (database {self.database})"

    @property
    def account(self) -> str:
        """Where each word came from, without the password."""
        words = [f"{name} {getattr(self, name)} {self.origins[name]}" for name in ("uri", "database", "username")]
        password = "no password" if self.password is None else f"password {self.origins['password']}"
        return ", ".join(["server" + words[0].removeprefix("uri"), *words[1:], password])


def find_place(where: str | None = None) -> Path | Server:
    """Say which store is meant: the one given, else POLICY_GRAPH_STORE, else NEO4J_URI, else ./policy.kgl.

    What the environment says goes before what ./.env says, as in Docker Compose.
    """
    settings = _Settings()
    named, origin = (where, _ASKED) if where else (os.environ.get(PLACE_VARIABLE), _NAMED)
    if named:
        return _find_server(named, origin, settings) if "://" in named else Path(named)
    uri, origin = settings.find("NEO4J_URI")
    return _find_server(uri, origin, settings) if uri else Path(DEFAULT_PLACE)


class _Settings:
    """Variables from the environment and from ./.env, with where they came from."""

    def __init__(self) -> None:
        self._file = read_env_file(Path(".env"))

    def find(self, name: str, default: str | None = None) -> tuple[str | None, str]:
        """Give a variable's value and its origin; one that is empty counts as not set."""
        if value := os.environ.get(name):
            return value, "from the environment"
        if value := self._file.get(name):
            return value, "from .env"
        return default, "by default"


def read_env_file(path: Path) -> dict[str, str]:
    """Read NAME=value lines as Docker Compose does: quotes, comments, and ${NAME} or ${NAME:-default} filled in."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (FileNotFoundError, IsADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror
        raise LoaderError(f"cannot read {path}: {reason}; mend or remove it") from None
    values: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if (found := _LINE.fullmatch(line)) is not None:
            values[found["name"]] = _read_value(found, values)
        elif _OURS.match(line):
            raise LoaderError(f"{path}, line {number}: is no NAME=value; mend it")
    return values


def _read_value(found: re.Match[str], values: Mapping[str, str]) -> str:
    if found["literal"] is not None:
        return found["literal"]
    if found["quoted"] is not None:
        unescaped = _ESCAPED.sub(lambda one: _ESCAPES.get(one[1], one[1]), found["quoted"])
        return _fill_in(unescaped, values)
    return _fill_in(found["bare"], values)


def _fill_in(text: str, values: Mapping[str, str]) -> str:
    def replace(reference: re.Match[str]) -> str:
        if reference["dollar"]:
            return "$"
        name = reference["plain"] or reference["name"]
        return os.environ.get(name) or values.get(name) or reference["default"] or ""

    return _REFERENCE.sub(replace, text)


def _find_server(uri: str, origin: str, settings: _Settings) -> Server:
    _check_uri(uri)
    username, username_origin = settings.find("NEO4J_USERNAME", "neo4j")
    password, password_origin = settings.find("NEO4J_PASSWORD")
    database, database_origin = settings.find("NEO4J_DATABASE", "neo4j")
    origins = {"uri": origin, "username": username_origin, "password": password_origin, "database": database_origin}
    return Server(uri, str(username), password, str(database), origins)


def _check_uri(uri: str) -> None:
    """Refuse what is no server's address; one with a password in it is not quoted."""
    scheme, mark, rest = uri.partition("://")
    if "@" in (rest or scheme):
        raise LoaderError(
            "a server's address must not hold a name or a password: set NEO4J_USERNAME and NEO4J_PASSWORD, "
            "in the environment or in ./.env"
        )
    if not mark:
        raise LoaderError(
            f"NEO4J_URI is {uri}, which is no server's address: one looks like bolt://localhost:7687; a file is named "
            f"by --store or {PLACE_VARIABLE}"
        )
    if scheme not in SCHEMES:
        raise LoaderError(f"{uri}: no Neo4j address begins with {scheme}://; use one of {', '.join(SCHEMES)}")
    try:
        parts = urlsplit(uri)
        known = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        known = False
    if not known:
        raise LoaderError(f"{uri} is no address; a server's looks like {scheme}://localhost:7687")
    if parts.path not in {"", "/"}:
        raise LoaderError(f"{uri}: an address names no database; set NEO4J_DATABASE instead")
