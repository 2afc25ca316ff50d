"""Constraints and indexes of a Neo4j database, made from the models."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from loader import model

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

LOCK_LABEL = "LoaderLock"
"""The label of the one node that loaders take turns at."""

TEXT_LIMIT = 8_000
"""So many characters fit into a text index whatever they are: it takes 32,766 bytes."""


class Rule(NamedTuple):
    """A constraint or an index: what it is made on, and how."""

    name: str
    label: str
    """Or several, with | between them."""
    key: str
    """Or several, with a comma between them."""
    kind: str
    """UNIQUENESS, TEXT or FULLTEXT."""
    statement: str


def _unique(label: str) -> Rule:
    name = f"{label.lower()}_id"
    statement = f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
    return Rule(name, label, "id", "UNIQUENESS", statement)


def _text(label: str) -> Rule:
    name = f"{label.lower()}_text"
    return Rule(name, label, "text", "TEXT", f"CREATE TEXT INDEX {name} IF NOT EXISTS FOR (n:{label}) ON (n.text)")


def _full_text(name: str, labels: Iterable[str], keys: Iterable[str]) -> Rule:
    label, key = "|".join(labels), ", ".join(keys)
    return Rule(
        name,
        label,
        key,
        "FULLTEXT",
        f"CREATE FULLTEXT INDEX {name} IF NOT EXISTS FOR (n:{label}) ON EACH [{key}] "
        "OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}",
    )


CONSTRAINTS = tuple(_unique(label) for label in (*model.NODES, LOCK_LABEL))
TEXT_INDEXES = tuple(_text(label) for label, cls in model.NODES.items() if issubclass(cls, model.Statement))
"""For CONTAINS over statements. Names have none: a query that looks for a name looks for it among aliases too."""

FULL_TEXT_INDEXES = (
    _full_text("statement_words", ("Measure", "Goal"), ("n.text",)),
    _full_text(
        "name_words", ("Document", "Region", "Programme", "Body", "Indicator"), ("n.name", "n.number", "n.aliases")
    ),
)
"""For the ranked search, which calls them by name; the analyzer cuts Chinese into pairs of characters."""

RULES = (*CONSTRAINTS, *TEXT_INDEXES, *FULL_TEXT_INDEXES)


def missing_rules(constraints: Iterable[Mapping[str, Any]], indexes: Iterable[Mapping[str, Any]]) -> list[Rule]:
    """Say what a database lacks, given what it shows of itself; somebody else's constraint serves as well as ours."""
    unique = {
        (*one["labelsOrTypes"], *one["properties"])
        for one in constraints
        if one["type"] in {"UNIQUENESS", "NODE_PROPERTY_UNIQUENESS", "NODE_KEY"}
    }
    indexes = list(indexes)
    texts = {(*one["labelsOrTypes"], *one["properties"]) for one in indexes if one["type"] == "TEXT"}
    names = {one["name"] for one in indexes}
    return [
        *(rule for rule in CONSTRAINTS if (rule.label, rule.key) not in unique),
        *(rule for rule in TEXT_INDEXES if (rule.label, rule.key) not in texts),
        *(rule for rule in FULL_TEXT_INDEXES if rule.name not in names),
    ]
