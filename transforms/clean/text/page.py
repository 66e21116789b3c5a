"""A page saved as text becomes a Page: body first, then the head above it, then a reason for everything else."""

from __future__ import annotations

from transforms.clean.evidence import SiteEvidence
from transforms.clean.text.draft import read_draft
from transforms.clean.text.fates import settle
from transforms.clean.text.fields import to_page
from transforms.clean.text.lines import read_lines
from transforms.clean.text.titles import words_of_url
from transforms.clean.text.wrapped import unwrap
from transforms.contract import Page, Refusal


def clean_text(text: str, url: str | None = None, *, evidence: SiteEvidence | None = None) -> Page | Refusal:
    """The article of a page saved as text: `url` is where it was fetched from, if known; `evidence` what other copies of the site taught.

    Every non-empty line becomes one Block, in order; where a width broke the lines of the copy, every paragraph. Never raises.
    """
    lines = read_lines(unwrap(text.splitlines()))
    if not lines:
        return Refusal("rejected", "empty_text")
    draft = read_draft(lines, words_of_url(url), evidence)
    if not draft.end:
        return Refusal("not_an_article", "no_article_text")
    settle(draft)
    return to_page(draft, url)
