"""The quotes of a few sentences in which people of a small cast speak."""

from __future__ import annotations

from tests.transforms.quotes.conftest import mentions_of
from transforms.contract import Paragraph, Quote
from transforms.quotes import find_quotes

PEOPLE = {"Mara Lindqvist": ["f"], "Ivo Brandt": ["m"], "Smith": ["m"], "Vale": ["m"]}
ORGANISATIONS: dict[str, list[str]] = {"NRC": [], "Osthaven Gazette": [], "Tidal Works": []}


def quotes_of(*texts: str) -> list[Quote]:
    """The quotes of an article whose paragraphs are `texts`."""
    paragraphs = [Paragraph(text) for text in texts]
    return find_quotes(paragraphs, mentions_of(paragraphs, PEOPLE, ORGANISATIONS))
