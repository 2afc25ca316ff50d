"""Sections and statements to mentions, duties and targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loader.document import Extraction
from loader.document_names import own_seat
from loader.extraction.assignments import find_assignments
from loader.extraction.bodies import extract_bodies
from loader.extraction.citations import extract_citations
from loader.extraction.duties import assign_duties, judge_assigned
from loader.extraction.own_place import OwnPlace
from loader.extraction.programmes import extract_programmes
from loader.extraction.regions import extract_regions
from loader.extraction.setting import read_setting
from loader.extraction.statements import classify_statements
from loader.extraction.tables import read_tables
from loader.extraction.targets import extract_targets

if TYPE_CHECKING:
    from loader.document import Facts, Outline
    from loader.gazetteer import Gazetteer


def extract(outline: Outline, facts: Facts, gazetteer: Gazetteer) -> Extraction:
    """Find everything in one document. Kinds of the outline's statements are set on the way."""
    setting = read_setting(outline, facts, gazetteer)
    tables = read_tables(outline, gazetteer.regions, setting.year)
    assigned = find_assignments(outline)
    own = OwnPlace(setting.jurisdiction, gazetteer.regions, central=setting.is_central(gazetteer.bodies))
    programmes = extract_programmes(outline, own, gazetteer)
    bodies = extract_bodies(outline, setting, gazetteer, assigned, tables.tasks)
    classify_statements(outline, setting, assigned)
    tables.set_kinds(outline)
    judge_assigned(outline, assigned)
    regions = extract_regions(outline, own, gazetteer, programmes, bodies)
    duties, governed = assign_duties(outline, setting, bodies, assigned, tables.tasks)
    targets = sorted([*extract_targets(outline, setting, gazetteer), *tables.targets], key=lambda target: target.span)
    citations = extract_citations(outline, setting, gazetteer)
    seat = own_seat(setting.facts, setting.jurisdiction, gazetteer)
    return Extraction(
        outline,
        setting.facts,
        regions,
        programmes,
        bodies,
        duties,
        targets,
        governed=governed,
        citations=citations,
        seat=seat,
    )
