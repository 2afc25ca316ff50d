"""Files for `neo4j-admin database import full`: the way in for a first load of millions.

The headers come from the models. Once the server has started on what was imported, a file of statements makes the
constraints, the indexes, and the empty lists, which the tool leaves out; then all is as after an online load.
"""

from __future__ import annotations

import shlex
import types
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from loader import model
from loader.errors import LoaderError
from loader.stores import is_empty, tell_empty
from loader.stores.difference import PROPERTIES, RETRACTED
from loader.stores.neo4j_schema import RULES
from loader.writing import filled_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from loader.stores import Store

ARGUMENTS = "import.args"
"""The file in which the tool finds its options."""

FINISH = "finish.cypher"
"""The file with the statements that are run on the server afterwards."""

PAGE = 10_000
"""Nodes that are read at once, or whose relationships are."""

_BETWEEN = "\x1f"  # stands between the words of a list: no text holds this control character
_OPTIONS = (
    "--id-type=string",
    "--multiline-fields=true",
    "--array-delimiter=U+001F",
    "--read-buffer-size=32m",
    "--overwrite-destination",
)
_TYPES: dict[Any, str] = {bool: "boolean", int: "long", float: "double", date: "date", list: "string[]"}


@dataclass(frozen=True, slots=True)
class BulkFiles:
    """What was written, and how it gets into a server."""

    nodes: int
    relationships: int
    commands: tuple[str, str]
    """One for a server that is stopped, one for the server when it has started again."""


def export_bulk(store: Store, folder: Path) -> BulkFiles:
    """Write all that is the loader's in a store into a folder, which has to be empty."""
    if is_empty(store):
        raise LoaderError(tell_empty(store))
    with filled_whole(folder):
        options = list(_OPTIONS)
        nodes = relationships = 0
        for label in model.NODES:
            if number := _export_nodes(store, folder, label):
                options.append(f"--nodes={label}={label}-header.csv,{label}.csv")
                nodes += number
        for type_, start, stop in _patterns():
            if number := _export_relationships(store, folder, type_, start, stop):
                name = f"{type_}-{start}-{stop}"
                options.append(f"--relationships={type_}={name}-header.csv,{name}.csv")
                relationships += number
        (folder / ARGUMENTS).write_text("".join(f"{option}\n" for option in options), encoding="utf-8")
        (folder / FINISH).write_text("".join(f"{one};\n" for one in _finish()), encoding="utf-8")
    place = shlex.quote(str(folder.resolve()))
    commands = (
        f"cd {place} && neo4j-admin database import full neo4j @{ARGUMENTS}",
        f"cd {place} && cypher-shell --username neo4j --file {FINISH}",
    )
    return BulkFiles(nodes, relationships, commands)


def _finish() -> Iterator[str]:
    for rule in RULES:
        yield rule.statement
    for label, cls in model.NODES.items():
        for key, hint in get_type_hints(cls).items():
            if get_origin(hint) is list:
                yield (
                    f"MATCH (n:{label}) WHERE n.id IS NOT NULL AND n.{key} IS NULL "
                    f"CALL (n) {{ SET n.{key} = [] }} IN TRANSACTIONS OF 50000 ROWS"
                )


def _patterns() -> Iterator[tuple[str, str, str]]:
    for type_, cls in model.RELATIONSHIPS.items():
        for start in cls.starts:
            for stop in cls.stops:
                yield type_, start.__name__, stop.__name__


def _export_nodes(store: Store, folder: Path, label: str) -> int:
    keys = PROPERTIES[label]
    columns = ", ".join(f"n.{key} AS {key}" for key in keys)
    rows = _read(store, label, f"MATCH (n:{label}) WHERE {_on_page('n')} RETURN {columns} ORDER BY n.id")
    header = [f"id:ID({label})" if key == "id" else f"{key}:{_type_of(model.NODES[label], key)}" for key in keys]
    return _write(folder, label, header, rows)


def _export_relationships(store: Store, folder: Path, type_: str, start: str, stop: str) -> int:
    keys = PROPERTIES[type_]
    columns = ", ".join(f"r['{key}'] AS {key}" for key in keys)  # the embedded engine takes r.start for a node
    rows = _read(
        store,
        start,
        f"MATCH (a:{start})-[r:{type_}]->(b:{stop}) WHERE {_on_page('a')} AND r['id'] IS NOT NULL "
        f"RETURN a.id AS from_id, b.id AS to_id, {columns} ORDER BY a.id, r.id",
    )
    header = [f":START_ID({start})", f":END_ID({stop})"]
    header += [f"{key}:{_type_of(model.RELATIONSHIPS[type_], key)}" for key in keys]
    return _write(folder, f"{type_}-{start}-{stop}", header, rows)


def _on_page(node: str) -> str:
    return f"{node}.id > $after AND {node}.id <= $last"


def _read(store: Store, label: str, statement: str) -> Iterator[list[Any]]:
    """Give a statement's rows page by page of the nodes with the label, so that few are held at once."""
    find_last = f"MATCH (n:{label}) WHERE n.id > $after WITH n.id AS id ORDER BY id LIMIT {PAGE} RETURN max(id) AS last"
    after = ""
    while (last := store.run(find_last, {"after": after}).rows[0][0]) is not None:
        yield from store.run(statement, {"after": after, "last": last}).rows
        after = last


def _write(folder: Path, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write the rows, and their header if there are any."""
    number = 0
    data = folder / f"{name}.csv"
    with data.open("w", encoding="utf-8", newline="") as file:
        for row in rows:
            file.write(_make_line(row))
            number += 1
    if number:
        (folder / f"{name}-header.csv").write_text(",".join(header) + "\n", encoding="utf-8")
    else:
        data.unlink()
    return number


def _make_line(row: Iterable[Any]) -> str:
    return ",".join(map(_make_field, row)) + "\n"


def _make_field(value: Any) -> str:
    """A quoted field; one without a value is not quoted, which tells it from an empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        value = _BETWEEN.join(value)
    text = value.isoformat() if isinstance(value, date) else str(value)
    return '"' + text.replace('"', '""') + '"'


def _type_of(cls: type[model.Entity], key: str) -> str:
    """A property's type, as the tool calls it."""
    if key == RETRACTED:
        return "boolean"
    annotation: Any = get_type_hints(cls)[key]
    if get_origin(annotation) in {Union, types.UnionType}:
        annotation = next(one for one in get_args(annotation) if one is not type(None))
    return _TYPES.get(get_origin(annotation) or annotation, "string")
