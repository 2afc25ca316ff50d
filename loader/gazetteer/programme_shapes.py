"""The shapes of programme names that no table has: their last words, and the words around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from loader.gazetteer.automaton import Matcher
from loader.gazetteer.data_files import Sourced, Table, read_data
from loader.gazetteer.patterns import join_words
from loader.model import ProgrammeKind  # noqa: TC001 - pydantic reads it at run time

_ORDER = r"\d+[个项条座批家]|（[一二三四五六七八九十\d]{1,4}）|第[一二三四五六七八九十百\d]{1,5}条"


class Head(Table):
    """The last word of a name, and what it takes for the words before it to be a name."""

    kind: ProgrammeKind
    asks: Literal["words", "verb", "proper"]
    words: tuple[str, ...]


class _Words(Table):
    launching: tuple[str, ...]
    inner: tuple[str, ...]
    leading: tuple[str, ...]
    adorning: tuple[str, ...]
    manner: tuple[str, ...]
    generic: tuple[str, ...]
    bare: tuple[str, ...]
    offices: tuple[str, ...]
    subjects: tuple[str, ...]
    stages: str
    clause: str
    proper: tuple[str, ...]


class _Opening(Table):
    words: tuple[str, ...]


class _Quoted(Table):
    not_: tuple[str, ...] = Field(alias="not")
    nouns: tuple[str, ...]
    endings: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]


class _Titled(Table):
    plans: tuple[str, ...]
    others: tuple[str, ...]
    working: tuple[str, ...]
    resting: tuple[str, ...]
    handed_on: tuple[str, ...]


class _Data(Sourced):
    head: tuple[Head, ...]
    words: _Words
    following: dict[str, tuple[str, ...]]
    opening: _Opening
    quoted: _Quoted
    titled: _Titled


@dataclass(frozen=True, slots=True)
class Shapes:
    """The data as the extraction uses it: one automaton over the heads, one pattern for each set of words."""

    heads: Matcher[Head]
    ends: tuple[str, ...]
    """Every head, for what a list's earlier members end with."""
    following: dict[str, re.Pattern[str]]
    """Behind a head: what makes it part of another word."""
    cut: re.Pattern[str]
    """A word that stands before a name and is no part of it."""
    launching: tuple[str, ...]
    leading: frozenset[str]
    """The words of `cut` that are none of `launching`."""
    inner: frozenset[str]
    """Verbs of `launching` that stand inside names as well."""
    launches: re.Pattern[str]
    adorning: re.Pattern[str]
    manner: re.Pattern[str]
    """Before a verb: how it is done (高标准建设)."""
    generic: re.Pattern[str]
    endless: tuple[str, ...]
    """With these no modifier ends: with none of the words of `cut` but `inner`."""
    offices: re.Pattern[str]
    """Behind a known name: what makes it the name of a body."""
    subjects: tuple[str, ...]
    stages: re.Pattern[str]
    """What tells one project from a kind of project."""
    clause: re.Pattern[str]
    """What makes a modifier a piece of a sentence."""
    proper: tuple[str, ...]
    opening: re.Pattern[str]
    """With a place behind it, a name."""
    quoted_nouns: re.Pattern[str]
    quoted_not: frozenset[str]
    quoted_endings: tuple[str, ...]
    quoted_before: tuple[str, ...]
    quoted_after: re.Pattern[str]
    plans: tuple[str, ...]
    others: tuple[str, ...]
    working: re.Pattern[str]
    """In front of 《》: the text puts the document to work."""
    resting: tuple[str, ...]
    handed_on: re.Pattern[str]
    """Behind 》: the text only passes the document on."""


def load_shapes() -> Shapes:
    """Load, check and compile the shapes."""
    data = read_data("programme_shapes.toml", _Data)
    heads = {word: head for head in data.head for word in head.words}
    words, quoted, titled = data.words, data.quoted, data.titled
    return Shapes(
        heads=Matcher(heads),
        ends=(*heads, "等"),
        following={word: re.compile(join_words(behind)) for word, behind in data.following.items()},
        cut=re.compile(rf"(?:{join_words((*words.launching, *words.leading))})(?![型性者力度体率])"),
        launching=words.launching,
        leading=frozenset(words.leading).difference(words.launching),
        inner=frozenset(words.inner),
        launches=re.compile(join_words(words.launching)),
        adorning=re.compile(rf"(?:{join_words(words.adorning)}|{_ORDER})+"),
        manner=re.compile(join_words(words.manner)),
        generic=re.compile(rf"(?:{join_words((*words.generic, *words.launching))})*"),
        endless=(*words.bare, *({*words.launching, *words.leading} - {*words.inner})),
        offices=re.compile(join_words(words.offices)),
        subjects=words.subjects,
        stages=re.compile(words.stages),
        clause=re.compile(words.clause),
        proper=words.proper,
        opening=re.compile(join_words(data.opening.words)),
        quoted_nouns=re.compile(rf"等?[\u4e00-\u9fff]{{0,6}}?(?:{join_words((*heads, *quoted.nouns))})"),
        quoted_not=frozenset(quoted.not_),
        quoted_endings=quoted.endings,
        quoted_before=quoted.before,
        quoted_after=re.compile(rf"的?等?(?:{join_words(quoted.after)})"),
        plans=titled.plans,
        others=titled.others,
        working=re.compile(rf"(?:{join_words(titled.working)})(?:好|了|实施)?$"),
        resting=titled.resting,
        handed_on=re.compile(join_words(titled.handed_on)),
    )
