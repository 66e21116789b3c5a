"""site_evidence: what the pages of a site teach together, counted so that the order of their deliveries leaves no trace.

Of each site and format (HTML, text copies) a sample of pages is kept: the newest by their day, of one day those with the smallest
article_id, PAGES_A_SITE at most. That is the same set whatever the order in which pages come; a page delivered twice is one page, as
its article_id is that of its address, and a revision takes the place of what it revises. So the table is bounded (some 50 kB a
site, 160 kB where the site comes as text copies), and old furniture is forgotten as new pages come. (Bound of the exactness: a
revision with an older day may leave its place to a page that had been let go.)

Counted are headlines, not pages: the same story under five addresses counts once. A block is furniture from LEAST_PAGES headlines
on, and a share of the site's; a line of a text copy that was no text anywhere needs more, as teasers of one story stand on
several pages for some days. A block that stands on one page only is never in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from schemas import TABLES, ids
from transforms.clean.evidence import SiteEvidence, Sketch
from transforms.contract import RawRecord
from transforms.settle import Change
from transforms.urls import domain_of, host_of

PAGES_A_SITE = 100
LEAST_PAGES = 3
LEAST_SHARE = 0.02  # of the site's pages: a line that opens every tenth column is no furniture of a large site
LEAST_LINE_PAGES = 5
LEAST_LINE_SHARE = 0.25
LEAST_OPENING_SHARE = 1 / 3  # share of the pages with a block on which it is the first paragraph: else it is the lead of a story
LEAST_PLACE_SHARE = 0.1  # share of a site's pages whose text stands in a place, before the place is known
_OF_SITE = ("site", "format")
_MASK = (1 << 64) - 1


Site = tuple[str, str]  # site and format, as in the table


def site_of(record: RawRecord, feed: str) -> Site | None:
    """The site and format of a record that evidence is for: by its address, else by its feed; None for other formats."""
    if record.html is None and record.text is None:
        return None
    return domain_of(host_of(record.url)) or f"feed {feed}", "text" if record.html is None else "html"


def page_row(of: Site, told: Sketch, article_id: str, record_id: str, seen_on: date | None) -> dict[str, Any]:
    """A sampled page as a staged row of site_evidence."""
    site, format_ = of
    return {
        "evidence_id": ids.make_id("evidence", site, format_, "page", article_id),
        "site": site,
        "format": format_,
        "kind": "page",
        "mark": article_id,
        "article_id": article_id,
        "subject": told.subject,
        "blocks": list(told.blocks),
        "lead": told.lead,
        "lines": list(told.lines),
        "places": list(told.places),
        "seen_on": seen_on,
        "record_id": record_id,
    }


def read_evidence(rows: Iterable[tuple[str, str]]) -> SiteEvidence:
    """The evidence of one site in one format, from the kind and mark of its rows."""
    told = list(rows)
    return SiteEvidence(
        frozenset(_to_digest(mark) for kind, mark in told if kind in ("block", "opening", "line")),
        frozenset(_to_digest(mark) for kind, mark in told if kind == "opening"),
        frozenset(mark for kind, mark in told if kind == "place"),
    )


def learn(old: pl.LazyFrame, pages: pl.DataFrame) -> Change:
    """What sampled `pages` (rows of site_evidence, as staged) change in the table `old`; its drop tells days beside keys."""
    table = TABLES["site_evidence"]
    names = table.released().names
    new = pages.sort("seen_on", "record_id", nulls_last=True).unique("evidence_id", keep="last", maintain_order=True)
    sites = new.select(_OF_SITE).unique()
    before = old.join(sites.lazy(), on=_OF_SITE, how="semi").collect()
    stayed = before.filter(pl.col("kind") == "page").join(new, on="evidence_id", how="anti")
    nothing = [pl.lit(None, pl.Int32).alias(n) for n in ("n_pages", "n_known")]
    known = pl.concat([stayed.select(names), new.with_columns(nothing).select(names)])
    kept = _newest(known)
    learnt = count(kept)
    same = learnt.join(before, on=("evidence_id", "n_pages", "n_known"), how="semi").select("evidence_id")
    untouched = pl.concat([stayed.select("evidence_id").join(kept, on="evidence_id", how="semi"), same])
    rows = pl.concat([kept, learnt]).join(untouched, on="evidence_id", how="anti")
    drop = before.select("evidence_id", "seen_on").join(untouched, on="evidence_id", how="anti")
    return Change(rows.lazy(), drop)


def _newest(pages: pl.DataFrame) -> pl.DataFrame:
    """The sample: the newest pages of each site, the same whatever the order of `pages`."""
    ranked = pages.sort("seen_on", "article_id", descending=[True, False], nulls_last=True)
    return ranked.group_by(_OF_SITE, maintain_order=True).head(PAGES_A_SITE).select(pages.columns)


def count(pages: pl.DataFrame) -> pl.DataFrame:
    """The rows that sampled pages teach, sorted by key; the order of the pages does not matter."""
    who = pl.coalesce(pl.col("subject").cast(pl.String), "article_id").alias("who")
    told = pages.select(*_OF_SITE, who, "blocks", "lead", "lines", "places")
    known = told.group_by(_OF_SITE).agg(pl.col("who").n_unique().cast(pl.Int32).alias("n_known"))
    blocks, lines, places = (
        told.select(*_OF_SITE, "who", pl.col(column).alias("mark")).explode("mark") for column in ("blocks", "lines", "places")
    )
    of_blocks = _recurring(blocks, known, LEAST_PAGES, LEAST_SHARE)
    of_lines = _recurring(pl.concat([blocks, lines]), known, LEAST_LINE_PAGES, LEAST_LINE_SHARE)
    of_lines = of_lines.join(of_blocks, on=(*_OF_SITE, "mark"), how="anti")
    leads = told.group_by(*_OF_SITE, pl.col("lead").alias("mark")).agg(pl.col("who").n_unique().alias("n_leads"))
    is_opening = (pl.col("n_leads") >= LEAST_OPENING_SHARE * pl.col("n_pages")).fill_null(False)
    opens = of_blocks.join(leads, on=(*_OF_SITE, "mark"), how="left", maintain_order="left").select(is_opening).to_series()
    of_places = _recurring(places, known, LEAST_PAGES, LEAST_PLACE_SHARE)
    found = {"opening": _hex(of_blocks.filter(opens)), "block": _hex(of_blocks.filter(~opens)), "line": _hex(of_lines), "place": of_places}
    return pl.concat([_rows(counted, kind) for kind, counted in found.items()]).sort("evidence_id")


def _recurring(told: pl.DataFrame, known: pl.DataFrame, least: int, share: float) -> pl.DataFrame:
    """site, format, mark, n_pages, n_known of the marks that recur."""
    counted = told.drop_nulls("mark").group_by(*_OF_SITE, "mark").agg(pl.col("who").n_unique().cast(pl.Int32).alias("n_pages"))
    often = counted.filter(pl.col("n_pages") >= least).join(known, on=_OF_SITE)
    return often.filter(pl.col("n_pages") >= share * pl.col("n_known"))


def _hex(counted: pl.DataFrame) -> pl.DataFrame:
    digits = [f"{digest & _MASK:016x}" for digest in counted["mark"]]
    return counted.with_columns(pl.Series("mark", digits, pl.String))


def _rows(counted: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Marks that recur as rows of site_evidence."""
    schema = pl.DataFrame(TABLES["site_evidence"].released().empty_table()).schema
    keys = [ids.make_id("evidence", site, of, kind, mark) for site, of, mark in counted.select(*_OF_SITE, "mark").iter_rows()]
    return counted.select(
        pl.Series("evidence_id", keys, pl.String),
        *_OF_SITE,
        pl.lit(kind).alias("kind"),
        "mark",
        *(pl.lit(None, schema[n]).alias(n) for n in ("article_id", "subject")),
        pl.lit(pl.Series([[]], dtype=schema["blocks"])).first().alias("blocks"),
        pl.lit(None, schema["lead"]).alias("lead"),
        *(pl.lit(pl.Series([[]], dtype=schema[n])).first().alias(n) for n in ("lines", "places")),
        pl.lit(None, pl.Date).alias("seen_on"),
        "n_pages",
        "n_known",
    )


def _to_digest(mark: str) -> int:
    """The digest that the 16 hex digits of a mark stand for: 64 bits, signed."""
    number = int(mark, 16)
    return number - (1 << 64) if number >> 63 else number
