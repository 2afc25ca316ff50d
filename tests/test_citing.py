"""A citation leads to the document that it means, whenever that is loaded, and else to a bare node."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_graphs import everything

from loader.document import Facts, Source, Work
from loader.pipeline import make_graph
from loader.queries import run_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conftest import MakePlace, Place

    from loader.graph import DocumentGraph
    from loader.stores import Store

T = TypeVar("T")

TEXTS = {
    "central": (
        "国务院关于促进消费的意见\n国发〔2019〕7号\n各省、自治区、直辖市人民政府：\n"
        "一、支持发展夜间经济。\n国务院\n2019年3月1日\n"
    ),
    "law": "优化营商环境条例\n（中华人民共和国国务院令第722号）\n第一条 支持企业发展。\n",
    "shenzhen": (
        "深圳市人民政府关于促进消费的意见\n深府〔2020〕1号\n各区人民政府：\n"
        "为贯彻落实《国务院关于促进消费的意见》（国发〔2019〕7号），根据《优化营商环境条例》，制定本意见。\n"
        "一、支持发展夜间经济。\n深圳市人民政府\n2020年1月2日\n"
    ),
    "again": (
        "深圳市人民政府关于促进消费的意见\n深府〔2022〕9号\n各区人民政府：\n"
        "根据国务院《关于促进消费的意见》，制定本意见。《关于促进消费的意见》（深府〔2020〕1号）同时废止。\n"
        "一、支持发展首店经济。\n深圳市人民政府\n2022年1月2日\n"
    ),
    "luohu": (
        "深圳市罗湖区商务局关于开展促销的通知\n深罗商〔2020〕5号\n各街道办事处：\n"
        "按照《关于促进消费的意见》和国发〔2019〕7号文件，现就有关事项通知如下。\n"
        "一、支持商场促销。\n深圳市罗湖区商务局\n2020年2月2日\n"
    ),
    "lanzhou": (
        "兰州市人民政府关于开展促销的通知\n兰政发〔2021〕3号\n各县区人民政府：\n"
        "按照《深圳市人民政府关于促进消费的意见》的做法，依据《优化营商环境条例》，支持商场促销。\n"
        "兰州市人民政府\n2021年2月2日\n"
    ),
    "unnumbered": (
        "海南省人民政府关于促进会展的意见\n各市、县、自治县人民政府：\n一、支持举办展会。\n海南省人民政府\n2021年5月6日\n"
    ),
    "issued": "海南省促进会展若干措施\n一、支持举办展会。\n海南省人民政府\n2021年5月6日\n",
    "issuing": (
        "三亚市人民政府关于参加展会的通知\n三府〔2021〕9号\n各区人民政府：\n"
        "根据《海南省人民政府关于印发促进会展若干措施的通知》（琼府〔2021〕5号），现就有关事项通知如下。\n"
        "一、支持举办展会。《海南省人民政府关于印发促进会展若干措施的通知》（琼府〔2013〕5号）不在此列。\n"
        "三亚市人民政府\n2021年6月6日\n"
    ),
    "sanya": (
        "三亚市人民政府关于举办展会的通知\n三府〔2021〕8号\n各区人民政府：\n"
        "根据《海南省人民政府关于促进会展的意见》（琼府〔2021〕9号），现就有关事项通知如下。一、支持举办展会。\n"
        "《海南省人民政府关于促进会展的意见》（琼府〔2013〕2号）同时废止。\n三亚市人民政府\n2021年6月6日\n"
    ),
    "subsidy": (
        "三亚市商务局关于购车补贴的通知\n三商〔2022〕4号\n各区商务局：\n一、支持购车。二、本通知自印发之日起施行，"
        "有效期至2023年12月31日。\n三亚市商务局\n2022年6月1日\n"
    ),
    "prolonging": (
        "三亚市商务局关于延长补贴政策的通知\n三商〔2023〕9号\n各区商务局：\n"
        "《三亚市商务局关于购车补贴的通知》（三商〔2022〕4号）有效期延长至2025年6月30日。\n三亚市商务局\n2023年12月2日\n"
    ),
    "ending": (
        "三亚市购车补贴办法（征求意见稿）\n第一条 支持购车。\n"
        "第二条 《三亚市商务局关于购车补贴的通知》（三商〔2022〕4号）同时废止。\n"
    ),
    "draft": (
        "深圳市人民政府关于促进消费的意见（征求意见稿）\n各区人民政府：\n一、支持发展夜间经济。\n"
        "深圳市人民政府\n2019年12月2日\n"
    ),
}


def build(name: str) -> DocumentGraph:
    return make_graph(Work(Facts(), (Source(f"{name}.txt", TEXTS[name], "0" * 64),)))


GRAPHS = {name: build(name) for name in TEXTS}
IDS = {name: graph.document.id for name, graph in GRAPHS.items()}


def led(store: Store, name: str) -> list[tuple[str, str, bool]]:
    """What a document's citations are, and where they lead."""
    rows = store.run(
        "MATCH (a:Document {id: $id})-[r:CITES|REPEALS|AMENDS|EXTENDS|VERSION_OF]->(b:Document) "
        "RETURN type(r) AS type, b.id AS id, b.loaded AS loaded ORDER BY type, id",
        {"id": IDS[name]},
    ).rows
    return [(type_, id_, loaded) for type_, id_, loaded in rows]


