"""Queries in Neo4j Browser: links that the loader gives, and files that people paste, in a real Chromium."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from chromium import Browser, open_chromium
from conftest import Neo4jPlace
from made_graph import make_graphs
from server import MissingError

from loader.browser import LONGEST, make_link
from loader.errors import LoaderError
from loader.model import NODES, RELATIONSHIPS
from loader.queries import bind_values, find_query, list_queries, read_query, run_query
from loader.resources import find_folder
from loader.stores import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    import neo4j
    from playwright.sync_api import Browser as Chromium

    from loader.queries import Query
    from loader.stores import Store, settings

PICTURES = [query for query in list_queries() if query.is_picture]
STYLE = find_folder("cypher") / "style.grass"

ODD = [
    *("'", '"', "`", "\\", "\\'", "\\u0027", "\\\\u0041", "'; MATCH (n) DETACH DELETE n; //", "//x", "a//b", "/*"),
    *("&", "#", "?", "&arg=x", "?cmd=play", "a&b#c?d", "%", "%41", "%25", "+", "a+b c", " ", "$word", "{x}", "<b>"),
    *("\n", "a\r\n// b\tc", "\x00\x1f\x7f\x85\u2028", "“”‘’「」", "𠮷野家", "🏔️👨‍👩‍👧", "é", "重庆", "null"),
]
COMPARE = """\
// Compares what it takes with what is there
// param  words LIST<STRING> words
// param  day   DATE         a day
// param  yes   BOOLEAN      yes
// param  none  STRING       optional nothing
:param words => [];
:param day => null;
:param yes => false;
:param none => null;
// column at    INTEGER      which word
// column same  BOOLEAN      whether it is the word that is there
// column rest  STRING       the rest
MATCH (o:Odd) // not '$words'
UNWIND range(0, size($words) - 1) AS at
RETURN at, $words[at] = o.words[at] AS same, toString($day) + toString($yes) + coalesce($none, '$day') AS rest
"""


@pytest.fixture(scope="module")
def store(neo4j_server: settings.Server, neo4j_driver: neo4j.Driver) -> Iterator[Store]:
    with Neo4jPlace(neo4j_server, neo4j_driver).open() as opened:
        opened.load(make_graphs())
        yield opened


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    try:
        with open_chromium() as chromium:
            yield chromium
    except MissingError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no Neo4j Browser: {error} is missing")


@pytest.fixture(scope="module")
def browser(chromium: Chromium, store: Store, neo4j_server: settings.Server) -> Browser:
    return open_link(chromium, neo4j_server, store, find_query("documents"), cited=True)


def open_link(chromium: Chromium, server: settings.Server, store: Store, query: Query, /, **values: Any) -> Browser:
    return Browser(chromium, make_link(store, query, bind_values(store, query, values)), str(server.password))


def as_shown(rows: Rows) -> list[list[Any]]:
    """The rows as Browser's table has them."""
    shown: list[list[Any]] = json.loads(json.dumps(rows.rows, default=date.isoformat))
    return shown


class TestLinks:
    def test_lead_to_the_query_which_gives_the_rows_of_the_command_line(self, browser: Browser, store: Store) -> None:
        frame = browser.run()
        assert frame.command.startswith("// The documents MATCH (d:Document) ")
        assert frame.rows == as_shown(run_query(store, "documents", cited=True))

    def test_keep_every_value_as_it_is(
        self,
        chromium: Chromium,
        store: Store,
        neo4j_server: settings.Server,
        neo4j_driver: neo4j.Driver,
        tmp_path: Path,
    ) -> None:
        neo4j_driver.execute_query("CREATE (:Odd {words: $words})", words=ODD, database_="neo4j")
        path = tmp_path / "compare.cypher"
        path.write_text(COMPARE, encoding="utf-8")
        values = {"words": ODD, "day": date(2024, 2, 29), "yes": True, "none": None}
        browser = Browser(chromium, make_link(store, read_query(path), values), str(neo4j_server.password))
        assert browser.run().rows == [[at, True, "2024-02-29true$day"] for at in range(len(ODD))]

    @pytest.mark.parametrize("query", PICTURES, ids=lambda query: query.name)
    def test_draw_pictures(self, browser: Browser, store: Store, query: Query) -> None:
        (parameter,) = query.parameters
        value = {"region": "成渝", "body": "发改委", "document": "西部意见"}[parameter.name]
        link = make_link(store, query, bind_values(store, query, {parameter.name: value}))
        frame = browser.paste(parse_qs(urlsplit(link).query)["arg"][0])
        nodes = frame.drawn("node-label")
        assert {"Measure", "Region", "Programme", "Body"} <= set(nodes)
        assert nodes["*"][0] < 100

    def test_are_long_only_as_far_as_a_server_takes_them(self, store: Store) -> None:
        query = find_query("search")
        assert len(make_link(store, query, bind_values(store, query, {"words": ["西部"] * 100}))) < LONGEST
        with pytest.raises(LoaderError, match="search makes too long a link with these values; paste what its --cyp"):
            make_link(store, query, bind_values(store, query, {"words": ["西部"] * 1000}))


