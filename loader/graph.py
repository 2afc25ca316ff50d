"""One document's graph: what a store loads as a unit, and how an extraction becomes one."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from operator import attrgetter
from typing import TYPE_CHECKING

from pydantic_core import to_json

from loader import model
from loader.citation_keys import bare_document, bare_id, cite_key
from loader.document import Target
from loader.extraction.force import read_force
from loader.extraction.timing import Due, find_due, find_recurrence
from loader.identifying import keys_of
from loader.resolving import SharedGraph, find_body, make_indicator, make_programme, make_region
from loader.segmenting import UNNUMBERED, write_refs
from loader.sketching import sketch_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from loader.document import Extraction, Reading, Section, Source, Span, Statement

    _Mention = tuple[model.OwnNode, Span]
    """What a mention belongs to, and its words."""

_CAPTION = 60
_STATED = tuple(field.name for field in fields(Target) if field.name not in {"span", "indicator"})
"""What TARGETS has of a target; its clause and indicator are the ends."""
_CHANGES: dict[str, type[model.Repeals | model.Amends | model.Extends | model.VersionOf]] = {
    "repeals": model.Repeals,
    "amends": model.Amends,
    "extends": model.Extends,
    "version_of": model.VersionOf,
}
_VALUES_OF: dict[type[model.Entity], Callable[[model.Entity], Any]] = {
    cls: attrgetter(*cls.property_keys()) for cls in (*model.NODES.values(), *model.RELATIONSHIPS.values())
}
"""What gives an entity's values; the id alone of one that has no other."""


@dataclass(frozen=True, slots=True)
class DocumentGraph:
    """A document with all that it says; every node and relationship once, in a stable order.

    `shared` and `shared_relationships` are closed upwards: with a region come all regions above it, with a programme
    the wider ones and where it is run, with a body its successor and its place. Documents that are only cited stand in
    `cited`, as bare nodes with `loaded` false.
    """

    document: model.Document
    own: list[model.OwnNode]
    """Witness, Section, Measure and Goal nodes; the document itself is not among them."""
    cited: list[model.Document]
    shared: list[model.SharedNode]
    relationships: list[model.Relationship]
    """Those with at least one end at the document or one of its own nodes."""
    shared_relationships: list[model.Relationship]
    """Those between shared nodes."""


def build_graph(
    document_id: str,
    extraction: Extraction,
    witnesses: Sequence[tuple[Source, Sequence[Reading]]],
    made_by: str,
    made_of: str | None = None,
) -> DocumentGraph:
    """Make one document's graph of what was found in its base, the first of its witnesses.

    Equal graphs have equal hashes on every machine, whatever they were made of.
    """
    builder = _Builder(document_id, extraction)
    builder.add_sections()
    builder.add_statements()
    builder.add_mentions()
    builder.add_duties()
    builder.add_targets()
    builder.add_issuers()
    builder.add_citations()
    for source, readings in witnesses:
        builder.add_witness(source, readings, base=source is witnesses[0][0])
    return builder.finish(witnesses[0][0], made_by, made_of)


