"""What the canned queries answer, and how their files are read."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from made_graph import make_graphs

from loader.errors import LoaderError
from loader.model import ProgrammeKind, RegionKind
from loader.pipeline import load_paths
from loader.queries import (
    TYPES,
    arrange_values,
    bind_values,
    find_query,
    list_queries,
    read_query,
    run_query,
)
from loader.stores import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.queries import Query
    from loader.stores import Store

CASES = json.loads((Path(__file__).parent / "cases" / "queries.json").read_text(encoding="utf-8"))
ANYWHERE = [query for query in list_queries() if not query.server_only]

QUERY = """\
// Measures of a year
//
// What is due in a year,
// and in no other.
//
// param  year   INTEGER            the year
// param  body   STRING   optional  who is responsible
:param year => 2025;
:param body => null;
// column ref    STRING             where it stands
MATCH (m:Measure) // not $year, nor '$body'
WHERE m.due.year = $year AND ($body IS NULL OR m.name = $body)
RETURN m.ref AS ref
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(str(tmp_path_factory.mktemp("queries") / "made.kgl"), write=True) as opened:
        opened.load(make_graphs())
        yield opened


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['query']}: {case['says']}")
def test_a_query_answers(store: Store, case: dict[str, Any]) -> None:
    answer = run_query(store, case["query"], case["values"])
    assert answer.columns == case["columns"]
    assert [[plain(value) for value in row] for row in answer.rows] == case["rows"]


def test_every_query_has_a_case_and_some_rows() -> None:
    assert {case["query"] for case in CASES if case["rows"]} == {query.name for query in ANYWHERE}


@pytest.mark.parametrize("query", ANYWHERE, ids=lambda query: query.name)
def test_a_query_gives_the_columns_that_it_declares(store: Store, query: Query) -> None:
    examples = {parameter.name: read_example(parameter.example) for parameter in query.parameters}
    assert store.run(query.statement, examples).columns == [column.name for column in query.columns]


@pytest.mark.parametrize("query", ANYWHERE, ids=lambda query: query.name)
def test_a_file_keeps_to_what_both_engines_understand(query: Query) -> None:
    code = re.sub(r"//.*|'[^']*'", "", query.statement)
    assert not re.search(r"\*(?!\d+\.\.\d)", code), "every path has a bound"
    assert not re.search(r"\b(?:properties|keys)\(|\{\s*\.\*|COLLECT\s*\{|/\*|\bapoc\b", code)
    assert not re.search(r"\.(?:title|type|label|end)\b", code)
    assert "ORDER BY" in code.rsplit("RETURN", 1)[-1]
    assert code.isascii()


def test_every_row_says_where_it_comes_from() -> None:
    for query in ANYWHERE:
        columns = {column.name for column in query.columns}
        assert columns & {"document", "example"}, query.name
        assert columns & {"ref", "where", "example"} or query.name in {"documents", "citations", "document-outline"}, (
            query.name
        )


@pytest.mark.parametrize(
    ("query", "kinds"), [("regions-by-measures", RegionKind), ("programmes-by-measures", ProgrammeKind)]
)
def test_the_kinds_that_one_may_ask_for_are_the_models(query: str, kinds: Any) -> None:
    kind, *_ = find_query(query).parameters
    assert tuple(kind.type.split("|")) == get_args(kinds)


def test_a_class_of_another_field_is_none_of_the_bodys(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "国务院关于促进发展的意见\n\n一、教育。国务院教育行政部门要加强教材管理。\n二、改革。各有关部门要加强协调。"
        "国家发展改革委要制定办法。\n三、课堂。教育部要完善课程。\n",
        encoding="utf-8",
    )
    with open_store(str(tmp_path / "policy.kgl"), write=True) as store:
        load_paths([tmp_path / "a.txt"], store, processes=1)
        named = {
            body: {row[-1] for row in run_query(store, "duties-of-body", body=body, classes=True).rows}
            for body in ("国家发展改革委", "教育部")
        }
    assert named == {
        "国家发展改革委": {"国家发展和改革委员会", "各有关部门"},
        "教育部": {"教育部", "国务院教育行政部门", "各有关部门"},
    }


def test_a_macro_region_that_holds_a_part_of_a_region_lies_around_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "国务院关于促进发展的意见\n\n一、支持四川省建设内陆开放高地。\n二、加强南方酸化耕地治理。\n", encoding="utf-8"
    )
    with open_store(str(tmp_path / "policy.kgl"), write=True) as store:
        load_paths([tmp_path / "a.txt"], store, processes=1)
        touching, wider = (
            [tuple(row[-3::2]) for row in run_query(store, "measures-touching-region", region="四川", wider=wider).rows]
            for wider in (False, True)
        )
    assert touching == [("四川省", "named")]
    assert wider == [("四川省", "named"), ("南方地区", "wider")]


