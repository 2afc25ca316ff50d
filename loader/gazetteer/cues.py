"""Words by which a sentence shows what it does and what it wants, compiled once a process."""

from __future__ import annotations

import re
import tomllib
from datetime import date  # noqa: TC003 - pydantic reads it at run time
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

Force = Literal["require", "encourage", "permit", "explore", "prohibit"]


class _Table(BaseModel):
    """A data file's table, checked."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class _Themes(_Table):
    context: tuple[str, ...]
    goal: tuple[str, ...]


class _Context(_Table):
    patterns: tuple[str, ...]
    telling: tuple[str, ...]
    entries: tuple[str, ...]


class _Goal(_Table):
    openings: tuple[str, ...]
    within: tuple[str, ...]
    ends: tuple[str, ...]


class _Verbs(_Table):
    require: tuple[str, ...]
    encourage: tuple[str, ...]
    permit: tuple[str, ...]
    explore: tuple[str, ...]
    prohibit: tuple[str, ...]
    adverbs: tuple[str, ...]
    modals: tuple[str, ...]


class _StatementFile(_Table):
    source: str
    date: date
    themes: _Themes
    context: _Context
    goal: _Goal
    verbs: _Verbs


class StatementCues(NamedTuple):
    """What tells measures, goals and context apart, and the force of a measure."""

    context_theme: re.Pattern[str]
    goal_theme: re.Pattern[str]
    context: re.Pattern[str]
    telling: re.Pattern[str]
    entry: re.Pattern[str]
    goal_opening: re.Pattern[str]
    goal_within: re.Pattern[str]
    """Marks a goal among principles, wherever it stands."""
    goal_end: re.Pattern[str]
    verb: re.Pattern[str]
    """A directive verb at the head of a clause, group `verb`, behind its adverbs."""
    any_verb: re.Pattern[str]
    modal: re.Pattern[str]
    forces: dict[str, Force]


@cache
def load_statement_cues() -> StatementCues:
    """Load, check and compile statements.toml."""
    table = _StatementFile.model_validate(_read("statements.toml"))
    forces: dict[str, Force] = {}
    by_force: dict[Force, tuple[str, ...]] = {
        "require": table.verbs.require,
        "encourage": table.verbs.encourage,
        "permit": table.verbs.permit,
        "explore": table.verbs.explore,
        "prohibit": table.verbs.prohibit,
    }
    for force, verbs in by_force.items():
        forces.update(dict.fromkeys(verbs, force))
    verb = _words(tuple(forces))
    return StatementCues(
        context_theme=_patterns(table.themes.context),
        goal_theme=_patterns(table.themes.goal),
        context=_patterns(table.context.patterns),
        telling=_patterns(table.context.telling),
        entry=_patterns(table.context.entries),
        goal_opening=_patterns(table.goal.openings),
        goal_within=_patterns(table.goal.within),
        goal_end=re.compile(_words(table.goal.ends)),
        verb=re.compile(rf"(?:{_words(table.verbs.adverbs)})*?(?P<verb>{verb})"),
        any_verb=re.compile(verb),
        modal=re.compile(_words(table.verbs.modals)),
        forces=forces,
    )


def _read(name: str) -> dict[str, object]:
    path = files("loader.gazetteer") / "data" / name
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _patterns(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _words(words: tuple[str, ...]) -> str:
    """An alternation that prefers the longer word."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
