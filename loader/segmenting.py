"""Plain text to sections and statements."""

from __future__ import annotations

import re

from loader.document import Outline, Section, Span, Statement, Text
from loader.numbering import STYLES, Mark, read_mark

_END = "。！？；!?"
_CLOSERS = "”’」』）》】"
_PAIRS = {"（": "）", "“": "”", "‘": "’", "《": "》", "【": "】"}
_TERMINAL = re.compile(r"[。！？；：!?…]")
_LEAD = 60  # a heading that leads its paragraph is shorter than this
_FREE_HEADING = re.compile(r"(?:前言|引言|序言|目录|总则|附则|结语|后记)$")
_ASSIGNMENT = re.compile(
    r"^[（【]?(?:牵头|配合|参与|参加|责任|负责|落实|完成|主办|协办|主管|实施|主要责任|时间|进度|适用)[^。：]{0,10}："
    r"|^（[^（）]{2,400}(?:负责|牵头|配合|参与|落实|承担|指导)）?[。；]?$"
)


def split_sections(text: Text) -> Outline:
    """Cut a text into nested sections and, in them, statements.

    Every character of the text lies in exactly one innermost section's own stretch, and every sentence is a statement.
    Statements have the kind `context` until `extraction.classify_statements` judges them.
    """
    builder = _Builder(text)
    for number, found in enumerate(re.finditer(r"[^\n]+", text.plain)):
        builder.add_line(number, Span(found.start(), found.end()))
    return builder.finish()


class _Builder:
    """The sections open at a place of the text, while the lines go by."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.sections: list[Section] = []
        self.statements: list[Statement] = []
        self.open: list[int] = []
        self._start("preamble", None, 0, Span(0, 0), None)
        self.open.clear()

    def add_line(self, paragraph: int, line: Span) -> None:
        plain = self.text.plain
        words = plain[line.start : line.stop]
        mark = read_mark(words)
        if mark is None or not self._is_heading(mark, words):
            self._add_sentences(paragraph, line, None)
            return
        heading, lead = self._heading_of(mark, line)
        self._start(mark.style, mark.number, mark.value, line, heading)
        self._add_sentences(paragraph, line, lead)

    def finish(self) -> Outline:
        stop = len(self.text.plain)
        for position, section in enumerate(self.sections):
            following = next(
                (s for s in self.sections[position + 1 :] if s.level <= section.level),
                None,
            )
            section.span = Span(section.span.start, following.span.start if following else stop)
            after = self.sections[position + 1].span.start if position + 1 < len(self.sections) else stop
            section.own = Span(section.span.start, after)
        if len(self.sections) > 1:
            self._cut_closing()
        return Outline(self.text, self.sections, self.statements)

    def _is_heading(self, mark: Mark, words: str) -> bool:
        """Whether a numbered line opens a section, or is a sentence of the one that is open."""
        rest = words[mark.stop :]
        if mark.style == "annex":
            return mark.stop == len(words) or rest.startswith("：") is False
        if mark.style == "article" and rest[:1] in "规款的，。、和至":
            return False
        return bool(rest) or mark.style in {"chapter", "book", "part", "box"}

    def _heading_of(self, mark: Mark, line: Span) -> tuple[Span | None, str | None]:
        """The heading's words and how they stand: on a line of their own, or leading the paragraph."""
        plain = self.text.plain
        start = line.start + mark.stop
        end = _TERMINAL.search(plain, start, line.stop)
        if end is None:
            return Span(start, line.stop), "line"
        if plain[end.start()] not in "。：" or end.start() - start > _LEAD or end.start() == start:
            return None, None
        if plain[end.start()] == "：" and end.end() != line.stop:
            return None, None
        if end.end() == line.stop or not _ASSIGNMENT.match(plain[end.end() : line.stop]):
            words = plain[start : end.start()]
            if mark.style != "article" and words.count("，") <= 2 and "（" not in words[:1]:  # noqa: PLR2004
                return Span(start, end.start()), "lead"
        return None, None

    def _start(self, style: str, number: str | None, value: int, line: Span, heading: Span | None) -> None:
        parent = self._parent_for(style, value)
        level = self.sections[parent].level + 1 if parent is not None else 1
        self.open = [i for i in self.open if self.sections[i].level < level]
        self.open.append(len(self.sections))
        self.sections.append(
            Section(
                style=style,
                number=number,
                ordinal=len(self.sections),
                level=level,
                span=Span(line.start, line.stop),
                heading=heading,
                parent=parent,
                own=Span(line.start, line.stop),
                value=value,
            )
        )

    def _parent_for(self, style: str, value: int) -> int | None:
        """The open section that a new one belongs under.

        A style that is open goes on there. A style that starts at 1 begins under what is open, whatever it is, for
        documents differ in which number they put under which; any other falls back on the customary order.
        """
        for depth, index in enumerate(self.open):
            if self.sections[index].style == style:
                return self.open[depth - 1] if depth else None
        rank = STYLES[style].rank if style in STYLES else -1
        absolute = rank <= STYLES["chapter"].rank
        if value == 1 and not absolute and self.open:
            top = self.sections[self.open[-1]]
            if style != "article" or STYLES[top.style].rank < rank:
                return self.open[-1]
        return next((i for i in reversed(self.open) if STYLES[self.sections[i].style].rank < rank), None)

    def _add_sentences(self, paragraph: int, line: Span, heading: str | None) -> None:
        section = len(self.sections) - 1
        for position, span in enumerate(split_sentences(self.text.plain, line)):
            self.statements.append(
                Statement(
                    span=span,
                    text=self.text.plain[span.start : span.stop],
                    section=section,
                    paragraph=paragraph,
                    heading=heading if position == 0 else None,  # type: ignore[arg-type]
                )
            )

    def _cut_closing(self) -> None:
        """Give the paragraphs behind the last numbered section's own one a section of their own."""
        last = self.sections[-1]
        if last.style in {"annex", "box"}:
            return
        own = [s for s in self.statements if s.section == len(self.sections) - 1]
        first = own[0].paragraph if own else 0
        lead = next((s for s in own if s.paragraph == first), None)
        bodyless = lead is not None and lead.heading == "line"
        outside = [s for s in own if s.paragraph > first + (1 if bodyless else 0)]
        if not outside:
            return
        start = outside[0].span.start
        stop = len(self.text.plain)
        for section in self.sections:
            if section.span.stop == stop:
                section.span = Span(section.span.start, start)
        last.own = Span(last.own.start, start)
        self.sections.append(
            Section("closing", None, len(self.sections), 1, Span(start, stop), None, None, Span(start, stop))
        )
        for statement in outside:
            statement.section = len(self.sections) - 1


