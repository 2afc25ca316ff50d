"""One thing with all that hangs on it, as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from loader.stores import Rows
from loader.tables import Format, print_rows, show_value

if TYPE_CHECKING:
    from rich.console import Console

    from loader.showing import Connection, Evidence, Group, Shown

_OWN = {"mention", "start", "stop"}
_MARKED = "bold underline"


def print_shown(shown: Shown, console: Console) -> None:
    """Print where a thing stands, its text with the evidence marked, its readings and what hangs on it."""

    def line(*parts: str | tuple[str, str] | Text) -> None:
        console.print(Text.assemble(*parts), soft_wrap=not console.is_terminal)

    line((shown.thing.label, "dim"), " ", (shown.thing.name, "bold"))
    line((f"id {shown.thing.id}", "dim"))
    if shown.stands_in:
        line(("in ", "dim"), " › ".join(place.name for place in shown.stands_in))
    if pairs := [(key, show_value(value)) for key, value in shown.properties.items() if value not in ([], "")]:
        line(*(part for key, value in pairs for part in ((f"{key} ", "dim"), f"{value}  ")))
    if shown.text is not None:
        line()
        line(_mark(shown.text, shown.evidence, console))
    if shown.readings:
        line()
        readings = [[reading.file, reading.kind, reading.base_text, reading.text] for reading in shown.readings]
        print_rows(Rows(["other file", "reading", "here", "there"], readings), Format.TABLE, console)
    if shown.groups:
        line()
        rows = [row for group in shown.groups for row in _list_group(group)]
        print_rows(Rows(["relationship", "kind", "name", "words", "properties"], rows), Format.TABLE, console)


def _mark(text: str, evidence: list[Evidence], console: Console) -> Text:
    """Mark the words that relationships rest on: by style on a terminal, else by 【】."""
    spans: list[list[int]] = []
    for mark in sorted(evidence, key=lambda mark: mark.start):
        if spans and mark.start <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], mark.stop)
        else:
            spans.append([mark.start, mark.stop])
    marked, at = Text(), 0
    for start, stop in spans:
        words = text[start:stop]
        marked.append(text[at:start])
        marked.append(words if console.is_terminal else f"【{words}】", style=_MARKED)
        at = stop
    return marked.append(text[at:])


def _list_group(group: Group) -> list[list[str | None]]:
    type_ = f"{group.type} →" if group.outgoing else f"← {group.type}"
    rows: list[list[str | None]] = [
        [type_, group.label, connection.other.name, connection.properties.get("mention"), _tell(connection)]
        for connection in group.connections
    ]
    if group.count > len(rows):
        rows.append([type_, group.label, f"… and {group.count - len(rows):,} more", None, None])
    return rows


def _tell(connection: Connection) -> str:
    told = {key: show_value(value) for key, value in connection.properties.items() if key not in _OWN}
    return "  ".join(f"{key} {value}" for key, value in told.items() if value)
