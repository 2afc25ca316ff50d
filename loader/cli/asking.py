"""Commands that ask: canned queries and one's own."""

from __future__ import annotations

import os
import sys
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from typer.core import TyperGroup

import loader
from loader.cli.completing import find_names
from loader.cli.terminal import (
    FormatOption,
    OutputOption,
    StoreOption,
    WrongUsage,
    check_output,
    count,
    give,
    note,
)
from loader.errors import LoaderError
from loader.tables import Format

if TYPE_CHECKING:
    from typer.core import TyperCommand

    from loader.queries import Parameter as QueryParameter
    from loader.queries import Query
    from loader.stores import Store


CypherOption = Annotated[bool, typer.Option("--cypher", help="Print the statement instead of running it.")]
BrowserOption = Annotated[
    bool, typer.Option("--browser", help="Print, on a desktop open, a link to it in Neo4j Browser.")
]


class QueryGroup(TyperGroup):
    """The canned queries as commands, each made from its file's header when it is asked for.

    typer.Context is what comes, though typer's own base class says less of it.
    """

    def list_commands(self, context: typer.Context) -> list[str]:  # type: ignore[override]  # noqa: ARG002
        """List the names of all queries."""
        return [query.name for query in loader.list_queries()]

    def get_command(self, context: typer.Context, name: str) -> TyperCommand | None:  # type: ignore[override]
        """Make a query's command; an unknown name raises UsageError, unless a shell wants it completed."""
        from loader.queries import find_query, load_queries

        if context.resilient_parsing and name not in load_queries():
            return None
        return _make_command(find_query(name))


queries = typer.Typer(cls=QueryGroup)


@queries.callback(invoke_without_command=True)
def list_queries(
    context: typer.Context,
    *,
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    store: StoreOption = None,  # noqa: ARG001 - for a query whose name comes behind it, as all of these are
    cypher: CypherOption = False,
    browser: BrowserOption = False,
) -> None:
    """Run a canned query; without a name, list them."""
    from loader.stores import Rows

    if context.invoked_subcommand is not None:
        context.default_map = {context.invoked_subcommand: context.params}
        return
    if cypher or browser:
        raise WrongUsage(f"{'--cypher' if cypher else '--browser'} needs the name of a query", "query")
    check_output(output)
    rows = [[query.name, query.title, _usage_of(query)] for query in loader.list_queries()]
    give(Rows(["query", "title", "parameters"], rows), form, output)


def _usage_of(query: Query) -> str:
    """Write its parameters as a command line has them; square brackets hold what may be left out."""
    words = ["--browser"] if query.is_picture else []
    for parameter in query.parameters:
        word = f"--{_dashed(parameter)}" if parameter.type == "BOOLEAN" else parameter.name.upper()
        words.append(f"[{word}]" if parameter.optional else word)
    return " ".join(words)


def _dashed(parameter: QueryParameter) -> str:
    return parameter.name.replace("_", "-")


def _make_command(query: Query) -> TyperCommand:
    """Make a command with an argument for all values by position, and an option for each parameter."""

    def run(values: list[str] | None, **given: Any) -> None:
        named = {parameter.name: given.pop(parameter.name) for parameter in query.parameters}
        _answer(query, values or [], named, **given)

    shared = [
        one for one in signature(list_queries, eval_str=True).parameters.values() if one.kind == Parameter.KEYWORD_ONLY
    ]
    parameters = [_argument(query), *map(_option, query.parameters), *shared]
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # what typer reads
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    app = typer.Typer(add_completion=False)
    app.command(query.name, help=_help_of(query))(run)
    return cast("TyperCommand", typer.main.get_command(app))


def _help_of(query: Query) -> str:
    columns = "\n".join(f"{column.name}: {column.description}" for column in query.columns)
    return f"{query.title}.\n\n{query.description}\n\n\b\nColumns\n{columns}".replace("[", "\\[")


def _argument(query: Query) -> Parameter:
    by_position = [parameter for parameter in query.parameters if parameter.type != "BOOLEAN"]

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        left = by_position[len(ctx.params.get("values") or ()) :]
        return _offer(ctx, left[0], incomplete) if left else []

    names = ", ".join(parameter.name for parameter in by_position)
    words = typer.Argument(
        metavar="VALUES",
        help=f"In this order: {names}.",
        show_default=False,
        hidden=not by_position,
        autocompletion=complete,
    )
    return Parameter(
        "values", Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=Annotated[list[str] | None, words]
    )


