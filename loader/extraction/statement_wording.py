"""What the words of a statement say by themselves, wherever it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loader.extraction.force import find_verbs

if TYPE_CHECKING:
    from loader.document import Kind
    from loader.gazetteer.cues import StatementCues

_SHORT_TITLE = 8  # characters
_YEARS = re.compile(r"(?:\d{4}年?[至到—])?(?P<last>\d{4})年(?!\d)")
_CLAUSE = re.compile(r"[^，；。：！？]+")


class Wording:
    """Answers what words say, in a document of a year."""

    def __init__(self, cues: StatementCues, year: int | None) -> None:
        self.cues = cues
        self.context = cues.context
        self.goal = cues.goal
        self.verbs = cues.verbs
        self.year = year

    def directs(self, words: str) -> bool:
        """Whether a clause of it directs an action; one that tells of the past (放宽了条件) does not."""
        return next(find_verbs(self.context.told.sub("", words) if "了" in words else words), None) is not None

    def asks(self, words: str) -> bool:
        """Whether words direct, or say that somebody must."""
        return self.directs(words) or self.verbs.modals.search(words) is not None

    def does(self, words: str, start: int = 0) -> bool:
        """Whether a clause of words tells what is to be done, and not only what is to be reached by it."""
        return any(map(self._acts, _CLAUSE.findall(words, start)))

    def tells(self, words: str) -> bool:
        """Whether it tells of what was or is."""
        context = self.context
        if self._is_over(words):
            return True
        told = "了" in words and context.told.search(words)
        return bool(told or context.telling_openings.match(words) or context.telling.search(words))

    def is_goal(self, words: str) -> bool:
        """Whether it begins with an end that is wanted, and no clause of it directs an action."""
        opening = self.goal.openings.match(words)
        if opening is None and (due := self.goal.deadline.match(words)):
            clauses = _CLAUSE.findall(words, due.end())
            acts = (self.verbs.verb.match(clause) and not self.goal.reached.match(clause) for clause in clauses)
            return self.goal.reached.search(words, due.end()) is not None and not any(acts)
        if opening is None:
            opening = self.goal.years.match(words)
            if opening is None or self._is_over(words) or not self.goal.quantity.search(words, opening.end()):
                return False
            directed = any(self.verbs.verb.match(clause) for clause in _CLAUSE.findall(words, opening.end()))
        else:
            directed = self.does(words, opening.end())
        return not directed and self.goal.acts.search(words) is None

    def is_attained(self, words: str) -> bool:
        """Whether every clause says what is so in the end, and none who is to do something, or what.

        One alone must tell a number, for 体系进一步完善 may be asked of somebody.
        """
        clauses = _CLAUSE.findall(words)
        if all(map(self.goal.aims.fullmatch, clauses)):
            return True
        if self.verbs.verb.match(words):
            return False
        attained = self._says_end if len(clauses) > 1 else self.goal.measured.search
        return all(map(attained, clauses)) and not self.asks(words)

    def states_goals(self, words: str) -> bool:
        """Whether a heading is a goal, or goes on behind its colon with those it announces (主要目标：收入增长3%。)."""
        label = self.cues.labels.goal.match(words)
        if label is None:
            return self.is_attained(words)
        return self.goal.quantity.search(words, label.end()) is not None

    def is_title(self, words: str) -> bool:
        """Whether a heading that leads a paragraph names a subject (安全防护。 监督管理。 保障措施。), not a task."""
        named = self.context.deed_titles.match(words) or self.context.named_titles.match(words)
        if named or self.named_theme(words) is not None:
            return True
        short = len(words) <= _SHORT_TITLE and "，" not in words
        return self.ends_as_title(words) or (short and not self._sets_task(words))

    def ends_as_title(self, words: str) -> bool:
        """Whether words end like a title (种植基地建设奖励。), and set no task."""
        return self.context.titles.search(words) is not None and not self._sets_task(words)

    def named_theme(self, words: str) -> Kind | None:
        """The theme of which words are nothing but the name (指导思想, 发展目标)."""
        name = words.rstrip("。；")
        if self.cues.themes.goal.fullmatch(name):
            return "goal"
        return "context" if self.cues.themes.context.fullmatch(name) else None

    def announces_tasks(self, words: str) -> bool:
        """Whether words say nothing but that tasks follow (主要任务)."""
        return self.cues.themes.tasks.fullmatch(words.rstrip("。；")) is not None

    def announces(self, theme: re.Pattern[str], heading: str) -> bool:
        """Whether a heading names a theme, and not a task that touches it (优化发展环境)."""
        found = theme.search(heading)
        if found is None:
            return False
        before = heading[: found.start()]
        return before.endswith("的") or all(verb in self.cues.themes.stances for verb in find_verbs(before))

    def names_paper(self, words: str) -> bool:
        """Whether an entry of a list names a paper to be handed in."""
        found = self.context.papers.fullmatch(words)
        return found is not None and (found["bare"] is None or self.verbs.verb.match(words) is None)

    def is_entry(self, words: str) -> bool:
        """Whether an item is a condition or a paper to be handed in."""
        is_condition = self.context.entries.search(words) is not None and not self._acts_first(words)
        return is_condition or self.names_paper(words)

    def is_news(self, words: str, *, planned: bool) -> bool:
        """Whether words tell who issued, published or met, and direct nothing themselves.

        `planned` says whether they stand among a plan's tasks, which set gatherings on days, too.
        """
        context = self.context
        told = context.news.match(words)
        if told is None or self.verbs.verb.match(words) or context.not_news.search(words) or self.tasks_beside(words):
            return False
        if not planned or context.happened.search(words):
            return True
        return context.met.search(told.group()) is None and not self.directs(words)

    def tasks_beside(self, words: str) -> bool:
        """Whether a formal sentence directs something too (原则同意…，请组织实施; 由市财政局负责解释)."""
        return bool(self.context.consent.match(words) or self.context.entrusts.search(words))

    def only_defines(self, words: str) -> bool:
        """Whether a definition, or what goes on with one, directs nothing (…是指…场所；包括公园、游乐园等。)."""
        opens = self.context.definitions.match(words) is not None
        return opens or not self.asks(words)

    def _acts(self, clause: str) -> bool:
        """Whether a clause directs an action; a verb that leads to a quantity or an end reached does not."""
        if self.verbs.verb.match(clause) is None or self.goal.ends.match(clause):
            return False
        return self.goal.drives.match(clause) is not None or self.goal.quantity.search(clause) is None

    def _acts_first(self, words: str) -> bool:
        """Whether a sentence that ends in a condition opens with what is to be done (扩大配租范围，…无房的；)."""
        clause, comma, _ = words.partition("，")
        found = self.verbs.verb.match(clause) if comma else None
        return found is not None and clause[found.end() : found.end() + 1] not in {"", "人", "者"}

    def _sets_task(self, words: str) -> bool:
        """Whether words direct an action, if only by the rule to be followed in it."""
        return self.directs(words) or self.context.by_rule.match(words) is not None

    def _says_end(self, clause: str) -> bool:
        """Whether a clause says what is so in the end."""
        if self.goal.quantity.search(clause) is None:
            return self.goal.attained.search(clause) is not None
        return (self.goal.measured.search(clause) or self.goal.changed.search(clause)) is not None

    def _is_over(self, words: str) -> bool:
        """Whether a sentence opens with a bare year, or years, over when the document was written (2020年，…)."""
        years = _YEARS.match(words)
        return years is not None and self.year is not None and int(years["last"]) < self.year
