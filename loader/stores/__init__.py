"""Where a graph is kept: the protocol that every store fulfils, and the choice of one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from loader.stores.settings import DEFAULT_PLACE, PLACE_VARIABLE, find_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import TracebackType
    from typing import Self

    from loader.graph import DocumentGraph
    from loader.stores.settings import Server


__all__ = [
    "DEFAULT_PLACE",
    "PLACE_VARIABLE",
    "Counts",
    "LoadSummary",
    "Rows",
    "Store",
    "StoredDocument",
    "open_store",
]

LOAD_FIRST = "load something first: loader load PATH"
"""What to do where nothing is there yet."""


@dataclass(slots=True)
class Counts:
    """What a load did to the things of one label or relationship type."""

    added: int = 0
    changed: int = 0
    moved: int = 0
    """Only positions (offsets, ordinals) differ."""
    removed: int = 0
    unchanged: int = 0


@dataclass(slots=True)
class LoadSummary:
    """What a load, or a forget, did: by label and relationship type, and by document."""

    counts: dict[str, Counts] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    """From document id to added, changed, moved, unchanged or removed."""
    retracted: list[str] = field(default_factory=list)
    """Ids of nodes that should have gone but hold relationships of somebody else's; they are marked `retracted`."""

    def add_unchanged(self, document_id: str) -> None:
        """Add a document that was not made again, so that only it is counted and nothing that it says."""
        self.documents[document_id] = "unchanged"
        self.counts.setdefault("Document", Counts()).unchanged += 1

    def add(self, other: LoadSummary) -> None:
        """Take in what another load or forget did."""
        self.documents |= other.documents
        self.retracted += other.retracted
        for name, counts in other.counts.items():
            mine = self.counts.setdefault(name, Counts())
            for key in ("added", "changed", "moved", "removed", "unchanged"):
                setattr(mine, key, getattr(mine, key) + getattr(counts, key))


@dataclass(frozen=True, slots=True)
class Rows:
    """A query's answer, the same from every store."""

    columns: list[str]
    rows: list[list[Any]]
    """Plain values: str, int, float, bool, None, date, datetime, list and dict.

    A node is a dict of `labels` and `properties`, a relationship one of `type` and `properties`, a path one of `nodes`
    and `relationships`.
    """

    def records(self) -> list[dict[str, Any]]:
        """Give each row as a dict of its columns."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """What a store tells of a document that it holds."""

    id: str
    paths: tuple[str, ...]
    """Its witnesses' paths."""
    text_sha256: str
    graph_sha256: str
    made_by: str


class Store(Protocol):
    """A place for the graph. The unit is the document: no reader ever sees half of one."""

    @property
    def place(self) -> str:
        """Where it is, for people: a file's path or a server's address, never with a password."""

    @property
    def server(self) -> Server | None:
        """The Neo4j server that it is on; None for a file."""

    def load(
        self,
        graphs: Iterable[DocumentGraph],
        *,
        dry_run: bool = False,
        progress: Callable[[str], None] | None = None,
    ) -> LoadSummary:
        """Bring the store to what the graphs say of their documents; nothing else changes.

        `progress` is called with a document's id when it is done.
        """

    def forget(self, document_ids: Iterable[str]) -> LoadSummary:
        """Take documents out, and what only they needed."""

    def run(self, statement: str, parameters: Mapping[str, Any] | None = None) -> Rows:
        """Run a reading statement; one that would write, or LOAD CSV, raises LoaderError."""

    def known(self) -> list[StoredDocument]:
        """The documents it holds, without those that are only cited."""

    def close(self) -> None:
        """Let go of files and connections."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def read_known(store: Store) -> list[StoredDocument]:
    """Read what `Store.known` tells, in Cypher that every engine takes."""
    paths = defaultdict(list)
    for document, path in store.run(
        "MATCH (w:Witness)-[:WITNESS_OF]->(d:Document) RETURN d.id AS document, w.path AS path ORDER BY path"
    ).rows:
        paths[document].append(path)
    rows = store.run(
        "MATCH (d:Document) WHERE d.loaded RETURN d.id AS document, d.text_sha256 AS text, "
        "d.graph_sha256 AS graph, d.made_by AS made_by ORDER BY document"
    ).rows
    return [StoredDocument(id_, tuple(paths[id_]), text or "", graph or "", by or "") for id_, text, graph, by in rows]


def is_empty(store: Store) -> bool:
    """Whether a store holds no document."""
    return not store.run("MATCH (d:Document) WHERE d.loaded RETURN d.id AS id LIMIT 1").rows


def tell_empty(store: Store) -> str:
    """Say that a store is empty, and what to do."""
    return f"{store.place} is empty; {LOAD_FIRST}"


def open_store(where: str | None = None, *, write: bool = False) -> Store:
    """Open the store at `where`, a file's path or a server's address, else the one that the environment names.

    For reading it has to be there. A file is made for writing, and no other process may be writing it.
    """
    place = find_place(where)
    if isinstance(place, Path):
        from loader.stores.embedded import EmbeddedStore  # noqa: PLC0415 - an engine is loaded only where it is used

        return EmbeddedStore(place, write=write)
    from loader.stores.neo4j import Neo4jStore  # noqa: PLC0415

    return Neo4jStore(place, write=write)
