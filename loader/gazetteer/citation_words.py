"""Words by which a text names other documents, and says what it does to them."""

from __future__ import annotations

from functools import cache

from loader.gazetteer.data_files import Sourced, read_data


class CitationWords(Sourced):
    """The data file, checked."""

    instruments: tuple[str, ...]
    letters: tuple[str, ...]
    others: tuple[str, ...]
    short_fronts: tuple[str, ...]
    national: tuple[str, ...]
    national_fronts: tuple[str, ...]
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
    goes_on: tuple[str, ...]
    not_done: tuple[str, ...]


@cache
def load_citation_words() -> CitationWords:
    """Load and check the packaged data once a process."""
    return read_data("citations.toml", CitationWords)
