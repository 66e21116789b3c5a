"""The work on one shard, as plain functions: dumps to staged rows, paragraphs to entities and quotes.

A task calls them with paths and gets a small report back; everything else lies in the shard's folder.
"""

from __future__ import annotations

import itertools
import shutil
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import polars as pl
import pyarrow as pa

from flows.evidence import Lookup, open_evidence
from flows.gate import Context
from flows.known import Ids, is_known
from flows.plan import Dump, Shard
from flows.progress import CLEANING, READING, Place, Progress, follow
from flows.restaging import Batch, KeptMentions, read_mentions, restage
from flows.staged_articles import article_batches
from flows.staging import StagedTables, open_stage
from flows.store import scan
from schemas import TABLES
from transforms.annotation_rows import entity_rows, quote_rows, to_paragraph
from transforms.clean import clean
from transforms.clean.evidence import sketch
from transforms.clean.html.rules import Rules, read_rules
from transforms.contract import Mention, Page, RawRecord, Refusal
from transforms.dumps import Limits, count_dump, read_dump
from transforms.embargo import hold_back
from transforms.entities import find_entities, load_recogniser
from transforms.quotes import find_quotes
from transforms.rows import Identity, Origin, RecordRows, identify, lay_out
from transforms.site_evidence import Site, page_row, site_of
from transforms.stories import story_keys

READ_TABLES = ("records", "articles", "paragraphs", "cuts", "rejects", "article_keys", "site_evidence")
ANNOTATE_TABLES = ("entities", "quotes")
# rows are written when this many records, characters or rows have gathered: it bounds a worker's memory
BATCH_RECORDS = 500
BATCH_CHARS = 4 << 20
BATCH_ROWS = 50_000
CRASHED = Refusal("rejected", "crashed_reader", "workers died while cleaning this record")
KEY_INPUT = {
    "article_id": pl.String,
    "published_on": pl.Date,
    "text_digest": pl.String,
    "n_words": pl.Int32,
    "record_id": pl.String,
    "text": pl.String,
}


@dataclass(frozen=True)
class ReadPlan:
    """What a worker needs to read a shard: folders, limits and rules; paths, never tables."""

    staging: str
    known: str | None
    again: bool
    limits: Limits
    zones: dict[str, str]
    context: Context
    mappings: Mapping[str, Mapping[str, str | list[str]]] = field(default_factory=dict)
    rules: str | None = None
    evidence: str | None = None
    is_learning: bool = False


@dataclass
class DumpReport:
    """What a dump held: `found` records by the reader, `counted` by the independent count (None: there is none)."""

    dump: str
    feed: str
    path: str
    size: int
    format: str | None = None
    found: int = 0
    known: int = 0
    counted: int | None = None
    count_method: str | None = None
    outcomes: dict[str, int] = field(default_factory=dict)


@dataclass
class ShardReport:
    """What a stage did on a shard: rows a table, and a report for each dump."""

    shard: str
    rows: dict[str, int]
    dumps: list[DumpReport] = field(default_factory=list)


@dataclass(frozen=True)
class ShardWork:
    """What is known while a shard is read: the ledger's ids, the records met in this shard, and where the worker is."""

    known: Ids | None
    met: set[str]
    progress: Progress
    rules: Rules
    evidence: Lookup
    is_learning: bool
    now: datetime


def shard_folder(staging: str, shard: str) -> Path:
    return Path(staging) / shard


def read_shard(shard: Shard, plan: ReadPlan) -> ShardReport:
    """Read, clean and lay out every record of a shard's dumps into staged Parquet, and measure it for the gate.

    A shard that was read before (its report is there) is not read again: that is how a run is resumed.
    """
    folder = shard_folder(plan.staging, shard.name)
    report_file = folder / "read.json"
    if report_file.exists():
        return msgspec.json.decode(report_file.read_bytes(), type=ShardReport)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    known = np.load(plan.known, mmap_mode="r") if plan.known else None
    with (
        open_stage("read", READ_TABLES, folder, plan.context) as staged,
        follow(folder.with_suffix(".marker")) as progress,
    ):
        work = ShardWork(known, set(), progress, rules_of(plan), open_evidence(plan.evidence), plan.is_learning, plan.context.now)
        report = ShardReport(shard.name, staged.rows, [DumpReport(d.name, d.feed, d.path, d.size) for d in shard.dumps])
        of_dumps = zip(range(len(shard.dumps)), shard.dumps, report.dumps, strict=True)
        laid = itertools.chain.from_iterable(_read_dump(number, dump, plan, work, told) for number, dump, told in of_dumps)
        for batch in _batches(laid):
            _stage(batch, staged)
    _write_report(report, report_file)
    return report


