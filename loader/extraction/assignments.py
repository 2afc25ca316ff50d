"""Phrases that hand out duties: （A牵头，B负责）, 责任单位：…; told from the words alone, before bodies are known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from loader.document import Span
from loader.gazetteer.duties import load_duty_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loader.document import Outline, Statement
    from loader.gazetteer.duties import AssignedRole

_WORDS = load_duty_words()
_LEADS = (_WORDS.lists.first_leads, _WORDS.lists.before_comma)

_OPEN, _CLOSE = "（〔[［【〈", "）〕]］】〉"
_MARK = re.compile(f"[{re.escape(_OPEN + _CLOSE)}]")
_NESTED = r"[（〔\[［](?:[^（）〔〕\[\]\n]|（[^（）\n]*）)*[）〕\]]"
_INSIDE = rf"(?:[^（）【】\[\]〔〕\n]|{_NESTED})+"
_BRACKET = re.compile(rf"[（【\[［〔]{{1,2}}?(?P<inside>{_INSIDE})[）】\]］〕]{{1,2}}")  # its marks may be doubled
_UNCLOSED = re.compile(r"[（【\[［〔](?P<inside>[^（）【】\[\]〔〕\n：]{2,14}：[^（）【】\[\]〔〕\n]+)$")
_CLAUSE = re.compile(r"[^。；]+")
_ITEM = re.compile(r"(?:[^、，；（）〔〕〈〉\[\]\n]|（(?:[^（）]|（[^）]*）)*）|〔[^〕]*〕|〈[^〉]*〉)+")


class Grant(NamedTuple):
    """A stretch that lists bodies, and the role that the phrase gives them."""

    role: AssignedRole
    span: Span
    labelled: bool
    """Whether a label stands before it (责任单位：…), so that every item is a body."""
    apart: bool
    """Whether each has its own share (分别负责)."""
    whole: bool = False
    """Whether it holds for all measures from here on (…均包括各市（州）人民政府，以下不再列出)."""


Reach = Literal["item", "sentence", "doubtful"]
"""Whether an assignment governs its item, since the last one, or only the sentence in which it stands.

A doubtful one governs its item where others like it do: names alone within a sentence (推进改造（市住建局）。), or with
what they do together (（市住建局、市资规局联合审批）).
"""


class Assignment(NamedTuple):
    """One bracket or line that hands out duties, or says by when."""

    span: Span
    grants: tuple[Grant, ...]
    reach: Reach = "item"


Assigned = dict[int, tuple[Assignment, ...]]
"""What the statements hand out, by their index; nothing for those that hand out nothing."""


def find_assignments(outline: Outline) -> Assigned:
    """Find the brackets that hand out duties, and the duty lines."""
    found: Assigned = {}
    before: Statement | None = None
    for index, statement in enumerate(outline.statements):
        assignments = read_assignments(statement.text)
        if not assignments and before is not None and _goes_on(outline.text.plain, before, statement):
            assignments = _read_rest(statement.text, found.get(index - 1, ()), before.text) or _read_charge(
                statement.text
            )
        if assignments:
            found[index] = assignments
        before = statement
    return found


def _goes_on(plain: str, before: Statement, statement: Statement) -> bool:
    """Whether a statement follows another in its paragraph or, as bare lists, below it; a cell or a task does not."""
    between = plain[before.span.stop : statement.span.start]
    return not between or (between == "\n" and before.heading != "line" and not statement.text.startswith("由"))


def is_assignment(text: str, assignments: Sequence[Assignment]) -> bool:
    """Whether a statement with some assignments says nothing but who is responsible, or by when."""
    if _WORDS.labels.line.match(text) or (
        text[0] not in _OPEN and any(a.span == Span(0, len(text)) for a in assignments)
    ):
        return True
    bare = text.rstrip("。；，")
    found = _BRACKET.match(bare)
    if found is None or not _WORDS.brackets.trigger.search(bare):
        return False
    while found.end() < len(bare):
        following = _BRACKET.match(bare, found.end())
        if following is None:
            return False
        found = following
    return any(a.grants or _WORDS.brackets.due.fullmatch(bare[1:-1]) for a in assignments)


def read_assignments(text: str) -> tuple[Assignment, ...]:
    """The brackets of a statement that hand out duties, or the whole one where it is a duty line, or says by when."""
    if _has_label(text) and _WORDS.labels.line.match(text):
        return (_read_line(text),)
    if _WORDS.brackets.deadline.fullmatch(text):
        return (Assignment(Span(0, len(text)), ()),)
    return tuple(_read_brackets(text)) if _has_bracket(text) else ()


def read_cell(text: str, role: AssignedRole) -> tuple[Grant, ...]:
    """Read a table's cell in a column that gives a role; its own verbs may say otherwise (A牵头，B配合)."""
    own = tuple(_parse(text, Span(0, len(text)), bare=True))
    if any(grant.role != "duty" for grant in own) or _WORDS.labels.line.match(text):
        return own
    return tuple(_parse_clauses(text, Span(0, len(text)), role, bare=True))


