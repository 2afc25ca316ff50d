"""Bodies: central organs with their short and former names, and the shapes of local ones."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field

from loader.errors import LoaderError
from loader.gazetteer.automaton import Matcher
from loader.gazetteer.data_files import AnyWord, Patterns, SoughtPatterns, Sourced, Table, join_words_as, read_data

if TYPE_CHECKING:
    from loader.gazetteer.regions import RegionTable

_JOIN = re.compile(r"[和与及]")
_LEVEL_END = re.compile(r"[省市州盟县区旗]$")
_PARTY = "中共"
_NAME = "its name"

KINDS = frozenset(
    {
        "party",  # central and local organs of the Communist Party
        "congress",  # people's congresses and the consultative conference
        "state_council",  # the State Council and its own offices
        "ministry",  # ministries, commissions, and the other organs under the State Council
        "coordination",  # leading groups, joint meetings, headquarters, task forces, of any level
        "court",  # courts and procuratorates
        "military",
        "mass_organisation",  # unions, federations, associations
        "institution",  # academies, news agencies, exchanges, centres
        "enterprise",  # companies and banks, and their branches
        "local_government",  # governments, management committees, sub-district offices
        "local_department",
        "branch",  # a central organ's office in a place
        "class",  # a definite class of organs
        "organisation",  # any other
    }
)


def _check_kind(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"{kind} is none of {', '.join(sorted(KINDS))}")
    return kind


def _longest_first(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))


Kind = Annotated[str, AfterValidator(_check_kind)]
LongestFirst = Annotated[tuple[str, ...], AfterValidator(_longest_first)]


class _Succession(Table):
    """A body that took over from another."""

    from_: str = Field(alias="from")
    to: str
    on: date | None = None


class _Formerly(Table):
    """What a short name meant in documents from before a year."""

    alias: str
    name: str
    before: int


class _BodyFile(Sourced):
    """All of bodies.toml."""

    bodies: dict[Kind, dict[str, tuple[str, ...]]]
    succession: tuple[_Succession, ...]
    formerly: tuple[_Formerly, ...]


class _KindRule(Table):
    kind: Kind
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Body:
    """One body of the gazetteer."""

    name: str
    kind: str
    aliases: tuple[str, ...]
    generic: bool
    region: str | None
    """Id of the region whose body it is; None for central organs."""
    successors: tuple[tuple[str, date | None], ...]
    """Names of the bodies that took over, and when."""
    source: str


class MentionCues(Table):
    """How running text speaks of bodies; the data file says what each pattern is for."""

    term: re.Pattern[str]
    term_end: re.Pattern[str]
    term_of_class: re.Pattern[str]
    before_short_term: re.Pattern[str]
    after_short_term: re.Pattern[str]
    branch: re.Pattern[str]
    own_division: re.Pattern[str]
    again: re.Pattern[str]
    bare_office: re.Pattern[str]
    members: re.Pattern[str]
    group_end: re.Pattern[str]
    formula: re.Pattern[str]
    beside: re.Pattern[str]
    deeds: frozenset[str]
    hub: re.Pattern[str]
    built: re.Pattern[str]
    summed: re.Pattern[str]
    of_class: re.Pattern[str]
    of_level: re.Pattern[str]
    of_levels: re.Pattern[str]
    of_state: tuple[str, ...]
    level_letters: re.Pattern[str]
    own_level: re.Pattern[str]
    also_called: re.Pattern[str]
    each: frozenset[str]
    need_head: frozenset[str]
    openers: frozenset[str]
    department_tails: tuple[str, ...]
    founded: re.Pattern[str]
    must: SoughtPatterns
    listed: re.Pattern[str]
    own: re.Pattern[str]
    ends_in_class: tuple[str, ...]
    town: re.Pattern[str]
    directed: re.Pattern[str]
    before_directed: re.Pattern[str]
    act: re.Pattern[str]
    actor: re.Pattern[str]
    division: re.Pattern[str]
    committee: re.Pattern[str]
    committee_organ: re.Pattern[str]
    commissioners: re.Pattern[str]
    listed_zone: re.Pattern[str]
    listed_street: re.Pattern[str]
    listed_towns: re.Pattern[str]
    shared_government: re.Pattern[str]
    government: re.Pattern[str]
    listed_town: re.Pattern[str]
    count: re.Pattern[str]
    seated: re.Pattern[str]
    level_above: re.Pattern[str]
    bare_division: re.Pattern[str]
    not_after_class: re.Pattern[str]
    not_after_organ: re.Pattern[str]
    may_be_another: re.Pattern[str]
    not_before_central: re.Pattern[str]


class NameCues(Table):
    """What the parts of a body's name say; the data file says what each pattern is for."""

    league: tuple[str, ...]
    of_centre: re.Pattern[str]
    never_local: Patterns
    branch_end: re.Pattern[str]
    no_branch: re.Pattern[str]
    names_place: re.Pattern[str]
    corps: re.Pattern[str]
    of_all: re.Pattern[str]
    zone: re.Pattern[str]
    kind_of_zone: re.Pattern[str]
    own_zone: re.Pattern[str]
    zones: frozenset[str]
    zone_committee: re.Pattern[str]
    of_commissioners: tuple[str, ...]
    commissioners: re.Pattern[str]
    seats: frozenset[str]
    department: re.Pattern[str]
    classed: re.Pattern[str]
    own_class: re.Pattern[str]
    whole_class: re.Pattern[str]
    class_front: tuple[str, ...]
    class_end: tuple[str, ...]
    town_government: re.Pattern[str]
    placed_class_front: tuple[str, ...]
    aside: re.Pattern[str]
    same_below: re.Pattern[str]
    including: re.Pattern[str]
    level_end: re.Pattern[str]


