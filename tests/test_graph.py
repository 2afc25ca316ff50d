"""A document's graph: ids that stay, evidence that is verbatim, shared things that depend on nobody."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from loader import model
from loader.document import Facts, Source, Work
from loader.pipeline import make_graph
from loader.reading import read_works
from loader.resources import find_folder

if TYPE_CHECKING:
    from loader.graph import DocumentGraph

TEXT = """关于推进示范工作的意见

为推动川渝合作，现提出如下意见。
一、总体安排
（一）强化交通联系。支持四川、重庆完善通道布局。加快川藏铁路建设。（交通运输部牵头，国家发展改革委按职责分工负责）
（二）提升服务水平。支持四川、重庆完善通道布局。到2025年，服务覆盖率达到90%。
二、组织保障
国家发展改革委要加强统筹协调。
"""


def build(text: str = TEXT, path: str = "a.txt", **facts: object) -> DocumentGraph:
    return make_graph(Work(Facts(**facts), (Source(path, text, "0" * 64),)))  # type: ignore[arg-type]


def measures(graph: DocumentGraph) -> dict[str, model.Measure]:
    return {node.text: node for node in graph.own if isinstance(node, model.Measure)}


@pytest.fixture(scope="module")
def seed() -> DocumentGraph:
    (work,) = read_works([find_folder("seeds")])
    assert isinstance(work, Work)
    return make_graph(work)


def test_every_mention_is_verbatim(seed: DocumentGraph) -> None:
    base = next(node for node in seed.own if isinstance(node, model.Witness) and node.base)
    text = (find_folder("seeds") / base.path).read_bytes().decode()
    spans = [(one.start, one.stop, one.mention) for one in seed.relationships if isinstance(one, model.Evidenced)]
    assert len(spans) > 400
    assert all(text[start:stop] == mention for start, stop, mention in spans)


def test_every_value_is_of_the_kind_that_the_schema_says(seed: DocumentGraph) -> None:
    for one in (seed.document, *seed.own, *seed.shared, *seed.relationships, *seed.shared_relationships):
        one.checker().model_validate(one.properties())


def test_sections_hold_the_whole_text_between_them(seed: DocumentGraph) -> None:
    sections = sorted((n for n in seed.own if isinstance(n, model.Section)), key=lambda n: n.ordinal)
    base = next(node for node in seed.own if isinstance(node, model.Witness) and node.base)
    text = (find_folder("seeds") / base.path).read_bytes().decode()
    assert "".join("".join(s.text for s in sections).split()) == "".join(text.split())


def test_statements_lie_in_their_sections(seed: DocumentGraph) -> None:
    nodes = {node.id: node for node in seed.own}
    for one in seed.relationships:
        if isinstance(one, model.PartOf) and isinstance(parent := nodes.get(one.stop_id), model.Section):
            child = nodes[one.start_id]
            assert isinstance(child, model.Section | model.Statement)
            assert parent.start <= child.start <= child.stop <= parent.stop


def test_the_first_document_has_seven_parts_and_36_articles(seed: DocumentGraph) -> None:
    sections = [node for node in seed.own if isinstance(node, model.Section)]
    assert [s.number for s in sections if s.level == 1] == [None, *"一二三四五六七", None]
    assert sum(s.level == 2 for s in sections) == 36


def test_the_same_input_makes_the_same_graph() -> None:
    assert build() == build()


def test_the_same_words_twice_are_two_measures() -> None:
    twice = [node.id for node in build().own if isinstance(node, model.Measure) and node.text.startswith("支持四川")]
    assert len(twice) == 2
    assert twice[1] == f"{twice[0]}#2"


def test_an_inserted_sentence_changes_no_other_id() -> None:
    before, after = build(), build(TEXT.replace("加快川藏", "新设三个口岸。加快川藏"))
    gone = {node.id for node in before.own} - {node.id for node in after.own}
    assert not gone
    assert len({node.id for node in after.own} - {node.id for node in before.own}) == 1


def test_shared_nodes_do_not_depend_on_the_document() -> None:
    def shared(graph: DocumentGraph) -> dict[tuple[str, str], model.SharedNode]:
        return {(node.label, node.id): node for node in graph.shared}

    one, other = shared(build()), shared(build("关于乙事的通知\n\n一、支持重庆、成都发展。\n", "b.txt"))
    both = one.keys() & other.keys()
    assert ("Region", "cn-500000") in both
    assert all(one[key] == other[key] for key in both)


def test_shared_nodes_come_with_all_that_lies_above_them() -> None:
    graph = build()
    names = {node.name for node in graph.shared if isinstance(node, model.Region)}
    assert {"四川省", "重庆市", "西部地区", "成渝地区双城经济圈", "中国"} & names >= {"四川省", "重庆市", "西部地区"}
    present = {(node.label, node.id) for node in graph.shared}
    for one in graph.shared_relationships:
        assert {(one.start_label, one.start_id), (one.stop_label, one.stop_id)} <= present


def test_a_duty_names_its_words() -> None:
    graph = build()
    duties = {(one.start_id, one.role): one for one in graph.relationships if isinstance(one, model.ResponsibleFor)}
    lead = duties["交通运输部", "lead"]
    assert TEXT[lead.start : lead.stop] == lead.mention == "交通运输部"
    assert ("国家发展和改革委员会", "subject") in duties


@pytest.mark.parametrize(
    ("year", "planning", "broadcasting"),
    [
        (1996, "国家计划委员会", "国家广播电影电视总局"),
        (2012, "国家发展计划委员会", "国家广播电影电视总局"),
        (2017, "国家发展计划委员会", "国家新闻出版广电总局"),
        (2018, "国家发展计划委员会", "国家广播电视总局"),
    ],
)
def test_a_short_name_means_the_body_of_the_documents_time(year: int, planning: str, broadcasting: str) -> None:
    graph = build(
        "关于某事的意见\n一、加强建设。（国家计委牵头，国家计委成都办事处负责）\n二、加强监测。（广电总局负责）\n",
        issuers=("国家计委", "广电总局"),
        written_on=date(year, 5, 1),
    )
    issuers = {one.start_id for one in graph.relationships if isinstance(one, model.Issued)}
    duties = {one.start_id for one in graph.relationships if isinstance(one, model.ResponsibleFor)}
    assert issuers == {planning, broadcasting}
    assert duties == {planning, broadcasting, f"{planning}成都办事处"}
    local = build(f"成都市人民政府关于某事的意见\n一、加强建设。（广电总局负责）\n{year}年5月1日\n")
    assert broadcasting in {node.id for node in local.shared}


def test_a_bracket_gives_its_scope_and_its_term_to_what_it_governs() -> None:
    text = (
        "一、任务\n（一）支持开展保税维修。（负责部门：海关总署，适用范围：重庆自贸试验区，完成时限：2025年6月底前）\n"
    )
    graph = build(text)
    (measure,) = [node for node in graph.own if isinstance(node, model.Measure)]
    assert measure.due == date(2025, 6, 30)
    scopes = [one for one in graph.relationships if isinstance(one, model.LocatedIn) and one.role == "scope"]
    assert [(one.start_id, one.stop_id) for one in scopes] == [(measure.id, "cn-500000")]


def test_a_date_without_a_year_means_the_documents() -> None:
    text = "关于甲事的通知\n\n一、任务\n（一）6月底前完成改造任务。\n"
    (measure,) = [node for node in build(text).own if isinstance(node, model.Measure)]
    assert (measure.due, measure.due_text) == (None, "6月底前")
    (measure,) = [node for node in build(text, written_on=date(2024, 1, 2)).own if isinstance(node, model.Measure)]
    assert measure.due == date(2024, 6, 30)


def test_what_was_published_anew_was_written_in_the_year_of_its_number() -> None:
    text = "关于甲事的通知\n\n一、任务\n（一）2020年底前建成平台。\n"
    for number, due in (("国发〔2018〕42号", date(2020, 12, 31)), ("国发〔2023〕4号", None)):
        graph = build(text, number=number, published_on=date(2023, 5, 6))
        (measure,) = [node for node in graph.own if isinstance(node, model.Measure)]
        assert measure.due == due


@pytest.mark.parametrize(
    ("facts", "document_id"),
    [
        ({"id": "given"}, "given"),
        ({"number": "国发〔2018〕42号", "issuers": ("国务院",)}, "国发〔2018〕42号"),
        ({"number": "政办发〔2020〕3号", "issuers": ("某某市人民政府",)}, "某某市人民政府:政办发〔2020〕3号"),
        ({"source": "https://example.org/a/b"}, "https:||example.org|a|b"),
        ({}, "path:folder|a.txt"),
    ],
)
def test_an_id_is_made_from_what_the_document_is(facts: dict[str, str], document_id: str) -> None:
    assert build("一、支持重庆发展。\n", "folder/a.txt", **facts).document.id == document_id


def test_references_tell_sections_apart_that_bear_one_number() -> None:
    text = "一、甲\n（一）支持重庆发展。\n（二）支持成都发展。\n二、乙\n（一）支持西安发展。\n"
    refs = [node.ref for node in build(text).own if isinstance(node, model.Measure)]
    assert len(refs) == len(set(refs)) == 3
    assert refs[0].startswith("一（一）")


def test_seed_files_are_two_witnesses_of_one_document(seed: DocumentGraph) -> None:
    assert seed.document.name == "关于新时代推进西部大开发形成新格局的指导意见"
    assert [node.base for node in seed.own if isinstance(node, model.Witness)] == [True, False]
    assert {Path(node.path).suffix for node in seed.own if isinstance(node, model.Witness)} == {".txt"}


def test_goals_say_by_when_like_measures() -> None:
    (goal,) = [node for node in build().own if isinstance(node, model.Goal)]
    assert (goal.due, goal.due_text) == (date(2025, 12, 31), "到2025年")
