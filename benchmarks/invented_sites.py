"""Invented news sites: pages as HTML and as text copies, with furniture in places where bodies stand, and the true paragraphs.

Every site has its own template: names of classes, a plea or a promo in mid-text, a line that opens or ends every page, notes about its
authors, menus, and teasers with the headlines and first sentences of its other stories. All words are invented here.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

_WHO = (
    *("The harbour board", "A ferry captain", "The school's head teacher", "A group of bakers", "The night bus driver", "Two surveyors"),
    *(
        "The mayor of Lindale",
        "A retired signalman",
        "The choir of St Bride",
        "The county's vet",
        "A student from Oram",
        "The fire brigade",
    ),
)
_DID = (
    *("asked the council to look again at", "found nobody who would pay for", "promised before Easter to mend", "measured for a week"),
    *("wrote a long letter about", "has been keeping a diary of", "lost patience on Tuesday with", "voted by nine to four against"),
    *("walked eleven miles to see", "sold the last tickets for", "would not say a word about", "drew a careful map of"),
)
_WHAT = (
    *("the leaking roof of the covered market", "the old tram depot", "a bridge that moves in the wind", "the price of school dinners"),
    *("the empty shops in Quay Street", "a lighthouse without a lamp", "the noise of the new ice rink", "the frost on the allotments"),
    *(
        "a field that floods every spring",
        "the clock that runs backwards",
        "the county's oldest pear tree",
        "the missing silver of the guild",
    ),
)
_WHY = (
    *("because the winter came early", "although the money was there", "while the tide was still out", "as everybody had expected"),
    *("after a meeting that lasted until midnight", "without waiting for the surveyor", "in front of about {n} neighbours"),
    *("for the {n}th time in living memory", "at a cost of {n},000 crowns", "on the advice of {n} experts"),
)
_FURNITURE = (
    "If you value what you read here, you can help us with as little as two crowns a month and cancel whenever you like.",
    "Our reporters live where they work. Tell them what they should look into, and they will ring you back within a day.",
    "Every Friday we gather the best of the week in one letter that takes six minutes to read and costs nothing at all.",
    "This story is part of a series about the county's towns, for which we have been on the road since the beginning of the year.",
    "The house of this paper stands open to visitors on the first Saturday of each month, with coffee and a tour of the presses.",
    "Do you remember those days? We are collecting photographs and letters for an exhibition in the town hall this autumn.",
)
_AUTHORS = ("Mira Solane", "Tobin Ashworth", "Ilka Brandvold", "Per Nyquist")
_SECTIONS = ("News", "Politics", "Business", "Sport", "Culture", "Opinion", "Weather", "Jobs", "Property", "Podcasts", "Puzzles")


@dataclass(frozen=True)
class InventedPage:
    """A page of an invented site, and its truth."""

    url: str
    title: str
    html: str
    text: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class _Template:
    name: str
    mid: tuple[str, ...]
    opening: str | None
    closing: str
    body_class: str
    classed: bool
    has_gaps: bool
    is_labelled: bool


def make_site(number: int, pages: int) -> list[InventedPage]:
    """The pages of an invented site: the same number gives the same site."""
    rng = random.Random(1000 + number)
    furniture = rng.sample(_FURNITURE, 4)
    template = _Template(
        name=f"The {rng.choice(('Oram', 'Lindale', 'Westmark', 'Tern'))} {rng.choice(('Courier', 'Lantern', 'Observer'))} {number}",
        mid=tuple(furniture[: rng.randint(1, 2)]),
        opening=furniture[2] if rng.random() < 0.3 else None,
        closing=furniture[3],
        body_class=rng.choice(("story", "text", "c-17", "entry body", "article__content")),
        classed=rng.random() < 0.4,
        has_gaps=rng.random() < 0.6,
        is_labelled=rng.random() < 0.5,
    )
    stories = [(_headline(rng), [_paragraph(rng) for _ in range(rng.randint(4, 11))], rng.choice(_AUTHORS)) for _ in range(pages)]
    return [_page(template, number, n, stories, rng) for n in range(pages)]


def _sentence(rng: random.Random) -> str:
    why = rng.choice(_WHY).format(n=rng.randint(3, 99))
    return f"{rng.choice(_WHO)} {rng.choice(_DID)} {rng.choice(_WHAT)} {why}."


def _paragraph(rng: random.Random) -> str:
    return " ".join(_sentence(rng) for _ in range(rng.choice((1, 1, 2, 2, 3))))


def _headline(rng: random.Random) -> str:
    return f"{rng.choice(_WHO)} {rng.choice(_DID)} {rng.choice(_WHAT)}"


def _page(template: _Template, site: int, n: int, stories: list[Any], rng: random.Random) -> InventedPage:
    title, paragraphs, author = stories[n]
    blocks = list(paragraphs)
    for text in template.mid:
        blocks.insert(rng.randint(1, len(blocks) - 1), text)
    if template.opening:
        blocks.insert(0, template.opening)
    bio = f"{author} has written about the county for the {template.name} since the spring of the great flood."
    blocks += [bio, template.closing]
    others = [stories[k] for k in rng.sample(range(len(stories)), min(4, len(stories))) if k != n]
    teasers = [(story[0], story[1][0]) for story in others]
    url = f"https://site{site}.example/2025/{n % 12 + 1:02d}/{'-'.join(title.lower().replace(chr(39), '').split()[:6])}-{n}"
    day = f"{n % 27 + 1} March 2025"
    return InventedPage(
        url,
        title,
        _html(template, title, author, day, blocks, teasers),
        _text(template, title, author, day, blocks, teasers),
        tuple(paragraphs),
    )


def _html(template: _Template, title: str, author: str, day: str, blocks: list[str], teasers: list[tuple[str, str]]) -> str:
    attribute = ' class="par"' if template.classed else ""
    body = "".join(f"<p{attribute}>{text}</p>" for text in blocks)
    menu = "".join(f'<li><a href="/{s.lower()}">{s}</a></li>' for s in _SECTIONS)
    cards = "".join(f'<div class="card"><h3><a href="#">{head}</a></h3><p>{lead}</p></div>' for head, lead in teasers)
    return (
        f"<html><head><title>{title} | {template.name}</title></head><body><ul>{menu}</ul><main><h1>{title}</h1>"
        f'<div class="by">By {author}</div><time>{day}</time><div class="{template.body_class}">{body}</div></main>'
        f"<aside><h2>Most read</h2>{cards}</aside><footer>© 2025 {template.name}</footer></body></html>"
    )


def _text(template: _Template, title: str, author: str, day: str, blocks: list[str], teasers: list[tuple[str, str]]) -> str:
    gap = "\n\n" if template.has_gaps else "\n"
    cards = ("Most read\n\n" if template.is_labelled else "") + gap.join(f"{head}\n{lead}" for head, lead in teasers)
    menu = "\n".join(_SECTIONS)
    return f"{template.name}\n{menu}\n\n{title}\n\nBy {author}\n{day}\n\n{gap.join(blocks)}\n\n{cards}\n\n© 2025 {template.name}\n"