class BodyListCues(Table):
    """How a list of bodies is cut into names; the data file says what each pattern is for."""

    front: re.Pattern[str]
    join: re.Pattern[str]
    complete: re.Pattern[str]
    no_bodies: frozenset[str]
    parties: frozenset[str]
    by_when: re.Pattern[str]
    departments: re.Pattern[str]
    et_cetera: re.Pattern[str]
    more: re.Pattern[str]
    more_join: re.Pattern[str]
    level: re.Pattern[str]
    level_tail: re.Pattern[str]
    committees: re.Pattern[str]
    government: re.Pattern[str]
    tail: re.Pattern[str]
    zone_end: re.Pattern[str]
    place: re.Pattern[str]
    bare_town: re.Pattern[str]
    run_on: re.Pattern[str]

    @cached_property
    def levels(self) -> re.Pattern[str]:
        """Levels alone, others in brackets behind them."""
        level = self.level.pattern
        return re.compile(rf"{level}(?:[（〔]{level}(?:、{level})*[）〕])?")

    @cached_property
    def listed_levels(self) -> re.Pattern[str]:
        """Several levels, as a class of organs is of them (省、自治区、直辖市 | 财政厅)."""
        return re.compile(rf"{self.levels.pattern}(?:[、和及]{self.levels.pattern})*")

    @cached_property
    def joined_levels(self) -> re.Pattern[str]:
        """The first of some levels behind another name (相关部门和各省、区、市人民政府)."""
        return re.compile(rf"(?:{self.join.pattern})(?=各){self.level.pattern}$")

    @cached_property
    def levels_with_tail(self) -> re.Pattern[str]:
        """The last of some levels, with the tail that they share, and what is joined to that."""
        return re.compile(rf"(?!各){self.levels.pattern}{self.level_tail.pattern}(?:等.*|(?:{self.join.pattern}).+)?")


