"""What a user reads when a server does not do what is asked of it: one line that says what, and what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
import trustme
from conftest import Neo4jPlace, reach, start_server
from store_graphs import Sentence, document

from loader.errors import LoaderError
from loader.stores import neo4j as neo4j_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import neo4j
    from server import Server

    from loader.stores import settings

    Use = Callable[[neo4j_store.Neo4jStore], Any]

ONE = document("一", Sentence("成都。", ("成都市",)))


def sentences(number: int) -> list[Sentence]:
    return [Sentence(f"第{n}项。", ("成都市",), (2025,)) for n in range(number)]


def failure(server: settings.Server, use: Use = lambda store: store.known()) -> str:
    """What a user reads of an error: one line, without the password."""
    with pytest.raises(LoaderError) as caught, neo4j_store.Neo4jStore(server, write=True) as store:
        use(store)
    message = str(caught.value)
    assert "\n" not in message
    assert server.password is None or server.password not in message
    return message


def hosts(server: settings.Server) -> str:
    return server.uri.partition("://")[2]


# reaching a server


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_silent_address_is_named_with_the_way_out(scheme: str) -> None:
    assert failure(reach(f"{scheme}://127.0.0.1:1", "neo4j", "geheim")) == (
        f"cannot reach Neo4j at {scheme}://127.0.0.1:1 (connection refused); start it with `docker compose up -d`, or "
        "leave NEO4J_URI unset to use the embedded store"
    )


@pytest.mark.parametrize(
    ("origin", "instead"),
    [
        ("from --store", "give --store a file's name"),
        ("from POLICY_GRAPH_STORE", "set POLICY_GRAPH_STORE to a file's name"),
        ("from .env", "leave NEO4J_URI unset"),
    ],
)
def test_the_way_out_is_that_by_which_the_address_came(origin: str, instead: str) -> None:
    silent = reach("bolt://127.0.0.1:1", "neo4j", "geheim")
    assert failure(replace(silent, origins={**silent.origins, "uri": origin})).endswith(
        f"or {instead} to use the embedded store"
    )


def test_an_unknown_host_is_told() -> None:
    assert "(no such host)" in failure(reach("bolt://nowhere.invalid:7687", "neo4j", "geheim"))


def test_no_password_where_one_is_asked_for(neo4j_server: settings.Server) -> None:
    message = failure(replace(neo4j_server, password=None))
    assert message == f"{neo4j_server.uri} asks for a password; set NEO4J_PASSWORD, in the environment or in ./.env"


def test_an_unknown_database_is_told_with_where_it_is_set(neo4j_server: settings.Server) -> None:
    message = failure(replace(neo4j_server, database="anderswo"))
    assert (
        message == f"{neo4j_server.uri} has no database anderswo; set NEO4J_DATABASE (anderswo is set from the tests)"
    )


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_tls_where_none_is_spoken(neo4j_server: settings.Server, scheme: str) -> None:
    host = hosts(neo4j_server)
    message = failure(replace(neo4j_server, uri=f"{scheme}+s://{host}"))
    assert message == f"{scheme}+s://{host} speaks no TLS; use {scheme}://{host}"


def test_the_driver_says_nothing_on_the_screen(capfd: pytest.CaptureFixture[str]) -> None:
    failure(reach("neo4j://127.0.0.1:1", "neo4j", "geheim"))
    assert capfd.readouterr() == ("", "")


# what others left in the database


@pytest.fixture
def young(neo4j_server: settings.Server, neo4j_driver: neo4j.Driver) -> Iterator[Neo4jPlace]:
    """A database without our constraints, as a user's is at first."""
    place = Neo4jPlace(neo4j_server, neo4j_driver)
    place.drop_schema()
    yield place
    place.by_hand("MATCH (n) DETACH DELETE n")
    place.drop_schema()


def test_nodes_of_others_that_stop_our_constraints(young: Neo4jPlace) -> None:
    young.by_hand("UNWIND [1, 2] AS n CREATE (:Region {id: 'same', name: toString(n)})")
    message = failure(young.server, lambda store: store.load([ONE]))
    assert message.startswith(f"the database neo4j at {young.server.uri} holds nodes that stop our constraints: ")
    assert "Region" in message
    assert message.endswith("remove them or give them other ids, or load into another server")


def test_an_index_of_others_that_stops_our_constraints(young: Neo4jPlace) -> None:
    young.by_hand("CREATE INDEX theirs FOR (n:Region) ON (n.id)")
    message = failure(young.server, lambda store: store.load([ONE]))
    assert "has an index that stops our constraints" in message


def test_a_constraint_of_others_that_does_what_ours_does_is_as_good(young: Neo4jPlace) -> None:
    young.by_hand("CREATE CONSTRAINT theirs FOR (n:Region) REQUIRE n.id IS UNIQUE")
    with young.open() as store:
        assert store.load([ONE]).documents == {"一": "added"}


