"""What must hold of a table's rows beyond names, types and nullability: declared here, counted in Polars, judged by Great Expectations.

A table's own checks stand at the end of its file, in `checks()`; this module holds what they are made of. Every check is an
expression over one table's rows, to which the rows of other tables may be joined. Nothing here reads, writes or judges.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import sqrt
from typing import TYPE_CHECKING, Literal

import polars as pl

from schemas.table import Table

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

Severity = Literal["critical", "warning"]

# below so many rows a share only warns, and only where chance would hardly make it so; below so few it does not apply
SHARE_MIN_ROWS, SHARE_FEW_ROWS = 100, 20
# a column that the gate adds to every frame: the moment the run began
NOW = pl.col("now")

# left behind by pages and feeds: tags and character references that a reader should never see
MARKUP = r"</?(?i:p|div|br|span|a|li|ul|ol|script|style|img|strong|em|b|i|h[1-6]|table|tr|td|figure|iframe|blockquote)(?:\s[^<>]*)?/?>|&(?:nbsp|amp|quot|apos|lt|gt|[lr]dquo|[lr]squo|#\d{2,5}|#x[0-9a-fA-F]{2,5});"
# UTF-8 read as Windows-1252 or Latin-1, and the replacement character
MOJIBAKE = "Ã[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]|â\u20ac|â\u0080|Â[\u00a0-\u00bf]|ï¿½|\ufffd"
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


@dataclass(frozen=True, eq=False)
class Join:
    """Rows of `table` put beside the checked row: its columns `columns` come as `<name>.<column>`, null where none matches.

    `on` pairs columns of the checked table with columns of `table`; where both still have a record_id it is matched too, since
    one shard may hold two versions of an article. `totals` are aggregates over all matching rows instead of one row's columns.
    """

    name: str
    table: str
    on: tuple[tuple[str, str], ...]
    columns: tuple[str, ...] = ()
    totals: tuple[pl.Expr, ...] = ()


@dataclass(frozen=True, eq=False)
class RowCheck:
    """`expr` is true where a row fails. `description` is one sentence, for whoever reads the report.

    A critical check that is `tolerated` sets the failing rows aside as long as they are few (see Table.tolerance); one that is
    not stops the run at the first failing row: it speaks of the run, and no row could be blamed. One that stands `in_release`
    is made once more of what is about to be published: settling and writing could have broken what it says.
    """

    name: str
    description: str
    severity: Severity
    expr: pl.Expr
    needs: tuple[Join, ...] = ()
    tolerated: bool = True
    in_release: bool = False


@dataclass(frozen=True, eq=False)
class ShareCheck:
    """The mean of `measure` (a number or a truth for each row, null where it does not apply) lies within `low` and `high`.

    With fewer than `min_rows` rows to which it applies the check is not applicable, but see `of_few_rows`.
    """

    name: str
    description: str
    severity: Severity
    measure: pl.Expr
    low: float | None = None
    high: float | None = None
    needs: tuple[Join, ...] = ()
    min_rows: int = SHARE_MIN_ROWS


Check = RowCheck | ShareCheck


def of_few_rows(check: ShareCheck, rows: int) -> ShareCheck | None:
    """The check as it is made of `rows`, which are too few for it: a warning, with bounds that chance passes once in a thousand times.

    None where the rows are too few even for that, or the check has a `min_rows` of its own.
    """
    if rows < SHARE_FEW_ROWS or check.min_rows != SHARE_MIN_ROWS:
        return None

    def chance(share: float) -> float:
        return 3 * sqrt(max(share * (1 - share), 0) / rows)

    low = None if check.low is None else check.low - chance(check.low)
    high = None if check.high is None else check.high + chance(check.high)
    return replace(check, severity="warning", low=low, high=high)


def checks_of(table: str) -> tuple[Check, ...]:
    """The checks that a table's file in `schemas/` declares."""
    found: tuple[Check, ...] = importlib.import_module(f"schemas.{table}").checks()
    return found


