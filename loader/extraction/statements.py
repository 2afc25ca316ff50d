"""Which statements are measures, goals, assignments of duty, or context."""

from __future__ import annotations

import re
from collections import Counter
from statistics import fmean
from typing import TYPE_CHECKING

from loader.extraction.assignments import is_assignment
from loader.extraction.statement_lists import Lists, Sayings, style_of
from loader.extraction.statement_wording import Wording
from loader.gazetteer.cues import load_statement_cues
from loader.numbering import BULLETS

if TYPE_CHECKING:
    from loader.document import Kind, Outline, Statement
    from loader.extraction.assignments import Assigned
    from loader.extraction.setting import Setting
    from loader.gazetteer.cues import StatementCues

_STOPS = "。；！？：，”）》…"
_MARK = re.compile(
    rf"(?:第[一二三四五六七八九十百\d]+条|[一二三四五六七八九十]+[、．.]|（[一二三四五六七八九十\d]+）|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}(?=[一-龥])|\d{{1,3}}[、．.]|[①-⑳]|[一二三四五六七八九十]+是|{BULLETS})"
)
_SHORT = 16  # a line without a stop that is shorter is a title, a name or a table's entry
_SHORT_ARTICLE = 6  # sentences, on the mean
_FEW_ARTICLES = 10  # fewer don't show how long a document's articles are on the whole, or how it heads them
_NEARLY_ALL = 0.9
_TELLING = ("report", "interpretation")  # natures
_SPEAKERS = 3  # fewer paragraphs that name who speaks make no conference


def classify_statements(outline: Outline, setting: Setting, assigned: Assigned) -> None:
    """Set the kind of every statement."""
    judge = _Judge(outline, setting, load_statement_cues())
    for index, statement in enumerate(outline.statements):
        only_assigns = index in assigned and is_assignment(statement.text, assigned[index])
        statement.kind = "assignment" if only_assigns else judge.judge(statement, assigns=index in assigned)