def _write_report(report: ShardReport, path: Path) -> None:
    partial = path.with_suffix(".tmp")
    partial.write_bytes(msgspec.json.encode(report))
    partial.replace(path)


def _read_dump(number: int, dump: Dump, plan: ReadPlan, work: ShardWork, report: DumpReport) -> Iterator[RecordRows]:
    """The rows of one dump of the shard, the `number`-th, record by record; the report is whole after the last."""
    origin = Origin(dump.feed, dump.name)
    ordinals: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    for record in _records(number, dump, plan, work.progress):
        report.found += 1
        report.format = report.format or record.format
        identity = identify(record, ordinals)
        if identity.record_id in work.met or (not plan.again and is_known(work.known, identity.record_id)):
            report.known += 1
            continue
        work.met.add(identity.record_id)
        is_deadly = _is_deadly(dump, plan, work.progress, Place(number, record.position, CLEANING))
        laid = lay_out(record, CRASHED, origin, identity) if is_deadly else _lay_out(record, origin, identity, work)
        outcomes[laid.record["outcome"]] += 1
        yield laid
    tally = count_dump(Path(dump.path), limits=plan.limits)
    report.counted, report.count_method = tally.records, tally.by
    report.outcomes = dict(sorted(outcomes.items()))


def _batches(laid: Iterable[RecordRows]) -> Iterator[list[RecordRows]]:
    """Records that are staged together, over the ends of dumps: a folder of pages has one record a dump."""
    batch: list[RecordRows] = []
    chars = rows = 0
    for one in laid:
        batch.append(one)
        chars += sum(len(p["text"]) for p in one.paragraphs) + sum(len(c["text"]) for c in one.cuts)
        rows += len(one.paragraphs) + len(one.cuts)
        if len(batch) >= BATCH_RECORDS or chars >= BATCH_CHARS or rows >= BATCH_ROWS:
            yield batch
            batch, chars, rows = [], 0, 0
    if batch:
        yield batch


def _records(number: int, dump: Dump, plan: ReadPlan, progress: Progress) -> Iterator[RawRecord]:
    """The records of a dump, up to one whose reading kills workers: that one, and with it what follows, is set aside."""
    records = read_dump_of(plan, dump)
    for position in itertools.count():
        if _is_deadly(dump, plan, progress, Place(number, position, READING)):
            detail = "workers died while reading this record; what follows it in the dump was not read"
            yield RawRecord(position, "unknown", b"", verdict="rejected", reason="crashed_reader", detail=detail)
            return
        record = next(records, None)
        if record is None:
            return
        yield record


def read_dump_of(plan: ReadPlan, dump: Dump) -> Iterator[RawRecord]:
    """All records of a dump, read as the plan says."""
    mapping, zone = plan.mappings.get(dump.feed), plan.zones.get(dump.feed)
    return read_dump(Path(dump.path), limits=plan.limits, mapping=mapping, zone=zone)


def _is_deadly(dump: Dump, plan: ReadPlan, progress: Progress, place: Place) -> bool:
    """Note where the worker is; True where the record at this place has to be kept away from."""
    return progress.is_deadly(place, lambda: msgspec.json.encode(Trial(dump, plan, place)))


@dataclass(frozen=True)
class Trial:
    """What is to be tried in a process of its own: to read the record at a place, or also to clean it."""

    dump: Dump
    plan: ReadPlan
    place: Place


def rules_of(plan: ReadPlan) -> Rules:
    """The user's rules for publishers' pages."""
    return read_rules(Path(plan.rules).read_text("utf-8")) if plan.rules else ()


def clean_record(record: RawRecord, feed: str, rules: Rules, evidence: Lookup) -> tuple[Site | None, Page | Refusal]:
    """The site that a candidate record of a feed is from, and what it is once cleaned with what is known of that site."""
    site = site_of(record, feed)
    return site, clean(record, rules=rules, evidence=evidence(site))


def _lay_out(record: RawRecord, origin: Origin, identity: Identity, work: ShardWork) -> RecordRows:
    """The rows of a record. The one place that turns an unforeseen error on one record into a reject, with its traceback."""
    answer: Page | Refusal | None = None
    site: Site | None = None
    try:
        if record.verdict == "candidate":
            site, answer = clean_record(record, origin.feed, work.rules, work.evidence)
            answer = hold_back(answer, work.now) if isinstance(answer, Page) else answer
        laid = lay_out(record, answer, origin, identity)
        if work.is_learning and laid.article and isinstance(answer, Page) and site:
            seen_on = answer.published_on or (record.fetched_at.date() if record.fetched_at else None)
            laid.page = page_row(site, sketch(answer), laid.article["article_id"], identity.record_id, seen_on)
        return laid
    except Exception:  # noqa: BLE001 one bad record must not take its dump along; it is kept with its traceback
        return lay_out(record, Refusal("rejected", "unforeseen", traceback.format_exc(limit=-6)), origin, identity)


