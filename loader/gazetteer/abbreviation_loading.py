"""What stands for provinces, cities and railways in short, made from the data on regions."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loader.gazetteer.patterns import join_words
from loader.gazetteer.regions import Abbreviations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from loader.gazetteer.region_data import RegionData
    from loader.gazetteer.regions import Region


@dataclass(frozen=True, slots=True)
class AbbreviationLoader:
    """Compiles the abbreviations of regions that are all there."""

    data: RegionData
    regions: Mapping[str, Region]
    find: Callable[[str, str], str]
    """The id of the one region that a name in the data means, and where it stands there."""

    def load(self) -> Abbreviations:
        """Compile them."""
        rules, railways, pairs = self.data.abbreviations, self.data.railways, self.data.abroad_pairs
        strong, weak = "".join(rules.strong), "".join(rules.weak)
        behind_only = {c: self.find(n, f"abbreviations.{c}") for c, n in (rules.behind_only | rules.outside).items()}
        sides = strong + weak + "".join(rules.behind_only)
        lines = {
            written: self._all(members, f"railways.{name}")
            for name, members in railways.lines.items()
            for written in _with_branches(name)
        }
        return Abbreviations(
            provinces={c: self.find(n, f"abbreviations.{c}") for c, n in (rules.strong | rules.weak).items()},
            strong=frozenset(rules.strong),
            character=re.compile(f"[{sides}]"),
            run=re.compile(rf"[{strong}{weak}][{strong}{weak}]+"),
            together=rules.together,
            listed=re.compile(rf"[{strong}{weak}](?:、[{strong}{weak}])+"),
            alone=re.compile(
                rf"[{strong}](?:(?<={rules.alone_behind.pattern}[{strong}])|(?={rules.alone_before.pattern}))"
            ),
            behind=re.compile(
                rf"(?:[{''.join(rules.behind_only)}](?<={rules.behind.pattern}.)"
                rf"|[{''.join(rules.outside)}](?<={rules.outside_behind.pattern}.))(?!{rules.behind_not_after.pattern})"
            ),
            behind_only=behind_only,
            supply=re.compile(
                rf"[{sides}](?={rules.sent.pattern}[{sides}]|{rules.sent_away.pattern})|[{sides}](?<=[{sides}]{rules.sent.pattern}.)"
            ),
            stations={c: self.find(n, f"railways.{c}") for c, n in railways.stations.items()},
            named_stations={c: self.find(n, f"railways.{c}") for c, n in railways.named_stations.items()},
            cities=self._stations_in_names(),
            own_stations=self._own_stations(),
            lines=lines,
            listed_line=re.compile(
                rf"({join_words(lines)})(?=(?:{railways.before.pattern})|(?:[、和及与][一-龥（）]{{2,7}}?)+?(?:{railways.heads.pattern}))"
            ),
            behind_line=railways.before_unlisted,
            no_stations=frozenset(railways.no_stations),
            pairs={n: self._all(members, f"abroad_pairs.{n}") for n, members in pairs.members.items()},
            pair=re.compile(rf"({join_words(pairs.members)})(?={pairs.before.pattern})"),
        )

    def _stations_in_names(self) -> dict[str, tuple[str, ...]]:
        """All cities by the characters with which their names begin, or which are their abbreviations."""
        railways = self.data.railways
        stations: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for character, name in (railways.stations | railways.named_stations).items():
            stations[character][self.find(name, f"railways.{character}")] = None
        for region in self.regions.values():
            if region.kind == "prefecture" and region.name.endswith("市"):
                stations[region.name[0]][region.id] = None
        return {character: tuple(ids) for character, ids in stations.items()}

    def _own_stations(self) -> dict[str, dict[str, str]]:
        """Give each prefecture of a province the first character of its name, unless others begin so and come first."""
        preferred = {self.find(name, "railways.own_stations") for name in self.data.railways.own_stations}
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
        return tuple(self.find(name, where) for name in names)


def _with_branches(line: str) -> Iterator[str]:
    """A line's name, and as it is written where one of its stations lies on a branch: 京港（台）, 包（银）海."""
    yield line
    for at in range(1, len(line)) if len(line) > 2 else ():
        yield f"{line[:at]}（{line[at]}）{line[at + 1 :]}"
