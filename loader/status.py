"""What a store holds, in numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loader.model import NODES, RELATIONSHIPS
from loader.version import made_by

if TYPE_CHECKING:
    from loader.stores import Store


@dataclass(frozen=True, slots=True)
class Status:
    """What a store holds and where it is."""

    place: str
    documents: int
    """Loaded ones; the others are only cited."""
    made_by: dict[str, int]
    """How many documents each version of the extractor made."""
    others: int
    """How many of them another version than this one made."""
    nodes: dict[str, int]
    """How many of each label that occurs, in the model's order."""
    relationships: dict[str, int]
    """How many of each type that occurs, in the model's order."""


def read_status(store: Store) -> Status:
    """Count what a store holds."""
    known = store.known()
    nodes = {label: _count(store, f"MATCH (n:{label}) RETURN count(n) AS count") for label in NODES}
    relationships = {
        type_: _count(store, f"MATCH ()-[r:{type_}]->() RETURN count(r) AS count") for type_ in RELATIONSHIPS
    }
    return Status(
        store.place,
        len(known),
        dict(Counter(document.made_by for document in known).most_common()),
        sum(document.made_by != made_by() for document in known),
        {label: count for label, count in nodes.items() if count},
        {type_: count for type_, count in relationships.items() if count},
    )


def _count(store: Store, statement: str) -> int:
    return int(store.run(statement).rows[0][0])
