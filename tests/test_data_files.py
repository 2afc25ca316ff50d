"""What is said of a packaged data file that is wrong."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from loader.errors import LoaderError
from loader.gazetteer import data_files, load_gazetteer
from loader.gazetteer.bodies import load_bodies
from loader.gazetteer.data_files import Patterns, SoughtPatterns, Sourced, Table, read_data
from loader.gazetteer.patterns import Sought

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class _Rule(Table):
    name: str
    words: tuple[str, ...] = ()


class _File(Sourced):
    rule: tuple[_Rule, ...]
    columns: dict[str, tuple[str, ...]] | None = None
    cue: re.Pattern[str] | None = None
    openings: Patterns | None = None
    names: SoughtPatterns | None = None


HEAD = 'source = "a book"\ndate = 2026-01-15\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rule = []", "source: is missing"),
        (f"{HEAD}rule = [", "is no TOML: "),
        (f'{HEAD}[[rule]]\nname = "甲"\n[[rule]]\nname = "乙"\nword = []', "rule 2 (乙): unknown key word; known are"),
        (f'{HEAD}[[rule]]\nname = "甲"\nwords = ["丙", 1]', "rule 1 (甲): words 2: 1 is not a text in quotes"),
        (f'{HEAD}rule = []\n[columns]\ndate = "日期"', "columns: date: 日期 is not a list in [ ]"),
        (f"{HEAD}rule = []\ncue = '(甲'", "cue: (甲 is not a regular expression"),
        (f"{HEAD}rule = []\nopenings = '甲'", "openings: 甲 is not a list in [ ] of texts"),
        (f"{HEAD}rule = []\nopenings = ['甲', '(乙']", "openings: ['甲', '(乙'] are not all regular expressions"),
        (
            f"{HEAD}rule = []\nnames = ['(?:甲|[乙丙])丁']",
            "names: [乙丙]丁 begins with no character; write out its first",
        ),
        ('source = "a book"\ndate = "2026年"\nrule = []', "date: 2026年 is no date such as 2020-05-17"),
    ],
)
def test_it_is_one_line_with_file_entry_and_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    monkeypatch.setattr(data_files, "DATA", tmp_path)
    (tmp_path / "words.toml").write_text(text, encoding="utf-8")
    with pytest.raises(LoaderError, match=f"^{re.escape(f'{tmp_path}/words.toml: {said}')}[^\n]*$"):
        read_data("words.toml", _File)


@pytest.mark.parametrize(
    ("head", "written", "said"),
    [
        (
            "[departments]",
            '[departments]\n"甲局" = ["发改局"]',
            "发改局 stands for both 甲局 and 发展和改革局; keep one",
        ),
        ("[levels]", '[levels]\n"甲" = ["县市区"]', "县市区 stands for both 甲 and 县（市、区）; keep one"),
        ('[places."长春市"]', '[places."长春"]', "places: no region is called 长春; write its full name"),
        ('[places."长春市"]', '[places."甲市"]', "places: no region is called 甲市; write its full name"),
        (
            '[places."长春市"]',
            '[places."长春市"]\n"甲局" = ["房管局"]',
            "房管局 stands for both 甲局 and 住房保障和房屋管理局; keep one",
        ),
        (
            '[places."长春市"]',
            '[places."长春市"]\n"甲局" = ["住建局"]',
            "住建局 of 长春市 is 甲局, and 住房和城乡建设局 elsewhere; write 住房和城乡建设局 beside it",
        ),
    ],
)
def test_a_form_of_a_bodys_name_stands_for_one_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: str, written: str, said: str
) -> None:
    regions = load_gazetteer().regions
    for name in ("bodies.toml", "local_bodies.toml", "body_forms.toml", "towns.tsv"):
        text = (data_files.DATA / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace(head, written), encoding="utf-8")
    monkeypatch.setattr(data_files, "DATA", tmp_path)
    with pytest.raises(LoaderError, match=re.escape(f"body_forms.toml: {said}")):
        load_bodies(regions)


@pytest.mark.parametrize(
    ("alias", "said"),
    [
        ("国家甲委", "国家甲委 formerly meant 财政部, and now names no body; say which"),
        ("国家计委", "国家计委 before 1998 stands for both 国家计划委员会 and 财政部; keep one"),
    ],
)
def test_what_a_name_meant_before_a_year_is_one_body_of_a_known_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alias: str, said: str
) -> None:
    bodies = (data_files.DATA / "bodies.toml").read_text(encoding="utf-8")
    regions = load_gazetteer().regions
    monkeypatch.setattr(data_files, "DATA", tmp_path)
    added = f'[[formerly]]\nalias = "{alias}"\nname = "财政部"\nbefore = 1998\n'
    (tmp_path / "bodies.toml").write_text(f"{bodies}\n{added}", encoding="utf-8")
    with pytest.raises(LoaderError, match=f"^bodies.toml: {said}$"):
        load_bodies(regions)


def test_many_patterns_are_sought_as_one_that_joins_them() -> None:
    patterns = ["(?:甲|乙)?丙丁", "丙(?:戊|己)+", "庚(?<!丁庚)", "庚辛?壬", "丙"]
    text = "甲丙丁丙戊己庚乙丙丁庚庚辛壬庚壬丙庚辛"
    joined = re.compile("|".join(patterns))
    assert [one.span() for one in Sought(patterns).finditer(text)] == [one.span() for one in joined.finditer(text)]


@pytest.mark.parametrize("path", sorted(data_files.DATA.glob("*.toml")), ids=lambda path: path.name)
def test_no_packaged_list_says_a_word_twice(path: Path) -> None:
    twice = [word for words in _lists_in(tomllib.loads(path.read_text(encoding="utf-8"))) for word in _doubles(words)]
    assert twice == []


def _lists_in(value: object) -> Iterator[list[str]]:
    """The lists of words in what a TOML file holds."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _lists_in(one)


def _doubles(words: list[str]) -> list[str]:
    return [word for word, times in Counter(words).items() if times > 1]


def test_no_pattern_repeats_a_group_possessively() -> None:
    """Python before 3.11.5 matches such a pattern wrong (python/cpython#106052); an atomic group does the same."""
    package = data_files.DATA.parents[1]
    files = (*package.rglob("*.py"), *package.rglob("*.toml"))
    assert [path.name for path in files if re.search(r"\)(?:[*+?]|\{[\d,]+\})\+", path.read_text("utf-8"))] == []
