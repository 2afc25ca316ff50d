"""Words by which a text names other documents, and says what it does to them."""

from __future__ import annotations

import re
from functools import cache

from loader.gazetteer.data_files import Sourced, Table, read_data


class TitleWords(Table):
    """What titles are made of; the data file says what each pattern is for."""

    party: re.Pattern[str]
    level: re.Pattern[str]
    and_others: re.Pattern[str]
    year: re.Pattern[str]
    issued: re.Pattern[str]
    draft_notice: re.Pattern[str]
    draft_in_marks: re.Pattern[str]
    asks: re.Pattern[str]
    law: re.Pattern[str]
    national: re.Pattern[str]


class CitingSentence(Table):
    """What a sentence says around the names of documents; the data file says what each pattern is for."""

    short_name: re.Pattern[str]
    list: re.Pattern[str]
    covered: re.Pattern[str]
    partly: re.Pattern[str]
    issues: re.Pattern[str]
    passes_on: re.Pattern[str]
    forwards: re.Pattern[str]
    issuing: re.Pattern[str]
    rest: re.Pattern[str]
    changes: re.Pattern[str]
    adjusts: re.Pattern[str]
    to_change: re.Pattern[str]
    also_ends: re.Pattern[str]


class CitationWords(Sourced):
    """The data file, checked."""

    instruments: tuple[str, ...]
    letters: tuple[str, ...]
    others: tuple[str, ...]
    short_fronts: tuple[str, ...]
    national_fronts: tuple[str, ...]
    nationals: frozenset[str]
    state: str
    common_number_words: str
    before_numbers: tuple[str, ...]
    first_before_numbers: tuple[str, ...]
    basis: tuple[str, ...]
    basis_if_made: tuple[str, ...]
    makes: tuple[str, ...]
    implements: tuple[str, ...]
    repeals: tuple[str, ...]
    amends: tuple[str, ...]
    amends_to: tuple[str, ...]
    terms: tuple[str, ...]
    prolongs: tuple[str, ...]
    prolongs_to: tuple[str, ...]
    goes_on: tuple[str, ...]
    not_done: tuple[str, ...]
    titles: TitleWords
    sentences: CitingSentence


@cache
def load_citation_words() -> CitationWords:
    """Load and check the packaged data once a process."""
    return read_data("citations.toml", CitationWords)
