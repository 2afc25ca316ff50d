"""Plain text to sections and statements."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal

from loader.dates import DATE
from loader.document import Outline, Section, Span, Statement
from loader.duty_lines import LONGEST_LABEL
from loader.gazetteer.document_words import load_document_words
from loader.gazetteer.duties import load_duty_words
from loader.numbering import STYLES, Mark, read_integer, read_mark
from loader.sentences import BRACKETS, split_sentences

if TYPE_CHECKING:
    from loader.document import Text

UNNUMBERED = {"preamble": "前言", "closing": "结尾", "annex": "附件"}
"""What sections without a number are called, by their style."""

_WORDS = load_document_words()
_LAYOUT = _WORDS.layout
_DUTY_LINE = load_duty_words().labels.line
_TITLE_END = re.compile(
    rf"(?:{'|'.join(_WORDS.kinds)})[》”]?(?:（(?:[^（）]*(?:{'|'.join(_WORDS.title_tails)})|[^（）]*\d{{4}}[^（）]*)）)*$"
)  # the name of a kind of document, and perhaps (试行) or its years


_TERMINAL = re.compile(r"[。！？；：…]")
_LEAD = 45  # a heading that leads its paragraph is shorter than this,
_SHORT_LEAD = 35  # and most in a list shorter than this
_PROSE = 60  # a line longer than this is no signature, title or entry of a list of annexes
_GROUP = 5  # a title runs over fewer lines than this

_DATE_LINE = re.compile(rf"（?{DATE}）?")
_LABEL = re.compile(r"[^，。：]{1,10}：")


def split_sections(text: Text) -> Outline:
    """Cut a text into nested sections and, in them, statements.

    Every character of the text lies in exactly one section's own stretch, and every sentence is a statement.
    Statements have the kind `context` until `extraction.classify_statements` judges them.
    """
    builder = _Builder(text)
    at = 0
    while at < len(builder.lines):
        at = builder.take(at)
    return builder.finish()


class _Builder:
    """The sections open at a place of the text, while the lines go by."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.plain = text.plain
        self.lines = [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text.plain)]
        self.sections: list[Section] = []
        self.statements: list[Statement] = []
        self.open: list[int] = []
        self.title: Span | None = None
        self.prose = False
        """Whether a whole sentence went by: what comes before is the head of the document."""
        self.closing = False
        self.integer = 0
        """The last bare number that was a heading."""

    def take(self, at: int) -> int:
        """Read the line at an index, with those that belong to it; the index of the next one."""
        line = self.lines[at]
        words = self.plain[line.start : line.stop]
        if (integer := self._integer_at(at, words)) is not None:
            return self._take_heading(at, integer)
        stop = self._title_at(at) if self.title is None or self.prose else at
        if stop == at and self._names_annex(at, words):
            stop = at + 1
        if stop > at:
            return self._take_title(at, stop)
        mark = read_mark(words)
        if mark is not None and self._is_heading(mark, words):
            return self._take_heading(at, mark)
        if self.prose and not self.closing and self._closes(at):
            self._start("closing", None, line)
        elif self.closing and len(words) > _PROSE and "。" in words:
            self._start("annex", None, line)
        elif not self.sections:
            self._start("preamble", None, line)
        self._add_sentences(at, None)
        self.prose = self.prose or "。" in words
        return at + 1

    def finish(self) -> Outline:
        """Close all sections: each reaches to the next one that isn't below it."""
        stop = len(self.plain)
        below: list[int] = []
        for position, section in enumerate(self.sections):
            while below and self.sections[below[-1]].level >= section.level:
                self._close(below.pop(), section.span.start)
            below.append(position)
            after = self.sections[position + 1].span.start if position + 1 < len(self.sections) else stop
            section.own = Span(section.span.start, after)
        for position in below:
            self._close(position, stop)
        self._judge_leads()
        return Outline(self.text, self.sections, self.statements, self.title)

    def _close(self, position: int, stop: int) -> None:
        section = self.sections[position]
        section.span = Span(section.span.start, stop)

    def _title_at(self, at: int) -> int:
        """Where a title that begins at this line stops: the first line behind it; the line itself for none.

        A title has no sentence's end; its last line ends in the name of a kind of document. In mid-text, it heads a
        document that this one carries.
        """
        for stop in range(at + 1, min(at + _GROUP, len(self.lines) + 1)):
            line = self.lines[stop - 1]
            words = self.plain[line.start : line.stop]
            if len(words) > _PROSE or _is_apart(words):
                return at
            if _TITLE_END.search(words):
                return stop
        return at

    def _integer_at(self, at: int, words: str) -> Mark | None:
        """The bare number that heads this line (2组织机构): 2.1 begins the next line, or 1 was such a heading."""
        mark = read_integer(words)
        if mark is None or len(words) > _LEAD or _TERMINAL.search(words):
            return None
        below = self.lines[at + 1].start if at + 1 < len(self.lines) else len(self.plain)
        follows = self.integer > 0 and mark.value == self.integer + 1
        if not follows and not self.plain.startswith(f"{mark.number}.1", below):
            return None
        self.integer = mark.value
        return mark

    def _names_annex(self, at: int, words: str) -> bool:
        """Whether the line behind a bare 附件1 is that annex's name."""
        if not self.sections or self.sections[-1].style != "annex" or self.sections[-1].heading is not None:
            return False
        return self.sections[-1].span == self.lines[at - 1] and len(words) <= _PROSE and not _is_apart(words)

    def _take_title(self, at: int, stop: int) -> int:
        span = Span(self.lines[at].start, self.lines[stop - 1].stop)
        if not self.prose and self.title is None:
            self.title = span
            if not self.sections:
                self._start("preamble", None, span)
        elif self.sections[-1].style == "annex" and self.sections[-1].heading is None:
            self.sections[-1].heading = span
        else:
            self._start("annex", None, span, span)
        for line in range(at, stop):
            self._add_sentences(line, "line")
        return stop

    def _take_heading(self, at: int, mark: Mark) -> int:
        line = self.lines[at]
        heading, stands = self._heading_of(mark, line)
        self._start(mark.style, mark, line, heading)
        self._add_sentences(at, stands)
        self.prose = True
        return at + 1

    def _is_heading(self, mark: Mark, words: str) -> bool:
        """Whether a numbered line opens a section, or is a sentence of the one that is open."""
        rest = words[mark.stop :]
        if mark.style == "annex":
            return not rest.startswith("：") or len(rest) == 1
        if "：" in rest[:LONGEST_LABEL] and (label := _DUTY_LINE.match(words)) and label["stem"]:
            return False  # who does what stands above (1.工作内容：…, 2.责任单位：…)
        if self.closing and STYLES[mark.style].rank >= STYLES["arabic"].rank and "。" not in rest:
            return False  # an entry in the list of annexes
        return bool(rest) or STYLES[mark.style].rank < STYLES["article"].rank or mark.style == "box"

    def _heading_of(self, mark: Mark, line: Span) -> tuple[Span | None, Literal["line", "lead"] | None]:
        """The heading's words and how they stand: on a line of their own, or leading the paragraph."""
        start = line.start + mark.stop
        end = _TERMINAL.search(self.plain, start, line.stop)
        if end is None or line.stop == end.end() == start + 1:
            return (Span(start, line.stop) if end is None and start < line.stop else None), "line"
        if end.group() == "：" and end.end() == line.stop:
            return Span(start, end.start()), None
        if end.group() != "。" or not start < end.start() <= start + _LEAD or mark.style == "article":
            return None, None
        words = self.plain[start : end.start()]
        return (Span(start, end.start()), "lead") if words.count("，") <= 2 else (None, None)

    def _closes(self, at: int) -> bool:
        """Whether what ends a document begins here: names and date, notes, the list of annexes."""
        for position in range(at, min(at + _GROUP + 1, len(self.lines))):
            line = self.lines[position]
            words = self.plain[line.start : line.stop]
            if _DATE_LINE.fullmatch(words):
                return True
            if position == at and (_LAYOUT.annexes.match(words) or _LAYOUT.note.fullmatch(words)):
                return True
            if len(words) > _PROSE or _TERMINAL.search(words) or read_mark(words):
                return False
        return False

    def _start(self, style: str, mark: Mark | None, line: Span, heading: Span | None = None) -> None:
        value = mark.value if mark else 0
        parent = self._parent_for(style, value)
        level = self.sections[parent].level + 1 if parent is not None else 1
        self.open = [i for i in self.open if self.sections[i].level < level]
        self.open.append(len(self.sections))
        self.closing = style == "closing"
        self.sections.append(
            Section(
                style=style,
                number=mark.number if mark else None,
                ordinal=len(self.sections),
                level=level,
                span=line,
                heading=heading,
                parent=parent,
                own=line,
                value=value,
            )
        )
        if style in {"preamble", "closing"}:
            self.open.clear()

    def _parent_for(self, style: str, value: int) -> int | None:
        """The open section that a new one belongs under.

        A style that is open goes on there. A style that starts at 1 begins under what is open, whatever it is, for
        documents differ in which number they put under which; any other falls back on the customary order.
        """
        if style not in STYLES:
            return None
        for depth, index in enumerate(self.open):
            if self.sections[index].style == style:
                return self.open[depth - 1] if depth else None
        rank = STYLES[style].rank
        if value == 1 and rank > STYLES["chapter"].rank and self.open:
            top = self.sections[self.open[-1]]
            if style != "article" or STYLES[top.style].rank < rank:
                return self.open[-1]
        return next((i for i in reversed(self.open) if STYLES[self.sections[i].style].rank < rank), None)

    def _add_sentences(self, at: int, heading: Literal["line", "lead"] | None) -> None:
        section = len(self.sections) - 1
        for span in split_sentences(self.plain, self.lines[at]):
            words = self.plain[span.start : span.stop]
            self.statements.append(Statement(span, words, section, at, heading))
            heading = "line" if heading == "line" else None

    def _judge_leads(self) -> None:
        """Take back headings that lead a paragraph where they are but the first sentence of an item.

        In a list of items, headings come with all or with none: most items then have a short first sentence, and
        something behind it.
        """
        lists: defaultdict[tuple[int | None, str], list[bool]] = defaultdict(list)
        leads: list[tuple[Statement, Section, bool]] = []
        for statement, after in zip_longest(self.statements, self.statements[1:]):
            section = self.sections[statement.section]
            if statement.span.start != section.span.start or section.style not in STYLES:
                continue
            leading = statement.heading == "lead" and after is not None and self._has_body(statement, after)
            if statement.heading == "lead":
                leads.append((statement, section, leading))
            short = len(statement.text) <= _SHORT_LEAD
            lists[section.parent, section.style].append(statement.heading == "line" or (leading and short))
        for statement, section, leading in leads:
            items = lists[section.parent, section.style]
            if not leading or sum(items) < 0.7 * len(items):
                statement.heading = None
                section.heading = None

    def _has_body(self, lead: Statement, after: Statement) -> bool:
        """Whether the next statement belongs under this one."""
        if after.section != lead.section:
            return self.sections[after.section].parent == lead.section
        return not (after.text[0] in BRACKETS and _LAYOUT.duty.search(after.text))


