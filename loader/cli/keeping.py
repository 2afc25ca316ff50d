"""Commands that keep a store in order: status, check, forget."""

from __future__ import annotations

from typing import Annotated

import typer

from loader.cli.terminal import StoreOption


def status(*, store: StoreOption = None) -> None:
    """Say where the store is and what is in it."""


def check(*, store: StoreOption = None) -> None:
    """Test every rule of the graph against the store and the source texts."""


def forget(
    document: Annotated[str, typer.Argument(help="A document's name, number or id.", show_default=False)],
    *,
    store: StoreOption = None,
) -> None:
    """Take a document out, and what only it needed."""
