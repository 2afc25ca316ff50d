"""Bytes to characters: which encoding a file is in, and what to say of one that is in none."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like the next
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES = ("utf-8", "gb18030", "big5")
_NATIONAL = ("gb18030", "big5hkscs")
_USUAL = re.compile("[，。、；：的一和在有是为為与與]")
_STRANGE = re.compile(
    r"[^\x00-\x7f\u2010-\u2033\u2460-\u249b\u25a0-\u25cf\u3000-\u301e\u4e00-\u9fff\uff01-\uff5e\ufeff·—×÷°αβγ]"
)
_UTF8_THREE = re.compile(rb"[\xe3-\xe9\xef][\x80-\xbf]{2}")
_MOST_UTF8 = 0.6
_ASCII = bytes(range(128))
_SAMPLE = 1 << 16
_MOST_STRANGE = 0.05


def decode(data: bytes) -> str:
    """Decode a whole text; a byte order mark stays, as the first character.

    Raises ValueError, saying where the text stops to be one.
    """
    encoding = find_encoding(data)
    if encoding is None:
        raise ValueError(_explain(data))
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        place = f"byte {error.start}, line {line}"
        raise ValueError(f"is not {encoding.upper()} throughout ({place}); save it anew") from error


def decode_name(data: bytes) -> str:
    """Decode a file's name: UTF-8, else the Chinese encoding that fits, else its bytes written out."""
    for encoding in _NAMES:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "backslashreplace")


def find_encoding(data: bytes, *, whole: bool = True) -> str | None:
    """The encoding of a text: its byte order mark's, else UTF-8, UTF-16, GB18030 or Big5 by plausibility.

    With `whole` false the data are the beginning of a text. None if it can't be any of them.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding if encoding == "utf-8" else _likeliest(data, (encoding,), whole=whole)
    if _decodes(data, "utf-8", whole=whole):
        return "utf-8" if b"\0" not in data else _find_wide(data)
    if b"\0" in data:
        return _find_wide(data)
    return None if _is_damaged(data) else _likeliest(data, _NATIONAL, whole=whole)


def _is_damaged(data: bytes) -> bool:
    """Whether this is UTF-8 but for a few bytes: most others go in its threes, as those of no other encoding do."""
    sample = data[:_SAMPLE]
    return 3 * len(_UTF8_THREE.findall(sample)) > _MOST_UTF8 * len(sample.translate(None, _ASCII))


def _find_wide(data: bytes) -> str | None:
    """UTF-16 without its mark, whose ASCII characters have an empty byte each."""
    return _likeliest(data[: len(data) // 2 * 2], ("utf-16-le", "utf-16-be"), whole=False)


def _likeliest(data: bytes, encodings: Sequence[str], *, whole: bool) -> str | None:
    found = [(score, encoding) for encoding in encodings if (score := _score(data, encoding, whole=whole)) is not None]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _decodes(data: bytes, encoding: str, *, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(data, final=whole)
    except UnicodeDecodeError:
        return False
    return True


def _score(data: bytes, encoding: str, *, whole: bool) -> float | None:
    """How much a text looks like Chinese in an encoding: its share of usual characters; None where it can't be."""
    if not _decodes(data, encoding, whole=whole):
        return None
    sample = data[:_SAMPLE].decode(encoding, "ignore")
    foreign = sum(1 for char in sample if char > "\x7f") or 1
    if "\0" in sample or len(_STRANGE.findall(sample)) > _MOST_STRANGE * foreign:
        return None
    return len(_USUAL.findall(sample)) / foreign


def _explain(data: bytes) -> str:
    if (zero := data.find(b"\0")) >= 0:
        return f"is no text file (byte {zero} is NUL); save it as UTF-8 text"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return f"is not UTF-8 (byte {error.start}, line {line}), nor GB18030 or Big5; save it as UTF-8 text"
    return "is no text"
