"""Regions: administrative divisions from a generated table, everything else curated.

A word of running text and a name that a user types are looked up apart: 海南 in a text is 海南省, 长顺 is nothing (a
county's bare name is too often a common word), while a user who types 长顺 means 长顺县.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from loader.errors import LoaderError
from loader.gazetteer.automaton import Matcher
from loader.gazetteer.data_files import DATA, read_table
from loader.gazetteer.patterns import join_words
from loader.gazetteer.region_data import CURATED, REGION_KINDS, read_curated, read_decoys

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loader.gazetteer.region_data import Guard, OwnWords, PlaceListCues, RegionData, RoleCues, VillageCues
    from loader.model import Extent, RegionKind


_LONGEST_NAME = 16
_LEVEL_END = re.compile(r"[省市州盟县区旗镇乡]$")
_DIVISIONS = "GB/T 2260"
_TEXT = "the document that names it"
_COLUMNS = ("code", "parent", "name", "short", "former")
_PREFECTURE_ENDS = re.compile(r"(?:自治州|地区|盟)$")


class Within(NamedTuple):
    """A step upwards from one region to another."""

    id: str
    """Of the region above."""
    extent: Extent
    source: str


class Region(NamedTuple):
    """One region of the gazetteer."""

    id: str
    """`cn-` and its GB/T 2260 code; else kind, `:` and name."""
    name: str
    """Canonical, as it is shown (南山区)."""
    kind: RegionKind
    code: str | None
    aliases: list[str]
    """What people write for it; the qualified name (北京市朝阳区) of a homonym is always one."""
    within: list[Within]


class Place(NamedTuple):
    """Names of regions that stand one behind another (包头市昆都仑区)."""

    stop: int
    ids: tuple[str, ...]
    """What the last may mean: several for homonyms that the names before do not tell apart."""

    @property
    def region(self) -> str | None:
        """The one region that is meant; None for homonyms."""
        return self.ids[0] if len(self.ids) == 1 else None

    @property
    def is_division(self) -> bool:
        """Whether it is an administrative division, and not a country, a river or a group of cities."""
        return self.ids[0].startswith("cn-")


class Word(NamedTuple):
    """What a word of running text names."""

    ids: tuple[str, ...]
    """None for a word that only looks like a place."""
    joint: bool = False
    """Whether it names all of them (川滇黔), or one of them that the text must tell (鼓楼区)."""
    guards: tuple[Guard, ...] = ()

    def stands(self, plain: str, start: int, stop: int, *, behind_place: bool = False) -> bool:
        """Whether it names its regions at this place."""
        for guard in self.guards:
            if (behind_place and guard.refuses_place(plain, stop)) or not guard.allows(plain, start, stop):
                return False
        return True


@lru_cache(maxsize=1)  # bodies are looked for by the places before them, and then the places themselves
def find_words(plain: str, matcher: Matcher[Word]) -> list[tuple[int, int, Word, bool]]:
    """The words that a text holds, from where to where, and whether each names its regions there."""
    words: list[tuple[int, int, Word, bool]] = []
    last = 0
    for start, stop, word in matcher.find(plain):
        if start < last:
            continue
        words.append((start, stop, word, word.stands(plain, start, stop)))
        if not word.ids and (beyond := _find_beyond(plain, start, stop, matcher)):
            words.append(beyond)
            last = beyond[1]
    return words


def _find_beyond(plain: str, start: int, stop: int, matcher: Matcher[Word]) -> tuple[int, int, Word, bool] | None:
    """The name that begins within what only looks like a place, and goes on behind it (推广安 in 推广安徽)."""
    for at in range(start + 1, stop):
        for first, last, word in matcher.find(plain[at : stop + _LONGEST_NAME]):
            if word.ids and first == 0 and at + last > stop:
                return at, at + last, word, word.stands(plain, at, at + last)
            break
    return None


class Abbreviations(NamedTuple):
    """One character for a province, a station or a country, and where it may stand."""

    provinces: dict[str, str]
    """From character to the province's id."""
    strong: frozenset[str]
    """Those that are hardly ever a part of another word."""
    character: re.Pattern[str]
    """Any of those."""
    run: re.Pattern[str]
    """Several in a row: with two strong ones they name their provinces."""
    listed: re.Pattern[str]
    """Several with 、 between them: three of them, or two strong ones, name their provinces."""
    alone: re.Pattern[str]
    """One that names its province by what stands beside it."""
    behind: re.Pattern[str]
    """One of `behind_only`, where it stands."""
    behind_only: dict[str, str]
    """Characters that name their province only behind 在, 来 and their like."""
    stations: dict[str, str]
    own_stations: dict[str, dict[str, str]]
    """From a province's id to the characters that stand for its cities in its own documents (焦洛平高铁)."""
    lines: dict[str, tuple[str, ...]]
    listed_line: re.Pattern[str]
    behind_line: re.Pattern[str]
    """What stands behind the characters of a line."""
    no_stations: frozenset[str]
    """Words of two characters that are no stations (建成, 开通)."""
    pairs: dict[str, tuple[str, ...]]
    pair: re.Pattern[str]


