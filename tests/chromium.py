"""A real Chromium that drives the Neo4j Browser of a real server; nothing beyond this machine is reached.

As a script it takes the README's picture of the graph around 成渝:

    python tests/chromium.py
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from PIL import Image

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "neo4j")]  # where pytest looks too

from server import MissingError, Server  # noqa: E402

import loader  # noqa: E402
from loader.browser import make_link  # noqa: E402
from loader.queries import bind_values, find_query  # noqa: E402
from loader.stores.neo4j import Neo4jStore  # noqa: E402
from loader.stores.settings import Server as Settings  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import Locator

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    *(f"--disable-{what}" for what in ("gpu", "quic", "background-networking", "component-update", "sync")),
    "--no-first-run",
)
_MARK_FRAMES = "document.querySelectorAll('[data-testid=frame]').forEach(one => { one.dataset.run ??= 'old'; })"
_SELECTION = re.compile(r"^\s*:use ")


@contextmanager
def open_chromium() -> Iterator[Chromium]:
    """A Chromium of one's own."""
    binary = next(filter(None, map(shutil.which, _NAMES)), None)
    if binary is None:
        raise MissingError("Chromium")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - where it is missing, only this is
    except ModuleNotFoundError:
        raise MissingError("playwright") from None
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=binary, args=[*_ARGUMENTS, *sandbox])
        try:
            yield chromium
        finally:
            chromium.close()


class Browser:
    """Neo4j Browser, opened by a link and connected to its server."""

    def __init__(self, chromium: Chromium, link: str, password: str) -> None:
        context = chromium.new_context(viewport={"width": 1400, "height": 900})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.set_default_timeout(30_000)
        self._runs = 0
        self.page = page = context.new_page()
        page.goto(link)
        page.get_by_test_id("password").fill(password)
        page.get_by_test_id("connect").click()
        page.get_by_text("Connected to Neo4j").wait_for()

    def paste(self, text: str) -> Frame:
        """Put a text into the editor in the place of what is there, and run it."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.page.click(".monaco-editor")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Control+v")
        return self.run()

    def run(self) -> Frame:
        """Run what stands in the editor."""
        self.page.evaluate(_MARK_FRAMES)
        self.page.click(".monaco-editor")
        self.page.keyboard.press("Control+Enter")
        self._runs += 1
        new = self.page.locator("[data-testid=frame]:not([data-run])")
        ours = new.filter(has_not_text=_SELECTION)  # Browser selects a link's database when it gets to it
        ours.evaluate("(frame, run) => { frame.dataset.run = run; }", str(self._runs))
        return Frame(self.page.locator(f"[data-testid=frame][data-run='{self._runs}']"))

    def drop(self, name: str, text: str) -> None:
        """Drop a file on the page, as from a file manager."""
        make = "([name, text]) => { const d = new DataTransfer(); d.items.add(new File([text], name)); return d; }"
        files = self.page.evaluate_handle(make, [name, text])
        for event in ("dragenter", "dragover", "drop"):
            self.page.dispatch_event("[data-testid=main]", event, {"dataTransfer": files})


class Frame:
    """What Browser answers to one text."""

    def __init__(self, locator: Locator) -> None:
        self.locator = locator

    @property
    def command(self) -> str:
        """The text that was run, on one line."""
        return " ".join(self.locator.get_by_test_id("frameCommand").first.inner_text().split())

    @property
    def statuses(self) -> list[str]:
        """How each of several statements ended: success, error or skipped."""
        icons = self.locator.get_by_test_id("multi-statement-list-icon")
        icons.first.wait_for()
        self.locator.locator("[title='Status: pending'], [title='Status: waiting']").first.wait_for(state="detached")
        return [str(icon.get_attribute("title")).removeprefix("Status: ") for icon in icons.all()]

    @property
    def rows(self) -> list[list[Any]]:
        """The rows of the table; what else the frame shows is the message."""
        table = self.locator.get_by_test_id("cypherFrameSidebarTable")
        table.or_(self.locator.get_by_test_id("cypherFrameErrorMessage")).wait_for()
        assert table.count(), self.locator.inner_text()
        table.click()
        self.locator.locator("table").or_(self.locator.get_by_text("no records")).first.wait_for()
        lines = self.locator.locator("tbody tr").evaluate_all(
            "lines => lines.map(line => [...line.querySelectorAll('td')].slice(1).map(cell => cell.innerText))"
        )
        return [[_read_cell(cell) for cell in line] for line in lines]

    def drawn(self, kind: str) -> dict[str, tuple[int, str]]:
        """What is drawn: from each label, or type, to how many there are and their colour."""
        prefix = f"property-details-overview-{kind}-"
        entries = self.locator.locator(f"[data-testid^='{prefix}']")
        self.locator.get_by_test_id("cypherFrameSidebarVisualization").click()  # else the last frame's view is kept
        entries.first.wait_for()
        drawn = {}
        for entry in entries.all():
            name, _, number = entry.inner_text().partition(" ")
            drawn[name] = int(number.strip("()")), entry.evaluate("entry => entry.style.backgroundColor")
        return drawn


def _read_cell(shown: str) -> Any:
    """A value as the table shows it: texts between quotes and otherwise as they are, all else as JSON."""
    return shown[1:-1] if shown.startswith('"') else json.loads(shown)


def take_picture(path: Path) -> None:
    """Picture the graph around 成渝 in Neo4j Browser, in the colours of style.grass."""
    with Server() as server, open_chromium() as chromium:
        with Neo4jStore(Settings(server.uri, "neo4j", server.password, "neo4j", {}), write=True) as store:
            loader.load([ROOT / "seeds"], store)
            query = find_query("graph-around-region")
            link = make_link(store, query, bind_values(store, query, {"region": "成渝"}))
        browser = Browser(chromium, link, server.password)
        browser.page.set_viewport_size({"width": 1400, "height": 760})
        statement = parse_qs(urlsplit(link).query)["arg"][0]
        browser.paste(f":style {(ROOT / 'cypher' / 'style.grass').read_text(encoding='utf-8')}")
        frame = browser.paste(statement)
        frame.drawn("node-label")
        frame.locator.get_by_title("Fullscreen").click()
        browser.page.wait_for_timeout(5_000)  # until the nodes have found their places
        frame.locator.get_by_label("zoom-to-fit").click()
        browser.page.wait_for_timeout(1_000)
        shot = Image.open(BytesIO(browser.page.screenshot()))
    shot.convert("RGB").quantize(128).save(path, optimize=True)


if __name__ == "__main__":
    take_picture(ROOT / "cypher" / "neo4j" / "graph-around-region.png")
