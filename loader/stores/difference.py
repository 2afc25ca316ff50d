"""The difference between what a store holds of a document and what the document's graph wants: common to all stores."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from loader import model
from loader.errors import LoaderError
from loader.stores import Counts, LoadSummary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from loader.graph import DocumentGraph

K = TypeVar("K")
V = TypeVar("V")

Key = tuple[str, str]
"""A node's label, or a relationship's type, and its id."""

Outcome = Literal["added", "changed", "moved", "removed", "unchanged"]

RETRACTED = "retracted"
"""Marks a node that no document needs any more, but on which relationships of somebody else hang."""

SHARED = frozenset(name for name, cls in model.NODES.items() if issubclass(cls, model.SharedNode))
OWN = frozenset(model.NODES) - SHARED
INCOMING_TYPES = tuple(
    name
    for name, cls in model.RELATIONSHIPS.items()
    if all(start.__name__ in SHARED for start in cls.starts) and any(stop.__name__ in OWN for stop in cls.stops)
)
"""Types that lead from a shared node into a document, and belong to that document."""
SHARED_TYPES = tuple(
    name
    for name, cls in model.RELATIONSHIPS.items()
    if any(start.__name__ in SHARED for start in cls.starts) and any(stop.__name__ in SHARED for stop in cls.stops)
)
"""Types that may lead from one shared node to another."""

PROPERTIES: dict[str, tuple[str, ...]] = {
    name: (*cls.property_keys(), *extra)
    for classes, extra in ((model.NODES, (RETRACTED,)), (model.RELATIONSHIPS, ()))
    for name, cls in classes.items()
}
"""By label and type, the property keys that are the loader's; any other key is somebody else's and stays."""


@dataclass(slots=True)
class Link:
    """A relationship as stores see it."""

    type: str
    start: Key
    stop: Key
    properties: dict[str, Any]

    @property
    def key(self) -> Key:
        """Its type and id."""
        return self.type, self.properties["id"]

    @property
    def incoming(self) -> bool:
        """Whether it leads from a shared node into a document, so that it is best found from its stop."""
        return self.start[0] in SHARED and self.stop[0] in OWN

    @property
    def shared(self) -> bool:
        """Whether both its ends are shared."""
        return self.start[0] in SHARED and self.stop[0] in SHARED

    @property
    def pattern(self) -> str:
        """Finds it for a `row` of `near` and `id`, from the end with few of its type: a region has very many."""
        if self.incoming:
            return f"(n:{self.stop[0]} {{id: row.near}})<-[r:{self.type}]-()"
        return f"(n:{self.start[0]} {{id: row.near}})-[r:{self.type}]->()"

    @property
    def place(self) -> dict[str, Any]:
        """The row with which the pattern finds it."""
        return {"near": (self.stop if self.incoming else self.start)[1], "id": self.properties["id"]}

    @property
    def far(self) -> Key:
        """The end that may be needed by nobody when this relationship goes."""
        return self.start if self.incoming else self.stop


@dataclass(slots=True)
class State:
    """Nodes with their properties, and relationships."""

    nodes: dict[Key, dict[str, Any]] = field(default_factory=dict)
    links: dict[Key, Link] = field(default_factory=dict)


@dataclass(slots=True)
class Difference:
    """What has to be written for one document. In changes, None clears a property."""

    added_nodes: dict[Key, dict[str, Any]] = field(default_factory=dict)
    changed_nodes: dict[Key, dict[str, Any]] = field(default_factory=dict)
    removed_nodes: list[Key] = field(default_factory=list)
    added_links: list[Link] = field(default_factory=list)
    changed_links: list[tuple[Link, dict[str, Any]]] = field(default_factory=list)
    removed_links: list[Link] = field(default_factory=list)
    outcomes: Counter[tuple[str, Outcome]] = field(default_factory=Counter)
    """By label or type, what happens to the nodes and relationships of the document's own."""
    shared_outcomes: list[tuple[Key, Outcome]] = field(default_factory=list)
    """What happens to those that documents share, cited documents among them."""
    led_elsewhere: list[tuple[str, str]] = field(default_factory=list)
    """The type of each citation that another document answers to now, and whose it is."""

    @property
    def verdict(self) -> Literal["changed", "moved", "unchanged"]:
        """What happens to the document as a whole."""
        kinds = {outcome for _, outcome in self.outcomes} - {"unchanged"}
        if not kinds:
            return "unchanged"
        return "moved" if kinds == {"moved"} else "changed"


