"""Files of one document aligned with its base: every place where one reads otherwise."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import count, islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Indel, LCSseq, Levenshtein

from loader.document import Reading, Span
from loader.errors import LoaderError
from loader.normalising import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loader.document import Outline, Source, Text
    from loader.model import ReadingKind

_LEAST_LIKENESS = 0.3  # below, two files don't carry one document
_SHINGLE = 5
_SHORT_SHINGLE = 3
_SHORT_TEXT = 300
_SENTENCE_END = re.compile(r"[。！？；]+[”’」』）》】]*")
_WORD = re.compile(r"[\u3400-\u9fff\w]")
_INK = re.compile(r"[^\n ]+")
_TOKEN = re.compile(r"[0-9A-Za-z.%]")
_CLAUSE_END = re.compile(r"[，、：。；！？]+[”’」』）》】]*")
_MARK = re.compile(r"[，、：。；！？]")
_ALIKE = 0.6  # of the shorter side: sentences with less in common are no variants of each other
_MOST_PAIRS = 10_000
_LARGEST_GAP = 100_000_000  # characters by characters, a few hundredths of a second


class _Ink(NamedTuple):
    """The characters of a plain text that count: no line breaks, no blanks."""

    words: str
    places: Sequence[int]
    """For every character, where it stands in `plain`."""
    text: Text

    def raw_span(self, span: Span) -> Span:
        """Where a stretch stands in the text as read; an empty one behind the character before it."""
        if span.start < span.stop:
            return Span(*self.text.raw_span(Span(self.places[span.start], self.places[span.stop - 1] + 1)))
        if span.start == 0:
            at = self.text.offsets[self.places[0]] if self.places else 0
        else:
            at = self.text.offsets[self.places[span.start - 1]] + 1
        return Span(at, at)


class _Edit(NamedTuple):
    """A stretch of the base and what the witness has for it."""

    base: Span
    witness: Span

    @property
    def size(self) -> int:
        """Characters on the longer side."""
        return max(self.base.stop - self.base.start, self.witness.stop - self.witness.start)

    def shifted(self, by: int, other_by: int) -> _Edit:
        """The same edit further on."""
        (start, stop), (other_start, other_stop) = self
        return _Edit(Span(start + by, stop + by), Span(other_start + other_by, other_stop + other_by))


class _Gap(NamedTuple):
    """Where the sentences part that stand between two that are equal, in either text."""

    cuts: list[int]
    other_cuts: list[int]

    @property
    def edit(self) -> _Edit:
        """The whole as one edit."""
        return _Edit(Span(self.cuts[0], self.cuts[-1]), Span(self.other_cuts[0], self.other_cuts[-1]))

    @property
    def size(self) -> int:
        """What it costs to align it character by character."""
        return (self.cuts[-1] - self.cuts[0]) * (self.other_cuts[-1] - self.other_cuts[0])


def read_variants(base: Outline, source: Source) -> list[Reading]:
    """Find every reading in which a witness differs from the base, in the base's order.

    White space, line breaks, Markdown's marks and the width of punctuation are no readings. A paragraph that moved is
    an omission in one place and an insertion in another. `text` is as the witness writes it, its lines not padded.
    Raises LoaderError if the two files have too little in common to be one document.
    """
    ours, theirs = _ink(base.text), _ink(normalise(source.text))
    if _measure_likeness(ours.words, theirs.words) < _LEAST_LIKENESS:
        raise LoaderError(
            f"{source.path}: too unlike the base to carry the same document; list it as a document of its own"
        )
    return [_reading(edit, ours, theirs) for edit in _align(ours, theirs)]


def _ink(text: Text) -> _Ink:
    runs = [(found.group(), range(found.start(), found.end())) for found in _INK.finditer(text.plain)]
    return _Ink("".join(run for run, _ in runs), [place for _, places in runs for place in places], text)


def _measure_likeness(a: str, b: str) -> float:
    """The share of the shorter text's stretches of some characters that stand in the longer one, too."""
    short, long = sorted((a, b), key=len)
    size = _SHINGLE if len(short) >= _SHORT_TEXT else _SHORT_SHINGLE
    if len(short) < size:
        return float(short in long)
    known = {long[i : i + size] for i in range(len(long) - size + 1)}
    places = range(len(short) - size + 1)
    return sum(short[i : i + size] in known for i in places) / len(places)


