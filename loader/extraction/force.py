"""How strongly a measure directs, and by which verbs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from loader.gazetteer.cues import load_statement_cues
from loader.numbering import words_start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.model import Force

_VERBS = load_statement_cues().verbs
_TIMED_VERB, _INNER_VERB, _MODALS = _VERBS.timed_verb, _VERBS.inner_verb, _VERBS.modals
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
    verbs = tuple(dict.fromkeys(find_verbs(text)))
    if not verbs and (inner := _INNER_VERB.search(_QUOTED.sub("", text))):
        verbs = (inner["verb"],)
    return Directive(_VERBS.forces[verbs[0]] if verbs else "require", verbs)


def find_verbs(text: str) -> Iterator[str]:
    """Yield the directive verbs at the heads of clauses; where a subject stands there, what it must do."""
    for clause in _CLAUSE.findall(text, words_start(text)):
        found = _TIMED_VERB.match(clause)
        if found is None and (modal := _MODALS.search(clause)):
            found = _VERBS.verb.match(clause, modal.start()) or _INNER_VERB.search(clause, modal.end())
        if found is not None:
            yield found["verb"]
