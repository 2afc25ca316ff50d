"""The command line; thin."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - typer reads it at run time
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True)


@app.callback()
def root() -> None:
    """Read policy documents, make a graph of them, and ask it."""


@app.command()
def extract(file: Annotated[Path, typer.Argument()], output: Annotated[str, typer.Option("--format")] = "table") -> None:
    """Show what is found in a file; nothing is loaded."""
    from loader.pipeline import extract_source  # noqa: PLC0415 - heavy
    from loader.reading import read_source  # noqa: PLC0415
    from loader.standoff import standoff_rows  # noqa: PLC0415

    for row in standoff_rows(extract_source(read_source(file))):
        typer.echo(json.dumps(row, ensure_ascii=False))


def main() -> None:
    """Run the command line."""
    app()
