"""Dumps as they come from elsewhere: the same formats in the other shapes that archives hold them in."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from transforms.contract import Item, RawRecord

Read = Callable[..., list[RawRecord]]


def items(read: Read, data: str | bytes, name: str = "dump") -> list[Item]:
    """The items of a dump's records, all of which must be candidates."""
    records = read(data.encode() if isinstance(data, str) else data, name)
    assert [record.reason for record in records] == [None] * len(records)
    return [record.item for record in records if record.item]


ANSWERS: dict[str, dict[str, Any]] = {
    "newsapi": {"status": "ok", "articles": [{"title": "Mill"}, {"title": "Weir"}]},
    "json feed": {"version": "https://jsonfeed.org/version/1.1", "title": "Post", "items": [{"title": "Mill"}, {"title": "Weir"}]},
    "webz": {"posts": [{"uuid": f"u{t}", "thread": {}, "title": t, "text": "x"} for t in ("Mill", "Weir")], "totalResults": 2},
    "guardian": {"response": {"results": [{"webTitle": "Mill"}, {"webTitle": "Weir", "fields": {"body": "<p>x</p>"}}]}},
    "ap": {"data": {"items": [{"item": {"altids": {"itemid": t}, "headline": t}} for t in ("Mill", "Weir")]}},
    "json:api": {
        "data": [{"id": t, "attributes": {"headline": {"main": {"text": t}}, "body": [[{"text": "x"}]]}} for t in ("Mill", "Weir")]
    },
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_on_one_line_hold_a_list(read: Read, name: str) -> None:
    line = json.dumps(ANSWERS[name])
    for data in (line, line + "\n", json.dumps(ANSWERS[name], indent=1)):
        assert [item.title for item in items(read, data)] == ["Mill", "Weir"]
    assert len(items(read, f"{line}\n{line}\n")) == 4


def test_an_article_with_lists_of_its_own_is_one(read: Read) -> None:
    line = json.dumps({"title": "Mill", "content": "It turns.", "news": [{"title": "Weir"}], "items": [{"title": "Lock"}]})
    assert [item.title for item in items(read, f"{line}\n{line}\n")] == ["Mill", "Mill"]


def test_months_come_first_in_realnews(read: Read) -> None:
    row = {"title": "Mill", "text": "It turns.", "publish_date": "03-01-2019", "url_used": "u", "warc_date": "2019-03-05T01:02:03Z"}
    assert items(read, json.dumps(row))[0].published == "2019-03-01"


def test_what_is_said_of_a_text_may_stand_apart(read: Read) -> None:
    row = {"text": "It turns.", "metadata": {"title": "Mill", "date": "2025-03-01", "text": "other"}}
    item = items(read, json.dumps(row))[0]
    assert (item.title, item.body_text, item.published) == ("Mill", "It turns.", "2025-03-01")


def test_keys_of_other_tables_are_no_names(read: Read) -> None:
    row = {"title": {"rendered": "Mill"}, "content": {"rendered": "<p>It</p><p>turns.</p>"}, "author": 3, "categories": [5], "tags": [7]}
    item = items(read, json.dumps([row]))[0]
    assert (item.title, item.body_html, item.byline, item.section, item.keywords) == ("Mill", "<p>It</p><p>turns.</p>", None, None, [])
    keywords = [{"name": "subject", "value": "Mills", "rank": 1}]
    assert items(read, json.dumps({"title": "Mill", "keywords": keywords}))[0].keywords == ["Mills"]


def test_a_source_of_ninjs_3_and_writers_of_ap(read: Read) -> None:
    new = {"uri": "urn:op:1", "headlines": [{"value": "Mill"}], "infoSources": [{"name": "Osterby Press"}], "by": "Bo Ek"}
    assert items(read, json.dumps(new))[0].publisher == "Osterby Press"
    old = {"item": {"altids": {"itemid": "a"}, "headline": "Mill", "bylines": [{"by": "By BO EK", "title": "Osterby Press"}]}}
    assert items(read, json.dumps({"data": old}))[0].byline == "By BO EK"
