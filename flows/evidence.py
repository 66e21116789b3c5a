"""The evidence about sites that a run uses: frozen in its staging when it begins, read by the workers a site at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import polars as pl

from flows.release import Release
from transforms.clean.evidence import SiteEvidence
from transforms.site_evidence import Site, read_evidence

FILE = "site_evidence.arrow"
_COLUMNS = ("site", "format", "kind", "mark")
SITES_KEPT = 256  # sites whose evidence a worker keeps at hand
Lookup = Callable[[Site | None], SiteEvidence | None]


def freeze(base: Release | None, staging: Path) -> str | None:
    """Set down what the release has learnt about sites, once a run; its digest (32 hex digits), None where nothing is known.

    A run that is carried on keeps what it began with.
    """
    path = staging / FILE
    if not path.exists():
        learnt = base.scan("site_evidence").filter(pl.col("kind") != "page") if base else _nothing()
        partial = path.with_suffix(".tmp")
        learnt.select(_COLUMNS).sort(_COLUMNS).collect().write_ipc(partial)
        partial.replace(path)
    rows = pl.read_ipc(path)
    return hashlib.blake2b(rows.write_ndjson().encode(), digest_size=16).hexdigest() if rows.height else None


def _nothing() -> pl.LazyFrame:
    return pl.LazyFrame(schema=dict.fromkeys(_COLUMNS, pl.String))


def open_evidence(path: str | None) -> Lookup:
    """What is known of a site, looked up in the file that `freeze` wrote: it is mapped into memory, all workers share it."""
    rows = pl.read_ipc(path) if path else _nothing().collect()
    sites = rows.with_row_index("at").group_by("site", "format").agg(pl.col("at").min(), pl.len())
    places = {(site, format_): (at, n) for site, format_, at, n in sites.iter_rows()}

    @lru_cache(maxsize=SITES_KEPT)
    def look_up(of: Site | None) -> SiteEvidence | None:
        if of is None or of not in places:
            return None
        return read_evidence(rows.slice(*places[of]).select("kind", "mark").iter_rows())

    return look_up
