"""The part of the graph around some of its things, as a networkx graph and as files that other programs open."""

from __future__ import annotations

import csv
import json
import re
from contextlib import ExitStack
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import networkx as nx

from loader.errors import LoaderError
from loader.model import NODES, RELATIONSHIPS, OwnNode
from loader.naming import ANY, find_named, resolve_name
from loader.writing import choose_by_ending, written_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from loader.model import Relationship
    from loader.stores import Store

    Graph = nx.MultiDiGraph[str]
    Ids = dict[str, set[str]]

CLASSES = "classes"
WIDE = "wide"
_WIDE_KINDS = ["country", "macro_region"]

_EACH = "UNWIND $ids AS id"

_FORBIDDEN_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RENAMED = {"label": "node_label", "type": "relationship_type", "start": "text_start", "stop": "text_stop"}
"""Other programs give these words a meaning of their own: a caption, directedness, and a stretch of time."""


def subgraph(  # noqa: PLR0913 - every way to name a thing is one option of the command line
    store: Store,
    *,
    regions: Iterable[str] | str = (),
    programmes: Iterable[str] | str = (),
    bodies: Iterable[str] | str = (),
    documents: Iterable[str] | str = (),
    hops: int = 1,
    leave_out: Iterable[str] | str = (),
) -> Graph:
    """Take the part of the graph within `hops` relationships of the named things; without a name, the whole graph.

    A node's key is its label and id (`Region:cn-510000`), an edge's the relationship's id. Nodes carry all properties
    and `label`, edges all properties and `type`; what has no value is left away. All relationships among the nodes
    are there, not only those that were walked.

    `leave_out` names what is neither taken nor walked through: `classes` (bodies that are classes, as 各地区各部门),
    `wide` (countries and macro-regions), or the name of any node. Things asked for by name always stay.
    """
    wanted = {"Region": regions, "Programme": programmes, "Body": bodies, "Document": documents}
    seeds: Ids = {label: set() for label in NODES}
    named = [(label, name) for label, names in wanted.items() for name in _each(names)]
    for label, name in named:
        _add(seeds, _find(store, name, (label,)))
    unwanted = _find_unwanted(store, _each(leave_out))
    for label, ids in seeds.items():
        unwanted[label] -= ids
    taken = _walk(store, seeds, unwanted, hops) if named else None
    return _read_graph(store, taken, unwanted)


def _each(names: Iterable[str] | str) -> Iterable[str]:
    return [names] if isinstance(names, str) else names


def _find(store: Store, name: str, labels: Sequence[str]) -> Ids:
    """Find what a name means, as people write it: a group of regions (成渝) means each of them."""
    found: Ids = {label: set() for label in NODES}
    for node in find_named(store, resolve_name(store, name, labels), labels):
        found[node.label].add(node.id)
    return found


def _find_unwanted(store: Store, leave_out: Iterable[str]) -> Ids:
    unwanted: Ids = {label: set() for label in NODES}
    for name in leave_out:
        if name == CLASSES:
            unwanted["Body"] |= _ids(store, "MATCH (n:Body) WHERE n.generic = true RETURN n.id AS id")
        elif name == WIDE:
            kinds = "MATCH (n:Region) WHERE n.kind IN $kinds RETURN n.id AS id"
            unwanted["Region"] |= _ids(store, kinds, kinds=_WIDE_KINDS)
        else:
            try:
                _add(unwanted, _find(store, name, ANY))
            except LoaderError as error:
                raise LoaderError(
                    f"{error}; what may be left out is {CLASSES}, {WIDE} or a thing by its name"
                ) from None
    return unwanted


def _add(ids: Ids, more: Ids) -> None:
    for label, found in more.items():
        ids[label] |= found


def _ids(store: Store, statement: str, **parameters: Any) -> set[str]:
    return {row[0] for row in store.run(statement, parameters).rows}


