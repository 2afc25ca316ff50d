"""The document that is taken out of a web page, and what the page says of it."""

from __future__ import annotations

import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from loader.document import Facts
from loader.reading import read_source
from loader.reading.pages import decode_page, is_page, read_page

NOTHING = asdict(Facts()) | {"issuers": []}
CASES = tomllib.loads((Path(__file__).parent / "cases/pages.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_document_is_taken_out(case: dict[str, Any]) -> None:
    text, facts = read_page(case["page"])
    assert text == case["text"].lstrip("\n")
    told = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(facts).items()}
    assert {key: value for key, value in told.items() if value != NOTHING[key]} == case["facts"]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("<!DOCTYPE html>\n<html><body>通知</body></html>", True),
        ("\ufeff<p>通知</p>", True),
        ("<!-- 模板 -->\n<div>通知</div>", True),
        ("一、推进<智慧>社区建设。", False),
        ("某市（<100户）通知\n<br>", False),
    ],
)
def test_what_is_a_page_shows_at_its_beginning(text: str, page: bool) -> None:  # noqa: FBT001
    assert is_page(text) is page


def test_a_page_says_its_encoding() -> None:
    page = '<html><head><meta charset="gb2312"></head><body><p>推进“放管服”改革—㈠。</p></body></html>'
    assert decode_page(page.encode("gb18030")) == page
    assert decode_page(page.encode()) == page  # what it says may be wrong


def test_the_ending_may_lie(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("<div><p>一、总体要求。</p><p>二、任务。</p></div>", encoding="utf-8")
    (tmp_path / "b.html").write_text("一、总体要求。\n二、任务。\n", encoding="utf-8")
    assert read_source(tmp_path / "a.txt").text == read_source(tmp_path / "b.html").text


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(ValueError, match="is a page without text"):
        read_page("<html><body><script>1</script><div>打印</div></body></html>")
