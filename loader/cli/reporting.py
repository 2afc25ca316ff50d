"""The command that tells what is understood of documents, and what is not: report."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

import loader
from loader.cli.columns import Columns, names_columns
from loader.cli.terminal import (
    FormatOption,
    OutputOption,
    StoreOption,
    check_output,
    complain,
    count,
    give,
    give_table,
    note,
)
from loader.stores import Rows
from loader.tables import Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loader.document import Problem
    from loader.reporting import Findings

_FEW = 10
"""So many rows of a kind a table has, unless all are asked for."""
_DOCUMENTS = "documents"
_TALLIES = {
    "duties": ("duty phrases", "duty without a body"),
    "bodies": ("names of bodies", "unresolved body"),
    "names": ("names of places", "ambiguous name"),
    "places": ("places", "unknown place"),
    "measures": ("measures", "measure without anything"),
}
"""By the coverage in a document's findings: what it counts, and what is said of one that was not understood."""


@names_columns
def report(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH",
            help="Files, folders and zip archives, read as they are now; without any, the texts in the store.",
            show_default=False,
        ),
    ] = None,
    *,
    every: Annotated[
        bool, typer.Option("--all", help=f"List everything, not only the first {_FEW} of a kind.")
    ] = False,
    counts: Annotated[bool, typer.Option("--counts", help="List nothing, only count.")] = False,
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    store: StoreOption = None,
    columns: Columns,
) -> None:
    """Tell how much of documents is understood, and list what is not, each with its sentence.

    A document should have a name, a number, issuers and a date; a sentence that says who is responsible, a body that
    has the duty; a body, what it is and of which place; a place, where it lies; a measure, a place, a programme, a
    body or a target. Formats other than the table, and files, hold the whole list without the counts.
    """
    check_output(output)
    is_table = form == Format.TABLE and output is None
    findings = _Findings(_FEW if is_table and not every else None)
    if paths:
        from loader.reading import ReadOptions

        findings.add(loader.report(loader.read(paths, ReadOptions(**columns))))
    else:
        from loader.stores import is_empty, tell_empty

        with loader.open_store(store) as opened:
            if is_empty(opened):
                note(tell_empty(opened))
            findings.add(loader.report(loader.recall(opened)))
    if counts:
        give(findings.counts(), form, output)
    else:
        if is_table:
            give_table(findings.counts())
            typer.echo()
        give(findings.rows(), form, output)
        if findings.left_out:
            note(f"{count(findings.left_out, 'more row')}; --all lists them")
    for problem in findings.problems:
        complain(f"{problem.path}: {problem.message}")
    if findings.problems:
        raise typer.Exit(1)


class _Findings:
    """What was found in all documents: how much, and the first rows of each kind."""

    def __init__(self, few: int | None) -> None:
        self.problems: list[Problem] = []
        self.left_out = 0
        self._few = few
        self._found: Counter[str] = Counter()
        self._open: Counter[str] = Counter()
        self._rows: dict[str, list[list[Any]]] = defaultdict(list)

    def add(self, reports: Iterable[Findings | Problem]) -> None:
        """Take in what was found in documents."""
        from loader.document import Problem

        for one in reports:
            if isinstance(one, Problem):
                self.problems.append(one)
                continue
            name = one.name or one.path
            self._found[_DOCUMENTS] += 1
            if one.missing:
                what = f"document without {', '.join(one.missing)}"
                self._list(_DOCUMENTS, [what, name, None, None, one.path, None])
            for key, (counted, what) in _TALLIES.items():
                coverage = getattr(one, key)
                self._found[counted] += coverage.count
                for passage in coverage.open:
                    words = passage.words if passage.words != passage.sentence else None
                    self._list(counted, [what, name, passage.ref, passage.start, words, passage.sentence])

    def _list(self, counted: str, row: list[Any]) -> None:
        self._open[counted] += 1
        if self._few is None or self._open[counted] <= self._few:
            self._rows[counted].append(row)
        else:
            self.left_out += 1

    def _kinds(self) -> Iterator[str]:
        yield _DOCUMENTS
        yield from (counted for counted, _ in _TALLIES.values())

    def counts(self) -> Rows:
        """Count everything, and what is understood of it."""
        rows: list[list[Any]] = []
        for kind in self._kinds():
            found, understood = self._found[kind], self._found[kind] - self._open[kind]
            rows.append([kind, found, understood, round(100 * understood / found, 1) if found else None])
        return Rows(["", "found", "understood", "percent"], rows)

    def rows(self) -> Rows:
        """List what is not understood: by kind, then in the order of documents and of their texts."""
        columns = ["what", "document", "ref", "start", "words", "sentence"]
        return Rows(columns, [row for kind in self._kinds() for row in self._rows[kind]])
