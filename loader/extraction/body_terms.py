"""Bodies by what the text itself calls them: terms that it defines, and groups that it named before."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from loader.document import BodyMention, Span
from loader.extraction.body_names import OFFICE
from loader.gazetteer.regions import occurrences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loader.gazetteer.body_words import LocalWords, MentionCues

_NEAR = 300  # characters from a group's name to where it is meant by a word that could be another's


def name_members(mentions: list[BodyMention], words: LocalWords) -> list[BodyMention]:
    """各成员单位 are those of the group that was named last; a bare 领导小组 is that group."""
    groups: list[str] = []  # by name, in the order in which the text spoke of them last
    spoken = 0
    named: list[BodyMention] = []
    for mention in mentions:
        bare = mention.name.removesuffix(OFFICE)
        if mention.name == OFFICE:
            if groups and mention.span.start - spoken < _NEAR:
                named.append(BodyMention(mention.span, groups[-1] + OFFICE, mention.kind))
        elif bare in words.groups:
            if group := next((one for one in reversed(groups) if one.endswith(bare)), None):
                groups.append(group)
                spoken = mention.span.stop
                named.append(BodyMention(mention.span, group + mention.name[len(bare) :], mention.kind))
        elif groups and words.mentions.members.match(mention.name):
            named.append(BodyMention(mention.span, groups[-1] + mention.name, "class", generic=True))
        else:
            if mention.kind not in {"ministry", "party"} and words.mentions.group_end.search(bare):
                groups.append(bare)
                spoken = mention.span.stop
            named.append(mention)
    return named


def find_again(plain: str, mentions: Sequence[BodyMention], words: LocalWords) -> Iterator[BodyMention]:
    """Bodies that a text named once by a name of their own, wherever it repeats that (成立联合采购办公室)."""
    names: dict[str, BodyMention] = {}
    for mention in mentions:
        name = plain[mention.span.start : mention.span.stop]
        if not mention.generic and words.mentions.again.search(name):
            names.setdefault(name, mention)
    found = [
        BodyMention(Span(start, stop), mention.name, mention.kind)
        for name, mention in names.items()
        for start, stop in occurrences(plain, name)
        if not any(plain[max(0, start - length) : start] in words.domains for length in (2, 3, 4))
    ]
    found.sort(key=lambda m: (m.span.start, -m.span.stop))
    reached = 0
    for one in _apart(found, mentions):
        if one.span.start >= reached:
            yield one
            reached = one.span.stop


def add_terms(plain: str, mentions: list[BodyMention], cues: MentionCues) -> list[BodyMention]:
    """Read the terms that a text defines for itself, and find them wherever they stand."""
    by_stop = {m.span.stop: m for m in mentions}
    terms = {found["term"]: (found["term"], "class", True) for found in cues.meaning.finditer(plain)}
    for found in cues.term.finditer(plain):
        before = by_stop.get(found.start())
        term = found["term"]
        is_class = before is None and found["how"] == "统称" and cues.term_of_class.search(term)
        if not is_class and (before is None or not cues.term_end.search(term)):
            continue
        if before is not None and found["how"] != "统称" and not before.generic and not term.startswith("各"):
            terms[term] = (before.name, before.kind, before.generic)
            if before.kind == "coordination":
                terms.setdefault(f"{term}{OFFICE}", (before.name + OFFICE, before.kind, before.generic))
        else:
            terms[term] = (term, "class", True)
    if not terms:
        return mentions
    longest = "|".join(cues.term_pattern(term) for term in sorted(terms, key=len, reverse=True))
    added = [BodyMention(Span(m.start(), m.end()), *terms[m.group()]) for m in re.finditer(longest, plain)]
    kept = _outside(mentions, added)
    return sorted([*kept, *_apart(added, kept)], key=lambda m: m.span)


def _outside(mentions: Sequence[BodyMention], added: Sequence[BodyMention]) -> list[BodyMention]:
    """The mentions that none of those added holds, which lie in order and apart."""
    starts = [a.span.start for a in added]
    before = [bisect_right(starts, m.span.start) for m in mentions]
    return [m for m, at in zip(mentions, before, strict=True) if not at or not added[at - 1].span.holds(m.span)]


def _apart(added: Sequence[BodyMention], kept: Sequence[BodyMention]) -> list[BodyMention]:
    """Those added that overlap none of the ones kept, which lie in order."""
    starts = [m.span.start for m in kept]
    reached = [0, *accumulate((m.span.stop for m in kept), max)]
    return [a for a in added if reached[bisect_left(starts, a.span.stop)] <= a.span.start]