def closed_lists(table: Table) -> tuple[RowCheck, ...]:
    """One check for every column of `table` that has a closed list of words."""
    return tuple(
        RowCheck(
            f"{column.name}_is_known",
            f"Every {column.name} is a word of its closed list.",
            "critical",
            _outside(column.name, column.values, is_list=str(column.type).startswith("list")),
        )
        for column in table.columns
        if column.values
    )


def _outside(name: str, values: tuple[str, ...], *, is_list: bool) -> pl.Expr:
    known = pl.lit(pl.Series(values))
    if is_list:
        return pl.col(name).list.set_difference(pl.lit(pl.Series([list(values)]))).list.len() > 0
    return pl.col(name).is_not_null() & ~pl.col(name).is_in(known.implode())


def id_has_shape(column: str, prefix: str) -> RowCheck:
    return RowCheck(
        f"{column}_has_shape",
        f"Every {column} is '{prefix}_' and 24 hex digits.",
        "critical",
        ~pl.col(column).str.contains(rf"^{prefix}_[0-9a-f]{{24}}$"),
    )


def is_unique(*columns: str, name: str = "key_is_unique", description: str, tolerated: bool = True) -> RowCheck:
    """No two rows are alike in all of `columns`."""
    same = pl.struct(columns).is_duplicated() if len(columns) > 1 else pl.col(columns[0]).is_duplicated()
    return RowCheck(name, description, "critical", same, tolerated=tolerated)


def within_version(*columns: str) -> tuple[str, ...]:
    """`columns` within one version of an article: two versions in one stage repeat the ids of what they share.

    The gate adds the column `version`: the record_id where the frame has one, else the same for all rows.
    """
    return (*columns, "version")


def is_missing(join: Join) -> pl.Expr:
    """True where the checked row names a row of the joined table that is not there."""
    named = pl.all_horizontal(pl.col(column).is_not_null() for column, _ in join.on)
    return named & pl.col(f"{join.name}.found").is_null()


def is_blank(column: str) -> pl.Expr:
    """True where a text is there but holds no letter, digit or symbol."""
    return ~pl.col(column).str.contains(r"\S")


def contains(column: str, pattern: str) -> pl.Expr:
    return pl.col(column).str.contains(pattern).fill_null(False)


def span_is_false(text: str, start: str, end: str, whole: str) -> pl.Expr:
    """True where `text` is not `whole[start:end]`; offsets count code points. All null is no span and does not fail."""
    some = pl.any_horizontal(pl.col(c).is_not_null() for c in (text, start, end))
    length = pl.col(end) - pl.col(start)
    bad = (pl.col(start) < 0) | (length <= 0) | (pl.col(text).str.len_chars().cast(pl.Int64) != length)
    cut = pl.col(whole).str.slice(pl.col(start).clip(0), pl.max_horizontal(length, 0))
    return some & (bad | (cut != pl.col(text))).fill_null(True)


# the paragraph that a row's span stands in
PARAGRAPH = Join(
    "paragraph", "paragraphs", (("paragraph_id", "paragraph_id"),), ("text", "article_id", "publisher", "published_on", "position")
)


def spans_of_paragraphs(what: str) -> tuple[RowCheck, ...]:
    """What holds of every table whose rows are spans of paragraphs; `what` a row is, for whoever reads the report."""
    repeated = (
        ("article_id", "article_id"),
        ("publisher", "publisher"),
        ("published_on", "published_on"),
        ("paragraph_position", "position"),
    )
    disagrees = pl.any_horizontal(differs(column, f"paragraph.{theirs}") for column, theirs in repeated)
    return (
        RowCheck("paragraph_is_there", f"Every {what} stands in a paragraph.", "critical", is_missing(PARAGRAPH), needs=(PARAGRAPH,)),
        RowCheck(
            "agrees_with_paragraph",
            "Article, publisher, day of publication and position are those of the paragraph.",
            "critical",
            pl.col("paragraph.found").is_not_null() & disagrees,
            needs=(PARAGRAPH,),
            in_release=True,
        ),
        RowCheck(
            "span_is_true",
            f"The paragraph has the {what}'s text from char_start to char_end.",
            "critical",
            span_is_false("text", "char_start", "char_end", "paragraph.text"),
            needs=(PARAGRAPH,),
            in_release=True,
        ),
    )


