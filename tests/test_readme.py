"""What README.md shows is what the commands print."""

from __future__ import annotations

from readme import README, refresh


def test_every_example_prints_what_it_shows() -> None:
    text = README.read_text(encoding="utf-8")
    assert refresh(text) == text, "run `python tests/readme.py` and read the difference"
