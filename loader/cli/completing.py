"""What a shell offers when Tab is pressed: names that are in the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer  # noqa: TC002 - typer reads annotations when it runs

import loader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def offer_names(*labels: str) -> Callable[[typer.Context, str], list[str]]:
    """Make what completes a name of these labels, or of all that have names."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        from loader.naming import ANY

        return find_names(ctx, labels or ANY, incomplete)

    return complete


def find_names(context: typer.Context, labels: Sequence[str], beginning: str) -> list[str]:
    """Find the names that begin so; a server is not asked, for a key's stroke is not worth the wait."""
    from loader.naming import list_names
    from loader.stores.settings import find_place

    try:
        named = [one.params.get("store") for one in (context, context.parent) if one is not None]
        place = find_place(next(filter(None, named), None))
        if not labels or not isinstance(place, Path):
            return []
        with loader.open_store(str(place)) as opened:
            return list_names(opened, labels, beginning)
    except loader.LoaderError:  # nothing is there to offer
        return []
