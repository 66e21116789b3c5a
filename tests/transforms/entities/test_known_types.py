"""Types kept between batches change no answer."""

from __future__ import annotations

from transforms.contract import Paragraph
from transforms.entities import find_entities, known_types


def test_forgetting_changes_nothing() -> None:
    articles = [[Paragraph(f"Mr Obi{'a' * i} of Lima met Zoe Brandt{'x' * i} in Quito, the Acme{i} Bank said.")] for i in range(30)]
    together = find_entities(articles)
    most, known_types.MOST_TYPES = known_types.MOST_TYPES, 20
    try:
        from transforms.entities import model

        model.known_types.cache_clear()
        assert [find_entities([a])[0] for a in articles] == together
        # batches of more types than are kept, most of them known when the table is full
        assert find_entities(articles[:25]) + find_entities(articles[5:])[20:] == together
    finally:
        known_types.MOST_TYPES = most
        model.known_types.cache_clear()
    assert find_entities(articles) == together
