"""Questions to a subgraph that networkx answers: what is central, who works with whom, what belongs together."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import networkx as nx

from loader.errors import LoaderError

if TYPE_CHECKING:
    from loader.subgraphs import Graph

_THINGS = {"Region", "Programme", "Body", "Indicator"}


@dataclass(frozen=True, slots=True)
class Central:
    """A thing that much hangs on."""

    label: str
    name: str
    neighbours: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What a graph holds."""

    nodes: dict[str, int]
    """How many of each label, most first."""
    relationships: dict[str, int]
    """How many of each type, most first."""
    components: int
    """Parts that no relationship joins."""
    largest: int
    """Nodes in the largest of them."""
    central: list[Central]
    """Regions, programmes, bodies and indicators with the most different neighbours, most first."""


@dataclass(frozen=True, slots=True)
class Step:
    """One relationship on a way through the graph, as it points."""

    start: str
    type: str
    stop: str
    forwards: bool
    """Whether the way goes as the relationship points."""


def summarise(graph: Graph, most: int = 10) -> Summary:
    """Count what a graph holds, its components, and the things that most hangs on."""
    plain: nx.Graph[str] = nx.Graph(graph)
    plain.remove_edges_from(list(nx.selfloop_edges(plain)))
    components = [len(component) for component in nx.connected_components(plain)]
    central = [
        Central(data["label"], data["name"], plain.degree(key))
        for key, data in graph.nodes(data=True)
        if data["label"] in _THINGS
    ]
    central.sort(key=lambda thing: (-thing.neighbours, thing.label, thing.name))
    return Summary(
        nodes=dict(Counter(data["label"] for _, data in graph.nodes(data=True)).most_common()),
        relationships=dict(Counter(data["type"] for _, _, data in graph.edges(data=True)).most_common()),
        components=len(components),
        largest=max(components, default=0),
        central=central[:most],
    )


def bodies_together(graph: Graph) -> nx.Graph[str]:
    """Join the bodies that answer for the same measures; `measures` and `documents` count those, `weight` = `measures`.

    Classes of bodies (各地区各部门) would join everybody with everybody: take the subgraph without them first.
    """
    responsible: defaultdict[str, set[str]] = defaultdict(set)
    for body, measure, data in graph.edges(data=True):
        if data["type"] == "RESPONSIBLE_FOR":
            responsible[measure].add(body)
    shared: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for measure, bodies in responsible.items():
        for pair in combinations(sorted(bodies), 2):
            shared[pair].add(measure)
    together: nx.Graph[str] = nx.Graph()
    for body in sorted(set().union(*responsible.values())):
        together.add_node(body, **graph.nodes[body])
    for (one, other), measures in sorted(shared.items()):
        documents = {document_of(measure) for measure in measures}
        together.add_edge(one, other, weight=len(measures), measures=len(measures), documents=len(documents))
    return together


def document_of(statement: str) -> str:
    """Tell the key of the document that a measure's or goal's key belongs to: its id begins with the document's."""
    return f"Document:{statement.partition(':')[2].rpartition('/')[0]}"


def find_communities(graph: nx.Graph[str], seed: int = 0) -> list[set[str]]:
    """Find groups more closely joined among themselves than with others (Louvain), the largest first.

    Works on a subgraph and on `bodies_together`; relationships count by number and `weight`. The same seed gives the
    same groups.
    """
    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(sorted(graph))
    for one, other, weight in sorted(graph.edges(data="weight", default=1)):
        before = plain.get_edge_data(one, other, {"weight": 0})["weight"]
        plain.add_edge(one, other, weight=before + weight)
    groups = nx.community.louvain_communities(plain, weight="weight", seed=seed)
    return sorted(groups, key=lambda group: (-len(group), min(group)))


def connect(graph: Graph, start: str, stop: str) -> list[Step]:
    """Find a shortest way between two named things, whichever way its relationships point.

    `start` and `stop` are keys (`Body:财政部`), names or aliases. No way goes through a file: all that two of its
    sentences have in common is that it reads them otherwise.
    """
    plain: nx.Graph[str] = nx.Graph(graph)
    plain.remove_nodes_from([key for key, data in graph.nodes(data=True) if data["label"] == "Witness"])
    one, other = find_key(graph, start), find_key(graph, stop)
    try:
        way = nx.shortest_path(plain, one, other)
    except nx.NetworkXNoPath as error:
        raise LoaderError(f"nothing joins {start} and {stop} in this part of the graph") from error
    return [_step(graph, here, there) for here, there in pairwise(way)]


def find_key(graph: Graph, name: str) -> str:
    """Find the one node that a key, a name or an alias means."""
    if name in graph:
        return name
    found = [key for key, data in graph.nodes(data=True) if name == data["name"] or name in data.get("aliases", ())]
    if len(found) == 1:
        return found[0]
    if not found:
        raise LoaderError(f"nothing is named {name} in this part of the graph")
    raise LoaderError(f"{name} means several things here: {', '.join(sorted(found))}")


def _step(graph: Graph, here: str, there: str) -> Step:
    forwards = graph.has_edge(here, there)
    start, stop = (here, there) if forwards else (there, here)
    types = sorted(data["type"] for data in graph[start][stop].values())
    return Step(start, types[0], stop, forwards)
