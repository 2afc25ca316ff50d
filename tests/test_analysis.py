"""What networkx tells about a part of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import pytest
from made_graph import make_graphs

from loader.analysis import bodies_together, connect, document_of, find_communities, find_key, summarise
from loader.errors import LoaderError
from loader.stores import open_store
from loader.subgraphs import subgraph

if TYPE_CHECKING:
    from pathlib import Path

    from loader.subgraphs import Graph

COMMISSION = "Body:国家发展和改革委员会"
FINANCE = "Body:财政部"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    place: Path = tmp_path_factory.mktemp("store") / "made.kgl"
    with open_store(str(place), write=True) as store:
        store.load(make_graphs())
        return subgraph(store, leave_out=["classes"])


def test_a_summary_counts_by_kind_and_names_what_is_central(graph: Graph) -> None:
    summary = summarise(graph, most=3)
    assert summary.nodes["Document"] == 4
    assert sum(summary.nodes.values()) == len(graph)
    assert sum(summary.relationships.values()) == graph.number_of_edges()
    assert summary.central[0].name == "四川省"
    assert [thing.neighbours for thing in summary.central] == sorted(
        (thing.neighbours for thing in summary.central), reverse=True
    )
    assert summary.components == 1
    assert summary.largest == len(graph)


def test_an_empty_graph_has_a_summary_too() -> None:
    summary = summarise(nx.MultiDiGraph())
    assert (summary.components, summary.largest, summary.central) == (0, 0, [])
    assert list(bodies_together(nx.MultiDiGraph())) == []


def test_bodies_work_together_where_they_answer_for_one_measure(graph: Graph) -> None:
    together = bodies_together(graph)
    assert together.edges[COMMISSION, FINANCE] == {"weight": 2, "measures": 2, "documents": 1}
    assert together.nodes[FINANCE]["name"] == "财政部"
    assert together.degree("Body:成都市发展和改革委员会") == 0


def test_a_statement_tells_its_document() -> None:
    assert document_of("Measure:国务院:国发〔2018〕42号/0a1b2c#2") == "Document:国务院:国发〔2018〕42号"


def test_communities_are_the_same_each_time(graph: Graph) -> None:
    groups = find_communities(graph)
    assert groups == find_communities(graph.copy())
    assert set().union(*groups) == set(graph)
    assert [len(group) for group in groups] == sorted(map(len, groups), reverse=True)


def test_communities_of_bodies_are_those_who_work_together(graph: Graph) -> None:
    assert {COMMISSION, FINANCE} in find_communities(bodies_together(graph))


def test_a_region_and_a_body_are_connected_through_a_measure(graph: Graph) -> None:
    first, second = connect(graph, "成渝城市群", "财政部")
    assert (first.stop, first.type, first.forwards) == ("Region:city_cluster:成渝城市群", "LOCATED_IN", False)
    assert (second.start, second.type, second.stop) == (FINANCE, "RESPONSIBLE_FOR", first.start)


def test_what_nothing_joins_is_said(graph: Graph) -> None:
    lonely = graph.copy()
    lonely.add_node("Region:x", label="Region", name="孤岛")
    with pytest.raises(LoaderError, match="nothing joins 孤岛 and 财政部"):
        connect(lonely, "孤岛", "财政部")


def test_a_thing_is_found_by_key_name_or_alias(graph: Graph) -> None:
    assert find_key(graph, FINANCE) == find_key(graph, "财政部") == FINANCE
    assert find_key(graph, "发改委") == COMMISSION


def test_a_name_of_nothing_or_of_several_things_is_refused(graph: Graph) -> None:
    with pytest.raises(LoaderError, match="nothing is named 没有"):
        find_key(graph, "没有")
    with pytest.raises(LoaderError, match="朝阳区 means several things here: Region:cn-110105, Region:cn-220104"):
        find_key(graph, "朝阳区")