def answer_of(folder: Path, text: str, query: str, **values: Any) -> list[dict[str, Any]]:
    """What a query answers when a text is all that is loaded."""
    (folder / "a.txt").write_text(text, encoding="utf-8")
    with open_store(str(folder / "policy.kgl"), write=True) as store:
        load_paths([folder / "a.txt"], store, processes=1)
        return run_query(store, query, values).records()


def test_a_programme_of_a_region_may_stand_in_a_title_or_heading_alone(tmp_path: Path) -> None:
    text = "国务院关于推进西部大开发的意见\n\n一、长江经济带发展\n加强协调。\n"
    rows = answer_of(tmp_path, text, "programmes-of-region", region="西部")
    told = [(row["programme"], row["measures"], row["documents"], row["example"]) for row in rows]
    assert told == [("西部大开发", 0, 1, "国务院关于推进西部大开发的意见")]


def test_several_regions_of_one_name_are_named_as_one_with_others(tmp_path: Path) -> None:
    text = "国务院关于促进发展的意见\n\n一、支持北京、天津与山东合作。\n二、支持河北与山东、山西合作。\n"
    rows = answer_of(tmp_path, text, "regions-named-together", region="京津冀")
    assert [(row["region"], row["other"], row["measures"]) for row in rows] == [
        ("北京市、天津市、河北省", "山东省", 2),
        ("河北省", "山西省", 1),
    ]


def test_no_way_leads_up_to_a_place_and_down_again(tmp_path: Path) -> None:
    text = (
        "国务院关于促进发展的意见\n\n一、支持四川省攀枝花市转型。\n二、支持四川省泸州市转型。\n"
        "三、支持四川省加强农业，四川省要抓好落实，推进乡村振兴战略。\n"
    )
    assert answer_of(tmp_path, text, "connection", one="攀枝花", other="泸州") == []
    way = answer_of(tmp_path, text, "connection", one="攀枝花", other="乡村振兴战略")
    assert [(step["one"], step["other"]) for step in way] == [("攀枝花市", "四川省"), ("四川省", "乡村振兴战略")]
    assert answer_of(tmp_path, text, "connection", one="四川", other="四川省") == []


def test_what_stands_under_a_heading_that_names_a_region_is_said_for_it(tmp_path: Path) -> None:
    text = "国务院关于促进发展的意见\n\n一、支持贵州发展\n加强通道建设。\n\n二、加强协调\n落实责任。\n"
    rows = answer_of(tmp_path, text, "measures-touching-region", region="贵州", documents=True)
    assert [(row["measure"], row["place"], row["how"]) for row in rows] == [("加强通道建设。", "贵州省", "heading")]


def read_example(example: str) -> Any:
    if found := re.fullmatch(r"date\('(.*)'\)", example):
        return date.fromisoformat(found[1])
    return json.loads(example.replace("'", '"'))


class TestHeader:
    def test_holds_title_description_parameters_and_columns(self, tmp_path: Path) -> None:
        query = read_query(write(tmp_path, QUERY))
        assert (query.name, query.title) == ("due-in", "Measures of a year")
        assert query.description == "What is due in a year, and in no other."
        assert [(p.name, p.type, p.optional, p.description, p.example) for p in query.parameters] == [
            ("year", "INTEGER", False, "the year", "2025"),
            ("body", "STRING", True, "who is responsible", "null"),
        ]
        assert [(c.name, c.type, c.description) for c in query.columns] == [("ref", "STRING", "where it stands")]

    def test_example_values_are_blanked_so_that_lines_keep_their_numbers(self, tmp_path: Path) -> None:
        query = read_query(write(tmp_path, QUERY))
        assert query.text == QUERY
        assert ":param" not in query.statement
        assert query.statement.splitlines().index("RETURN m.ref AS ref") == QUERY.splitlines().index(
            "RETURN m.ref AS ref"
        )

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("= $year", "= $years", "12: $years is not declared: add // param years …"),
            ("$body IS NULL OR m.name = $body", "true", "7: body is declared and not used"),
            ("// param  year   INTEGER", "// param  year   NUMBER", "6: year has the type NUMBER; known are STRING, "),
            (":param body => null;\n", "", "7: body has no example: add :param body => …;"),
            (
                "STRING             where it stands",
                "STRING",
                "10: expected // param NAME TYPE …, // column NAME TYPE …, or // none …",
            ),
            (":param year => 2025;", ":param year = 2025;", "8: expected :param NAME => VALUE;"),
            ("// param  body", "// param  year", "7: year is declared twice"),
            ("body", "store", "7: a parameter cannot be called store: choose another name"),
            ("body", "from", "7: a parameter cannot be called from: choose another name"),
            ("// column ref    STRING             where it stands\n", "", "1: a query begins with // and its title"),
        ],
    )
    def test_a_fault_is_told_with_file_and_line(self, tmp_path: Path, old: str, new: str, message: str) -> None:
        path = write(tmp_path, QUERY.replace(old, new))
        with pytest.raises(LoaderError, match=re.escape(f"{path}:{message}")):
            read_query(path)

    def test_an_unknown_query_offers_the_nearest(self) -> None:
        with pytest.raises(LoaderError, match="no query is called target; did you mean targets"):
            find_query("target")
        with pytest.raises(LoaderError, match="`loader query` lists them"):
            find_query("重庆")