def _align(ours: _Ink, theirs: _Ink) -> Iterator[_Edit]:
    """Yield the edits that make one text of the other: equal sentences first, characters between them."""
    whole = _Gap(_cut(ours, _SENTENCE_END), _cut(theirs, _SENTENCE_END))
    for gap in _gaps(ours.words, theirs.words, whole):
        if gap.size <= _LARGEST_GAP:
            yield from _align_gap(ours.words, theirs.words, gap)
            continue
        clauses = _Gap(_within(_cut(ours, _CLAUSE_END), gap.cuts), _within(_cut(theirs, _CLAUSE_END), gap.other_cuts))
        for part in _gaps(ours.words, theirs.words, clauses, uneven=True):
            yield from _align_gap(ours.words, theirs.words, part)


def _cut(ink: _Ink, end: re.Pattern[str]) -> list[int]:
    """Where the sentences (or clauses) and lines of a text part, its start and length among them."""
    cuts = {found.end() for found in end.finditer(ink.words)}
    cuts.update(at for at, (a, b) in enumerate(pairwise(ink.places), 1) if b - a > 1)
    return sorted(cuts | {0, len(ink.words)})


def _within(cuts: list[int], bounds: list[int]) -> list[int]:
    """Those cuts that lie between the first and the last of the bounds, with both."""
    return cuts[bisect_left(cuts, bounds[0]) : bisect_right(cuts, bounds[-1])]


def _gaps(ours: str, theirs: str, whole: _Gap, *, uneven: bool = False) -> Iterator[_Gap]:
    """Yield what lies between the pieces that are equal in both texts, in their order.

    Of a piece that recurs the n-th answers to the n-th, and unless `uneven` none if the texts have it unequally often:
    else a damaged （…负责） would be taken for the next one.
    """
    pieces = [ours[a:b] for a, b in pairwise(whole.cuts)]
    others = [theirs[a:b] for a, b in pairwise(whole.other_cuts)]
    counts, other_counts = Counter(pieces), Counter(others)
    fresh = count(1)
    places = {
        piece: list(islice(fresh, max(n, other_counts[piece])))
        for piece, n in counts.items()
        if n == other_counts[piece] or (uneven and other_counts[piece])
    }
    keys, other_keys = _number_pieces(pieces, places, 0), _number_pieces(others, places, -1)
    at, other_at = 0, 0
    for block in LCSseq.opcodes(keys, other_keys).as_matching_blocks():
        yield _Gap(whole.cuts[at : block.a + 1], whole.other_cuts[other_at : block.b + 1])
        at, other_at = block.a + block.size, block.b + block.size


def _number_pieces(pieces: list[str], places: dict[str, list[int]], other: int) -> list[int]:
    """A number for every piece: its own for each time that it occurs; `other` where it can't be matched."""
    seen: Counter[str] = Counter()
    numbers: list[int] = []
    for piece in pieces:
        numbers.append(places[piece][seen[piece]] if piece in places else other)
        seen[piece] += 1
    return numbers


def _align_gap(ours: str, theirs: str, gap: _Gap) -> Iterator[_Edit]:
    """Yield the edits between two equal sentences.

    Sentences that have little in common are no variants of each other: what one text has there is left out by the
    other, unless a single one stands for a single one.
    """
    edit = gap.edit
    a, b = ours[slice(*edit.base)], theirs[slice(*edit.witness)]
    if not a or not b:
        if a or b:
            yield edit
        return
    kept = LCSseq.similarity(a, b) if gap.size <= _LARGEST_GAP else 0
    if kept >= _ALIKE * min(len(a), len(b)):
        for part in _edits_between(a, b):
            yield part.shifted(edit.base.start, edit.witness.start)
    elif len(gap.cuts) == len(gap.other_cuts) == 2:  # one sentence for one
        yield edit
    else:
        yield from _align_sentences(ours, theirs, gap)