def test_a_text_too_long_for_the_index_goes_in_and_the_index_goes(young: Neo4jPlace) -> None:
    with young.open() as store:
        store.load([ONE])
        assert young.indexes("TEXT") == {"goal_text", "measure_text"}
        long = document("二", "长" * 40_000)
        assert store.load([long]).documents == {"二": "added"}
        assert young.indexes("TEXT") == {"goal_text"}
        assert store.load([long]).documents == {"二": "unchanged"}
        assert young.indexes("TEXT") == {"goal_text"}


# a server with little memory and an old certificate


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a server's old certificate, its key, and the certificate of who signed it."""
    folder = tmp_path_factory.mktemp("certificates")
    signer = trustme.CA(key_type=trustme.KeyType.RSA)
    first, last = datetime(2020, 1, 1), datetime(2020, 1, 2)  # noqa: DTZ001 - the library takes them as UTC
    made = signer.issue_cert("127.0.0.1", "localhost", not_before=first, not_after=last, key_type=trustme.KeyType.RSA)
    made.private_key_pem.write_to_path(folder / "private.key")
    made.cert_chain_pems[0].write_to_path(folder / "public.crt")
    signer.cert_pem.write_to_path(folder / "signer.crt")
    return folder


@pytest.fixture(scope="module")
def narrow(certificates: Path) -> Iterator[Server]:
    options = {
        "db.memory.transaction.max": "2m",
        "server.bolt.tls_level": "OPTIONAL",
        "dbms.ssl.policy.bolt.enabled": "true",
        "dbms.ssl.policy.bolt.base_directory": str(certificates),
        "dbms.ssl.policy.bolt.private_key": "private.key",
        "dbms.ssl.policy.bolt.public_certificate": "public.crt",
    }
    with start_server(settings=options) as server:
        yield server


def at(server: Server, scheme: str = "bolt") -> settings.Server:
    return reach(server.uri.replace("bolt", scheme), "neo4j", server.password)


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_certificate_that_nobody_signed(narrow: Server, scheme: str) -> None:
    place = at(narrow, f"{scheme}+s")
    assert failure(place) == (
        f"the certificate of {place.uri} is signed by nobody known here; {scheme}+ssc:// takes such a one, if it is "
        "your own server"
    )
    with neo4j_store.Neo4jStore(at(narrow, f"{scheme}+ssc"), write=False) as store:
        assert store.run("RETURN 1 AS one").rows == [[1]]


@pytest.mark.parametrize("scheme", ["bolt+s", "neo4j+s"])
def test_a_certificate_that_has_expired(
    narrow: Server, scheme: str, certificates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates / "signer.crt"))
    place = at(narrow, scheme)
    assert failure(place) == f"the certificate of {place.uri} has expired; the server needs a new one"


def test_a_pack_too_large_for_the_servers_memory_is_halved(narrow: Server) -> None:
    graphs = [document(f"文件{n}", *sentences(60)) for n in range(8)]
    seen: list[str] = []
    with neo4j_store.Neo4jStore(at(narrow), write=True) as store:
        summary = store.load(graphs, progress=seen.append)
        assert seen == list(summary.documents) == [graph.document.id for graph in graphs]
        assert set(summary.documents.values()) == {"added"}
        assert store.run("MATCH (m:Measure) RETURN count(m) AS n").rows == [[480]]


def test_a_document_too_large_for_the_servers_memory_names_the_setting(narrow: Server) -> None:
    message = failure(at(narrow), lambda store: store.load([document("大", *sentences(1500))]))
    assert message.startswith("关于大的意见 (大) is too large: ")
    assert message.endswith("has too little memory for this; raise db.memory.transaction.max in its settings")


# a server that only lets read, and not for long


@pytest.fixture(scope="module")
def read_only(narrow: Server) -> Server:
    narrow.restart({"server.databases.default_to_read_only": "true", "db.transaction.timeout": "6s"})
    return narrow


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_database_that_is_read_only(read_only: Server, *, dry_run: bool) -> None:
    message = failure(at(read_only), lambda store: store.load([ONE], dry_run=dry_run))
    assert message.startswith(f"the database neo4j at {read_only.uri} is read-only; nothing was written")


def test_a_statement_that_runs_too_long(read_only: Server) -> None:
    endless = "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN sum(a * b) AS n"
    message = failure(at(read_only), lambda store: store.run(endless))
    assert message == (
        "it ran longer than the server allows; ask for less, or raise db.transaction.timeout in its settings"
    )


def test_wrong_passwords_are_told_until_the_server_waits(read_only: Server) -> None:
    wrong = replace(at(read_only), password="verkehrt")  # noqa: S106 - a wrong one
    for _ in range(3):
        assert failure(wrong) == (
            f"{read_only.uri} refuses the password of neo4j; check NEO4J_USERNAME (from the tests) and NEO4J_PASSWORD "
            "(from the tests)"
        )
    assert failure(at(read_only)).startswith(f"{read_only.uri} has seen too many wrong passwords; wait")
