"""Answers that no query gives: what a load changed, what an extraction found, what a graph holds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from loader.model import NODES, RELATIONSHIPS
from loader.stores import Rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loader.analysis import Summary
    from loader.document import Extraction, Span
    from loader.stores import LoadSummary

_CHANGES = ("added", "changed", "moved", "removed", "unchanged")


def list_changes(summary: LoadSummary) -> Rows:
    """List what a load did to nodes and relationships of every kind; kinds that are nowhere have no row."""
    kinds = [kind for kind in (*NODES, *RELATIONSHIPS) if kind in summary.counts]
    rows = [[kind, *(getattr(summary.counts[kind], change) or None for change in _CHANGES)] for kind in kinds]
    return Rows(["", *_CHANGES], [row for row in rows if any(row[1:])])


def tell_documents(summary: LoadSummary) -> str:
    """Say in a line what became of the documents."""
    counts = Counter(summary.documents.values())
    told = ", ".join(f"{counts[change]:,} {change}" for change in _CHANGES if counts[change])
    kept = f"; {len(summary.retracted)} kept for what others hung on them" if summary.retracted else ""
    return f"documents: {told or 'none'}{kept}"


def list_findings(extraction: Extraction) -> Rows:
    """List statements with what was found in each, in the text's order; `start` and `stop` index the text as read."""
    text = extraction.outline.text
    statements = extraction.outline.statements
    found: list[tuple[Span, int, list[Any]]] = []

    def add(span: Span, depth: int, what: str, names: str | None = None, detail: str | None = None) -> None:
        words = text.plain[span.start : span.stop]
        found.append((span, depth, [*text.raw_span(span), what, names, detail, words]))

    for statement in statements:
        add(statement.span, 0, statement.kind)
    for region in extraction.regions:
        add(region.span, 1, "region", "、".join(region.names), region.role)
    for programme in extraction.programmes:
        add(programme.span, 1, "programme", programme.name, programme.kind)
    for body in extraction.bodies:
        add(body.span, 1, "body", body.name, body.kind)
    for duty in extraction.duties:
        at, _ = text.raw_span(statements[duty.statement].span)
        add(duty.body.span, 2, "duty", duty.body.name, f"{duty.role} of the measure at {at}")
    for target in extraction.targets:
        wanted = (target.comparator, target.value, target.unit, target.year and f"by {target.year}")
        add(target.span, 1, "target", target.indicator, " ".join(str(part) for part in wanted if part))
    found.sort(key=lambda entry: (entry[0].start, entry[1]))
    return Rows(["start", "stop", "what", "name", "detail", "text"], [row for *_, row in found])


def list_counts(counts: Mapping[str, int]) -> Rows:
    """List how much there is of every kind."""
    return Rows(["", "count"], [[kind, number] for kind, number in counts.items()])


def list_central(summary: Summary) -> Rows:
    """List the things that most hangs on."""
    return Rows(
        ["most central", "kind", "neighbours"],
        [[thing.name, thing.label, thing.neighbours] for thing in summary.central],
    )
