"""Encodings, Word and PDF files, tables of documents, archives and the standard input."""

from __future__ import annotations

import io
import json
import os
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsmap, qn
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table

from loader.document import Facts, Problem, Work
from loader.errors import LoaderError
from loader.normalising import normalise
from loader.reading import ReadOptions, read_source, read_works

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TEXT = "某某市人民政府关于促进就业的意见\r\n一、总体要求\r\n　　坚持就业优先，统筹推进“稳岗、扩岗”。\r\n"
TRADITIONAL = "某某市人民政府關於促進就業的意見\n一、總體要求\n堅持就業優先，統籌推進。\n"


def read(path: Path, **keys: str) -> list[Work | Problem]:
    return list(read_works([path], ReadOptions(**keys)))


def only(path: Path, **keys: str) -> Work:
    (work,) = read(path, **keys)
    assert isinstance(work, Work), work
    return work


def complaint(path: Path, **keys: str) -> str:
    (problem,) = read(path, **keys)
    assert isinstance(problem, Problem), problem
    assert "\n" not in problem.message
    return problem.message


class TestEncodings:
    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"]
    )
    def test_a_text_is_read_whatever_its_encoding(self, tmp_path: Path, encoding: str) -> None:
        (tmp_path / "a.txt").write_bytes(TEXT.encode(encoding))
        text = read_source(tmp_path / "a.txt").text
        assert text.removeprefix("\ufeff") == TEXT
        assert text.startswith("\ufeff") == (encoding in {"utf-8-sig", "utf-16", "utf-32"})

    @pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-8"])
    def test_traditional_characters_become_the_same_plain_text(self, tmp_path: Path, encoding: str) -> None:
        (tmp_path / "a.txt").write_bytes(TRADITIONAL.encode(encoding))
        text = normalise(read_source(tmp_path / "a.txt").text)
        assert text.raw == TRADITIONAL
        assert text.plain.startswith("某某市人民政府关于促进就业的意见\n一、总体要求\n坚持就业优先")

    def test_damaged_utf8_is_not_taken_for_another_encoding(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_bytes(TEXT.encode()[:-3])
        assert complaint(tmp_path / "a.txt").startswith("is not UTF-8 (byte ")


def word(path: Path, build: Callable[[Any], None]) -> Path:
    document = docx.Document()
    build(document)
    document.save(str(path))
    return path


class TestWord:
    def test_paragraphs_and_tables_stand_in_their_order(self, tmp_path: Path) -> None:
        def build(document: Any) -> None:
            document.add_paragraph("任务分工表")
            table = document.add_table(rows=3, cols=3)
            for at, row in enumerate(
                [("类别", "任务", "单位"), ("水利", "修渠", "市水利局"), ("", "清淤", "市财政局")]
            ):
                for column, words in enumerate(row):
                    table.cell(at, column).text = words
            table.cell(1, 0).merge(table.cell(2, 0))
            document.add_paragraph("完。")

        path = word(tmp_path / "a.docx", build)
        assert (
            only(path).sources[0].text == "任务分工表\n类别|任务|单位\n水利|修渠|市水利局\n水利|清淤|市财政局\n完。\n"
        )

    def test_lists_have_the_numbers_that_word_shows(self, tmp_path: Path) -> None:
        def build(document: Any) -> None:
            numbering = document.part.numbering_part.element
            family = OxmlElement("w:abstractNum")
            family.set(qn("w:abstractNumId"), "90")
            for depth, (form, text) in enumerate([("chineseCounting", "%1、"), ("chineseCounting", "（%2）")]):
                level = OxmlElement("w:lvl")
                level.set(qn("w:ilvl"), str(depth))
                for name, value in (("start", "1"), ("numFmt", form), ("lvlText", text)):
                    element = OxmlElement(f"w:{name}")
                    element.set(qn("w:val"), value)
                    level.append(element)
                family.append(level)
            numbering.insert(0, family)
            number = numbering.add_num(90).numId
            for depth, words in [(0, "总体要求"), (1, "思想"), (1, "原则"), (0, "任务"), (1, "建设")]:
                properties = document.add_paragraph(words)._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001
                properties.get_or_add_ilvl().val = depth
                properties.get_or_add_numId().val = number
            document.add_paragraph("试点", style="List Bullet")

        lines = only(word(tmp_path / "a.docx", build)).sources[0].text.splitlines()
        assert lines == ["一、 总体要求", "（一） 思想", "（二） 原则", "二、 任务", "（一） 建设", "● 试点"]

    def test_what_a_reviser_took_out_is_left_out(self, tmp_path: Path) -> None:
        def build(document: Any) -> None:
            paragraph = document.add_paragraph("加强")
            for tag, words in (("w:del", "旧词"), ("w:ins", "监管。")):
                change = OxmlElement(tag)
                run = OxmlElement("w:r")
                text = OxmlElement("w:t")
                text.text = words
                run.append(text)
                change.append(run)
                paragraph._p.append(change)  # noqa: SLF001

        assert only(word(tmp_path / "a.docx", build)).sources[0].text == "加强监管。\n"

    def test_footnotes_stand_at_the_end(self, tmp_path: Path) -> None:
        notes = (
            f'<w:footnotes xmlns:w="{nsmap["w"]}"><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
            '<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/><w:t>指18时后的消费。</w:t></w:r></w:p></w:footnote>'
            "</w:footnotes>"
        )

        def build(document: Any) -> None:
            package, kind = document.part.package, "application/vnd.openxmlformats-officedocument"
            part = Part(
                PackURI("/word/footnotes.xml"), f"{kind}.wordprocessingml.footnotes+xml", notes.encode(), package
            )
            document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
            run = document.add_paragraph("发展夜间经济").add_run()
            run._r.append(OxmlElement("w:footnoteReference"))  # noqa: SLF001
            run.add_text("。")
            document.add_paragraph("完。")

        assert only(word(tmp_path / "a.docx", build)).sources[0].text == "发展夜间经济。\n完。\n指18时后的消费。\n"

    def test_a_file_that_is_something_else_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "a.docx").write_text(TEXT, encoding="utf-8")
        assert complaint(tmp_path / "a.docx") == "is no Word file; if it is a text, give it the ending .txt"

    def test_damaged_data_inside_are_told(self, tmp_path: Path) -> None:
        path = word(tmp_path / "a.docx", lambda document: document.add_paragraph("加强监管。"))
        data = bytearray(path.read_bytes())
        at = data.index(b"word/document.xml") + 60
        data[at : at + 40] = b"\xff" * 40
        path.write_bytes(data)
        assert complaint(path).startswith("is no Word file, or damaged (")

    @pytest.mark.parametrize("cut", [10, 2000])
    def test_a_damaged_file_is_named(self, tmp_path: Path, cut: int) -> None:
        path = word(tmp_path / "a.docx", lambda document: document.add_paragraph("加强监管。"))
        path.write_bytes(path.read_bytes()[:cut])
        assert complaint(path).startswith("is damaged (")

    def test_an_empty_file_is_named(self, tmp_path: Path) -> None:
        assert complaint(word(tmp_path / "a.docx", lambda _: None)) == "holds no text (pictures alone?); run OCR first"


