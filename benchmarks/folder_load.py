"""How fast a folder is loaded into the embedded store, and whether memory grows with the number of documents.

    python benchmarks/folder_load.py PATH … [--copies 1 2 4]

Loads the documents in the paths once, twice and four times over, by one process, each time into a new store; each copy
is made other than the others, so that none is another's witness. Prints for each load how many characters a second one
core reads, extracts and stores, the most memory that it took, and what is left of that without the store: the engine
holds the graph in memory, and opening the store takes as much. Then how long the same load takes again.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from loader.document import Problem
from loader.reading import read_works

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARKS = "甲乙丙丁戊己庚辛壬癸"


class Cost(NamedTuple):
    """What a command took."""

    seconds: float
    """Of a processor's time."""
    megabytes: float
    """At most."""


def write_copies(paths: Sequence[Path], folder: Path, copies: int) -> tuple[int, int]:
    """Write the texts so many times over, each time with another mark in every clause; say how many, and how long."""
    documents = characters = 0
    for work in read_works(paths):
        if isinstance(work, Problem):
            continue
        for mark in _MARKS[:copies]:
            text = work.sources[0].text
            for stop in "，,。":
                text = text.replace(stop, mark + stop)
            (folder / f"{documents}.txt").write_text(text, encoding="utf-8", newline="")
            documents += 1
            characters += len(text)
    return documents, characters


def run(*words: str) -> Cost:
    """Run a command of the loader to its end; raises SystemExit if it fails."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    actions = [(os.POSIX_SPAWN_DUP2, nowhere, stream) for stream in (1, 2)]
    command = [sys.executable, "-m", "loader", *words]
    process = os.posix_spawn(sys.executable, command, os.environ, file_actions=actions)
    _, status, used = os.wait4(process, 0)
    os.close(nowhere)
    if status:
        raise SystemExit(f"loader {' '.join(words)} ended with {os.waitstatus_to_exitcode(status)}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def measure(paths: Sequence[Path], copies: int) -> None:
    """Load so many copies, and print what it took."""
    with TemporaryDirectory() as place:
        folder, store = Path(place, "documents"), str(Path(place, "policy.kgl"))
        folder.mkdir()
        documents, characters = write_copies(paths, folder, copies)
        load = ("load", str(folder), "--store", store, "--processes", "1")
        first = run(*load)
        opened = run("cypher", "RETURN 1 AS one", "--store", store)
        again = run(*load)
    print(
        f"{documents:7,} documents, {characters:11,} characters: {first.seconds:6.1f} s of one core, "
        f"{characters / first.seconds:9,.0f} characters a second; {first.megabytes:6.0f} MB at most, "
        f"{first.megabytes - opened.megabytes:5.0f} MB without the store; again {again.seconds:5.1f} s"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--copies", nargs="+", type=int, default=[1, 2, 4], choices=range(1, len(_MARKS) + 1))
    arguments = parser.parse_args()
    for copies in arguments.copies:
        measure(arguments.paths, copies)


if __name__ == "__main__":
    main()
