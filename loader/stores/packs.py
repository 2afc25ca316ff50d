"""The packs of whole documents that a load into a Neo4j database writes, each in one transaction."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from loader.errors import LoaderError
from loader.stores.writing import PendingCounts, Runner, Wanted, is_unchanged, load_documents, read_hashes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from loader.graph import DocumentGraph
    from loader.stores.difference import Tally

PACK_ROWS = 20_000
"""Nodes and relationships in a transaction, unless one document has more."""


class TooLargeError(LoaderError):
    """A transaction was too large for the server's memory."""


class Load:
    """One load: gathers documents, looks which of them have changed, and writes those in packs.

    While a pack is being written, the next is made ready.
    """

    def __init__(
        self,
        read: Callable[[Callable[[Runner], Any]], Any],
        begin: Callable[[Callable[[Runner], PendingCounts]], Callable[[], PendingCounts]],
        tally: Tally,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        """`read` does work in a reading transaction, `begin` has it begun in a writing one and gives what waits."""
        self._read = read
        self._begin = begin
        self._tally = tally
        self._progress = progress or (lambda _: None)
        self._limit = PACK_ROWS
        self._arrived = _Pack()
        self._changed = _Pack()
        self._writing = _Pack()
        self._wait: Callable[[], PendingCounts]

    def take(self, graphs: Iterable[DocumentGraph]) -> None:
        """Take all documents; when their coming fails, those that came before are written."""
        for graph in _finishing(graphs, self._finish):
            if any(pack.holds(graph) for pack in (self._arrived, self._changed, self._writing)):
                self._finish()
            self._arrived.add(Wanted(graph))
            if self._arrived.rows >= self._limit:
                self._look()
        self._finish()

    def _look(self) -> None:
        """Tell unchanged documents from the others, without the lock: a load that changes nothing writes nothing."""
        arrived = self._arrived.empty()
        hashes = self._read(partial(read_hashes, ids=[one.graph.document.id for one in arrived]))
        for one in arrived:
            if is_unchanged(one.graph, hashes):
                self._tally.count_unchanged(one.graph)
                self._progress(one.graph.document.id)
                continue
            if self._changed.rows >= self._limit:
                self._write_changed()
            try:
                one.state()  # made here, while another pack is written
                self._changed.add(one)
            except LoaderError:  # a graph that is not whole; those before it are
                self._write_changed()
                self._end()
                raise

    def _finish(self) -> None:
        if self._arrived.rows:
            self._look()
        self._write_changed()
        self._end()

    def _write_changed(self) -> None:
        """Have the pack written as soon as the one before it is."""
        self._end()
        if self._changed.rows:
            self._writing, self._changed = self._changed, self._writing
            self._wait = self._begin_pack(self._writing.documents())

    def _begin_pack(self, pack: Sequence[Wanted]) -> Callable[[], PendingCounts]:
        return self._begin(partial(load_documents, pack=pack, settled=self._tally.settled))

    def _end(self) -> None:
        """Wait until nothing is being written."""
        if self._writing.rows:
            self._complete(self._writing.empty(), self._wait)

    def _complete(self, pack: Sequence[Wanted], wait: Callable[[], PendingCounts]) -> None:
        """Wait for a pack to be written; one that is too large for the server is halved."""
        try:
            pending = wait()
        except TooLargeError as error:
            if len(pack) == 1:
                document = pack[0].graph.document
                raise LoaderError(f"{document.name} ({document.id}) is too large: {error}") from error
            self._limit = max(1, self._limit // 2)
            middle = len(pack) // 2
            for half in (pack[:middle], pack[middle:]):
                self._complete(half, self._begin_pack(half))
            return
        pending.tell(self._tally)
        for one in pack:
            self._progress(one.graph.document.id)


class _Pack:
    """Documents that wait, each once."""

    def __init__(self) -> None:
        self.rows = 0
        self._documents: dict[str, Wanted] = {}

    def holds(self, graph: DocumentGraph) -> bool:
        return graph.document.id in self._documents

    def add(self, wanted: Wanted) -> None:
        self._documents[wanted.graph.document.id] = wanted
        self.rows += 1 + len(wanted.graph.own) + len(wanted.graph.relationships)

    def documents(self) -> list[Wanted]:
        return list(self._documents.values())

    def empty(self) -> list[Wanted]:
        documents = self.documents()
        self._documents, self.rows = {}, 0
        return documents


def _finishing(graphs: Iterable[DocumentGraph], finish: Callable[[], None]) -> Iterator[DocumentGraph]:
    """Give the documents; when their coming fails, finish what came before."""
    graphs = iter(graphs)
    while True:
        try:
            graph = next(graphs)
        except StopIteration:
            return
        except BaseException:
            finish()
            raise
        yield graph
