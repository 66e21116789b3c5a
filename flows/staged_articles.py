"""The articles that a shard has staged, read back for annotating: each file once, in the order in which its records were staged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from flows.store import batches

# articles are annotated together until they are this many, or have this many characters
BATCH_ARTICLES = 200
BATCH_ARTICLES_CHARS = 1 << 18
# rows that are read at a time
ROWS_OF_PARAGRAPHS = 4096
ROWS_OF_ARTICLES = 64


def article_batches(folder: Path) -> Iterator[dict[str, pa.Table]]:
    """The rows of whole articles (of one record), some articles at a time: their `paragraphs` and their `articles`.

    Articles without paragraphs are left out. Raises ValueError where the two files do not name the records in one order.
    """
    articles = _runs(folder / "articles.parquet", ROWS_OF_ARTICLES)
    for paragraphs in _paragraph_batches(folder / "paragraphs.parquet"):
        records = pc.unique(paragraphs["record_id"]).to_pylist()
        yield {"paragraphs": paragraphs, "articles": _join([_find(articles, record) for record in records])}


def _paragraph_batches(path: Path) -> Iterator[pa.Table]:
    waiting: list[pa.Table] = []
    records = chars = 0
    last = None
    for record, rows in _runs(path, ROWS_OF_PARAGRAPHS):
        if record != last:
            if records >= BATCH_ARTICLES or chars >= BATCH_ARTICLES_CHARS:
                yield _join(waiting)
                waiting, records, chars = [], 0, 0
            records += 1
            last = record
        waiting.append(rows)
        chars += pc.sum(pc.utf8_length(rows["text"])).as_py()
    if waiting:
        yield _join(waiting)


def _join(rows: list[pa.Table]) -> pa.Table:
    """One table without the rows around those: Polars would take what each slice was cut from for its own, in memory as well."""
    return pa.concat_tables(rows).combine_chunks()


def _runs(path: Path, rows: int) -> Iterator[tuple[str, pa.Table]]:
    """Neighbouring rows of one record, with its id; a record whose rows were not read together comes in parts."""
    for some in batches([path], rows):
        runs = pc.run_end_encode(some["record_id"].combine_chunks())
        start = 0
        for record, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            yield record, some.slice(start, end - start)
            start = end


def _find(articles: Iterator[tuple[str, pa.Table]], record: str) -> pa.Table:
    """The next article that was made of `record`; those before it are passed over."""
    for found, row in articles:
        if found == record:
            return row
    raise ValueError(f"{record} has paragraphs, but no article in their order")
