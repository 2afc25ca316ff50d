"""Every question has the same answer on the embedded store and on a server: the same values, not only as many."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from conftest import Neo4jPlace
from made_graph import make_graphs

from loader.checking import check
from loader.errors import LoaderError
from loader.queries import find_query, list_queries, run_query
from loader.showing import show
from loader.status import read_status
from loader.stores import Rows, Store, open_store
from loader.subgraphs import subgraph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import neo4j

    from loader.queries import Query
    from loader.stores import settings

T = TypeVar("T")

ANYWHERE = [query for query in list_queries() if not query.server_only]

CASES = json.loads((Path(__file__).parent / "cases" / "queries.json").read_text(encoding="utf-8"))
NAMES: dict[str, list[Any]] = {
    "region": ["成渝", "四川", "成都市", "攀枝花市", "阿坝州", "西部", "北京市朝阳区"],
    "body": ["发改委", "财政部", "成都市发展改革委", "各部门", "国务院"],
    "programme": ["西部大开发", "川藏铁路", "三大攻坚战"],
    "document": ["西部意见", "国发〔2020〕1号", "chengdu", "阿坝州办法", "规划纲要"],
    "one": ["成渝", "川藏铁路"],
    "other": ["财政部", "成都市", "机动车保有量"],
    "section": ["十三", "一", "（二）"],
    "date": ["2025", "2021-06-30", "2035年底"],
    "day": ["2021-06-30", "2024"],
    "words": ["西部 铁路", "成", "'\"`\\"],
    "indicator": ["森林", "量"],
    "year": [2025, 2035],
    "kind": ["province", "strategy", "nothing"],
}


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(str(tmp_path_factory.mktemp("answers") / "made.kgl"), write=True) as store:
        store.load(make_graphs())
        yield store


@pytest.fixture(scope="module")
def server(neo4j_server: settings.Server, neo4j_driver: neo4j.Driver) -> Iterator[Store]:
    with Neo4jPlace(neo4j_server, neo4j_driver).open() as store:
        store.load(make_graphs())
        yield store


def answer(store: Store, ask: Callable[..., T], *arguments: Any) -> T | str:
    """What somebody is told: rows, or one line."""
    try:
        return ask(store, *arguments)
    except LoaderError as error:
        return str(error).replace(store.place, "the store")


def choices(query: Query) -> list[dict[str, Any]]:
    """Sets of values for a query: every name alone with every flag, and what may be left out left out."""
    values: dict[str, list[Any]] = {}
    for parameter in query.parameters:
        values[parameter.name] = [True, False] if parameter.type == "BOOLEAN" else [*NAMES[parameter.name]]
        if parameter.optional and parameter.type != "BOOLEAN":
            values[parameter.name].insert(0, None)
    return [dict(zip(values, chosen, strict=True)) for chosen in product(*values.values())][:40]


@pytest.mark.usefixtures("no_notices")
@pytest.mark.parametrize("query", ANYWHERE, ids=lambda query: query.name)
def test_a_query_has_the_same_rows(embedded: Store, server: Store, query: Query) -> None:
    asked = choices(query) + [case["values"] for case in CASES if case["query"] == query.name]
    found = 0
    for values in asked:
        rows = answer(server, run_query, query.name, values)
        assert rows == answer(embedded, run_query, query.name, values), values
        found += isinstance(rows, Rows) and bool(rows.rows)
    assert found


@pytest.mark.parametrize("query", list_queries(), ids=lambda query: query.name)
def test_a_file_runs_on_a_server_with_its_own_examples(server: Store, query: Query) -> None:
    examples = ", ".join(f"{one.example} AS {one.name}" for one in query.parameters)
    values = server.run(f"RETURN {examples}") if examples else Rows([], [[]])
    rows = server.run(query.statement, dict(zip(values.columns, values.rows[0], strict=True)))
    assert rows.columns == [column.name for column in query.columns]


@pytest.mark.parametrize(
    "names", [{"regions": ["成渝"]}, {"documents": ["西部意见"], "hops": 2}, {"bodies": ["财政部"]}, {}]
)
def test_a_subgraph_is_the_same(embedded: Store, server: Store, names: dict[str, Any]) -> None:
    of_server, of_file = subgraph(server, **names), subgraph(embedded, **names)
    assert of_server.nodes == of_file.nodes
    assert list(map(of_server.nodes.get, of_server)) == list(map(of_file.nodes.get, of_server))
    assert {key: data for *_, key, data in of_server.edges(keys=True, data=True)} == {
        key: data for *_, key, data in of_file.edges(keys=True, data=True)
    }


@pytest.mark.parametrize("thing", ["成都市", "发改委", "西部大开发", "chengdu", "森林覆盖率", "朝阳区", "没有"])
def test_what_is_shown_is_the_same(embedded: Store, server: Store, thing: str) -> None:
    assert answer(server, show, thing) == answer(embedded, show, thing)


def test_status_and_known_documents_are_the_same(embedded: Store, server: Store) -> None:
    of_server, of_file = read_status(server), read_status(embedded)
    assert (of_server.documents, of_server.made_by) == (of_file.documents, of_file.made_by)
    assert (of_server.nodes, of_server.relationships) == (of_file.nodes, of_file.relationships)
    assert server.known() == embedded.known()


def test_a_check_finds_the_same(embedded: Store, server: Store) -> None:
    assert sorted(map(str, check(server))) == sorted(map(str, check(embedded)))


def test_values_of_every_kind_are_the_same(embedded: Store, server: Store) -> None:
    statement = (
        "RETURN 1 AS a, 1.5 AS b, 'x' AS c, true AS d, null AS e, date('2020-02-29') AS f, [1, [2]] AS g, "
        "{k: [1]} AS h, localdatetime('2020-01-02T03:04:05') AS i, datetime('2020-01-02T03:04:05Z') AS j, "
        "duration('P1DT2H') AS k, localtime('03:04') AS l"
    )
    assert server.run(statement) == embedded.run(statement)


class TestRankedSearch:
    """Full-text search over measures, goals and names, which only a server has."""

    def test_puts_first_what_fits_best(self, server: Store) -> None:
        rows = run_query(server, "ranked-search", words=["西部", "铁路"]).rows
        assert [row[2] for row in rows[:2]] == ["西部地区", "西部大开发"]
        assert [row[0] for row in rows] == sorted((row[0] for row in rows), reverse=True)

    def test_finds_a_thing_by_any_of_its_names(self, server: Store) -> None:
        assert ["Body", "国家发展和改革委员会"] in [
            row[1:3] for row in run_query(server, "ranked-search", words=["发改委"]).rows
        ]

    @pytest.mark.parametrize(
        "words",
        [
            *([sign] for sign in "+-!(){}[]^\"~*?:\\/&|'`=<>"),
            *(["&&"], ["||"], ['\\"'], ["\\\\"]),
            *([], [""], ["AND"], ["OR", "NOT"], ["text:x"], ["/x/"], ["[a", "TO", "b]"], ["西部~2"], ["西*"]),
            *(["🏔️"], ["\x00", "\n"], ["x" * 50_000], ["西部" * 5_000], ["西部"] * 5_000, [" "]),
        ],
    )
    def test_takes_any_words(self, server: Store, words: list[str]) -> None:
        query = find_query("ranked-search")
        assert server.run(query.statement, {"words": words}).columns == [column.name for column in query.columns]

    def test_is_told_of_a_file_in_one_line(self, embedded: Store) -> None:
        with pytest.raises(LoaderError, match=r"ranked-search needs a Neo4j server.* `loader query search`"):
            run_query(embedded, "ranked-search", words=["西部"])
