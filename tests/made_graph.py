"""A small graph made by hand, in which every canned query has something to say.

Three loaded documents: an opinion of the centre in two files, a plan of 成都市 and a draft of 阿坝州; one more is only
cited. 四川省 overlaps 成渝 and 成都市 lies in it; 阿坝州 and 攀枝花市 lie in 四川省 and not in 成渝.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from loader import model
from loader.graph import DocumentGraph

if TYPE_CHECKING:
    from collections.abc import Iterable

_SOURCE = "made by hand"


def _region(id_: str, name: str, kind: str, *aliases: str, code: str | None = None) -> model.Region:
    return model.Region(id=id_, name=name, kind=cast("model.RegionKind", kind), aliases=list(aliases), code=code)


def _programme(name: str, kind: str, *aliases: str) -> model.Programme:
    return model.Programme(id=name, name=name, kind=cast("model.ProgrammeKind", kind), aliases=list(aliases))


def _body(name: str, kind: str, *aliases: str, generic: bool = False) -> model.Body:
    return model.Body(id=name, name=name, kind=kind, aliases=list(aliases), generic=generic)


SHARED: dict[str, model.SharedNode] = {
    node.id: node
    for node in (
        _region("macro_region:西部地区", "西部地区", "macro_region", "西部"),
        _region("city_cluster:成渝地区", "成渝地区", "city_cluster", "成渝"),
        _region("city_cluster:成渝城市群", "成渝城市群", "city_cluster", "成渝"),
        _region("cn-510000", "四川省", "province", "四川", "川", code="510000"),
        _region("cn-500000", "重庆市", "province", "重庆", "渝", code="500000"),
        _region("cn-510100", "成都市", "prefecture", "成都", "四川省成都市", code="510100"),
        _region("cn-510400", "攀枝花市", "prefecture", "攀枝花", "四川省攀枝花市", code="510400"),
        _region("cn-513200", "阿坝藏族羌族自治州", "prefecture", "阿坝州", code="513200"),
        _region("cn-110105", "朝阳区", "county", "北京市朝阳区", code="110105"),
        _region("cn-220104", "朝阳区", "county", "吉林省长春市朝阳区", "长春市朝阳区", code="220104"),
        _programme("西部大开发", "strategy", "西部大开发战略"),
        _programme("川藏铁路", "project"),
        _programme("三大攻坚战", "campaign"),
        _programme("精准脱贫攻坚战", "campaign", "脱贫攻坚战"),
        _body("国家发展和改革委员会", "ministry", "国家发展改革委", "发改委"),
        _body("财政部", "ministry"),
        _body("成都市发展和改革委员会", "local_department", "成都市发展改革委"),
        _body("成都市人民政府", "local_government"),
        _body("中共中央", "party", "党中央"),
        _body("国务院", "state_council"),
        _body("各部门", "class", generic=True),
        _body("各市（州）人民政府", "class", generic=True),
        model.Indicator(id="森林覆盖率", name="森林覆盖率"),
        model.Indicator(id="机动车保有量", name="机动车保有量"),
    )
}

_WITHIN = (
    ("cn-510000", "macro_region:西部地区", "whole"),
    ("cn-500000", "macro_region:西部地区", "whole"),
    ("city_cluster:成渝地区", "macro_region:西部地区", "whole"),
    ("city_cluster:成渝城市群", "macro_region:西部地区", "whole"),
    ("cn-510000", "city_cluster:成渝城市群", "part"),
    ("cn-500000", "city_cluster:成渝城市群", "part"),
    ("cn-510000", "city_cluster:成渝地区", "part"),
    ("cn-510100", "cn-510000", "whole"),
    ("cn-510100", "city_cluster:成渝城市群", "whole"),
    ("cn-510400", "cn-510000", "whole"),
    ("cn-513200", "cn-510000", "whole"),
)
SHARED_RELATIONSHIPS: list[model.Relationship] = [
    *(
        model.LocatedIn.between(SHARED[part], SHARED[whole], extent=extent, source=_SOURCE)
        for part, whole, extent in _WITHIN
    ),
    model.LocatedIn.between(SHARED["西部大开发"], SHARED["macro_region:西部地区"], source=_SOURCE),
    model.LocatedIn.between(SHARED["川藏铁路"], SHARED["cn-510000"], source=_SOURCE),
    model.LocatedIn.between(SHARED["成都市人民政府"], SHARED["cn-510100"], source=_SOURCE),
    model.LocatedIn.between(SHARED["成都市发展和改革委员会"], SHARED["cn-510100"], source=_SOURCE),
    model.Supports.between(SHARED["精准脱贫攻坚战"], SHARED["三大攻坚战"], source=_SOURCE),
]


class _Maker:
    """Lays sentences one behind the other and hangs things on their words."""

    def __init__(self, document: model.Document) -> None:
        self.document = document
        self.own: list[model.OwnNode] = []
        self.cited: list[model.Document] = []
        self.relationships: list[model.Relationship] = []
        self._at = 0
        self._above: model.Node = document

    def section(self, number: str | None, name: str, above: model.Node | None = None) -> model.Section:
        node = model.Section(
            id=f"{self.document.id}/{number or name}",
            name=name,
            number=number,
            level=1 if above is None else 2,
            ordinal=len(self.own),
            start=self._at,
            stop=self._at + 100,
            text=name,
        )
        self._add(node, above or self.document)
        self._above = node
        return node

    def measure(self, ref: str, text: str, **properties: Any) -> model.Measure:
        properties.setdefault("force", "require")
        node = model.Measure(**self._statement(ref, text), **properties)
        self._add(node, self._above)
        return node

    def goal(self, ref: str, text: str, **properties: Any) -> model.Goal:
        node = model.Goal(**self._statement(ref, text), **properties)
        self._add(node, self._above)
        return node

    def _statement(self, ref: str, text: str) -> dict[str, Any]:
        self._at += len(text)
        return {
            "id": f"{self.document.id}/{ref}",
            "name": text[:12],
            "text": text,
            "ref": ref,
            "ordinal": len(self.own),
            "start": self._at - len(text),
            "stop": self._at,
        }

    def _add(self, node: model.OwnNode, above: model.Node) -> None:
        self.own.append(node)
        self.relationships.append(model.PartOf.between(node, above))

    def names(self, node: model.Node, region: str, mention: str, role: str = "place") -> None:
        self._join(model.LocatedIn, node, SHARED[region], mention, role=role, count=1)

    def serves(self, node: model.Node, programme: str, mention: str) -> None:
        self._join(model.Supports, node, SHARED[programme], mention, count=1)

    def targets(self, node: model.Node, indicator: str, mention: str, **properties: Any) -> None:
        self._join(model.Targets, node, SHARED[indicator], mention, **properties)

    def duty(self, node: model.Measure, body: str, mention: str, role: str, rank: int) -> None:
        evidence = _evidence(node, mention)
        self.relationships.append(model.ResponsibleFor.between(SHARED[body], node, role=role, rank=rank, **evidence))

    def _join(
        self, type_: type[model.Relationship], node: model.Node, other: model.Node, mention: str, **properties: Any
    ) -> None:
        self.relationships.append(type_.between(node, other, **_evidence(node, mention), **properties))

    def graph(self) -> DocumentGraph:
        reached = _close({relationship_end for r in self.relationships for relationship_end in (r.start_id, r.stop_id)})
        return DocumentGraph(
            document=self.document,
            own=self.own,
            cited=self.cited,
            shared=[SHARED[id_] for id_ in sorted(reached)],
            relationships=self.relationships,
            shared_relationships=[r for r in SHARED_RELATIONSHIPS if r.start_id in reached],
        )


def _evidence(node: model.Node, mention: str) -> dict[str, Any]:
    text = node.text if isinstance(node, model.Statement) else node.name
    first = getattr(node, "start", 0) + text.index(mention)
    return {"mention": mention, "start": first, "stop": first + len(mention)}


def _close(ids: Iterable[str]) -> set[str]:
    reached = {id_ for id_ in ids if id_ in SHARED}
    while above := {r.stop_id for r in SHARED_RELATIONSHIPS if r.start_id in reached} - reached:
        reached |= above
    return reached


def _document(id_: str, name: str, **properties: Any) -> model.Document:
    known = {"nature": "original", "status": "unknown", "loaded": True, "text_sha256": id_, "graph_sha256": id_}
    return model.Document(**{"id": id_, "name": name, "made_by": "hand", **known, **properties})


def make_opinion() -> DocumentGraph:
    """The centre's opinion: two files, four sections, seven measures, a goal."""
    made = _Maker(_document("west", "西部意见", number="国发〔2020〕1号", kind="意见", published_on=date(2020, 5, 17)))
    made.serves(made.document, "西部大开发", "西部")
    made.relationships += [
        model.Issued.between(SHARED["中共中央"], made.document, rank=1),
        model.Issued.between(SHARED["国务院"], made.document, rank=2),
    ]
    cited = model.Document(id="outline", name="规划纲要")
    made.cited.append(cited)
    made.relationships.append(model.Cites.between(made.document, cited, kind="basis"))

    first = made.section("一", "推进发展")
    goal = made.goal("一·1", "到2035年西部地区森林覆盖率达到30%。", due=date(2035, 12, 31), due_text="到2035年")
    made.names(goal, "macro_region:西部地区", "西部地区")
    made.targets(
        goal, "森林覆盖率", "森林覆盖率达到30%", value="30", number=30.0, unit="%", year=2035, comparator="=",
        year_source="clause", form="level",
    )  # fmt: skip

    made.section("（一）", "打好攻坚战", first)
    poverty = made.measure("（一）·1", "打好精准脱贫攻坚战，各部门按职责负责。", verbs=["打好"])
    made.serves(poverty, "精准脱贫攻坚战", "精准脱贫攻坚战")
    made.duty(poverty, "各部门", "各部门", "subject", 1)

    made.section("（二）", "加快建设", first)
    railway = made.measure("（二）·1", "加快川藏铁路建设（国家发展改革委牵头，财政部负责，2022年底前完成）。",
                           due=date(2022, 12, 31), due_text="2022年底前")  # fmt: skip
    made.serves(railway, "川藏铁路", "川藏铁路")
    made.names(railway, "cn-510000", "川", "in_name")
    made.duty(railway, "国家发展和改革委员会", "国家发展改革委", "lead", 1)
    made.duty(railway, "财政部", "财政部", "duty", 2)
    cities = made.measure("（二）·2", "鼓励重庆、成都建设枢纽。", force="encourage")
    made.names(cities, "cn-500000", "重庆")
    made.names(cities, "cn-510100", "成都")

    second = made.section("二", "区域协调")
    cluster = made.measure("二·1", "促进成渝城市群协同发展，由国家发展改革委会同财政部负责。")
    made.names(cluster, "city_cluster:成渝城市群", "成渝城市群")
    made.duty(cluster, "国家发展和改革委员会", "国家发展改革委", "lead", 1)
    made.duty(cluster, "财政部", "财政部", "participate", 2)
    air = made.measure("二·2", "以成渝地区为重点，加强西部地区联防联控。")
    made.names(air, "city_cluster:成渝地区", "成渝地区")
    made.names(air, "macro_region:西部地区", "西部地区")
    trial = made.measure("二·3", "支持攀枝花市先行先试。", force="explore")
    made.names(trial, "cn-510400", "攀枝花市")
    made.serves(made.measure("二·4", "深入实施西部大开发。"), "西部大开发", "西部大开发")

    base = model.Witness(id="west/w1", name="a.txt", path="a.txt", sha256="1", base=True, chars=200)
    other = model.Witness(id="west/w2", name="b.txt", path="b.txt", sha256="2", base=False, chars=190)
    made.own += [base, other]
    made.relationships += [model.WitnessOf.between(witness, made.document) for witness in (base, other)]
    at = cluster.start + cluster.text.index("协同")
    made.relationships += [
        model.Reads.between(other, cluster, base_text="协同", text="协作", kind="substitution", start=at, stop=at + 2),
        model.Reads.between(
            other, second, base_text="区域", kind="omission", start=second.start, stop=second.start + 2
        ),
    ]
    return made.graph()


