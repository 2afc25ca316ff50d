"""How fast texts become graphs on one core, stage by stage, how fast they are loaded, and what the demo costs.

    python benchmarks/read_to_graph.py [PATH ...] [--rounds N]

Prints megabytes of UTF-8 text a second for every stage (median over the rounds, each round all documents once) and
for the whole way, then seconds of a load into an embedded store and of a second one that finds everything there, then
seconds and peak memory of `loader demo`. Without paths it reads the packaged seeds.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from loader.document import Problem, Work
from loader.extraction import extract
from loader.gazetteer import load_gazetteer
from loader.gazetteer.regions import find_words
from loader.graph import build_graph
from loader.normalising import normalise
from loader.pipeline import load_paths
from loader.reading import read_works
from loader.resources import find_folder
from loader.segmenting import split_sections
from loader.stores import open_store

if TYPE_CHECKING:
    from collections.abc import Sequence


_STAGES = ("normalise", "segment", "extract", "graph")


def time_stages(works: Sequence[Work]) -> dict[str, float]:
    """Seconds that each stage takes for all works once, their base texts alone."""
    spent: dict[str, float] = defaultdict(float)
    gazetteer = load_gazetteer()
    for work in works:
        base = work.sources[0]
        find_words.cache_clear()
        marks = [process_time()]
        text = normalise(base.text)
        marks.append(process_time())
        outline = split_sections(text)
        marks.append(process_time())
        extraction = extract(outline, work.facts, gazetteer)
        marks.append(process_time())
        build_graph(work.facts.id or base.path, extraction, [(base, [])], "benchmark")
        marks.append(process_time())
        for name, start, stop in zip(_STAGES, marks, marks[1:], strict=False):
            spent[name] += stop - start
    return spent


def time_loads(paths: Sequence[Path]) -> tuple[float, float]:
    """Seconds of a load in one process, and of the same load again."""
    marks = [process_time()]
    with TemporaryDirectory() as folder, open_store(f"{folder}/policy.kgl", write=True) as store:
        for _ in range(2):
            load_paths(paths, store, processes=1)
            marks.append(process_time())
    return marks[1] - marks[0], marks[2] - marks[1]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, default=[find_folder("seeds")])
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    works = [work for work in read_works(arguments.paths) if not isinstance(work, Problem)]
    texts = [work.sources[0].text for work in works]
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    time_stages(works)
    rounds = [time_stages(works) for _ in range(arguments.rounds)]
    print(f"{len(works)} documents, {sum(map(len, texts)):,} characters, {megabytes:.3f} MB; MB/s on one core:")
    for name in rounds[0]:
        print(f"  {name:<10} {megabytes / median(spent[name] for spent in rounds):8.2f}")
    print(f"  {'all':<10} {megabytes / median(sum(spent.values()) for spent in rounds):8.2f}")
    first, second = time_loads(arguments.paths)
    print(f"load: {first:.2f} s, again {second:.3f} s, which is {second / first:.3f} of it")
    start = perf_counter()
    subprocess.run([sys.executable, "-m", "loader", "demo"], check=True, stdout=subprocess.DEVNULL)
    seconds = perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"loader demo: {seconds:.2f} s, {peak:.0f} MB at most")


if __name__ == "__main__":
    main()
