"""Importing this reads and compiles all that reading a document takes, so that copies of the process find it there."""

from loader.document import Facts, Source, Work
from loader.grouping import look_at
from loader.pipeline import make_graph

_ANY = Work(Facts(), (Source("any.txt", "一、推进建设。", ""),))

look_at(_ANY)
make_graph(_ANY)
