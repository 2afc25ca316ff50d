"""The whole way on one screen: read → segment → extract → resolve → graph → store."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from loader.document import Problem, Source, Work
from loader.errors import LoaderError
from loader.extraction import extract
from loader.gazetteer import load_gazetteer
from loader.graph import DocumentGraph, build_graph
from loader.grouping import group_looks, look_at
from loader.identifying import identify_document, keys_of
from loader.model import make_id
from loader.normalising import normalise
from loader.reading import STANDARD_INPUT, check_paths, read_works
from loader.recalling import Memory
from loader.reporting import report
from loader.segmenting import split_sections
from loader.spooling import Spool
from loader.stores import LoadSummary
from loader.stores.citing import lead_citations
from loader.version import made_by
from loader.witnesses import read_variants
from loader.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from loader.document import Extraction, Facts
    from loader.grouping import Group, Look
    from loader.reading import ReadOptions
    from loader.reporting import Findings
    from loader.stores import Store


@dataclass(slots=True)
class LoadReport:
    """What a load did, and which files or records it could not read."""

    summary: LoadSummary
    problems: list[Problem] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    """Ids of the documents that are no more, for their files hold others now."""
    left_out: list[str] = field(default_factory=list)
    """Ids of the documents that are no more, for their table or archive came without them."""


def load_paths(  # noqa: PLR0913 - what one may say of a load
    paths: Sequence[Path | str] | Path | str,
    store: Store,
    *,
    options: ReadOptions | None = None,
    dry_run: bool = False,
    processes: int | None = None,
    progress: Callable[[str], None] | None = None,
) -> LoadReport:
    """Bring a store to what the documents in files and folders say.

    `options` say which columns of a table of documents hold what.
    `processes` is how many make graphs at once; unless it is given, as many as there are cores, started when there is
    enough to do for them. What can't be read is in the report; everything else is loaded.
    """
    with Spool() as spool, Workers(processes) as workers:
        places = check_paths([paths] if isinstance(paths, Path | str) else paths)
        memory = Memory(store, _folders_of(places))
        plan = plan_load(read_works(places, options), spool, workers, memory)
        problems = list(plan.problems)
        answers = memory.answers
        for planned in plan.documents:
            answers.add(planned.id, planned.keys, planned.facts.written_on, planned.facts.published_on)

        def graphs() -> Iterator[DocumentGraph]:
            for made in make_planned(plan, spool, workers):
                if isinstance(made, Problem):
                    problems.append(made)
                else:
                    yield lead_citations(made, answers)

        gone = store.forget(plan.gone) if plan.gone and not dry_run else LoadSummary()
        summary = store.load(graphs(), dry_run=dry_run, progress=progress)
        summary.add(gone)
        for document_id in plan.unchanged:
            summary.add_unchanged(document_id)
            if progress is not None:
                progress(document_id)
        return LoadReport(summary, problems, plan.replaced, plan.left_out)


def _folders_of(places: Iterable[Path]) -> set[Path]:
    """The folders from which the files' paths are counted."""
    return {place if place.is_dir() else place.parent for place in places if place != STANDARD_INPUT}


def make_graphs(works: Iterable[Work | Problem], *, processes: int | None = None) -> Iterator[DocumentGraph | Problem]:
    """Make the graph of every document that works carry, beside no store; what fails becomes a problem that names it.

    The order is that of the documents' ids.
    """
    with Spool() as spool, Workers(processes) as workers:
        plan = plan_load(works, spool, workers, Memory())
        yield from plan.problems
        yield from make_planned(plan, spool, workers)


@dataclass(frozen=True, slots=True)
class Planned:
    """A document that is to be made."""

    id: str
    works: tuple[int, ...]
    """Where the spool has the works that carry it, the base first."""
    facts: Facts
    """What they say of it between them, at a first look."""
    keys: tuple[str, ...]


@dataclass(slots=True)
class Plan:
    """What is to be loaded: every work looked at, and put with those that carry the same document."""

    documents: list[Planned]
    """Those that are to be made."""
    unchanged: list[str]
    """Ids of those in the store that would be made of the same again."""
    problems: list[Problem]
    gone: list[str]
    """Ids of documents in the store that are to be forgotten: others have all their files."""
    replaced: list[str]
    """Ids of documents in the store whose files hold others now, be it under the same ids."""
    left_out: list[str]
    """Ids of documents in the store that are to be forgotten: their tables and archives came without them."""


def plan_load(works: Iterable[Work | Problem], spool: Spool, workers: Workers, memory: Memory) -> Plan:
    """Say which documents works carry, together with what a store remembers; the works' order does not matter."""
    looks, places, problems = _look_at_all(works, spool, workers, memory)
    came = len(looks)
    others = {path for look in looks if memory.is_replaced(look) for path in look.paths}
    looks = [replace(look, before=None) if others.issuperset(look.paths) else look for look in looks]
    left_out = memory.left_out(looks, problems)
    for work in memory.recall(looks, left_out):
        places.append(spool.add(work))
        looks.append(look_at(work, before=memory.document_of([source.path for source in work.sources])))
    groups = group_looks(looks, _untouched(looks, memory) - left_out)
    planned = sorted(
        (_plan(group, looks, places) for group in groups if any(member < came for member in group.members)),
        key=lambda one: one.id,
    )
    unchanged = {one.id for one in planned if _is_unchanged(one, spool, memory)}
    left_out -= {group.id for group in groups}
    replaced = _find_replaced(groups, looks, memory, others)
    return Plan(
        documents=[one for one in planned if one.id not in unchanged],
        unchanged=sorted(unchanged),
        problems=problems,
        gone=sorted({*_find_gone(groups, looks, memory), *left_out}),
        replaced=replaced,
        left_out=sorted(left_out.difference(replaced)),
    )


