"""The command that writes a store for other programs to take in: export."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from loader.cli.terminal import StoreOption, count, note


class Target(StrEnum):
    """What takes the files in."""

    NEO4J_ADMIN = "neo4j-admin"


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.", show_default=False)],
    *,
    to: Annotated[Target, typer.Option("--to", help="What takes the files in.", show_default=False)],  # noqa: ARG001 - so far one
    store: StoreOption = None,
) -> None:
    """Write the whole graph into files for the bulk import of another program, and print the commands for it."""
    import loader
    from loader.stores.bulk import export_bulk

    with loader.open_store(store) as opened:
        files = export_bulk(opened, folder)
    written = f"{count(files.nodes, 'node')} and {count(files.relationships, 'relationship')} written"
    note(
        f"{written}; these commands put them in the place of a server's database, the first while it is stopped, the "
        "second when it has started again:"
    )
    for command in files.commands:
        typer.echo(command)
