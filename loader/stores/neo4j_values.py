"""Values as every store returns them, from those that Neo4j's driver gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neo4j import graph, time

if TYPE_CHECKING:
    from collections.abc import Callable


def plain_value(value: Any) -> Any:
    """A value as every store returns it: nodes and relationships with labels or type and properties, no more."""
    if value is None or type(value) in _PLAIN:
        return value
    for kind, convert in _CONVERSIONS:
        if isinstance(value, kind):
            return convert(value)
    return value


_PLAIN = frozenset((str, int, float, bool))


_CONVERSIONS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (time.Duration, lambda value: {"months": value.months, "days": value.days, "seconds": value.seconds}),
    ((list, tuple), lambda value: [plain_value(one) for one in value]),
    (dict, lambda value: {key: plain_value(one) for key, one in value.items()}),
    ((time.Date, time.Time, time.DateTime), lambda value: value.to_native()),
    (graph.Node, lambda value: {"labels": sorted(value.labels), "properties": plain_value(dict(value))}),
    (graph.Relationship, lambda value: {"type": value.type, "properties": plain_value(dict(value))}),
    (
        graph.Path,
        lambda value: {key: plain_value(list(getattr(value, key))) for key in ("nodes", "relationships")},
    ),
)
