"""What a server's store promises beside the contract of all stores."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from conftest import Neo4jPlace, Notices
from store_graphs import STATES, Sentence, document, everything

from loader.errors import LoaderError
from loader.stores import neo4j_connection, neo4j_schema, packs

if TYPE_CHECKING:
    from collections.abc import Iterator

    import neo4j

    from loader.graph import DocumentGraph
    from loader.stores import settings

CHENGDU = document("成都", Sentence("成都。", ("成都市",)))

KINDS = ("RANGE", "TEXT", "FULLTEXT")


@pytest.fixture
def place(neo4j_server: settings.Server, neo4j_driver: neo4j.Driver) -> Neo4jPlace:
    return Neo4jPlace(neo4j_server, neo4j_driver)


def test_constraints_and_indexes_are_made_once(place: Neo4jPlace) -> None:
    place.drop_schema()
    with place.open() as store:
        store.load([CHENGDU])
    made = set().union(*map(place.indexes, KINDS))
    assert made == {rule.name for rule in neo4j_schema.RULES}
    with place.open() as store:
        store.load([CHENGDU])
    assert set().union(*map(place.indexes, KINDS)) == made


def test_every_look_up_finds_its_node_by_an_index(place: Neo4jPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    statements: set[str] = set()
    for name in ("read", "write"):
        method = getattr(neo4j_connection.Runner, name)

        def noted(
            self: object, statement: str, *rest: object, method: object = method, name: str = name, **values: object
        ) -> object:
            statements.add(statement if name == "read" else f"UNWIND $rows AS row {statement}")
            return method(self, statement, *rest, **values)  # type: ignore[operator]

        monkeypatch.setattr(neo4j_connection.Runner, name, noted)
    with place.open() as store:
        for graphs in STATES:
            store.load(graphs)
        for graph in STATES[2]:
            store.forget([graph.document.id])
    matching = [statement for statement in statements if "{id:" in statement]
    assert len(matching) > 20
    for statement in matching:
        operators = place.plan(statement)
        assert not {"NodeByLabelScan", "AllNodesScan"} & operators, statement


def test_loading_what_is_there_writes_nothing_at_all(place: Neo4jPlace) -> None:
    with place.open() as store:
        store.load(STATES[0])
        before = place.last_transaction()
        store.load(STATES[0])
        assert place.last_transaction() == before
        store.load(STATES[1], dry_run=True)
        assert place.last_transaction() == before


def test_documents_go_in_by_packs_of_whole_ones(place: Neo4jPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "PACK_ROWS", 20)
    graphs = [document(str(n), *(f"第{k}句。" for k in range(n % 7))) for n in range(40)]
    with place.open() as store:
        summary = store.load(graphs)
        assert summary.counts["Measure"].added == sum(len(graph.own) - 2 for graph in graphs)
        reached = everything(store)
    monkeypatch.undo()
    place.by_hand("MATCH (n) DETACH DELETE n")
    with place.open() as store:
        store.load(graphs)
        assert everything(store) == reached


def test_the_next_pack_is_made_while_one_is_written(place: Neo4jPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "PACK_ROWS", 1)
    came: list[str] = []
    third = threading.Event()

    def graphs() -> Iterator[DocumentGraph]:
        for id_ in "一二三四五":
            came.append(id_)
            if id_ == "三":
                third.set()
            yield document(id_, "一。")

    with place.open() as store:
        store.load([CHENGDU])
        with place.hold_lock():
            loading = threading.Thread(target=lambda: store.load(graphs()))
            loading.start()
            assert third.wait(10)
            loading.join(0.2)
            assert came == ["一", "二", "三"]
            assert [one.id for one in store.known()] == ["成都"]
        loading.join(10)
        assert {one.id for one in store.known()} == {"成都", *"一二三四五"}


@pytest.mark.parametrize("naming", ["三", "四"])
def test_what_another_loader_takes_away_between_two_packs_is_there_again(
    place: Neo4jPlace, monkeypatch: pytest.MonkeyPatch, naming: str
) -> None:
    monkeypatch.setattr(packs, "PACK_ROWS", 1)
    last = {id_: document(id_, Sentence(f"{id_}。", ("成都市",) * (id_ == naming))) for id_ in "二三四"}

    def graphs() -> Iterator[DocumentGraph]:
        yield from (CHENGDU, last["二"], last["三"])  # 成都 is written by now, and 三 waits
        place.by_hand("MATCH (r:Region {name: '成都市'}) CREATE (:Note)-[:ABOUT]->(r)")
        with place.open() as other:
            other.forget(["成都"])
            assert other.run("MATCH (r:Region) RETURN r.name, r.retracted").rows == [["成都市", True]]
        yield last["四"]

    with place.open() as store:
        store.load(graphs())
        place.by_hand("MATCH (n:Note) DETACH DELETE n")
        reached = everything(store)
    place.by_hand("MATCH (n) DETACH DELETE n")
    with place.open() as store:
        store.load(last.values())
        assert everything(store) == reached


@pytest.mark.parametrize("rows", [1, 10_000])
def test_one_document_twice_in_a_load_is_loaded_twice(
    place: Neo4jPlace, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(packs, "PACK_ROWS", rows)
    short, long, other = document("一", "一。"), document("一", "一。", "二。"), document("二", "三。")
    with place.open() as store:
        store.load([short])
        for last, held in ((short, ["一。", "三。"]), (long, ["一。", "三。", "二。"])):
            store.load([long, other, short, last])
            assert sorted(row[0] for row in store.run("MATCH (m:Measure) RETURN m.name AS name").rows) == held


def test_labels_and_relationships_of_others_on_our_nodes_change_nothing(place: Neo4jPlace) -> None:
    with place.open() as store:
        store.load(STATES[0])
        place.by_hand("MATCH (m:Measure) SET m:Aaa CREATE (:Note)-[:PART_OF]->(m)")
        store.load(STATES[1])
        place.by_hand("MATCH (n:Note) DETACH DELETE n")
        place.by_hand("MATCH (m:Aaa) REMOVE m:Aaa")
        place.by_hand("MATCH (n) WHERE n.retracted AND NOT EXISTS { (n)--() } DELETE n")
        reached = everything(store)
    place.by_hand("MATCH (n) DETACH DELETE n")
    with place.open() as store:
        store.load(STATES[1])
        assert everything(store) == reached


def test_who_waits_for_another_loader_says_so(place: Neo4jPlace, caplog: pytest.LogCaptureFixture) -> None:
    with place.open() as store:
        store.load([CHENGDU])
        with place.hold_lock():
            waiting = threading.Thread(target=lambda: store.load([document("又一", "一。")]))
            waiting.start()
            waiting.join(1.5)
            assert waiting.is_alive()
            assert [record.message for record in caplog.records] == ["waiting for another loader"]
        waiting.join(10)
        assert {one.id for one in store.known()} == {"成都", "又一"}


@pytest.mark.parametrize(
    "statement",
    [
        "CALL dbms.killConnection('bolt-1')",
        "call  dbms . listConnections ( ) YIELD connectionId RETURN connectionId",
        "CALL `dbms`.`killConnection`('bolt-1')",
        "CALL `dbms.killConnection`('bolt-1')",
        "CALL /* quiet */ db.clearQueryCaches()",
        "CALL apoc.load.json('file:///etc/passwd') YIELD value RETURN value",
        "TERMINATE TRANSACTION 'neo4j-transaction-1'",
        "\\u004cOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
        "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'",
        "CREATE USER somebody SET PASSWORD 'something'",
        "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS",
        "CALL db.createLabel('New')",
        "DROP CONSTRAINT region_id",
    ],
)
def test_a_statement_that_acts_on_the_server_is_refused(place: Neo4jPlace, statement: str) -> None:
    with place.open() as store:
        store.load([CHENGDU])
        before = everything(store)
        with pytest.raises(LoaderError, match="may only read the graph"):
            store.run(statement)
        assert everything(store) == before


def test_a_reading_procedure_is_allowed(place: Neo4jPlace) -> None:
    with place.open() as store:
        store.load([CHENGDU])
        assert ["Region"] in store.run("CALL db.labels() YIELD label RETURN label").rows


def test_a_missing_driver_is_told_in_one_line() -> None:
    script = (
        "import sys; sys.modules['neo4j'] = None; import loader.stores; loader.stores.open_store('bolt://localhost')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr.splitlines()[-1].endswith(
        "a Neo4j store needs its driver: pip install 'policy-graph-loader[neo4j]'"
    )


def test_the_driver_is_imported_only_where_it_is_used() -> None:
    script = "import sys, loader.stores, loader.cli; sys.exit('neo4j' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode == 0


def test_what_a_server_says_about_a_statement_does_not_pass_unheard(place: Neo4jPlace) -> None:
    logger, notices = logging.getLogger("neo4j.notifications"), Notices()
    logger.addHandler(notices)
    level = logger.level
    logger.setLevel(logging.INFO)
    try:
        with place.open() as store:
            store.run("MATCH (a:Region), (b:Body) RETURN count(*) AS n")
    finally:
        logger.removeHandler(notices)
        logger.setLevel(level)
    assert any("cartesian" in line.lower() for line in notices.lines)
