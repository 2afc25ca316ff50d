"""Files and folders to works: what is read, under which name, and what is said of that which can't be."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.document import Problem, Work
from loader.errors import LoaderError
from loader.reading import read_source, read_works
from loader.reading.files import LARGEST_TEXT
from loader.reading.text import read_text
from loader.resources import find_folder

TEXT = "一、总体要求\n加快建设。\n"


def write(folder: Path, **files: str | bytes) -> Path:
    """Put files into a folder; `__` in a name stands for `/`, a last `_` for `.`."""
    for key, content in files.items():
        stem, _, suffix = key.replace("__", "/").rpartition("_")
        path = folder / f"{stem}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def outcome(*paths: Path) -> list[tuple[str, ...]]:
    """The paths of each work's sources, or a problem's path and message."""
    return [
        ("!", item.path, item.message) if isinstance(item, Problem) else tuple(s.path for s in item.sources)
        for item in read_works(paths)
    ]


def test_the_seeds_are_one_document_with_two_files() -> None:
    (work,) = read_works([find_folder("seeds")])
    assert isinstance(work, Work)
    assert work.facts.name == "关于新时代推进西部大开发形成新格局的指导意见"
    assert work.facts.issuers == ("中共中央", "国务院")
    assert str(work.facts.published_on) == "2020-05-17"
    assert [source.path[:3] for source in work.sources] == ["001", "000"]


def test_a_folder_is_read_with_all_below_it_in_a_stable_order(tmp_path: Path) -> None:
    write(tmp_path, b_txt=TEXT, a_md=TEXT, sub__c_TXT=TEXT, table_xyz="1,2", _hidden__d_txt=TEXT)
    (tmp_path / "_hidden").rename(tmp_path / ".hidden")
    assert outcome(tmp_path) == [("a.md",), ("b.txt",), ("sub/c.TXT",)]


def test_a_file_goes_by_its_bare_name(tmp_path: Path) -> None:
    write(tmp_path, sub__c_txt=TEXT)
    assert outcome(tmp_path / "sub" / "c.txt") == [("c.txt",)]


def test_what_is_given_twice_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, a_txt=TEXT, sub__b_txt=TEXT)
    assert outcome(tmp_path, tmp_path / "a.txt", tmp_path / "sub" / "b.txt") == [("a.txt",), ("sub/b.txt",)]


def test_two_files_of_one_name_from_two_folders_are_not_mixed_up(tmp_path: Path) -> None:
    write(tmp_path, x__a_txt=TEXT, y__a_txt=TEXT)
    first, (mark, path, message) = outcome(tmp_path / "x", tmp_path / "y")
    assert first == ("a.txt",)
    assert (mark, path) == ("!", "a.txt")
    assert message.endswith("give the folder above both instead")


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_offsets_index_the_decoded_characters(words: str) -> None:
    text = f"一{words}\r\n"
    assert read_text(text.encode()) == text


def test_a_byte_order_mark_and_cr_stay(tmp_path: Path) -> None:
    write(tmp_path, a_txt="\ufeff一、总体\r\n要求")
    assert read_source(tmp_path / "a.txt").text == "\ufeff一、总体\r\n要求"


BAD = {
    "empty": (b"", "is empty"),
    "nothing but white space": ("\ufeff \r\n\u3000".encode(), "is empty"),
    "binary": (b"\x01\x02\x03\x04\x00\x00", "is no text file (byte 4 is NUL)"),
    "zeros": (bytes(3000), "is no text file (byte 0 is NUL)"),
    "larger than any document": ("政\n".encode() * (LARGEST_TEXT + 1), "is too large for one document"),
    "not UTF-8": ("一\n".encode() + "二".encode("gb18030"), "is not UTF-8 (byte 4, line 2)"),
}


@pytest.mark.parametrize(("content", "message"), BAD.values(), ids=BAD)
def test_a_bad_file_is_named_and_the_rest_is_read(tmp_path: Path, content: bytes, message: str) -> None:
    write(tmp_path, a_txt=TEXT, b_txt=content, c_txt=TEXT)
    first, (mark, path, told), last = outcome(tmp_path)
    assert (first, last) == (("a.txt",), ("c.txt",))
    assert (mark, path) == ("!", "b.txt")
    assert told.startswith(message)
    assert "\n" not in told


@pytest.mark.parametrize(("content", "message"), BAD.values(), ids=BAD)
def test_a_bad_file_by_itself_is_an_error(tmp_path: Path, content: bytes, message: str) -> None:
    write(tmp_path, b_txt=content)
    with pytest.raises(LoaderError) as error:
        read_source(tmp_path / "b.txt")
    assert str(error.value).startswith(f"{tmp_path / 'b.txt'}: {message}")


def test_a_link_that_leads_nowhere_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    write(tmp_path, a_txt=TEXT)
    (tmp_path / "lost.txt").symlink_to("nowhere.txt")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "again.txt").symlink_to("a.txt")
    assert outcome(tmp_path) == [
        ("a.txt",),
        ("again.txt",),
        ("!", "loop.txt", "cannot be read: Too many levels of symbolic links"),
        ("!", "lost.txt", "cannot be read: No such file or directory"),
    ]


def test_a_path_that_is_not_there_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(LoaderError, match="missing: no such file or folder"):
        read_works([write(tmp_path, a_txt=TEXT), tmp_path / "missing"])


def test_an_empty_path_is_not_the_folder_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a_txt=TEXT)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LoaderError, match="a path is empty"):
        read_works([""])


def test_a_pipe_that_is_given_by_name_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(LoaderError, match="pipe: is neither a file nor a folder"):
        read_works(tmp_path / "pipe")


def test_a_folder_without_documents_is_an_error_at_once(tmp_path: Path) -> None:
    write(tmp_path, a_xyz=TEXT)
    with pytest.raises(LoaderError, match=r"holds no documents; files that can be read end in \.csv, \.docx"):
        read_works([tmp_path])


def test_a_folder_that_cannot_be_read_is_named_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a_txt=TEXT, closed__b_txt=TEXT, open__c_txt=TEXT)
    close(tmp_path / "closed", monkeypatch)
    assert outcome(tmp_path) == [("a.txt",), ("open/c.txt",), ("!", "closed", "cannot be read: Permission denied")]
    with pytest.raises(LoaderError, match=f"^{tmp_path / 'closed'}: cannot be read: Permission denied$"):
        read_works([tmp_path / "closed"])


def close(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody read a folder: its mode alone would not keep out an administrator."""
    scan = os.scandir

    def scandir(path: str) -> object:
        if Path(path) == folder:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)