def write_refs(outline: Outline) -> list[str]:
    """Say of every statement where it stands (（十三）·5): the number of its section, and the sentence's place in it.

    The numbers of sections above stand before it as far as that is needed to tell the section from others.
    """
    refs = _section_refs(outline)
    places = [0] * len(refs)
    written = []
    for statement in outline.statements:
        section = statement.section
        places[section] += statement.heading is None
        written.append(f"{refs[section]}·{places[section]}")
    return written


def _section_refs(outline: Outline) -> list[str]:
    paths = [
        [section.number or UNNUMBERED.get(section.style, section.style) for section in outline.path_of(index)]
        for index in range(len(outline.sections))
    ]
    seen: Counter[tuple[str, ...]] = Counter(tuple(path[:n]) for path in paths for n in range(1, len(path) + 1))
    refs = []
    for path in paths:
        depth = next((n for n in range(1, len(path)) if seen[tuple(path[:n])] == 1), len(path))
        refs.append("".join(reversed(path[:depth])))
    return refs


def _is_apart(words: str) -> bool:
    """Whether a line can't be part of a title: a sentence, a numbered or labelled line, a date, a note, 目录."""
    return bool(
        _LAYOUT.contents.fullmatch(words)
        or _TERMINAL.search(words)
        or read_mark(words)
        or _LABEL.match(words)
        or _DATE_LINE.fullmatch(words)
        or _LAYOUT.note.fullmatch(words)
        or "|" in words
    )
