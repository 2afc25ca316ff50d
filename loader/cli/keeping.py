"""Commands that keep a store in order: status, check, forget."""

from __future__ import annotations

from typing import Annotated

import typer

import loader
from loader.cli.completing import offer_names
from loader.cli.terminal import StoreOption, complain, count, give_table, note, tell_server


def status(*, store: StoreOption = None) -> None:
    """Say where the store is and what is in it."""
    from loader.cli.summaries import list_counts
    from loader.status import read_status
    from loader.stores import tell_empty

    with loader.open_store(store) as opened:
        found = read_status(opened)
        nothing = tell_empty(opened)
    typer.echo(f"{found.place}: {count(found.documents, 'document')}")
    for version, number in found.made_by.items():
        typer.echo(f"made by {version}: {count(number, 'document')}")
    if not found.documents:
        note(nothing)
        return
    if found.others:
        note(_tell_others(found.others))
    give_table(list_counts({**found.nodes, **found.relationships}))


def _tell_others(number: int) -> str:
    """Say that documents were made by another version of the loader, and what to do."""
    them = "it" if number == 1 else "them"
    return f"{count(number, 'document')} made by another version of the loader: loading {them} again makes {them} anew"


def check(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATH", help="What was loaded: its texts are compared too.")
    ] = None,
    *,
    store: StoreOption = None,
) -> None:
    """Test every rule of the graph, and find what somebody changed by hand."""
    from loader.version import made_by

    with loader.open_store(store) as opened:
        faults = loader.check(opened, paths or [])
        others = sum(one.made_by != made_by() for one in opened.known())
    if others:
        note(f"{_tell_others(others)}; until then neither their values nor shared ones are compared")
    for fault in faults:
        typer.echo(fault)
    if faults:
        mends = "; `loader forget DOCUMENT`, then `loader load PATH`, makes a document anew"
        complain(f"{count(len(faults), 'fault')} found{mends if any(fault.stays for fault in faults) else ''}")
        raise typer.Exit(1)
    note("every rule holds")


def forget(
    document: Annotated[
        str,
        typer.Argument(
            metavar="DOCUMENT",
            help="A document's whole name, number or id, or its file.",
            show_default=False,
            autocompletion=offer_names("Document"),
        ),
    ],
    *,
    store: StoreOption = None,
) -> None:
    """Take a document out, and what only it needed."""
    from loader.cli.summaries import list_changes
    from loader.naming import resolve_name

    tell_server(store)
    with loader.open_store(store) as opened:  # a store that is not there is not made to find nothing in it
        id_ = resolve_name(opened, document, ("Document",), whole=True)
        name = opened.run("MATCH (d:Document) WHERE d.id = $id RETURN d.name AS name", {"id": id_}).rows[0][0]
    with loader.open_store(store, write=True) as opened:
        note(f"taking {name} ({id_}) out of {opened.place}")
        summary = opened.forget([id_])
    give_table(list_changes(summary))
