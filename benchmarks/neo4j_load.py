"""How long a load into Neo4j takes, beside a bare loop of UNWIND MERGE by the same driver.

The graph is made up, in the shape of a real one: documents of 300 measures, a few regions that very many name. Runs are
paired: bare loop and loader take turns on one server, each on an empty database with its constraints in place. The
first pair only warms the server up.

    python benchmarks/neo4j_load.py [--nodes 55000] [--runs 5] [--uri bolt://…]   # password: NEO4J_PASSWORD
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import neo4j

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "neo4j"))
from server import Server

from loader import model
from loader.graph import DocumentGraph
from loader.stores import settings
from loader.stores.difference import wanted_state
from loader.stores.neo4j import Neo4jStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MEASURES = 300
ROWS = 10_000
REGIONS = [model.Region(id=f"cn-{n:06}", name=f"地区{n}", kind="prefecture") for n in range(340)]
BODIES = [model.Body(id=f"部门{n}", name=f"部门{n}", kind="ministry") for n in range(100)]
PROGRAMMES = [model.Programme(id=f"工程{n}", name=f"工程{n}", kind="project") for n in range(60)]
WITHIN: list[model.Relationship] = [
    model.LocatedIn.between(one, REGIONS[n % 8], extent="whole") for n, one in enumerate(REGIONS) if n >= 8
]


def make_documents(nodes: int, state: int = 0, edited: float = 0.0) -> list[DocumentGraph]:
    """Make documents that have about so many nodes together; in another state, a share of them is edited."""
    number = max(1, round((nodes - 500) / (MEASURES + 3)))
    chance = random.Random(3)  # noqa: S311 - the same graph every time
    return [_make_document(n, chance.random() < edited and state) for n in range(number)]


def _make_document(number: int, state: int) -> DocumentGraph:
    chance = random.Random(number)  # noqa: S311 - the same document every time
    id_ = f"文件{number}"
    document = model.Document(id=id_, name=f"关于{number}的意见", loaded=True, graph_sha256=f"{number}-{state}")
    section = model.Section(
        id=f"{id_}/1", name="一", level=1, ordinal=0, start=0, stop=60 * MEASURES, text="总体要求。"
    )
    witness = model.Witness(id=f"{id_}/w", name=id_, path=f"{id_}.txt", sha256=str(number), base=True, chars=1)
    links: list[model.Relationship] = [
        model.PartOf.between(section, document),
        model.WitnessOf.between(witness, document),
    ]
    measures = []
    for n in range(MEASURES):
        text = f"第{n}项：加快推进第{number}号重点工程建设，完善体制机制，强化要素保障" + "。" * (
            state * (n % 20 == 0) + 1
        )
        measure = model.Measure(
            id=f"{id_}/{model.make_id(str(n), text)}",
            name=text[:60],
            text=text,
            verbs=["推进", "完善"],
            force="require",
            ref=f"一·{n}",
            ordinal=n,
            start=60 * n,
            stop=60 * n + len(text),
        )
        measures.append(measure)
        links += _make_links(measure, section, chance)
    shared = {end: None for one in links for end in ((one.start_label, one.start_id), (one.stop_label, one.stop_id))}
    near = [node for node in (*REGIONS, *BODIES, *PROGRAMMES) if (node.label, node.id) in shared]
    among: list[model.Relationship] = [one for one in WITHIN if ("Region", one.start_id) in shared]
    above = [node for node in REGIONS[:8] if node not in near]
    return DocumentGraph(document, [section, witness, *measures], [], [*near, *above], _once(links), among)


def _make_links(measure: model.Measure, section: model.Section, chance: random.Random) -> list[model.Relationship]:
    evidence = {"mention": "重点工程", "start": measure.start, "stop": measure.start + 4}
    region = REGIONS[min(int(chance.expovariate(0.1)), len(REGIONS) - 1)]
    return [
        model.PartOf.between(measure, section),
        model.LocatedIn.between(measure, region, role="place", count=1, **evidence),
        model.Supports.between(measure, chance.choice(PROGRAMMES), count=1, **evidence),
        *(
            model.ResponsibleFor.between(body, measure, role="participate", rank=rank, **evidence)
            for rank, body in enumerate(chance.sample(BODIES, chance.choice([1, 2])), 1)
        ),
    ]


def _once(links: list[model.Relationship]) -> list[model.Relationship]:
    return list({one.id: one for one in links}.values())


def prepare_bare(graphs: list[DocumentGraph]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Make the bare loop's statements and rows beforehand, so that only the loop is timed."""
    nodes: dict[str, dict[str, Any]] = defaultdict(dict)
    links: dict[tuple[str, str, str], dict[str, Any]] = defaultdict(dict)
    for graph in graphs:
        state = wanted_state(graph)
        for (label, id_), properties in state.nodes.items():
            nodes[label][id_] = properties
        for link in state.links.values():
            row = {"from": link.start[1], "to": link.stop[1], "id": link.properties["id"], "rest": link.properties}
            links[link.type, link.start[0], link.stop[0]][row["id"]] = row
    made = [
        (f"UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) SET n += row", list(rows.values()))
        for label, rows in nodes.items()
    ]
    made += [(_merge_links(*ends), list(rows.values())) for ends, rows in links.items()]
    return made


