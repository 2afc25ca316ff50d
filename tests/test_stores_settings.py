"""Which store is meant, and what a user hears of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from loader.errors import LoaderError
from loader.stores.settings import Server, find_place, read_env_file

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLES = ("POLICY_GRAPH_STORE", "NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and an environment that says nothing."""
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("given", "environment", "env_file", "place"),
    [
        (None, {}, "", "policy.kgl"),
        ("a.kgl", {"POLICY_GRAPH_STORE": "b.kgl", "NEO4J_URI": "bolt://c"}, "NEO4J_URI=bolt://d", "a.kgl"),
        (None, {"POLICY_GRAPH_STORE": "b.kgl", "NEO4J_URI": "bolt://c"}, "NEO4J_URI=bolt://d", "b.kgl"),
        (None, {"NEO4J_URI": "bolt://c"}, "NEO4J_URI=bolt://d", "bolt://c"),
        (None, {}, "NEO4J_URI=bolt://d", "bolt://d"),
        (None, {"NEO4J_URI": ""}, "NEO4J_URI=", "policy.kgl"),
        (None, {"NEO4J_PASSWORD": "p"}, "NEO4J_DATABASE=d", "policy.kgl"),
        ("neo4j+s://a.example:7687/", {"NEO4J_URI": "bolt://c"}, "", "neo4j+s://a.example:7687/"),
        (None, {"POLICY_GRAPH_STORE": "bolt+ssc://b"}, "", "bolt+ssc://b"),
    ],
)
def test_the_command_line_goes_before_the_environment_and_that_before_the_file(
    monkeypatch: pytest.MonkeyPatch, given: str | None, environment: Mapping[str, str], env_file: str, place: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    Path(".env").write_text(env_file, encoding="utf-8")
    found = find_place(given)
    assert (found.uri if isinstance(found, Server) else str(found)) == place


def test_an_account_says_where_each_word_came_from_and_holds_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "geheim")
    Path(".env").write_text("NEO4J_URI=bolt://localhost:7687\nNEO4J_PASSWORD=other\nNEO4J_USERNAME=ana\n")
    server = find_place()
    assert isinstance(server, Server)
    assert server.password == "geheim"  # noqa: S105 - made up
    assert server.place == "bolt://localhost:7687 (database neo4j)"
    assert server.account == (
        "server bolt://localhost:7687 from .env, database neo4j by default, username ana from .env, "
        "password from the environment"
    )
    assert "geheim" not in f"{server!r}{server}{server.account}"


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("bolt://neo4j:geheim@localhost", "a server's address must not hold a name or a password: set NEO4J_USERNAME"),
        ("neo4j+s://geheim@localhost", "a server's address must not hold a name or a password"),
        ("http://neo4j:geheim@localhost:7474", "a server's address must not hold a name or a password"),
        (
            "http://localhost:7474",
            "http://localhost:7474: no Neo4j address begins with http://; use one of bolt",
        ),
        ("bolt://", "bolt:// is no address; a server's looks like bolt://localhost:7687"),
        ("bolt://localhost:port", "bolt://localhost:port is no address"),
        ("bolt://localhost:7687/graph", "an address names no database; set NEO4J_DATABASE instead"),
    ],
)
def test_an_address_that_is_none_is_refused_and_no_password_is_quoted(uri: str, message: str) -> None:
    with pytest.raises(LoaderError) as caught:
        find_place(uri)
    assert message in str(caught.value)
    assert "geheim" not in str(caught.value)


def test_what_names_a_server_names_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "localhost:7687")
    with pytest.raises(LoaderError, match="NEO4J_URI is localhost:7687, which is no server's address"):
        find_place()


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("NAME=plain", "plain"),
        ("  export NAME = spaced out  ", "spaced out"),
        ("NAME=p#ss", "p#ss"),
        ("NAME=plain # a comment", "plain"),
        ("NAME='as $it # is' # a comment", "as $it # is"),
        ('NAME="a \\"b\\" \\\\ c"', 'a "b" \\ c'),
        ('NAME="one\\ntwo"', "one\ntwo"),
        ("NAME=$$5", "$5"),
        ("NAME=${FIRST}-$FIRST", "1-1"),
        ("NAME=${NOWHERE:-other}${NOWHERE}", "other"),
        ("NAME=", ""),
        ("NAME=中文", "中文"),
    ],
)
def test_an_env_file_is_read_as_compose_reads_it(line: str, value: str) -> None:
    Path("some.env").write_text(f"# a comment\nFIRST=1\n\n{line}\nnonsense\n", encoding="utf-8")
    assert read_env_file(Path("some.env")) == {"FIRST": "1", "NAME": value}


@pytest.mark.parametrize("line", ["NEO4J_PASSWORD: geheim", "export NEO4J_URI bolt://localhost:7687"])
def test_a_line_of_an_env_file_that_is_meant_for_the_loader_is_not_passed_over(line: str) -> None:
    Path(".env").write_text(f"nonsense here\nNEO4J_DATABASE\n{line}\n", encoding="utf-8")
    with pytest.raises(LoaderError, match=r"^\.env, line 3: is no NAME=value; mend it$"):
        find_place()


def test_an_env_file_that_cannot_be_read_is_named() -> None:
    Path(".env").write_bytes(b"NAME=\xff")
    with pytest.raises(LoaderError, match=r"^cannot read \.env: it is not UTF-8; mend or remove it$"):
        find_place()
