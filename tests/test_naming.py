"""What people type, and what it means in a store."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from made_graph import make_graphs

from loader import naming
from loader.errors import LoaderError
from loader.naming import ANY, resolve_name, resolve_section
from loader.pipeline import load_paths
from loader.stores import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from loader.stores import Store

REGION, PROGRAMME, BODY, DOCUMENT = ("Region",), ("Programme",), ("Body",), ("Document",)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(str(tmp_path_factory.mktemp("naming") / "made.kgl"), write=True) as opened:
        opened.load(make_graphs())
        yield opened


@pytest.mark.parametrize(
    ("typed", "labels", "meant"),
    [
        ("四川省", REGION, "四川省"),
        (" 四川 ", REGION, "四川"),
        ("西部", REGION, "西部"),
        ("成渝", REGION, "成渝"),
        ("川渝", REGION, "cn-500000|cn-510000"),
        ("川滇黔", REGION, "cn-510000"),
        ("北京市朝阳区", REGION, "北京市朝阳区"),
        ("长春朝阳区", REGION, "cn-220104"),
        ("cn-510000", REGION, "cn-510000"),
        ("发改委", BODY, "发改委"),
        ("“西部大开发”战略", PROGRAMME, "西部大开发战略"),
        ("西部意见", DOCUMENT, "west"),
        ("国发[2020] 1号", DOCUMENT, "west"),
        ("《西部意见》", DOCUMENT, "west"),
        ("数据方案", DOCUMENT, "chengdu"),
        ("办法 阿坝", DOCUMENT, "aba"),
        ("b.txt", DOCUMENT, "west"),
        ("规划纲要", DOCUMENT, "outline"),
        ("财政部", ANY, "财政部"),
        ("重庆", ANY, "重庆"),
    ],
)
def test_a_name_means(store: Store, typed: str, labels: tuple[str, ...], meant: str) -> None:
    assert resolve_name(store, typed, labels) == meant


@pytest.mark.parametrize(
    ("typed", "labels", "message"),
    [
        (
            "朝阳区",
            REGION,
            "朝阳区 names several regions: 北京市朝阳区 (loaded), 吉林省长春市朝阳区 (loaded); ask for one",
        ),
        ("鼓楼区", REGION, "鼓楼区 names several regions: 江苏省南京市鼓楼区, "),
        ("成都是", REGION, "no region in {place} is called 成都是; nearest: 成都市"),
        ("财政布", BODY, "no body in {place} is called 财政布; nearest: 财政部"),
        ("国家发展和改革委", BODY, "no body in {place} is called 国家发展和改革委; nearest: 国家发展和改革委员会"),
        ("教育布", BODY, "no body in {place} is called 教育布; the gazetteer has 教育部"),
        ("西部大开", PROGRAMME, "no programme in {place} is called 西部大开; nearest: 西部大开发"),
        (
            "西部陆海",
            PROGRAMME,
            "no programme in {place} is called 西部陆海; the gazetteer has 西部陆海新通道, of which nothing is loaded",
        ),
        ("成都府", REGION, "no region in {place} is called 成都府; nearest: 成都市"),
        ("福州", REGION, "no region in {place} is called 福州, though the gazetteer knows it"),
        ("发改", BODY, "no body in {place} is called 发改; nearest: 国家发展和改革委员会"),
        ("数字长城", PROGRAMME, "no programme in {place} is called 数字长城"),
        ("子虚乌有", ANY, "nothing in {place} is called 子虚乌有"),
        (
            "子虚乌有",
            ("Indicator",),
            "no indicator in {place} is called 子虚乌有; `loader query targets` lists what there is",
        ),
    ],
)
def test_a_name_that_means_nothing_or_several_things_is_told(
    store: Store, typed: str, labels: tuple[str, ...], message: str
) -> None:
    with pytest.raises(LoaderError, match=re.escape(message.format(place=store.place))):
        resolve_name(store, typed, labels)


@pytest.mark.parametrize(
    ("typed", "meant"), [("一", "一"), ("二", "（二）"), ("(二)", "（二）"), ("四", "第四条"), ("支持创新", "支持创新")]
)
def test_a_section_is_known_by_number_or_heading(tmp_path: Path, typed: str, meant: str) -> None:
    assert resolve_section(_store_of_articles(tmp_path), "path:a.txt", typed) == meant


def test_a_number_that_two_sections_may_mean_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoaderError, match=re.escape("三 names several sections of path:a.txt: （三） 支持创新, ")):
        resolve_section(_store_of_articles(tmp_path), "path:a.txt", "三")


def _store_of_articles(folder: Path) -> Store:
    text = "一、总则\n（二）支持消费\n支持四川。\n（三）支持创新\n支持贵州。\n第三条 支持重庆。\n第四条 支持云南。\n"
    (folder / "a.txt").write_text(text, encoding="utf-8")
    with open_store(str(folder / "policy.kgl"), write=True) as store:
        load_paths(folder / "a.txt", store)
    return open_store(str(folder / "policy.kgl"))


def test_a_body_under_its_own_name_needs_no_gazetteer(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(naming, "load_gazetteer")
    assert resolve_name(store, "财政部", BODY) == "财政部"
