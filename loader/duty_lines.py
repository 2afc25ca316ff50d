"""Lines that say who is responsible where a text broke them: over several lines, or at blanks between their labels."""

from __future__ import annotations

import re
from itertools import pairwise

from loader.flattened import letter_of
from loader.gazetteer.duties import load_duty_words
from loader.numbering import read_mark

LONGEST_LABEL = 14

_LABELS = load_duty_words().labels
_SHORTEST_LABEL = 4  # a shorter one (主办) may be that of an event
_REACH = 200  # characters in which a bracket closes
_OPEN = re.compile(r"[（【［〔\[][^（【［〔\[）】］〕\]]*$")
_CLOSES = re.compile(r"(?:[^（【［〔\[）】］〕\]]|（[^（）]*）)*[）】］〕\]]")
_ENDS = "。！？）】］〕]"
_SEPARATORS = "、，；：。（【［〔["
_SPACED = tuple(f"{noun}{blank}" for noun in _LABELS.spaced_nouns for blank in " \t\u3000")
_INK = re.compile(r"\S+")
_DUTIES = re.compile(r"(?:LB+|O[BW]+)+")
_MARKS = {"LB": "：", "OB": "：", "OW": "：", "BL": "；", "BO": "；", "WL": "；", "WO": "；", "BB": "、"}
_LAST = re.compile(r"[^、，；：]*$")


def mark_labels(flat: str) -> str:
    """Put a colon behind labels that have none, but brackets of their own or blanks (【责任单位】市水利局)."""
    if any(opener in flat for opener in "【［〔["):
        flat = _LABELS.bracketed.sub(lambda label: f" {label['label']}：".ljust(len(label.group())), flat)
    return _LABELS.spaced.sub(_mark_blanks, flat) if any(noun in flat for noun in _SPACED) else flat


def _mark_blanks(spaced: re.Match[str]) -> str:
    """Words of a duty line with marks for the blanks between them, or as they are, if any is neither label nor list."""
    words = list(_INK.finditer(spaced.group()))
    kinds = "".join(_kind_of(word.group()) for word in words)
    if not _DUTIES.fullmatch(kinds):
        return spaced.group()
    chars = list(spaced.group())
    for gap, pair in zip(words, pairwise(kinds), strict=False):
        chars[gap.end()] = _MARKS.get("".join(pair), " ")
    return "".join(chars)


def _kind_of(word: str) -> str:
    """L: a label that says who; O: another label; B: bodies; W: anything else."""
    if label := _LABELS.of_column(word):
        return "L" if label["stem"] else "O"
    return "B" if letter_of(word) == "B" else "W"


def mark_gap(before: str, flat: str, at: int) -> str:
    """What the blank stands for between two parts of a line: ； before a label; "" for nothing.

    `before` is the last character of the first part; the other one begins at `at`.
    """
    is_label = "：" in flat[at : at + LONGEST_LABEL] and _LABELS.label.match(flat, at)
    return "；" if is_label and before not in _SEPARATORS else ""


def join_lines(paragraph: str, line: str, below: str) -> str:
    """What goes between a paragraph and the line behind it: a line break, unless a list of bodies goes on there.

    `below` is the line after: bodies above a date sign the document.
    """
    if paragraph[-1] in _ENDS:
        return "\n"
    if opened := _OPEN.search(paragraph, max(0, len(paragraph) - _REACH)):
        listed = opened.group()[1:]
        duties = _LABELS.line.match(opened.group() + line) or letter_of(listed) == "B"
        return _joint(listed, line) if duties and _CLOSES.match(line + below) and not read_mark(line) else "\n"
    if "：" not in paragraph[:LONGEST_LABEL] and len(paragraph) > LONGEST_LABEL:
        return "\n"
    label = _is_label(paragraph.rstrip("："))
    if not (label or _LABELS.line.match(paragraph)) or letter_of(line) != "B" or letter_of(below) == "D":
        return "\n"
    if label:
        return "" if paragraph.endswith("：") else "："
    return _joint(paragraph, line) if paragraph[-1] in "、，；" or _LABELS.begins.match(line) else "\n"


def _is_label(words: str) -> bool:
    """Whether words are but the label of a list of bodies."""
    label = _LABELS.of_column(words) if _SHORTEST_LABEL <= len(words) < LONGEST_LABEL else None
    return label is not None and label["stem"] is not None


def _joint(listed: str, line: str) -> str:
    """、 between two whole names, nothing where one goes on."""
    last = _LAST.search(listed)
    whole = last is not None and last[0] and letter_of(last[0]) == "B"
    return "、" if whole and _LABELS.begins.match(line) else ""
