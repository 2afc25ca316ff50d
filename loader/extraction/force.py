"""How strongly a measure directs, and by which verbs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from loader.gazetteer.cues import load_statement_cues
from loader.numbering import read_mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.model import Force

_CLAUSE = re.compile(r"[^，；。：！？、]+")
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》|（[^）]*）")


class Directive(NamedTuple):
    """What a measure's words say of how it binds."""

    force: Force
    """That of the first directive verb; `require` where no verb says less."""
    verbs: tuple[str, ...]
    """The directive verbs at the heads of its clauses, in order, each once."""


def read_force(text: str) -> Directive:
    """Read force and verbs of a measure's words, in plain text."""
    cues = load_statement_cues()
    verbs = tuple(dict.fromkeys(find_verbs(text)))
    if not verbs and (inner := cues.inner_verb.search(_QUOTED.sub("", text))):
        verbs = (inner["verb"],)
    force = cues.forces[verbs[0]] if verbs else "require"
    return Directive(force, verbs)


def find_verbs(text: str) -> Iterator[str]:
    """Yield the directive verbs at the heads of clauses; where a subject stands there, what it must do."""
    cues = load_statement_cues()
    mark = read_mark(text)
    for clause in _CLAUSE.findall(text, mark.stop if mark else 0):
        found = cues.timed_verb.match(clause)
        if found is None and (modal := cues.modal.search(clause)):
            found = cues.verb.match(clause, modal.start()) or cues.inner_verb.search(clause, modal.end())
        if found is not None:
            yield found["verb"]
