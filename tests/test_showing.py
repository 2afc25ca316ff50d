"""One thing with everything that hangs on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from made_graph import make_graphs

from loader import model
from loader.errors import LoaderError
from loader.showing import Thing, WitnessReading, show
from loader.stores import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.showing import Shown
    from loader.stores import Store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(str(tmp_path_factory.mktemp("showing") / "made.kgl"), write=True) as opened:
        opened.load(make_graphs())
        yield opened


def marked(shown: Shown) -> list[tuple[str, str, str]]:
    text = shown.text or ""
    return [(text[mark.start : mark.stop], mark.connection.type, mark.connection.other.name) for mark in shown.evidence]


def hanging(shown: Shown) -> dict[tuple[str, bool, str], list[str]]:
    return {
        (group.type, group.outgoing, group.label): [connection.other.name for connection in group.connections]
        for group in shown.groups
    }


def test_a_measure_has_its_place_and_the_evidence_of_every_relationship(store: Store) -> None:
    shown = show(store, "west/（二）·1")
    assert shown.thing == Thing("Measure", "west/（二）·1", "加快川藏铁路建设（国家发")
    assert [thing.name for thing in shown.stands_in] == ["国发〔2020〕1号 西部意见", "一 推进发展", "（二） 加快建设"]
    assert shown.properties["due_text"] == "2022年底前"
    assert marked(shown) == [
        ("川", "LOCATED_IN", "四川省"),
        ("川藏铁路", "SUPPORTS", "川藏铁路"),
        ("国家发展改革委", "RESPONSIBLE_FOR", "国家发展和改革委员会"),
        ("财政部", "RESPONSIBLE_FOR", "财政部"),
    ]


def test_a_goal_is_found_by_its_words(store: Store) -> None:
    shown = show(store, "到2035年 森林覆盖率")
    assert (shown.thing.label, shown.thing.id) == ("Goal", "west/一·1")


def test_readings_of_other_files_stand_beside_the_text(store: Store) -> None:
    assert show(store, "二·1").readings == [WitnessReading("b.txt", "substitution", "协同", "协作")]
    assert show(store, "west/二").readings == [WitnessReading("b.txt", "omission", "区域", None)]


@pytest.mark.parametrize(
    ("words", "id_"),
    [
        ("重庆", "cn-500000"),
        ("发改委", "国家发展和改革委员会"),
        ("国发〔2020〕1号", "west"),
        ("森林覆盖率", "森林覆盖率"),
        ("二·3", "west/二·3"),
        ("一·1 成都市", "chengdu/一·1"),
        ("枢纽 鼓励", "west/（二）·2"),
        ("北京市朝阳区", "cn-110105"),
        ("west/w2", "west/w2"),
        ("b.txt", "west/w2"),
        ("(二)·1", "west/（二）·1"),
        ("（二）", "west/（二）"),
        ("(二)", "west/（二）"),
        ("第一章", "aba/第一章"),
        ("西部意见 二 区域协调", "west/二"),
        ("区域协调", "west/二"),
    ],
)
def test_a_thing_is_found_by_id_name_ref_or_words(store: Store, words: str, id_: str) -> None:
    assert show(store, words).thing.id == id_


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            "数据共享",
            "2 measures or goals are meant by 数据共享: aba/第一章·1 (全州推进数据共享，各市（), chengdu/一·2 (",
        ),
        ("一·1", "2 measures or goals are meant by 一·1: chengdu/一·1 (全市森林覆盖率提高到41), west/一·1 ("),
        ("二", "2 sections are meant by 二: west/二 (区域协调), west/（二） (加快建设); show one by its id"),
        ("朝阳区", "朝阳区 names several: 朝阳区 (Region cn-110105), 朝阳区 (Region cn-220104); show one by its id"),
        ("子虚乌有", "is called 子虚乌有"),
        (" ", "give an id, a name or some words"),
    ],
)
def test_words_that_mean_nothing_or_several_things_are_told(store: Store, words: str, message: str) -> None:
    with pytest.raises(LoaderError, match=re.escape(message)):
        show(store, words)


def test_a_region_has_what_lies_above_it_and_what_names_it(store: Store) -> None:
    shown = show(store, "成都市")
    assert shown.text is None
    assert hanging(shown) == {
        ("LOCATED_IN", True, "Region"): ["成渝城市群", "四川省"],
        ("LOCATED_IN", False, "Measure"): ["全市森林覆盖率提高到41", "鼓励重庆、成都建设枢纽。"],
        ("LOCATED_IN", False, "Document"): ["成都市方案"],
        ("LOCATED_IN", False, "Body"): ["成都市人民政府", "成都市发展和改革委员会"],
    }


def test_relationships_have_their_properties(store: Store) -> None:
    (part, whole) = next(group for group in show(store, "重庆市").groups if group.outgoing).connections
    assert (part.other.name, part.properties) == ("成渝城市群", {"extent": "part", "source": "made by hand"})
    assert (whole.other.name, whole.properties) == ("西部地区", {"extent": "whole", "source": "made by hand"})


def test_of_very_many_the_first_are_given_and_all_are_counted(store: Store) -> None:
    group = next(group for group in show(store, "西部地区", most=2).groups if group.label == "Region")
    assert (group.count, len(group.connections)) == (4, 2)


def test_words_are_found_where_the_text_as_read_has_other_marks_and_breaks(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    graph = make_graphs()[1]
    node = next(node for node in graph.own if isinstance(node, model.Measure))
    graph.relationships[:] = [
        model.Supports.between(
            node,
            model.Programme(id="试点", name="试点", kind="pilot"),
            mention="市发展\n改革委",
            start=node.start + 18,
            stop=node.start + 25,
        ),
        *(link for link in graph.relationships if isinstance(link, model.PartOf)),
    ]
    graph.shared[:] = [model.Programme(id="试点", name="试点", kind="pilot")]
    graph.shared_relationships.clear()
    with open_store(str(tmp_path_factory.mktemp("wrapped") / "made.kgl"), write=True) as opened:
        opened.load([graph])
        assert marked(show(opened, node.id)) == [("市发展改革委", "SUPPORTS", "试点")]
