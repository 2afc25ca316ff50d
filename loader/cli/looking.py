"""Commands that look at one thing and what hangs on it: show, subgraph."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import loader
from loader.cli.completing import offer_names
from loader.cli.terminal import StoreOption, answers, count, give_table, note


def show(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="ID_OR_WORDS",
            help="A thing's id, name, file, ref or section, or words of it.",
            autocompletion=offer_names(),
        ),
    ],
    *,
    store: StoreOption = None,
) -> None:
    """Show one thing with everything that hangs on it, and the words in the source that say so."""
    from loader.cli.pages import print_shown

    with loader.open_store(store) as opened:
        shown = loader.show(opened, words)
    print_shown(shown, answers())


def subgraph(
    *,
    region: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Around a region.", show_default=False, autocompletion=offer_names("Region")),
    ] = None,
    programme: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="Around a programme.", show_default=False, autocompletion=offer_names("Programme")
        ),
    ] = None,
    body: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Around a body.", show_default=False, autocompletion=offer_names("Body")),
    ] = None,
    document: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="Around a document.", show_default=False, autocompletion=offer_names("Document")
        ),
    ] = None,
    hops: Annotated[int, typer.Option(min=0, help="How many relationships away.")] = 1,
    leave_out: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME|classes|wide",
            help="Neither take nor go through: a thing by NAME, classes of bodies (各地区各部门), or wide regions: "
            "countries and macro-regions.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write it to a .graphml, .gexf, .json or .csv file.",
            show_default=False,
        ),
    ] = None,
    store: StoreOption = None,
) -> None:
    """Take the part of the graph around some things, or all of it; -o writes it, else a summary is shown."""
    from loader.analysis import summarise
    from loader.cli.summaries import list_central, list_counts
    from loader.stores import tell_empty
    from loader.subgraphs import check_graph_ending, save_graph

    if output is not None:
        check_graph_ending(output)
    with loader.open_store(store) as opened:
        graph = loader.subgraph(
            opened,
            regions=region or (),
            programmes=programme or (),
            bodies=body or (),
            documents=document or (),
            hops=hops,
            leave_out=leave_out or (),
        )
        nothing = tell_empty(opened)
    size = f"{count(len(graph), 'node')}, {count(graph.number_of_edges(), 'relationship')}"
    if output is not None:
        written = " and ".join(map(str, save_graph(graph, output)))
        note(f"{size} written to {written}")
    if not graph:
        note(nothing)
    if not graph or output is not None:
        return
    summary = summarise(graph)
    typer.echo(f"{size}, {count(summary.components, 'component')} (the largest of {count(summary.largest, 'node')})\n")
    give_table(list_counts({**summary.nodes, **summary.relationships}))
    typer.echo()
    give_table(list_central(summary))
