"""Which statements are measures, goals, assignments of duty, or context."""

from __future__ import annotations

import re
from collections import Counter
from statistics import fmean
from typing import TYPE_CHECKING, Literal

from loader.extraction.assignments import is_assignment
from loader.extraction.force import find_verbs
from loader.gazetteer.cues import ContextCues, StatementCues, load_statement_cues
from loader.numbering import BULLETS, read_mark

if TYPE_CHECKING:
    from loader.document import Kind, Outline, Statement
    from loader.extraction.assignments import Assigned
    from loader.extraction.setting import Setting

_STOPS = "。；！？：，”）》…"
_MARK = re.compile(
    rf"(?:第[一二三四五六七八九十百\d]+条|[一二三四五六七八九十]+[、．.]|（[一二三四五六七八九十\d]+）|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}(?=[一-龥])|\d{{1,3}}[、．.]|[①-⑳]|[一二三四五六七八九十]+是|{BULLETS})"
)
_SHORT = 16  # a line without a stop that is shorter is a title, a name or a table's entry
_SHORT_ARTICLE = 6  # sentences, on the mean
_FEW_ARTICLES = 10  # fewer don't show how long a document's articles are on the whole
_SHORT_TITLE = 8  # characters
_SPEAKERS = 3  # fewer paragraphs that name who speaks make no conference
_YEARS = re.compile(r"(?:\d{4}年?[至到—])?(?P<last>\d{4})年(?!\d)")
_CLAUSE = re.compile(r"[^，；。：！？]+")


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
        self.year = setting.year
        articles = self._lengths_of_articles()
        self.few_articles = len(articles) < _FEW_ARTICLES
        """Whether the document has too few articles to show by their length what their headings are."""
        self.headings_direct = setting.assigns or (bool(articles) and fmean(articles) <= _SHORT_ARTICLE)
        """Whether the sentences that head paragraphs are tasks: they are titles where long articles stand below."""
        self.lengths = Counter(one.paragraph for one in outline.statements)
        """By paragraph, its sentences."""
        self.themes = [self._theme_of(index) for index in range(len(outline.sections))]
        self.paragraph = -1
        self.lists = _Lists(cues.context)
        context = cues.context
        self.sayings = [_Sayings(opening) for opening in (context.definitions, context.requests, context.reports)]
        self.spoken = self._is_conference()
        """Whether it is a conference's record, where what directs nothing is but said."""
        self.reported = False
        """Whether the statement is what somebody found."""
        self.label: Kind | None = None
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

    def judge(self, statement: Statement, *, assigns: bool) -> Kind:
        """The kind of the next statement; whether it assigns a duty, as a bracket does that nothing closes."""
        mark = _MARK.match(statement.text)
        words = statement.text[mark.end() :] if mark else statement.text
        self._take_label(statement, words)
        if statement.heading == "line" and _style_of(statement) != self.lists.style:
            self.lists.end()
        if statement.heading == "line" or (len(words) < _SHORT and statement.text[-1] not in _STOPS):
            self._take_line(statement, words)
        defined, requested, self.reported = (one.take(statement, words) for one in self.sayings)
        if requested or (defined and self._only_defines(words)):
            return "context"
        if self._is_formal(statement, words, assigns=assigns):
            return "context"
        listed = self.lists.take(statement, words)
        theme = self._theme_at(statement)
        if statement.heading == "lead" and not self._states_goals(words):
            heads_task = theme != "context" and self._heads_as_task(statement, words) and not self._is_title(words)
            return "measure" if heads_task else "context"
        if listed == "cases":
            return "measure" if self.context.sanctions.search(words) else "context"
        if listed == "items":
            return "measure" if self._directs(words) and not self._names_paper(words) else "context"
        return self._judge_under(theme, statement, words) if theme is not None else self._judge_alone(statement, words)

    def _heads_as_task(self, statement: Statement, words: str) -> bool:
        """Whether a sentence that heads a paragraph may be a task: in long articles only an item of a list of tasks."""
        if self.headings_direct or self.lengths[statement.paragraph] == 1:
            return True
        return (self.few_articles or statement.text[0].isdecimal()) and self._directs(words)

    def _states_goals(self, words: str) -> bool:
        """Whether a heading is a goal, or goes on behind its colon with those it announces (主要目标：收入增长3%。)."""
        label = self.cues.labels.goal.match(words)
        if label is None:
            return self._is_attained(words)
        return self.goal.quantity.search(words, label.end()) is not None

    def _is_title(self, words: str) -> bool:
        """Whether a heading that leads a paragraph names a subject (安全防护。 监督管理。 保障措施。), not a task."""
        named = self.context.deed_titles.match(words) or self.context.named_titles.match(words)
        if named or self._named_theme(words) is not None:
            return True
        short = len(words) <= _SHORT_TITLE and "，" not in words
        return self._ends_as_title(words) or (short and not self._sets_task(words))

    def _names_paper(self, words: str) -> bool:
        """Whether an entry of a list names a paper to be handed in."""
        found = self.context.papers.fullmatch(words)
        return found is not None and (found["bare"] is None or self.verbs.verb.match(words) is None)

    def _is_item_title(self, statement: Statement, words: str) -> bool:
        """Whether an item's first sentence is its title (第三条 种植基地建设奖励。 一、关于引水工程问题。)."""
        short_article = statement.text.startswith("第") and len(words) < _SHORT
        return (short_article and self._ends_as_title(words)) or self.context.named_titles.match(words) is not None

    def _ends_as_title(self, words: str) -> bool:
        """Whether words end like a title (种植基地建设奖励。), and set no task."""
        return self.context.titles.search(words) is not None and not self._sets_task(words)

    def _sets_task(self, words: str) -> bool:
        """Whether words direct an action, if only by the rule to be followed in it."""
        return self._directs(words) or self.context.by_rule.match(words) is not None

    def _named_theme(self, words: str) -> Kind | None:
        """The theme of which words are nothing but the name (指导思想, 发展目标)."""
        name = words.rstrip("。；")
        if self.cues.themes.goal.fullmatch(name):
            return "goal"
        return "context" if self.cues.themes.context.fullmatch(name) else None

    def _announces_tasks(self, words: str) -> bool:
        """Whether words say nothing but that tasks follow (主要任务)."""
        return self.cues.themes.tasks.fullmatch(words.rstrip("。；")) is not None

    def _lengths_of_articles(self) -> list[int]:
        """How many sentences stand below each one that heads a paragraph."""
        lengths = Counter(one.section for one in self.outline.statements)
        return [lengths[one.section] - 1 for one in self.outline.statements if one.heading == "lead"]

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
        if goes_on or self._is_goal(words) or self._is_attained(words):
            self.wanting = statement if goes_on or self.goal.within.match(words) else None
            return "goal"
        if len(words) < len(statement.text) and (self._is_entry(words) or self._is_item_title(statement, words)):
            return "context"
        topic = self.context.topic.stop(words)
        if self.spoken and not self._asks(words):
            return "context"
        if self.reported or topic or self._tells(words) or self.context.attained.search(words):
            return "measure" if self._directs(words[topic:]) else "context"
        return "measure"

    def _asks(self, words: str) -> bool:
        """Whether words direct, or say that somebody must."""
        return self._directs(words) or self.verbs.modals.search(words) is not None

    def _is_entry(self, words: str) -> bool:
        """Whether an item is a condition or a paper to be handed in."""
        is_condition = self.context.entries.search(words) is not None and not self._acts_first(words)
        return is_condition or self._names_paper(words)

    def _acts_first(self, words: str) -> bool:
        """Whether a sentence that ends in a condition opens with what is to be done (扩大配租范围，…无房的；)."""
        clause, comma, _ = words.partition("，")
        found = self.verbs.verb.match(clause) if comma else None
        return found is not None and clause[found.end() : found.end() + 1] not in {"", "人", "者"}

    def _judge_opening(self, statement: Statement, words: str) -> Kind:
        """Before the first numbered part: what is asked of the addressees, and goals by a year."""
        self.consents = self.consents or self.context.consent.match(words) is not None
        asked = self.context.asking.search(words) or self.context.charges.match(words)
        if asked or (words.startswith("要") and self.verbs.modals.match(words)):
            return "measure"
        if self.goal.within.match(words) and self._is_goal(words):
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
        return not (any(map(self._acts, _CLAUSE.findall(words))) or self._tells(words))

    def _goes_on(self, statement: Statement, words: str) -> bool:
        """Whether it goes on with a goal (到2025年，…达到1亿元；财政收入达到2亿元。), and directs nothing."""
        before = self.wanting
        if before is None or before.paragraph != statement.paragraph or not before.text.endswith("；"):
            return False
        return before.span.stop == statement.span.start and not any(map(self._acts, _CLAUSE.findall(words)))

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
            or (self.context.anywhere.search(words) and not self._tasks_beside(words))
            or self._is_news(words)
            or self.context.told_end.search(words)
        ):
            return True
        if words != statement.text and (self._named_theme(words) is not None or self._announces_tasks(words)):
            return True
        return words[-1] not in _STOPS and not assigns and (len(words) < _SHORT or not self._directs(words))

    def _is_news(self, words: str) -> bool:
        """Whether words tell who issued, published or met, and direct nothing themselves."""
        told = self.context.news.match(words) is not None and self.verbs.verb.match(words) is None
        return told and self.context.not_news.search(words) is None and not self._tasks_beside(words)

    def _tasks_beside(self, words: str) -> bool:
        """Whether a formal sentence directs something too (原则同意…，请组织实施; 由市财政局负责解释)."""
        return bool(self.context.consent.match(words) or self.context.entrusts.search(words))

    def _only_defines(self, words: str) -> bool:
        """Whether a definition, or what goes on with one, directs nothing (…是指…场所；包括公园、游乐园等。)."""
        opens = self.context.definitions.match(words) is not None
        return opens or not self._asks(words)

    def _take_line(self, statement: Statement, words: str) -> None:
        """Follow the lines that head what stands below them, be it without a number that was lost."""
        themes = self.cues.themes
        self.line_theme = None
        if statement.heading == "line" or self.lengths[statement.paragraph] > 1:
            return
        if self._announces_tasks(words):
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
            if self._announces(self.cues.themes.goal, heading):
                return "goal", section.ordinal
            if self._announces(self.cues.themes.context, heading):
                return "context", section.ordinal
        return None, index

    def _announces(self, theme: re.Pattern[str], heading: str) -> bool:
        """Whether a heading names a theme, and not a task that touches it (优化发展环境)."""
        found = theme.search(heading)
        if found is None:
            return False
        before = heading[: found.start()]
        return before.endswith("的") or all(verb in self.cues.themes.stances for verb in find_verbs(before))

    def _take_label(self, statement: Statement, words: str) -> None:
        """Follow the labels that open a paragraph, and the themes that a numbered title names within one."""
        if statement.paragraph != self.paragraph:
            self.paragraph = statement.paragraph
            self.label = None
            if self.cues.labels.goal.match(words):
                self.label = "goal"
            elif self.cues.labels.context.match(words):
                self.label = "context"
        elif words != statement.text:
            self.label = self._named_theme(words) or self.label
            if self._announces_tasks(words):
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
            return "context" if self._tells(words) else "goal"
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

    def _tells(self, words: str) -> bool:
        """Whether it tells of what was or is."""
        context = self.context
        if self._is_over(words):
            return True
        told = "了" in words and context.told.search(words)
        return bool(told or context.telling_openings.match(words) or context.telling.search(words))

    def _directs(self, words: str) -> bool:
        """Whether a clause of it directs an action; one that tells of the past (放宽了条件) does not."""
        return next(find_verbs(self.context.told.sub("", words) if "了" in words else words), None) is not None

    def _is_goal(self, words: str) -> bool:
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
            directed = any(self._acts(clause) for clause in _CLAUSE.findall(words, opening.end()))
        return not directed and self.goal.acts.search(words) is None

    def _is_over(self, words: str) -> bool:
        """Whether a sentence opens with a bare year, or years, over when the document was written (2020年，…)."""
        years = _YEARS.match(words)
        return years is not None and self.year is not None and int(years["last"]) < self.year

    def _is_attained(self, words: str) -> bool:
        """Whether every clause says what is so in the end, and none who is to do something, or what.

        One alone must tell a number, for 体系进一步完善 may be asked of somebody.
        """
        clauses = _CLAUSE.findall(words)
        if all(map(self.goal.aims.fullmatch, clauses)):
            return True
        if self.verbs.verb.match(words):
            return False
        attained = self._says_end if len(clauses) > 1 else self.goal.measured.search
        return all(map(attained, clauses)) and not self._asks(words)

    def _says_end(self, clause: str) -> bool:
        """Whether a clause says what is so in the end."""
        if self.goal.quantity.search(clause) is None:
            return self.goal.attained.search(clause) is not None
        return (self.goal.measured.search(clause) or self.goal.changed.search(clause)) is not None

    def _acts(self, clause: str) -> bool:
        """Whether a clause directs an action; a verb that leads to a quantity or an end reached does not."""
        if self.verbs.verb.match(clause) is None or self.goal.ends.match(clause):
            return False
        return self.goal.drives.match(clause) is not None or self.goal.quantity.search(clause) is None


