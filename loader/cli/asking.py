"""Commands that ask: canned queries and one's own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from loader.cli.terminal import FormatOption, OutputOption, StoreOption, check_output, give
from loader.tables import Format

queries = typer.Typer(help="Run a canned query; without a name, list them.")


@queries.callback(invoke_without_command=True)
def list_queries(context: typer.Context) -> None:
    """Run a canned query; without a name, list them."""


def cypher(
    statement: Annotated[
        str | None, typer.Argument(help="A reading statement; - takes it from standard input.", show_default=False)
    ] = None,
    *,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", metavar="FILE", help="A file that holds it.", show_default=False)
    ] = None,
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    store: StoreOption = None,
) -> None:
    """Run a Cypher statement of one's own; it can read, not write."""
    from loader.stores import open_store

    if (statement is None) == (file is None):
        raise typer.BadParameter("give either a statement or --file")
    check_output(output)
    if file is not None:
        statement = file.read_text(encoding="utf-8-sig")
    elif statement == "-":
        statement = sys.stdin.read()
    with open_store(store) as opened:
        give(opened.run(str(statement)), form, output)
