"""What checks are made of: each builder on rows that hold and rows that do not."""

from __future__ import annotations

import subprocess
import sys

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import TABLES, checks
from schemas.checks import RowCheck, ShareCheck, checks_of


def fails(frame: pl.DataFrame, expr: pl.Expr) -> list[bool | None]:
    return frame.select(expr.alias("x"))["x"].to_list()


@pytest.mark.parametrize("table", TABLES)
def test_every_check_says_what_it_checks(table: str) -> None:
    found = checks_of(table)
    names = [check.name for check in found]
    assert len(names) == len(set(names))
    for check in found:
        assert check.severity in ("critical", "warning")
        assert " " in check.description and check.description.endswith(".")
        assert check.name.replace("_", "").isalnum() and check.name == check.name.lower()


@pytest.mark.parametrize("table", TABLES)
def test_every_column_with_a_closed_list_is_checked(table: str) -> None:
    names = {check.name for check in checks_of(table)}
    for column in TABLES[table].columns:
        if column.values and column.stage != "settle":
            assert f"{column.name}_is_known" in names


def test_declaring_checks_does_not_import_great_expectations() -> None:
    code = (
        "import sys, schemas, schemas.checks as c\n"
        "[c.checks_of(table) for table in schemas.TABLES]\n"
        "print('great_expectations' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


@settings(max_examples=60)
@given(st.text(max_size=30), st.integers(-2, 32), st.integers(-2, 32))
def test_a_span_is_true_where_python_says_so(whole: str, start: int, end: int) -> None:
    whole = whole.encode("utf-8", "ignore").decode()
    text = whole[max(start, 0) : max(end, 0)]
    frame = pl.DataFrame({"text": [text], "a": [start], "b": [end], "whole": [whole]})
    is_span = 0 <= start < end <= len(whole)
    assert fails(frame, checks.span_is_false("text", "a", "b", "whole")) == [not is_span]


def test_no_span_is_no_failure_but_half_a_span_is() -> None:
    frame = pl.DataFrame(
        {"text": [None, None, "ab"], "a": [None, 0, None], "b": [None, 2, None], "whole": ["abc", "abc", "abc"]},
        schema_overrides={"text": pl.String, "a": pl.Int32, "b": pl.Int32},
    )
    assert fails(frame, checks.span_is_false("text", "a", "b", "whole")) == [False, True, True]


@pytest.mark.parametrize(
    ("spans", "is_wrong"),
    [
        ([(0, 3), (4, 7)], False),
        ([(0, 3), (3, 7)], False),
        ([], False),
        ([(0, 4), (3, 7)], True),
        ([(4, 7), (0, 3)], True),
        ([(2, 2)], True),
        ([(0, 9)], True),
        ([(-1, 3)], True),
    ],
)
def test_sentences_follow_each_other(spans: list[tuple[int, int]], is_wrong: bool) -> None:
    kind = pl.List(pl.Struct({"char_start": pl.Int32, "char_end": pl.Int32}))
    rows = [[{"char_start": a, "char_end": b} for a, b in spans]]
    frame = pl.DataFrame({"sentences": rows, "text": ["abcéfgh"]}, schema_overrides={"sentences": kind})
    assert fails(frame, checks.spans_overlap("sentences", "text")) == [is_wrong]


@pytest.mark.parametrize(
    ("text", "is_left"),
    [
        ("<p>Once upon a time", True),
        ("a line<br/>", True),
        ('<a href="x">here</a>', True),
        ("AT&amp;T said so", True),
        ("it&#8217;s", True),
        ("profits < costs and costs > income", False),
        ("the R&D budget", False),
        ("see <name> and <number>", False),
        ("AT&T; and others", False),
    ],
)
def test_markup_is_told_from_text(text: str, is_left: bool) -> None:
    assert fails(pl.DataFrame({"t": [text]}), checks.contains("t", checks.MARKUP)) == [is_left]


@pytest.mark.parametrize(
    "text", ["“Ça va”, dit-elle — déjà vu à São Paulo", "Ærø, Łódź, Århus, Ââtî", "Rodrigo Ã, an unlikely name", "naïve café"]
)
def test_letters_with_accents_are_no_mojibake(text: str) -> None:
    assert fails(pl.DataFrame({"t": [text]}), checks.contains("t", checks.MOJIBAKE)) == [False]
    broken = text.encode("utf-8").decode("cp1252", "ignore")
    assert fails(pl.DataFrame({"t": [broken]}), checks.contains("t", checks.MOJIBAKE)) == [True]


def test_a_text_lacks_the_words_of_another_language() -> None:
    english = "It was the end of the year and the town had to wait for the answer of the office."
    german = "Das Ende des Jahres war da und die Stadt hatte auf das Wort der Behörde zu warten."
    frame = pl.DataFrame({"language": ["en", "de", "en", "fi", None], "text": [english, german, german, german, german]})
    assert fails(frame, checks.is_in_other_language("language", "text")) == [False, False, True, None, None]


def test_repetition_is_of_several_keys() -> None:
    frame = pl.DataFrame({"article_id": ["a", "a", "b", "c"], "text": ["x", "x", "y", "y"]})
    assert fails(frame, checks.is_repeated("article_id", within=("text",))) == [False, False, True, True]


@given(st.floats(0, 1), st.integers(0, 120))
def test_few_rows_have_wider_bounds_and_no_more_than_a_warning(bound: float, rows: int) -> None:
    check = ShareCheck("a", "All a.", "critical", pl.lit(1), low=bound, high=bound)
    fewer = checks.of_few_rows(check, rows)
    if rows < checks.SHARE_FEW_ROWS:
        assert fewer is None
    else:
        assert fewer and fewer.severity == "warning"
        assert fewer.low is not None and fewer.high is not None and fewer.low <= bound <= fewer.high
        more = checks.of_few_rows(check, rows + 1)
        assert more and more.high is not None and more.high <= fewer.high


def test_a_check_with_a_number_of_rows_of_its_own_keeps_it() -> None:
    assert checks.of_few_rows(ShareCheck("a", "All a.", "warning", pl.lit(1), low=0.5, min_rows=50), 40) is None


def test_expectations_carry_what_the_report_shows() -> None:
    pytest.importorskip("great_expectations")
    row = RowCheck("a", "All a.", "critical", pl.lit(False))
    strict = RowCheck("b", "All b.", "critical", pl.lit(False), tolerated=False)
    share = ShareCheck("c", "Some c.", "warning", pl.lit(1), low=0.1, high=0.5)
    found = checks.to_expectations("articles", [row, strict, share])
    assert [e.column for e in found] == ["articles.a", "articles.b", "articles.c"]  # type: ignore[attr-defined]
    assert [e.severity.value for e in found] == ["warning", "critical", "warning"]
    assert [e.description for e in found] == ["All a.", "All b.", "Some c."]
    assert (found[2].min_value, found[2].max_value) == (0.1, 0.5)  # type: ignore[attr-defined]
