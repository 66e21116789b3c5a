from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.clean.dates import FIRST_YEAR, LAST_YEAR, find_date, read_date

DAY = date(2025, 8, 20)


@pytest.mark.parametrize(
    "text",
    [
        "2025-08-20",
        "2025/8/20",
        "20250820",
        "20 August 2025",
        "Aug. 20, 2025",
        "August 20th, 2025",
        "20th of August 2025",
        "Wednesday, August 20, 2025",
        "August 20, 2025 Wednesday",
        "20-AUG-2025",
        "20.08.2025",
        "20. 8. 2025",
        "20-08-2025",
        "20/08/2025",
        "08/20/2025",
        "20 de agosto de 2025",
        "20 août 2025",
        "20. August 2025",
        "20 agosto 2025",
        "den 20 augusti 2025",
        "20 sierpnia 2025",
        "20. srpna 2025",
        "20 августа 2025",
        "20 серпня 2025",
        "20 Αυγούστου 2025",
        "20 Ağustos 2025",
        "2025. augusztus 20.",
        "20. elokuuta 2025",
        "ngày 20 tháng 8 năm 2025",
        "2025年8月20日",
        "2025년 8월 20일",
        "20 أغسطس 2025",
        "20 अगस्त 2025",
        "20 ਅ 2025-08-20",
        "202520 August 2025",
        "Edition\u00a0Edition 20\u00a0August 202520 August 2025",
    ],
)
def test_reads_a_day(text: str) -> None:
    stamp = read_date(text)
    assert stamp is not None
    assert (stamp.at, stamp.on, stamp.is_zoned) == (None, DAY, False)


@pytest.mark.parametrize(
    ("value", "hour", "minute"),
    [
        ("2025-08-20T10:30:00Z", 10, 30),
        ("2025-08-20T10:30:00.123+02:00", 8, 30),
        ("2025-08-20T10:30:00+0000", 10, 30),
        ("20250820T103000+0200", 8, 30),
        ("2025-08-20 10:30 PM GMT", 22, 30),
        ("Wed, 20 Aug 2025 10:30:00 +0000", 10, 30),
        ("Wed Aug 20 2025 10:30:00 GMT+0200 (Central European Summer Time)", 8, 30),
        ("August 20, 2025 at 5:30 p.m. ET", 21, 30),
        ("Aug 20, 2025, 05:30am EDT", 9, 30),
        ("20 Aug 2025 10.30 BST", 9, 30),
        (1755685800, 10, 30),
        (1755685800000, 10, 30),
        (1755685800.0, 10, 30),
        ("1755685800", 10, 30),
    ],
)
def test_reads_a_moment(value: str | int | float, hour: int, minute: int) -> None:
    stamp = read_date(value)
    assert stamp is not None
    assert stamp.is_zoned
    assert stamp.at == datetime(2025, 8, 20, hour, minute, tzinfo=UTC).replace(microsecond=stamp.at.microsecond if stamp.at else 0)
    assert stamp.on == DAY


def test_the_day_is_the_one_stated_not_the_one_in_utc() -> None:
    stamp = read_date("2025-08-20T23:30:00-04:00")
    assert stamp is not None
    assert stamp.on == DAY
    assert stamp.at == datetime(2025, 8, 21, 3, 30, tzinfo=UTC)


def test_a_zone_of_the_caller_serves_values_without_one() -> None:
    stamp = read_date("2025-08-20 10:00:00", zone="Australia/Perth")
    assert stamp is not None
    assert (stamp.at, stamp.is_zoned) == (datetime(2025, 8, 20, 2, 0, tzinfo=UTC), True)
    bare = read_date("2025-08-20 10:00:00", zone="Nowhere/Land")
    assert bare is not None
    assert (bare.at, bare.is_zoned) == (datetime(2025, 8, 20, 10, 0, tzinfo=UTC), False)


def test_order_of_day_and_month() -> None:
    orders = [read_date("01/02/2025", **kw) for kw in ({}, {"language": "de"}, {"day_first": True}, {"day_first": False})]  # type: ignore[arg-type]
    assert [s.on for s in orders if s] == [date(2025, 1, 2), date(2025, 2, 1), date(2025, 2, 1), date(2025, 1, 2)]


def test_language_settles_shared_month_names() -> None:
    polish, croatian = read_date("20 listopada 2025", language="pl"), read_date("20 listopada 2025", language="hr")
    assert polish and croatian
    assert (polish.on, croatian.on) == (date(2025, 11, 20), date(2025, 10, 20))


@pytest.mark.parametrize(
    "value",
    (
        *("", "None", "null", "today", "2 hours ago", "31 Feb 2025", "2025-13-40", "0001-01-01T00:00:00Z", "9999-12-31", "1404/05/29"),
        *(0, -1, "0", float("nan"), float("inf"), 10**30, "9" * 30, True, "13 Mon 2019 10:00 GMT", "August 2025", "x" * 5000),
    ),
)
def test_refuses_what_is_no_date(value: str | int | float) -> None:
    assert read_date(value) is None


def test_finds_a_date_in_a_line() -> None:
    assert find_date("The cover for 20-08-2025").on == DAY  # type: ignore[union-attr]
    assert find_date("By Ann Lee | Updated Aug 20, 2025 5:30 PM").on == DAY  # type: ignore[union-attr]
    assert find_date("He was born in 1956 and had 20 marches in 2 years") is None
    assert find_date("May 2025 be a better year") is None


@settings(max_examples=200)
@given(st.one_of(st.text(), st.integers(), st.floats()))
def test_never_raises(value: str | int | float) -> None:
    stamp = read_date(value)
    assert stamp is None or stamp.on is not None


@settings(max_examples=200)
@given(st.datetimes(datetime(FIRST_YEAR, 1, 2), datetime(LAST_YEAR, 12, 30), timezones=st.timezones()))
def test_iso_round_trip(moment: datetime) -> None:
    offset = moment.utcoffset()
    if offset is None or offset.total_seconds() % 60:
        return
    stamp = read_date(moment.isoformat())
    assert stamp is not None
    assert stamp.at == moment.astimezone(UTC).replace(microsecond=0)
    assert stamp.on == moment.date()
