"""The schema, declared once: every node and relationship of the graph.

Constraints, MERGE text, bulk headers and the embedded store's tables are derived from these classes. Each class says
by its fields what the graph holds; `positions` says which of them an edit further up a document may shift, so that it
counts as a move and not as a change.

A page makes a hundred of them, so making one does no more than put values in their places: mypy sees that these never
change, and `checker` makes of each class what checks them.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from dataclasses import Field as DataclassField
from datetime import date  # noqa: TC003 - read at run time by what checks
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, TypeVar, dataclass_transform, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")

Text = Annotated[str, Field(min_length=1)]

ENDS = frozenset({"start_label", "start_id", "stop_label", "stop_id"})
"""Of a relationship, what names its ends and is no property."""

ABSENT = "-"  # stands for a missing part of a key: a null in a MERGE key is an error in Neo4j

_EMPTY = blake2b(digest_size=10)  # copied, for to make one takes longer than to hash an id's words


def make_id(*parts: str) -> str:
    """Hash what makes a thing into 20 hexadecimal digits."""
    digest = _EMPTY.copy()
    digest.update("\x1f".join(parts).encode())
    return digest.hexdigest()


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
def entity(cls: type[T]) -> type[T]:
    """Make the class of an entity, whose values nobody may change; that mypy forbids it costs nothing at run time."""
    return dataclass(slots=True, kw_only=True)(cls)


@entity
class Entity:
    """What nodes and relationships share: an id, and values that never change."""

    positions: ClassVar[frozenset[str]] = frozenset()
    """Properties that an edit elsewhere in the document may shift."""

    id: Text = field(kw_only=False)

    @classmethod
    @cache
    def property_keys(cls) -> tuple[str, ...]:
        """The keys of all properties that it may have."""
        return tuple(one.name for one in fields(cls) if one.name not in ENDS)

    def properties(self) -> dict[str, Any]:
        """Every property that has a value, as a store keeps it."""
        return {key: value for key in self.property_keys() if (value := getattr(self, key)) is not None}

    @classmethod
    @cache
    def checker(cls) -> type[BaseModel]:
        """What checks properties: their kinds, and that none is missing or unknown."""
        hints = get_type_hints(cls, include_extras=True)
        checked: dict[str, Any] = {
            one.name: (hints[one.name], _default(one)) for one in fields(cls) if one.name not in ENDS
        }
        return create_model(cls.__name__, __config__=ConfigDict(strict=True, extra="forbid"), **checked)


def _default(one: DataclassField[Any]) -> Any:
    if one.default_factory is not MISSING:
        return Field(default_factory=one.default_factory)
    return ... if one.default is MISSING else one.default


@entity
class Node(Entity):
    """A node."""

    label: ClassVar[str]
    """The label it has in the graph: its class's name."""

    name: Text

    def __init_subclass__(cls) -> None:
        """Name the label."""
        cls.label = cls.__name__


NodeClass = type[Node]  # inside a relationship `type` is another word


@entity
class OwnNode(Node):
    """A node that belongs to one document; its id begins with that document's id."""


RegionKind = Literal[
    "country",
    "macro_region",
    "province",
    "prefecture",
    "county",
    "town",
    "village",
    "city_cluster",
    "economic_belt",
    "basin",
    "natural_area",
    "zone",
    "abroad",
]
"""No table has the villages: one is known by its name in a text, below its town or county."""
ProgrammeKind = Literal["strategy", "initiative", "campaign", "project", "plan", "zone", "pilot"]
Nature = Literal["original", "draft", "report", "interpretation"]
Force = Literal["require", "encourage", "permit", "explore", "prohibit"]
PlaceRole = Literal["place", "scope", "partner", "benchmark", "in_name"]
Extent = Literal["whole", "part"]
DutyRole = Literal["lead", "participate", "duty", "subject"]
Basis = Literal["own", "clause"]
YearSource = Literal["clause", "section", "document"]
Comparator = Literal[">=", "<=", "=", "~"]
Form = Literal["level", "growth", "cumulative", "annual_average"]
Binding = Literal["约束性", "预期性"]
ReadingKind = Literal["substitution", "omission", "insertion", "punctuation"]


@entity
class SharedNode(Node):
    """A node that documents share; it depends on the gazetteer and its id alone."""


