"""Which files carry one document: a light first look at every text, before any is read in full.

A look keeps what a text says of itself and a sketch of its wording, a kilobyte or so however long it is. Two texts
carry one document if their wording is nearly equal and nothing that they say of themselves speaks against it: number,
date, name, or that one is a draft or speaks about the other. What bears the same number only has to overlap, for then
one may be cut. Equal names alone join nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from loader.document import SPEAKS_OF, Outline
from loader.document_names import own_seat, papers_in, read_title, without_draft
from loader.extraction.setting import read_setting
from loader.gazetteer import load_gazetteer
from loader.identifying import identify_document, keys_of
from loader.normalising import normalise
from loader.sketching import compare_sketches, sketch_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from loader.document import Facts, Work
    from loader.sketching import Sketch

_HEAD, _FOOT = 1500, 800
"""So many characters at a text's beginning and end tell what it says of itself."""
_NEAR = 0.6  # of the clauses of both
_WITHIN = 0.9  # of the shorter one's
_OVERLAP = 0.5
_LEAST_SHARE = 0.5
_LEAST_CLAUSES = 3
_LEAST_NAME = 8
_WEEKS = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of a work before it is read in full."""

    paths: tuple[str, ...]
    facts: Facts
    """The given ones, and those that its head and foot tell; what else the base says is left to the full reading."""
    titles: frozenset[str]
    """Its names in one form."""
    seat: str | None
    """Whose paper it is, as in `Extraction`."""
    sketch: Sketch
    keys: tuple[str, ...]
    """By what others may cite it."""
    hashes: tuple[str, ...]
    """Of its files."""
    listed: bool
    """Whether a list of documents says what it is."""
    before: str | None = None
    """Id of the document that it was loaded as before."""

    @property
    def rank(self) -> tuple[bool, bool, int, tuple[str, ...]]:
        """The best base first: one that a list names, one that is whole, the longest."""
        return not self.listed, not self.facts.complete, -self.sketch.ink, self.paths


@dataclass(slots=True)
class Group:
    """Works that carry one document, as indices into the looks; the base first."""

    id: str
    members: list[int]
    facts: Facts


def look_at(work: Work, before: str | None = None) -> Look:
    """Take a first look at a work; `before` is the id of the document that it was loaded as."""
    base = work.sources[0]
    gazetteer = load_gazetteer()
    outline = Outline(normalise(_excerpt(base.text)), [], [])
    given = work.facts.completed_by(base.facts)
    setting = read_setting(outline, given, gazetteer)
    facts = replace(setting.facts, effective_on=given.effective_on, expires_on=given.expires_on)
    seat = own_seat(facts, setting.jurisdiction, gazetteer)
    titles = frozenset(read_title(name, None, gazetteer).words for name in papers_in(facts.name or ""))
    return Look(
        tuple(source.path for source in work.sources),
        facts,
        titles - {""},
        seat,
        sketch_text(base.text),
        tuple(keys_of(facts, seat)),
        tuple(source.sha256 for source in work.sources),
        listed=len(work.sources) > 1 or work.facts.id is not None,
        before=before,
    )


def _excerpt(text: str) -> str:
    if len(text) <= _HEAD + _FOOT:
        return text
    return f"{text[:_HEAD]}\n{text[-_FOOT:]}"


def carry_one_document(one: Look, other: Look) -> bool:
    """Whether two works carry one document."""
    if speak_against(one, other):
        return False
    if one.facts.number and one.facts.number == other.facts.number:
        return are_alike(one.sketch, other.sketch)
    short, long = sorted((one.sketch, other.sketch), key=lambda sketch: sketch.ink)
    likeness = compare_sketches(short, long)
    if short.size < _LEAST_CLAUSES or short.ink < _LEAST_SHARE * long.ink:
        return False
    return likeness.whole >= _NEAR or likeness.part >= _WITHIN


def are_alike(one: Sketch, other: Sketch) -> bool:
    """Whether two texts may be one, cut or edited."""
    return compare_sketches(one, other).part >= _OVERLAP


def speak_against(one: Look, other: Look) -> bool:
    """Whether what two works say of themselves shows that they are two documents.

    A copy of a file of which a list tells more than its text does nothing of the kind.
    """
    if one.listed != other.listed and not set(one.hashes).isdisjoint(other.hashes):
        return False
    a, b = one.facts, other.facts
    if not names_agree(one.titles, other.titles):
        return True
    if one.facts.number and other.facts.number:
        return one.facts.number != other.facts.number
    return (
        _sort_of(a) != _sort_of(b)
        or _differ(one.seat, other.seat)
        or _differ(a.written_on, b.written_on)
        or _lie_apart(a.published_on, b.published_on)
    )


def _sort_of(facts: Facts) -> str:
    if facts.nature in SPEAKS_OF:
        return "report"
    drafted = facts.nature == "draft" or (facts.name and without_draft(facts.name))
    return "draft" if drafted else "original"


def _differ(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other


def _lie_apart(one: date | None, other: date | None) -> bool:
    """Whether two days of publication are too far apart for one text, which places publish one after the other."""
    return one is not None and other is not None and abs(one - other) > _WEEKS


def names_agree(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether names are equal, or one is part of the other, or missing."""
    if not ours or not theirs or ours & theirs:
        return True
    return any(len(min(a, b, key=len)) >= _LEAST_NAME and (a in b or b in a) for a in ours for b in theirs)


