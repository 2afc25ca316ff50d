"""Programmes known by the marks around their names: quotation marks, 《》."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loader.document import ProgrammeMention, Span
from loader.gazetteer.patterns import any_of
from loader.gazetteer.programme_shapes import load_shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SHAPES = load_shapes()

_CHAIN = re.compile(r"“[^“”\n]{2,24}”(?:[、和及与]?“[^“”\n]{2,24}”)*")
_QUOTED = re.compile(r"“([^“”\n]{2,24})”")
_PACKAGE = re.compile(r"(?=.{3})(?!第)[\u4e00-\u9fff]{0,8}?(?:\d{1,3}|[一二三四五六七八九十]+)条")
"""What people call a package of measures: “金融16条”, “新十条”."""
_NO_NAME = re.compile(r"[。；！？《》：，]|^.(?:、.)+$|^\+")
TITLED = re.compile(r"《([^《》\n]{4,80})》")
_BRACKET = re.compile(r"（[^（）]*）$")
_PLAN = rf"{any_of(_SHAPES.titled.plans)}(?:（[^（）]{{1,20}}）)?"
_ISSUED = re.compile(
    rf"(?:印发|转发|批转)(?:[〈<](?P<marked>[^〈〉<>]{{4,80}})[〉>]|(?P<plain>[^《》〈〉<>]{{4,80}}?{_PLAN})(?=的通知|$))"
)
"""What a notice issues: 《…关于印发〈…〉的通知》, …关于印发…方案的通知."""
_PLAN_ALONE = re.compile(rf"[^《》〈〉<>]{{4,80}}?{_PLAN}")
_LONGEST_UNTOLD = 2  # so short, quoted words need to be told for names each time
_SHORTEST_TITLE = 5  # 《纲要》, 《意见》 only point back
_TWO_LETTERS = re.compile(r"[\u4e00-\u9fffA-Za-z].*?[\u4e00-\u9fffA-Za-z]")  # make a name
_FORMULA = re.compile(r"\+[^+]+\+|^[\d+N]+$")


def may_be_name(words: str) -> bool:
    """Whether words have two letters, and are neither a formula nor what never is a name."""
    is_word = _TWO_LETTERS.search(words) is not None and not _FORMULA.search(words)
    return is_word and words not in _SHAPES.quoted.not_


def find_quoted(plain: str) -> Iterator[ProgrammeMention]:
    """Words in quotation marks, unless they or what stands around their list show that they are no names.

    Those that end like a campaign, plan, project or strategy are names wherever they stand. The last word behind a
    list is that of all in it (“剑网”“护航”专项行动). What is a name once is one where nothing tells it, too.
    """
    known: dict[str, ProgrammeMention] = {}
    untold: list[re.Match[str]] = []
    for chain in _CHAIN.finditer(plain):
        named = _are_names(plain, chain.start(), chain.end())
        head = _head_of_list(plain, chain) if named else None
        for found in _QUOTED.finditer(plain, chain.start(), chain.end()):
            words = found.group(1)
            if _SHAPES.words.package.fullmatch(words) and _SHAPES.words.rules.match(plain, found.end()):
                continue
            if _PACKAGE.fullmatch(words) or (
                (named or _SHAPES.is_named(words))
                and may_be_name(words)
                and not _NO_NAME.search(words)
                and not words.endswith(_SHAPES.quoted.endings)
            ):
                called = f"“{words}”{head.group()}" if head and not _SHAPES.kind_of(words) else words
                mention = ProgrammeMention(Span(*found.span(1)), called, _SHAPES.kind_of(called) or "initiative")
                known.setdefault(words, mention)
                yield mention
            elif named is None and len(words) > _LONGEST_UNTOLD:
                untold.append(found)
    for found in untold:
        if found.group(1) in known:
            yield known[found.group(1)]._replace(span=Span(*found.span(1)))


def _head_of_list(plain: str, chain: re.Match[str]) -> re.Match[str] | None:
    """The last word of a campaign, plan, project or strategy behind a list of words in quotation marks."""
    return _SHAPES.shared_head.match(plain, chain.end()) if "”" in plain[chain.start() : chain.end() - 1] else None


def _are_names(plain: str, start: int, stop: int) -> bool | None:
    """Whether words quoted there are objects of a launching verb or qualify a noun that fits a programme.

    None where nothing beside them tells.
    """
    before = plain[max(0, start - 4) : start]
    if before.endswith(_SHAPES.quoted.before) or _SHAPES.quoted.after.match(plain, stop):
        return False
    if before.endswith("以") and _SHAPES.quoted.manners.match(plain, stop):
        return False
    if before.endswith(_SHAPES.words.launching) or (before.endswith("以") and plain.startswith(("为", "、"), stop)):
        return True
    return _SHAPES.named_noun.match(plain, stop) is not None or None


def find_titled(plain: str, headings: Iterable[Span]) -> Iterator[ProgrammeMention]:
    """Plans named by their title, and other documents that the text puts to work.

    `headings` are the document's own title and those of papers that it carries.
    """
    titled = _SHAPES.titled
    chained = -1
    before = ""
    for found in TITLED.finditer(plain):
        if not chained <= found.start() <= chained + 1:
            before = plain[max(0, found.start() - 6) : found.start()]
        chained = found.end()
        issued = _ISSUED.search(plain, *found.span(1))
        span = _paper(issued) if issued else Span(*found.span())
        name = plain[span.start : span.stop].strip("《》")
        core = _BRACKET.sub("", name)
        if len(core) < _SHORTEST_TITLE or before.endswith(titled.ended):
            continue
        works = core.endswith(titled.others) and titled.working.search(before) is not None
        handed_on = "通知" in name or titled.handed_on.match(plain, found.end()) is not None
        if core.endswith(titled.plans) or (works and not handed_on):
            yield ProgrammeMention(span, name, "plan")
    for heading in headings:
        yield from _find_headed(plain, heading)


def _find_headed(plain: str, title: Span) -> Iterator[ProgrammeMention]:
    """The plan that a paper is by its own title, or issues by it; it may stand over several lines."""
    if issued := _ISSUED.search(plain, *title):
        span = _paper(issued)
    else:
        topic = plain.find("关于", *title)
        labelled = plain.rfind("】", *title) + 1  # 【江城市】云山区…方案
        span = Span(max(topic, labelled, title.start), title.stop)
    name = plain[span.start : span.stop].replace("\n", "")
    if _PLAN_ALONE.fullmatch(name):
        yield ProgrammeMention(span, name, "plan")


def _paper(issued: re.Match[str]) -> Span:
    """Where what a notice issues is named."""
    return Span(*issued.span("marked" if issued["marked"] else "plain"))
