"""Whatever happened to a store before, it holds what a clean load of its documents gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_graphs import SHARED, Sentence, document, everything

if TYPE_CHECKING:
    from conftest import MakePlace

    from loader.graph import DocumentGraph

IDS = ("甲", "乙", "甲/乙", "丙")
NAMES = [name for name in SHARED if name != "森林覆盖率"]
BODIES = [name for name, node in SHARED.items() if node.label == "Body"]

sentences = st.builds(
    Sentence,
    text=st.sampled_from(["一。", "二。", "三。", "四。"]),
    names=st.lists(st.sampled_from(NAMES), max_size=3, unique=True).map(tuple),
    years=st.lists(st.sampled_from([2025, 2030, 2035]), max_size=2, unique=True).map(tuple),
)


@dataclass(frozen=True)
class Load:
    """One document, in one of its states."""

    graph: DocumentGraph


@dataclass(frozen=True)
class Forget:
    """Take a document out, if it is there."""

    id: str


@st.composite
def loads(draw: st.DrawFn) -> Load:
    id_ = draw(st.sampled_from(IDS))
    said = draw(st.lists(sentences, max_size=3))
    cites = draw(st.lists(st.sampled_from([*IDS, "丁"]), max_size=2, unique=True))
    issuers = draw(st.lists(st.sampled_from(BODIES), max_size=1))
    return Load(document(id_, *said, cites=[other for other in cites if other != id_], issuers=issuers))


steps = st.lists(st.one_of(loads(), loads(), loads(), st.builds(Forget, st.sampled_from(IDS))), max_size=10)


CHECKS = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.mark.parametrize("make_place", ["embedded"], indirect=True)
@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS)
@given(steps=steps)
def test_any_history_gives_the_graph_of_one_clean_load(make_place: MakePlace, steps: list[Load | Forget]) -> None:
    check_history(make_place, steps)


@pytest.mark.parametrize("make_place", ["neo4j"], indirect=True)
@settings(max_examples=12, deadline=None, suppress_health_check=CHECKS)
@given(steps=steps)
def test_any_history_gives_it_on_a_server_too(make_place: MakePlace, steps: list[Load | Forget]) -> None:
    check_history(make_place, steps)


def check_history(make_place: MakePlace, steps: list[Load | Forget]) -> None:
    final: dict[str, DocumentGraph] = {}
    with make_place().open() as store:
        for step in steps:
            if isinstance(step, Load):
                store.load([step.graph])
                final[step.graph.document.id] = step.graph
            elif final.pop(step.id, None) is not None:
                store.forget([step.id])
        reached = everything(store)
        assert set(store.load(list(final.values())).documents.values()) <= {"unchanged"}
    for graphs in (list(final.values()), list(final.values())[::-1]):
        with make_place().open() as store:
            store.load(graphs)
            assert everything(store) == reached