def group_looks(looks: Sequence[Look], others: Collection[str] = ()) -> list[Group]:
    """Put works together that carry one document, and give each document its id; the works' order does not matter.

    `others` are ids that documents have which are none of these.
    """
    clusters = _Clusters(looks)
    for index in sorted(range(len(looks)), key=lambda i: looks[i].rank):
        clusters.add(index)
    return _identify(looks, clusters.members, others)


@dataclass(slots=True)
class _Clusters:
    """Works put together so far."""

    looks: Sequence[Look]
    members: list[list[int]] = field(default_factory=list)
    _by_sign: dict[object, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, index: int) -> None:
        """Put a work to those it belongs with; no member of a cluster may speak against it."""
        look = self.looks[index]
        near = sorted({cluster for sign in _signs_for(look) for cluster in self._by_sign.get(sign, ())})
        cluster = next((one for one in near if self._takes(one, look)), len(self.members))
        if cluster == len(self.members):
            self.members.append([])
        self.members[cluster].append(index)
        for sign in (*_signs_of(look), *_wording_of(look, named=bool(look.titles))):
            if cluster not in self._by_sign[sign][-1:]:
                self._by_sign[sign].append(cluster)

    def _takes(self, cluster: int, look: Look) -> bool:
        members = [self.looks[member] for member in self.members[cluster]]
        if any(_differ(one.facts.id, look.facts.id) for one in members):
            return False
        if any(look.before and one.before == look.before for one in members):
            return look.listed or are_alike(members[0].sketch, look.sketch)
        return carry_one_document(members[0], look) and not any(speak_against(one, look) for one in members[1:])


def _signs_of(look: Look) -> Iterator[object]:
    """By what a work is found by those that may belong with it."""
    yield from look.titles
    if look.facts.number:
        yield "number", look.facts.number
    if look.before:
        yield "before", look.before


def _wording_of(look: Look, *, named: bool) -> Iterator[object]:
    for clause in look.sketch.signs:
        yield clause, named


def _signs_for(look: Look) -> Iterator[object]:
    """By what it finds them: one that has a name looks by wording only at those that have none."""
    yield from _signs_of(look)
    yield from _wording_of(look, named=False)
    if not look.titles:
        yield from _wording_of(look, named=True)


def _identify(looks: Sequence[Look], clusters: Sequence[list[int]], others: Collection[str]) -> list[Group]:
    """Give every cluster an id: that which a list gives, else which all its works had before, else one of its own.

    A file that joins a document may make it better known, so then the id is made anew. Of several clusters that would
    have the same id, the one that had it before, or is first in rank, bears it; the others' paths tell them apart.
    """
    groups: list[Group] = []
    taken = set(others)
    known = [_put_together([looks[member].facts for member in members]) for members in clusters]
    had = [_id_before(looks, members) for members in clusters]
    wanted = [facts.id or id_ for facts, id_ in zip(known, had, strict=True)]
    bears = [id_ is not None and id_ == want for id_, want in zip(had, wanted, strict=True)]
    for index in sorted(range(len(clusters)), key=lambda i: (not bears[i], looks[clusters[i][0]].rank)):
        base = looks[clusters[index][0]]
        facts = known[index]
        id_ = wanted[index]
        if id_ is None or id_ in taken:
            id_ = identify_document(facts, base.paths[0])
        if id_ in taken:
            id_ = f"{id_}:{base.paths[0].replace('/', '|')}"
        taken.add(id_)
        groups.append(Group(id_, clusters[index], facts))
    return groups


def _put_together(facts: Sequence[Facts]) -> Facts:
    """What works say of one document between them; whether it is whole is the base's to say."""
    base, *others = facts
    for one in others:
        base = base.completed_by(one)
    return replace(base, complete=facts[0].complete)


def _id_before(looks: Sequence[Look], members: Sequence[int]) -> str | None:
    """The id of the document that all of these works were loaded as."""
    before = {looks[member].before for member in members}
    return before.pop() if len(before) == 1 else None
