"""Programmes: known by name, known by the shape of their names, and what only looks like one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.errors import LoaderError
from loader.extraction.own_place import OwnPlace
from loader.extraction.programmes import extract_programmes
from loader.gazetteer import data_files, load_gazetteer
from loader.gazetteer import programmes as table
from loader.normalising import normalise
from loader.segmenting import split_sections

if TYPE_CHECKING:
    from loader.document import ProgrammeMention

CASES = tomllib.loads((Path(__file__).parent / "cases" / "programmes.toml").read_text(encoding="utf-8"))
NAMES = CASES.pop("names")
SENTENCES = [(group, sentence) for group, sentences in CASES.items() for sentence in sentences]

# Pieces that names are made of, so that random texts have heads, quotation marks, brackets and verbs.
PIECES = st.sampled_from(
    [
        *"“”《》（）、和等的。\n",
        "实施",
        "工程",
        "行动计划",
        "试点",
        "项目",
        "乡村振兴",
        "贵州",
        "健康",
        "规划",
        "两重",
        "提升",
    ]
)


def find(raw: str, jurisdiction: str | None = None, *, central: bool = False) -> tuple[str, list[ProgrammeMention]]:
    outline = split_sections(normalise(raw))
    gazetteer = load_gazetteer()
    own = OwnPlace(jurisdiction, gazetteer.regions, central=central)
    return outline.text.plain, extract_programmes(outline, own, gazetteer)


def mark(plain: str, mentions: list[ProgrammeMention]) -> str:
    """The text with every mention in 【】."""
    opens = [mention.span.start for mention in mentions]
    closes = [mention.span.stop for mention in mentions]
    marked = [f"{'】' * closes.count(at)}{'【' * opens.count(at)}{letter}" for at, letter in enumerate(plain)]
    return "".join(marked) + "】" * closes.count(len(plain))


@pytest.mark.parametrize(("group", "sentence"), SENTENCES, ids=[sentence[:24] for _, sentence in SENTENCES])
def test_the_marked_words_are_programmes(group: str, sentence: str) -> None:
    raw = sentence.replace("【", "").replace("】", "")
    assert mark(*find(raw)) == sentence, group


@pytest.mark.parametrize("words", NAMES)
def test_a_programme_has_a_name_and_a_kind(words: str) -> None:
    name, kind = NAMES[words]
    _, mentions = find(f"{words}。")
    assert [(mention.name, mention.kind) for mention in mentions] == [(name, kind)]


def test_a_name_that_begins_with_a_level_is_one_of_the_documents_own_place() -> None:
    hangzhou = "cn-330100"
    _, mentions = find("争取省科创母基金投向我市，建设市农产品追溯平台，落实市场准入奖补政策。", hangzhou)
    assert [mention.name for mention in mentions] == ["浙江省科创母基金", "杭州市农产品追溯平台", "市场准入奖补政策"]


def test_a_name_of_the_whole_place_is_that_places_unless_all_know_it() -> None:
    text = "编制全市住房发展规划，深化全省工程建设项目审批制度改革。"
    _, mentions = find(text, "cn-330100")
    assert [mention.name for mention in mentions] == ["杭州市住房发展规划", "工程建设项目审批制度改革"]
    _, mentions = find("编制全区住房发展规划。", "cn-150000")
    assert [mention.name for mention in mentions] == ["内蒙古自治区住房发展规划"]
    _, mentions = find("编制全市住房发展规划。")
    assert mentions == []


def test_a_package_of_measures_that_no_place_owns_is_a_central_papers() -> None:
    text = "促进渔业二十条措施\n推动落实。"
    assert [mention.name for mention in find(text, central=True)[1]] == ["促进渔业二十条措施"]
    assert not find(text)[1]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("支持湖南省浏阳经济技术开发区。", "浏阳经济技术开发区"),
        ("支持苏州吴中经济技术开发区。", "苏州吴中经济技术开发区"),
        ("支持上海张江高新技术产业开发区。", "上海张江高新技术产业开发区"),
    ],
)
def test_a_zone_is_called_without_its_province_but_with_its_city(text: str, name: str) -> None:
    assert find(text)[1][0].name == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("支持深圳推进先行示范区建设。", ["中国特色社会主义先行示范区"]),
        ("支持深圳发展，建设渔业经济先行示范区。", ["渔业经济先行示范区"]),
        ("支持汕头推进先行示范区建设。", []),
    ],
)
def test_a_province_calls_a_citys_zone_as_the_city_does_where_it_names_the_city(text: str, names: list[str]) -> None:
    guangdong = "cn-440000"
    assert [mention.name for mention in find(text, guangdong)[1]] == names


def test_a_package_of_measures_is_that_of_the_place_before_it_or_of_the_text() -> None:
    hangzhou = "cn-330100"
    text = "支持企业用工十条措施\n执行省“20条”、市“新十条”和宁波“人才10条”，落实“新湘十条”。"
    _, mentions = find(text, hangzhou)
    assert [mention.name for mention in mentions] == [
        "杭州市支持企业用工十条措施",
        "浙江省20条",
        "杭州市新十条",
        "宁波市人才10条",
        "新湘十条",
    ]


def test_a_package_of_the_centre_of_another_body_or_of_another_level_is_not_the_texts_own() -> None:
    nanjing = "cn-320100"
    text = (
        "落实国务院“33条”稳经济措施，对接人民银行、银保监会“16条”，贯彻中央“二十条”、国家“新十条”、省住建厅的“20条”。"
    )
    _, mentions = find(text, nanjing)
    assert [mention.name for mention in mentions] == [
        "国务院33条",
        "银保监会16条",
        "中央二十条",
        "国家新十条",
        "江苏省20条",
    ]
    _, mentions = find("对接省“20条”，落实国务院印发的“33条”。", "cn-110000")
    assert [mention.name for mention in mentions] == ["20条", "国务院33条"]


def test_a_package_is_named_by_its_place_or_not_at_all() -> None:
    text = "促进我市渔业发展的四条举措\n出台促进茶业发展的十条措施，落实“稳定我省菜价的六条措施”。"
    _, mentions = find(text, "cn-330100")
    assert [mention.name for mention in mentions] == [
        "杭州市促进渔业发展的四条举措",
        "杭州市促进茶业发展的十条措施",
        "浙江省稳定菜价的六条措施",
    ]
    _, mentions = find("促进渔业发展的四条举措\n落实促进我市茶业发展的十条措施。")
    assert mentions == []


@pytest.mark.parametrize(
    ("text", "jurisdiction", "names"),
    [
        ("优化纾困增产增效专项资金贷款。", "cn-350100", ["福建省中小微企业纾困增产增效专项资金贷款"]),
        ("优化纾困增产增效专项资金贷款。", "cn-320500", ["纾困增产增效专项资金"]),
        ("学习福建省纾困增产增效专项资金做法。", "cn-320500", ["福建省中小微企业纾困增产增效专项资金贷款"]),
        ("建设共同富裕示范区。", "cn-510000", ["共同富裕示范区"]),
        ("支持浙江高质量发展，加快共同富裕示范区建设。", None, ["高质量发展建设共同富裕示范区"]),
        ("建设西江黄金水道。", "cn-450000", []),
        ("强化“五个中心”功能。", "cn-310115", ["上海“五个中心”建设"]),
        ("深入推进农村产业革命。", "cn-520100", ["贵州农村产业革命"]),
        ("深入推进农村产业革命。", "cn-450000", []),
        ("实施“白名单”制度，推进“三项制度”。", "cn-450000", ["三项制度"]),
        (
            "为房地产项目融资实施“白名单”制度，推进行政执法“三项制度”。",
            None,
            ["房地产“白名单”制度", "行政执法“三项制度”"],
        ),
    ],
)
def test_a_name_that_others_have_too_is_one_where_the_text_shows_whose(
    text: str, jurisdiction: str | None, names: list[str]
) -> None:
    _, mentions = find(text, jurisdiction)
    assert [mention.name for mention in mentions] == names


def test_a_trial_of_two_cities_is_not_the_later_one_of_the_country() -> None:
    _, mentions = find("开展个人住房房产税试点，推进房地产税改革试点。")
    assert [mention.name for mention in mentions] == ["个人住房房产税试点", "房地产税试点"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("建设苏州工业园区（以下简称园区）。园区要扩容。", ["苏州工业园区"] * 3),
        (
            "建设襄阳综合保税区（以下简称综保区）。支持综保区。",
            ["襄阳综合保税区", "综合保税区", "襄阳综合保税区", "襄阳综合保税区"],
        ),
        ("建设苏州工业园区（以下简称试验地）。试验地要扩容。", ["苏州工业园区"]),
    ],
)
def test_a_term_that_a_text_defines_for_a_programme_is_it_if_it_is_short_for_its_name(
    text: str, names: list[str]
) -> None:
    assert [mention.name for mention in find(text)[1]] == names


def test_headings_and_titles_are_read_too() -> None:
    _, mentions = find("云山县推进新型城镇化实施意见\n一、打好污染防治攻坚战\n抓紧落实。")
    assert [mention.name for mention in mentions] == ["新型城镇化", "污染防治攻坚战"]


def test_a_label_before_a_title_is_no_part_of_the_plan() -> None:
    _, mentions = find("【江城市】云山县河湖治理实施方案\n为治理河湖，制定本方案。")
    assert [mention.name for mention in mentions] == ["云山县河湖治理实施方案"]


@given(st.lists(PIECES, max_size=30).map("".join))
def test_mentions_lie_in_the_text_in_order_and_never_twice_and_only_titles_run_over_lines(raw: str) -> None:
    plain, mentions = find(raw)
    spans = [mention.span for mention in mentions]
    assert spans == sorted(set(spans))
    assert all(0 <= span.start < span.stop <= len(plain) for span in spans)
    outline = split_sections(normalise(raw))
    titles = [title for title in (outline.title, *(section.heading for section in outline.sections)) if title]
    over = [span for span in spans if "\n" in plain[span.start : span.stop]]
    assert all(any(title.holds(span) for title in titles) for span in over)


def test_the_table_is_whole() -> None:
    programmes = load_gazetteer().programmes.by_name
    assert len(programmes) > 1500
    assert all(programme.source and programme.kind in table.KINDS for programme in programmes.values())
    assert all(whole in programmes for programme in programmes.values() for whole in programme.part_of)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (["青山行动\tcampaign"], "programmes.tsv:2: expected name, kind, aliases, regions, part_of, source with tabs"),
        (["青山行动\tmovement\t\t\t\t书"], "programmes.tsv:2: 青山行动: the kind movement is none of strategy"),
        (
            ["青山行动\tcampaign\t\t\t\t报"],
            "programmes.tsv:2: 青山行动: the source 报 is none of programme_sources.tsv",
        ),
        (["青山行动\tcampaign\t\t乌有省\t\t书"], "programmes.tsv:2: 青山行动: there is no region of the name 乌有省"),
        (["青山行动\tcampaign\t\t\t绿水行动\t书"], "青山行动: part of 绿水行动, which is no programme"),
        (
            ["青山行动\tcampaign\t\t\t\t书", "绿水行动\tcampaign\t青山行动\t\t\t书"],
            "青山行动 names both 青山行动 and 绿水行动",
        ),
        (
            ["青山行动\tcampaign\t\t\t\t书", "青山行动\tproject\t\t\t\t书"],
            "programmes.tsv:3: 青山行动: there is one of that name",
        ),
    ],
)
def test_a_broken_table_is_named_with_file_and_entry(
    rows: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    regions = load_gazetteer().regions
    (tmp_path / "programme_sources.tsv").write_text("name\tsource\tdate\n书\ta book\t2026\n", encoding="utf-8")
    table_text = "\n".join(["name\tkind\taliases\tregions\tpart_of\tsource", *rows])
    (tmp_path / "programmes.tsv").write_text(table_text, encoding="utf-8")
    monkeypatch.setattr(data_files, "DATA", tmp_path)
    with pytest.raises(LoaderError, match=r"programmes\.tsv") as error:
        table.load_programmes(regions)
    assert says in str(error.value)