def _offer(context: typer.Context, parameter: QueryParameter, beginning: str) -> list[str]:
    """Offer values that begin so: words that it may be, or names."""
    from loader.naming import LABELS, WORDS

    if parameter.choices:
        return [choice for choice in parameter.choices if choice.startswith(beginning)]
    word = WORDS.get(parameter.name)
    return find_names(context, (word,) if word else LABELS.get(parameter.name, ()), beginning)


def _option(parameter: QueryParameter) -> Parameter:
    """Make a parameter's option; values stay as typed, for the query itself says of which type they must be."""
    flag = f"--{_dashed(parameter)}"
    help_ = parameter.description.replace("[", "\\[")
    if parameter.type == "BOOLEAN":
        kind: Any = Annotated[bool, typer.Option(flag, help=help_)]
        return Parameter(parameter.name, Parameter.KEYWORD_ONLY, default=False, annotation=kind)
    words = typer.Option(
        flag,
        metavar=parameter.type,
        help=help_,
        show_default=False,
        autocompletion=lambda ctx, incomplete: _offer(ctx, parameter, incomplete),
    )
    kind = Annotated[list[str] | None if parameter.type.startswith("LIST") else str | None, words]
    return Parameter(parameter.name, Parameter.KEYWORD_ONLY, default=None, annotation=kind)


def _answer(
    query: Query,
    values: list[str],
    named: dict[str, Any],
    *,
    form: Format,
    output: Path | None,
    store: str | None,
    cypher: bool,
    browser: bool,
) -> None:
    """Do what a query's command is asked for."""
    if cypher:
        typer.echo(query.text.rstrip("\n"))
        return
    from loader.queries import arrange_values

    if query.is_picture and not browser:
        raise WrongUsage("a picture is for Neo4j Browser: add --browser", f"query {query.name}")
    if browser and output is not None:
        raise WrongUsage("--browser gives a link and no file", f"query {query.name}")
    check_output(output)
    given = arrange_values(query, values, named)
    with loader.open_store(store) as opened:
        if browser:
            _give_link(opened, query, given)
            return
        rows = loader.query(opened, query.name, given)
        why = "" if rows.rows else _tell_none(opened, query, given)
    give(rows, form, output)
    if not rows.rows:
        note(f"nothing found{why and f': {why}'}")


def _tell_none(store: Store, query: Query, given: dict[str, Any]) -> str:
    """Say why there is no row, and what to do."""
    from loader.queries import ALL_NATURES
    from loader.stores import is_empty, tell_empty

    if is_empty(store):
        return tell_empty(store)
    if any(parameter.name == ALL_NATURES for parameter in query.parameters) and not given.get(ALL_NATURES):
        hidden = len(loader.query(store, query.name, given, **{ALL_NATURES: True}).rows)
        if hidden:
            return f"{count(hidden, 'row')} of drafts, press reports and interpretations, with --all-natures"
    return query.none


def _give_link(store: Store, query: Query, given: dict[str, Any]) -> None:
    from loader.browser import make_link
    from loader.queries import bind_values

    link = make_link(store, query, bind_values(store, query, given))
    typer.echo(link)
    if _is_desktop():
        typer.launch(link)


def _is_desktop() -> bool:
    """Whether somebody sits at this machine's own screen, and reads what is printed."""
    away = any(os.environ.get(name) for name in ("CI", "SSH_CONNECTION", "SSH_TTY"))
    screen = sys.platform in {"darwin", "win32"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return sys.stdout.isatty() and not away and bool(screen)


def cypher(
    statement: Annotated[
        str | None, typer.Argument(help="A reading statement; - takes it from standard input.", show_default=False)
    ] = None,
    *,
    file: Annotated[
        Path | None,
        typer.Option("--file", "-f", metavar="FILE", readable=False, help="A file that holds it.", show_default=False),
    ] = None,
    form: FormatOption = Format.TABLE,
    output: OutputOption = None,
    store: StoreOption = None,
) -> None:
    """Run a Cypher statement of one's own; it can read, not write."""
    if (statement is None) == (file is None):
        raise WrongUsage("give either a statement or --file", "cypher")
    check_output(output)
    if file is not None:
        statement = _read_statement(file)
    elif statement == "-":
        statement = sys.stdin.read()
    with loader.open_store(store) as opened:
        give(opened.run(str(statement)), form, output)


def _read_statement(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise LoaderError(f"{file}: not UTF-8 at byte {error.start}; save the statement as UTF-8") from error
