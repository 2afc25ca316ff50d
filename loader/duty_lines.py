"""Lines that say who is responsible where a text broke them: over several lines, or at blanks between their labels."""

from __future__ import annotations

import re

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
_LAST = re.compile(r"[^、，；：]*$")


def mark_labels(flat: str) -> str:
    """Put a colon behind labels that stand in brackets of their own (【责任单位】市水利局), and a blank before them."""
    if not any(opener in flat for opener in "【［〔["):
        return flat
    return _LABELS.bracketed.sub(lambda label: f" {label['label']}：".ljust(len(label.group())), flat)


def mark_gap(before: str, flat: str, at: int, stop: int) -> str:
    """What the blank stands for between two parts of a line: ； before a label, ： behind one; "" for nothing.

    `before` is the end of the first part, without blanks; the other one runs from `at` to `stop`.
    """
    if "：" in flat[at : at + LONGEST_LABEL] and before[-1] not in _SEPARATORS and _LABELS.label.match(flat, at):
        return "；"
    return "：" if _is_label(before) and letter_of(flat[at:stop].rstrip()) == "B" else ""


def join_lines(paragraph: str, line: str, below: str) -> str:
    """What goes between a paragraph and the line behind it: a line break, unless a list of bodies goes on there.

    `below` is the line after: bodies above a date sign the document.
    """
    if paragraph[-1] in _ENDS:
        return "\n"
    if opened := _OPEN.search(paragraph, max(0, len(paragraph) - _REACH)):
        listed = opened.group()[1:]
        duties = _LABELS.line.match(opened.group()) or letter_of(listed) == "B"
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
