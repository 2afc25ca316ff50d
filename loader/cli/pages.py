"""One thing with all that hangs on it, as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from loader.stores import Rows
from loader.tables import Format, print_rows, show_value

if TYPE_CHECKING:
    from rich.console import Console

    from loader.showing import ConnectionGroup, Evidence, Shown

_POSITIONS = {"start", "stop"}
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
        line(Text("  ").join(Text.assemble((f"{key} ", "dim"), value) for key, value in pairs))
    if shown.text is not None:
        line()
        line(_mark(shown.text, shown.evidence, console))
    if shown.readings:
        line()
        readings = [[reading.file, reading.kind, reading.base_text, reading.text] for reading in shown.readings]
        print_rows(Rows(["other file", "reading", "here", "there"], readings), Format.TABLE, console)
    for group in shown.groups:
        line()
        arrow = f"{group.type} →" if group.outgoing else f"← {group.type}"
        line((arrow, "bold"), f" {group.label}", (f"  {group.count:,}" if group.count > 1 else "", "dim"))
        print_rows(_list_group(group), Format.TABLE, console)


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


def _list_group(group: ConnectionGroup) -> Rows:
    """List a group's other ends with the words and properties that any of them has."""
    found = [connection.properties for connection in group.connections]
    keys = list(dict.fromkeys(key for properties in found for key in properties if key not in _POSITIONS))
    rows: list[list[Any]] = [
        [connection.other.name, *(connection.properties.get(key) for key in keys)] for connection in group.connections
    ]
    if group.count > len(rows):
        rows.append([f"… and {group.count - len(rows):,} more", *(None for _ in keys)])
    return Rows(["name", *keys], rows)
