"""What `check` finds in a store that somebody changed by hand, and that it finds nothing in one that nobody did."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from store_graphs import Sentence, document

from loader import model
from loader.checking import check
from loader.pipeline import load_paths

if TYPE_CHECKING:
    from conftest import Place

    from loader.stores import Store

SEEDS = Path(__file__).parents[1] / "seeds"
CHANGED = "somebody changed a value in what it says since it was loaded"
WEST = document(
    "西部",
    Sentence("支持成都建设枢纽。", ("成都市",), (2035,)),
    Sentence("加快川藏铁路建设，扶贫办牵头。", ("川藏铁路", "国务院扶贫办")),
    "其余各项。",
    cites=["规划"],
    issuers=["成都市人民政府"],
)


def found(store: Store) -> list[str]:
    return [str(finding) for finding in check(store)]


def test_what_the_loader_writes_breaks_no_rule(place: Place) -> None:
    with place.open() as store:
        store.load([WEST, document("规划", "一。"), document("records.jsonl#7", "一。", "一。")])
        assert found(store) == []
        load_paths([SEEDS], store)
        assert found(store) == []
        assert check(store, [SEEDS]) == []
        store.forget(["西部"])
        assert found(store) == []


def test_texts_as_they_come_break_no_rule(place: Place, tmp_path: Path) -> None:
    sentences = (
        "加强與論宣傳引導。" + "推进数据共享。" * 60,  # traditional characters in a text that is not
        "支持\u200b成都\ufeff建设枢纽。加快**数据平台**建设。",
        '推进"数据共享"，支持成都建设\n“枢纽"。',
        "加快\xa0 建设\r\n数据平台，支持重庆。",
    )
    (tmp_path / "a.txt").write_text("某措施\n一、总体要求\n" + "\n\n".join(sentences), encoding="utf-8", newline="")
    with place.open() as store:
        load_paths([tmp_path], store, processes=1)
        assert check(store, [tmp_path]) == []
        assert check(store) == []


def test_what_others_added_breaks_no_rule(place: Place) -> None:
    with place.open() as store:
        store.load([WEST])
    place.by_hand(
        "MATCH (m:Measure {ref: '一·1'}), (r:Region {name: '四川省'}) SET m.opinion = '好' "
        "CREATE (n:Note {id: 'n'})-[:ABOUT]->(m), (m)-[:LOCATED_IN {note: 'mine'}]->(r), (n)-[:SUPPORTS]->(r)"
    )
    with place.open(write=False) as store:
        assert found(store) == []


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        ("MATCH (r:Region {name: '四川省'}) REMOVE r.kind", "Region cn-510000: kind: Field required"),
        ("MATCH (r:Region {name: '四川省'}) SET r.kind = 'planet'", "Region cn-510000: kind: Input should be"),
        ("MATCH (m:Measure {ref: '一·3'}) SET m.ordinal = 'third'", "ordinal: Input should be a valid integer"),
        ("MATCH (m:Measure {ref: '一·3'}) SET m.start = m.start + 1", "its id is not made of its text"),
        ("MATCH (m:Measure {ref: '一·3'}) SET m.text = '别的。'", "its text is not what stands at its place"),
        ("MATCH (m:Measure {ref: '一·3'}) SET m.stop = 900", "lies outside 西部/1, of which it is a part"),
        ("MATCH (m:Measure {ref: '一·3'})-[r:PART_OF]->() DELETE r", "no document needs it"),
        (
            "MATCH (m:Measure {ref: '一·3'}), (d:Document {id: '西部'}) CREATE (m)-[:PART_OF {id: 'x'}]->(d)",
            "is part of 2 things",
        ),
        ("MATCH (m:Measure)-[r:LOCATED_IN]->() SET r.mention = '重庆'", "“重庆” is not what stands at its place"),
        ("MATCH (m:Measure)-[r:LOCATED_IN]->() SET r.start = 3, r.stop = 4", "“支” is not what stands at its place"),
        ("MATCH (m:Measure)-[r:LOCATED_IN]->() SET r.role = 'partner'", "is not made of what it is"),
        ("MATCH (m:Measure)-[r:TARGETS]->() SET r.year = 2030", "is not made of what it is"),
        (
            "MATCH (m:Measure {ref: '一·3'}), (i:Indicator) CREATE (m)-[:LOCATED_IN {id: 'x'}]->(i)",
            "LOCATED_IN may not have an end at a Indicator",
        ),
        ("CREATE (:Region {id: 'x', name: '某地', kind: 'zone', aliases: []})", "Region x: no document needs it"),
        ("MATCH ()-[r:RESPONSIBLE_FOR]->() DELETE r", "Body 国务院扶贫办: no document needs it"),
        ("MATCH ()-[r:CITES]->() DELETE r", "Document 规划: no document needs it"),
        ("MATCH ()-[r:WITNESS_OF]->() DELETE r", "Document 西部: has 0 base witnesses"),
        ("MATCH (w:Witness) SET w.sha256 = 'x'", "Document 西部: its text is not that of its base witness"),
        ("MATCH (r:Region {name: '西部地区'})<-[l]-() DELETE l SET r.retracted = true", "nothing hangs on it any more"),
    ],
)
def test_a_change_by_hand_is_found(place: Place, damage: str, finding: str) -> None:
    with place.open() as store:
        store.load([WEST])
    place.by_hand(damage)
    with place.open(write=False) as store:
        assert [one for one in found(store) if finding in one]
        assert not [one for one in found(store) if "\n" in one]


@pytest.mark.parametrize("make_place", ["embedded"], indirect=True)
@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        ("MATCH (m:Measure) SET m.force = 'prohibit'", CHANGED),
        ("MATCH (m:Measure) REMOVE m.due", CHANGED),
        ("MATCH (d:Document) WHERE d.loaded SET d.number = '国发〔2020〕1号'", CHANGED),
        ("MATCH (s:Section) SET s.name = '别的'", CHANGED),
        ("MATCH (:Body)-[r:RESPONSIBLE_FOR]->() SET r.rank = 7", CHANGED),
        ("MATCH (:Measure)-[r:TARGETS]->() SET r.comparator = '<='", CHANGED),
        ("MATCH (:Measure)-[r:LOCATED_IN]->() DELETE r", CHANGED),
        ("MATCH ()-[r:CITES]->() REMOVE r.mention, r.start, r.stop", CHANGED),
        ("MATCH (b:Body) SET b.name = '某办'", "Body 商务部: its name is 某办 and should be 商务部"),
        ("MATCH (b:Body) SET b.kind = 'enterprise'", "Body 商务部: its kind is enterprise and should be ministry"),
        (
            "MATCH (r:Region {id: 'cn-510100'}) SET r.name = '蓉城'",
            "Region cn-510100: its name is 蓉城 and should be 成都市",
        ),
        (
            "MATCH (r:Region {id: 'cn-510100'}) REMOVE r.aliases",
            "Region cn-510100: its aliases is None and should be [",
        ),
        (
            "MATCH (:Region {id: 'cn-510100'})-[r:LOCATED_IN]->() SET r.extent = 'part'",
            "Region cn-510100 -LOCATED_IN-> Region cn-510000: its extent is part and should be whole",
        ),
        (
            "MATCH (:Region {id: 'cn-510100'})-[r:LOCATED_IN]->() DELETE r",
            "Region cn-510100 -LOCATED_IN-> Region cn-510000: is missing",
        ),
    ],
)
def test_a_valid_value_that_was_changed_is_found(place: Place, tmp_path: Path, damage: str, finding: str) -> None:
    load_platforms(place, tmp_path)
    place.by_hand(damage)
    with place.open(write=False) as store:
        assert [one for one in found(store) if finding in one]


@pytest.mark.parametrize("make_place", ["neo4j"], indirect=True)
def test_valid_values_that_were_changed_on_a_server_are_found(place: Place, tmp_path: Path) -> None:
    load_platforms(place, tmp_path)
    place.by_hand("MATCH (m:Measure) SET m.force = 'prohibit'")
    place.by_hand("MATCH (r:Region {id: 'cn-510100'}) REMOVE r.aliases")
    place.by_hand("MATCH (:Region {id: 'cn-510100'})-[r:LOCATED_IN]->() DELETE r")
    with place.open(write=False) as store:
        told = "\n".join(found(store))
    assert CHANGED in told
    assert "Region cn-510100: its aliases is None and should be [" in told
    assert "Region cn-510100 -LOCATED_IN-> Region cn-510000: is missing" in told


def load_platforms(place: Place, folder: Path) -> None:
    task = "按《四川省数据条例》，2025年底前在成都建成10个平台。（商务部牵头）"
    (folder / "a.txt").write_text(f"关于推进数据共享的意见\n\n一、主要任务\n{task}\n", encoding="utf-8")
    with place.open() as store:
        load_paths([folder], store, processes=1)
        assert found(store) == []


def test_values_that_another_version_made_are_not_compared(place: Place) -> None:
    with place.open() as store:
        store.load([WEST])
    place.by_hand("MATCH (m:Measure) SET m.force = 'permit'")
    with place.open(write=False) as store:
        assert found(store) == []


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        ("MATCH (d:Document) WHERE NOT d.loaded SET d.name = '别的'", "its name should be 四川省数据条例"),
        (
            "MATCH (a:Document)-[r:CITES]->() CREATE (a)-[:CITES {id: 'x', cited_as: r.cited_as}]->(a)",
            "leads elsewhere than to what it cites",
        ),
    ],
)
def test_a_citation_that_was_led_astray_is_found(place: Place, tmp_path: Path, damage: str, finding: str) -> None:
    text = "关于推进数据共享的意见\n\n一、总体要求\n根据《四川省数据条例》，加快推进数据共享。\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    with place.open() as store:
        load_paths([tmp_path], store, processes=1)
        assert found(store) == []
    place.by_hand(damage)
    with place.open(write=False) as store:
        assert [one for one in found(store) if finding in one]


def test_sections_that_overlap_are_found(place: Place) -> None:
    section = next(node for node in WEST.own if isinstance(node, model.Section))
    second = replace(section, id="西部/2", start=5)
    part = model.PartOf.between(second, WEST.document)
    with place.open() as store:
        store.load([replace(WEST, own=[*WEST.own, second], relationships=[*WEST.relationships, part])])
        assert found(store) == ["Section 西部/2: overlaps the section before it"]


def test_a_file_that_says_more_than_the_store_is_found(place: Place, tmp_path: Path) -> None:
    with place.open() as store:
        (tmp_path / "texts").mkdir()
        (tmp_path / "texts" / "a.txt").write_text("一、任务\n加快建设。\n二、其他\n推进改革。\n", encoding="utf-8")
        load_paths([tmp_path / "texts"], store)
        assert check(store, [tmp_path / "texts"]) == []
    place.by_hand("MATCH (s:Section)<-[:PART_OF]-(m:Measure) WHERE s.text CONTAINS '推进改革' DETACH DELETE m, s")
    with place.open(write=False) as store:
        assert [str(one) for one in check(store, [tmp_path / "texts"]) if "lie in no section" in one.what]


def test_a_file_that_cannot_be_compared_is_not_passed_over(place: Place, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("一、任务\n加快建设。\n", encoding="utf-8")
    with place.open() as store:
        load_paths([tmp_path], store, processes=1)
        (tmp_path / "a.txt").write_bytes(b"")
        told = [str(one) for one in check(store, [tmp_path])]
    assert told == ["a.txt: is not compared: is empty; fill it or take it away"]