def _has_label(words: str) -> bool:
    """Whether there may be a label: each ends in a colon, or in 单位."""
    return "：" in words or "∶" in words or "单位" in words


def _has_bracket(text: str) -> bool:
    return "（" in text or "【" in text or "[" in text or "［" in text or "〔" in text


def _read_line(text: str) -> Assignment:
    opened = text[0] in "（【[［〔"
    stop = len(text.rstrip("。；"))
    inner = Span(int(opened), stop - (opened and text[stop - 1] in "）】]］〕"))
    return Assignment(Span(0, len(text)), tuple(_parse(text, inner, bare=True)))


def _read_charge(text: str) -> tuple[Assignment, ...]:
    """Read a sentence of nothing but lists and their verbs (由省教育厅牵头，省财政厅等负责。; 教育部、财政部负责。).

    Who explains a text (由市财政局负责解释。) answers for no measure before it.
    """
    if not _WORDS.brackets.charge.match(text):
        return ()
    inner = Span(int(text.startswith("由")), len(text.rstrip("。；")))
    at = inner.start
    for verb in _WORDS.verbs.verb.finditer(text, *inner):
        bare = _looks_bare(text[at : verb.start()].strip("，、"))
        if not bare or verb["deed"] or verb.group().endswith("解释"):
            return ()
        at = verb.end()
    return (
        (Assignment(Span(0, len(text)), tuple(_parse_clause(text, inner, None, bare=True))),)
        if at == inner.stop
        else ()
    )


def _read_rest(text: str, assignments: Sequence[Assignment], before: str) -> tuple[Assignment, ...]:
    """Read the rest of a duty line that is cut at ； (责任单位：省水利厅；各市、县人民政府)."""
    if not before.endswith("；") or not assignments or assignments[-1].span != Span(0, len(before)):
        return ()
    names = text.rstrip("。；")
    if not assignments[-1].grants or not _looks_bare(names):
        return ()
    grant = assignments[-1].grants[-1]._replace(span=Span(0, len(names)))
    return (Assignment(Span(0, len(text)), (grant,)),)


def _read_brackets(text: str) -> Iterator[Assignment]:
    for found in (*_BRACKET.finditer(text), *filter(None, [_find_unclosed(text)])):
        inner = Span(*found.span("inside"))
        ends = not text[found.end() :].strip("。；，")
        alone = ends and found.start() == 0
        reach: Reach = "item"
        grants = tuple(_parse(text, inner, bare=alone))
        if alone and _WORDS.brackets.jointly.search(text, *inner):
            reach = "doubtful"
        elif not grants and ends and _shares_out(text, inner):
            grants = tuple(_parse(text, inner, bare=True))
            reach = "doubtful" if found.end() < len(text) else "item"
        elif not ends and not any(grant.labelled for grant in grants):
            reach = "sentence"
        if grants or (alone and _WORDS.brackets.due.fullmatch(text, inner.start, inner.stop)):
            yield Assignment(Span(found.start(), found.end()), grants, reach)


def _find_unclosed(text: str) -> re.Match[str] | None:
    """The label and list with which a line ends whose bracket nothing closes (…补贴。（责任单位：市财政局)."""
    found = _UNCLOSED.search(text) if text[-1] not in _CLOSE else None
    return found if found and _WORDS.labels.line.match(text, found.start("inside")) else None


def _shares_out(text: str, inner: Span) -> bool:
    """Whether names alone, in a bracket that ends a sentence, do what it says, and do not only explain its last word.

    The first, or one by itself, must be that of an organ of some level (推进改造（市住建局）。), or one of several that
    of an organ of state: universities and firms by themselves are examples.
    """
    if _WORDS.brackets.explained.search(text, 0, inner.start - 1) or _WORDS.brackets.by.search(text, *inner):
        return False
    if _WORDS.labels.begins.match(text, *inner):
        return True
    return "、" in text[slice(*inner)] and _WORDS.brackets.organ.search(text, *inner) is not None


def _parse(text: str, inner: Span, *, bare: bool) -> Iterator[Grant]:
    """Read a bracket's or line's grants; a list without label or verb counts only where it stands alone."""
    labels = list(_WORDS.labels.label.finditer(text, *inner)) if _has_label(text[inner.start : inner.stop]) else []
    if not (bare or labels or _WORDS.verbs.act.search(text, *inner) or _WORDS.brackets.rule_sign.search(text, *inner)):
        return
    first = labels[0].start() if labels else inner.stop
    yield from _parse_clauses(text, Span(inner.start, first), None, bare=bare and not labels)
    for position, label in enumerate(labels):
        stop = labels[position + 1].start() if position + 1 < len(labels) else inner.stop
        if stem := label["stem"]:
            yield from _parse_clauses(text, Span(label.end(), stop), _WORDS.labels.roles[stem], bare=bare)


