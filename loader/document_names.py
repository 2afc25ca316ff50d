"""What documents are called: a name without the words that only say whose it is, and the place that it is made for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from loader.document import CENTRAL
from loader.gazetteer.citation_words import load_citation_words
from loader.gazetteer.document_words import load_document_words
from loader.gazetteer.patterns import any_of
from loader.gazetteer.regions import is_division

if TYPE_CHECKING:
    from loader.document import Facts
    from loader.gazetteer import Gazetteer

_WORDS = load_citation_words()
_TITLES = _WORDS.titles
_DOCUMENT_WORDS = load_document_words()

_NOISE = re.compile(r"[\s《》“”\"（）()〈〉<>＜＞【】\[\]、·,，‘’/—-]+")
_TOPIC = rf"(?P<topic>(?:联合)?{any_of(_DOCUMENT_WORDS.title_verbs)}.{{4,}})"
_SUBJECT = re.compile(rf"(?P<who>[\u4e00-\u9fffA-Za-z0-9]{{2,90}}?){_TOPIC}")
_ISSUER = re.compile(any_of(_DOCUMENT_WORDS.issuer_ends) + _TITLES.and_others.pattern)
_DRAFT = re.compile(f"(?:修订)?(?:(?:公开)?{any_of(_DOCUMENT_WORDS.drafts)})+")
_LEAST = 4
_ABOUT = "关于"


class Title(NamedTuple):
    """A document's name in one form."""

    words: str
    """Without the issuers before 关于, without quotes, brackets and blanks."""
    seat: str | None
    """Id of the region whose paper it says that it is, CENTRAL for the whole country's, None if it doesn't say."""
    whole: bool
    """Whether the name says by itself whose it is (广东省公共数据管理办法), so that nothing need be added."""


def write_name(name: str) -> str:
    """A name in one form: without quotes, brackets and blanks."""
    return _NOISE.sub("", name).removeprefix(_WORDS.state)


def read_title(name: str, own: str | None, gazetteer: Gazetteer) -> Title:
    """Read a name; `own` is the seat of the document that uses it, for issuers such as 市人民政府."""
    words = write_name(name)
    if (subject := _SUBJECT.match(words)) and (seat := _seat_of_subject(subject, own, gazetteer)) is not None:
        return Title(subject["topic"], seat, whole=False)
    if words.startswith(_DOCUMENT_WORDS.title_verbs):
        return Title(words, None, whole=False)
    front = _behind(_TITLES.year, words)
    if front.startswith(_WORDS.national_fronts) or _place_end(front, gazetteer):
        return Title(words, CENTRAL, whole=True)
    if words in _WORDS.nationals or _TITLES.national.search(words):
        return Title(words, CENTRAL, whole=True)
    return Title(words, None, whole=False)


def _behind(front: re.Pattern[str], words: str) -> str:
    """Words without what they may begin with."""
    found = front.match(words)
    return words[found.end() :] if found else words


def find_seat(who: str, own: str | None, gazetteer: Gazetteer) -> str | None:
    """Whose paper it is by the first of its issuers; `own` is where 市, 省 stand for a place; None if nothing tells."""
    who = _behind(_TITLES.party, who)
    for stop, name in gazetteer.bodies.fronts_of(who):
        is_class = gazetteer.bodies.by_name[name].generic
        return None if is_class else _place_at(who, stop, gazetteer) or CENTRAL
    return _place_at(who, 0, gazetteer) or _own_place(who, own, gazetteer)


def own_seat(facts: Facts, jurisdiction: str | None, gazetteer: Gazetteer) -> str | None:
    """Whose paper a document is."""
    if jurisdiction is not None:
        return jurisdiction
    return find_seat(facts.issuers[0], None, gazetteer) if facts.issuers else None


def papers_in(name: str) -> tuple[str, ...]:
    """The names that one title bears: the whole, and that of the paper that it only issues or asks opinions on."""
    words = _NOISE.sub("", name)
    found = (_TITLES.issued.search(words), _TITLES.draft_in_marks.search(name) or _TITLES.draft_notice.search(words))
    return (name, *(one["paper"] for one in found if one))


def without_draft(words: str) -> str | None:
    """The name of the paper that a draft's name speaks of; None for the name of no draft."""
    found = _DRAFT.search(words)
    return words[: found.start()] + words[found.end() :] if found else None


def without_place(title: Title, gazetteer: Gazetteer) -> str | None:
    """The words of a name without the place that it begins with; None if it begins with none."""
    stop = _place_end(title.words, gazetteer)
    rest = title.words[stop:]
    return rest if stop and len(rest) >= _LEAST else None


def _seat_of_subject(subject: re.Match[str], own: str | None, gazetteer: Gazetteer) -> str | None:
    """The seat of what stands before 关于, if that is an issuer, or a place alone (深圳市 | 关于…)."""
    who = subject["who"]
    if _ISSUER.search(who):
        return find_seat(who, own, gazetteer)
    is_place = subject["topic"].startswith(_ABOUT) and _place_end(who, gazetteer) == len(who)
    return _place_at(who, 0, gazetteer) if is_place else None


def _place_end(words: str, gazetteer: Gazetteer) -> int:
    """Where the names of divisions end that words begin with."""
    place = gazetteer.regions.place_at(words)
    return place.stop if place and place.is_division else 0


def _place_at(words: str, start: int, gazetteer: Gazetteer) -> str | None:
    """The division that stands at a place; None where several have its name."""
    place = gazetteer.regions.place_at(words, start)
    return place.region if place and place.is_division else None


def _own_place(who: str, own: str | None, gazetteer: Gazetteer) -> str | None:
    """The place that 市住建局, 省政府 mean in a document of a place."""
    level = _TITLES.level.match(who)
    if level is None or not own or not is_division(own):
        return None
    regions = gazetteer.regions
    places = [own, *sorted((i for i in regions.above(own) if is_division(i)), reverse=True)]
    return next((i for i in places if regions.describe(i).name.endswith(level[1])), None)
