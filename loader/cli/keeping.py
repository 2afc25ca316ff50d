"""Commands that keep a store in order: status, check, forget."""

from __future__ import annotations

from typing import Annotated

import typer

import loader
from loader.cli.terminal import StoreOption, count, give_table, note


def status(*, store: StoreOption = None) -> None:
    """Say where the store is and what is in it."""
    from loader.cli.summaries import list_counts
    from loader.status import read_status

    with loader.open_store(store) as opened:
        found = read_status(opened)
    typer.echo(f"{found.place}: {count(found.documents, 'document')}")
    for version, number in found.made_by.items():
        typer.echo(f"made by {version}: {count(number, 'document')}")
    give_table(list_counts({**found.nodes, **found.relationships}))


def check(*, store: StoreOption = None) -> None:
    """Test every rule of the graph against the store and the source texts."""
    raise NotImplementedError


def forget(
    document: Annotated[str, typer.Argument(help="A document's name, number or id.", show_default=False)],
    *,
    store: StoreOption = None,
) -> None:
    """Take a document out, and what only it needed."""
    from loader.cli.summaries import list_changes
    from loader.naming import resolve_name

    with loader.open_store(store, write=True) as opened:
        id_ = resolve_name(opened, document, ("Document",))
        note(f"taking {id_} out of {opened.place}")
        summary = opened.forget([id_])
    give_table(list_changes(summary))