def wanted_state(graph: DocumentGraph) -> State:
    """Everything that a document's graph wants to be there; a relationship that leads out of it is an error."""
    state = State()
    cited = [one for one in graph.cited if one.id != graph.document.id]
    for node in (*cited, *graph.shared, graph.document, *graph.own):
        state.nodes[node.label, node.id] = node.properties()
    for one in (*graph.relationships, *graph.shared_relationships):
        start, stop = (one.start_label, one.start_id), (one.stop_label, one.stop_id)
        if start not in state.nodes or stop not in state.nodes:
            raise LoaderError(f"{graph.document.id}: {one.type} {one.id} leads to a node that is not in its graph")
        state.links[one.type, one.id] = Link(one.type, start, stop, one.properties())
    return state


def compare(document: Key, stored: State, wanted: State) -> Difference:
    """Say what leads from the stored state of a document to the wanted one.

    `stored` holds the document's own nodes and relationships, and whatever else of `wanted` is there, with the
    relationships among its shared nodes. What is stored and not wanted goes.
    """
    difference = Difference()
    for key in (*wanted.nodes, *sorted(stored.nodes.keys() - wanted.nodes.keys())):
        outcome = _compare_node(key, stored, wanted, difference)
        if key[0] in SHARED or (key[0] == "Document" and key != document):
            difference.shared_outcomes.append((key, outcome))
        else:
            difference.outcomes[key[0], outcome] += 1
    for key in (*wanted.links, *sorted(stored.links.keys() - wanted.links.keys())):
        outcome = _compare_link(key, stored, wanted, difference)
        if (wanted.links.get(key) or stored.links[key]).shared:
            difference.shared_outcomes.append((key, outcome))
        else:
            difference.outcomes[key[0], outcome] += 1
    return difference


def _compare_node(key: Key, stored: State, wanted: State, difference: Difference) -> Outcome:
    held, properties = stored.nodes.get(key), wanted.nodes.get(key)
    if properties is None:
        difference.removed_nodes.append(key)
        return "removed"
    if held is None:
        difference.added_nodes[key] = properties
        return "added"
    changes = _changes(key[0], held, properties)
    if changes:
        difference.changed_nodes[key] = changes
    return _outcome(model.NODES[key[0]], changes)


def _compare_link(key: Key, stored: State, wanted: State, difference: Difference) -> Outcome:
    held, link = stored.links.get(key), wanted.links.get(key)
    if link is None:
        difference.removed_links.append(stored.links[key])
        return "removed"
    if held is None:
        difference.added_links.append(link)
        return "added"
    changes = _changes(link.type, held.properties, link.properties)
    if changes:
        difference.changed_links.append((link, changes))
    return _outcome(model.RELATIONSHIPS[link.type], changes)