def _stage(batch: Sequence[RecordRows], staged: StagedTables) -> None:
    found: dict[str, list[dict[str, Any]]] = {
        "records": [r.record for r in batch],
        "articles": [r.article for r in batch if r.article],
        "paragraphs": [p for r in batch for p in r.paragraphs],
        "cuts": [c for r in batch for c in r.cuts],
        "rejects": [r.reject for r in batch if r.reject],
        "site_evidence": [r.page for r in batch if r.page],
    }
    tables = {name: pa.Table.from_pylist(rows, schema=TABLES[name].staged("read")) for name, rows in found.items()}
    staged.add(tables | {"article_keys": _key_rows(found["articles"])})


def _key_rows(articles: list[dict[str, Any]]) -> pl.DataFrame:
    """What settle needs to know of the articles to find copies of them: see schemas.article_keys."""
    names = [n for n in TABLES["article_keys"].staged("read").names if n not in ("n_shingles", "bands")]
    known = pl.DataFrame([{n: a[n] for n in (*names, "text")} for a in articles], schema=KEY_INPUT, infer_schema_length=None)
    keys = story_keys(known.select("article_id", "text"))
    return known.drop("text").with_columns(keys["n_shingles"], keys["bands"])


def annotate_shard(shard: str, staging: str, recogniser: str, context: Context, from_stage: str | None = None) -> ShardReport:
    """Find the entities and quotes in a shard's staged paragraphs, article by article, and measure them for the gate.

    With `from_stage` the shard is of published articles, which are staged first; 'quotes' keeps the mentions that they have.
    """
    folder = shard_folder(staging, shard)
    report_file = folder / "annotate.json"
    if report_file.exists():
        return msgspec.json.decode(report_file.read_bytes(), type=ShardReport)
    if from_stage:
        restage(folder, from_stage)
    find = partial(_find_mentions, recogniser=recogniser, kept=read_mentions(folder) if from_stage == "quotes" else None)
    with open_stage("annotate", ANNOTATE_TABLES, folder, context) as staged:
        for beside in article_batches(folder):
            staged.add(_annotate(beside["paragraphs"], find), beside)
    report = ShardReport(shard, staged.rows)
    _write_report(report, report_file)
    return report


def _annotate(rows: pa.Table, find: Callable[[Batch], list[list[Mention]]]) -> dict[str, pa.Table]:
    """The entities and quotes in the paragraphs of whole articles."""
    batch = [list(of_record) for _, of_record in itertools.groupby(rows.to_pylist(), itemgetter("record_id"))]
    entities: list[dict[str, Any]] = []
    quotes: list[dict[str, Any]] = []
    for paragraphs, mentions in zip(batch, find(batch), strict=True):
        article = [to_paragraph(row) for row in paragraphs]
        entities += entity_rows(paragraphs, mentions)
        quotes += quote_rows(paragraphs, mentions, find_quotes(article, mentions, language=paragraphs[0]["language"]))
    found = {"entities": entities, "quotes": quotes}
    return {name: pa.Table.from_pylist(rows, schema=TABLES[name].staged("annotate")) for name, rows in found.items()}


def _find_mentions(batch: Batch, recogniser: str, kept: KeptMentions | None) -> list[list[Mention]]:
    """The mentions of each article: those that are kept of it, else as the recogniser finds them."""
    known = kept.of_articles(batch) if kept else {}
    anew = [paragraphs for paragraphs in batch if paragraphs[0]["article_id"] not in known]
    found = find_entities(
        [[to_paragraph(row) for row in paragraphs] for paragraphs in anew],
        published_on=[paragraphs[0]["published_on"] for paragraphs in anew],
        languages=[paragraphs[0]["language"] for paragraphs in anew],
        recogniser=load_recogniser(recogniser),
    )
    recognised = iter(found)
    return [known[p[0]["article_id"]] if p[0]["article_id"] in known else next(recognised) for p in batch]


def frames_of(staging: str, shards: Sequence[str], table: str) -> pl.LazyFrame:
    """A staged table over all shards of a run, with a column `shard`."""
    return pl.concat([scan([shard_folder(staging, s) / f"{table}.parquet"]).with_columns(pl.lit(s).alias("shard")) for s in shards])