def load(place: Place, names: Iterable[str]) -> None:
    with place.open() as store:
        store.load([GRAPHS[name] for name in names])


def test_a_document_that_is_only_cited_is_a_bare_node(place: Place) -> None:
    load(place, ["luohu", "lanzhou"])
    with place.open(write=False) as store:
        assert led(store, "luohu") == [
            ("CITES", "关于促进消费的意见@cn-440303?", False),
            ("CITES", "国发〔2019〕7号", False),
        ]
        assert led(store, "lanzhou") == [
            ("CITES", "优化营商环境条例", False),
            ("CITES", "关于促进消费的意见@cn-440300", False),
        ]
        rows = store.run("MATCH (d:Document) WHERE NOT d.loaded RETURN d.name AS name, d.number AS number").rows
    assert sorted(rows, key=str) == [
        ["优化营商环境条例", None],
        ["关于促进消费的意见", None],
        ["关于促进消费的意见", None],
        ["国发〔2019〕7号", "国发〔2019〕7号"],
    ]


def test_a_number_leads_to_the_very_node(place: Place) -> None:
    load(place, ["luohu", "central"])
    with place.open(write=False) as store:
        assert ("CITES", "国发〔2019〕7号", True) in led(store, "luohu")


def test_a_name_leads_to_the_one_document_of_the_place_that_answers_to_it(place: Place) -> None:
    load(place, ["lanzhou"])
    load(place, ["shenzhen", "central", "law"])
    with place.open(write=False) as store:
        assert led(store, "lanzhou") == [("CITES", IDS["law"], True), ("CITES", IDS["shenzhen"], True)]
        assert store.run("MATCH (d:Document) WHERE NOT d.loaded RETURN d.id AS id").rows == []


def test_a_document_whose_number_is_not_known_is_meant_by_its_name_and_year(place: Place) -> None:
    load(place, ["sanya", "unnumbered"])
    with place.open(write=False) as store:
        assert led(store, "sanya") == [("CITES", IDS["unnumbered"], True), ("REPEALS", "琼府〔2013〕2号", False)]


def test_a_name_that_two_documents_bear_leads_to_neither(place: Place) -> None:
    load(place, ["lanzhou", "shenzhen", "again"])
    with place.open(write=False) as store:
        assert ("CITES", "关于促进消费的意见@cn-440300", False) in led(store, "lanzhou")
    with place.open() as store:
        store.forget([IDS["again"]])
        assert ("CITES", IDS["shenzhen"], True) in led(store, "lanzhou")


