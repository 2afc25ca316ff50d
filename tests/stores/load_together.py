"""Load, edit and forget documents in the store at the given path a few times over; says when it has begun."""

from __future__ import annotations

import random
import sys
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from store_graphs import STATES

from loader.errors import LoaderError
from loader.stores import open_store

with open_store(sys.argv[1], write=True) as store:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    chance = random.Random(sys.argv[2])  # noqa: S311 - an order, not a secret
    for _ in range(int(sys.argv[3])):
        graphs = chance.choice(STATES)
        store.load(chance.sample(graphs, 3))
        with suppress(LoaderError):  # another may have taken it out already
            store.forget([chance.choice(graphs).document.id])