def split_sentences(plain: str, line: Span) -> list[Span]:
    """Cut a paragraph after 。！？； outside brackets and quotes that close in it.

    A bracket that opens behind a sentence's end is a piece of its own (a duty line). A quote that never closes cuts
    nothing off.
    """
    spans: list[Span] = []
    start, at = line.start, line.start
    while at < line.stop:
        char = plain[at]
        if closer := _PAIRS.get(char):
            close = _closing(plain, at, line.stop, char, closer)
            if close is not None:
                at = close + 1
                if plain[close - 1] in _END and _ends_sentence(plain, close, line.stop):
                    spans.append(Span(start, at))
                    start = at
                continue
        at += 1
        if char in _END:
            while at < line.stop and plain[at] in _CLOSERS:
                at += 1
            spans.append(Span(start, at))
            start = at
    if start < line.stop:
        spans.append(Span(start, line.stop))
    return spans


def _closing(plain: str, start: int, stop: int, opener: str, closer: str) -> int | None:
    """Where the bracket or quote that opens at `start` closes, None if it does not."""
    depth = 0
    for at in range(start, stop):
        if plain[at] == opener:
            depth += 1
        elif plain[at] == closer:
            depth -= 1
            if depth == 0:
                return at
    return None


def _ends_sentence(plain: str, close: int, stop: int) -> bool:
    """Whether a quote that ends in 。 ends the sentence around it, too."""
    return close + 1 >= stop or plain[close + 1] not in "，、；：。的等"