def test_of_two_texts_of_one_name_issuer_and_day_the_one_that_bears_the_common_id_is_meant(place: Place) -> None:
    unnumbered = IDS["unnumbered"]
    copy = build("unnumbered")
    other = make_graph(
        Work(Facts(), (Source("b.txt", TEXTS["unnumbered"] + "二、支持办节。\n", "1" * 64),)), f"{unnumbered}:b.txt"
    )
    with place.open() as store:
        store.load([copy, other, GRAPHS["sanya"]])
        assert ("CITES", unnumbered, True) in led(store, "sanya")


def test_a_name_without_a_place_may_be_of_every_place_above(place: Place) -> None:
    load(place, ["luohu", "shenzhen"])
    with place.open(write=False) as store:
        assert ("CITES", IDS["shenzhen"], True) in led(store, "luohu")
    load(place, ["central"])
    with place.open(write=False) as store:
        assert ("CITES", "关于促进消费的意见@cn-440303?", False) in led(store, "luohu")


def test_a_document_repeals_the_one_before_it_of_the_same_name(place: Place) -> None:
    load(place, ["again", "shenzhen", "central"])
    with place.open(write=False) as store:
        assert led(store, "again") == [("CITES", IDS["central"], True), ("REPEALS", IDS["shenzhen"], True)]


def statuses(store: Store, **values: object) -> dict[str, tuple[str, str | None, date | None]]:
    """By document: whether it is valid, who says so, and until when."""
    found = run_query(store, "documents", values)
    keys = [found.columns.index(name) for name in ("id", "status", "status_source", "until")]
    return {row[keys[0]]: (row[keys[1]], row[keys[2]], row[keys[3]]) for row in found.rows}


@pytest.mark.parametrize("names", [["shenzhen", "again"], ["again", "shenzhen"]])
def test_what_another_repeals_is_repealed_whichever_came_first(place: Place, names: list[str]) -> None:
    for name in names:
        load(place, [name])
    with place.open() as store:
        assert statuses(store)[IDS["shenzhen"]] == ("repealed", IDS["again"], None)
        assert statuses(store)[IDS["again"]] == ("unknown", None, None)
        assert IDS["shenzhen"] not in statuses(store, in_force=True)
        assert statuses(store, day="2021-12-31", in_force=True)[IDS["shenzhen"]][0] == "unknown"  # not yet
        assert store.run("MATCH (d:Document) RETURN d.status AS status ORDER BY status").rows[0] == ["repealed"]
        store.forget([IDS["again"]])
        assert statuses(store)[IDS["shenzhen"]] == ("unknown", None, None)


def test_a_repealed_document_that_is_forgotten_leaves_a_bare_node(place: Place) -> None:
    load(place, ["shenzhen", "again"])
    with place.open() as store:
        store.forget([IDS["shenzhen"]])
        assert (
            store.run(
                "MATCH (d:Document) WHERE NOT d.loaded AND (d.status IS NOT NULL OR d.status_source IS NOT NULL) "
                "RETURN d.id AS id"
            ).rows
            == []
        )


def test_what_is_prolonged_expires_later(place: Place) -> None:
    load(place, ["subsidy"])
    with place.open(write=False) as store:
        assert statuses(store, day="2023-12-31")[IDS["subsidy"]] == ("in_force", None, date(2023, 12, 31))
        assert statuses(store, day="2024-01-01")[IDS["subsidy"]] == ("expired", None, date(2023, 12, 31))
        assert IDS["subsidy"] not in statuses(store, day="2024-01-01", in_force=True)
    load(place, ["prolonging"])
    with place.open(write=False) as store:
        longer = ("in_force", IDS["prolonging"], date(2025, 6, 30))
        assert statuses(store, day="2024-01-01")[IDS["subsidy"]] == longer
        assert statuses(store, day="2025-07-01")[IDS["subsidy"]][0] == "expired"


def test_what_a_draft_says_is_not_so_yet(place: Place) -> None:
    load(place, ["subsidy", "ending"])
    with place.open(write=False) as store:
        assert ("REPEALS", IDS["subsidy"], True) in led(store, "ending")
        assert statuses(store, day="2023-01-01")[IDS["subsidy"]][0] == "in_force"