class _Builder:
    """Nodes by their place in the text, and relationships by id, while they are made."""

    def __init__(self, document_id: str, extraction: Extraction) -> None:
        self.id = document_id
        self.extraction = extraction
        self.outline = extraction.outline
        self.text = extraction.outline.text
        self.shared = SharedGraph()
        self.year = extraction.facts.year
        self.day = extraction.facts.day
        self.document = model.Document(id=document_id, name=extraction.facts.name or document_id)
        self.sections: list[model.Section] = []
        self.statements: dict[int, model.Statement] = {}
        self.witnesses: list[model.Witness] = []
        self.cited: dict[str, model.Document] = {}
        self.relationships: dict[str, model.Relationship] = {}
        self._taken: dict[str, int] = {}
        self._starts = [statement.span.start for statement in self.outline.statements]
        self._section_starts = [section.own.start for section in self.outline.sections]

    def add_sections(self) -> None:
        """Sections under their document or the section around them."""
        for section in self.outline.sections:
            parent = self.document if section.parent is None else self.sections[section.parent]
            part = (section.number or section.style).strip("（）()").replace("/", "|")
            start, stop = self.text.raw_span(section.span)
            own_start, own_stop = self.text.raw_span(section.own)
            node = model.Section(
                id=self._number(f"{parent.id}/{part}"),
                name=self._section_name(section),
                number=section.number,
                level=section.level,
                ordinal=section.ordinal,
                start=start,
                stop=stop,
                text=self.text.raw[own_start:own_stop],
            )
            self.sections.append(node)
            self._add(model.PartOf.between(node, parent))

    def add_statements(self) -> None:
        """Measures and goals under their innermost section."""
        refs = write_refs(self.outline)
        dues = self._assigned_dues()
        for index, statement in enumerate(self.outline.statements):
            if statement.kind not in {"measure", "goal"}:
                continue
            node = self._make_statement(statement, index, refs[index], dues.get(index))
            self.statements[index] = node
            self._add(model.PartOf.between(node, self.sections[statement.section]))

    def add_mentions(self) -> None:
        """LOCATED_IN and SUPPORTS, once for each place and programme that a text names, with the first mention."""
        places: defaultdict[tuple[str, str, model.PlaceRole], list[_Mention]] = defaultdict(list)
        for region in self.extraction.regions:
            for holder in self._holders_of(region.span, region.role):
                for region_id in region.ids:
                    places[holder.id, region_id, region.role].append((holder, region.span))
        for (_, region_id, role), mentions in places.items():
            holder, span = mentions[0]
            node, evidence = self.shared.reach(make_region(region_id)), self._evidence(span)
            self._add(model.LocatedIn.between(holder, node, *evidence, role=role, count=len(mentions)))
        programmes: defaultdict[tuple[str, str], list[_Mention]] = defaultdict(list)
        for programme in self.extraction.programmes:
            for holder in self._holders_of(programme.span):
                programmes[holder.id, programme.name].append((holder, programme.span))
        for (_, name), mentions in programmes.items():
            holder, span = mentions[0]
            served, evidence = self.shared.reach(make_programme(name)), self._evidence(span)
            self._add(model.Supports.between(holder, served, *evidence, count=len(mentions)))

    def add_duties(self) -> None:
        """RESPONSIBLE_FOR with the words that give the duty."""
        duties = [duty for duty in self.extraction.duties if duty.statement in self.statements]
        bodies = {
            body: (self.shared.reach(find_body(body.name, self.extraction.seat)), self._evidence(body.span))
            for body in {duty.body for duty in duties}
        }
        for duty in duties:
            body, evidence = bodies[duty.body]
            measure = self.statements[duty.statement]
            self._add(
                model.ResponsibleFor.between(body, measure, *evidence, role=duty.role, rank=duty.rank, basis=duty.basis)
            )

    def add_targets(self) -> None:
        """TARGETS from the statement that states it, or from the section whose table does."""
        for target in self.extraction.targets:
            holder, *_ = self._holders_of(target.span)
            if holder is self.document:
                continue
            self._add(
                model.Targets.between(
                    holder,
                    self.shared.reach(make_indicator(target.indicator)),
                    *self._evidence(target.span),
                    **{name: getattr(target, name) for name in _STATED},
                )
            )

    def add_issuers(self) -> None:
        """ISSUED, in the order in which the document names its issuers."""
        for rank, name in enumerate(self.extraction.facts.issuers, 1):
            body = self.shared.reach(find_body(name, self.extraction.seat, self.year))
            self._add(model.Issued.between(body, self.document, rank=rank))

    def add_citations(self) -> None:
        """CITES, REPEALS and the like, each leading to a bare node, whether or not that document is loaded."""
        for citation in self.extraction.citations:
            key = cite_key(citation)
            cited = self.cited.setdefault(bare_id(key), bare_document(bare_id(key)))
            type_ = _CHANGES.get(citation.kind)
            evidence = self._evidence(citation.span)
            if type_ is None:
                self._add(model.Cites.between(self.document, cited, *evidence, cited_as=key, kind=citation.kind))
            else:
                said = {"cited_as": key, "article": citation.article}
                until = {"until": citation.until} if type_ is model.Extends else {}
                self._add(type_.between(self.document, cited, *evidence, **said, **until))

    def add_witness(self, source: Source, readings: Sequence[Reading], *, base: bool) -> None:
        """A file of the document, with its differing readings."""
        signs = source.kept.signs if source.kept else sketch_text(source.text).signs
        node = model.Witness(
            id=f"{self.id}/{source.path.replace('/', '|')}",
            name=source.path.rpartition("/")[2],
            path=source.path,
            sha256=source.sha256,
            base=base,
            chars=source.chars,
            signs=list(signs),
        )
        self.witnesses.append(node)
        self._add(model.WitnessOf.between(node, self.document))
        for reading in readings:
            self._add(
                model.Reads.between(
                    node,
                    self._holder_of_reading(reading),
                    base_text=reading.base_text,
                    text=reading.text,
                    kind=reading.kind,
                    start=reading.span.start,
                    stop=reading.span.stop,
                )
            )

    def finish(self, base: Source, made_by: str, made_of: str | None) -> DocumentGraph:
        """Everything in a stable order, with the graph's hash in the document."""
        facts = self.extraction.facts
        document = replace(
            self.document,
            number=facts.number,
            kind=facts.kind,
            nature=facts.nature,
            written_on=facts.written_on,
            published_on=facts.published_on,
            effective_on=facts.effective_on,
            expires_on=facts.expires_on,
            status="unknown",
            complete=facts.complete,
            loaded=True,
            source=facts.source,
            text_sha256=base.sha256,
            made_by=made_by,
            chars=base.chars,
            cited_as=keys_of(facts, self.extraction.seat),
        )
        witnesses = sorted(self.witnesses, key=lambda one: (not one.base, one.id))
        own: list[model.OwnNode] = [*witnesses, *self.sections, *self.statements.values()]
        relationships = [self.relationships[key] for key in sorted(self.relationships)]
        cited = [self.cited[key] for key in sorted(self.cited)]
        document = replace(document, graph_sha256=hash_graph(document, own, relationships), made_of=made_of)
        return DocumentGraph(document, own, cited, self.shared.nodes, relationships, self.shared.relationships)

    def _section_name(self, section: Section) -> str:
        if section.heading is not None:
            return self.text.plain[section.heading.start : section.heading.stop] or str(section.number)
        return section.number or UNNUMBERED[section.style]

    def _assigned_dues(self) -> dict[int, Due]:
        """By measure, the dates that brackets and lines set for it (完成时限：2025年6月底前); the first one counts."""
        dues: dict[int, Due] = {}
        for index, measures in self.extraction.governed.items():
            if (due := find_due(self.outline.statements[index].text, self.day)).text is not None:
                for measure in measures:
                    dues.setdefault(measure, due)
        return dues

    def _make_statement(self, statement: Statement, ordinal: int, ref: str, assigned: Due | None) -> model.Statement:
        start, stop = self.text.raw_span(statement.span)
        words = self.text.written(statement.span)
        own = find_due(statement.text, self.day)
        due = assigned if own.text is None and assigned is not None else own
        said: dict[str, Any] = {
            "id": self._number(f"{self.id}/{model.make_id(statement.text)}"),
            "name": words if len(words) <= _CAPTION else f"{words[:_CAPTION]}…",
            "text": words,
            "ref": ref,
            "ordinal": ordinal,
            "start": start,
            "stop": stop,
            "due": due.day,
            "due_text": due.text,
            "recurs": find_recurrence(statement.text),
        }
        if statement.kind == "goal":
            return model.Goal(**said)
        directive = read_force(statement.text)
        return model.Measure(verbs=list(directive.verbs), force=directive.force, **said)

    def _number(self, id_: str) -> str:
        """An id; the n-th time with #n behind it."""
        self._taken[id_] = times = self._taken.get(id_, 0) + 1
        return id_ if times == 1 else f"{id_}#{times}"

    def _holders_of(self, span: Span, role: str = "place") -> list[model.OwnNode]:
        """What a mention belongs to: its measure or goal, the measures that a scope governs, section, or document."""
        start, title = span.start, self.outline.title
        if title is not None and start < title.stop and title.holds(span):
            return [self.document]
        index = bisect_right(self._starts, start) - 1
        if index >= 0 and start < self.outline.statements[index].span.stop:
            if index in self.statements:
                return [self.statements[index]]
            if role == "scope":
                governed = [self.statements[i] for i in self.extraction.governed.get(index, ()) if i in self.statements]
                if governed:
                    return list(governed)
        return [self.sections[max(0, bisect_right(self._section_starts, start) - 1)]]

    def _holder_of_reading(self, reading: Reading) -> model.Node:
        """The measure, goal, or section in whose raw span a reading begins; the document for its title."""
        for node in self.statements.values():
            if node.start <= reading.span.start < node.stop or reading.span.start <= node.start < reading.span.stop:
                return node
        inner = [s for s in self.sections if s.start <= reading.span.start < s.stop]
        return inner[-1] if inner else self.document

    def _evidence(self, span: Span) -> tuple[str, int, int]:
        start, stop = self.text.raw_span(span)
        return self.text.raw[start:stop], start, stop

    def _add(self, relationship: model.Relationship) -> None:
        """Take in a relationship; one that is there already stays as the first mention made it."""
        self.relationships.setdefault(relationship.id, relationship)


def hash_graph(document: model.Document, own: Iterable[model.Node], relationships: Iterable[model.Relationship]) -> str:
    """Hash every value of what is one document's alone: itself, its own nodes, and the relationships at any of them.

    Left out is what it was made of, and what follows from other documents: its status; so citations lead to bare nodes.
    """
    alone = replace(document, status=None, status_source=None, graph_sha256=None, made_of=None)
    ordered = sorted((alone, *own, *relationships), key=attrgetter("id"))
    return sha256(to_json([_VALUES_OF[type(one)](one) for one in ordered])).hexdigest()