def make_city_plan() -> DocumentGraph:
    """成都市's plan: one section, three measures, one target by year."""
    valid = {"published_on": date(2021, 3, 1), "expires_on": date(2023, 12, 31), "cited_as": ["数据方案@cn-510100"]}
    made = _Maker(_document("chengdu", "成都市方案", kind="方案", **valid))
    made.names(made.document, "cn-510100", "成都市")
    made.relationships.append(model.Issued.between(SHARED["成都市人民政府"], made.document, rank=1))
    made.section("一", "主要任务")
    forest = made.measure(
        "一·1", "全市森林覆盖率提高到41%，市发展改革委牵头。", due=date(2021, 6, 30), due_text="6月底前"
    )
    made.names(forest, "cn-510100", "全市")
    made.duty(forest, "成都市发展和改革委员会", "市发展改革委", "lead", 1)
    made.targets(
        forest, "森林覆盖率", "森林覆盖率提高到41%", value="41", number=41.0, unit="%", year=2025, comparator="=",
        base_value="40", base_year=2020, region="cn-510100", year_source="document",
    )  # fmt: skip
    made.measure("一·2", "加强数据共享。", recurs="每年")
    public = made.measure("一·3", "各部门依法公开。")
    made.duty(public, "各部门", "各部门", "subject", 1)
    return made.graph()


def make_draft() -> DocumentGraph:
    """A draft of 阿坝州, which also names both 朝阳区."""
    made = _Maker(_document("aba", "阿坝州办法", nature="draft"))
    made.section("第一章", "总则")
    own = made.measure(
        "第一章·1", "全州推进数据共享，各市（州）人民政府负责。", due=date(2020, 12, 31), due_text="2020年底"
    )
    made.names(own, "cn-513200", "全州")
    made.duty(own, "各市（州）人民政府", "各市（州）人民政府", "subject", 1)
    learn = made.measure("第一章·2", "学习北京市朝阳区、长春市朝阳区经验。")
    made.names(learn, "cn-110105", "北京市朝阳区", "benchmark")
    made.names(learn, "cn-220104", "长春市朝阳区", "benchmark")
    return made.graph()


def make_graphs() -> list[DocumentGraph]:
    """All three."""
    return [make_opinion(), make_city_plan(), make_draft()]