def _walk(store: Store, seeds: Ids, unwanted: Ids, hops: int) -> Ids:
    taken: Ids = {label: set(ids) for label, ids in seeds.items()}
    frontier = seeds
    for _ in range(hops):
        reached: Ids = {label: set() for label in NODES}
        for type_, start, stop in _patterns():
            if ids := sorted(frontier[start]):
                onwards = f"{_EACH} MATCH (:{start} {{id: id}})-[:{type_}]->(b:{stop}) RETURN DISTINCT b.id AS id"
                reached[stop] |= _ids(store, onwards, ids=ids)
            if ids := sorted(frontier[stop]):
                backwards = f"{_EACH} MATCH (a:{start})-[:{type_}]->(:{stop} {{id: id}}) RETURN DISTINCT a.id AS id"
                reached[start] |= _ids(store, backwards, ids=ids)
        frontier = {label: ids - taken[label] - unwanted[label] for label, ids in reached.items()}
        _add(taken, frontier)
    return taken


def _patterns() -> Iterator[tuple[str, str, str]]:
    """Every type with each pair of labels that it joins."""
    for type_, relationship in RELATIONSHIPS.items():
        for start in relationship.starts:
            for stop in relationship.stops:
                yield type_, start.__name__, stop.__name__


def _read_graph(store: Store, taken: Ids | None, unwanted: Ids) -> Graph:
    """Read the taken nodes, or all that are wanted, and every relationship among them."""
    graph: Graph = nx.MultiDiGraph()
    for label, node in NODES.items():
        keys = node.property_keys()
        columns = ", ".join(f"n.{key} AS {key}" for key in keys)
        for row in _run_for(store, f"MATCH (n:{label}) RETURN {columns} ORDER BY n.id", taken, label):
            properties = _properties(keys, row)
            if properties["id"] not in unwanted[label]:
                graph.add_node(f"{label}:{properties['id']}", label=label, **properties)
    for pattern in _patterns():
        _read_relationships(store, graph, taken, pattern)
    return graph


def _read_relationships(store: Store, graph: Graph, taken: Ids | None, pattern: tuple[str, str, str]) -> None:
    type_, start, stop = pattern
    keys = RELATIONSHIPS[type_].property_keys()
    floats = _float_keys(RELATIONSHIPS[type_])
    columns = ", ".join(f"r['{key}'] AS {key}" for key in keys)  # the embedded engine takes r.start for a node
    # A document's own nodes have few relationships each, a shared one any number: they are read from the own side.
    a, b = ("n", "m") if issubclass(NODES[start], OwnNode) else ("m", "n")
    statement = (
        f"MATCH ({a}:{start})-[r:{type_}]->({b}:{stop}) "
        f"RETURN {a}.id AS from_id, {b}.id AS to_id, {columns} ORDER BY r.id"
    )
    for from_id, to_id, *row in _run_for(store, statement, taken, start if a == "n" else stop):
        here, there = f"{start}:{from_id}", f"{stop}:{to_id}"
        if here in graph and there in graph:
            properties = _properties(keys, row, floats)
            graph.add_edge(here, there, key=properties["id"], type=type_, **properties)


def _run_for(store: Store, statement: str, taken: Ids | None, label: str) -> list[list[Any]]:
    """Run a statement for the taken `n` of a label, found by the index of their ids; for all if everything is taken."""
    if taken is None:
        return store.run(statement).rows
    if not (ids := sorted(taken[label])):
        return []
    return store.run(f"{_EACH} {statement.replace(f'(n:{label})', f'(n:{label} {{id: id}})')}", {"ids": ids}).rows


def _float_keys(relationship: type[Relationship]) -> set[str]:
    """Find what is a float even where its value is whole, so that an attribute has one type in a file."""
    return {key for key, hint in get_type_hints(relationship).items() if float in get_args(hint)}


