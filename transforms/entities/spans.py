"""What a recogniser gives: spans of typed text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Span(NamedTuple):
    """A recognised stretch of paragraph `paragraph` (an index): half-open code points, a type, and how sure it is (0 to 1)."""

    paragraph: int
    start: int
    end: int
    type: str
    score: float | None = None


class Recogniser(Protocol):
    """Anything that finds named stretches. `name` goes into the rule column of what it found."""

    name: str

    def recognise(self, articles: Sequence[Sequence[str]]) -> list[list[Span]]:
        """For each article, given as its paragraphs, the spans found, sorted and not overlapping."""
        ...