@entity
class Document(OwnNode):
    """One policy document: the work, not a file."""

    positions = frozenset({"text_sha256", "graph_sha256", "made_by", "made_of", "chars", "status", "status_source"})

    number: str | None = None
    kind: str | None = None
    nature: Nature | None = None
    written_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    status: Literal["repealed", "unknown"] | None = None
    """`repealed` by a document that is loaded, else `unknown`; None for a document that is only cited.

    Whether it is in force or has expired depends on the day that one asks about, so that the days alone say it.
    """
    status_source: str | None = None
    """Id of the document that says so."""
    complete: bool = True
    loaded: bool = False
    source: str | None = None
    text_sha256: str | None = None
    graph_sha256: str | None = None
    made_by: str | None = None
    """The version of the program and of its data."""
    made_of: str | None = None
    """Hash of its files and of what is known of it beside them, and of `made_by`: while it stays, so does the graph."""
    chars: int | None = None
    cited_as: list[str] = field(default_factory=list)
    """By what other documents may cite it (see `citation_keys`)."""


@entity
class Witness(OwnNode):
    """One file that carries a document's text."""

    positions = frozenset({"sha256", "chars", "signs"})

    path: str
    sha256: str
    base: bool
    chars: int
    signs: list[str] = field(default_factory=list)
    """Hashes of a few of its clauses, by which a text that bears no name is found again."""


@entity
class Section(OwnNode):
    """A heading's stretch of a document; the text before the first heading and after the last are sections too."""

    positions = frozenset({"ordinal", "start", "stop"})

    number: str | None = None
    level: int
    ordinal: int
    start: int
    stop: int
    text: str


@entity
class Statement(OwnNode):
    """What Measure and Goal share: one sentence, or part of one cut at ；."""

    positions = frozenset({"ref", "ordinal", "start", "stop"})

    text: Text
    ref: str
    ordinal: int
    start: int
    stop: int
    due: date | None = None
    """The last day by which it is wanted, of goals as of measures; None where the words give none (长期坚持)."""
    due_text: str | None = None
    """The words that say by when, even where no day follows from them."""
    recurs: str | None = None
    """How often it is wanted, as written (每年2月底前)."""


@entity
class Measure(Statement):
    """A sentence that directs an action."""

    verbs: list[str] = field(default_factory=list)
    force: Force


@entity
class Goal(Statement):
    """A sentence that states a wanted end and directs no action."""


@entity
class Region(SharedNode):
    """A named piece of geography."""

    kind: RegionKind
    code: str | None = None
    aliases: list[str] = field(default_factory=list)


@entity
class Programme(SharedNode):
    """What the state runs or promotes under a name."""

    kind: ProgrammeKind
    aliases: list[str] = field(default_factory=list)


@entity
class Body(SharedNode):
    """An organisation, or a definite class of public organs."""

    kind: str
    aliases: list[str] = field(default_factory=list)
    generic: bool = False


@entity
class Indicator(SharedNode):
    """What a target speaks about, without period or place."""


@entity
class Relationship(Entity):
    """A relationship; `start_id` and `stop_id` name its ends and are no properties."""

    type: ClassVar[str]
    starts: ClassVar[tuple[NodeClass, ...]]
    stops: ClassVar[tuple[NodeClass, ...]]
    identity: ClassVar[tuple[str, ...]] = ()
    """Beside its ends and type, the properties that make it one."""

    start_label: str = field(kw_only=False)
    start_id: str = field(kw_only=False)
    stop_label: str = field(kw_only=False)
    stop_id: str = field(kw_only=False)

    @classmethod
    def between(cls, start: Node, stop: Node, /, *evidence: Any, **properties: Any) -> Self:
        """Make the relationship, with the id that its ends and `identity` give it.

        `evidence` are mention, start and stop, which may also be given by name, but many are made, and so it is faster.
        """
        first, last = (start.label, start.id), (stop.label, stop.id)
        return cls(cls.id_between(first, last, properties), *first, *last, *evidence, **properties)

    @classmethod
    def id_between(cls, start: tuple[str, str], stop: tuple[str, str], properties: Mapping[str, Any]) -> str:
        """The id of a relationship with these properties; each end is a label and an id."""
        parts = [*start, cls.type, *stop]
        for key in cls.identity:
            value = properties.get(key)
            parts.append(ABSENT if value is None else str(value))
        return make_id(*parts)