def _properties(keys: Sequence[str], row: Sequence[Any], floats: Iterable[str] = ()) -> dict[str, Any]:
    properties = {key: value for key, value in zip(keys, row, strict=True) if value is not None}
    return properties | {key: float(properties[key]) for key in floats if key in properties}


def save_graph(graph: Graph, path: Path) -> list[Path]:
    """Write a graph in the format that the file's ending names; a .csv becomes two files, nodes and edges.

    GraphML, GEXF and CSV know neither dates nor lists: dates are ISO texts there, lists JSON texts. `label` becomes
    `node_label`, `type` becomes `relationship_type`, `start` and `stop` become `text_start` and `text_stop`; the new
    `label` is the caption that such programs show. JSON is networkx's node-link format, with lists and names as they
    are. In all of them a node's key stands where programs look for its id.
    """
    return choose_by_ending(path, _SAVERS)(graph, path)


def check_graph_ending(path: Path) -> None:
    """Refuse a file whose ending names no format of graphs."""
    choose_by_ending(path, _SAVERS)


def _save_graphml(graph: Graph, path: Path) -> list[Path]:
    with written_whole(path) as beside:
        nx.write_graphml_xml(_flat_graph(graph), beside)  # lxml, which the other takes, may crash where a disk is full
    return [path]


def _save_gexf(graph: Graph, path: Path) -> list[Path]:
    flat = _flat_graph(graph)
    for *_, key, data in flat.edges(keys=True, data=True):
        data["id"] = key  # else edges are numbered
    with written_whole(path) as beside:
        nx.write_gexf(flat, beside)
    return [path]


def _save_json(graph: Graph, path: Path) -> list[Path]:
    data = nx.node_link_data(graph, edges="edges")
    with written_whole(path) as beside:
        beside.write_text(json.dumps(data, ensure_ascii=False, default=str), encoding="utf-8", errors="replace")
    return [path]


def _save_csv(graph: Graph, path: Path) -> list[Path]:
    """Write nodes and edges with the columns that Gephi expects."""
    flat = _flat_graph(graph)
    nodes = [{"Id": key, **data} for key, data in flat.nodes(data=True)]
    edges = [{"Source": start, "Target": stop, **data} for start, stop, data in flat.edges(data=True)]
    paths = [path.with_suffix(f".{part}.csv") for part in ("nodes", "edges")]
    with ExitStack() as both:
        for part, heads, records in zip(paths, (["Id"], ["Source", "Target"]), (nodes, edges), strict=True):
            beside = both.enter_context(written_whole(part))
            columns = list(dict.fromkeys(chain(heads, chain.from_iterable(records))))
            with beside.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.DictWriter(file, columns)
                writer.writeheader()
                writer.writerows(records)
    return paths


def _flat_graph(graph: Graph) -> Graph:
    """Make the graph of texts and numbers only; ids are left away, for the keys hold them."""
    flat: Graph = nx.MultiDiGraph()
    for key, data in graph.nodes(data=True):
        flat.add_node(_clean(key), label=_clean(str(data["name"])), **_flat_values(data))
    for start, stop, key, data in graph.edges(keys=True, data=True):
        flat.add_edge(_clean(start), _clean(stop), key=key, label=data["type"], **_flat_values(data))
    return flat


def _flat_values(data: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
    return {_RENAMED.get(key, key): _flatten(value) for key, value in data.items() if key != "id"}


def _flatten(value: Any) -> str | int | float | bool:
    match value:
        case str():
            return _clean(value)
        case bool() | int() | float():
            return value
        case date():
            return value.isoformat()
        case _:
            return _clean(json.dumps(value, ensure_ascii=False, default=str))


def _clean(text: str) -> str:
    return _FORBIDDEN_IN_XML.sub("�", text)


_SAVERS: dict[str, Callable[[Graph, Path], list[Path]]] = {
    ".graphml": _save_graphml,
    ".gexf": _save_gexf,
    ".json": _save_json,
    ".csv": _save_csv,
}
