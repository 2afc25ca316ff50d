"""Plain text and Markdown files."""

from __future__ import annotations

import re

from loader.document import Facts
from loader.gazetteer.page_words import load_page_words
from loader.gazetteer.patterns import any_of
from loader.reading.decoding import decode

EMPTY = "is empty; fill it or take it away"
_HEAD = 2000
_ADDRESS = re.compile(rf"{any_of(load_page_words().addresses)}\s*[：:】]\s*(https?://[^\s\u3000-\uffef]+)")


def read_text(data: bytes) -> str:
    """Decode a text; a byte order mark and CR stay, so that offsets index the file's own characters.

    Raises ValueError for what is no text, saying what is wrong and what to do.
    """
    text = decode(data)
    if not text.strip("\ufeff \t\r\n\u3000"):
        raise ValueError(EMPTY)
    return text


def read_head(text: str) -> Facts:
    """What the head of an export says of where it was published; all else is read with the text."""
    address = _ADDRESS.search(text, 0, _HEAD)
    return Facts(source=address[1] if address else None)
