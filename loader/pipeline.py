"""The whole way on one screen: read → segment → extract → resolve → graph → store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loader.extraction import extract
from loader.gazetteer import load_gazetteer
from loader.normalising import normalise
from loader.segmenting import split_sections

if TYPE_CHECKING:
    from loader.document import Extraction, Source


def extract_source(source: Source) -> Extraction:
    """Find everything that one text says."""
    return extract(split_sections(normalise(source.text)), source.facts, load_gazetteer())
