"""The package, as people use it in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import loader

if TYPE_CHECKING:
    from pathlib import Path

PLAN = """成都市推进数据共享工作方案

一、加快建设数据平台。推进成渝地区数据共享。（牵头单位：市发展改革委；配合单位：市财政局）
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_every_step_is_a_function_and_takes_what_the_one_before_gives(file: Path, tmp_path: Path) -> None:
    (work,) = loader.read(file)
    assert not isinstance(work, loader.Problem)
    assert {name for mention in loader.extract(work).regions for name in mention.names} >= {"成渝地区", "成都市"}
    with loader.open_store(str(tmp_path / "policy.kgl"), write=True) as store:
        assert store.load([loader.build(work)]).documents == {"path:plan.txt": "added"}
        assert loader.load(file, store).summary.documents == {"path:plan.txt": "unchanged"}
        (row,) = loader.query(store, "measures-touching-region", region="成渝").records()
        graph = loader.subgraph(store, bodies="成都市发展和改革委员会")
    assert (row["place"], row["how"]) == ("成渝地区", "named")
    assert {data["name"] for _, data in graph.nodes(data=True)} >= {"成都市", "成都市发展和改革委员会"}


def test_a_text_needs_no_file() -> None:
    found = loader.extract("支持四川建设内陆开放高地。")
    (region,) = found.regions
    assert region.names == ("四川省",)
    assert found.outline.text.raw[slice(*found.outline.text.raw_span(region.span))] == "四川"


def test_what_cannot_be_read_comes_as_a_problem_in_its_turn(file: Path) -> None:
    (file.parent / "bad.txt").write_bytes(b"")
    bad, good = loader.read(file.parent)
    assert isinstance(bad, loader.Problem)
    assert (bad.path, bad.message) == ("bad.txt", "is empty; fill it or take it away")
    assert isinstance(good, loader.Work)


def test_every_public_name_is_there() -> None:
    assert all(getattr(loader, name) for name in loader.__all__)
    assert not hasattr(loader, "nothing")
