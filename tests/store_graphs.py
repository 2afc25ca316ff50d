"""Small graphs for the stores' tests: a world of a few shared things, and documents that name some of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from loader import model
from loader.graph import DocumentGraph

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loader.stores import Store

SHARED: dict[str, model.SharedNode] = {
    node.name: node
    for node in (
        model.Region(id="macro_region:西部地区", name="西部地区", kind="macro_region", aliases=["西部"]),
        model.Region(id="cn-510000", name="四川省", kind="province", code="510000", aliases=["四川", "川"]),
        model.Region(id="cn-510100", name="成都市", kind="prefecture", code="510100"),
        model.Region(id="cn-500000", name="重庆市", kind="province", code="500000"),
        model.Programme(id="川藏铁路", name="川藏铁路", kind="project"),
        model.Programme(id="精准脱贫攻坚战", name="精准脱贫攻坚战", kind="campaign"),
        model.Programme(id="三大攻坚战", name="三大攻坚战", kind="campaign"),
        model.Body(id="国务院扶贫办", name="国务院扶贫办", kind="ministry"),
        model.Body(id="国家乡村振兴局", name="国家乡村振兴局", kind="ministry"),
        model.Body(id="成都市人民政府", name="成都市人民政府", kind="local_government"),
        model.Indicator(id="森林覆盖率", name="森林覆盖率"),
    )
}

SHARED_RELATIONSHIPS: list[model.Relationship] = [
    model.LocatedIn.between(SHARED["四川省"], SHARED["西部地区"], extent="whole", source="test"),
    model.LocatedIn.between(SHARED["重庆市"], SHARED["西部地区"], extent="whole", source="test"),
    model.LocatedIn.between(SHARED["成都市"], SHARED["四川省"], extent="whole", source="test"),
    model.LocatedIn.between(SHARED["川藏铁路"], SHARED["四川省"], source="test"),
    model.LocatedIn.between(SHARED["成都市人民政府"], SHARED["成都市"], source="test"),
    model.Supports.between(SHARED["精准脱贫攻坚战"], SHARED["三大攻坚战"], source="test"),
    model.SucceededBy.between(SHARED["国务院扶贫办"], SHARED["国家乡村振兴局"], source="test"),
]


@dataclass(frozen=True)
class Sentence:
    """A measure and the shared things that it names, by name."""

    text: str
    names: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    """For each, a target of 森林覆盖率."""
    properties: tuple[tuple[str, Any], ...] = ()


def document(
    id_: str, *sentences: Sentence | str, cites: Iterable[str] = (), issuers: Iterable[str] = (), **properties: Any
) -> DocumentGraph:
    """Make a document of one section."""
    own, relationships = _statements(id_, sentences)
    text = "".join(node.text for node in own if isinstance(node, model.Measure))
    given = {"name": f"关于{id_}的意见", "loaded": True, "text_sha256": model.make_id(text), "made_by": "test"}
    node = model.Document(**{"id": id_, "chars": len(text), "status": "unknown", **given, **properties})
    section = model.Section(id=f"{id_}/1", name="一", level=1, ordinal=0, start=0, stop=len(text), text=text)
    witness = model.Witness(
        id=f"{id_}/w", name=f"{id_}.txt", path=f"{id_}.txt", sha256=model.make_id(text), base=True, chars=len(text)
    )
    cited = [model.Document(id=other, name=f"关于{other}的意见") for other in cites]
    relationships += [
        *(model.PartOf.between(measure, section) for measure in own),
        model.PartOf.between(section, node),
        model.WitnessOf.between(witness, node),
        *(model.Cites.between(node, other, kind="basis") for other in cited),
        *(model.Issued.between(SHARED[name], node, rank=rank) for rank, name in enumerate(issuers, 1)),
    ]
    shared, among = _close(relationships)
    graph = DocumentGraph(node, [section, witness, *own], cited, shared, relationships, among)
    return DocumentGraph(_sealed(graph), graph.own, graph.cited, graph.shared, graph.relationships, among)


def _statements(id_: str, sentences: Iterable[Sentence | str]) -> tuple[list[model.OwnNode], list[model.Relationship]]:
    own: list[model.OwnNode] = []
    relationships: list[model.Relationship] = []
    start = 0
    for ordinal, given in enumerate(sentences, 1):
        sentence = given if isinstance(given, Sentence) else Sentence(given)
        key = model.make_id(sentence.text)
        number = sum(node.id.partition("#")[0] == f"{id_}/{key}" for node in own)
        measure = model.Measure(
            id=f"{id_}/{key}#{number}" if number else f"{id_}/{key}",
            name=sentence.text[:20],
            text=sentence.text,
            ref=f"一·{ordinal}",
            ordinal=ordinal,
            start=start,
            stop=start + len(sentence.text),
            **{"force": "require", **dict(sentence.properties)},
        )
        own.append(measure)
        relationships += _relationships(measure, sentence)
        start += len(sentence.text)
    return own, relationships


def _relationships(measure: model.Measure, sentence: Sentence) -> Iterable[model.Relationship]:
    evidence = {"mention": sentence.text[:1], "start": measure.start, "stop": measure.start + 1}
    for name in sentence.names:
        thing = SHARED[name]
        if isinstance(thing, model.Region):
            yield model.LocatedIn.between(measure, thing, role="place", count=1, **evidence)
        elif isinstance(thing, model.Programme):
            yield model.Supports.between(measure, thing, count=1, **evidence)
        elif isinstance(thing, model.Body):
            yield model.ResponsibleFor.between(thing, measure, role="lead", rank=1, **evidence)
    for year in sentence.years:
        yield model.Targets.between(
            measure, SHARED["森林覆盖率"], value="30%", number=30.0, unit="%", year=year, **evidence
        )


def _close(relationships: list[model.Relationship]) -> tuple[list[model.SharedNode], list[model.Relationship]]:
    reached = {end for one in relationships for end in ((one.start_label, one.start_id), (one.stop_label, one.stop_id))}
    among: list[model.Relationship] = []
    while above := [
        one for one in SHARED_RELATIONSHIPS if (one.start_label, one.start_id) in reached and one not in among
    ]:
        among += above
        reached |= {(one.stop_label, one.stop_id) for one in above}
    return [node for node in SHARED.values() if (node.label, node.id) in reached], among


def _sealed(graph: DocumentGraph) -> model.Document:
    rows = [graph.document, *graph.own, *graph.cited, *graph.shared, *graph.relationships]
    return replace(graph.document, graph_sha256=model.make_id(*sorted(repr(row) for row in rows)))


def everything(store: Store) -> tuple[list[Any], list[Any]]:
    """All nodes but a server's lock, and all relationships of a store, in an order of their own."""
    nodes = [row for row in store.run("MATCH (n) RETURN n AS node").rows if row[0]["labels"] != ["LoaderLock"]]
    relationships = store.run(
        "MATCH (a)-[r]->(b) RETURN labels(a) AS start, a.id AS start_id, r AS one, labels(b) AS stop, b.id AS stop_id"
    ).rows
    return sorted((row[0] for row in nodes), key=_order), sorted(relationships, key=_order)


def _order(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=str)


STATES: list[list[DocumentGraph]] = [
    [
        document(
            f"文件{number}",
            *(
                Sentence(
                    f"第{n}项措施，支持成都，状态{state if n % 3 else 0}。", ("成都市", "国务院扶贫办"), (2025, 2035)
                )
                for n in range(40 + number * state)
            ),
            cites=[f"文件{number + state}"],
        )
        for number in range(4)
    ]
    for state in range(3)
]
"""The same four documents as they were at three times."""
