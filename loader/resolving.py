"""Names to shared nodes, and from each upwards to all that lies above it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from loader import model
from loader.gazetteer import load_gazetteer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_Shared = TypeVar("_Shared", bound=model.SharedNode)

_REMEMBERED = 50_000
"""So many shared nodes are kept ready: all of the gazetteer that texts use, and some of what only texts know."""


class StepUp(NamedTuple):
    """From one shared node to one above it."""

    relationship: model.Relationship
    above: model.SharedNode


class SharedGraph:
    """The shared nodes that one document reaches, closed upwards.

    A node, and every relationship between two of them, depends on the gazetteer and the node's name alone, never on
    the document that brings it.
    """

    def __init__(self) -> None:
        self._nodes: dict[tuple[str, str], model.SharedNode] = {}
        self._relationships: dict[str, model.Relationship] = {}

    @property
    def nodes(self) -> list[model.SharedNode]:
        """All nodes reached so far, by label and id."""
        return [self._nodes[key] for key in sorted(self._nodes)]

    @property
    def relationships(self) -> list[model.Relationship]:
        """All relationships between them, by id."""
        return [self._relationships[key] for key in sorted(self._relationships)]

    def reach(self, node: _Shared) -> _Shared:
        """Take in a node and everything above it, and give it back."""
        if (key := (node.label, node.id)) not in self._nodes:
            self._nodes[key] = node
            for step in _steps_from(node.label, node.id):
                self._relationships[step.relationship.id] = step.relationship
                self.reach(step.above)
        return node


@lru_cache(_REMEMBERED)
def make_region(region_id: str) -> model.Region:
    """The node of the region with an id."""
    entry = load_gazetteer().regions.describe(region_id)
    return model.Region(id=region_id, name=entry.name, kind=entry.kind, code=entry.code, aliases=entry.aliases)


@lru_cache(_REMEMBERED)
def make_programme(name: str) -> model.Programme:
    """The node of the programme of a name."""
    entry = load_gazetteer().programmes.describe(name)
    return model.Programme(id=name, name=name, kind=entry.kind, aliases=list(entry.aliases))


@lru_cache(_REMEMBERED)
def make_body(name: str, year: int | None = None) -> model.Body:
    """The node of the body that a name, canonical or one of its aliases, meant in a year."""
    entry = load_gazetteer().bodies.describe(name, year)
    return model.Body(
        id=entry.name, name=entry.name, kind=entry.kind, aliases=list(entry.aliases), generic=entry.generic
    )


def find_body(name: str, seat: str | None, year: int | None = None) -> model.Body:
    """The node of the body that a paper of a seat, the id of a region, means by a name."""
    return make_body(load_gazetteer().bodies.tell_apart(name, seat), year)


def make_indicator(name: str) -> model.Indicator:
    """The node of the indicator of a name."""
    return model.Indicator(id=name, name=name)


MAKERS: dict[str, Callable[[str], model.SharedNode]] = {
    "Region": make_region,
    "Programme": make_programme,
    "Body": make_body,
    "Indicator": make_indicator,
}
"""By label, what makes the node of an id."""


@lru_cache(_REMEMBERED)
def _steps_from(label: str, id_: str) -> tuple[StepUp, ...]:
    """All steps that lead up from a shared node."""
    steps = {"Region": _steps_from_region, "Programme": _steps_from_programme, "Body": _steps_from_body}
    return tuple(steps[label](id_)) if label in steps else ()


def _steps_from_region(id_: str) -> Iterator[StepUp]:
    for within in load_gazetteer().regions.describe(id_).within:
        above = make_region(within.id)
        yield StepUp(
            model.LocatedIn.between(make_region(id_), above, extent=within.extent, source=within.source), above
        )


def _steps_from_programme(name: str) -> Iterator[StepUp]:
    node, entry = make_programme(name), load_gazetteer().programmes.describe(name)
    for wider in map(make_programme, entry.part_of):
        yield StepUp(model.Supports.between(node, wider, source=entry.source), wider)
    for region in map(make_region, entry.regions):
        yield StepUp(model.LocatedIn.between(node, region, source=entry.source), region)


def _steps_from_body(name: str) -> Iterator[StepUp]:
    node, entry = make_body(name), load_gazetteer().bodies.describe(name)
    for successor, on in entry.successors:
        after = make_body(successor)
        yield StepUp(model.SucceededBy.between(node, after, on=on, source=entry.source), after)
    if entry.region is not None:
        place = make_region(entry.region)
        yield StepUp(model.LocatedIn.between(node, place, source=entry.source), place)