class TestDesktop:
    """On a desktop the link is opened; a desktop is a terminal with a screen of its own."""

    def test_opens_the_link(self, store: Store, tmp_path: Path) -> None:
        shown, opened = give_link(store, tmp_path, {"DISPLAY": ":7"})
        assert shown == opened
        assert urlsplit(shown).path == "/browser/"

    @pytest.mark.parametrize("away", [{}, {"DISPLAY": ":7", "CI": "true"}, {"DISPLAY": ":7", "SSH_TTY": "/dev/pts/1"}])
    def test_is_not_assumed(self, store: Store, tmp_path: Path, away: dict[str, str]) -> None:
        shown, opened = give_link(store, tmp_path, away)
        assert shown.startswith("http://127.0.0.1:")
        assert opened == ""


def give_link(store: Store, folder: Path, screen: dict[str, str]) -> tuple[str, str]:
    """Ask for a link in a terminal; what is shown, and what a desktop would be told to open."""
    told = folder / "told"
    opener = folder / "xdg-open"
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > {told}.part && mv {told}.part {told}\n')
    opener.chmod(0o755)
    server = store.server
    assert server is not None
    kept = {name: value for name, value in os.environ.items() if name in {"PYTHONPATH", "HOME", "LANG"}}
    environment = kept | screen | {"PATH": f"{folder}:{os.environ['PATH']}", "TERM": "dumb", "COLUMNS": "99999"}
    environment |= {"NEO4J_URI": server.uri, "NEO4J_PASSWORD": str(server.password)}
    controller, terminal = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "loader", "query", "documents", "--browser"],
        stdin=terminal, stdout=terminal, stderr=subprocess.PIPE, env=environment, cwd=Path(__file__).parents[1],
    ) as process:  # fmt: skip
        os.close(terminal)
        shown = b""
        while piece := read_terminal(controller):
            shown += piece
        process.communicate()
    os.close(controller)
    deadline = time.monotonic() + (10 if {"CI", "SSH_TTY"}.isdisjoint(screen) and screen else 0)
    while not told.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return shown.decode().strip(), told.read_text() if told.exists() else ""


def read_terminal(terminal: int) -> bytes:
    """The next piece; nothing when the other side is closed, which Linux reports as an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def test_style_is_accepted(browser: Browser, store: Store) -> None:
    """Dropped as a file, and typed with `:style`."""
    query = find_query("graph-around-region")
    statement = parse_qs(urlsplit(make_link(store, query, {"region": "成渝"})).query)["arg"][0]
    style = STYLE.read_text(encoding="utf-8")
    colours = {
        (kind, name): f"rgb({', '.join(str(int(colour[n : n + 2], 16)) for n in (0, 2, 4))})"
        for kind, name, colour in re.findall(r"(\w+)\.(\w+) \{[^}]*?\bcolor: #(\w{6});", style)
    }
    assert list(colours) == [
        *(("node", label) for label in NODES),
        *(("relationship", type_) for type_ in RELATIONSHIPS),
    ]
    for apply in (lambda: browser.drop(STYLE.name, style), lambda: browser.paste(f":style {style}")):
        browser.paste(":style reset")
        apply()
        frame = browser.paste(statement)
        for kind, of in (("node", "label"), ("relationship", "type")):
            drawn = frame.drawn(f"{kind}-{of}")
            assert len(drawn) > 1
            assert all(colour == colours[kind, name] for name, (_, colour) in drawn.items() if name != "*")


@pytest.mark.parametrize("query", list_queries(), ids=lambda query: query.name)
def test_a_file_is_pasted_as_it_is(browser: Browser, store: Store, query: Query) -> None:
    """Browser tells of several statements only whether they ran; the query alone then shows its rows."""
    statuses = browser.paste(query.text).statuses
    assert statuses == ["success"] * (len(query.parameters) + 1)
    examples = ", ".join(f"{one.example} AS {one.name}" for one in query.parameters)
    values = store.run(f"RETURN {examples}") if examples else Rows([], [[]])
    rows = store.run(query.statement, dict(zip(values.columns, values.rows[0], strict=True)))
    frame = browser.paste(query.statement)
    if query.is_picture and rows.rows:
        assert frame.drawn("node-label")
    else:
        assert frame.rows == as_shown(rows)