@entity
class Evidenced(Relationship):
    """A relationship that rests on words of the text: `text[start:stop] == mention`, in code points."""

    positions = frozenset({"start", "stop"})

    mention: str | None = field(default=None, kw_only=False)
    start: int | None = field(default=None, kw_only=False)
    stop: int | None = field(default=None, kw_only=False)


@entity
class PartOf(Relationship):
    """Structure."""

    type = "PART_OF"
    starts = (Measure, Goal, Section)
    stops = (Section, Document)


@entity
class LocatedIn(Evidenced):
    """A text names a place; a programme or body belongs to one; a place lies in another."""

    type = "LOCATED_IN"
    starts = (Measure, Goal, Section, Document, Programme, Body, Region)
    stops = (Region,)
    identity = ("role",)

    role: PlaceRole | None = None
    count: int | None = None
    extent: Extent | None = None
    source: str | None = None


@entity
class Supports(Evidenced):
    """A text names and serves a programme; a programme serves a wider one."""

    type = "SUPPORTS"
    starts = (Measure, Goal, Section, Document, Programme)
    stops = (Programme,)

    count: int | None = None
    source: str | None = None


@entity
class ResponsibleFor(Evidenced):
    """The text gives a body the duty."""

    type = "RESPONSIBLE_FOR"
    starts = (Body,)
    stops = (Measure,)
    identity = ("role",)

    role: DutyRole
    rank: int
    basis: Basis = "own"


@entity
class Issued(Relationship):
    """A body issued a document."""

    type = "ISSUED"
    starts = (Body,)
    stops = (Document,)

    rank: int


@entity
class SucceededBy(Relationship):
    """Another body took over from this one."""

    type = "SUCCEEDED_BY"
    starts = (Body,)
    stops = (Body,)

    on: date | None = None
    source: str | None = None


@entity
class Targets(Evidenced):
    """A wanted state of an indicator."""

    type = "TARGETS"
    starts = (Measure, Goal, Section)
    stops = (Indicator,)
    identity = ("value", "year", "region")

    value: str | None = None
    number: float | None = None
    number_max: float | None = None
    unit: str | None = None
    year: int | None = None
    year_source: YearSource | None = None
    comparator: Comparator | None = None
    base_value: str | None = None
    base_year: int | None = None
    form: Form | None = None
    binding: Binding | None = None
    region: str | None = None


@entity
class _Citation(Evidenced):
    """What a document says of another; `cited_as` is the key by which it knows it."""

    starts = (Document,)
    stops = (Document,)
    identity: ClassVar[tuple[str, ...]] = ("cited_as",)

    cited_as: str | None = None


@entity
class Cites(_Citation):
    """A document names another."""

    type = "CITES"
    identity = ("kind", "cited_as")

    kind: Literal["basis", "implements", "forwards", "mentions"]


@entity
class _DocumentChange(_Citation):
    """What one document does to another."""

    article: str | None = None


@entity
class Repeals(_DocumentChange):
    """A document ends another."""

    type = "REPEALS"


@entity
class Amends(_DocumentChange):
    """A document changes another."""

    type = "AMENDS"


@entity
class Extends(_DocumentChange):
    """A document prolongs another."""

    type = "EXTENDS"

    until: date | None = None
    """The last day on which the other, or what of it is prolonged, is valid."""


@entity
class VersionOf(_DocumentChange):
    """A document is an earlier text, or a draft, of another."""

    type = "VERSION_OF"


@entity
class WitnessOf(Relationship):
    """A file carries a document."""

    type = "WITNESS_OF"
    starts = (Witness,)
    stops = (Document,)


@entity
class Reads(Relationship):
    """A witness reads otherwise than the base; `start` and `stop` span `base_text` in the base's text."""

    positions = frozenset({"start", "stop"})

    type = "READS"
    starts = (Witness,)
    stops = (Measure, Goal, Section, Document)
    identity = ("start", "stop", "text")

    base_text: str | None = None
    text: str | None = None
    kind: ReadingKind
    start: int
    stop: int


NODES: dict[str, type[Node]] = {
    cls.__name__: cls for cls in (Document, Witness, Section, Measure, Goal, Region, Programme, Body, Indicator)
}
RELATIONSHIPS: dict[str, type[Relationship]] = {
    cls.type: cls
    for cls in (
        PartOf,
        LocatedIn,
        Supports,
        ResponsibleFor,
        Issued,
        SucceededBy,
        Targets,
        Cites,
        Repeals,
        Amends,
        Extends,
        VersionOf,
        WitnessOf,
        Reads,
    )
}
