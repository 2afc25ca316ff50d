"""The examples of README.md: run as a script it writes their real output into the file."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
_BLOCK = re.compile(r"(?m)^```console\n(.*?)^```\n", re.DOTALL)


def refresh(text: str) -> str:
    """Run every command of the console blocks, in order and in one folder; return the text with what they print."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in ("seeds", "cypher"):
            (place / name).symlink_to(ROOT / name)
        return _BLOCK.sub(lambda block: f"```console\n{_run_block(block[1], place)}```\n", text)


def _run_block(block: str, place: Path) -> str:
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"{command}\n{_run(command.removeprefix('$ '), place)}" for command in commands)


def _run(command: str, place: Path) -> str:
    scripts = Path(sys.executable).parent
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("NEO4J_", "POLICY_GRAPH_"))}
    environment |= {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "120", "PYTHONUTF8": "1"}
    done = subprocess.run(
        ["bash", "-c", command], cwd=place, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    lines = (done.stdout + done.stderr).splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


if __name__ == "__main__":
    README.write_text(refresh(README.read_text(encoding="utf-8")), encoding="utf-8")
