"""Commands that read documents: load, extract, demo."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from contextlib import contextmanager
from enum import StrEnum
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

import loader
from loader.cli.columns import Columns, names_columns
from loader.cli.terminal import StoreOption, complain, give, give_table, note, notes, tell_server
from loader.errors import LoaderError
from loader.tables import Format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from loader.document import Problem, Work
    from loader.reading import ReadOptions
    from loader.stores import Store


_REPLACED = "its file holds another document now; files are known by their paths below the folder that is given"


class ExtractFormat(StrEnum):
    """How an extraction is printed."""

    TABLE = "table"
    JSON = "json"
    STANDOFF = "standoff"


@names_columns
def load(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH",
            help="Files, folders and zip archives; - for the standard input, which is one file called -, so that what "
            "comes next this way takes its place. Of .jsonl, .csv and .tsv files, each row is a document; columns with "
            "plain names are found, others are named by an option.",
            show_default=False,
        ),
    ],
    *,
    store: StoreOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    processes: Annotated[
        int | None,
        typer.Option(min=1, help="Processes that read at once; else one a core, when it pays.", show_default=False),
    ] = None,
    columns: Columns,
) -> None:
    """Load documents into the store; what is there already is not written again."""
    from loader.reading import ReadOptions, check_paths

    check_paths(paths)
    tell_server(store)
    with loader.open_store(store, write=True) as opened:
        _load(paths, opened, ReadOptions(**columns), dry_run=dry_run, processes=processes)


def _load(
    paths: Sequence[Path | str],
    store: Store,
    options: ReadOptions | None = None,
    *,
    dry_run: bool = False,
    processes: int | None = None,
) -> None:
    """Load with a progress bar and a closing table; what could not be read is named at the end."""
    from loader.cli.summaries import list_changes, tell_documents

    note(f"{'would load' if dry_run else 'loading'} into {store.place}")
    with _progress() as advance:
        report = loader.load(paths, store, options=options, dry_run=dry_run, processes=processes, progress=advance)
    if report.summary.documents:
        give_table(list_changes(report.summary))
    note(tell_documents(report.summary))
    for id_ in report.replaced:
        note(f"{id_} {'would be' if dry_run else 'is'} replaced: {_REPLACED}")
    if count := len(report.left_out):
        note(f"no longer in the tables and archives loaded{', would be removed' if dry_run else ', removed'}: {count}")
    for problem in report.problems:
        complain(f"{problem.path}: {problem.message}")
    if report.problems:
        raise typer.Exit(1)


@contextmanager
def _progress() -> Iterator[Callable[[str], None] | None]:
    """Show on a terminal how many documents are done; the number to come is not known before they are read."""
    console = notes()
    if not console.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(bar_width=24),
        TextColumn("{task.completed} done"),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda document: bar.update(task, advance=1, description=document)


@names_columns
def extract(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            readable=False,
            help="A document; of a table of documents, FILE#KEY for a row.",
            show_default=False,
        ),
    ],
    *,
    form: Annotated[ExtractFormat, typer.Option("--format", help="How it is printed.")] = ExtractFormat.TABLE,
    columns: Columns,
) -> None:
    """Show what is found in a file; nothing is loaded."""
    from loader.reading import ReadOptions
    from loader.standoff import standoff_rows

    extraction = loader.extract(_read_one(file, ReadOptions(**columns)))
    if form == ExtractFormat.STANDOFF:
        for row in standoff_rows(extraction):
            typer.echo(json.dumps(row, ensure_ascii=False))
        return
    from loader.cli.summaries import list_findings

    give(list_findings(extraction), Format(form))


def _read_one(file: Path, options: ReadOptions) -> Work:
    """Read a file as it is, though it be another witness of a document, with what stands beside it."""
    from loader.document import Problem, Work

    path, sign, _ = file.name.partition("#")
    if sign and not file.exists():
        works = [work for work in loader.read([file.with_name(path)], options) if _path_of(work) == file.name]
    else:
        works = list(islice(loader.read([file], options), 2))
    if len(works) != 1:
        many = "holds several documents; give the path of one, FILE#KEY" if works else "holds no such document"
        raise LoaderError(f"{file}: {many}")
    if isinstance(works[0], Problem):
        raise LoaderError(f"{works[0].path}: {works[0].message}")
    sources = works[0].sources
    return Work(works[0].facts, (next((source for source in sources if source.path == file.name), sources[0]),))


def _path_of(work: Work | Problem) -> str:
    from loader.document import Problem

    return work.path if isinstance(work, Problem) else work.sources[0].path


def demo() -> None:
    """Load the documents that come with the loader into a temporary store, and ask one question."""
    from loader.resources import find_folder

    seeds = find_folder("seeds")
    with TemporaryDirectory() as folder, loader.open_store(str(Path(folder, "demo.kgl")), write=True) as store:
        _load([seeds], store)
        note("\nAll measures touching 成渝:")
        give(loader.query(store, "measures-touching-region", {"region": "成渝"}), Format.TABLE)
    note("\nThe same for good:")
    typer.echo(f"{_program()} load {shlex.quote(str(seeds))}")
    typer.echo(f"{_program()} query measures-touching-region 成渝")


def _program() -> str:
    """How a shell finds what runs here; `loader` may be in a virtual environment that is not active."""
    if shutil.which("loader"):
        return "loader"
    name = Path(sys.argv[0])
    return shlex.quote(str(name)) if name.name == "loader" else f"{shlex.quote(sys.executable)} -m loader"
