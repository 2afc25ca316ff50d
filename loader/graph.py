"""One document's graph: what a store loads as a unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loader import model


@dataclass(frozen=True, slots=True)
class DocumentGraph:
    """A document with all that it says; every node and relationship once, in a stable order.

    `shared` and `shared_relationships` are closed upwards: with a region come all regions above it, with a programme
    the wider ones and where it is run, with a body its successor and its place. Documents that are only cited stand in
    `cited`, as bare nodes with `loaded` false.
    """

    document: model.Document
    own: list[model.OwnNode]
    """Witness, Section, Measure and Goal nodes; the document itself is not among them."""
    cited: list[model.Document]
    shared: list[model.SharedNode]
    relationships: list[model.Relationship]
    """Those with at least one end at the document or one of its own nodes."""
    shared_relationships: list[model.Relationship]
    """Those between shared nodes."""
