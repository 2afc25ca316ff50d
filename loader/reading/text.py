"""Plain text and Markdown files."""

from __future__ import annotations

SUFFIXES = frozenset({".txt", ".md"})


def read_text(data: bytes) -> str:
    """Decode UTF-8; a byte order mark and CR stay, so that offsets index the file's own characters.

    Raises ValueError for what is no text, saying what is wrong and what to do.
    """
    if (zero := data.find(b"\0")) >= 0:
        raise ValueError(f"is no text file (byte {zero} is NUL); save it as UTF-8 text")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        way_out = "convert it, for example with `iconv -f gb18030 -t utf-8`"
        raise ValueError(f"is not UTF-8 (byte {error.start}, line {line}); {way_out}") from error
    if not text.strip("\ufeff \t\r\n\u3000"):
        raise ValueError("is empty; fill it or take it away")
    return text
