"""The shapes of programme names that no table has: their last words, and the words around them."""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import Annotated, Literal

from pydantic import Field

from loader.gazetteer.automaton import Matcher
from loader.gazetteer.data_files import AnyWord, Patterns, Sourced, Table, join_words_as, read_data
from loader.gazetteer.patterns import any_of, join_words
from loader.model import ProgrammeKind

_SUM = r"\d+(?:\.\d+)?[百千万亿]*元"


class Head(Table):
    """The last word of a name, and what it takes for the words before it to be a name."""

    kind: ProgrammeKind
    asks: Literal["words", "verb", "proper", "placed", "counted", "quoted"]
    words: tuple[str, ...]


class _Words(Table):
    launching: tuple[str, ...]
    inner: frozenset[str]
    running: tuple[str, ...]
    bettering: frozenset[str]
    leading: frozenset[str]
    uncut: re.Pattern[str]
    adorning: frozenset[str]
    order: re.Pattern[str]
    own: re.Pattern[str]
    ours: re.Pattern[str]
    level: re.Pattern[str]
    placed: re.Pattern[str]
    national: re.Pattern[str]
    before_place: AnyWord
    behind_place: AnyWord
    manner: AnyWord
    qualifier: re.Pattern[str]
    generic: tuple[str, ...]
    alone: tuple[str, ...]
    bare: tuple[str, ...]
    city: re.Pattern[str]
    package: re.Pattern[str]
    topic: str
    long_package: re.Pattern[str]
    issued: re.Pattern[str]
    centre: tuple[str, ...]
    organ: re.Pattern[str]
    rules: re.Pattern[str]
    offices: re.Pattern[str]
    no_more: re.Pattern[str]
    of_state: frozenset[str]
    subjects: frozenset[str]
    corridor: re.Pattern[str]
    counted: re.Pattern[str]
    stages: re.Pattern[str]
    clause: Patterns
    proper: tuple[str, ...]

    @cached_property
    def cut(self) -> re.Pattern[str]:
        """A word that stands before a name and is no part of it."""
        return re.compile(rf"{any_of((*self.launching, *self.leading))}(?!{self.uncut.pattern})")

    @cached_property
    def launches(self) -> re.Pattern[str]:
        """A verb of `launching`."""
        return re.compile(join_words(self.launching))

    @cached_property
    def only_leading(self) -> frozenset[str]:
        """The words of `cut` that are none of `launching`."""
        return self.leading.difference(self.launching)

    @cached_property
    def adornment(self) -> re.Pattern[str]:
        """Words of `adorning`, numbers and sums, however many of them."""
        return re.compile(f"(?:{any_of(self.adorning)}(?!{self.uncut.pattern})|{self.order.pattern}|{_SUM})+")

    @cached_property
    def nameless(self) -> re.Pattern[str]:
        """Words that make no name: one of `alone`, or however many of the others."""
        return re.compile(f"{any_of(self.alone)}|{any_of((*self.generic, *self.launching))}*")

    @cached_property
    def endless(self) -> re.Pattern[str]:
        """So no modifier ends: with none of the words of `cut` but `inner`."""
        return re.compile(any_of((*self.bare, *({*self.launching, *self.leading} - self.inner))) + "$")


class _Areas(Table):
    zone: str
    own: re.Pattern[str]
    short: str


class _Opening(Table):
    words: AnyWord


class _Quoted(Table):
    not_: frozenset[str] = Field(alias="not")
    nouns: tuple[str, ...]
    with_others: re.Pattern[str]
    manners: Annotated[re.Pattern[str], join_words_as("为(?:{})")]
    endings: tuple[str, ...]
    before: tuple[str, ...]
    after: Annotated[re.Pattern[str], join_words_as("的?等?(?:{})")]


class _Lists(Table):
    et_cetera: re.Pattern[str]
    end: re.Pattern[str]
    summary: re.Pattern[str]
    members: tuple[str, ...]
    several: re.Pattern[str]
    counted: re.Pattern[str]
    fields: re.Pattern[str]
    projects: re.Pattern[str]


class _Titled(Table):
    plans: tuple[str, ...]
    others: tuple[str, ...]
    working: Annotated[re.Pattern[str], join_words_as("(?:{})(?:好|了|实施)?$")]
    ended: tuple[str, ...]
    handed_on: AnyWord


class _Lines(Table):
    further: re.Pattern[str]
    whole: re.Pattern[str]
    motorway: re.Pattern[str]
    metro: re.Pattern[str]
    shared: frozenset[str]
    member: re.Pattern[str]


class Shapes(Sourced):
    """All of programme_shapes.toml; the data file says what each list is for."""

    head: tuple[Head, ...]
    freely_called: frozenset[ProgrammeKind]
    words: _Words
    following: dict[str, AnyWord]
    full: dict[str, str]
    areas: _Areas
    opening: _Opening
    quoted: _Quoted
    lists: _Lists
    lines: _Lines
    titled: _Titled

    @cached_property
    def heads(self) -> Matcher[Head]:
        """One automaton over all heads."""
        return Matcher({word: head for head in self.head for word in head.words})

    @cached_property
    def shared_head(self) -> re.Pattern[str]:
        """A head of what may be called anything in quotation marks."""
        return re.compile(any_of(word for head in self.head if head.kind in self.freely_called for word in head.words))

    def kind_of(self, name: str) -> ProgrammeKind | None:
        """What the last word of a name says that it is."""
        return next((head.kind for _, stop, head in self.heads.find(name) if stop == len(name)), None)

    def is_named(self, words: str) -> bool:
        """Whether words end like what may be called anything but a kind of place, and say more than that it is one."""
        return any(
            stop == len(words)
            and head.kind in self.freely_called
            and head.kind != "zone"
            and head.asks != "counted"
            and self.words.nameless.fullmatch(words, 0, start) is None
            for start, stop, head in self.heads.find(words)
        )

    @cached_property
    def ends(self) -> tuple[str, ...]:
        """Every head, for what a list's earlier members end with."""
        return (*self.lists.members, *(word for head in self.head for word in head.words), "等")

    @cached_property
    def named_noun(self) -> re.Pattern[str]:
        """Behind quotation marks, a head or another noun that fits a programme."""
        return re.compile(rf"等?[\u4e00-\u9fff]{{0,6}}?{any_of((*self.ends[:-1], *self.quoted.nouns))}")


@cache
def load_shapes() -> Shapes:
    """Load, check and compile programme_shapes.toml."""
    return read_data("programme_shapes.toml", Shapes)
