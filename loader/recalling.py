"""What a store still knows of the texts in it, so that a file that comes later finds the document it belongs to.

A store keeps the base's text in its sections, and how the other files differ from it: enough to lay a document's files
beside a new one again, though they may be gone. Only white space between sections is not kept.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from loader.document import Facts, Kept, Source, Work
from loader.document_names import papers_in, read_title, write_name
from loader.gazetteer import load_gazetteer
from loader.grouping import are_alike, names_agree
from loader.identifying import identify_document
from loader.sketching import sketch_text
from loader.stores.citing import read_answers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from loader.document import Problem
    from loader.grouping import Look
    from loader.stores import Store

_DOCUMENTS = (
    "MATCH (d:Document) WHERE d.loaded RETURN d.id AS id, d.name AS name, d.number AS number, d.cited_as AS keys, "
    "d.made_of AS made_of ORDER BY id"
)
_WITNESSES = (
    "MATCH (w:Witness)-[:WITNESS_OF]->(d:Document) "
    "RETURN d.id AS document, w.path AS path, w.sha256 AS sha256, w.signs AS signs "
    "ORDER BY path"
)
_SECTIONS = (
    "MATCH (d:Document {id: $id})<-[:PART_OF*1..12]-(s:Section) "
    "RETURN DISTINCT s.id AS id, s.start AS start, s.text AS text ORDER BY start"
)
_FILES = (
    "MATCH (w:Witness)-[:WITNESS_OF]->(d:Document {id: $id}) "
    "RETURN w.id AS id, w.path AS path, w.sha256 AS sha256, w.chars AS chars, w.signs AS signs "
    "ORDER BY w.base DESC, path"
)
_READINGS = "MATCH (w:Witness {id: $id})-[r:READS]->() RETURN r.start AS start, r.stop AS stop, r.text AS text"
_ISSUERS = "MATCH (b:Body)-[r:ISSUED]->(d:Document {id: $id}) RETURN b.name AS name ORDER BY r.rank"


@dataclass(frozen=True, slots=True)
class Known:
    """A document in the store."""

    id: str
    name: str
    number: str | None
    keys: tuple[str, ...]
    paths: tuple[str, ...]
    made_of: str | None

    @property
    def is_nameless(self) -> bool:
        """Whether its text bears no name."""
        return self.name == self.id


def recall_works(store: Store) -> Iterator[Work]:
    """Yield the documents in a store, each as its base, with what the store knows of it; in the order of their ids."""
    shelf = _Shelf(store)
    for row in shelf.read(_DOCUMENTS):
        yield Work(shelf.facts_of(row["id"]), tuple(shelf.files_of(row["id"])[:1]))


class _Shelf:
    """The texts in a store, and what it knows beside them."""

    def __init__(self, store: Store | None) -> None:
        self._store = store

    def files_of(self, id_: str) -> list[Source]:
        """A document's files, the base first."""
        base, *others = self.read(_FILES, id=id_)
        text = _lay_out(self.read(_SECTIONS, id=id_), base["chars"])
        words = [text, *(_apply(text, self.read(_READINGS, id=file["id"])) for file in others)]
        return [
            Source(file["path"], one, file["sha256"], kept=Kept(file["chars"], tuple(file["signs"] or ())))
            for file, one in zip((base, *others), words, strict=True)
        ]

    def facts_of(self, id_: str) -> Facts:
        """What is known of a document."""
        (row,) = self.read("MATCH (d:Document {id: $id}) RETURN d", id=id_)
        held: Mapping[str, Any] = row["d"]["properties"]
        names = ("number", "written_on", "published_on", "effective_on", "expires_on", "source", "kind", "nature")
        issuers = tuple(row["name"] for row in self.read(_ISSUERS, id=id_))
        name = held["name"] if held["name"] != id_ else None
        return Facts(name=name, issuers=issuers, complete=held["complete"], **{key: held.get(key) for key in names})

    def read(self, statement: str, **parameters: Any) -> list[dict[str, Any]]:
        """Give the rows of a statement."""
        return self._store.run(statement, parameters).records() if self._store is not None else []


