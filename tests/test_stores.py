"""What every store promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from store_graphs import Sentence, document, everything

from loader import model
from loader.errors import LoaderError
from loader.stores import Counts, LoadSummary

if TYPE_CHECKING:
    from conftest import Place

    from loader.graph import DocumentGraph
    from loader.stores import Store

WEST = (
    Sentence("支持成都建设枢纽。", ("成都市",)),
    Sentence("加快川藏铁路建设，扶贫办牵头。", ("川藏铁路", "国务院扶贫办")),
    Sentence("打好精准脱贫攻坚战。", ("精准脱贫攻坚战",)),
)


def load(place: Place, *graphs: DocumentGraph, **options: Any) -> LoadSummary:
    with place.open() as store:
        return store.load(graphs, **options)


def names(store: Store, label: str) -> list[str]:
    return sorted(row[0] for row in store.run(f"MATCH (n:{label}) RETURN n.name AS name").rows)


def written(summary: LoadSummary) -> dict[str, Counts]:
    return {
        name: replace(one, unchanged=0)
        for name, one in summary.counts.items()
        if one != Counts(unchanged=one.unchanged)
    }


# loading


def test_a_loaded_document_is_there_with_what_it_names_and_what_lies_above(place: Place) -> None:
    load(place, document("西部", *WEST))
    with place.open(write=False) as store:
        assert names(store, "Measure") == sorted(sentence.text for sentence in WEST)
        assert names(store, "Region") == ["四川省", "成都市", "西部地区"]
        assert names(store, "Programme") == ["三大攻坚战", "川藏铁路", "精准脱贫攻坚战"]
        assert names(store, "Body") == ["国务院扶贫办", "国家乡村振兴局"]
        assert store.run(
            "MATCH (m:Measure)-[:LOCATED_IN]->(:Region {name: '成都市'})-[:LOCATED_IN*1..3]->(r:Region) "
            "RETURN r.name AS name ORDER BY name"
        ).rows == [["四川省"], ["西部地区"]]


def test_the_summary_counts_by_label_and_type_and_names_documents(place: Place) -> None:
    summary = load(place, document("西部", *WEST), document("成都", Sentence("成都。", ("成都市",))))
    assert summary.documents == {"西部": "added", "成都": "added"}
    assert summary.counts["Document"] == Counts(added=2)
    assert summary.counts["Measure"] == Counts(added=4)
    assert summary.counts["Region"] == Counts(added=3)
    assert summary.counts["SUPPORTS"] == Counts(added=3)


def test_loading_twice_writes_nothing_and_says_so(place: Place) -> None:
    graphs = [document("西部", *WEST, cites=["规划"]), document("成都", Sentence("成都。", ("成都市",)))]
    first = load(place, *graphs)
    second = load(place, *graphs)
    assert second.documents == {"西部": "unchanged", "成都": "unchanged"}
    assert second.counts == {name: Counts(unchanged=one.added) for name, one in first.counts.items()}


def test_a_document_without_a_hash_is_compared_in_full(place: Place) -> None:
    graph = document("西部", *WEST, cites=["规划"], issuers=["国务院扶贫办"])
    graph = replace(graph, document=replace(graph.document, graph_sha256=None))
    first = load(place, graph)
    second = load(place, graph)
    assert second.documents == {"西部": "unchanged"}
    assert second.counts == {name: Counts(unchanged=one.added) for name, one in first.counts.items()}


def test_progress_names_each_document_when_it_is_done(place: Place) -> None:
    seen: list[str] = []
    load(place, document("西部", *WEST), document("成都", "成都。"), progress=seen.append)
    assert seen == ["西部", "成都"]


def test_a_dry_run_says_what_would_change_and_writes_nothing(place: Place) -> None:
    load(place, document("西部", *WEST))
    graphs = document("西部", *WEST[1:]), document("成都", Sentence("成都。", ("成都市",)))
    with place.open(write=False) as store:
        before = everything(store)
        said = store.load(graphs, dry_run=True)
        assert everything(store) == before
    with place.open(write=False) as store:
        assert everything(store) == before
    assert load(place, *graphs) == said


def test_the_store_tells_which_documents_it_knows(place: Place) -> None:
    graph = document("西部", *WEST, cites=["规划"])
    load(place, graph)
    with place.open(write=False) as store:
        (known,) = store.known()
    assert known.id == "西部"
    assert known.paths == ("西部.txt",)
    assert (known.text_sha256, known.graph_sha256) == (graph.document.text_sha256, graph.document.graph_sha256)
    assert known.made_by == "test"


# editing


def test_an_inserted_sentence_moves_those_behind_it_and_changes_none(place: Place) -> None:
    load(place, document("西部", *WEST))
    summary = load(place, document("西部", WEST[0], "新的一句。", *WEST[1:]))
    assert summary.documents == {"西部": "changed"}
    assert summary.counts["Measure"] == Counts(added=1, moved=2, unchanged=1)
    assert summary.counts["SUPPORTS"] == Counts(moved=2, unchanged=1)
    assert summary.counts["Document"] == Counts(moved=1)
    with place.open(write=False) as store:
        assert store.run("MATCH (m:Measure) RETURN m.ordinal AS n, m.text AS text ORDER BY n").rows == [
            [1, WEST[0].text], [2, "新的一句。"], [3, WEST[1].text], [4, WEST[2].text],
        ]  # fmt: skip


def test_a_sentence_that_is_gone_takes_away_what_only_it_needed(place: Place) -> None:
    load(place, document("西部", *WEST), document("四川", Sentence("四川。", ("四川省",))))
    summary = load(place, document("西部", WEST[2]))
    assert summary.counts["Measure"] == Counts(removed=2, moved=1)
    assert summary.counts["Body"] == Counts(removed=2)
    assert summary.counts["SUCCEEDED_BY"] == Counts(removed=1)
    with place.open(write=False) as store:
        assert names(store, "Region") == ["四川省", "西部地区"]
        assert names(store, "Programme") == ["三大攻坚战", "精准脱贫攻坚战"]


def test_a_property_that_is_no_longer_stated_is_cleared(place: Place) -> None:
    dated = Sentence("六月底前完成。", properties=(("due", date(2021, 6, 30)), ("due_text", "六月底前")))
    load(place, document("方案", dated, number="1号"))
    summary = load(place, document("方案", Sentence("六月底前完成。")))
    assert summary.counts["Measure"] == Counts(changed=1)
    with place.open(write=False) as store:
        ((node,),) = store.run("MATCH (m:Measure) RETURN m").rows
        assert not {"due", "due_text"} & node["properties"].keys()
        assert store.run("MATCH (d:Document) RETURN d.number AS number").rows == [[None]]


def test_two_documents_whose_ids_begin_alike_stay_apart(place: Place) -> None:
    load(place, document("a", "一。", "二。"), document("a/b", "三。"))
    summary = load(place, document("a", "一。"))
    assert summary.counts["Measure"] == Counts(removed=1, unchanged=1)
    with place.open(write=False) as store:
        assert names(store, "Measure") == ["一。", "三。"]


def test_a_new_gazetteer_changes_shared_things(place: Place) -> None:
    old = document("西部", *WEST)
    load(place, old)
    others = [
        replace(node, aliases=["蓉"]) if isinstance(node, model.Region) and node.name == "成都市" else node
        for node in old.shared
    ]
    among = [one for one in old.shared_relationships if one.type != "SUCCEEDED_BY"]
    shared = [node for node in others if node.name != "国家乡村振兴局"]
    made_anew = replace(old.document, made_by="newer", graph_sha256="newer")
    summary = load(place, replace(old, document=made_anew, shared=shared, shared_relationships=among))
    assert written(summary) == {
        "Document": Counts(moved=1), "Region": Counts(changed=1), "Body": Counts(removed=1),
        "SUCCEEDED_BY": Counts(removed=1),
    }  # fmt: skip


# forgetting


def test_forgetting_takes_a_document_out_and_what_only_it_needed(place: Place) -> None:
    kept = document("四川", Sentence("四川。", ("四川省",)))
    load(place, kept)
    with place.open(write=False) as store:
        before = everything(store)
    load(place, document("西部", *WEST, issuers=["成都市人民政府"]))
    with place.open() as store:
        summary = store.forget(["西部"])
        assert everything(store) == before
    assert summary.documents == {"西部": "removed"}
    assert summary.counts["Measure"] == Counts(removed=3)
    assert summary.counts["Region"] == Counts(removed=1)
    with place.open(write=False) as store:
        assert everything(store) == before


def test_forgetting_what_is_not_there_is_an_error(place: Place) -> None:
    load(place, document("西部", cites=["规划"]))
    with place.open() as store:
        for unknown in ("东部", "规划"):
            with pytest.raises(LoaderError, match=f"no document {unknown}"):
                store.forget([unknown])


# cited documents


def test_a_cited_document_is_a_bare_node_until_it_is_loaded(place: Place) -> None:
    load(place, document("西部", cites=["规划"]))
    with place.open(write=False) as store:
        assert store.run("MATCH (d:Document) RETURN d.id AS id, d.loaded AS loaded ORDER BY loaded DESC").rows == [
            ["西部", True],
            ["规划", False],
        ]  # fmt: skip
    summary = load(place, document("规划", "一。", number="2号"))
    assert summary.documents == {"规划": "added"}
    with place.open(write=False) as store:
        assert store.run(
            "MATCH (:Document)-[:CITES]->(d:Document) RETURN d.number AS number, d.loaded AS loaded"
        ).rows == [["2号", True]]


def test_citing_a_loaded_document_does_not_touch_it(place: Place) -> None:
    load(place, document("规划", "一。", cites=["宪法"]))
    summary = load(place, document("西部", cites=["规划"]))
    assert written(summary)["Document"] == Counts(added=1)
    with place.open(write=False) as store:
        assert names(store, "Measure") == ["一。"]
        assert store.run("MATCH (a:Document)-[:CITES]->(b:Document) RETURN a.id AS a, b.id AS b ORDER BY a").rows == [
            ["西部", "规划"],
            ["规划", "宪法"],
        ]  # fmt: skip


def test_a_forgotten_document_that_is_cited_stays_as_a_bare_node(place: Place) -> None:
    load(place, document("西部", cites=["规划"]))
    with place.open(write=False) as store:
        before = everything(store)
    load(place, document("规划", Sentence("成都。", ("成都市",)), cites=["宪法"], number=None))
    with place.open() as store:
        store.forget(["规划"])
        assert everything(store) == before
        store.forget(["西部"])
        assert everything(store) == ([], [])


def test_a_cited_document_goes_when_nobody_cites_it(place: Place) -> None:
    load(place, document("西部", cites=["规划", "宪法"]), document("东部", cites=["规划"]))
    load(place, document("西部"))
    with place.open(write=False) as store:
        assert names(store, "Document") == ["关于东部的意见", "关于西部的意见", "关于规划的意见"]


# what others added


def test_properties_and_relationships_of_others_stay(place: Place) -> None:
    load(place, document("西部", *WEST))
    place.by_hand(
        "MATCH (m:Measure {name: $name}) SET m.opinion = '好' CREATE (n:Note {id: 'n', name: '注'})-[:ABOUT]->(m)",
        name=WEST[0].text,
    )
    summary = load(place, document("西部", "前面。", *WEST))
    assert summary.retracted == []
    with place.open(write=False) as store:
        assert store.run("MATCH (n:Note)-[:ABOUT]->(m:Measure) RETURN m.opinion AS it, m.ordinal AS ordinal").rows == [
            ["好", 2]
        ]


@pytest.mark.parametrize(
    ("label", "name"), [("Measure", WEST[0].text), ("Region", "成都市"), ("Document", "关于西部的意见")]
)
def test_a_node_that_must_go_but_is_held_by_others_is_kept_marked_and_reported(
    place: Place, label: str, name: str
) -> None:
    graph = document("西部", *WEST)
    load(place, graph)
    place.by_hand(f"MATCH (m:{label} {{name: $name}}) CREATE (n:Note {{id: 'n', name: '注'}})-[:ABOUT]->(m)", name=name)
    with place.open() as store:
        ((held,),) = store.run(f"MATCH (m:{label} {{name: $name}}) RETURN m.id AS id", {"name": name}).rows
        assert store.forget(["西部"]).retracted == [held]
        assert names(store, "Measure") == ([name] if label == "Measure" else [])
        assert store.run("MATCH (n:Note)-[:ABOUT]->(m) RETURN m.id AS id, m.retracted AS gone").rows == [[held, True]]
        assert store.known() == []
        store.load([graph])
        assert store.run("MATCH (n:Note)-[:ABOUT]->(m) RETURN m.id AS id, m.retracted AS gone").rows == [[held, None]]


def test_relationships_of_our_types_that_others_made_stay(place: Place) -> None:
    load(place, document("西部", *WEST))
    place.by_hand(
        "MATCH (m:Measure {name: $name}), (r:Region {name: '西部地区'}) CREATE (m)-[:LOCATED_IN {note: 'mine'}]->(r)",
        name=WEST[2].text,
    )
    load(place, document("西部", "前面。", *WEST))
    with place.open(write=False) as store:
        assert store.run("MATCH (m:Measure)-[r:LOCATED_IN]->() WHERE r['id'] IS NULL RETURN r.note AS note").rows == [
            ["mine"]
        ]


def test_a_region_that_only_others_hold_is_retracted_however_many_they_are(place: Place) -> None:
    load(place, document("西部", *WEST))
    place.by_hand(
        "MATCH (r:Region {name: '西部地区'}) UNWIND range(1, 50) AS i "
        "CREATE (:Note {id: 'n' + toString(i), name: '注'})-[:LOCATED_IN]->(r)"
    )
    with place.open() as store:
        assert store.forget(["西部"]).retracted == ["macro_region:西部地区"]
        assert names(store, "Region") == ["西部地区"]


# values


@pytest.mark.parametrize(
    "text",
    [
        "他说“好”，it's \"quoted\" `and` 'quoted'",
        "`) DETACH DELETE n //",
        "$name {id: 1} \\ \\u0041 \\' \n\t第二行",
        "𠮷野家 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 é\u0301 \u3000 \xa0",
        "2020",
        "true",
        "长" * 40_000,
    ],
)
def test_a_text_is_kept_as_it_is(place: Place, text: str) -> None:
    load(place, document("d", Sentence(text)), document("文件/甲 (1).txt", name=text))
    with place.open(write=False) as store:
        assert store.run("MATCH (m:Measure) RETURN m.text AS text, m.name AS name").rows == [[text, text[:20]]]
        found = store.run("MATCH (d:Document {name: $name}) RETURN d.id AS id, d.name AS name", {"name": text}).rows
        assert found == [["文件/甲 (1).txt", text]]


@pytest.mark.parametrize("id_", ["1", "0012", "1.5", "true", "国发〔2020〕1号", "https://a.cn/b?c=d#e", "'`\"\\"])
def test_an_id_is_kept_as_it_is(place: Place, id_: str) -> None:
    load(place, document(id_, "一。"))
    with place.open() as store:
        assert store.run("MATCH (d:Document) RETURN d.id AS id").rows == [[id_]]
        assert store.load([document(id_, "一。")]).documents == {id_: "unchanged"}
        assert store.load([document(id_, "二。")]).documents == {id_: "changed"}


def test_values_come_back_as_what_they_were(place: Place) -> None:
    sentence = Sentence(
        "六月底前完成。", years=(2035,), properties=(("due", date(2021, 6, 30)), ("verbs", ["推进", "完善"]))
    )
    load(place, document("方案", sentence, "其余。", published_on=date(2020, 5, 17)))
    with place.open(write=False) as store:
        assert store.run(
            "MATCH (d:Document) RETURN d.published_on AS published, d.effective_on AS effective, d.complete AS complete"
        ).rows == [[date(2020, 5, 17), None, True]]
        assert store.run("MATCH (m:Measure) RETURN m.due AS due, m.verbs AS verbs, m.start AS n ORDER BY n").rows == [
            [date(2021, 6, 30), ["推进", "完善"], 0], [None, [], 7],
        ]  # fmt: skip
        ((number, year, year_source),) = store.run(
            "MATCH ()-[t:TARGETS]->() RETURN t.number AS number, t.year AS year, t.year_source AS source"
        ).rows
        assert (number, type(number), year, type(year), year_source) == (30.0, float, 2035, int, None)


def test_dates_compare_with_dates_and_parameters(place: Place) -> None:
    load(place, *(document(str(year), published_on=date(year, 5, 17)) for year in (2019, 2020, 2021)))
    with place.open(write=False) as store:
        for statement in (
            "MATCH (d:Document) WHERE d.published_on < date('2020-05-18') RETURN d.id AS id ORDER BY id",
            "MATCH (d:Document) WHERE d.published_on < date($day) RETURN d.id AS id ORDER BY id",
            "MATCH (d:Document) WHERE d.published_on.year < 2021 RETURN d.id AS id ORDER BY d.published_on",
        ):
            assert store.run(statement, {"day": "2020-05-18"}).rows == [["2019"], ["2020"]]
        assert store.run(
            "MATCH (d:Document) WHERE d.published_on = $day RETURN d.id AS id", {"day": date(2020, 5, 17)}
        ).rows == [["2020"]]


def test_relationships_between_the_same_two_nodes_stay_several(place: Place) -> None:
    load(place, document("规划", Sentence("两步走。", years=(2025, 2035))))
    load(place, document("规划", Sentence("两步走。", years=(2025, 2030, 2035))))
    with place.open(write=False) as store:
        assert store.run("MATCH (:Measure)-[t:TARGETS]->(:Indicator) RETURN t.year AS year ORDER BY year").rows == [
            [2025], [2030], [2035],
        ]  # fmt: skip


def test_the_same_sentence_twice_is_two_measures(place: Place) -> None:
    load(place, document("规划", "同一句。", "同一句。"))
    with place.open(write=False) as store:
        assert names(store, "Measure") == ["同一句。", "同一句。"]


# a document that is not whole


def test_a_relationship_that_leads_nowhere_fails_its_document_and_no_other(place: Place) -> None:
    good = document("四川", Sentence("四川。", ("四川省",)))
    bad = replace(document("西部", *WEST), shared=[])
    with place.open() as store:
        with pytest.raises(LoaderError, match=r"西部.*LOCATED_IN"):
            store.load([good, bad])
        assert [one.id for one in store.known()] == ["四川"]
        before = everything(store)
    with place.open(write=False) as store:
        assert everything(store) == before


def test_what_was_done_is_kept_when_the_documents_stop_coming(place: Place) -> None:
    def interrupted() -> Any:
        yield document("西部", *WEST)
        raise KeyboardInterrupt

    with place.open() as store, pytest.raises(KeyboardInterrupt):
        store.load(interrupted())
    with place.open(write=False) as store:
        assert [one.id for one in store.known()] == ["西部"]


# statements


def test_a_statement_takes_parameters_and_gives_columns_in_order(place: Place) -> None:
    load(place, document("西部", *WEST))
    with place.open(write=False) as store:
        rows = store.run(
            "MATCH (r:Region) WHERE r.name IN $names RETURN r.name AS b, r.kind AS a", {"names": ["成都市"]}
        )
    assert rows.columns == ["b", "a"]
    assert rows.rows == [["成都市", "prefecture"]]


def test_nodes_relationships_and_paths_come_as_dicts(place: Place) -> None:
    load(place, document("川", Sentence("重庆。", ("重庆市",))))
    with place.open(write=False) as store:
        ((node, relationship, path),) = store.run("MATCH p = (a:Region)-[r:LOCATED_IN]->(b:Region) RETURN b, r, p").rows
    west = {"id": "macro_region:西部地区", "name": "西部地区", "kind": "macro_region", "aliases": ["西部"]}
    assert node == {"labels": ["Region"], "properties": west}
    assert relationship["type"] == "LOCATED_IN"
    assert relationship["properties"].keys() == {"id", "extent", "source"}
    assert [one["properties"]["name"] for one in path["nodes"]] == ["重庆市", "西部地区"]
    assert path["relationships"] == [relationship]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE (n:Region {id: 'x', name: 'x'})",
        "MERGE (n:Region {id: 'x', name: 'x'}) RETURN n.name",
        "MATCH (n) SET n.name = 'x'",
        "MATCH (n) REMOVE n.kind",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n:Region) WITH n LIMIT 1 SET n.x = 1 RETURN n.name AS name",
        "FOREACH (x IN [1] | CREATE (:Region {id: 'x', name: 'x'}))",
        "CREATE INDEX FOR (n:Region) ON (n.kind)",
        "load  /* */ csv FROM 'file:///etc/passwd' AS row RETURN row",
        "LOAD CSV FROM 'http://127.0.0.1/' AS row RETURN row",
    ],
)
@pytest.mark.parametrize("write", [True, False])
def test_a_statement_that_is_not_reading_is_refused(place: Place, statement: str, write: bool) -> None:  # noqa: FBT001
    load(place, document("西部", *WEST))
    with place.open(write=write) as store:
        before = everything(store)
        with pytest.raises(LoaderError, match=r"may only read"):
            store.run(statement)
        assert everything(store) == before


@pytest.mark.parametrize(
    "statement", ["RETURN 'LOAD CSV' AS text", "RETURN 1 AS n // LOAD CSV, CREATE", "RETURN 1 AS `LOAD CSV`"]
)
def test_words_in_texts_and_comments_are_no_statements(place: Place, statement: str) -> None:
    load(place, document("西部"))
    with place.open(write=False) as store:
        assert len(store.run(statement).rows) == 1


def test_a_mistake_in_a_statement_is_told_in_one_line_with_its_place(place: Place) -> None:
    load(place, document("西部"))
    with place.open(write=False) as store, pytest.raises(LoaderError) as caught:
        store.run("MATCH (n:Region)\nRETURN n.name ORDR BY n.name")
    assert str(caught.value).startswith("line 2, column ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("statement", ["RETURN $missing AS x", "RETURN 1 / 0 AS x", "", "RETURN date('soon') AS x"])
def test_any_other_failure_is_one_line_too(place: Place, statement: str) -> None:
    load(place, document("西部"))
    with place.open(write=False) as store, pytest.raises(LoaderError) as caught:
        store.run(statement)
    assert str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_closed_store_answers_no_more(place: Place) -> None:
    load(place, document("西部", *WEST))
    with place.open(write=False) as store:
        assert names(store, "Region")
    store.close()
    with pytest.raises(LoaderError, match="is closed; open it again"):
        names(store, "Region")


@pytest.mark.parametrize("label", sorted(model.NODES))
def test_every_property_of_the_model_can_be_asked_for_before_any_node_has_it(place: Place, label: str) -> None:
    load(place, document("西部", "一。"))
    with place.open(write=False) as store:
        for key in model.NODES[label].property_keys():
            store.run(f"MATCH (n:{label} {{{key}: 'nothing'}}) WHERE n.{key} IS NULL RETURN n.{key} AS value")