def _look_at_all(
    works: Iterable[Work | Problem], spool: Spool, workers: Workers, memory: Memory
) -> tuple[list[Look], list[int], list[Problem]]:
    """Spool the works and look at each; give the looks, where the spool has their works, and what could not be read."""
    looks: list[Look] = []
    places: list[int] = []
    problems: list[Problem] = []

    def spooled() -> Iterator[tuple[int, Work]]:
        for work in works:
            if isinstance(work, Problem):
                problems.append(work)
            else:
                yield spool.add(work), work

    for place, look in workers.map(_try_look, spooled()):
        if isinstance(look, Problem):
            problems.append(look)
        else:
            looks.append(replace(look, before=memory.follow(look)))
            places.append(place)
    return looks, places, problems


def _is_unchanged(planned: Planned, spool: Spool, memory: Memory) -> bool:
    """Whether a document in the store would be made of the same again."""
    known = memory.documents.get(planned.id)
    return known is not None and known.made_of == hash_inputs(_take(planned, spool))


def _plan(group: Group, looks: Sequence[Look], places: Sequence[int]) -> Planned:
    works = tuple(places[member] for member in group.members)
    base = looks[group.members[0]]
    if len(works) == 1:
        return Planned(group.id, works, base.facts, base.keys)
    return Planned(group.id, works, group.facts, tuple(keys_of(group.facts, base.seat)))


def _untouched(looks: Iterable[Look], memory: Memory) -> set[str]:
    """Ids of the documents in the store that nothing here has to do with."""
    return memory.documents.keys() - {memory.document_of(look.paths) for look in looks}


def _find_gone(groups: Iterable[Group], looks: Sequence[Look], memory: Memory) -> list[str]:
    """The documents in the store that lose all their files to others."""
    paths = {path for look in looks for path in look.paths}
    kept = {group.id for group in groups}
    touched = {memory.document_of([path]) for path in paths}
    return sorted(id_ for id_ in touched if id_ is not None and id_ not in kept)


def _find_replaced(groups: Iterable[Group], looks: Sequence[Look], memory: Memory, others: set[str]) -> list[str]:
    """The documents in the store that no file carries any more, `others` being the files that hold others now."""
    first = {group.id: looks[group.members[0]] for group in groups}
    lost = [one.id for one in memory.documents.values() if one.paths and others.issuperset(one.paths)]
    return sorted(id_ for id_ in lost if id_ not in first or memory.is_replaced(replace(first[id_], before=id_)))


def make_planned(plan: Plan, spool: Spool, workers: Workers) -> Iterator[DocumentGraph | Problem]:
    """Make every planned document's graph, in order; one that fails becomes a problem that names it."""
    return workers.map(_try_make, ((one.id, _take(one, spool)) for one in plan.documents))


def _take(planned: Planned, spool: Spool) -> Work:
    """The works that carry a document as one."""
    first, *others = (spool.take(place) for place in planned.works)
    if not others:
        return first
    return Work(planned.facts, (*first.sources, *(source for work in others for source in work.sources)))


def make_graph(work: Work, document_id: str | None = None) -> DocumentGraph:
    """Make one document's graph, under the id that is given or else its own."""
    base, *others = work.sources
    extraction = extract_source(base, work.facts)
    witnesses = [(base, []), *((other, read_variants(extraction.outline, other)) for other in others)]
    return build_graph(
        document_id or identify_document(extraction.facts, base.path),
        extraction,
        witnesses,
        made_by(),
        hash_inputs(work),
    )


def hash_inputs(work: Work) -> str:
    """Hash all that a document's graph depends on beside its id."""
    sources = ((source.path, source.sha256, source.chars) for source in work.sources)
    return make_id(made_by(), str(work.facts), *map(str, sources))


def extract_work(work: Work | str) -> Extraction:
    """Find everything that a work's base says, or a text of which nothing else is known.

    Spans index `outline.text.plain`; `outline.text.raw_span` gives them in the text as read.
    """
    if isinstance(work, str):
        return extract_source(Source("", work, ""))
    return extract_source(work.sources[0], work.facts)


def extract_source(source: Source, facts: Facts | None = None) -> Extraction:
    """Find everything that one text says."""
    return extract(split_sections(normalise(source.text)), facts or source.facts, load_gazetteer())


def report_works(works: Iterable[Work | Problem], *, processes: int | None = None) -> Iterator[Findings | Problem]:
    """Tell of every work, in order, what is understood of its base and what is not; what fails becomes a problem."""
    with Workers(processes) as workers:
        yield from workers.map(_try_report, ((work,) for work in works))


def _try_look(place: int, work: Work) -> tuple[int, Look | Problem]:
    try:
        return place, look_at(work)
    except Exception as error:  # noqa: BLE001 - one bad record must not cost the others
        return place, _explain(work, error)


def _try_make(document_id: str, work: Work) -> DocumentGraph | Problem:
    try:
        return make_graph(work, document_id)
    except Exception as error:  # noqa: BLE001
        return _explain(work, error)


def _try_report(work: Work | Problem) -> Findings | Problem:
    if isinstance(work, Problem):
        return work
    base = work.sources[0]
    try:
        return report(extract_source(base, work.facts), base.path)
    except Exception as error:  # noqa: BLE001
        return _explain(work, error)


def _explain(work: Work, error: Exception) -> Problem:
    """What a user can mend is said as it is; all else is a fault of the program."""
    message = str(error)
    if not isinstance(error, LoaderError):
        message = f"cannot be understood ({type(error).__name__}: {message}); this is a fault of the loader"
    return Problem(work.sources[0].path, " ".join(message.split()))