class _Sayings:
    """Follows what a document tells that somebody said, each to the end of its sentence (专家组认为：…；…。)."""

    def __init__(self, opening: re.Pattern[str]) -> None:
        self.opening = opening
        self.paragraph = -1
        """That in which a sentence goes on."""

    def take(self, statement: Statement, words: str) -> bool:
        """Whether the next statement is said so."""
        said = self.paragraph == statement.paragraph or self.opening.match(words) is not None
        self.paragraph = statement.paragraph if said and words[-1] in "；：，" else -1
        return said


class _Lists:
    """Follows the lists of a document while its statements go by in order."""

    def __init__(self, context: ContextCues) -> None:
        self.context = context
        self.listed: Literal["items", "cases"] | None = None
        self.awaiting = False
        """Whether the paragraph speaks of cases that stand behind it (有下列行为之一的，…)."""
        self.style: str | None = None
        """How the paragraph is numbered, or the list's items."""
        self.introduced: str | None = None
        """How the paragraph is numbered that introduces the list of things."""
        self.paragraph = -1
        self.ended = True
        """Whether the statement before ended its sentence."""

    def take(self, statement: Statement, words: str) -> Literal["items", "cases"] | None:
        """What the next statement belongs to: a list of things, of which some direct, or one of cases, which don't.

        A sentence that introduces a list of things (…下列方法确定：) belongs to it; one behind an item doesn't.
        """
        opens = statement.paragraph != self.paragraph
        marked = len(words) < len(statement.text)
        if opens or marked:
            self._turn(_style_of(statement) if marked else None, marked=marked)
        if self.listed == "items" and not marked and not words.endswith("；"):
            self.listed = None
        explains = self.listed == "items" and not marked and self.ended
        if self.listed != "cases":
            self.awaiting = self.awaiting or self.context.case_listings.search(words) is not None
            if words.endswith("：") and self.context.listings.search(words):
                self.introduced = self.introduced if self.listed else self.style
                self.listed = "items"
        self.paragraph = statement.paragraph
        self.ended = statement.text[-1] in "。！？"
        return None if explains else self.listed

    def end(self) -> None:
        """No list goes on behind a heading that is no item of it."""
        self.listed, self.awaiting = None, False

    def _turn(self, style: str | None, *, marked: bool) -> None:
        """Begin a paragraph or an item, which may open a list of cases, go on with it, or end it."""
        if self.awaiting:
            self.listed = "cases" if (marked and style != self.style) or not (marked or self.ended) else None
            self.awaiting = False
        elif self.listed == "items":
            self.listed = None if style is not None and style == self.introduced else "items"
        elif self.listed == "cases" and not (style == self.style if marked else not self.ended):
            self.listed = None
        self.style = style if marked or self.listed != "cases" else self.style


def _style_of(statement: Statement) -> str | None:
    """How a statement is numbered; None for not at all."""
    mark = read_mark(statement.text)
    return mark.style if mark else None
