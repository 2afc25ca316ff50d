"""Commands that keep a store in order: status, check, forget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from loader.cli.terminal import StoreOption, count, give_table, note
from loader.errors import LoaderError

if TYPE_CHECKING:
    from loader.stores import Store


def status(*, store: StoreOption = None) -> None:
    """Say where the store is and what is in it."""
    from loader.cli.summaries import list_counts
    from loader.status import read_status
    from loader.stores import open_store

    with open_store(store) as opened:
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
    from loader.stores import open_store

    with open_store(store, write=True) as opened:
        id_, name = _find_document(opened, document)
        note(f"taking {name} out of {opened.place}")
        summary = opened.forget([id_])
    give_table(list_changes(summary))


def _find_document(store: Store, words: str) -> tuple[str, str]:
    """Find the one loaded document that a name, a number or an id means."""
    found = store.run(
        "MATCH (d:Document) WHERE d.loaded AND (d.id = $words OR d.name = $words OR d.number = $words) "
        "RETURN d.id AS id, d.name AS name ORDER BY id",
        {"words": words},
    ).rows
    if not found:
        raise LoaderError(f"no document {words} in {store.place}; `loader query documents` lists what is there")
    if len(found) > 1:
        raise LoaderError(f"{words} means several documents; say which by its id: {', '.join(id_ for id_, _ in found)}")
    id_, name = found[0]
    return id_, name