def pdf(
    path: Path,
    lines: Sequence[str],
    rows: Sequence[list[str]] = (),
    spans: Sequence[Any] = (),
    columns: int = 1,
    **settings: Any,
) -> Path:
    """Print paragraphs and a table, in columns, with a running head and page numbers."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    size = 16 // columns
    style = ParagraphStyle(
        "body", fontName="STSong-Light", fontSize=size, leading=28, firstLineIndent=2 * size, wordWrap="CJK"
    )

    def run(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont("STSong-Light", 10)
        canvas.drawString(72, 810, "某某省人民政府公报")
        canvas.drawCentredString(300, 30, f"— {document.page} —")

    parts: list[Any] = [Paragraph(line, style) for line in lines]
    if rows:
        grid: list[Any] = [("FONT", (0, 0), (-1, -1), "STSong-Light"), ("GRID", (0, 0), (-1, -1), 1, "black")]
        parts.append(Table(rows, style=[*grid, *spans]))
    width = 456 / columns
    frames = [Frame(72 + at * width, 72, width - 12 * (columns - 1), 700) for at in range(columns)]
    document = BaseDocTemplate(str(path), **settings)
    document.addPageTemplates(PageTemplate(frames=frames, onPage=run))
    document.build(parts)
    return path


class TestPdf:
    def test_lines_are_joined_and_running_heads_are_gone(self, tmp_path: Path) -> None:
        long = "坚持节水优先，" * 40 + "统筹推进。"
        lines = ["一、总体要求", long, "二、主要任务", long, long, "（一）加强监管。" + long]
        work = only(pdf(tmp_path / "a.pdf", lines))
        assert normalise(work.sources[0].text).plain.split("\n") == lines

    def test_ruled_tables_are_rows(self, tmp_path: Path) -> None:
        rows = [["任务", "责任单位"], ["修渠", "市水利局"], ["植树", "市林业局"]]
        (*_, heading, head, first, second) = only(pdf(tmp_path / "a.pdf", ["任务分工表"], rows)).sources[0].text.split()
        assert (heading, head, first, second) == ("任务分工表", "任务|责任单位", "修渠|市水利局", "植树|市林业局")

    def test_a_cell_that_is_merged_over_rows_stands_in_each(self, tmp_path: Path) -> None:
        rows = [
            ["任务", "责任单位", "时限"],
            ["修渠", "市水利局", "2024年"],
            ["清淤", "", "2025年"],
            ["合计", "", "两项"],
        ]
        spans = [("SPAN", (1, 1), (1, 2)), ("SPAN", (0, 3), (1, 3))]
        text = only(pdf(tmp_path / "a.pdf", ["任务分工表"], rows, spans)).sources[0].text
        assert text.split()[-4:] == ["任务|责任单位|时限", "修渠|市水利局|2024年", "清淤|市水利局|2025年", "合计||两项"]

    def test_two_columns_are_read_one_after_the_other(self, tmp_path: Path) -> None:
        long = "坚持节水优先，" * 12 + "统筹推进。"
        lines = ["一、总体要求", long, "二、主要任务", long, long, "（一）加强监管。" + long] * 12
        work = only(pdf(tmp_path / "a.pdf", lines, columns=2))
        assert normalise(work.sources[0].text).plain.split("\n") == lines

    def test_a_table_without_rules_is_read_row_by_row(self, tmp_path: Path) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        canvas = Canvas(str(tmp_path / "a.pdf"))
        canvas.setFont("STSong-Light", 12)
        for at in range(12):
            canvas.drawString(72, 700 - 20 * at, "农村居民人均可支配收入")
            canvas.drawString(400, 700 - 20 * at, f"{at}万元")
        canvas.save()
        lines = only(tmp_path / "a.pdf").sources[0].text.split("\n")
        assert lines[:2] == ["农村居民人均可支配收入 0万元", "农村居民人均可支配收入 1万元"]

    def test_a_scan_is_reported(self, tmp_path: Path) -> None:
        canvas = Canvas(str(tmp_path / "a.pdf"))
        canvas.rect(100, 100, 300, 300, fill=1)
        canvas.save()
        assert complaint(tmp_path / "a.pdf") == "has no text layer (a scan?); run OCR first"

    def test_a_password_is_asked_for(self, tmp_path: Path) -> None:
        path = pdf(tmp_path / "a.pdf", ["一、总体要求"], encrypt="secret")
        assert complaint(path) == "needs a password; save it without one"

    @pytest.mark.parametrize("data", [b"%PDF-1.4\nnothing", b"no PDF at all"])
    def test_a_damaged_file_is_named(self, tmp_path: Path, data: bytes) -> None:
        (tmp_path / "a.pdf").write_bytes(data)
        assert complaint(tmp_path / "a.pdf").startswith("is no PDF, or damaged (")


ROW = {
    "id": "A1",
    "标题": "关于促进就业的意见",
    "文号": "某政发〔2020〕1号",
    "正文": "一、稳岗。",
    "发布日期": "2020-01-02",
}


def lines_of_json(path: Path, *rows: object) -> Path:
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    return path


class TestTables:
    def test_plain_column_names_are_found(self, tmp_path: Path) -> None:
        work = only(
            lines_of_json(
                tmp_path / "a.jsonl", ROW | {"发文机关": "某某市人民政府、某某市科协", "url": "https://x.cn/1"}
            )
        )
        assert (work.sources[0].path, work.sources[0].text) == ("a.jsonl#A1", "一、稳岗。")
        assert work.facts.name == "关于促进就业的意见"
        assert work.facts.number == "某政发〔2020〕1号"
        assert work.facts.issuers == ("某某市人民政府", "某某市科协")
        assert str(work.facts.published_on) == "2020-01-02"
        assert work.facts.source == "https://x.cn/1"

    def test_options_name_other_columns(self, tmp_path: Path) -> None:
        path = lines_of_json(tmp_path / "a.jsonl", {"t": "一、稳岗。", "n": "意见甲", "k": 7, "text": "别的"})
        work = only(path, text_key="t", name_key="n", id_key="k")
        assert (work.sources[0].path, work.sources[0].text, work.facts.name) == ("a.jsonl#7", "一、稳岗。", "意见甲")

    @pytest.mark.parametrize(
        "name",
        [
            "nan",
            "",
            None,
            float("nan"),
            "2024-01-30 00:00:00",
            "/",
            "x`",
            "◎稳就业",
            "稳住就业。扩大内需。",
            "2024年1月",
        ],
    )
    def test_what_is_no_name_is_none(self, tmp_path: Path, name: object) -> None:
        assert only(lines_of_json(tmp_path / "a.jsonl", ROW | {"标题": name})).facts.name is None

    def test_a_name_over_several_lines_is_one(self, tmp_path: Path) -> None:
        work = only(lines_of_json(tmp_path / "a.jsonl", ROW | {"标题": "关于促进\n就业的意见"}))
        assert work.facts.name == "关于促进就业的意见"

    def test_a_page_in_a_column_is_read_as_one(self, tmp_path: Path) -> None:
        work = only(
            lines_of_json(tmp_path / "a.jsonl", ROW | {"正文": "<div><p>一、稳岗。</p><p>二、扩岗。</p></div>"})
        )
        assert work.sources[0].text == "一、稳岗。\n二、扩岗。\n"

    def test_records_may_have_other_columns_than_the_first(self, tmp_path: Path) -> None:
        rows = [
            {"正文": "一、支持消费。"},
            {
                "id": 7,
                "标题": "关于促进出口的通知",
                "发文机关": ["财政部", "商务部"],
                "正文": ["一、支持出口。", "二、支持进口。"],
            },
            {"id": 8, "摘要": "支持。"},
        ]
        (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        first, second, problem = read(tmp_path / "a.jsonl")
        assert isinstance(first, Work)
        assert isinstance(second, Work)
        assert second.sources[0].path == "a.jsonl#7"
        assert second.sources[0].text == "一、支持出口。\n二、支持进口。"
        assert (second.facts.name, second.facts.issuers) == ("关于促进出口的通知", ("财政部", "商务部"))
        assert isinstance(problem, Problem)
        assert problem.message.startswith("line 3: has no column that is plainly the text")

    def test_a_broken_record_costs_no_other(self, tmp_path: Path) -> None:
        path = lines_of_json(
            tmp_path / "a.jsonl",
            ROW,
            ROW | {"id": "A2"},
            ROW,
            [1],
            ROW | {"id": "A3", "正文": "nan"},
            ROW | {"正文": 5},
            ROW | {"正文": ["内容", 5]},
        )
        with path.open("a", encoding="utf-8") as file:
            file.write('{"id": "A4", "正文"\n\n')
        first, second, *problems = read(path)
        assert [work.sources[0].path for work in (first, second) if isinstance(work, Work)] == [
            "a.jsonl#A1",
            "a.jsonl#A2",
        ]
        assert [problem.message.partition(" (")[0] for problem in problems if isinstance(problem, Problem)] == [
            "line 3: has the key of an earlier record",
            "line 4: is no JSON object",
            "line 5: has no text in 正文; fill it, or take the row away",
            "line 6: has 5 in 正文, which is no text; mend it",
            'line 7: has ["内容", 5] in 正文, which is no text; mend it',
            "line 8: is no JSON",
        ]
        assert {problem.path for problem in problems if isinstance(problem, Problem)} == {"a.jsonl"}

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
    @pytest.mark.parametrize(("suffix", "divider"), [("csv", ","), ("csv", ";"), ("tsv", "\t")])
    def test_a_csv_is_read_with_its_quotes(self, tmp_path: Path, encoding: str, suffix: str, divider: str) -> None:
        path = tmp_path / f"a.{suffix}"
        rows = [
            ("标题", "正文", "日期"),
            ("意见甲", '"一、稳岗。\n二、""扩岗""。"', "2020/1/2"),
            ("意见乙", "三、稳岗。", "nan"),
        ]
        path.write_bytes("".join(f"{divider.join(row)}\r\n" for row in rows).encode(encoding))
        first, second = (work for work in read(path) if isinstance(work, Work))
        assert (first.sources[0].path, first.sources[0].text) == (f"a.{suffix}#2", '一、稳岗。\n二、"扩岗"。')
        assert (second.sources[0].path, second.facts.name) == (f"a.{suffix}#4", "意见乙")
        assert (str(first.facts.published_on), second.facts.published_on) == ("2020-01-02", None)

    def test_a_quote_that_is_not_closed_swallows_no_rows_in_silence(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text('标题,正文\n意见甲,一、稳岗。\n意见乙,"二、扩岗。\n意见丙,三、稳岗。\n', encoding="utf-8")
        first, problem = read(path)
        assert isinstance(first, Work)
        assert first.facts.name == "意见甲"
        assert problem == Problem("a.csv", "line 3: has a quote that is not closed, so that it ends nowhere")

    @pytest.mark.parametrize("value", ["9" * 5000, '{"a":' * 100_000], ids=["long", "deep"])
    def test_values_that_no_record_has_are_named_by_their_line(self, tmp_path: Path, value: str) -> None:
        path = tmp_path / "a.jsonl"
        path.write_text(f'{json.dumps(ROW)}\n{{"正文": {value}}}\n', encoding="utf-8")
        work, problem = read(path)
        assert isinstance(work, Work)
        assert problem == Problem(
            "a.jsonl", "line 2: has a number too long, or values too deep in one another, to be read"
        )

    def test_a_column_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
        assert (
            complaint(tmp_path / "a.csv") == "has no column that is plainly the text; name it with --text-key: 甲, 乙"
        )
        assert complaint(tmp_path / "a.csv", text_key="丙") == "has no column 丙 (--text-key); it has 甲, 乙"

    def test_an_array_of_records_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a.jsonl").write_text("[\n{}]", encoding="utf-8")
        assert complaint(tmp_path / "a.jsonl").startswith("is one JSON array; make it JSON Lines")

    def test_records_are_read_one_by_one(self, tmp_path: Path) -> None:
        path = lines_of_json(tmp_path / "a.jsonl", *(ROW | {"id": number} for number in range(5)))
        works = read_works([path])
        assert isinstance(next(works), Work)
        with path.open("r+b") as file:
            file.truncate(0)


class TestArchives:
    def zip(self, path: Path, **members: bytes) -> Path:
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return path

    def test_an_archive_is_read_like_a_folder(self, tmp_path: Path) -> None:
        listed = '[[document]]\nname = "意见"\nfiles = ["b.txt", "c.txt"]'.encode()
        inner = self.zip(tmp_path / "inner.zip", **{"d.txt": TEXT.encode()}).read_bytes()
        path = self.zip(
            tmp_path / "a.zip",
            **{
                "x/documents.toml": listed,
                "x/b.txt": TEXT.encode(),
                "x/c.txt": TEXT.encode(),
                "y.jsonl": json.dumps(ROW).encode(),
                "z.zip": inner,
                "__MACOSX/._b.txt": b"\0",
                ".hidden.txt": b"\0",
                "picture.png": b"\0",
            },
        )
        works = [work for work in read(path) if isinstance(work, Work)]
        assert [[source.path for source in work.sources] for work in works] == [
            ["a.zip/y.jsonl#A1"],
            ["a.zip/z.zip/d.txt"],
            ["a.zip/x/b.txt", "a.zip/x/c.txt"],
        ]

    def test_names_written_by_windows_are_read(self, tmp_path: Path) -> None:
        path = self.zip(tmp_path / "a.zip", **{"AAAA.txt": TEXT.encode()})
        path.write_bytes(path.read_bytes().replace(b"AAAA", "意见".encode("gbk")))
        assert only(path).sources[0].path == "a.zip/意见.txt"

    def test_a_damaged_archive_is_named(self, tmp_path: Path) -> None:
        path = self.zip(tmp_path / "a.zip", **{"a.txt": TEXT.encode()})
        path.write_bytes(path.read_bytes()[:60])
        assert complaint(path).startswith("is no zip file, or damaged (")

    def test_a_damaged_file_in_it_costs_no_other(self, tmp_path: Path) -> None:
        path = self.zip(tmp_path / "a.zip", **{"a.txt": b"x" * 40, "b.txt": TEXT.encode()})
        path.write_bytes(path.read_bytes().replace(b"x" * 40, b"y" * 40))
        work, problem = read(path)
        assert isinstance(problem, Problem)
        assert problem.path == "a.zip/a.txt"
        assert isinstance(work, Work)

    @pytest.mark.parametrize("name", ["../outside.txt", "/outside.txt", "x/../../outside.txt", "C:\\outside.txt"])
    def test_nothing_is_written_outside(self, tmp_path: Path, name: str) -> None:
        problem_of_it = complaint(self.zip(tmp_path / "a.zip", **{name: TEXT.encode()}))
        assert problem_of_it == "points to a place outside the archive; unpack it by hand"
        assert not (tmp_path.parent / "outside.txt").exists()

    def test_a_password_is_asked_for(self, tmp_path: Path) -> None:
        path = self.zip(tmp_path / "a.zip", **{"a.txt": TEXT.encode()})
        data = bytearray(path.read_bytes())
        data[data.index(b"PK\x03\x04") + 6] |= 1
        data[data.index(b"PK\x01\x02") + 8] |= 1
        path.write_bytes(data)
        assert complaint(path) == "needs a password; unpack it by hand"

    def test_of_two_files_of_one_name_the_first_is_read(self, tmp_path: Path) -> None:
        path = self.zip(tmp_path / "a.zip", **{"a.txt": TEXT.encode(), "b.txt": b"another"})
        path.write_bytes(path.read_bytes().replace(b"b.txt", b"a.txt"))
        work, problem = read(path)
        assert isinstance(work, Work)
        assert work.sources[0].text == TEXT
        assert problem == Problem("a.zip/a.txt", "is there twice; only the first is read")

    def test_damaged_data_cost_no_other(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.txt", TEXT * 9)
            archive.writestr("b.txt", TEXT)
        data = bytearray((tmp_path / "a.zip").read_bytes())
        data[36:60] = b"\xff" * 24
        (tmp_path / "a.zip").write_bytes(data)
        work, problem = read(tmp_path / "a.zip")
        assert isinstance(work, Work)
        assert isinstance(problem, Problem)
        assert problem.path == "a.zip/a.txt"

    def test_an_archive_without_documents_is_named(self, tmp_path: Path) -> None:
        assert complaint(self.zip(tmp_path / "a.zip", **{"a.png": b""})).startswith("holds no documents")


class TestStandardInput:
    @pytest.mark.parametrize(
        ("data", "path", "text"),
        [
            (TEXT.encode("gb18030"), "-", TEXT),
            ("<p>一、稳岗。</p>".encode(), "-", "一、稳岗。\n"),
            (json.dumps(ROW).encode(), "-#A1", "一、稳岗。"),
        ],
        ids=["text", "page", "records"],
    )
    def test_it_is_read_as_what_it_is(self, monkeypatch: pytest.MonkeyPatch, data: bytes, path: str, text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))
        (source,) = only(Path("-")).sources
        assert (source.path, source.text) == (path, text)


class TestOtherFiles:
    @pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.docx", "a.pdf", "a.zip", "a.csv", "a.jsonl"])
    def test_an_empty_file_is_named(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).touch()
        assert complaint(tmp_path / name).endswith("; fill it or take it away")

    def test_a_table_of_a_head_alone_holds_no_records(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("标题,正文\n", encoding="utf-8")
        assert complaint(tmp_path / "a.csv") == "holds no records; fill it or take it away"

    @pytest.mark.parametrize(
        ("name", "path"),
        [("意见.txt".encode("gb18030"), "意见.txt"), (b"\xff\xfe.txt", r"\xff\xfe.txt")],
        ids=["GB18030", "none"],
    )
    def test_a_name_that_is_no_utf8_is_read(self, tmp_path: Path, name: bytes, path: str) -> None:
        (tmp_path / os.fsdecode(name)).write_text(TEXT, encoding="utf-8")
        assert only(tmp_path).sources[0].path == path

    @pytest.mark.parametrize(
        ("name", "data", "message"),
        [
            ("a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1", "is a file of an old Office; save it as .docx, a table as .csv"),
            ("a.txt", b"{\\rtf1", "is an RTF file; save it as .docx"),
        ],
    )
    def test_a_file_of_another_kind_is_told_by_its_first_bytes(
        self, tmp_path: Path, name: str, data: bytes, message: str
    ) -> None:
        (tmp_path / name).write_bytes(data)
        assert complaint(tmp_path / name) == message

    def test_a_file_of_a_foreign_kind_is_refused_only_if_named(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
        (tmp_path / "b.xlsx").write_bytes(b"PK")
        assert only(tmp_path).sources[0].path == "a.txt"
        with pytest.raises(LoaderError, match=r"b\.xlsx: is of a kind that can't be read"):
            read_works([tmp_path / "b.xlsx"])

    def test_the_head_of_an_export_gives_its_address(self, tmp_path: Path) -> None:
        head = "【引证码】 A.1\r\n原文链接：https://www.example.org/a.html\r\n"
        (tmp_path / "a.txt").write_text(head + TEXT, encoding="utf-8", newline="")
        work = only(tmp_path / "a.txt")
        assert work.facts == Facts(source="https://www.example.org/a.html")
        assert work.sources[0].text == head + TEXT

    @pytest.mark.parametrize(("name", "module", "extra"), [("a.pdf", "pdfplumber", "pdf"), ("a.docx", "docx", "docx")])
    def test_an_extra_that_is_missing_is_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str, extra: str
    ) -> None:
        word(tmp_path / "a.docx", lambda document: document.add_paragraph("加强监管。"))
        pdf(tmp_path / "a.pdf", ["一、总体要求"])
        for loaded in [key for key in sys.modules if key in {"loader.reading.pdf", "loader.reading.word"}]:
            monkeypatch.delitem(sys.modules, loaded)
        monkeypatch.setitem(sys.modules, module, None)
        assert complaint(tmp_path / name).endswith(f"install it with `pip install 'policy-graph-loader[{extra}]'`")


def test_the_extras_are_declared() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {"docx", "pdf", "all"} <= set(project["optional-dependencies"])