def write(folder: Path, text: str) -> Path:
    path = folder / "due-in.cypher"
    path.write_text(text, encoding="utf-8")
    return path


class TestValues:
    @pytest.mark.parametrize(
        ("type_", "typed", "value"),
        [
            ("STRING", "重庆", "重庆"),
            ("INTEGER", "2035", 2035),
            ("FLOAT", "1.5", 1.5),
            ("BOOLEAN", "yes", True),
            ("BOOLEAN", False, False),
            ("DATE", "2024-02-09", date(2024, 2, 9)),
            ("DATE", "2024年2月", date(2024, 2, 29)),
            ("DATE", "2024", date(2024, 12, 31)),
            ("DATE", "2024-02", date(2024, 2, 29)),
            ("DATE", "2024年底", date(2024, 12, 31)),
            ("DATE", "2024年2月底前", date(2024, 2, 29)),
            ("DATE", "2024年6月30日前", date(2024, 6, 30)),
            ("DATE", date(2024, 2, 9), date(2024, 2, 9)),
            ("LIST<STRING>", "数据　共享", ["数据", "共享"]),
            ("LIST<STRING>", ["数据", "共享 平台"], ["数据", "共享", "平台"]),
        ],
    )
    def test_are_made_of_their_type(self, type_: str, typed: Any, value: Any) -> None:
        assert TYPES[type_](typed) == value

    def test_left_out_are_null_or_false(self, store: Store) -> None:
        assert bind_values(store, find_query("due-before"), {"date": "2024"}) == {
            "date": date(2024, 12, 31),
            "body": None,
            "all_natures": False,
        }
        assert bind_values(store, find_query("documents"), {}) == {"in_force": False, "cited": False, "day": None}

    def test_names_are_those_of_the_graph(self, store: Store) -> None:
        bound = bind_values(store, find_query("task-table"), {"document": "国发[2020]1号"})
        assert bound == {"document": "west"}

    @pytest.mark.parametrize(
        ("query", "values", "message"),
        [
            ("targets", {"year": "x"}, "year must be of type INTEGER, such as 2030, not x"),
            ("targets", {"year": 2025.5}, "year must be of type INTEGER, such as 2030, not 2025.5"),
            ("targets", {"year": True}, "year must be of type INTEGER, such as 2030, not True"),
            ("targets", {"yaer": 1}, "targets has no parameter yaer; it takes indicator, year, document"),
            (
                "due-before",
                {"date": "2024-13"},
                "date must be of type DATE, such as 2025-12-31, 2025年6月底 or 2025, not 2024-13",
            ),
            ("duties-of-body", {}, "duties-of-body needs body: a body's name or alias, such as 发改委"),
            ("programmes-by-measures", {"kind": "plans"}, "kind must be one of strategy, initiative, campaign, "),
            (
                "targets",
                {"indicator": "森林复盖率"},
                "no indicator in {place} is called 森林复盖率; nearest: 森林覆盖率",
            ),
            (
                "measures-of-section",
                {"document": "西部意见", "section": "九十九"},
                "no section of west is called 九十九; `loader query document-outline west` lists them",
            ),
            (
                "measures-of-section",
                {"document": "西部意见", "section": "加快建设事"},
                "no section of west is called 加快建设事; nearest: （二） 加快建设",
            ),
            ("documents", {"cited": "maybe"}, "cited must be of type BOOLEAN, true or false, not maybe"),
        ],
    )
    def test_wrong_ones_are_told(self, store: Store, query: str, values: dict[str, Any], message: str) -> None:
        with pytest.raises(LoaderError, match=re.escape(message.replace("{place}", store.place))):
            run_query(store, query, values)

    def test_by_position_go_to_what_has_none_by_name(self) -> None:
        query = find_query("measures-of-section")
        assert arrange_values(query, ["十三"], {"document": "西部意见", "section": None}) == {
            "document": "西部意见",
            "section": "十三",
        }
        assert arrange_values(find_query("search"), ["数据", "共享"], {}) == {"words": ["数据", "共享"]}
        assert arrange_values(find_query("measures-touching-region"), ["成渝"], {"wider": True}) == {
            "region": "成渝",
            "wider": True,
        }

    @pytest.mark.parametrize("typed", [["森林", "2035"], ["2035", "森林"]])
    def test_a_number_goes_to_the_number(self, typed: list[str]) -> None:
        assert arrange_values(find_query("targets"), typed, {}) == {"indicator": "森林", "year": "2035"}
        assert arrange_values(find_query("targets"), ["2035"], {}) == {"year": "2035"}

    def test_too_many_are_told(self) -> None:
        with pytest.raises(LoaderError, match="measures-touching-region has no parameter for 四川"):
            arrange_values(find_query("measures-touching-region"), ["成渝", "四川"], {})
