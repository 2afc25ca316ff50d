"""Load, edit and forget documents in the store at the given path until somebody stops it; says when it has begun."""

from __future__ import annotations

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from store_graphs import STATES

from loader.stores import open_store

with open_store(sys.argv[1], write=True) as store:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    chance = random.Random(sys.argv[2])  # noqa: S311 - an order, not a secret
    while True:
        for graphs in chance.sample(STATES, len(STATES)):
            store.load(graphs)
        store.forget([chance.choice(STATES[0]).document.id])