def spans_overlap(spans: str, text: str) -> pl.Expr:
    """True where half-open `spans` (a list of char_start, char_end) are empty, out of order, or leave the text."""
    # element by element, and whole lists against each other: an expression that looks back within a list is ten times slower
    starts = pl.col(spans).list.eval(pl.element().struct.field("char_start").cast(pl.Int64))
    ends = pl.col(spans).list.eval(pl.element().struct.field("char_end").cast(pl.Int64))
    gaps = starts.list.slice(1) - ends.list.head(ends.list.len().cast(pl.Int64) - 1)
    wrong = ((ends - starts).list.min() < 1) | (starts.list.first() < 0) | (gaps.list.min() < 0)
    return wrong.fill_null(False) | (ends.list.last() > pl.col(text).str.len_chars().cast(pl.Int64)).fill_null(False)


def words_are_wrong(n_words: str, text: str) -> pl.Expr:
    """True where a text cannot have so many words: a word takes a character, and two are parted by one."""
    return (pl.col(n_words) < 1) | (pl.col(n_words) * 2 - 1 > pl.col(text).str.len_chars().cast(pl.Int64))


def is_repeated(key: str, *, within: tuple[str, ...]) -> pl.Expr:
    """True where rows alike in `within` belong to more than one `key`."""
    return pl.col(key).n_unique().over(within) > 1


FURNITURE = (
    "sign up for",
    "subscribe to",
    "subscribe now",
    "click here",
    "all rights reserved",
    "read more:",
    "follow us on",
    "cookie policy",
    "accept cookies",
    "privacy policy",
    "terms of use",
    "enable javascript",
    "share this article",
    "advertisement",
    "newsletter",
)


def reads_like_furniture(column: str) -> pl.Expr:
    """True where a short text has a phrase of site furniture. It counts in shares only: a single hit proves nothing."""
    short = pl.col(column).str.len_chars() < 200
    return short & pl.when(short).then(pl.col(column)).str.contains_any(list(FURNITURE), ascii_case_insensitive=True)


# words without which hardly a text of 80 words is written in the language
COMMON_WORDS = {
    "en": (" the ", " of ", " and ", " to "),
    "de": (" der ", " die ", " und ", " das "),
    "fr": (" de ", " la ", " le ", " et "),
    "es": (" de ", " la ", " el ", " que "),
    "it": (" di ", " il ", " che ", " la "),
    "pt": (" de ", " que ", " o ", " da "),
    "nl": (" de ", " het ", " een ", " van "),
}


def is_in_other_language(language: str, text: str) -> pl.Expr:
    """True where the text has fewer than two of its language's four commonest words; null where they are not known."""

    def lacks(words: tuple[str, ...]) -> pl.Expr:
        return pl.sum_horizontal(pl.col(text).str.contains(word, literal=True) for word in words) < 2

    return pl.coalesce(pl.when(pl.col(language) == code).then(lacks(words)) for code, words in COMMON_WORDS.items())


def differs(left: str, right: str) -> pl.Expr:
    """True where the two columns differ; null equals null."""
    return pl.col(left).ne_missing(pl.col(right))


def to_expectations(table: str, checks: Iterable[Check]) -> list[Expectation]:
    """The checks as Great Expectations over one row of totals, in which every check has a column `<table>.<check>`.

    A row check's column holds the number of failing rows, a share check's the mean. Rows that may be set aside make a warning
    of their own check: what stops the run is the gate's expectation about all that would be set aside.
    """
    from great_expectations.expectations.core.expect_column_max_to_be_between import ExpectColumnMaxToBeBetween
    from great_expectations.expectations.metadata_types import FailureSeverity

    return [
        ExpectColumnMaxToBeBetween(
            column=f"{table}.{check.name}",
            min_value=None if isinstance(check, RowCheck) else check.low,
            max_value=0 if isinstance(check, RowCheck) else check.high,
            description=check.description,
            severity=FailureSeverity.CRITICAL if stops(check) else FailureSeverity.WARNING,
        )
        for check in checks
    ]


def stops(check: Check) -> bool:
    """True where the check by itself stops a run."""
    return check.severity == "critical" and not (isinstance(check, RowCheck) and check.tolerated)
