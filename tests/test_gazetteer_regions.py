"""The region table: what the committed data must hold, and what a name that someone types means."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from loader.errors import LoaderError
from loader.gazetteer import data_files, region_data
from loader.gazetteer.region_loading import load_regions

if TYPE_CHECKING:
    from loader.gazetteer.regions import RegionTable

NAMES = tomllib.loads((Path(__file__).parent / "cases" / "region_names.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def table() -> RegionTable:
    return load_regions()


def divisions() -> list[list[str]]:
    return [
        row
        for _, row in data_files.read_table("divisions.tsv", ("code", "parent", "name", "short", "former", "merged"))
    ]


def test_divisions_are_complete() -> None:
    rows = divisions()
    levels = Counter("province" if not row[1] else "prefecture" if row[0].endswith("00") else "county" for row in rows)
    assert levels == {"province": 34, "prefecture": 333, "county": 2847}


def test_codes_are_unique_and_every_parent_exists() -> None:
    rows = divisions()
    codes = {row[0] for row in rows}
    assert len(codes) == len(rows)
    assert all(row[1] in codes for row in rows if row[1])
    assert all(row[0][:2] == row[1][:2] for row in rows if row[1])


def test_towns_lie_in_counties() -> None:
    codes = {row[0] for row in divisions()}
    towns = [row for _, row in data_files.read_table("towns.tsv", ("code", "name"))]
    assert len(towns) == 38723
    orphans = [row for row in towns if row[0][:6] not in codes]
    assert not orphans


def test_every_region_has_a_source_for_each_step(table: RegionTable) -> None:
    assert all(step.source and step.id in table.by_id for region in table.by_id.values() for step in region.within)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("西部", ["西部地区"]),
        ("四川", ["四川省"]),
        ("海南", ["海南省"]),
        ("吉林", ["吉林省"]),
        ("长顺", ["贵州省黔南布依族苗族自治州长顺县"]),
        ("贵州长顺", ["贵州省黔南布依族苗族自治州长顺县"]),
        ("朝阳区", ["北京市朝阳区", "吉林省长春市朝阳区"]),
        ("北京市朝阳区", ["北京市朝阳区"]),
        ("长春朝阳区", ["吉林省长春市朝阳区"]),
        ("襄樊市", ["湖北省襄阳市"]),
        ("巴东县官渡口镇", ["湖北省恩施土家族苗族自治州巴东县官渡口镇"]),
        ("长江三角洲", ["长江三角洲地区"]),
        ("无此地", []),
    ],
)
def test_what_a_typed_name_means(table: RegionTable, typed: str, meant: list[str]) -> None:
    assert [table.qualified_name(id_) for id_ in table.find(typed)] == meant


@pytest.mark.parametrize(("one", "other"), NAMES["different"])
def test_names_that_look_alike_stay_apart(table: RegionTable, one: str, other: str) -> None:
    assert len(table.find(one)) == len(table.find(other)) == 1
    assert table.find(one) != table.find(other)


@pytest.mark.parametrize(("one", "other"), NAMES["same"])
def test_names_that_look_different_come_together(table: RegionTable, one: str, other: str) -> None:
    assert len(table.find(one)) == 1
    assert table.find(one) == table.find(other)


@pytest.mark.parametrize(
    ("words", "stop", "ids"),
    [
        ("四川省成都市住房和城乡建设局", 6, ["cn-510100"]),
        ("北京市朝阳区财政局", 6, ["cn-110105"]),
        ("朝阳区财政局", 3, ["cn-110105", "cn-220104"]),
        ("新疆伊犁哈萨克自治州阿勒泰地区公安局", 15, ["cn-654300"]),
        ("济源示范区税务局", 2, ["cn-419001"]),
        ("阳泉市郊区税务局", 5, ["cn-140311"]),
        ("西宁新区税务局", 2, ["cn-630100"]),
        ("攸县税务局", 2, ["cn-430223"]),
    ],
)
def test_the_places_that_words_begin_with(table: RegionTable, words: str, stop: int, ids: list[str]) -> None:
    assert table.place_at(words) == (stop, tuple(ids))


@pytest.mark.parametrize("words", ["合作社联合社", "资源规划局", "新区税务局", "市税务局"])
def test_words_that_only_look_like_places_begin_with_none(table: RegionTable, words: str) -> None:
    assert table.place_at(words) is None


def test_group_aliases_mean_all_of_their_regions(table: RegionTable) -> None:
    assert [table.describe(id_).name for id_ in table.find("成渝")] == ["成渝地区", "成渝城市群", "成渝地区双城经济圈"]
    assert "成渝" in table.groups
    assert "朝阳区" not in table.groups


def test_homonyms_bear_their_qualified_names(table: RegionTable) -> None:
    names = Counter(region.name for region in table.by_id.values() if region.code)
    homonyms = [region for region in table.by_id.values() if region.code and names[region.name] > 1]
    assert len({alias for region in homonyms for alias in region.aliases if alias.endswith(region.name)}) >= len(
        homonyms
    )
    assert "北京市朝阳区" in table.describe("cn-110105").aliases


def test_unknown_names_get_their_nearest(table: RegionTable) -> None:
    assert "成渝" in table.nearest("成于")
    assert "北京市朝阳区" in table.nearest("北京市朝阴区")


def test_a_part_counts_only_as_the_first_step_upwards(table: RegionTable) -> None:
    circle = "city_cluster:成渝地区双城经济圈"
    assert circle in table.above("cn-510000"), "四川省 overlaps it"
    assert circle in table.above("cn-510100"), "成都市 lies in it"
    assert circle not in table.above("cn-510400"), "攀枝花市 does not, though 四川省 overlaps it"
    assert circle not in table.above("cn-513200"), "nor does 阿坝州"
    assert {"cn-510000", "macro_region:西部地区"} <= table.above("cn-510400")


def test_twelve_provinces_are_the_west(table: RegionTable) -> None:
    west = [
        region.name
        for region in table.by_id.values()
        if region.kind == "province" and "macro_region:西部地区" in {step.id for step in region.within}
    ]
    assert len(west) == 12


def test_a_place_that_only_a_text_knows_can_be_described(table: RegionTable) -> None:
    assert table.describe("natural_area:洛泽河").name == "洛泽河"
    with pytest.raises(LoaderError, match="no region has the id 无"):
        table.describe("无")


REGION = """
[[list]]
kind = "zone"
source = "s"
date = 2020-01-01
regions = [{regions}]
"""


@pytest.mark.parametrize(
    ("regions", "complaint"),
    [
        ('{ name = "甲区域", whole = ["无此市"] }', "甲区域.whole: 无此市 is no region"),
        ('{ name = "甲区域", whole = ["朝阳区"] }', "甲区域.whole: 朝阳区 means several regions"),
        ('{ name = "甲区域", within = ["乙区域"] }, { name = "乙区域", within = ["甲区域"] }', "can't lie in itself"),
        ('{ name = "甲区域" }, { name = "甲区域" }', "甲区域 stands there twice"),
        ('{ name = "甲区域", wohle = [] }', "unknown key wohle; known are name, aliases, whole"),
    ],
)
def test_faults_in_the_data_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, regions: str, complaint: str
) -> None:
    path = tmp_path / "regions.toml"
    path.write_text(region_data.CURATED.read_text(encoding="utf-8") + REGION.format(regions=regions), encoding="utf-8")
    monkeypatch.setattr(region_data, "CURATED", path)
    with pytest.raises(LoaderError, match=complaint):
        load_regions()


def test_a_broken_row_is_named_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "towns.tsv").write_text("# a head\ncode\tname\n110101001\n", encoding="utf-8")
    monkeypatch.setattr(data_files, "DATA", tmp_path)
    with pytest.raises(LoaderError, match=r"towns\.tsv:3: expected code, name"):
        list(data_files.read_table("towns.tsv", ("code", "name")))
