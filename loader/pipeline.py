"""The whole way on one screen: read → segment → extract → resolve → graph → store."""

from __future__ import annotations

import signal
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, islice
from multiprocessing import get_context
from os import cpu_count
from typing import TYPE_CHECKING

from loader import __version__
from loader.document import Problem, Work
from loader.extraction import extract
from loader.gazetteer import fingerprint_data, load_gazetteer
from loader.graph import DocumentGraph, build_graph
from loader.identifying import identify_document
from loader.normalising import normalise
from loader.reading import read_works
from loader.segmenting import split_sections
from loader.witnesses import read_variants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from loader.document import Extraction, Facts, Source
    from loader.reading import ReadOptions
    from loader.stores import LoadSummary, Store

_FEW = 16
"""Up to so many documents one process is faster than starting several."""
_AHEAD = 4
"""Documents under way for each process: enough to keep it busy, few enough to bound memory."""


@dataclass(slots=True)
class LoadReport:
    """What a load did, and which files or records it could not read."""

    summary: LoadSummary
    problems: list[Problem] = field(default_factory=list)


def load_paths(  # noqa: PLR0913 - what one may say of a load
    paths: Sequence[Path | str],
    store: Store,
    *,
    options: ReadOptions | None = None,
    dry_run: bool = False,
    processes: int | None = None,
    progress: Callable[[str], None] | None = None,
) -> LoadReport:
    """Bring a store to what the documents in files and folders say.

    `options` say which columns of a table of documents hold what.
    `processes` is how many make graphs at once, as many as there are cores unless it is given. What can't be read is
    in the report; everything else is loaded.
    """
    problems: list[Problem] = []
    known = {path: document.id for document in store.known() for path in document.paths}

    def graphs() -> Iterator[DocumentGraph]:
        for made in make_graphs(read_works(paths, options), known, processes=processes):
            if isinstance(made, Problem):
                problems.append(made)
            else:
                yield made

    summary = store.load(graphs(), dry_run=dry_run, progress=progress)
    return LoadReport(summary, problems)


def make_graphs(
    works: Iterable[Work | Problem], known: dict[str, str], *, processes: int | None = None
) -> Iterator[DocumentGraph | Problem]:
    """Make every work's graph, in order; `known` leads from a path that was loaded before to its document's id.

    A work that fails becomes a problem that names it. Few works are made here, many by several processes, with a
    bounded number under way.
    """
    works = iter(works)
    processes = processes or cpu_count() or 1
    first = list(islice(works, _FEW))
    if processes == 1 or len(first) < _FEW:
        for work in chain(first, works):
            yield _try_work(work, known)
        return
    under_way: deque[Future[DocumentGraph | Problem]] = deque()
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=_start_worker) as pool:
        try:
            for work in chain(first, works):
                under_way.append(pool.submit(_try_work, work, _known_of(work, known)))
                if len(under_way) >= processes * _AHEAD:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def make_graph(work: Work, document_id: str | None = None) -> DocumentGraph:
    """Make one document's graph, under the id it was loaded with before, if there is one."""
    base, *others = work.sources
    extraction = extract_source(base, work.facts)
    witnesses = [(base, []), *((other, read_variants(extraction.outline, other)) for other in others)]
    return build_graph(
        document_id or identify_document(extraction.facts, base),
        extraction,
        witnesses,
        made_by(),
    )


def extract_source(source: Source, facts: Facts | None = None) -> Extraction:
    """Find everything that one text says."""
    return extract(split_sections(normalise(source.text)), facts or source.facts, load_gazetteer())


def made_by() -> str:
    """The version of the extractor and of its data; documents made by another are made anew."""
    return f"{__version__}+{fingerprint_data()}"


def _try_work(work: Work | Problem, known: dict[str, str]) -> DocumentGraph | Problem:
    if isinstance(work, Problem):
        return work
    try:
        return make_graph(work, next((known[s.path] for s in work.sources if s.path in known), None))
    except Exception as error:  # noqa: BLE001 - one bad record must not cost the others
        return Problem(work.sources[0].path, f"cannot be understood ({type(error).__name__}: {error})")


def _known_of(work: Work | Problem, known: dict[str, str]) -> dict[str, str]:
    """What a worker needs of `known`."""
    if isinstance(work, Problem):
        return {}
    return {source.path: known[source.path] for source in work.sources if source.path in known}


def _start_worker() -> None:
    """Leave Ctrl-C to the process that the user started."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
