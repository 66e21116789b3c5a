"""JSON Lines: fields by their names, and bad lines beside good ones."""

import json
from pathlib import Path

import pytest

from transforms.contract import RawRecord
from transforms.dumps import Limits, count_dump, read_dump

GOOD = {
    "url": "https://osterby.example/1",
    "title": "Mill turns",
    "maintext": "It turns.",
    "authors": ["Ada Lind", "Bo Ek"],
    "date_publish": "2025-03-01 08:00:00",
}


def read(tmp_path: Path, data: bytes, **options) -> list[RawRecord]:
    path = tmp_path / "dump.jsonl"
    path.write_bytes(data)
    records = list(read_dump(path, **options))
    assert count_dump(path).records in (None, len(records))
    return records


def lines(*objects: object) -> bytes:
    return b"".join(json.dumps(o).encode() + b"\n" for o in objects)


def test_fields_of_news_please(tmp_path: Path) -> None:
    value = GOOD | {
        "date_modify": "None",
        "date_download": "2025-03-02 09:30:00",
        "source_domain": "osterby.example",
        "language": "en",
        "description": "Short.",
    }
    record = read(tmp_path, lines(value))[0]
    item = record.item
    assert item is not None
    assert (item.title, item.body_text, item.authors, item.published) == (
        "Mill turns",
        "It turns.",
        ["Ada Lind", "Bo Ek"],
        "2025-03-01 08:00:00",
    )
    assert item.updated is None and item.language == "en"
    assert record.url == "https://osterby.example/1"
    assert record.fetched_at is not None and record.fetched_at.isoformat() == "2025-03-02T09:30:00+00:00"


def test_bad_lines_stand_beside_good_ones(tmp_path: Path) -> None:
    data = (
        lines(GOOD)
        + b'{"title": }\n'
        + b"\n  \n"
        + b"[1]\n"
        + b'{"title":"caf\xe9","text":"x"}\n'
        + b'{"title":"\\ud83d broken"}\n'
        + lines(GOOD)[:-30]
    )
    records = read(tmp_path, data)
    assert [r.reason for r in records] == [None, "bad_json", "not_an_object", None, None, "truncated"]
    assert records[3].item is not None and records[3].item.title == "café"
    assert records[4].item is not None and records[4].item.title == "\ufffd broken"


def test_offsets_lead_to_the_line(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + lines(GOOD, GOOD | {"title": "Ö"}, GOOD)
    for record in read(tmp_path, data):
        assert record.byte_offset is not None and record.byte_length is not None
        assert record.payload in data[record.byte_offset : record.byte_offset + record.byte_length]


def test_long_line_is_refused_and_passed(tmp_path: Path) -> None:
    data = lines(GOOD, {"title": "x" * 5000}, GOOD)
    assert [r.reason for r in read(tmp_path, data, limits=Limits(max_record_bytes=1000))] == [None, "too_large", None]


@pytest.mark.parametrize(
    ("authors", "names", "byline"),
    [
        (["A B", None, "C D"], ["A B", "C D"], None),
        ([{"name": "A B"}], ["A B"], None),
        ("A B and C D", None, "A B and C D"),
        ("", None, None),
        ("['A B', 'C D']", ["A B", "C D"], None),
    ],
)
def test_authors_in_every_shape(tmp_path: Path, authors, names, byline) -> None:
    item = read(tmp_path, lines(GOOD | {"authors": authors}))[0].item
    assert item is not None and (item.authors, item.byline) == (names, byline)


def test_mapping_of_ones_own(tmp_path: Path) -> None:
    value = {
        "meta": {"kopf": "Mühle", "wann": {"$date": "2025-03-01T00:00:00Z"}},
        "inhalt": "Sie dreht sich.",
        "adresse": "https://o.example/2",
        "title": "not this",
    }
    mapping = {"title": "meta.kopf", "body_text": ["nichts", "inhalt"], "published": "meta.wann", "url": "adresse"}
    record = read(tmp_path, lines(value), mapping=mapping)[0]
    assert record.item is not None and record.url == "https://o.example/2"
    assert (record.item.title, record.item.body_text, record.item.published) == ("Mühle", "Sie dreht sich.", "2025-03-01T00:00:00Z")


def test_headline_without_text_is_a_stub(tmp_path: Path) -> None:
    item = read(
        tmp_path, lines({"headline": "Mill", "short_description": "It turns.", "link": "https://o.example/3", "date": "2025-03-01"})
    )[0].item
    assert item is not None and (item.kind, item.subtitle, item.body_text) == ("stub", "It turns.", None)