def _merge_links(type_: str, start: str, stop: str) -> str:
    return (
        f"UNWIND $rows AS row MATCH (a:{start} {{id: row.from}}) MATCH (b:{stop} {{id: row.to}}) "
        f"MERGE (a)-[r:{type_} {{id: row.id}}]->(b) SET r += row.rest"
    )


def run_bare(driver: neo4j.Driver, prepared: list[tuple[str, list[dict[str, Any]]]]) -> None:
    """Send every 10,000 rows in a transaction of their own."""
    with driver.session(database="neo4j") as session:
        for statement, rows in prepared:
            for start in range(0, len(rows), ROWS):
                some = rows[start : start + ROWS]
                session.execute_write(_send, statement, some)


def _send(transaction: neo4j.ManagedTransaction, statement: str, rows: list[dict[str, Any]]) -> None:
    transaction.run(statement, rows=rows).consume()


def empty(driver: neo4j.Driver) -> None:
    """Take everything out, constraints excepted."""
    with driver.session(database="neo4j") as session:
        for pattern in ("()-[x]->()", "(x)"):
            session.run(f"MATCH {pattern} CALL (x) {{ DELETE x }} IN TRANSACTIONS OF 20000 ROWS").consume()


def timed(work: Callable[[], Any]) -> float:
    """Seconds that the work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@contextmanager
def reached(uri: str | None) -> Iterator[settings.Server]:
    """Give the server to measure: the one that is named, else one started for this."""
    origins = dict.fromkeys(("uri", "username", "password", "database"), "by default")
    if uri:
        yield settings.Server(uri, "neo4j", os.environ.get("NEO4J_PASSWORD"), "neo4j", origins)
        return
    with Server(heap="2g", settings={"server.memory.pagecache.size": "512m"}, lasting=True) as server:
        yield settings.Server(server.uri, "neo4j", server.password, "neo4j", origins)


def main() -> None:
    """Measure and print medians."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--nodes", type=int, default=55_000)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--uri")
    chosen = options.parse_args()
    graphs, edited = make_documents(chosen.nodes), make_documents(chosen.nodes, state=1, edited=0.1)
    prepared = prepare_bare(graphs)
    rows = [sum(len(some) for statement, some in prepared if ("MATCH" in statement) == want) for want in (False, True)]
    print(f"{len(graphs)} documents, {rows[0]:,} nodes, {rows[1]:,} relationships")
    times: dict[str, list[float]] = defaultdict(list)
    with reached(chosen.uri) as server, Neo4jStore(server, write=True) as store:
        auth = (server.username, server.password or "")
        with neo4j.GraphDatabase.driver(server.uri, auth=auth, notifications_min_severity="OFF") as driver:
            for run in range(chosen.runs + 1):
                for name in ("bare", "load") if run % 2 else ("load", "bare"):
                    empty(driver)
                    if name == "bare":
                        times["bare"].append(timed(lambda: run_bare(driver, prepared)))
                        continue
                    times["load"].append(timed(lambda: store.load(graphs)))
                    times["again"].append(timed(lambda: store.load(graphs)))
                    times["edited"].append(timed(lambda: store.load(edited)))
                print({name: round(some[-1], 2) for name, some in times.items()}, flush=True)
                if run == 0:  # a server compiles as it goes: what it has not yet compiled is slow
                    print("that was to warm up, and does not count")
                    times.clear()
    middle = {name: median(some) for name, some in times.items()}
    ratios = median(load / bare for load, bare in zip(times["load"], times["bare"], strict=True))
    print(f"bare loop {middle['bare']:.1f} s, load {middle['load']:.1f} s: {ratios:.2f} times (median of pairs)")
    print(f"second load {middle['again']:.2f} s: {middle['again'] / middle['load']:.3f} of the first")
    print(f"a tenth edited {middle['edited']:.2f} s: {middle['edited'] / middle['load']:.2f} of the first")


if __name__ == "__main__":
    main()
