"""What many text copies of a site teach about one of them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.clean.evidence import SiteEvidence, digest_block, sketch
from transforms.clean.text import clean_text
from transforms.contract import Page

PLEA = "If you value what you read here, you can help us with as little as two crowns a month, and stop whenever you like."
STORY = (
    "The ferry to the outer islands will run twice a day from Monday, the harbour board said after a meeting that lasted until midnight.",
    "Nobody had expected the board to find the money, as the old boat had been laid up since the great storm of last November.",
    "“We have waited a whole winter for this,” said the teacher of the island's school, who had come over in a rowing boat.",
)
HEAD = "The Outer Lantern\nNews\nSport\nWeather\n\nFerry to run twice a day again\n\nBy Mira Solane\n3 March 2025\n\n"


def cleaned(blocks: tuple[str, ...], evidence: SiteEvidence | None = None) -> Page:
    page = clean_text(HEAD + "\n\n".join(blocks) + "\n\n© 2025 The Outer Lantern\n", evidence=evidence)
    assert isinstance(page, Page)
    return page


def bodies(page: Page) -> list[str]:
    return [b.text for b in page.blocks if b.fate == "paragraph" and b.kind == "body"]


def evidence_of(texts: tuple[str, ...], openings: tuple[str, ...] = ()) -> SiteEvidence:
    blocks, opening = (frozenset(d for text in some if (d := digest_block(text)) is not None) for some in (texts, openings))
    return SiteEvidence(blocks, opening)


def test_a_recurring_line_is_cut_from_the_middle_of_the_text() -> None:
    blocks = (*STORY[:2], PLEA, STORY[2])
    assert PLEA in bodies(cleaned(blocks))
    page = cleaned(blocks, evidence_of((PLEA,)))
    assert bodies(page) == list(STORY)
    assert [(b.fate, b.kind) for b in page.blocks if b.text == PLEA] == [("cut", "site_furniture")]
    assert set(sketch(page).blocks) == set(sketch(cleaned(blocks)).blocks)


def test_the_lead_of_a_story_stays_though_other_pages_tease_it() -> None:
    assert bodies(cleaned(STORY, evidence_of((STORY[0],)))) == list(STORY)
    assert bodies(cleaned((PLEA, *STORY), evidence_of((PLEA,), (PLEA,)))) == list(STORY)


def test_evidence_that_would_take_most_of_the_text_is_not_believed() -> None:
    assert bodies(cleaned(STORY, evidence_of(STORY, STORY))) == list(STORY)


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from((*STORY, PLEA, "Most read", "Ferry timetable", "Sign up to our newsletter")), min_size=2, max_size=12),
    st.data(),
)
def test_what_no_other_page_has_stays(blocks: list[str], data: st.DataObject) -> None:
    known = tuple(data.draw(st.lists(st.sampled_from(blocks), max_size=3)))
    without = clean_text(HEAD + "\n\n".join(blocks))
    with_it = clean_text(HEAD + "\n\n".join(blocks), evidence=evidence_of(known, known))
    if isinstance(without, Page) and isinstance(with_it, Page):
        assert set(bodies(without)) - set(known) <= {b.text for b in with_it.blocks if b.fate == "paragraph"}