LISTED = """
[[document]]
id = "one"
number = "国发(2018)42号"
issuers = ["国务院"]
written_on = 2018-12-29
files = ["b.txt", "sub/c.txt"]
base = "sub/c.txt"
"""


def test_listed_files_are_one_work_with_its_base_first(tmp_path: Path) -> None:
    write(tmp_path, documents_toml=LISTED, a_txt=TEXT, b_txt=TEXT, sub__c_txt=TEXT)
    assert outcome(tmp_path) == [("sub/c.txt", "b.txt"), ("a.txt",)]


def test_one_listed_file_brings_its_whole_document(tmp_path: Path) -> None:
    write(tmp_path, documents_toml=LISTED, a_txt=TEXT, b_txt=TEXT, sub__c_txt=TEXT)
    assert outcome(tmp_path / "b.txt") == [("sub/c.txt", "b.txt")]
    assert outcome(tmp_path / "b.txt", tmp_path / "sub" / "c.txt") == [("sub/c.txt", "b.txt")]
    assert outcome(tmp_path / "a.txt") == [("a.txt",)]


def test_a_folder_below_may_list_its_own(tmp_path: Path) -> None:
    write(tmp_path, sub__documents_toml='[[document]]\nfiles = ["c.txt", "b.txt"]', sub__b_txt=TEXT, sub__c_txt=TEXT)
    assert outcome(tmp_path) == [("sub/c.txt", "sub/b.txt")]


