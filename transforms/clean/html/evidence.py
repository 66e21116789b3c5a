"""Where on a page its body stands, in words that other pages of the site can be compared with (see transforms.clean.evidence)."""

from __future__ import annotations

from transforms.clean.html.body import Layout, Place, place_of
from transforms.clean.html.dom import Dom

COMMON = 1 / 3  # of what the commonest place of the body holds
LONGEST = 120  # characters of a place's name


def name_place(place: Place) -> str:
    """A place in words: 'div.story-body > p'."""
    tag, around, name = place
    return f"{around}{'.' if name else ''}{'.'.join(name.split())} > {tag}"[:LONGEST]


def body_places(dom: Dom, layout: Layout) -> list[str]:
    """The places that hold at least a third of what the commonest place of the body holds, sorted."""
    container = dom.elements[layout.container]
    common = (i for i in range(container.first, container.end) if layout.prose[i] and layout.places[i] > COMMON)
    return sorted(map(name_place, {place_of(dom, dom.leaves[i]) for i in common}))