def _parse_clauses(text: str, stretch: Span, role: AssignedRole | None, *, bare: bool) -> Iterator[Grant]:
    """Cut a stretch at 。；, leave rules for the whole document out, and read each clause."""
    at = stretch.start
    for rule in [*_find_rules(text, stretch), None]:
        stop = rule.start if rule else stretch.stop
        for clause in _CLAUSE.finditer(text, at, stop):
            span = Span(clause.start(), _unmatched(text, clause.start(), clause.end()))
            yield from _parse_clause(text, span, role if clause.start() == stretch.start else None, bare=bare)
        if rule and (whole := _WORDS.brackets.whole.match(text, *rule)) and whole["bodies"]:
            yield Grant("duty", Span(*whole.span("bodies")), labelled=False, apart=False, whole=True)
        at = rule.stop if rule else at


def _find_rules(text: str, stretch: Span) -> Iterator[Span]:
    """Find what a stretch says for the whole document: (财政部、商务部 | ，列第一位者为牵头单位，下同).

    In a bracket within the stretch it speaks of one name (各区政府（含新区，下同）), but for who leads of them all.
    """
    if not _WORDS.brackets.rule_sign.search(text, *stretch):
        return
    for rule in _WORDS.brackets.rule.finditer(text, *stretch):
        before = text[stretch.start : rule.start()]
        if sum(map(before.count, _OPEN)) <= sum(map(before.count, _CLOSE)):
            yield Span(*rule.span())
        elif any(leads.search(rule.group()) for leads in _LEADS):
            opened = stretch.start + max(map(before.rfind, _OPEN))
            yield Span(opened, _unmatched(text, rule.start(), stretch.stop) + 1)


def _unmatched(text: str, start: int, stop: int) -> int:
    """Where a clause runs into a closing bracket that nothing in it opened."""
    depth = 0
    for mark in _MARK.finditer(text, start, stop):
        depth += 1 if mark.group() in _OPEN else -1
        if depth < 0:
            return mark.start()
    return stop


def _parse_clause(text: str, clause: Span, role: AssignedRole | None, *, bare: bool) -> Iterator[Grant]:
    """Join lists to the verbs behind them; what no verb follows has the label's role."""
    clause = _without_due(text, clause)
    at = clause.start
    for verb in _WORDS.verbs.verb.finditer(text, clause.start, clause.stop):
        apart = _WORDS.verbs.apart.search(verb.group()) is not None
        given = _WORDS.verbs.roles.get(verb["verb"], "duty")
        yield from _split_joint(text, Span(at, verb.start()), given, labelled=role is not None, apart=apart)
        at = verb.end()
    rest = Span(at, clause.stop)
    if role is not None:
        yield from _split_joint(text, rest, role, labelled=True, apart=False)
    elif at > clause.start or (bare and _looks_bare(text[rest.start : rest.stop])):
        yield from _split_joint(text, rest, "duty", labelled=False, apart=False)


def _without_due(text: str, clause: Span) -> Span:
    """A clause without a first or last part that only says by when (财政部、商务部 | ，2020年底前完成)."""
    due = _WORDS.brackets.due
    first, last = text.find("，", *clause), text.rfind("，", *clause)
    start = first + 1 if due.fullmatch(text, clause.start, max(first, clause.start)) else clause.start
    stop = last if start <= last and due.fullmatch(text, last + 1, clause.stop) else clause.stop
    return Span(start, stop)


def _split_joint(text: str, stretch: Span, role: AssignedRole, *, labelled: bool, apart: bool) -> Iterator[Grant]:
    """A会同B、C，D: whoever stands behind 会同 takes part, up to a comma."""
    joint = _WORDS.verbs.joining.search(text, stretch.start, stretch.stop)
    parts: list[tuple[int, int, AssignedRole]] = [(stretch.start, stretch.stop, role)]
    if joint is not None:
        comma = -1 if labelled else text.find("，", joint.end(), stretch.stop)
        stop = stretch.stop if comma < 0 else comma
        parts = [(stretch.start, joint.start(), role), (joint.end(), stop, "participate"), (stop, stretch.stop, role)]
    for start, stop, each in parts:
        words_of = text[start:stop].lstrip("，、 ）").rstrip("，、 （")
        if not labelled:
            words_of = words_of[max((by.end() for by in _WORDS.brackets.by.finditer(words_of)), default=0) :]
        if not words_of or (
            not labelled and not (_WORDS.endings.organ.search(words_of) and not _WORDS.brackets.remark.match(words_of))
        ):
            continue
        begin = text.index(words_of, start)
        yield Grant(each, Span(begin, begin + len(words_of)), labelled, apart)


def _looks_bare(text: str) -> bool:
    """Whether a bracket holds nothing but bodies and places (…工作。（国家发展改革委、财政部，各市、县人民政府）)."""
    cues = _WORDS.brackets
    items = _ITEM.findall(text)
    organs = [item for item in items if len(item) > 2 and cues.bare_end.search(item)]
    others = cues.bare_place if 2 * len(organs) < len(items) else cues.bare_other
    return (
        bool(organs)
        and (items[0] in organs or cues.bare_place.fullmatch(items[0]) is not None)
        and all(item in organs or others.fullmatch(item) for item in items)
        and not cues.remark.match(text)
    )
