"""What tests share: the stores that the contract is run on."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol

import kglite
import pytest

from loader.stores import Store, open_store

if TYPE_CHECKING:
    from pathlib import Path


class Place(Protocol):
    """Somewhere a graph can be kept, empty at first."""

    def open(self, *, write: bool = True) -> Store:
        """Open the store there."""

    def by_hand(self, statement: str, **parameters: Any) -> None:
        """Write as somebody else would, past the loader; no store may be open."""


class EmbeddedPlace:
    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self, *, write: bool = True) -> Store:
        return open_store(str(self.path), write=write)

    def by_hand(self, statement: str, **parameters: Any) -> None:
        with kglite.open(str(self.path), durable="off") as graph:
            graph.cypher(statement, params=parameters)


MakePlace = Callable[[], Place]


@pytest.fixture(params=["embedded"])
def make_place(request: pytest.FixtureRequest, tmp_path: Path) -> MakePlace:
    """Every kind of store in turn, as many empty ones of a kind as a test wants."""
    assert request.param == "embedded"
    numbers = count()
    return lambda: EmbeddedPlace(tmp_path / f"graph{next(numbers)}.kgl")


@pytest.fixture
def place(make_place: MakePlace) -> Place:
    """One empty store of every kind in turn."""
    return make_place()
