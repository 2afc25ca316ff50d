"""The table of regions, made from the data files: names, steps upwards, and what stands for them in running text."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from loader.errors import LoaderError
from loader.gazetteer.abbreviation_loading import AbbreviationLoader
from loader.gazetteer.automaton import Matcher
from loader.gazetteer.data_files import DATA, read_table
from loader.gazetteer.region_data import CURATED, WordBorders, read_curated, read_decoys, read_everyday_words
from loader.gazetteer.regions import DIVISIONS, Region, RegionTable, Within, Word, is_division

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from loader.gazetteer.region_data import Guard, OwnWords, RegionData
    from loader.model import Extent, RegionKind

_COLUMNS = ("code", "parent", "name", "short", "former", "merged")
_AUTONOMOUS = re.compile(r"自治[州县旗]$")
_SHORT = (2, 3)  # characters of names that may lie across two words
_OWN_LEVELS = ("province", "prefecture", "county", "region", "autonomous")


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
        self.curated = [(regions, tuple(data.basins.add_to(regions))) for regions in data.list]
        """What regions.toml lists, with the basins and reaches that its rivers have."""
        self.regions: dict[str, Region] = {}
        self.names: dict[str, list[str]] = {}
        """From full and canonical names to ids."""
        self.others: dict[str, list[str]] = {}
        """From short, former and other names to ids."""
        self.texts: dict[str, list[str]] = {}
        """From words of running text to ids."""
        self.restricted: dict[str, list[str]] = {}
        self.own_aliases: dict[str, str] = {}
        self.bare_divisions: dict[str, list[str]] = {}
        self.guards: dict[str, list[Guard]] = {}
        self.ends: dict[str, Guard] = {}
        self.short_guards: list[Guard] = []
        self.borders = WordBorders(frozenset(read_everyday_words()))
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
        for code, parent, name, short, former, merged in rows:
            kind: RegionKind = "county" if code[4:] != "00" else "prefecture" if parent else "province"
            if kind == "county" and short and short not in self.data.stops.bare_counties:
                self.bare_divisions.setdefault(short, []).append(f"cn-{code}")
            if parent and f"cn-{parent}" not in self.regions:
                raise LoaderError(
                    f"{DATA / 'divisions.tsv'}: {code} {name} has the parent {parent}, which is not there"
                )
            within = [Within(f"cn-{parent}", "whole", DIVISIONS)] if parent else []
            for gone in merged.split(",") if merged else ():
                self._add_gone(gone, f"cn-{code}", f"cn-{parent}", full)
            before = former.split(",") if former else []
            aliases = [short, *before] if short else before
            autonomous = _AUTONOMOUS.search(name) if short else None
            if autonomous:
                aliases += [form for form in (short + name[-1], short + autonomous.group()) if form != name]
            self._add(Region(f"cn-{code}", name, kind, code, aliases, within))
            self._add_division_words(f"cn-{code}", kind, name, aliases, full)

    def _add_gone(self, name: str, successor: str, parent: str, full: set[str]) -> None:
        """A county that went into one of another name stays the place that documents of its time call so."""
        id_ = f"{successor}-{name}"
        within = [Within(above, "whole", DIVISIONS) for above in (parent, successor)]
        self._add(Region(id_, name, "county", None, [], within))
        self._add_division_words(id_, "county", name, [], full)

    def _add_division_words(self, id_: str, kind: RegionKind, name: str, aliases: list[str], full: set[str]) -> None:
        """Put a division's names among the words of running text, or among those that need their region before them."""
        stops = self.data.stops
        if kind != "county":
            self.shorts.update(aliases[:1])
        open_ = (len(name) > 2 or name in stops.clear) and name not in stops.full | stops.nouns
        (self.texts if open_ else self.restricted).setdefault(name, []).append(id_)
        for alias in aliases:
            bare = alias == aliases[0] and not name.startswith(alias + "州")
            was_county = len(alias) < 3 and alias.endswith("县")  # 横县
            if kind == "county" and (len(alias) < 3 or alias in name) and not was_county:
                continue
            if alias in full or was_county:
                self.restricted.setdefault(alias, []).append(id_)
            elif bare and alias in stops.bare:
                self.bare_divisions.setdefault(alias, []).append(id_)
            elif alias not in stops.full:
                self.texts.setdefault(alias, []).append(id_)

    def add_curated(self) -> None:
        """Add what regions.toml lists, the other names of divisions, and counties known by their bare names."""
        for regions, entries in self.curated:
            for entry in entries:
                id_ = f"{regions.kind}:{entry.name}"
                if id_ in self.regions:
                    raise LoaderError(f"{CURATED}: {entry.name} stands there twice")
                self._add(Region(id_, entry.name, regions.kind, None, [*entry.aliases, *entry.own], []))
                self.own_aliases.update(dict.fromkeys(entry.own, id_))
                for word in entry.aliases if entry.apart else (entry.name, *entry.aliases):
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
        for regions, entries in self.curated:
            for entry in entries:
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
                for region in (self.regions[i] for i in ids if is_division(i)):
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
        words = self._compile_words(joint)
        own = {word: level for level in _OWN_LEVELS for word in getattr(data.own, level)}
        characters = self._own_characters()
        return RegionTable(
            by_id=self.regions,
            by_name=self._ids_by_name() | joint,
            groups=joint | wide,
            words=words,
            matcher=Matcher(words),
            restricted={name: tuple(ids) for name, ids in self.restricted.items()},
            own_aliases=self.own_aliases,
            bare_divisions={name: tuple(ids) for name, ids in self.bare_divisions.items()},
            lone_counties=self._lone_counties(),
            short_guards=tuple(self.short_guards),
            nouns=data.stops.nouns,
            abbreviations=AbbreviationLoader(data, self.regions, self._one).load(),
            heads=data.heads.words,
            classes=data.heads.classes,
            own_word=re.compile("|".join(_own_word(word, data.own) for word in own)),
            own_words=own,
            addressed=data.own.addressed,
            theirs=data.own.theirs,
            own_character=data.own.match_characters("".join(characters), self.borders.everyday),
            own_characters=characters,
            own=data.own,
            everyday=self.borders.everyday,
            place_shape=data.shapes.place,
            lists=data.lists,
            villages=data.villages,
            cues=data.roles,
        )

    def _compile_words(self, joint: Mapping[str, tuple[str, ...]]) -> dict[str, Word]:
        """What each word of running text stands for; `joint` are those that stand for several regions at once."""
        words = {word: self._word(word, self._best(ids)) for word, ids in self.texts.items()}
        words |= {name: self._word(name, ids, joint=True) for name, ids in joint.items()}
        return words | {word: Word(()) for word in read_decoys()}

    def _lone_counties(self) -> dict[str, Word]:
        """The bare names of counties that are no words, and name nothing else in running text."""
        known = self.texts.keys() | self.data.stops.lone_counties
        guards = tuple(self.short_guards)
        return {
            name: Word(tuple(ids), guards=guards, borders=self.borders)
            for name, ids in self.bare_divisions.items()
            if name not in known
        }

    def _ids_by_name(self) -> dict[str, tuple[str, ...]]:
        """What each name may mean; a full name means no region that has it only in short."""
        by_name = {
            name: tuple(ids) if len(ids) == 1 else self._provinces(ids) or self._widest(ids)
            for name, ids in self.others.items()
        }
        return by_name | {name: tuple(ids) for name, ids in self.names.items()}

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

    def _word(self, word: str, ids: tuple[str, ...], *, joint: bool = False) -> Word:
        return Word(ids, joint, self._guards_of(word), self.borders if len(word) in _SHORT else None)

    def _guards_of(self, word: str) -> tuple[Guard, ...]:
        guards = [*self.guards.get(word, ()), *(self.short_guards if word in self.shorts else ())]
        if len(word) > 2 and word[-1] in self.ends:
            guards.append(self.ends[word[-1]])
        return tuple(guards)

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

    def _all(self, names: Iterable[str], where: str) -> tuple[str, ...]:
        return tuple(self._one(name, where) for name in names)


def _own_word(word: str, own: OwnWords) -> str:
    """A pattern of 我省 and the like; the word's first character comes first, for `re` seeks it fast."""
    return rf"{word[0]}(?<!{own.not_before.pattern}{word[0]}){word[1:]}(?!{own.not_after.pattern})"
