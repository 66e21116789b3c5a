"""What many pages of a site teach."""

from __future__ import annotations

from random import Random

from transforms.clean.html import clean_html
from transforms.clean.html.evidence import PageDigests, digest_block, digest_page, learn_evidence, read_evidence
from transforms.contract import Page

PLEA = "Good reporting costs money, and we are grateful to everyone who gives a little every month."
STORIES = [
    "The mill pond froze over on Sunday, and {} children were seen skating before the ice was tested.",
    "Nobody knows yet who painted the bridge, but {} litres of blue are missing from the depot.",
    "The harvest of pears was so large that {} crates were given away at the station.",
]


def source(number: int) -> str:
    paragraphs = "".join(f"<p>{s.format(number + 17)}</p>" for s in STORIES)
    return f"<html><body><h1>Story number {number} of the week</h1><div class='text'>{paragraphs}<p>{PLEA}</p></div></body></html>"


def cleaned(number: int, **options: object) -> Page:
    page = clean_html(source(number), f"https://tern.example/{number}", **options)  # type: ignore[arg-type]
    assert isinstance(page, Page)
    return page


def digests(numbers: range) -> list[PageDigests]:
    return [digest_page("tern.example", str(n), cleaned(n).blocks) for n in numbers]


def test_a_recurring_block_is_cut_and_the_stories_stay() -> None:
    known = read_evidence(learn_evidence(digests(range(4))))["tern.example"]
    without, with_it = cleaned(9), cleaned(9, evidence=known)
    assert [b.kind for b in without.blocks if b.text == PLEA] == ["body"]
    assert [(b.fate, b.kind) for b in with_it.blocks if b.text == PLEA] == [("cut", "site_furniture")]
    assert sum(b.kind == "body" for b in with_it.blocks) == 3


def test_what_stands_on_one_page_is_never_learnt() -> None:
    page = digests(range(1))[0]
    again = [PageDigests(page.domain, page.page, page.blocks, page.places) for _ in range(10)]
    assert learn_evidence(again) == []


def test_the_order_of_the_pages_does_not_matter() -> None:
    pages = digests(range(6))
    shuffled = pages[:]
    Random(7).shuffle(shuffled)
    assert learn_evidence(pages) == learn_evidence(shuffled)


def test_short_lines_have_no_digest() -> None:
    assert digest_block("Read more") is None
    assert digest_block("A line that is long enough") == digest_block("a LINE, that is long enough!")
