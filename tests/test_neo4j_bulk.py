"""What a bulk import makes of exported files is what an online load makes of the documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import neo4j
import pytest
from conftest import reach, start_server
from made_graph import make_graphs
from store_graphs import STATES, Sentence, document, everything

from loader.errors import LoaderError
from loader.stores import bulk, open_store
from loader.stores import neo4j as neo4j_store
from loader.stores.bulk import export_bulk

if TYPE_CHECKING:
    from conftest import Place

ODD = [
    document("引号", 'He said "no", \\"twice\\"; `so`', "a,b;c\x1e", "两行\n第二行\r\n第三行", " 空 格 ", "null", "'"),
    document(
        "空", Sentence("句。", properties=(("verbs", []),)), Sentence("又。", properties=(("verbs", ["a;b", "c,d"]),))
    ),
]


def test_an_import_is_the_same_as_a_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graphs = [*make_graphs(), *STATES[0], *ODD]
    folder = tmp_path / "bulk"
    with open_store(str(tmp_path / "made.kgl"), write=True) as store:
        store.load(graphs)
        wanted = everything(store)
        files = export_bulk(store, folder)
    assert (files.nodes, files.relationships) == tuple(map(len, wanted))
    imports, finishes = (command.split() for command in files.commands)
    assert imports[:4] == ["cd", str(folder), "&&", "neo4j-admin"]
    with start_server() as server:
        server.stop()
        monkeypatch.chdir(folder)
        server.admin(*imports[4:])
        server.start()
        auth = ("neo4j", server.password)
        with neo4j.GraphDatabase.driver(server.uri, auth=auth) as driver, driver.session() as session:
            for statement in Path(finishes[-1]).read_text().split(";\n")[:-1]:
                session.run(statement).consume()
            session.run("CALL db.awaitIndexes(60)").consume()
            before = session.last_bookmarks()
        with neo4j_store.Neo4jStore(reach(server.uri, "neo4j", server.password), write=True) as store:
            assert everything(store) == wanted
            assert set(store.load(graphs).documents.values()) == {"unchanged"}
            assert everything(store) == wanted
        with neo4j.GraphDatabase.driver(server.uri, auth=auth) as driver, driver.session() as session:
            session.run("RETURN 1").consume()
            assert session.last_bookmarks().raw_values == before.raw_values


def test_a_server_is_exported_as_a_file_is(place: Place, tmp_path: Path) -> None:
    with place.open() as store:
        store.load([*make_graphs(), *ODD])
    place.by_hand("MATCH (r:Region) CREATE (:Note {id: 'n', name: 'n'})-[:ABOUT]->(r)")
    with place.open(write=False) as store:
        export_bulk(store, tmp_path / "bulk")
    with open_store(str(tmp_path / "made.kgl"), write=True) as store:
        store.load([*make_graphs(), *ODD])
        export_bulk(store, tmp_path / "again")
    for path in (tmp_path / "again").iterdir():
        assert (tmp_path / "bulk" / path.name).read_text() == path.read_text()


def test_what_is_read_page_by_page_is_the_same(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with place.open() as store:
        store.load([*make_graphs(), *ODD])
        files = export_bulk(store, tmp_path / "whole")
        monkeypatch.setattr(bulk, "PAGE", 3)
        assert export_bulk(store, tmp_path / "paged").relationships == files.relationships
    for path in (tmp_path / "whole").iterdir():
        assert (tmp_path / "paged" / path.name).read_text() == path.read_text()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    with open_store(str(tmp_path / "made.kgl"), write=True) as store:
        store.load(make_graphs())
        with pytest.raises(LoaderError, match="is not empty"):
            export_bulk(store, tmp_path)


def test_an_empty_store_writes_no_files(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "made.kgl"), write=True) as store, pytest.raises(LoaderError, match="is empty"):
        export_bulk(store, tmp_path / "bulk")
    assert not (tmp_path / "bulk").exists()
