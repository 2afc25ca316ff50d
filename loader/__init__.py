"""Reads government policy documents and makes a graph of them that people can ask.

    import loader

    with loader.open_store("policy.kgl", write=True) as store:
        loader.load(["seeds"], store)
        rows = loader.query(store, "measures-touching-region", region="成渝")
        graph = loader.subgraph(store, regions=["成渝"])

`read` gives the documents in files and folders, `recall` those in a store, each a `Work`, or a `Problem` that says what
can't be read. `extract` gives what a work's text says, `build` its graph, which a store's `load` takes; `report` tells
what is understood of works and what is not.
Names are looked up when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from loader.checking import check
    from loader.document import Problem, Work
    from loader.errors import LoaderError
    from loader.pipeline import extract_work as extract
    from loader.pipeline import load_paths as load
    from loader.pipeline import make_graph as build
    from loader.pipeline import report_works as report
    from loader.queries import list_queries
    from loader.queries import run_query as query
    from loader.reading import read_works as read
    from loader.recalling import recall_works as recall
    from loader.showing import show
    from loader.stores import open_store
    from loader.subgraphs import subgraph

__version__ = "0.1.0"

_HOMES = {
    "LoaderError": ("errors", "LoaderError"),
    "Problem": ("document", "Problem"),
    "Work": ("document", "Work"),
    "build": ("pipeline", "make_graph"),
    "check": ("checking", "check"),
    "extract": ("pipeline", "extract_work"),
    "list_queries": ("queries", "list_queries"),
    "load": ("pipeline", "load_paths"),
    "open_store": ("stores", "open_store"),
    "query": ("queries", "run_query"),
    "read": ("reading", "read_works"),
    "recall": ("recalling", "recall_works"),
    "report": ("pipeline", "report_works"),
    "show": ("showing", "show"),
    "subgraph": ("subgraphs", "subgraph"),
}
__all__ = [
    "LoaderError",
    "Problem",
    "Work",
    "__version__",
    "build",
    "check",
    "extract",
    "list_queries",
    "load",
    "open_store",
    "query",
    "read",
    "recall",
    "report",
    "show",
    "subgraph",
]


def __getattr__(name: str) -> Any:
    """Import what a public name stands for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'loader' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(f"loader.{module}"), attribute)
