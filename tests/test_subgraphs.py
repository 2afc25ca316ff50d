"""Parts of the graph in networkx, and the files that other programs open."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from made_graph import make_city_plan, make_graphs

from loader.errors import LoaderError
from loader.model import Document, Measure, PartOf
from loader.stores import open_store
from loader.subgraphs import save_graph, subgraph

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from loader.stores import Store
    from loader.subgraphs import Graph


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    place = str(tmp_path_factory.mktemp("store") / "made.kgl")
    with open_store(place, write=True) as writer:
        writer.load(make_graphs())
    with open_store(place) as reader:
        yield reader


@pytest.fixture(scope="module")
def whole(store: Store) -> Graph:
    return subgraph(store)


def names(graph: Graph, label: str) -> set[str]:
    return {data["name"] for _, data in graph.nodes(data=True) if data["label"] == label}


def test_without_a_name_it_is_the_whole_graph(whole: Graph) -> None:
    wanted = {
        (node.label, node.id)
        for graph in make_graphs()
        for node in (graph.document, *graph.own, *graph.cited, *graph.shared)
    }
    assert {(data["label"], data["id"]) for _, data in whole.nodes(data=True)} == wanted
    ids = {r.id for graph in make_graphs() for r in (*graph.relationships, *graph.shared_relationships)}
    assert {key for *_, key in whole.edges(keys=True)} == ids


def test_nodes_and_edges_carry_what_the_model_gives_them(whole: Graph) -> None:
    made = make_city_plan()
    forest = next(node for node in made.own if isinstance(node, Measure) and node.verbs == [] and node.due)
    assert whole.nodes[f"Measure:{forest.id}"] == {"label": "Measure", **forest.properties()}
    for relationship in made.relationships:
        start = f"{relationship.start_label}:{relationship.start_id}"
        stop = f"{relationship.stop_label}:{relationship.stop_id}"
        assert whole.edges[start, stop, relationship.id] == {"type": relationship.type, **relationship.properties()}


def test_one_hop_takes_what_names_the_region_and_what_lies_in_it(store: Store) -> None:
    graph = subgraph(store, regions=["四川"])
    assert names(graph, "Region") == {
        "四川省",
        "西部地区",
        "成渝城市群",
        "成渝地区",
        "成都市",
        "攀枝花市",
        "阿坝藏族羌族自治州",
    }
    assert names(graph, "Programme") == {"川藏铁路"}
    assert len(names(graph, "Measure")) == 1


def test_no_hop_takes_the_thing_alone(store: Store) -> None:
    assert list(subgraph(store, bodies=["发改委"], hops=0)) == ["Body:国家发展和改革委员会"]
    assert list(subgraph(store, bodies="发改委", hops=0)) == ["Body:国家发展和改革委员会"]


def test_several_names_are_taken_together(store: Store) -> None:
    graph = subgraph(store, bodies=["财政部"], programmes=["三大攻坚战"], documents=["西部意见"], hops=0)
    assert {data["name"] for _, data in graph.nodes(data=True)} == {"财政部", "三大攻坚战", "西部意见"}


@pytest.mark.parametrize(("name", "regions"), [("成渝", {"成渝城市群", "成渝地区"}), ("川渝", {"四川省", "重庆市"})])
def test_a_name_that_means_several_regions_takes_them_all(store: Store, name: str, regions: set[str]) -> None:
    assert names(subgraph(store, regions=[name], hops=0), "Region") == regions


def test_relationships_among_the_taken_are_there_though_none_was_walked(store: Store) -> None:
    graph = subgraph(store, regions=["成都", "四川"], hops=0)
    assert [data["type"] for *_, data in graph.edges(data=True)] == ["LOCATED_IN"]


def test_classes_and_wide_regions_are_left_out_and_not_walked_through(store: Store) -> None:
    graph = subgraph(store, bodies=["各部门"], regions=["重庆"], hops=2, leave_out=["wide"])
    assert "西部地区" not in names(graph, "Region")
    graph = subgraph(store, regions=["成都"], hops=3, leave_out=["classes", "wide"])
    assert not names(graph, "Body") & {"各部门", "各省级人民政府"}


def test_a_thing_may_be_left_out_by_name_or_alias(store: Store) -> None:
    graph = subgraph(store, regions=["成都"], leave_out=["四川"])
    assert "四川省" not in names(graph, "Region")


def test_what_is_asked_for_stays_though_its_kind_is_left_out(store: Store) -> None:
    graph = subgraph(store, regions=["西部地区"], hops=0, leave_out=["wide"])
    assert names(graph, "Region") == {"西部地区"}


def test_an_unknown_name_is_named(store: Store) -> None:
    with pytest.raises(LoaderError, match="没有的地方"):
        subgraph(store, regions=["没有的地方"])


def test_graphml_comes_back_whole(whole: Graph, tmp_path: Path) -> None:
    path = tmp_path / "graph.graphml"
    assert save_graph(whole, path) == [path]
    back: Graph = nx.MultiDiGraph(nx.read_graphml(path, force_multigraph=True))
    assert set(back) == set(whole)
    assert set(back.edges(keys=True)) == set(whole.edges(keys=True))
    assert_flat(back.nodes["Region:cn-510100"])


def test_gexf_comes_back_whole(whole: Graph, tmp_path: Path) -> None:
    path = tmp_path / "graph.gexf"
    save_graph(whole, path)
    back = nx.read_gexf(path)
    assert set(back) == set(whole)
    assert back.number_of_edges() == whole.number_of_edges()
    assert_flat(back.nodes["Region:cn-510100"])


def assert_flat(city: dict[str, Any]) -> None:
    assert city["label"] == "成都市"
    assert city["node_label"] == "Region"
    assert json.loads(city["aliases"]) == ["成都", "四川省成都市"]


def test_node_link_json_keeps_lists_and_all_names(whole: Graph, tmp_path: Path) -> None:
    path = tmp_path / "graph.json"
    save_graph(whole, path)
    back: Graph = nx.MultiDiGraph(nx.node_link_graph(json.loads(path.read_text(encoding="utf-8")), edges="edges"))
    city = whole.nodes["Region:cn-510100"]
    assert {"id": city["id"], **back.nodes["Region:cn-510100"]} == city
    assert set(back.edges(keys=True)) == set(whole.edges(keys=True))


def test_csv_becomes_a_table_of_nodes_and_one_of_edges(whole: Graph, tmp_path: Path) -> None:
    nodes, edges = save_graph(whole, tmp_path / "graph.csv")
    assert (nodes.name, edges.name) == ("graph.nodes.csv", "graph.edges.csv")
    with nodes.open(encoding="utf-8-sig", newline="") as file:
        assert {row["Id"]: row["label"] for row in csv.DictReader(file)}["Region:cn-510100"] == "成都市"
    with edges.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["Source"], row["Target"]) for row in rows} == {(start, stop) for start, stop in whole.edges()}


@pytest.mark.parametrize("name", ["graph.graphml", "graph.gexf"])
def test_an_attribute_has_one_type_in_a_file(whole: Graph, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    save_graph(whole, path)
    read = nx.read_graphml if path.suffix == ".graphml" else nx.read_gexf
    back = read(path)
    for things in (back.nodes(data=True), [(None, data) for *_, data in back.edges(data=True)]):
        types: dict[str, set[type]] = {}
        for _, data in things:
            for key, value in data.items():
                types.setdefault(key, set()).add(type(value))
        assert all(len(found) == 1 for found in types.values())


@pytest.mark.parametrize("name", ["graph.graphml", "graph.gexf", "graph.json", "graph.csv"])
def test_characters_that_no_file_may_hold_are_replaced(tmp_path: Path, name: str) -> None:
    document = Document(id="文\x0b件", name="甲\x00<&>\"'乙")
    section = PartOf(id="r", start_label="Document", start_id="x", stop_label="Document", stop_id="x")
    graph: Graph = nx.MultiDiGraph()
    graph.add_node("Document:文\x0b件", label="Document", **document.properties())
    graph.add_edge("Document:文\x0b件", "Document:文\x0b件", key="r", type=section.type, **section.properties())
    path, *_ = save_graph(graph, tmp_path / name)
    if path.suffix in {".graphml", ".gexf"}:
        back = (nx.read_graphml if path.suffix == ".graphml" else nx.read_gexf)(path)
        assert back.nodes["Document:文�件"]["name"] == "甲�<&>\"'乙"
    assert path.read_text(encoding="utf-8")


def test_an_unknown_ending_is_refused(whole: Graph, tmp_path: Path) -> None:
    path = tmp_path / "graph.png"
    with pytest.raises(LoaderError) as caught:
        save_graph(whole, path)
    assert str(caught.value) == f"cannot write {path}: its name must end in .graphml, .gexf, .json, .csv"
