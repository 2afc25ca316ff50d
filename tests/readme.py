"""The examples of README.md: run as a script it writes their real output into the file."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
import tempfile
import termios
from contextlib import chdir, contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from loader.stores.settings import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
_BLOCK = re.compile(r"(?m)^```console\n(.*?)^```\n", re.DOTALL)
_SERVER_SECTION = re.compile(r"^## Neo4j\n.*?(?=^## )", re.MULTILINE | re.DOTALL)
_PYTHON = re.compile(r"(?m)^```pycon\n(.*?)^```\n", re.DOTALL)
_MADE_BY = re.compile(r"(?<=\d\+)[0-9a-f]{12}")  # changes with every word of the gazetteer
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def refresh(text: str) -> str:
    """Run every command of the console blocks, in order and in one folder; return the text with what they print.

    Those of the section about Neo4j stay as they are.
    """
    before, section, after = _cut(text)
    with _folder() as place:
        before, after = (_run_blocks(part, place) for part in (before, after))
        text = before + section + after
        return _PYTHON.sub(lambda block: f"```pycon\n{_run_python(block[1], place)}\n```\n", text)


def refresh_server(text: str, server: Server, browser: str) -> str:
    """Do the same with the section about Neo4j, on an empty server, which is shown at its usual ports."""
    before, section, after = _cut(text)
    with _folder() as place:
        (place / ".env").write_text(
            f"NEO4J_URI={server.uri}\nNEO4J_USERNAME={server.username}\n"
            f"NEO4J_PASSWORD={server.password}\nNEO4J_DATABASE={server.database}\n"
        )
        section = _run_blocks(section, place)
    for address, usual in ((server.uri, "bolt://localhost:7687"), (browser, "http://localhost:7474/browser/")):
        section = section.replace(address, usual)
    return before + section + after


def _cut(text: str) -> tuple[str, str, str]:
    """The text before the section about Neo4j, the section, and the rest."""
    found = _SERVER_SECTION.search(text)
    assert found is not None
    return text[: found.start()], found[0], text[found.end() :]


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in ("seeds", "cypher"):
            (place / name).symlink_to(ROOT / name)
        yield place


def _run_blocks(text: str, place: Path) -> str:
    return _BLOCK.sub(lambda block: f"```console\n{_run_block(block[1], place)}```\n", text)


def _run_block(block: str, place: Path) -> str:
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"{command}\n{_run(command.removeprefix('$ '), place)}" for command in commands)


def _run(command: str, place: Path) -> str:
    """What a command shows on a terminal of 100 columns."""
    scripts = Path(sys.executable).parent
    ours = ("NEO4J_", "POLICY_GRAPH_", "LINES")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    environment |= {
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "TERM": "dumb",
        "COLUMNS": "110",
        "PYTHONUTF8": "1",
    }
    controller, terminal = os.openpty()
    termios.tcsetwinsize(terminal, (40, 100))
    with subprocess.Popen(
        ["bash", "-c", command], cwd=place, env=environment, stdin=terminal, stdout=terminal, stderr=terminal
    ):
        os.close(terminal)
        shown = b"".join(iter(lambda: _read(controller), b""))
    os.close(controller)
    if "Traceback" in (text := _ESCAPES.sub("", shown.decode())):
        raise RuntimeError(f"{command}\n{text}")
    lines = _MADE_BY.sub("…", text).splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _run_python(block: str, place: Path) -> str:
    """A session's statements, each with what it prints, in the folder of the commands."""
    names: dict[str, object] = {}
    shown = ""
    with chdir(place):
        for example in doctest.DocTestParser().get_examples(block):
            first, *rest = example.source.splitlines()
            shown += "".join(f"{line}\n" for line in (f">>> {first}", *(f"... {line}" for line in rest)))
            output = StringIO()
            with redirect_stdout(output):
                exec(compile(example.source, "README.md", "single"), names)  # noqa: S102 - our own README
            shown += output.getvalue()
    return shown


def _read(terminal: int) -> bytes:
    """The next piece of output; nothing when the other side is closed, which Linux reports as an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests" / "neo4j"))  # where pytest looks too
    import server as servers

    refreshed = refresh(README.read_text(encoding="utf-8"))
    with servers.Server() as running:
        reached = Server(running.uri, "neo4j", running.password, "neo4j", {})
        refreshed = refresh_server(refreshed, reached, running.browser)
    README.write_text(refreshed, encoding="utf-8")
