"""Which statements are measures, goals, assignments of duty, or context."""

from __future__ import annotations

import re
from collections import Counter
from statistics import median
from typing import TYPE_CHECKING

from loader.extraction.assignments import is_assignment
from loader.extraction.force import find_verbs
from loader.gazetteer.cues import StatementCues, load_statement_cues

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loader.document import BodyMention, Kind, Outline, Statement
    from loader.extraction.setting import Setting

_STOP = re.compile(r"[。；！？：，”）》…]$")
_MARK = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]+条|[一二三四五六七八九十]+[、．.]|（[一二三四五六七八九十\d]+）|\d{1,3}[、．.]|[①-⑳]|[一二三四五六七八九十]+是|[—●○•·■◆▲★※]+)"
)
_SHORT = 16  # a line without a stop that is shorter is a title, a name or a table's entry
_SHORT_ARTICLE = 4  # sentences
_QUANTITY = re.compile(r"\d(?!\d*(?:年|月|日|号))")
_CLAUSE = re.compile(r"[^，；。：！？]+")


def classify_statements(outline: Outline, setting: Setting, bodies: Sequence[BodyMention]) -> None:
    """Set the kind of every statement."""
    del bodies
    judge = _Judge(outline, setting, load_statement_cues())
    for statement in outline.statements:
        statement.kind = judge.judge(statement)


class _Judge:
    """Judges the statements of one document, each by its place and its words."""

    def __init__(self, outline: Outline, setting: Setting, cues: StatementCues) -> None:
        self.outline = outline
        self.cues = cues
        self.headings_direct = setting.assigns or self._headings_are_tasks()
        self.themes = [self._theme_of(index) for index in range(len(outline.sections))]
        self.paragraph = -1
        self.listing = False
        self.label: Kind | None = None
        self.numbered = any(section.number for section in outline.sections)

    def judge(self, statement: Statement) -> Kind:
        if is_assignment(statement.text):
            return "assignment"
        words = _MARK.sub("", statement.text)
        if self._is_formal(statement, words):
            return "context"
        if statement.heading == "lead":
            is_task = self._directs(words) or not self.cues.title.search(words)
            return "measure" if self.headings_direct and is_task else "context"
        if self._is_listed(statement, words):
            return "measure" if self._directs(words) else "context"
        theme = self._theme_at(statement, words)
        return self._judge_under(theme, words) if theme is not None else self._judge_alone(statement, words)

    def _headings_are_tasks(self) -> bool:
        """Whether the sentences that head paragraphs are tasks: they are titles where a long article stands below."""
        lengths = Counter(one.section for one in self.outline.statements)
        leads = [lengths[one.section] - 1 for one in self.outline.statements if one.heading == "lead"]
        return bool(leads) and median(leads) <= _SHORT_ARTICLE

    def _is_listed(self, statement: Statement, words: str) -> bool:
        """Whether it introduces a list (…下列方法确定：), or is an item of the list that goes on."""
        opens = self.cues.listing.search(words) is not None
        self.listing = opens or (self.listing and (len(words) < len(statement.text) or words.endswith("；")))
        return self.listing

    def _judge_alone(self, statement: Statement, words: str) -> Kind:
        """By its words, where no heading says what it is: a sentence of the body directs unless it shows otherwise."""
        if self._opens(statement):
            return "measure" if self.cues.asking.search(words) else "context"
        if self._is_goal(words):
            return "goal"
        if self.cues.entry.search(words) and len(words) < len(statement.text):
            return "context"
        return "context" if self._tells(words) and not self._directs(words) else "measure"

    def _is_formal(self, statement: Statement, words: str) -> bool:
        """Whether its place or its form alone shows that it directs nothing."""
        style = self.outline.sections[statement.section].style
        if style == "closing" or statement.heading == "line" or not words:
            return True
        if self.cues.context_opening.match(words) or self.cues.context.search(words):
            return True
        return not _STOP.search(words) and (len(words) < _SHORT or not self._directs(words))

    def _theme_of(self, index: int) -> Kind | None:
        """What a heading of the section, or of one above it, says its statements are."""
        for section in self.outline.path_of(index):
            if section.heading is None:
                continue
            heading = self.outline.text.plain[section.heading.start : section.heading.stop]
            if self.cues.mixed_theme.search(heading):
                return None
            if self.cues.goal_theme.search(heading):
                return "goal"
            if self.cues.context_theme.search(heading):
                return "context"
        return None

    def _theme_at(self, statement: Statement, words: str) -> Kind | None:
        """The theme of its paragraph, if that opens with a label, or of its section."""
        if statement.paragraph != self.paragraph:
            self.paragraph = statement.paragraph
            self.label = None
            if self.cues.goal_label.match(words):
                self.label = "goal"
            elif self.cues.context_label.match(words):
                self.label = "context"
        return self.label or self.themes[statement.section]

    def _judge_under(self, theme: Kind, words: str) -> Kind:
        """Under a heading or a label that announces goals or principles."""
        if theme == "goal":
            return "context" if self._tells(words) else "goal"
        return "goal" if self.cues.goal_within.search(words) else "context"

    def _opens(self, statement: Statement) -> bool:
        """Whether it stands before the first numbered section of a document that has such."""
        return self.numbered and self.outline.sections[statement.section].style in {"preamble", "annex"}

    def _tells(self, words: str) -> bool:
        """Whether it tells of what was or is."""
        return bool(self.cues.telling_opening.match(words) or self.cues.telling.search(words))

    def _directs(self, words: str) -> bool:
        """Whether a clause of it directs an action."""
        return next(find_verbs(words), None) is not None

    def _is_goal(self, words: str) -> bool:
        """Whether it begins with an end that is wanted, and no clause of it directs an action."""
        opening = self.cues.goal_opening.match(words)
        if opening is None:
            opening = self.cues.goal_year.match(words)
            if opening is None or _QUANTITY.search(words, opening.end()) is None:
                return False
            return not any(self.cues.verb.match(clause) for clause in _CLAUSE.findall(words, opening.end()))
        return not any(self._acts(clause) for clause in _CLAUSE.findall(words, opening.end()))

    def _acts(self, clause: str) -> bool:
        """Whether a clause directs an action; a verb that leads to a quantity or an end reached does not."""
        found = self.cues.verb.match(clause)
        return found is not None and self.cues.goal_end.match(clause) is None and not _QUANTITY.search(clause)
