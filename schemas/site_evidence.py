"""site_evidence: what many pages of a site teach: which blocks recur on them, and where on a page their text stands.

Two sorts of rows. A `page` is a sampled page: digests of its blocks, and the places of its text. What is learnt (`block`, `opening`: a
block with which texts begin, `line`, `place`) is counted over the sampled pages of a site and a format, anew whenever they change. How pages are sampled, and from when on
a block is furniture, stands in transforms.site_evidence.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from schemas import checks as c
from schemas.lists import EVIDENCE_FORMATS, EVIDENCE_KINDS
from schemas.table import INT, LONG, ON, TEXT, Column, Table

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

DIGESTS = pa.list_(pa.field("element", LONG, nullable=False))
PLACES = pa.list_(pa.field("element", TEXT, nullable=False))

SITE_EVIDENCE = Table(
    name="site_evidence",
    description="One row a sampled page of a site, a block that recurs on them (or opens them), or a place where their text stands.",
    columns=(
        Column("evidence_id", TEXT, "Key: hash of site, format, kind and mark."),
        Column("site", TEXT, "Registrable domain of the pages, or 'feed' and its name where they have no address."),
        Column("format", TEXT, "What was read.", values=EVIDENCE_FORMATS),
        Column("kind", TEXT, "A sampled page, or what was learnt of them.", values=EVIDENCE_KINDS),
        Column("mark", TEXT, "Of a page its article_id, of a block or line the digest of its words, of a place its tags and classes."),
        Column("article_id", TEXT, "The article of a sampled page: a page delivered twice is one.", nullable=True),
        Column("subject", LONG, "Digest of a sampled page's headline: pages with one headline count once.", nullable=True),
        Column("blocks", DIGESTS, "Of a sampled page the digests of its paragraphs, the smallest of them."),
        Column("lead", LONG, "Of a sampled page the digest of its first paragraph.", nullable=True),
        Column("lines", DIGESTS, "Of a sampled text copy the digests of its other lines, the smallest of them."),
        Column("places", PLACES, "Of a sampled page the places where its text stands."),
        Column("seen_on", ON, "Day of a sampled page; of what was learnt null.", nullable=True),
        Column("n_pages", INT, "Sampled pages that have it; of a page null.", stage="settle", nullable=True),
        Column("n_known", INT, "Sampled pages of the site in this format; of a page null.", stage="settle", nullable=True),
        Column("record_id", TEXT, "The record that the page was read from.", staged_only=True),
    ),
    key=("evidence_id",),
    sort_by=("seen_on", "evidence_id"),
    month_of="seen_on",
)


def checks() -> tuple[c.Check, ...]:
    """What must hold of the evidence. It is the run's, not a record's: nothing of it is set aside."""
    is_page = pl.col("kind") == "page"
    return (
        *(replace(check, tolerated=False) for check in c.closed_lists(SITE_EVIDENCE)),
        replace(c.id_has_shape("evidence_id", "evi"), tolerated=False),
        c.RowCheck(
            "pages_are_named",
            "A sampled page names its article, and nothing else does.",
            "critical",
            is_page != pl.col("article_id").is_not_null(),
            tolerated=False,
            in_release=True,
        ),
    )


def expectations() -> list[Expectation]:
    """The checks for Great Expectations, over one row of totals."""
    return c.to_expectations(SITE_EVIDENCE.name, checks())