def known_properties(name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out properties that are somebody else's."""
    return {key: properties[key] for key in PROPERTIES[name] if key in properties}


def retract(label: str) -> str:
    """The clause that marks a node `n` as needed by no document."""
    return f"SET n.{RETRACTED} = true" + (", n.loaded = false, n.graph_sha256 = null" if label == "Document" else "")


def by_label(keys: Iterable[Key]) -> dict[str, list[str]]:
    """Give the ids of nodes by label."""
    return dict(grouped(keys))


def grouped(pairs: Iterable[tuple[K, V]]) -> Iterable[tuple[K, list[V]]]:
    """Put together what has the same first half."""
    groups = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups.items()


def _changes(name: str, held: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {key: wanted.get(key) for key in PROPERTIES[name] if held.get(key) != wanted.get(key)}


def _outcome(cls: type[model.Entity], changes: Mapping[str, Any]) -> Outcome:
    if not changes:
        return "unchanged"
    return "moved" if cls.positions.issuperset(changes) else "changed"


class Settled:
    """The shared nodes that a load has seen in the store, with the relationships among them, to be read no more.

    They depend on the gazetteer alone, and hold as long as nobody else writes.
    """

    def __init__(self) -> None:
        self._nodes: dict[Key, model.SharedNode] = {}

    def among(self, nodes: Iterable[model.SharedNode]) -> set[Key]:
        """Which of some nodes are known to be there."""
        return {key for node in nodes if self._nodes.get(key := (node.label, node.id)) == node}

    def add(self, nodes: Iterable[model.SharedNode]) -> None:
        """Remember nodes that were compared and written."""
        self._nodes.update(((node.label, node.id), node) for node in nodes)

    def clear(self) -> None:
        """Forget all, because somebody else has written."""
        self._nodes.clear()

    def discard(self, keys: Iterable[Key]) -> None:
        """Forget what was taken away."""
        for key in keys:
            self._nodes.pop(key, None)


class Tally:
    """Adds up what a load does. What documents share is counted once, however many of them hold it.

    What it adds first and then changes or takes away itself counts as added, or not at all.
    """

    def __init__(self) -> None:
        self.summary = LoadSummary()
        self.settled = Settled()
        self._seen: set[Key] = set()
        self._added: set[Key] = set()

    def count(self, difference: Difference, document: str, verdict: str) -> None:
        """Add what was done for one document."""
        self.summary.documents[document] = verdict
        for (name, outcome), number in difference.outcomes.items():
            if name != "Document" or ("Document", document) not in self._added:  # when it was only cited
                self._count(name, outcome, number)
        self.count_shared(difference)

    def count_shared(self, difference: Difference) -> None:
        """Add what was done to what documents share."""
        for key, outcome in difference.shared_outcomes:
            self._count_shared(key, outcome)
        for type_, document in difference.led_elsewhere:
            if self.summary.documents.get(document) != "added":
                self._count(type_, "changed", 1)

    def count_unchanged(self, graph: DocumentGraph) -> None:
        """Add a document of which nothing had to be looked at."""
        self.summary.documents[graph.document.id] = "unchanged"
        names = Counter(node.label for node in graph.own)
        names.update(one.type for one in graph.relationships)
        names["Document"] += 1
        for name, number in names.items():
            self._count(name, "unchanged", number)
        for node in (*graph.cited, *graph.shared):
            self._count_shared((node.label, node.id), "unchanged")
        for one in graph.shared_relationships:
            self._count_shared((one.type, one.id), "unchanged")

    def count_removed(self, keys: Collection[Key]) -> None:
        """Add shared things that nobody needed any more."""
        self.settled.discard(keys)
        for key in keys:
            self._seen.discard(key)
            if key in self._added:
                self._added.discard(key)
                self._count(key[0], "added", -1)
            else:
                self._count(key[0], "removed", 1)

    def remember(self, nodes: Iterable[model.SharedNode]) -> None:
        """Remember shared things that were compared and written."""
        self.settled.add(nodes)

    def count_retracted(self, ids: Iterable[str]) -> None:
        """Add nodes that nobody needs any more, but somebody else has relationships on."""
        self.summary.retracted += ids

    def _count_shared(self, key: Key, outcome: Outcome) -> None:
        is_new = key in self._added or (key[0] == "Document" and self.summary.documents.get(key[1]) == "added")
        if not is_new and (outcome != "unchanged" or key not in self._seen):
            self._count(key[0], outcome, 1)
        if outcome == "added":
            self._added.add(key)
        self._seen.add(key)

    def _count(self, name: str, outcome: Outcome, number: int) -> None:
        counts = self.summary.counts.setdefault(name, Counts())
        setattr(counts, outcome, getattr(counts, outcome) + number)
