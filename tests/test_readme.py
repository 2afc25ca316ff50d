"""What README.md shows is what the commands print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conftest import Neo4jPlace
from readme import README, refresh, refresh_server

from loader.browser import find_browser

if TYPE_CHECKING:
    import neo4j

    from loader.stores import settings


def test_every_example_prints_what_it_shows() -> None:
    text = README.read_text(encoding="utf-8")
    assert refresh(text) == text, "run `python tests/readme.py` and read the difference"


def test_every_example_on_a_neo4j_server_prints_what_it_shows(
    neo4j_server: settings.Server, neo4j_driver: neo4j.Driver
) -> None:
    text = README.read_text(encoding="utf-8")
    with Neo4jPlace(neo4j_server, neo4j_driver).open() as store:
        browser = find_browser(store, neo4j_server)
    assert refresh_server(text, neo4j_server, browser) == text, "run `python tests/readme.py` and read the difference"
