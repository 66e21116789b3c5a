"""The place at the head of a wire story: 'BRUSSELS (AP) —', 'KYIV, Ukraine —'. The model misses some: no sentence stands around them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.entities.lexicon import is_ordinary, is_place
from transforms.entities.spans import Span

_MONTH = r"(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)[a-z]*\.? \d"
_PLACE = r"(?P<place>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3})(?P<region>, [A-Z][\w.]+(?: [A-Z][\w.]+){0,3})?"
_DATED = rf"(?P<dated>,? \d{{4}}-\d\d-\d\d\b|, {_MONTH}| \((?P<agency>[A-Z][\w /&-]+)\) ?[-–—])"
_DASH = r"(?: ?(?:—|--) ?| [–-] )(?=[A-Z“\"'‘\d])"
_DATELINE = re.compile(f"{_PLACE}(?:{_DATED}|{_DASH})")
_LONGEST = 60  # characters


def with_datelines(texts: Sequence[str], spans: list[Span]) -> list[Span]:
    """The spans of an article with the places of its datelines, which others that reach into them begin behind."""
    datelines = {i: found for i, text in enumerate(texts) if (found := _dateline(text))}
    if not datelines:
        return spans
    places = {i: Span(i, 0, found.end("place"), "LOC") for i, found in datelines.items()}
    places |= {s.paragraph: s for s in spans if s.paragraph in places and s[:4] == places[s.paragraph][:4]}
    rest = [_behind(s, datelines[s.paragraph]) if s.paragraph in datelines else s for s in spans]
    return sorted([*places.values(), *(s for s in rest if s.start < s.end)])


def _behind(span: Span, dateline: re.Match[str]) -> Span:
    if (span.start, span.end) == dateline.span("agency"):
        return span._replace(type="ORG")
    return span if span.start >= dateline.end("place") else span._replace(start=max(span.start, dateline.end()))


def _dateline(text: str) -> re.Match[str] | None:
    """The place in capitals that a text begins with: one that is known, or before a known region, an agency or a date no ordinary word."""
    may_begin = text[:2].isupper() or (text[:1].isupper() and "-" in text[:_LONGEST])  # in capitals, or before a date in figures
    found = _DATELINE.match(text, 0, _LONGEST) if may_begin else None
    if found is None:
        return None
    place, region = found["place"], (found["region"] or "").removeprefix(", ")
    known = is_place(place) or ((found["dated"] or (region and is_place(region))) and not is_ordinary(place))
    is_written_so = (place.isupper() and len(place) > 2) or (found["dated"] or "").lstrip(", ")[:1].isdigit()
    return found if known and is_written_so else None
