"""What a user says of how files are to be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Which columns of a table of documents hold what; those not given are guessed where their names are plain."""

    text_key: str | None = None
    name_key: str | None = None
    number_key: str | None = None
    issuer_key: str | None = None
    date_key: str | None = None
    source_key: str | None = None
    id_key: str | None = None
