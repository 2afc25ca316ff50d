"""Options that say which columns of a table of documents hold what; every command that reads files has them."""

from __future__ import annotations

from functools import wraps
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

Columns = dict[str, str | None]
"""The arguments of `loader.reading.ReadOptions`."""

_HELD = {
    "text": "the text",
    "name": "the name",
    "number": "the number (国发〔2018〕42号)",
    "issuer": "the issuers",
    "date": "the day of publication",
    "source": "the address",
    "id": "what tells one record from another",
}


def names_columns(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each column; it takes them together, as `columns`."""

    @wraps(command)
    def run(**given: Any) -> None:
        columns = {option.name: given.pop(option.name) for option in options}
        command(**given, columns=columns)

    options = [_make_option(name, what) for name, what in _HELD.items()]
    own = signature(command, eval_str=True)
    parameters = [*(one for one in own.parameters.values() if one.name != "columns"), *options]
    run.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]  # what typer reads
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run


def _make_option(name: str, what: str) -> Parameter:
    flag = typer.Option(f"--{name}-key", metavar="COLUMN", help=f"The column that holds {what}.", show_default=False)
    kind = Annotated[str | None, flag]
    return Parameter(f"{name}_key", Parameter.KEYWORD_ONLY, default=None, annotation=kind)