class LocalWords(Sourced):
    """All of local_bodies.toml: what the names of bodies are made of that no list names."""

    heads: LongestFirst
    """省, 市, 示范区: what stands for the document's own place; longest first."""
    not_heads: tuple[str, ...]
    false_heads: tuple[str, ...]
    domains: frozenset[str]
    apart: AnyWord
    complete: tuple[str, ...]
    qualifiers: frozenset[str]
    organs: AnyWord
    shapes: Annotated[re.Pattern[str], join_words_as("(?:{})(?:办公室)?(?!织)")]
    boundaries: frozenset[str]
    unbroken: tuple[str, ...]
    closing: frozenset[str]
    outer: frozenset[str]
    adjacent: frozenset[str]
    not_alone: frozenset[str]
    whole: SoughtPatterns
    """Bodies whose whole name has a shape."""
    placed: Patterns
    """Endings right behind a place."""
    networks: tuple[str, ...]
    headed: SoughtPatterns
    """The same, right behind a place or its level."""
    levelled: re.Pattern[str]
    """The same behind a level, which is its first character."""
    groups: tuple[str, ...]
    party: re.Pattern[str]
    lists_only: frozenset[str]
    not_before: tuple[str, ...]
    inner: LongestFirst
    mentions: MentionCues
    names: NameCues
    lists: BodyListCues
    kinds: tuple[_KindRule, ...]
    class_names: Patterns
    supervisors: frozenset[str]
    """Offices of the centre that bear their place without its level."""
    short_forms: dict[str, tuple[str, ...]]
    """From a local department's full name, without its place, to the short ones."""

    @cached_property
    def longer_heads(self) -> tuple[str, ...]:
        """Heads, true and false, of several letters, of which the last may be all that a name took."""
        return tuple(head for head in (*self.false_heads, *self.heads) if len(head) > 1)

    @cached_property
    def joined_departments(self) -> re.Pattern[str]:
        """Two departments that share their last word, from the first one's field on (住建 | 和 | 审批)."""
        field = f"(?:{self.apart.pattern})"
        return re.compile(rf"{field}(?P<join>[和与及])(?={field}(?:行政主管|主管|管理)?\Z)")

    @cached_property
    def lengths(self) -> dict[str, tuple[int, ...]]:
        """From the last letter of the words that names are made of to their lengths, the longest first."""
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for word in self.domains | self.qualifiers | self.closing | self.outer:
            lengths[word[-1]].add(len(word))
        return {letter: tuple(sorted(each, reverse=True)) for letter, each in lengths.items()}

    @cached_property
    def group(self) -> re.Pattern[str]:
        """One of `groups` at a clause's head, or behind 向 or 由; its first character comes first: `re` seeks it."""
        words = "|".join(
            f"{word[0]}(?:(?<=[，。；：\n向由报经]{word[0]})|(?<=[一二三四五六七八九十]、{word[0]})){word[1:]}"
            for word in self.groups
        )
        return re.compile(rf"(?:{words})(?:办公室)?(?!制度|机制)")


@dataclass(frozen=True, slots=True)
class BodyTable:
    """All bodies by name, and the automaton over their names and aliases."""

    by_name: dict[str, Body]
    by_alias: dict[str, str]
    """From every name and alias to the canonical name."""
    matcher: Matcher[str]
    """Leads to the canonical name."""
    words: LocalWords
    full_forms: dict[str, str]
    """From the short forms of local departments, and their full ones, without 和 to the full ones."""
    formerly: dict[str, list[tuple[int, str]]]
    """From a short name to the years before which it meant another body, the earliest first."""
    regions: RegionTable

    def name_of(self, alias: str, year: int | None) -> str | None:
        """The canonical name that an alias meant in a year, or means now; None for no alias."""
        if year is not None:
            for before, former in self.formerly.get(alias, ()):
                if year < before:
                    return former
        return self.by_alias.get(alias)

    def describe(self, name: str, year: int | None = None) -> Body:
        """Describe the body that a name meant in a year; one that no list names, by what the name itself tells.

        A local department that a text names in short (广东省发展改革委) is described under its full name, with the
        short ones as aliases, so that one body has one name.
        """
        if (known := self.name_of(name, year)) is not None:
            return self.by_name[known]
        name = name.removeprefix(_PARTY)  # 中共成都市委 is 成都市委
        place = self.regions.place_at(name)
        region = place.region if place else None
        if self.is_class(name):
            return Body(name, "class", (), generic=True, region=region, successors=(), source=_NAME)
        if place is None:
            return Body(name, self.kind_of(name), (), generic=False, region=None, successors=(), source=_NAME)
        front, rest = name[: place.stop], name[place.stop :]
        full = self.full_forms.get(_JOIN.sub("", rest), rest)
        if region is not None and rest in self.words.supervisors:
            front = next((a for a in self.regions.describe(region).aliases if front.startswith(a)), front)
        elif region is not None and _LEVEL_END.search(front):
            front = self.place_name(region)
        shorts = tuple(front + short for short in self.words.short_forms.get(full, ()))
        kind = self.kind_of(front + full)
        return Body(front + full, kind, shorts, generic=False, region=region, successors=(), source=_NAME)

    def place_name(self, region_id: str) -> str:
        """A region's name as its bodies carry it: 成都市, but 南京市鼓楼区, for there are others."""
        name = self.regions.describe(region_id).name
        above = self.regions.division_above(region_id)
        if all(self.regions.division_above(namesake) == above for namesake in self.regions.find(name)):
            return name
        nearer = self.regions.describe(above).name + name if above else name
        return nearer if len(self.regions.find(nearer)) == 1 else self.regions.qualified_name(region_id)

    def is_class(self, name: str) -> bool:
        """Tell whether a name means a class of organs (各有关部门)."""
        return self.words.class_names.search(name) is not None

    def kind_of(self, name: str) -> str:
        """Tell the kind that a name's end tells."""
        return next((rule.kind for rule in self.words.kinds if rule.pattern.search(name)), "organisation")


