"""Where on a page its body stands, in words that other pages of the site can be compared with (see transforms.clean.evidence)."""

from __future__ import annotations

from transforms.clean.html.body import Layout, Place
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
    found: set[Place] = set()
    for i in range(container.first, container.end):
        if layout.prose[i] and layout.places[i] > COMMON:
            element = dom.elements[dom.leaves[i].element]
            around = dom.elements[max(element.parent, 0)]
            found.add((element.tag, around.tag, around.name))
    return sorted(map(name_place, found))
