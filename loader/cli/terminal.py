"""What the commands share: options, where answers and notes go."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from loader.tables import Format, check_ending, print_rows, save_rows

if TYPE_CHECKING:
    from rich.console import Console

    from loader.stores import Rows

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="FILE|URI",
        help="The store, a file or a Neo4j server; else what POLICY_GRAPH_STORE or NEO4J_URI names, else ./policy.kgl.",
        show_default=False,
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How the answer is printed.")]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write the answer to a .csv, .xlsx, .json or .md file.",
        show_default=False,
    ),
]


class WrongUsage(typer.TyperException):
    """What was typed can't be run."""

    exit_code = 2

    def __init__(self, message: str, command: str) -> None:
        super().__init__(f"{message} (see `loader {command} --help`)")


def answers() -> Console:
    """Make the console that answers go to."""
    from rich.console import Console

    # A pipe stays a pipe even where FORCE_COLOR is set.
    return Console(file=sys.stdout, highlight=False, markup=False, force_terminal=sys.stdout.isatty())


def notes() -> Console:
    """Make the console for all that is no answer."""
    from rich.console import Console

    return Console(file=sys.stderr, highlight=False, markup=False, soft_wrap=True, force_terminal=sys.stderr.isatty())


def note(words: str) -> None:
    """Say something beside the answer."""
    notes().print(words, style="dim")


def tell_server(store: str | None) -> None:
    """Say what chose a server, before anything is sent to it; a file speaks for itself."""
    from loader.stores.settings import Server, find_place

    if isinstance(place := find_place(store), Server):
        note(place.account)


def complain(words: str) -> None:
    """Say in one line what is wrong."""
    typer.echo(f"loader: {' '.join(words.split())}", err=True)


def check_output(output: Path | None) -> None:
    """Refuse a file that could not be written before any work is done for it."""
    if output is not None:
        check_ending(output)


def give(rows: Rows, form: Format, output: Path | None = None) -> None:
    """Print an answer or write it to a file."""
    if output is not None:
        save_rows(rows, output)
        note(f"{count(len(rows.rows), 'row')} written to {output}")
        return
    console = answers()
    print_rows(rows, form, console)
    if console.is_terminal and form == Format.TABLE:
        note(count(len(rows.rows), "row"))


def give_table(rows: Rows) -> None:
    """Print a table of a command's own."""
    print_rows(rows, Format.TABLE, answers())


def count(number: int, thing: str) -> str:
    """Write a number and what it counts."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