@dataclass(frozen=True)
class RegionTable:
    """All regions, their names, and the hierarchy."""

    by_id: dict[str, Region]
    """Without towns."""
    by_name: dict[str, tuple[str, ...]]
    """From names and aliases to the ids they may mean: more than one for homonyms, and for joint names (川渝)."""
    groups: dict[str, tuple[str, ...]]
    """Names that mean all of their regions: joint ones, and those that a query takes widely (成渝)."""
    words: dict[str, Word]
    """What stands for a region in running text, and what only looks so."""
    matcher: Matcher[Word]
    """Over `words`."""
    restricted: dict[str, tuple[str, ...]]
    """Names of divisions that count in running text only behind the region they lie in (城区, former 江北区)."""
    bare_counties: dict[str, tuple[str, ...]]
    """From the bare names of counties, which count only in lists of places and in a county's own documents."""
    short_guards: tuple[Guard, ...]
    """What may not stand beside the bare name of a division."""
    nouns: frozenset[str]
    """Those of `restricted` that count in no other place, not even in the documents of that region."""
    abbreviations: Abbreviations
    heads: tuple[str, ...]
    """What the last member of a list may bear for all (城市群)."""
    classes: tuple[str, ...]
    """The same for divisions (区)."""
    own_word: re.Pattern[str]
    """Any of `own_words`, where it stands for a place."""
    own_words: dict[str, str]
    """From 我省 and its like to the level they speak of; `region` for 自治区 and 全区."""
    own_character: re.Pattern[str]
    """One of `own_characters`, group 1, where it stands for a place."""
    own_characters: dict[str, tuple[str, ...]]
    """From 汉 and its like to the places that it stands for in their own documents."""
    place_shape: re.Pattern[str]
    """What looks like the name of a place, known or not."""
    lists: PlaceListCues
    villages: VillageCues
    cues: RoleCues

    def describe(self, region_id: str) -> Region:
        """The region with an id; of a town, too, and of a place that only a text knows.

        That is a village, below its town or county (cn-620921106/某村), or has kind and name (natural_area:某河).
        """
        if (known := self.by_id.get(region_id)) is not None:
            return known
        town, _, village = region_id.partition("/")
        if village and town.startswith("cn-"):
            above = self.describe(town)
            return Region(region_id, village, "village", None, [above.name + village], [Within(town, "whole", _TEXT)])
        if region_id.startswith("cn-") and (name := self._towns.get(region_id[3:])) is not None:
            county = self.by_id[region_id[:9]]
            return Region(
                region_id,
                name,
                "town",
                region_id[3:],
                [county.name + name],
                [Within(county.id, "whole", _DIVISIONS)],
            )
        kind, _, name = region_id.partition(":")
        if kind in REGION_KINDS and name:
            return Region(region_id, name, kind, None, [], [])
        raise LoaderError(f"no region has the id {region_id}; ids are cn- and a code, or a kind, : and a name")

    def find(self, name: str) -> tuple[str, ...]:
        """The ids that a name as people type it may mean; none for an unknown one.

        A qualified name (北京市朝阳区, 贵州长顺) means what lies in the region that it begins with. Several ids are
        homonyms, unless the name is in `groups`.
        """
        if (known := self.groups.get(name) or self.by_name.get(name)) is not None:
            return known
        for cut in range(len(name) - 1, 1, -1):
            outer = self.by_name.get(name[:cut], ())
            inside = [i for i in self.find(name[cut:]) if self.above(i).intersection(outer)] if outer else []
            if inside:
                return tuple(inside)
        return self._towns_by_name.get(name, ())

    def place_at(self, words: str, start: int = 0) -> Place | None:
        """The names of regions that stand at a place of words; None without any.

        A name without its level (合作, 资源) counts only if running text may use it so. Such a name, or one of two
        letters (新区, 郊区), counts behind another only if it lies in that.
        """
        place: Place | None = None
        at = start
        while at < len(words):
            for stop in range(min(len(words), at + _LONGEST_NAME), at + 1, -1):
                name = words[at:stop]
                if (name in self.by_name or name in self.words) and (ids := self._ids_behind(place, name)):
                    place, at = Place(stop, ids), stop
                    break
            else:
                break
        return place

    def _ids_behind(self, place: Place | None, name: str) -> tuple[str, ...]:
        """What a name may mean that stands behind a place, or at the start."""
        ids = self._sure_ids(name)
        if place is None:
            return () if len(name) == 2 and name[1] == "区" else ids
        inside = tuple(i for i in ids if any(self.lies_in(i, outer) for outer in place.ids))
        return inside or (ids if len(name) > 2 and _LEVEL_END.search(name) else ())

    def _sure_ids(self, name: str) -> tuple[str, ...]:
        if _LEVEL_END.search(name) and name not in self.nouns:
            return self.by_name.get(name, ())
        return self.words[name].ids if name in self.words else ()

    def qualified_name(self, region_id: str) -> str:
        """A name that nothing else bears: 北京市朝阳区, 贵州省黔南布依族苗族自治州长顺县."""
        region = self.describe(region_id)
        above = next((step.id for step in region.within if step.id.startswith("cn-")), None)
        if above is None or not region_id.startswith("cn-"):
            return region.name
        return self.qualified_name(above) + region.name

    def nearest(self, name: str, count: int = 5) -> list[str]:
        """Known names that an unknown one may have been meant for, nearest first."""
        near = difflib.get_close_matches(name, self.by_name, n=count, cutoff=0.5)
        holding = sorted((known for known in self.by_name if name in known or known in name), key=len, reverse=True)
        return list(dict.fromkeys([*near, *holding]))[:count]

    def above(self, region_id: str) -> frozenset[str]:
        """Ids of all regions that it lies in or overlaps: a part counts only as the first step."""
        steps = self.describe(region_id).within
        found = {step.id for step in steps}
        waiting = [step.id for step in steps if step.extent == "whole"]
        while waiting:
            for step in self.describe(waiting.pop()).within:
                if step.extent == "whole" and step.id not in found:
                    found.add(step.id)
                    waiting.append(step.id)
        return frozenset(found)

    def lies_in(self, region_id: str, other: str) -> bool:
        """Whether a division is another, or lies in it."""
        if region_id == other:
            return True
        if not (region_id.startswith("cn-") and other.startswith("cn-")):
            return other in self.above(region_id)
        return any(
            step.id.startswith("cn-") and self.lies_in(step.id, other) for step in self.describe(region_id).within
        )

    def below(self, region_id: str) -> list[Region]:
        """The divisions right below one, down to counties."""
        return self._below.get(region_id, [])

    def towns_of(self, county_id: str) -> dict[str, str]:
        """From the name of each town of a county to its id."""
        return self._towns_by_county.get(county_id, {})

    @cached_property
    def listed_names(self) -> dict[str, tuple[str, ...]]:
        """Names that count in lists of places: bare counties, and those that are restricted."""
        return self.restricted | self.bare_counties

    @cached_property
    def listed_starts(self) -> frozenset[str]:
        """The first two characters of each of them."""
        return frozenset(name[:2] for name in self.listed_names)

    @cached_property
    def listed_ends(self) -> frozenset[str]:
        """The last two characters of each of them."""
        return frozenset(name[-2:] for name in self.listed_names)

    @cached_property
    def _below(self) -> dict[str, list[Region]]:
        found: dict[str, list[Region]] = {}
        for region in self.by_id.values():
            if region.code:
                for step in region.within:
                    found.setdefault(step.id, []).append(region)
        return found

    @cached_property
    def _towns(self) -> dict[str, str]:
        """From code to name; read when first asked for."""
        return {row[0]: row[1] for _, row in read_table("towns.tsv", ("code", "name"))}

    @cached_property
    def _towns_by_name(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for code, name in self._towns.items():
            found.setdefault(name, []).append(f"cn-{code}")
        return {name: tuple(ids) for name, ids in found.items()}

    @cached_property
    def _towns_by_county(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for code, name in self._towns.items():
            found.setdefault(f"cn-{code[:6]}", {})[name] = f"cn-{code}"
        return found


def load_regions() -> RegionTable:
    """Load, check and compile the region data; a LoaderError names the file and entry at fault."""
    builder = _Builder(read_curated())
    builder.add_divisions()
    builder.add_curated()
    builder.add_abroad()
    builder.add_steps()
    builder.add_qualified_names()
    return builder.finish()


class _Builder:
    """Gathers the regions, what they are called, and what stands for them in running text."""

    def __init__(self, data: RegionData) -> None:
        self.data = data
        self.regions: dict[str, Region] = {}
        self.names: dict[str, list[str]] = {}
        """From full and canonical names to ids."""
        self.others: dict[str, list[str]] = {}
        """From short, former and other names to ids."""
        self.texts: dict[str, list[str]] = {}
        """From words of running text to ids."""
        self.restricted: dict[str, list[str]] = {}
        self.bare_counties: dict[str, list[str]] = {}
        self.guards: dict[str, list[Guard]] = {}
        self.ends: dict[str, Guard] = {}
        self.short_guards: list[Guard] = []
        self.shorts: set[str] = set()
        """Bare names of provinces and prefectures, and of counties known by them."""
        for guard in data.guard:
            if guard.ends:
                self.ends[guard.ends] = guard
            if guard.short:
                self.short_guards.append(guard)
            for word in guard.words:
                self.guards.setdefault(word, []).append(guard)

    def add_divisions(self) -> None:
        """Add provinces, prefectures and counties."""
        rows = [row for _, row in read_table("divisions.tsv", _COLUMNS)]
        full = {row[2] for row in rows}
        for code, parent, name, short, former in rows:
            kind: RegionKind = "county" if code[4:] != "00" else "prefecture" if parent else "province"
            if kind == "county" and short and short not in self.data.stops.bare_counties:
                self.bare_counties.setdefault(short, []).append(f"cn-{code}")
            if parent and f"cn-{parent}" not in self.regions:
                raise LoaderError(
                    f"{DATA / 'divisions.tsv'}: {code} {name} has the parent {parent}, which is not there"
                )
            within = [Within(f"cn-{parent}", "whole", _DIVISIONS)] if parent else []
            before = former.split(",") if former else []
            aliases = [short, *before] if short else before
            if kind == "prefecture" and (end := _PREFECTURE_ENDS.search(name)) and end.group() == "自治州":
                aliases.append(f"{short}州")
            if kind == "county" and short and name.endswith(("自治县", "自治旗")):
                aliases.append(short + name[-1])
            self._add(Region(f"cn-{code}", name, kind, code, aliases, within))
            self._add_division_words(f"cn-{code}", kind, name, aliases, full)

    def _add_division_words(self, id_: str, kind: RegionKind, name: str, aliases: list[str], full: set[str]) -> None:
        """Put a division's names among the words of running text, or among those that need their region before them."""
        stops = self.data.stops
        if kind != "county":
            self.shorts.update(aliases[:1])
        open_ = len(name) > 2 and name not in stops.full | stops.nouns
        (self.texts if open_ else self.restricted).setdefault(name, []).append(id_)
        for alias in aliases:
            bare = alias == aliases[0] and not name.startswith(alias + "州")
            if kind == "county" and (len(alias) < 3 or alias in name):
                continue
            if alias in full:
                self.restricted.setdefault(alias, []).append(id_)
            elif not (bare and alias in stops.bare) and alias not in stops.full:
                self.texts.setdefault(alias, []).append(id_)

    def add_curated(self) -> None:
        """Add what regions.toml lists, the other names of divisions, and counties known by their bare names."""
        for regions in self.data.list:
            for entry in regions.regions:
                id_ = f"{regions.kind}:{entry.name}"
                if id_ in self.regions:
                    raise LoaderError(f"{CURATED}: {entry.name} stands there twice")
                self._add(Region(id_, entry.name, regions.kind, None, list(entry.aliases), []))
                for word in (entry.name, *entry.aliases):
                    self.texts.setdefault(word, []).append(id_)
        for name, aliases in self.data.aliases.names.items():
            region = self.regions[self._one(name, "aliases")]
            region.aliases.extend(aliases)
            for alias in aliases:
                self.others.setdefault(alias, []).append(region.id)
                self.texts.setdefault(alias, []).append(region.id)
        for name in self.data.stops.counties:
            region = self.regions[self._one(name, "stops.counties")]
            self.texts.setdefault(region.aliases[0], []).append(region.id)
            self.shorts.add(region.aliases[0])

    def add_abroad(self) -> None:
        """Add countries and regions abroad, and China itself."""
        self._add(Region("country:中国", "中国", "country", None, [], []))
        rows = list(read_table("abroad.tsv", ("name", "aliases", "within")))
        for _, (name, aliases, _within) in rows:
            others = aliases.split(",") if aliases else []
            id_ = f"abroad:{name}"
            self._add(Region(id_, name, "abroad", None, others, []))
            for word in (name, *others):
                self.texts.setdefault(word, []).append(id_)
        for number, (name, _aliases, within) in rows:
            if within:
                above = f"abroad:{within}"
                if above not in self.regions:
                    raise LoaderError(f"{DATA / 'abroad.tsv'}:{number}: {name} lies in {within}, which is not there")
                self.regions[f"abroad:{name}"].within.append(Within(above, "whole", "GB/T 2659.1"))

    def add_steps(self) -> None:
        """Join what regions.toml lists to what it lies in and what lies in it; no region may lie in itself."""
        for regions in self.data.list:
            for entry in regions.regions:
                id_ = f"{regions.kind}:{entry.name}"
                source = entry.source or regions.source
                for name in entry.within:
                    self._join(id_, self._one(name, f"{entry.name}.within"), "whole", source)
                for name in entry.whole:
                    self._join(self._one(name, f"{entry.name}.whole"), id_, "whole", source)
                for name in entry.part:
                    self._join(self._one(name, f"{entry.name}.part"), id_, "part", source)
        self._check_order()

    def _check_order(self) -> None:
        """Refuse a region that lies in itself, over however many steps."""
        done: set[str] = set()

        def visit(id_: str, below: tuple[str, ...]) -> None:
            if id_ in below:
                circle = " in ".join(self.regions[i].name for i in (*below[below.index(id_) :], id_))
                raise LoaderError(f"{CURATED}: {circle}: a region can't lie in itself")
            if id_ not in done:
                for step in self.regions[id_].within:
                    if step.extent == "whole":
                        visit(step.id, (*below, id_))
                done.add(id_)

        for id_ in self.regions:
            visit(id_, ())

    def add_qualified_names(self) -> None:
        """Give every division that shares its name its qualified ones (北京市朝阳区)."""
        for ids in list(self.names.values()):
            if len(ids) > 1:
                for region in (self.regions[i] for i in ids if i.startswith("cn-")):
                    upper = self.regions[region.within[0].id]
                    prefixes = [upper.name]
                    if upper.kind == "prefecture":
                        prefixes.append(self.regions[upper.within[0].id].name + upper.name)
                    for prefix in prefixes:
                        region.aliases.append(prefix + region.name)
                        self.others.setdefault(prefix + region.name, []).append(region.id)

    def finish(self) -> RegionTable:
        """Compile the table."""
        data = self.data
        joint = {name: self._all(members, name) for name, members in data.composite.members.items()}
        wide = {name: self._all(members, name) for name, members in data.group.members.items()}
        words = {word: Word(self._best(ids), guards=self._guards_of(word)) for word, ids in self.texts.items()}
        words |= {name: Word(ids, joint=True, guards=self._guards_of(name)) for name, ids in joint.items()}
        words |= {word: Word(()) for word in read_decoys()}
        by_name = {
            name: tuple(ids) if len(ids) == 1 else self._provinces(ids) or self._widest(ids)
            for name, ids in self.others.items()
        }
        by_name |= {name: tuple(ids) for name, ids in self.names.items()}
        by_name |= joint
        own = {word: level for level in _OWN_LEVELS for word in getattr(data.own, level)}
        characters = self._own_characters()
        return RegionTable(
            by_id=self.regions,
            by_name=by_name,
            groups=joint | wide,
            words=words,
            matcher=Matcher(words),
            restricted={name: tuple(ids) for name, ids in self.restricted.items()},
            bare_counties={name: tuple(ids) for name, ids in self.bare_counties.items()},
            short_guards=tuple(self.short_guards),
            nouns=data.stops.nouns,
            abbreviations=self._compile_abbreviations(),
            heads=data.heads.words,
            classes=data.heads.classes,
            own_word=re.compile("|".join(_own_word(word, data.own) for word in own)),
            own_words=own,
            own_character=re.compile(
                rf"{data.own.character_behind.pattern}([{''.join(characters)}])(?={data.own.character_before.pattern})"
            ),
            own_characters=characters,
            place_shape=data.shapes.place,
            lists=data.lists,
            villages=data.villages,
            cues=data.roles,
        )

    def _add(self, region: Region) -> None:
        if region.id in self.regions:
            raise LoaderError(f"{DATA}: {region.id} stands there twice")
        self.regions[region.id] = region
        self.names.setdefault(region.name, []).append(region.id)
        for alias in region.aliases:
            self.others.setdefault(alias, []).append(region.id)

    def _join(self, lower: str, upper: str, extent: Extent, source: str) -> None:
        self.regions[lower].within.append(Within(upper, extent, source))

    def _one(self, name: str, where: str) -> str:
        """The id of the one region that a name in the data means; qualified names are understood."""
        ids = self.names.get(name) or self._best(self.others.get(name, ()))
        if not ids:
            ids = [
                i
                for cut in range(2, len(name) - 1)
                for outer in self.names.get(name[:cut], ())
                for i in self.names.get(name[cut:], ())
                if self.regions[i].within and i[3:5] == outer[3:5]
            ]
        if len(ids) != 1:
            problem = "means several regions" if ids else "is no region"
            raise LoaderError(f"{CURATED}: {where}: {name} {problem}")
        return ids[0]

    def _best(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Of regions that a word may mean, a province alone if there is one, else a prefecture alone."""
        unique = tuple(dict.fromkeys(ids))
        if len(unique) == 1:
            return unique
        prefectures = tuple(i for i in unique if self.regions[i].kind == "prefecture")
        return self._provinces(unique) or (prefectures if len(prefectures) == 1 else unique)

    def _provinces(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Of regions that a name may mean, the provinces: nobody means 海南藏族自治州 by 海南."""
        return tuple(dict.fromkeys(i for i in ids if self.regions[i].kind == "province"))

    def _widest(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Of regions that a name may mean, those that lie in none of the others (承德市, not its 承德县)."""
        unique = tuple(dict.fromkeys(ids))
        return tuple(i for i in unique if not any(step.id in unique for step in self.regions[i].within))

    def _guards_of(self, word: str) -> tuple[Guard, ...]:
        guards = [*self.guards.get(word, ()), *(self.short_guards if word in self.shorts else ())]
        if len(word) > 2 and word[-1] in self.ends:
            return (*guards, self.ends[word[-1]])
        return tuple(guards)

    def _compile_abbreviations(self) -> Abbreviations:
        rules, railways, pairs = self.data.abbreviations, self.data.railways, self.data.abroad_pairs
        strong, weak = "".join(rules.strong), "".join(rules.weak)
        lines = join_words(railways.lines)
        return Abbreviations(
            provinces={c: self._one(n, f"abbreviations.{c}") for c, n in (rules.strong | rules.weak).items()},
            strong=frozenset(rules.strong),
            character=re.compile(rf"[{strong}{weak}]"),
            run=re.compile(rf"[{strong}{weak}][{strong}{weak}]+"),
            listed=re.compile(rf"[{strong}{weak}](?:、[{strong}{weak}])+"),
            alone=re.compile(
                rf"[{strong}](?:(?<={rules.alone_behind.pattern}[{strong}])|(?={rules.alone_before.pattern}))"
            ),
            behind=re.compile(
                rf"[{''.join(rules.behind_only)}](?<={rules.behind.pattern}.)(?!{rules.behind_not_after.pattern})"
            ),
            behind_only={c: self._one(n, f"abbreviations.{c}") for c, n in rules.behind_only.items()},
            stations={c: self._one(n, f"railways.{c}") for c, n in railways.stations.items()},
            own_stations=self._own_stations(),
            lines={n: self._all(members, f"railways.{n}") for n, members in railways.lines.items()},
            listed_line=re.compile(rf"({lines})(?={railways.before.pattern})"),
            behind_line=railways.before_unlisted,
            no_stations=frozenset(railways.no_stations),
            pairs={n: self._all(members, f"abroad_pairs.{n}") for n, members in pairs.members.items()},
            pair=re.compile(rf"({join_words(pairs.members)})(?={pairs.before.pattern})"),
        )

    def _own_characters(self) -> dict[str, tuple[str, ...]]:
        """The characters that stand for the place of a document in it: listed ones, and each prefecture's first."""
        rules = self.data.own
        characters: defaultdict[str, list[str]] = defaultdict(list)
        for character, names in rules.characters.items():
            characters[character].extend(self._all(names, f"own.{character}"))
        for region in self.regions.values():
            if region.kind == "prefecture" and region.name[0] not in rules.no_characters:
                characters[region.name[0]].append(region.id)
        return {character: tuple(ids) for character, ids in characters.items()}

    def _own_stations(self) -> dict[str, dict[str, str]]:
        """Give each prefecture of a province the first character of its name, unless others begin so and come first."""
        preferred = {self._one(name, "railways.own_stations") for name in self.data.railways.own_stations}
        stations: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for region in self.regions.values():
            if region.kind == "prefecture":
                stations[region.within[0].id][region.name[0]].append(region.id)
        return {
            province: {
                character: next((i for i in ids if i in preferred or len(ids) == 1), "")
                for character, ids in characters.items()
            }
            for province, characters in stations.items()
        }

    def _all(self, names: Iterable[str], where: str) -> tuple[str, ...]:
        return tuple(self._one(name, where) for name in names)


_OWN_LEVELS = ("province", "prefecture", "county", "region")


def _own_word(word: str, own: OwnWords) -> str:
    """A pattern of 我省 and the like; the word's first character comes first, for `re` seeks it fast."""
    return rf"{word[0]}(?<!{own.not_before.pattern}{word[0]}){word[1:]}(?!{own.not_after.pattern})"