class Memory:
    """The documents in a store, by their files and by what others may cite them as; none without a store.

    `folders` are those from which the paths of the files that come are counted.
    """

    def __init__(self, store: Store | None = None, folders: Collection[Path] = ()) -> None:
        self._shelf = _Shelf(store)
        self._folders = folders
        self._renamed: set[str] = set()
        paths: dict[str, list[str]] = defaultdict(list)
        self._by_sign: dict[str, list[str]] = defaultdict(list)
        self._hashes: dict[str, str] = {}
        self._rows: dict[tuple[str, str], list[str]] = defaultdict(list)
        for file in self._shelf.read(_WITNESSES):
            document, path, sha256 = file["document"], file["path"], file["sha256"]
            paths[document].append(path)
            self._hashes[path] = sha256
            self._rows[_table_of(path), sha256].append(path)
            for sign in (sha256, *(file["signs"] or ())):
                self._by_sign[sign].append(document)
        self.documents = {
            row["id"]: Known(
                row["id"], row["name"], row["number"], tuple(row["keys"] or ()), tuple(paths[row["id"]]), row["made_of"]
            )
            for row in self._shelf.read(_DOCUMENTS)
        }
        self.answers = read_answers(self._shelf.read)
        self._was_at = {path: id_ for id_, some in paths.items() for path in some}
        self._by_path = dict(self._was_at)
        self._by_key: dict[str, list[str]] = defaultdict(list)
        for one in self.documents.values():
            for key in {*one.keys, *_names_in(one.name)}:
                self._by_key[key].append(one.id)

    def document_of(self, paths: Sequence[str]) -> str | None:
        """Id of the document that these files were loaded as."""
        return next((self._by_path[path] for path in paths if path in self._by_path), None)

    def follow(self, look: Look) -> str | None:
        """Id of the document that these files were loaded as, be it under a name that is gone.

        A file is taken for a renamed one by its bytes. Else it would be one more beside the old one, whose text went on
        to count when the file was edited. But where a list named a document's files, only a list may name others.
        """
        self._follow_row(look)
        if self.document_of(look.paths) is None:
            for id_ in sorted({id_ for sha256 in look.hashes for id_ in self._by_sign.get(sha256, ())}):
                self._follow(id_, look)
        return self.document_of(look.paths)

    def _follow(self, id_: str, look: Look) -> None:
        if not any(map(self._is_gone, self.documents[id_].paths)):
            return
        if look.facts.id != id_ and self._was_listed(id_):
            return
        same = [file.path for file in self._shelf.files_of(id_) if file.sha256 in look.hashes]
        if gone := set(filter(self._is_gone, same)):
            self._renamed |= gone
            self._by_path |= dict.fromkeys(look.paths, id_)

    def _follow_row(self, look: Look) -> None:
        """A row of a table goes by its bytes when others came or went before it, for its line may be all its name."""
        (path, *_), (sha256, *_) = look.paths, look.hashes
        if "#" in path and self._hashes.get(path) != sha256 and (before := self._rows.get((_table_of(path), sha256))):
            self._renamed |= set(before)
            self._by_path[path] = self._was_at[before[0]]

    def left_out(self, looks: Collection[Look], problems: Iterable[Problem]) -> set[str]:
        """Ids of the documents that were in tables and archives that came, and are in them no more.

        One of which something could not be read may still hold them.
        """
        came = {place for look in looks for path in look.paths for place in _places_of(path)}
        came -= {place for problem in problems for place in (problem.path, *_places_of(problem.path))}
        whole = {place for place in came if any((folder / place).is_file() for folder in self._folders)}
        here = {look.before for look in looks}
        return {
            one.id
            for one in self.documents.values()
            if one.id not in here and one.paths and all(whole.intersection(_places_of(path)) for path in one.paths)
        }

    def _is_gone(self, path: str) -> bool:
        """Whether no file is there of this path, nor an archive or a table that may hold it."""
        places = (path, *_places_of(path))
        return bool(self._folders) and not any((folder / one).is_file() for folder in self._folders for one in places)

    def is_replaced(self, look: Look) -> bool:
        """Whether a file that was loaded before holds another document now: other name or number, and other words."""
        known = self.documents.get(look.before or "")
        if known is None:
            return False
        titles = frozenset(read_title(name, None, load_gazetteer()).words for name in papers_in(known.name))
        if names_agree(titles, look.titles) and (
            look.facts.number is None or known.number in {None, look.facts.number}
        ):
            return False
        base, *_ = self._shelf.files_of(known.id)
        return not are_alike(sketch_text(base.text), look.sketch)

    def recall(self, looks: Sequence[Look], left_out: Collection[str] = ()) -> Iterator[Work]:
        """Yield, of documents that files of this load may belong to, the files that are not in this load."""
        here = {path for look in looks for path in look.paths}
        wanted = {id_ for look in looks for id_ in self._may_be(look)}
        wanted |= {self._by_path[path] for path in here if path in self._by_path}
        known = here | self._renamed
        for id_ in sorted(wanted.difference(left_out)):
            if not known.issuperset(self.documents[id_].paths):
                yield from self._recall(id_, here)

    def _was_listed(self, id_: str) -> bool:
        """Whether a document has an id that was given; one that has its path's may have been renamed since."""
        if id_.startswith("path:"):
            return False
        facts = self._shelf.facts_of(id_)
        return all(identify_document(facts, path) != id_ for path in self.documents[id_].paths)

    def _may_be(self, look: Look) -> Iterator[str]:
        """Ids of the documents that a work's number, names or bytes lead to; where one has no name, its wording."""
        for key in (*look.keys, *_names_in(look.facts.name or "")):
            yield from self._by_key.get(key, ())
        for sha256 in look.hashes:
            yield from self._by_sign.get(sha256, ())
        for sign in look.sketch.signs:
            found = self._by_sign.get(sign, ())
            yield from (id_ for id_ in found if not look.titles or self.documents[id_].is_nameless)

    def _recall(self, id_: str, here: Collection[str]) -> Iterator[Work]:
        """A document's files, but for those that are here, each a work, with what the store knows beside the base.

        Where a list once said which files are its own, and which is the base, that still counts.
        """
        base, *others = (file for file in self._shelf.files_of(id_) if file.path not in self._renamed)
        facts = self._shelf.facts_of(id_)
        if base.path not in here and self._was_listed(id_):
            yield Work(replace(facts, id=id_), (base, *(file for file in others if file.path not in here)))
            return
        yield from (
            Work(facts if file is base else Facts(), (file,)) for file in (base, *others) if file.path not in here
        )


def _table_of(path: str) -> str:
    return path.partition("#")[0]


def _places_of(path: str) -> Iterator[str]:
    """The table and the archive or folders that a path says that it lies in."""
    if "#" in path:
        yield _table_of(path)
    yield from map(str, PurePath(path).parents)


def _names_in(name: str) -> Iterator[str]:
    return map(write_name, papers_in(name))


def _lay_out(sections: Sequence[Mapping[str, Any]], chars: int) -> str:
    """The base's text; what no section holds was white space."""
    parts: list[str] = []
    stop = 0
    for section in sections:
        parts += ["\n" * (section["start"] - stop), section["text"]]
        stop = max(stop, section["start"]) + len(section["text"])
    return "".join([*parts, "\n" * (chars - stop)])


def _apply(text: str, readings: Sequence[Mapping[str, Any]]) -> str:
    """The text of a file by the base's and the readings in which it differs."""
    parts: list[str] = []
    at = 0
    for reading in sorted(readings, key=lambda one: (one["start"], one["stop"])):
        parts += [text[at : reading["start"]], reading["text"] or ""]
        at = max(at, reading["stop"])
    return "".join([*parts, text[at:]])