def test_a_draft_is_another_document_and_a_version(place: Place) -> None:
    load(place, ["draft", "shenzhen"])
    with place.open(write=False) as store:
        assert led(store, "draft") == [("VERSION_OF", IDS["shenzhen"], True)]


def test_loading_twice_leads_nothing_anew(place: Place) -> None:
    load(place, TEXTS)
    with place.open() as store:
        counts = store.load(list(GRAPHS.values())).counts
    assert all(one.added == one.changed == one.moved == one.removed == 0 for one in counts.values())


def test_a_notice_leads_to_the_paper_that_it_issues(place: Place) -> None:
    load(place, ["issued", "issuing"])
    with place.open(write=False) as store:
        assert led(store, "issuing") == [
            ("CITES", IDS["issued"], True),
            ("CITES", "琼府〔2013〕5号", False),
        ]


def test_a_first_load_only_adds(place: Place) -> None:
    with place.open() as store:
        counts = store.load([GRAPHS[name] for name in sorted(GRAPHS, reverse=True)]).counts
        [[documents]] = store.run("MATCH (d:Document) RETURN count(d) AS documents").rows
    assert all(one.changed == one.moved == one.removed == 0 for one in counts.values())
    assert counts["Document"].added == documents


@pytest.mark.parametrize("forgotten", [[], ["central", "shenzhen"]])
def test_what_is_forgotten_leaves_what_a_clean_load_gives(make_place: MakePlace, forgotten: list[str]) -> None:
    place = make_place()
    load(place, TEXTS)
    with place.open() as store:
        store.forget([IDS[name] for name in forgotten])
        reached = everything(store)
    other = make_place()
    load(other, [name for name in TEXTS if name not in forgotten])
    with other.open(write=False) as store:
        assert everything(store) == reached


@pytest.mark.parametrize("forgotten", [[], ["central", "shenzhen"]])
def test_what_stops_before_citations_are_settled_is_mended_by_the_next_load(
    make_place: MakePlace, forgotten: list[str]
) -> None:
    place = make_place()
    load(place, list(TEXTS)[:3])
    with place.open() as store, pytest.raises(KeyboardInterrupt):
        store.load(stopping(GRAPHS.values()))
    with place.open() as store, pytest.raises(KeyboardInterrupt):
        store.forget(stopping(IDS[name] for name in forgotten))
    load(place, [name for name in TEXTS if name not in forgotten])
    with place.open(write=False) as store:
        reached = everything(store)
    other = make_place()
    load(other, [name for name in TEXTS if name not in forgotten])
    with other.open(write=False) as store:
        assert everything(store) == reached


@pytest.mark.parametrize("make_place", ["embedded"], indirect=True)
def test_a_load_into_a_file_settles_citations_though_it_is_interrupted(make_place: MakePlace) -> None:
    whole, cut = make_place(), make_place()
    load(whole, list(TEXTS))
    with cut.open() as store, pytest.raises(KeyboardInterrupt):
        store.load(stopping(GRAPHS.values()))
    with whole.open(write=False) as store, cut.open(write=False) as other:
        assert everything(other) == everything(store)


def stopping(things: Iterable[T]) -> Iterator[T]:
    """All of them, and then Ctrl-C."""
    yield from things
    raise KeyboardInterrupt


@pytest.mark.parametrize("make_place", ["embedded"], indirect=True)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.permutations(list(TEXTS)),
    cuts=st.sets(st.integers(1, len(TEXTS) - 1), max_size=3),
    gone=st.sets(st.sampled_from(list(TEXTS)), max_size=3),
)
def test_no_order_of_loads_changes_where_citations_lead(
    make_place: MakePlace, order: list[str], cuts: set[int], gone: set[str]
) -> None:
    place = make_place()
    for start, stop in zip([0, *sorted(cuts)], [*sorted(cuts), len(order)], strict=True):
        load(place, order[start:stop])
    with place.open() as store:
        store.forget([IDS[name] for name in order if name in gone])
        reached = everything(store)
    other = make_place()
    load(other, [name for name in TEXTS if name not in gone])
    with other.open(write=False) as store:
        assert everything(store) == reached
