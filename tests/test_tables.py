"""How answers look on a terminal, in a pipe and in files."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from io import StringIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from rich.cells import cell_len
from rich.console import Console

from loader import workbooks
from loader.errors import LoaderError
from loader.stores import Rows
from loader.tables import Format, print_rows, save_rows, show_value

if TYPE_CHECKING:
    from pathlib import Path

LONG = "加快成渝地区双城经济圈建设，支持川渝毗邻地区合作，打造内陆开放高地，" * 6
ANSWER = Rows(
    ["document", "measure", "places", "count", "due"],
    [
        ["关于甲的意见", LONG, ["重庆市", "成都市"], 3, date(2025, 12, 31)],
        ["关于乙的意见", "推进川藏铁路建设。", [], 12, None],
    ],
)


def printed(rows: Rows, form: Format, width: int | None = None) -> str:
    out = StringIO()
    # No colours: what is tested is the layout.
    console = Console(file=out, width=width, force_terminal=width is not None, color_system=None, highlight=False)
    print_rows(rows, form, console)
    return out.getvalue()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (24.0, "24"),
        (0.1, "0.1"),
        (1234567, "1234567"),
        (date(2020, 5, 17), "2020-05-17"),
        (["推进", "支持"], "推进、支持"),
        ([], ""),
        ({"id": 1, "labels": ["Region"], "properties": {"name": "成都市"}}, "成都市"),
        ({"id": 1, "type": "LOCATED_IN", "properties": {"role": "place"}}, "LOCATED_IN"),
        ({"n": 1}, '{"n": 1}'),
    ],
)
def test_values_are_shown_as_people_read_them(value: Any, shown: str) -> None:
    assert show_value(value) == shown


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
def test_a_table_fits_the_terminal_and_loses_nothing(width: int) -> None:
    lines = printed(ANSWER, Format.TABLE, width).splitlines()
    assert all(cell_len(line) <= width for line in lines)
    text = "".join("".join(lines).split())
    for word in ("document", "重庆市、成都市", "推进川藏铁路建设。", "2025-12-31", "12"):
        assert word in text


def test_short_columns_stay_whole_beside_a_long_one() -> None:
    lines = printed(ANSWER, Format.TABLE, 100).splitlines()
    assert lines[0].split() == ANSWER.columns
    assert any("重庆市、成都市" in line and "2025-12-31" in line for line in lines)


def test_columns_align_under_characters_of_double_width() -> None:
    rows = Rows(["name", "kind"], [["成都市", "prefecture"], ["A", "zone"]])
    lines = printed(rows, Format.TABLE, 80).splitlines()
    assert lines[2].rstrip() == "成都市  prefecture"
    assert lines[3].rstrip() == "A       zone"


def test_rows_become_records_where_columns_would_be_too_narrow() -> None:
    lines = printed(ANSWER, Format.TABLE, 40).splitlines()
    assert lines[0].startswith("1 ─")
    assert lines[1].rstrip() == "document  关于甲的意见"


def test_square_brackets_are_no_markup() -> None:
    assert "[bold]国发[/bold]" in printed(Rows(["text"], [["[bold]国发[/bold]"]]), Format.TABLE, 80)


def test_in_a_pipe_every_row_is_one_line_and_nothing_is_cut() -> None:
    rows = Rows(["ref", "text"], [["一·1", f"第一行\r\n第二行\t{LONG}"], ["一·2", None]])
    lines = printed(rows, Format.TABLE).splitlines()
    assert lines[0] == "ref   text"
    assert lines[2:] == [f"一·1  第一行 第二行 {LONG}", "一·2"]


def test_an_empty_answer_still_has_its_head() -> None:
    empty = Rows(["name", "count"], [])
    assert printed(empty, Format.TABLE).splitlines()[0] == "name  count"
    assert printed(empty, Format.TABLE, 80).splitlines()[0].split() == ["name", "count"]
    assert printed(empty, Format.JSON) == "[]\n"
    assert printed(empty, Format.CSV) == "name,count\n"


def test_json_keeps_lists_numbers_and_nulls() -> None:
    first, second = json.loads(printed(ANSWER, Format.JSON))
    assert first == {
        "document": "关于甲的意见",
        "measure": LONG,
        "places": ["重庆市", "成都市"],
        "count": 3,
        "due": "2025-12-31",
    }
    assert second["due"] is None


def test_csv_for_programs_is_plain() -> None:
    rows = Rows(["value"], [["=1+2"], ['他说："好"'], ["a,b"]])
    assert printed(rows, Format.CSV) == 'value\n=1+2\n"他说：""好"""\n"a,b"\n'


def test_markdown_escapes_what_would_break_the_table() -> None:
    rows = Rows(["a|b"], [["x|y\nz"]])
    assert printed(rows, Format.MARKDOWN) == "| a\\|b |\n| --- |\n| x\\|y<br>z |\n"


def test_excel_opens_the_csv_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "answer.csv"
    save_rows(Rows(["text", "value"], [["=HYPERLINK()", "-5%"], ["第一行\n第二行", "+1.5"], ["@x", "－"]]), path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["text", "value"],
            ["'=HYPERLINK()", "-5%"],
            ["第一行\n第二行", "+1.5"],
            ["'@x", "－"],
        ]


def test_a_workbook_has_a_frozen_head_real_dates_and_no_formulas(tmp_path: Path) -> None:
    path = tmp_path / "answer.xlsx"
    save_rows(
        Rows(["text", "due", "count", "none"], [["=1+2", date(2025, 12, 31), 3, None], ["\x0b" + LONG, None, 4, ""]]),
        path,
    )
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:D3"
    assert [cell.value for cell in sheet[1]] == ["text", "due", "count", "none"]
    text, due, count, none = sheet[2]
    assert (text.value, text.data_type) == ("=1+2", "s")
    assert due.value == datetime(2025, 12, 31)  # noqa: DTZ001 - Excel knows no zones
    assert (count.value, none.value) == (3, None)
    assert sheet["A3"].value == "�" + LONG
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["C"].width


def test_a_text_too_long_for_a_cell_of_excel_says_so(tmp_path: Path) -> None:
    path = tmp_path / "answer.xlsx"
    save_rows(Rows(["text"], [["字" * 40_000]]), path)
    cell = str(openpyxl.load_workbook(path).worksheets[0]["A2"].value)
    assert len(cell) == 32_767
    assert cell.endswith("字…（Excel holds no more）")


@pytest.mark.parametrize("name", ["answer.json", "answer.md", "answer.CSV"])
def test_the_ending_names_the_format(tmp_path: Path, name: str) -> None:
    save_rows(ANSWER, tmp_path / name)
    assert "关于甲的意见" in (tmp_path / name).read_text(encoding="utf-8-sig")


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "answer.pdf"
    with pytest.raises(LoaderError) as caught:
        save_rows(ANSWER, path)
    assert str(caught.value) == f"cannot write {path}: its name must end in .csv, .xlsx, .json, .md"
    assert not list(tmp_path.iterdir())


def test_more_rows_than_excel_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "_MOST", 2)
    with pytest.raises(LoaderError, match="Excel holds no more than 2 rows, and these are 3"):
        save_rows(Rows(["n"], [[1], [2], [3]]), tmp_path / "answer.xlsx")
    assert not list(tmp_path.iterdir())


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text("old")
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(ValueError, match="Circular"):
        save_rows(Rows(["x"], [[loop]]), path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "answer.csv"
    with pytest.raises(LoaderError) as caught:
        save_rows(ANSWER, path)
    assert str(caught.value) == f"cannot write {path}: no such file or directory"