def test_a_listed_file_that_is_missing_takes_its_document_out_and_no_other(tmp_path: Path) -> None:
    write(tmp_path, documents_toml=LISTED, a_txt=TEXT, b_txt=TEXT)
    problem, rest = outcome(tmp_path)
    assert problem == (
        "!",
        "documents.toml",
        "document 1 (one): there is no file sub/c.txt; its others are not read",
    )
    assert rest == ("a.txt",)


def test_a_listed_file_that_is_bad_takes_its_document_out(tmp_path: Path) -> None:
    write(tmp_path, documents_toml=LISTED, a_txt=TEXT, b_txt=b"\0", sub__c_txt=TEXT)
    problem, rest = outcome(tmp_path)
    assert problem[:2] == ("!", "b.txt")
    assert rest == ("a.txt",)


BROKEN = {
    "no TOML": ("[[document", "is no TOML: Expected ']]' at the end of an array declaration (at end of document)"),
    "not UTF-8": ('[[document]]\nname = "意见"'.encode("gb18030"), "is not UTF-8 (byte 21); save it as UTF-8"),
    "unknown key": (
        '[[document]]\nfile = "a.txt"\nfiles = ["a.txt"]',
        "document 1: unknown key file; known are id, name, number, ",
    ),
    "unknown table": ('[[documents]]\nfiles = ["a.txt"]', "unknown key documents; known are document;"),
    "no files": ('[[document]]\nname = "x"', "document 1 (x): files: is missing"),
    "wrong type": (
        '[[document]]\nid = "x"\nissuers = "国务院"\nfiles = ["a.txt"]',
        "document 1 (x): issuers: 国务院 is not a list in [ ]",
    ),
    "wrong word": (
        '[[document]]\nnature = "law"\nfiles = ["a.txt"]',
        "document 1: nature: law is none of 'original', 'draft'",
    ),
    "wrong id": (
        '[[document]]\nid = "a b"\nfiles = ["a.txt"]',
        "document 1 (a b): id: 'a b' is no id: one has neither blanks",
    ),
    "wrong date": (
        '[[document]]\nwritten_on = "today"\nfiles = ["a.txt"]',
        "document 1: written_on: today is no date such as 2020-05-17",
    ),
    "outside": ('[[document]]\nfiles = ["../a.txt"]', "document 1: files: ../a.txt is not written as a path inside"),
    "base": (
        '[[document]]\nbase = "b.txt"\nfiles = ["a.txt"]',
        "document 1: base: b.txt is not among its files: a.txt",
    ),
    "twice": (
        '[[document]]\nname = "甲"\nfiles = ["a.txt"]\n[[document]]\nfiles = ["./a.txt"]',
        "document 2: files: a.txt is listed twice, first by document 1 (甲)",
    ),
    "twice in one": (
        '[[document]]\nfiles = ["a.txt", "a.txt"]',
        "document 1: files: a.txt is listed twice, first by document 1",
    ),
    "one id": (
        '[[document]]\nid = "x"\nfiles = ["a.txt"]\n[[document]]\nid = "x"\nfiles = ["b.txt"]',
        "document 2 (x): id: x is listed twice, first by document 1 (x)",
    ),
}


@pytest.mark.parametrize(("content", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_list_is_named_and_other_folders_are_read(tmp_path: Path, content: str | bytes, message: str) -> None:
    write(tmp_path, bad__documents_toml=content, bad__a_txt=TEXT, good__a_txt=TEXT)
    (mark, path, told), rest = outcome(tmp_path)
    assert (mark, path) == ("!", "bad/documents.toml")
    assert told.startswith(message)
    assert "\n" not in told
    assert rest == ("good/a.txt",)
