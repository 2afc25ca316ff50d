"""Words by which a document shows what it is: its kind, who issued it, what its information table says."""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import Literal

from loader.gazetteer.data_files import Sourced, Table, read_data

TableKey = Literal["number", "issuers", "name", "written_on", "published_on", "effective_on", "expires_on", "other"]


class Sayings(Table):
    """How a document says who issued it, and when; the data file says what each pattern is for."""

    issued_paper: re.Pattern[str]
    no_headline: re.Pattern[str]
    figure: re.Pattern[str]
    headline: re.Pattern[str]
    reported: re.Pattern[str]
    no_kind: re.Pattern[str]
    origins: frozenset[str]
    adopted: re.Pattern[str]
    promulgated: re.Pattern[str]
    speaker: re.Pattern[str]
    and_others: re.Pattern[str]
    state: re.Pattern[str]
    aside: re.Pattern[str]
    no_body: re.Pattern[str]
    place: re.Pattern[str]
    national: tuple[str, ...]
    central_ends: tuple[str, ...]
    body_ends: frozenset[str]
    joins: tuple[str, ...]
    levels: tuple[str, ...]
    office: re.Pattern[str]
    own_office: re.Pattern[str]
    branch: re.Pattern[str]
    letterhead: re.Pattern[str]
    apart: re.Pattern[str]
    dateline: re.Pattern[str]
    officer: re.Pattern[str]


class NatureCues(Table):
    """How a text shows whether it is the paper itself; the data file says what each pattern is for."""

    asks_opinions: re.Pattern[str]
    explains: re.Pattern[str]
    news: re.Pattern[str]
    gathering: re.Pattern[str]
    plan: re.Pattern[str]
    issues: re.Pattern[str]
    own_words: re.Pattern[str]


class LayoutCues(Table):
    """How a document is laid out; the data file says what each pattern is for."""

    note: re.Pattern[str]
    contents: re.Pattern[str]
    annexes: re.Pattern[str]
    duty: re.Pattern[str]


class SeatCues(Table):
    """How a document shows of which place it is; the data file says what each pattern is for."""

    own_level: re.Pattern[str]
    organ_level: re.Pattern[str]
    whole_level: re.Pattern[str]
    level_at_large: re.Pattern[str]
    elsewhere: re.Pattern[str]
    bare_level: re.Pattern[str]
    front: re.Pattern[str]
    government: re.Pattern[str]
    place: re.Pattern[str]
    place_end: re.Pattern[str]
    autonomous_prefecture: str
    set_off: re.Pattern[str]
    never_short: frozenset[str]
    county_zone: re.Pattern[str]
    zone: re.Pattern[str]
    placed_zone: re.Pattern[str]
    label: re.Pattern[str]
    labelled_zone: re.Pattern[str]
    title_start: re.Pattern[str]


class DocumentWords(Sourced):
    """The data file, checked."""

    kinds: tuple[str, ...]
    kind_fronts: tuple[str, ...]
    sure_kinds: tuple[str, ...]
    title_tails: tuple[str, ...]
    issuer_ends: tuple[str, ...]
    title_verbs: tuple[str, ...]
    table: dict[TableKey, tuple[str, ...]]
    cuts: tuple[str, ...]
    drafts: tuple[str, ...]
    opinions: tuple[str, ...]
    interpretations: tuple[str, ...]
    reports: tuple[str, ...]
    orders: tuple[str, ...]
    made: tuple[str, ...]
    made_public: tuple[str, ...]
    takes_effect: tuple[str, ...]
    layout: LayoutCues
    sayings: Sayings
    nature: NatureCues
    seat: SeatCues

    @cached_property
    def row_keys(self) -> dict[str, TableKey]:
        """From the key of an information table's row to what it tells."""
        return {key: name for name, keys in self.table.items() for key in keys}


@cache
def load_document_words() -> DocumentWords:
    """Load and check the packaged data once a process."""
    return read_data("document_words.toml", DocumentWords)
