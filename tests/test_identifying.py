"""Which document a text is: ids from what it is, files of one document together, all others apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_graphs import everything

from loader.citation_keys import bare_document, parts_of
from loader.document import Facts, Source, Work
from loader.grouping import carry_one_document, group_looks, look_at
from loader.identifying import identify_document, keys_of
from loader.pipeline import load_paths, make_graphs
from loader.reading import read_works
from loader.sketching import compare_sketches, sketch_text
from loader.stores import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from loader.grouping import Look

BODY = (
    "为促进夜间经济发展，结合我市实际，现提出如下意见。\n一、总体要求\n坚持政府引导、市场主导，丰富夜间消费供给。\n"
    "二、重点任务\n（一）打造夜间消费街区。支持各区建设特色街区，完善照明、停车和公共交通。（市商务局牵头，市交通运输局配合）\n"
    "（二）丰富文化供给。鼓励博物馆、图书馆延长开放时间，支持举办音乐节和夜间演出。（市文化和旅游局负责）\n"
    "（三）优化营商环境。放宽外摆限制，简化审批手续，落实减税降费政策。\n三、保障措施\n"
    "各区要加强组织领导，制定实施细则，确保各项任务落到实处。到2025年，建成20个特色街区。\n"
)
OTHER = (
    "一、支持举办国际展会，培育本地会展企业。\n二、支持发展首店经济，对首店给予装修补贴。\n三、支持跨境电子商务综合试验区建设。\n"
    "四、支持企业参加境外展览，提供出口信用保险。\n五、加强知识产权保护，建立快速维权机制。\n"
)
HEAD = "花城市人民政府关于发展夜间经济的意见\n"
NUMBER = "花政发〔2022〕7号\n"
FOOT = "花城市人民政府\n2022年5月6日\n"


def look(text: str, path: str = "a.txt", before: str | None = None, **facts: Any) -> Look:
    return look_at(Work(Facts(**facts), (Source(path, text, path),)), before)


WHOLE = look(HEAD + NUMBER + BODY + FOOT)


@pytest.mark.parametrize(
    ("facts", "document_id"),
    [
        ({"id": "given", "number": "国发〔2018〕42号"}, "given"),
        ({"number": "国发〔2018〕42号", "issuers": ("国务院",)}, "国发〔2018〕42号"),
        ({"number": "政办发〔2020〕3号", "issuers": ("花城市人民政府",)}, "花城市人民政府:政办发〔2020〕3号"),
        (
            {"name": "关于甲的意见", "issuers": ("国家发展改革委",), "published_on": date(2022, 5, 6)},
            "国家发展和改革委员会:关于甲的意见:2022-05-06",
        ),
        (
            {"name": "关于甲的意见", "issuers": ("花城市人民政府",), "written_on": date(2022, 5, 6)},
            "花城市人民政府:关于甲的意见:2022-05-06",
        ),
        ({"name": "关于甲的意见", "source": "https://example.org/a/b"}, "https:||example.org|a|b"),
        ({"name": "关于甲的意见"}, "path:folder|a.txt"),
        ({"number": "国发〔2018〕42号", "nature": "report", "source": "x"}, "x"),
    ],
)
def test_an_id_is_made_from_what_the_document_is(facts: dict[str, Any], document_id: str) -> None:
    assert identify_document(Facts(**facts), "folder/a.txt") == document_id


def test_records_of_one_address_are_told_apart() -> None:
    assert identify_document(Facts(source="https://example.org"), "dump.jsonl#17") == "https:||example.org#17"


@pytest.mark.parametrize(
    ("facts", "seat", "keys"),
    [
        ({"name": "国务院关于甲事的意见", "number": "国发〔2018〕42号"}, "", ["关于甲事的意见", "国发〔2018〕42号"]),
        ({"name": "中华人民共和国消防法"}, "", ["消防法"]),
        ({"name": "深圳市商务局关于甲事的意见"}, "cn-440300", ["关于甲事的意见@cn-440300"]),
        (
            {"name": "深圳市人民政府关于印发深圳市夜市管理办法的通知"},
            "cn-440300",
            ["关于印发深圳市夜市管理办法的通知@cn-440300", "夜市管理办法@cn-440300", "深圳市夜市管理办法"],
        ),
        ({"name": "深圳市关于甲事的意见"}, "cn-440300", ["关于甲事的意见@cn-440300"]),
        ({"name": "中共中央关于甲事的决定"}, "", ["关于甲事的决定"]),
        ({"name": "关于甲事的意见"}, None, []),
        ({"name": "关于甲事的意见（征求意见稿）", "nature": "draft"}, "", ["关于甲事的意见征求意见稿"]),
        ({"name": "关于甲事的意见", "nature": "interpretation"}, "", []),
        ({"name": "消防条例", "number": "国务院令第350号"}, "", ["国务院令第350号", "消防条例"]),
    ],
)
def test_a_document_answers_to_its_number_and_its_names(
    facts: dict[str, Any], seat: str | None, keys: list[str]
) -> None:
    assert keys_of(Facts(**facts), seat) == keys


@pytest.mark.parametrize(
    ("key", "number", "names"),
    [
        ("国发〔2018〕42号", "国发〔2018〕42号", []),
        ("国发〔2018〕42号 关于甲的意见", "国发〔2018〕42号", ["关于甲的意见"]),
        ("关于甲的意见@cn-440300", None, ["关于甲的意见@cn-440300"]),
        (
            "关于甲的意见@cn-440303?",
            None,
            ["关于甲的意见@cn-440303", "关于甲的意见@cn-440300", "关于甲的意见@cn-440000", "关于甲的意见"],
        ),
        ("关于甲的意见@?", None, ["关于甲的意见"]),
    ],
)
def test_a_key_says_what_may_be_meant(key: str, number: str | None, names: list[str]) -> None:
    assert parts_of(key) == (number, names)


def test_a_bare_document_says_what_its_key_says() -> None:
    numbered, named = bare_document("国发〔2018〕42号"), bare_document("关于甲的意见@cn-440300")
    assert (numbered.name, numbered.number) == ("国发〔2018〕42号", "国发〔2018〕42号")
    assert (named.name, named.number, named.loaded) == ("关于甲的意见", None, False)


@pytest.mark.parametrize(
    "text",
    [
        HEAD + NUMBER + BODY + FOOT,
        HEAD + BODY + FOOT,
        BODY,
        (HEAD + NUMBER + BODY + FOOT).replace("，", ",").replace("。", "。\n"),
        HEAD + NUMBER + BODY.replace("简化审批手续", "简化审批程序"),
        "关于发展夜间经济的意见\n" + BODY,
        HEAD + NUMBER + BODY[: len(BODY) // 2],
    ],
    ids=["same", "without number", "without head and foot", "other marks", "a slip", "without issuer", "cut"],
)
def test_nearly_equal_texts_are_one_document(text: str) -> None:
    assert carry_one_document(WHOLE, look(text, "b.txt"))


@pytest.mark.parametrize(
    "other",
    [
        look(HEAD + "花政发〔2023〕1号\n" + BODY + FOOT),
        look(HEAD + BODY + FOOT.replace("2022年", "2023年")),
        look(HEAD.replace("意见", "意见（征求意见稿）") + BODY + FOOT),
        look("花城市人民政府关于发展假日经济的意见\n" + BODY + FOOT),
        look(HEAD + NUMBER + OTHER + FOOT),
        look(HEAD + OTHER),
        look("深圳市人民政府关于发展夜间经济的意见\n" + BODY),
    ],
    ids=[
        "another number",
        "another date",
        "a draft",
        "another name",
        "other words",
        "equal names alone",
        "another city",
    ],
)
def test_texts_that_say_they_differ_are_apart(other: Look) -> None:
    here = look(HEAD.replace("花城市", "珠海市") + BODY) if "深圳" in (other.facts.name or "") else WHOLE
    assert not carry_one_document(here, other)


def test_texts_published_far_apart_are_two_documents() -> None:
    one, near, far = (look(BODY, published_on=date(2022, month, 1)) for month in (1, 2, 9))
    assert carry_one_document(one, near)
    assert not carry_one_document(one, far)


def test_a_sketch_tells_how_much_texts_have_in_common() -> None:
    clauses = [f"第{number}项任务由有关部门负责落实" for number in range(400)]
    whole = sketch_text("。".join(clauses))
    assert compare_sketches(whole, sketch_text("。\n".join(clauses))) == (1, 1)
    assert compare_sketches(whole, sketch_text("。".join(clauses[:200]))).whole == pytest.approx(0.5, abs=0.2)
    assert compare_sketches(whole, sketch_text("。".join(clauses[:200]))).part == pytest.approx(1, abs=0.3)
    assert compare_sketches(whole, sketch_text(BODY)) == (0, 0)
    assert compare_sketches(whole, sketch_text("")) == (0, 0)


def test_the_base_is_the_most_complete_file() -> None:
    looks = [look(HEAD + BODY, "a.txt"), look(HEAD + NUMBER + BODY + FOOT, "b.txt"), look(BODY, "c.txt")]
    (group,) = group_looks(looks)
    assert (group.id, looks[group.members[0]].paths) == ("花政发〔2022〕7号", ("b.txt",))
    assert sorted(group.members) == [0, 1, 2]


def test_documents_that_would_have_one_id_are_told_apart() -> None:
    looks = [
        look(HEAD + NUMBER + BODY + FOOT, "a.txt"),
        look("花城市商务局关于展会的通知\n" + NUMBER + "一、支持举办展会。\n二、给予补贴。\n", "b.txt"),
    ]
    assert {group.id for group in group_looks(looks)} == {"花政发〔2022〕7号", "花政发〔2022〕7号:b.txt"}


def test_a_file_that_was_loaded_before_keeps_its_document() -> None:
    edited = look(HEAD + "花政发〔2022〕8号\n" + BODY + FOOT, before="花政发〔2022〕7号")
    (group,) = group_looks([edited])
    assert group.id == "花政发〔2022〕7号"


FILES = {
    "a.txt": HEAD + NUMBER + BODY + FOOT,
    "b.txt": HEAD + BODY + FOOT,
    "c.txt": HEAD + NUMBER + BODY.replace("简化审批手续", "简化审批程序") + "（此件公开发布）\n" + FOOT,
    "fair.txt": "花城市商务局关于发展会展业的通知\n花商〔2022〕3号\n" + OTHER + "花城市商务局\n2022年6月1日\n",
    "nameless.txt": OTHER,
    "draft.txt": HEAD.replace("意见", "意见（征求意见稿）") + BODY + FOOT.replace("5月", "3月"),
    "next.txt": HEAD + "花政发〔2024〕2号\n" + BODY + FOOT.replace("2022年", "2024年"),
    "zhuhai.txt": "珠海市人民政府关于发展夜间经济的意见\n" + BODY + "珠海市人民政府\n2022年5月6日\n",
    "report.txt": "根据《花城市人民政府关于发展夜间经济的意见》（花政发〔2022〕7号），支持举办展会。\n",
}


@dataclass(frozen=True)
class Held:
    """All that a store holds."""

    nodes: list[Any] = field(repr=False)
    relationships: list[Any] = field(repr=False)


def load(store_at: Path, folder: Path, parts: list[list[str]]) -> Held:
    with open_store(str(store_at), write=True) as store:
        for part in parts:
            load_paths([folder / name for name in part], store, processes=1)
        return Held(*everything(store))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def together(folder: Path) -> Held:
    return load(folder.parent / "together.kgl", folder, [list(FILES)])


def test_each_document_is_there_once_with_all_its_files(together: Held) -> None:
    documents = [node["properties"] for node in together.nodes if node["labels"] == ["Document"]]
    assert sorted(one["id"] for one in documents if one["loaded"]) == [
        "path:report.txt",
        "珠海市人民政府:珠海市人民政府关于发展夜间经济的意见:2022-05-06",
        "花商〔2022〕3号",
        "花城市人民政府:花城市人民政府关于发展夜间经济的意见征求意见稿:2022-03-06",
        "花政发〔2022〕7号",
        "花政发〔2024〕2号",
    ]
    witnesses = {
        node["properties"]["path"]: node["properties"]["id"].partition("/")[0]
        for node in together.nodes
        if node["labels"] == ["Witness"]
    }
    assert {path for path, id_ in witnesses.items() if id_ == "花政发〔2022〕7号"} == {"a.txt", "b.txt", "c.txt"}
    assert {path for path, id_ in witnesses.items() if id_ == "花商〔2022〕3号"} == {"fair.txt", "nameless.txt"}


@st.composite
def loads(draw: st.DrawFn) -> list[list[str]]:
    """All files in some order and some parts, and a part of them again."""
    order = draw(st.permutations(list(FILES)))
    cuts = sorted(draw(st.sets(st.integers(1, len(FILES) - 1), max_size=3)))
    parts = [order[start:stop] for start, stop in zip([0, *cuts], [*cuts, None], strict=True)]
    return [*parts, *draw(st.lists(st.sampled_from(parts), max_size=1))]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=loads())
def test_no_order_and_no_parts_change_the_graph(
    tmp_path: Path, folder: Path, together: Held, parts: list[list[str]]
) -> None:
    for leftover in tmp_path.iterdir():
        leftover.unlink()
    assert load(tmp_path / "graph.kgl", folder, parts) == together


def test_the_number_of_processes_changes_nothing(folder: Path, tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.txt").write_text(f"关于第{number}事的通知\n支持第{number}事。\n", encoding="utf-8")
    works = [folder, tmp_path]
    assert list(make_graphs(read_works(works), processes=1)) == list(make_graphs(read_works(works), processes=2))


def test_a_file_that_holds_another_document_now_is_another_document(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(FILES["a.txt"], encoding="utf-8")
    with open_store(str(tmp_path / "graph.kgl"), write=True) as store:
        load_paths([file], store)
        file.write_text("花城市商务局关于展会的通知\n花商〔2023〕9号\n一、支持举办展会。\n", encoding="utf-8")
        report = load_paths([file], store)
        assert report.summary.documents == {"花政发〔2022〕7号": "removed", "花商〔2023〕9号": "added"}
        assert [known.id for known in store.known()] == ["花商〔2023〕9号"]


def test_an_edited_file_keeps_its_document_and_the_files_beside_it(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.txt"
    with open_store(str(tmp_path / "graph.kgl"), write=True) as store:
        load_paths([folder / "a.txt", folder / "b.txt"], store)
        file.write_text(FILES["b.txt"].replace("20个", "30个"), encoding="utf-8")
        load_paths([file], store)
        (known,) = store.known()
        assert (known.id, known.paths) == ("花政发〔2022〕7号", ("a.txt", "b.txt"))
        readings = store.run("MATCH (:Witness {path: 'b.txt'})-[r:READS]->() RETURN r.text AS text").rows
    assert ["30"] in readings or ["30个"] in readings
