"""An extraction as standoff lines: one JSON object for each thing found, with offsets into the text as read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.document import Extraction, Span


def standoff_rows(extraction: Extraction) -> Iterator[dict[str, Any]]:
    """Yield statements, mentions, duties and targets; `start` and `end` (excluded) are code points of the raw text."""
    text = extraction.outline.text

    def place(span: Span) -> dict[str, int]:
        start, stop = text.raw_span(span)
        return {"start": start, "end": stop}

    statements = extraction.outline.statements
    for statement in statements:
        yield {"type": statement.kind, **place(statement.span)}
    for region in extraction.regions:
        yield {"type": "region", **place(region.span), "names": list(region.names), "role": region.role}
    for programme in extraction.programmes:
        yield {"type": "programme", **place(programme.span), "name": programme.name, "kind": programme.kind}
    for body in extraction.bodies:
        yield {"type": "body", **place(body.span), "name": body.name, "kind": body.kind}
    for duty in extraction.duties:
        yield {
            "type": "responsible_for",
            "name": duty.body.name,
            "role": duty.role,
            "basis": duty.basis,
            **place(statements[duty.statement].span),
        }
    for target in extraction.targets:
        year = None if target.year is None else str(target.year)
        yield {
            "type": "target",
            **place(target.span),
            "indicator": target.indicator,
            "value": target.value,
            "unit": target.unit,
            "year": year,
            "year_source": target.year_source,
            "comparator": target.comparator,
        }