def load_bodies(regions: RegionTable) -> BodyTable:
    """Load, check and compile the body data."""
    data = read_data("bodies.toml", _BodyFile)
    successors = _read_successions(data)
    source = f"{data.source} ({data.date})"
    by_name: dict[str, Body] = {}
    by_alias: dict[str, str] = {}
    for kind, bodies in data.bodies.items():
        for name, aliases in bodies.items():
            for key in (name, *aliases):
                if key in by_alias:
                    raise LoaderError(f"bodies.toml: {key} stands for both {by_alias[key]} and {name}; keep one")
                by_alias[key] = name
            by_name[name] = Body(name, kind, aliases, kind == "class", None, tuple(successors.pop(name, ())), source)
    followed = {to for body in by_name.values() for to, _ in body.successors} | {one.name for one in data.formerly}
    if unknown := set(successors) | (followed - by_name.keys()):
        raise LoaderError(f"bodies.toml: {', '.join(sorted(unknown))} took over, or gave way, and stands under no kind")
    formerly = _read_formerly(data, by_alias)
    words = read_data("local_bodies.toml", LocalWords)
    return BodyTable(by_name, by_alias, Matcher(by_alias), words, _full_forms(words), formerly, regions)


def _full_forms(words: LocalWords) -> dict[str, str]:
    """From every form of a department's name to the full one."""
    fulls: dict[str, str] = {}
    for full, shorts in words.short_forms.items():
        for form in (full, *shorts):
            if (other := fulls.setdefault(_JOIN.sub("", form), full)) != full:
                raise LoaderError(f"local_bodies.toml: {form} stands for both {other} and {full}; keep one")
    return fulls


def _read_successions(data: _BodyFile) -> dict[str, list[tuple[str, date | None]]]:
    """Read the bodies that took over, by the name of the one before."""
    successors: dict[str, list[tuple[str, date | None]]] = {}
    for step in data.succession:
        successors.setdefault(step.from_, []).append((step.to, step.on))
    return successors


def _read_formerly(data: _BodyFile, by_alias: dict[str, str]) -> dict[str, list[tuple[int, str]]]:
    """Read what short names meant before some years, the earliest year first."""
    formerly: dict[str, dict[int, str]] = {}
    for one in data.formerly:
        if one.alias not in by_alias:
            raise LoaderError(f"bodies.toml: {one.alias} formerly meant {one.name}, and now names no body; say which")
        names = formerly.setdefault(one.alias, {})
        if one.before in names:
            both = f"{names[one.before]} and {one.name}"
            raise LoaderError(f"bodies.toml: {one.alias} before {one.before} stands for both {both}; keep one")
        names[one.before] = one.name
    return {alias: sorted(names.items()) for alias, names in formerly.items()}
