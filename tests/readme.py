"""The examples of README.md: run as a script it writes their real output into the file."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
import tempfile
import termios
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
_BLOCK = re.compile(r"(?m)^```console\n(.*?)^```\n", re.DOTALL)
_PYTHON = re.compile(r"(?m)^```pycon\n(.*?)^```\n", re.DOTALL)
_MADE_BY = re.compile(r"(?<=\d\+)[0-9a-f]{12}")  # changes with every word of the gazetteer
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def refresh(text: str) -> str:
    """Run every command of the console blocks, in order and in one folder; return the text with what they print."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in ("seeds", "cypher"):
            (place / name).symlink_to(ROOT / name)
        text = _BLOCK.sub(lambda block: f"```console\n{_run_block(block[1], place)}```\n", text)
        return _PYTHON.sub(lambda block: f"```pycon\n{_run_python(block[1], place)}\n```\n", text)


def _run_block(block: str, place: Path) -> str:
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"{command}\n{_run(command.removeprefix('$ '), place)}" for command in commands)


def _run(command: str, place: Path) -> str:
    """What a command shows on a terminal of 100 columns."""
    scripts = Path(sys.executable).parent
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("NEO4J_", "POLICY_GRAPH_"))}
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
    README.write_text(refresh(README.read_text(encoding="utf-8")), encoding="utf-8")