class _Judge:
    """Judges the statements of one document, each by its place and its words."""

    def __init__(self, outline: Outline, setting: Setting, cues: StatementCues) -> None:
        self.outline = outline
        self.cues = cues
        self.context = cues.context
        self.goal = cues.goal
        self.verbs = cues.verbs
        self.wording = Wording(cues, setting.year)
        articles = self._lengths_of_articles()
        self.headings_direct = setting.assigns or (bool(articles) and fmean(articles) <= _SHORT_ARTICLE)
        """Whether the sentences that head paragraphs are tasks: they may be titles where long articles stand below."""
        self.has_titles = len(articles) >= _FEW_ARTICLES and self._heads_with_titles()
        """Whether they are titles, for some of many are but the name of a matter (财税支持。)."""
        self.lengths = Counter(one.paragraph for one in outline.statements)
        """By paragraph, its sentences."""
        self.themes = [self._theme_of(index) for index in range(len(outline.sections))]
        self.paragraph = -1
        self.lists = Lists(cues.context)
        context = cues.context
        self.sayings = [Sayings(opening) for opening in (context.definitions, context.requests, context.reports)]
        self.spoken = self._is_conference()
        """Whether it is a conference's record, where what directs nothing is but said."""
        self.reported = False
        """Whether the statement is what somebody found."""
        self.label: Kind | None = None
        self.announced = False
        """Whether a line announced the goals that stand in the next paragraph (目标是：)."""
        self.consents = False
        """Whether it is a reply that consents before its first part, and says at once what is to be done."""
        self.addressed = False
        """Whether a sentence went by, behind which no line names the addressees."""
        self.line_theme: Kind | None = None
        """What a line says that heads the paragraphs below it, and has no number."""
        self.tasks_in = -1
        """The section in which such a line says that tasks follow, whatever the headings before it announced."""
        self.wanting: Statement | None = None
        """The last goal by a year that no heading announced, while nothing but more of it follows."""
        self.headed = {one.parent for one in outline.sections if one.number}
        """Sections right under which numbered ones stand."""
        self.planned = frozenset() if setting.facts.nature in _TELLING else self._numbered_sections()
        """Sections of tasks: those under a number, in a document that does not tell of another."""

    def _numbered_sections(self) -> frozenset[int]:
        sections = self.outline.sections
        return frozenset(
            index for index in range(len(sections)) if any(one.number for one in self.outline.path_of(index))
        )

    def judge(self, statement: Statement, *, assigns: bool) -> Kind:
        """The kind of the next statement; whether it assigns a duty, as a bracket does that nothing closes."""
        mark = _MARK.match(statement.text)
        words = statement.text[mark.end() :] if mark else statement.text
        self._take_label(statement, words)
        if statement.heading == "line" and style_of(statement) != self.lists.style:
            self.lists.end()
        if statement.heading == "line" or (len(words) < _SHORT and statement.text[-1] not in _STOPS):
            self._take_line(statement, words)
        defined, requested, self.reported = (one.take(statement, words) for one in self.sayings)
        if requested or (defined and self.wording.only_defines(words)):
            return "context"
        if self._is_formal(statement, words, assigns=assigns):
            return "context"
        listed = self.lists.take(statement, words)
        theme = self._theme_at(statement)
        if statement.heading == "lead" and not self.wording.states_goals(words):
            heads_task = theme != "context" and self._heads_as_task(statement, words)
            return "measure" if heads_task and not self.wording.is_title(words) else "context"
        if listed == "cases":
            return "measure" if self.context.sanctions.search(words) else "context"
        if listed == "items":
            return "measure" if self.wording.directs(words) and not self.wording.names_paper(words) else "context"
        return self._judge_under(theme, statement, words) if theme is not None else self._judge_alone(statement, words)

    def _heads_as_task(self, statement: Statement, words: str) -> bool:
        """Whether a sentence that heads a paragraph may be a task: beside titles only an item of a list of tasks."""
        if self.headings_direct or self.lengths[statement.paragraph] == 1:
            return True
        return (not self.has_titles or statement.text[0].isdecimal()) and self.wording.directs(words)

    def _is_item_title(self, statement: Statement, words: str) -> bool:
        """Whether an item's first sentence is its title (第三条 种植基地建设奖励。 一、关于引水工程问题。)."""
        if self.context.named_titles.match(words):
            return True
        return statement.text.startswith("第") and len(words) < _SHORT and self.wording.ends_as_title(words)

    def _lengths_of_articles(self) -> list[int]:
        """How many sentences stand below each one that heads a paragraph."""
        lengths = Counter(one.section for one in self.outline.statements)
        return [lengths[one.section] - 1 for one in self.outline.statements if one.heading == "lead"]

    def _heads_with_titles(self) -> bool:
        """Whether some of the sentences that head paragraphs direct nothing."""
        heads = [one.text for one in self.outline.statements if one.heading == "lead"]
        directing = sum(self.wording.directs(_MARK.sub("", head, count=1)) for head in heads)
        return directing <= _NEARLY_ALL * len(heads)

    def _is_conference(self) -> bool:
        """Whether many paragraphs open with who speaks (张三（市住建局局长）：…), one with the press (晚报记者：…)."""
        opens = self.context.speakers.match
        named = ((one.paragraph, opens(one.text)) for one in self.outline.statements if "：" in one.text)
        speakers = {paragraph: found["press"] for paragraph, found in named if found}
        return len(speakers) >= _SPEAKERS and any(speakers.values())

    def _judge_alone(self, statement: Statement, words: str) -> Kind:
        """By its words, where no heading says what it is: a sentence of the body directs unless it shows otherwise."""
        if self._opens(statement):
            return self._judge_opening(statement, words)
        goes_on = self._goes_on(statement, words)
        if goes_on or self.wording.is_goal(words) or self.wording.is_attained(words):
            self.wanting = statement if goes_on or self.goal.within.match(words) else None
            return "goal"
        if len(words) < len(statement.text) and (self.wording.is_entry(words) or self._is_item_title(statement, words)):
            return "context"
        topic = self.context.topic.stop(words)
        if self.spoken and not self.wording.asks(words):
            return "context"
        if self.reported or topic or self.wording.tells(words) or self.context.attained.search(words):
            return "measure" if self.wording.directs(words[topic:]) else "context"
        return "measure"

    def _judge_opening(self, statement: Statement, words: str) -> Kind:
        """Before the first numbered part: what is asked of the addressees, and goals by a year."""
        self.consents = self.consents or self.context.consent.match(words) is not None
        asked = self.context.asking.search(words) or self.context.charges.match(words)
        if asked or (words.startswith("要") and self.verbs.modals.match(words)):
            return "measure"
        if self.goal.within.match(words) and self.wording.is_goal(words):
            self.wanting = statement
            return "goal"
        if self.goal.quantity.search(words) and self._wants_more(statement, words):
            return "goal"
        self.wanting = None
        return "context"

    def _wants_more(self, statement: Statement, words: str) -> bool:
        """Whether a goal by a year stands before it in its paragraph, and it neither directs nor tells of the past."""
        if self.wanting is None or self.wanting.paragraph != statement.paragraph:
            return False
        return not (self.wording.does(words) or self.wording.tells(words))

    def _goes_on(self, statement: Statement, words: str) -> bool:
        """Whether it goes on with a goal (到2025年，…达到1亿元；财政收入达到2亿元。), and directs nothing."""
        before = self.wanting
        if before is None or before.paragraph != statement.paragraph or not before.text.endswith("；"):
            return False
        return before.span.stop == statement.span.start and not self.wording.does(words)

    def _is_formal(self, statement: Statement, words: str, *, assigns: bool) -> bool:
        """Whether its place or its form alone shows that it directs nothing."""
        style = self.outline.sections[statement.section].style
        addresses = words.endswith("：") and not self.addressed and not self.context.objects.search(words)
        self.addressed = self.addressed or words.endswith("。")
        if addresses and style == "preamble":
            return True
        if style == "closing" or statement.heading == "line" or not any(map(str.isalpha, words)):
            return True
        if (
            self.context.openings.match(words)
            or (self.context.anywhere.search(words) and not self.wording.tasks_beside(words))
            or self.wording.is_news(words, planned=statement.section in self.planned)
            or self.context.told_end.search(words)
        ):
            return True
        if words != statement.text and (
            self.wording.named_theme(words) is not None or self.wording.announces_tasks(words)
        ):
            return True
        return words[-1] not in _STOPS and not assigns and (len(words) < _SHORT or not self.wording.directs(words))

    def _take_line(self, statement: Statement, words: str) -> None:
        """Follow the lines that head what stands below them, be it without a number that was lost."""
        themes = self.cues.themes
        self.line_theme = None
        if statement.heading == "line" or self.lengths[statement.paragraph] > 1:
            return
        if self.wording.announces_tasks(words):
            self.tasks_in = statement.section
        elif themes.goal.fullmatch(words):
            self.line_theme = "goal"
        elif themes.context.fullmatch(words):
            self.line_theme = "context"

    def _theme_of(self, index: int) -> tuple[Kind | None, int]:
        """What a heading of the section, or of one above it, says its statements are, and which section that heads."""
        for section in self.outline.path_of(index):
            if section.heading is None:
                continue
            heading = self.outline.text.plain[section.heading.start : section.heading.stop]
            if self.cues.themes.mixed.search(heading):
                return None, section.ordinal
            if self.wording.announces(self.cues.themes.goal, heading):
                return "goal", section.ordinal
            if self.wording.announces(self.cues.themes.context, heading):
                return "context", section.ordinal
        return None, index

    def _take_label(self, statement: Statement, words: str) -> None:
        """Follow the labels that open a paragraph, and the themes that a numbered title names within one."""
        announced, self.announced = self.announced, self.cues.labels.goal_line.search(words) is not None
        if statement.paragraph != self.paragraph:
            self.paragraph = statement.paragraph
            self.label = None
            if announced or self.cues.labels.goal.match(words):
                self.label = "goal"
            elif self.cues.labels.context.match(words):
                self.label = "context"
        elif words != statement.text:
            self.label = self.wording.named_theme(words) or self.label
            if self.wording.announces_tasks(words):
                self.label, self.tasks_in = None, statement.section

    def _theme_at(self, statement: Statement) -> Kind | None:
        """The theme of its paragraph, if that has a label, or of its section."""
        theme, section = self.themes[statement.section]
        return self.label or self.line_theme or (theme if section > self.tasks_in else None)

    def _judge_under(self, theme: Kind, statement: Statement, words: str) -> Kind:
        """Under a heading or a label that announces goals or principles: what organs must do is asked all the same.

        Among principles, a paragraph's goal goes on (到2035年，…。农业结构得到改善。) until a sentence directs.
        """
        if theme == "measure" or self.context.asking.search(words):
            return "measure"
        if theme == "goal":
            return "context" if self.wording.tells(words) else "goal"
        if self.goal.within.search(words) or self._wants_more(statement, words):
            self.wanting = statement
            return "goal"
        self.wanting = None
        return "context"

    def _opens(self, statement: Statement) -> bool:
        """Whether it stands before the first numbered section of a document that has such.

        In an annex without any, forms and lists are taken for such, and whole sentences are not.
        """
        style = self.outline.sections[statement.section].style
        if style == "annex" and statement.section not in self.headed and statement.text[-1] in "。；":
            return False
        return (style == "annex" or (style == "preamble" and not self.consents)) and bool(self.headed)
