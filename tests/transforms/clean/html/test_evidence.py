"""What many pages of a site teach about one of them: HTML."""

from __future__ import annotations

from transforms.clean.evidence import SiteEvidence, digest_block, sketch
from transforms.clean.html import clean_html
from transforms.contract import Page

PLEA = "Good reporting costs money, and we are grateful to everyone who gives a little every month."
THANKS = "Whoever gives twelve times is invited to the press hall in autumn, where the old machines still run."
STORIES = [
    "The mill pond froze over on Sunday, and {} children were seen skating before the ice was tested.",
    "Nobody knows yet who painted the bridge, but {} litres of blue are missing from the depot.",
    "The harvest of pears was so large that {} crates were given away at the station.",
]


def cleaned(number: int, evidence: SiteEvidence | None = None, n_stories: int = 3) -> Page:
    paragraphs = "".join(f"<p>{s.format(number + 17)}</p>" for s in STORIES[:n_stories])
    html = f"<h1>Story number {number} of the week</h1><div class='text'>{paragraphs}<p>{PLEA}</p><p>{THANKS}</p></div>"
    page = clean_html(html, f"https://tern.example/{number}", evidence=evidence)
    assert isinstance(page, Page)
    return page


def known() -> SiteEvidence:
    return SiteEvidence(frozenset(d for text in (PLEA, THANKS) if (d := digest_block(text)) is not None))


def test_a_recurring_block_is_cut_and_the_stories_stay() -> None:
    page = cleaned(9, known())
    assert [b.kind for b in cleaned(9).blocks if b.text == PLEA] == ["body"]
    assert [(b.fate, b.kind, b.text) for b in page.blocks[-2:]] == [("cut", "site_furniture", PLEA), ("cut", "site_furniture", THANKS)]
    assert sum(b.kind == "body" for b in page.blocks) == 3


def test_the_first_paragraph_stays_unless_it_is_known_to_open_texts() -> None:
    lead = STORIES[0].format(26)
    teased = SiteEvidence(frozenset(d for d in (digest_block(lead),) if d is not None))
    opening = SiteEvidence(teased.blocks, teased.blocks)
    found = [next((b.fate, b.kind) for b in cleaned(9, told).blocks if b.text == lead) for told in (teased, opening)]
    assert found == [("paragraph", "body"), ("cut", "site_furniture")]


def test_what_is_cut_for_the_evidence_is_learnt_again() -> None:
    assert sketch(cleaned(9, known())) == sketch(cleaned(9))


def test_evidence_never_takes_most_of_a_page() -> None:
    page = cleaned(9, known(), n_stories=1)
    assert [b.kind for b in page.blocks if b.text in (PLEA, THANKS)] == ["body", "body"]


def test_headings_are_not_learnt_and_places_are() -> None:
    page = clean_html(
        f"<h1>A week of frost</h1><div class='text'><p>{STORIES[0]}</p><h2>What happens next week</h2><p>{STORIES[1]}</p></div>"
    )
    assert isinstance(page, Page)
    told = sketch(page)
    assert digest_block("What happens next week") not in told.blocks
    assert len(told.blocks) == 2 and told.places == ("div.text > p",) and told.lines == ()


def test_short_lines_have_no_digest() -> None:
    assert digest_block("Read more") is None
    assert digest_block("A line that is long enough") == digest_block("a LINE, that is long enough!")
