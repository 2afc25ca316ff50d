"""Names to shared nodes, and from each upwards to all that lies above it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from loader import model

if TYPE_CHECKING:
    from loader.gazetteer import Gazetteer

N = TypeVar("N", bound=model.SharedNode)


class SharedGraph:
    """The shared nodes that one document reaches, closed upwards.

    A node, and every relationship between two of them, depends on the gazetteer and the node's name alone, never on
    the document that brings it.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._nodes: dict[tuple[type[model.SharedNode], str], model.SharedNode] = {}
        self._relationships: dict[str, model.Relationship] = {}

    @property
    def nodes(self) -> list[model.SharedNode]:
        """All nodes reached so far, by label and id."""
        return sorted(self._nodes.values(), key=lambda node: (node.label, node.id))

    @property
    def relationships(self) -> list[model.Relationship]:
        """All relationships between them, by id."""
        return [self._relationships[key] for key in sorted(self._relationships)]

    def region(self, region_id: str) -> model.Region:
        """The region with an id, with every region above it."""
        if (known := self._known(model.Region, region_id)) is not None:
            return known
        entry = self._gazetteer.regions.describe(region_id)
        node = model.Region(id=region_id, name=entry.name, kind=entry.kind, code=entry.code, aliases=entry.aliases)
        self._nodes[model.Region, region_id] = node
        for step in entry.within:
            self._join(model.LocatedIn, node, self.region(step.id), extent=step.extent, source=step.source)
        return node

    def programme(self, name: str) -> model.Programme:
        """The programme of a name, with the wider ones and where it is run."""
        if (known := self._known(model.Programme, name)) is not None:
            return known
        entry = self._gazetteer.programmes.describe(name)
        node = model.Programme(id=name, name=name, kind=entry.kind, aliases=entry.aliases)
        self._nodes[model.Programme, name] = node
        for wider in entry.part_of:
            self._join(model.Supports, node, self.programme(wider), source=entry.source)
        for region_id in entry.regions:
            self._join(model.LocatedIn, node, self.region(region_id), source=entry.source)
        return node

    def body(self, name: str) -> model.Body:
        """The body of a name, canonical or not, with its successors and its place."""
        name = self._gazetteer.bodies.by_alias.get(name, name)
        if (known := self._known(model.Body, name)) is not None:
            return known
        entry = self._gazetteer.bodies.describe(name)
        node = model.Body(id=name, name=name, kind=entry.kind, aliases=entry.aliases, generic=entry.generic)
        self._nodes[model.Body, name] = node
        for successor, on in entry.successors:
            self._join(model.SucceededBy, node, self.body(successor), on=on, source=entry.source)
        if entry.region is not None:
            self._join(model.LocatedIn, node, self.region(entry.region), source=entry.source)
        return node

    def indicator(self, name: str) -> model.Indicator:
        """The indicator of a name."""
        node = self._known(model.Indicator, name) or model.Indicator(id=name, name=name)
        self._nodes[model.Indicator, name] = node
        return node

    def _known(self, label: type[N], id_: str) -> N | None:
        return self._nodes.get((label, id_))  # type: ignore[return-value]

    def _join(self, type_: type[model.Relationship], start: model.Node, stop: model.Node, **properties: object) -> None:
        relationship = type_.between(start, stop, **properties)
        self._relationships[relationship.id] = relationship