def _align_sentences(ours: str, theirs: str, gap: _Gap) -> Iterator[_Edit]:
    """Yield the edits of a gap whose sides are unlike as wholes: pairs of like sentences, the rest around them."""
    at, other_at = 0, 0
    for i, j in [*_pair_sentences(ours, theirs, gap), (len(gap.cuts) - 1, len(gap.other_cuts) - 1)]:
        base, witness = Span(gap.cuts[at], gap.cuts[i]), Span(gap.other_cuts[other_at], gap.other_cuts[j])
        if witness.start < witness.stop:
            yield _Edit(Span(base.start, base.start), witness)
        if base.start < base.stop:
            yield _Edit(base, Span(witness.stop, witness.stop))
        if i < len(gap.cuts) - 1:
            yield from _align_gap(ours, theirs, _Gap(gap.cuts[i : i + 2], gap.other_cuts[j : j + 2]))
        at, other_at = i + 1, j + 1


def _pair_sentences(ours: str, theirs: str, gap: _Gap) -> list[tuple[int, int]]:
    """The pairs of sentences, in both texts' order, that have most in common; none in a gap too large to try all."""
    sentences = [ours[a:b] for a, b in pairwise(gap.cuts)]
    others = [theirs[a:b] for a, b in pairwise(gap.other_cuts)]
    if len(sentences) * len(others) > _MOST_PAIRS:
        return []
    best = [[0.0] * (len(others) + 1) for _ in range(len(sentences) + 1)]
    likeness = [[_likeness(a, b) for b in others] for a in sentences]
    for i in range(len(sentences) - 1, -1, -1):
        for j in range(len(others) - 1, -1, -1):
            paired = best[i + 1][j + 1] + likeness[i][j] if likeness[i][j] else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(sentences) and j < len(others) and best[i][j]:
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


def _likeness(a: str, b: str) -> float:
    """What two sentences have in common in order, from 0 to 1; 0 for too little."""
    return Indel.normalized_similarity(a, b, score_cutoff=_ALIKE)


def _edits_between(a: str, b: str) -> list[_Edit]:
    """The edits between two stretches, those of one word as one."""
    edits: list[_Edit] = []
    for op in Levenshtein.opcodes(a, b):
        if op.tag == "equal":
            continue
        edit = _Edit(Span(op.src_start, op.src_end), Span(op.dest_start, op.dest_end))
        edit = _widen(edit, a, b)
        while edits and _belong_together(edits[-1], edit, a):
            last = edits.pop()
            edit = _Edit(Span(last.base.start, edit.base.stop), Span(last.witness.start, edit.witness.stop))
        edits.append(edit)
    return edits


def _widen(edit: _Edit, a: str, b: str) -> _Edit:
    """Take in the whole of a number or Latin word that an edit touches."""
    (start, stop), (other_start, other_stop) = edit
    changed = a[start:stop] + b[other_start:other_stop]
    if not (_TOKEN.match(changed[0]) or _TOKEN.match(changed[-1])):
        return edit
    while start and other_start and a[start - 1] == b[other_start - 1] and _TOKEN.match(a[start - 1]):
        start, other_start = start - 1, other_start - 1
    while stop < len(a) and other_stop < len(b) and a[stop] == b[other_stop] and _TOKEN.match(a[stop]):
        stop, other_stop = stop + 1, other_stop + 1
    return _Edit(Span(start, stop), Span(other_start, other_stop))


def _belong_together(last: _Edit, edit: _Edit, a: str) -> bool:
    """Whether what two edits have between them is chance (向西 → 西向)."""
    island = a[last.base.stop : edit.base.start]
    if not island:
        return True
    if _MARK.search(island):
        return False
    return len(island) == 1 or (len(island) == 2 and min(last.size, edit.size) >= 4)


def _reading(edit: _Edit, ours: _Ink, theirs: _Ink) -> Reading:
    """Put an edit into the words of both texts as read."""
    span = ours.raw_span(edit.base)
    base_text = ours.text.raw[span.start : span.stop] or None
    plain = theirs.places[edit.witness.start : edit.witness.stop]
    text = theirs.text.written(Span(plain[0], plain[-1] + 1)) if plain else None
    return Reading(span, base_text, text, _kind_of(base_text, text))


def _kind_of(base_text: str | None, text: str | None) -> ReadingKind:
    if not _WORD.search((base_text or "") + (text or "")):
        return "punctuation"
    if base_text is None:
        return "insertion"
    return "omission" if text is None else "substitution"
