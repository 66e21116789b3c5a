"""JSON that is not one object a line: an array, objects one after the other, one object pretty-printed, or one that wraps a list.

Values are cut out by their brackets, so that a bad one is one reject and its bytes are kept as they were.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import ijson
import msgspec

from transforms.contract import RawRecord
from transforms.dumps.decode import decode
from transforms.dumps.field_names import field_target
from transforms.dumps.format import Context, Format, Found, Tally, reject
from transforms.dumps.json_record import decode_json, fill_json
from transforms.dumps.source import SAMPLE, RefusedError, Source
from transforms.dumps.window import Window

_CHUNK = 1 << 18
_OUTSIDE = re.compile(rb'["{}\[\]]')
_INSIDE = re.compile(rb'["\\]')
_BETWEEN = b" \t\r\n,"
_DAMAGED = "damaged JSON: nothing to count by"
_LITERAL_END = re.compile(rb"[\s,\]\[{}]")
# where answers of APIs and exports keep their list of articles
_LISTS = tuple(
    tuple(path.split("/"))
    for path in [
        "articles",
        "posts",
        "items",
        "item",
        "data/items",
        "data/articles",
        "hits/hits",
        "results",
        "response/results",
        "response/docs",
        "docs",
        "documents",
        "stories",
        "news",
        "entries",
        "records",
        "rows",
        "data",
        "value",
    ]
)
_LIST_KEY = re.compile(rb'"(?:' + b"|".join(sorted({path[-1].encode() for path in _LISTS})) + rb')"\s*:\s*\[')
# fields with which an object is an article itself, whatever lists it has
_OWN_TEXT = frozenset(("headline", "bodies", "headlines"))


def sniff(head: bytes, name: str) -> bool:
    """Text that begins a value with braces or brackets and goes on as JSON does."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if re.match(rb'\{\s*(?:"|\})|\[\s*(?:[{\["\]0-9-]|true|false|null)', text):
        return True
    return text[:1] in (b"{", b"[") and name.lower().endswith((".json", ".jsonl", ".ndjson", ".jl"))


def find(source: Source, context: Context) -> Iterator[Found]:
    window = Window(lambda: source.stream.read(_CHUNK))
    if window.peek(3) == b"\xef\xbb\xbf":
        window.skip(3)
    for record in _cut(window, context):
        if record.verdict == "candidate" and (parts := split_list(record.payload)):
            hint = hint_of(record.payload)
            for part in parts:
                yield RawRecord(-1, "json", part), hint
        else:
            yield record, None


def _cut(window: Window, context: Context) -> Iterator[RawRecord]:
    """Top-level values; of top-level arrays their elements."""
    is_array = False
    while True:
        _skip_between(window)
        first = window.peek(1)
        if not first:
            return
        if first == b"[" and not is_array:
            is_array = True
            window.skip(1)
        elif first == b"]" and is_array:
            is_array = False
            window.skip(1)
        else:
            yield _value(window, context)


def _skip_between(window: Window) -> None:
    while (ahead := window.peek(256)) and (count := len(ahead) - len(ahead.lstrip(_BETWEEN))):
        window.skip(count)


def _value(window: Window, context: Context) -> RawRecord:
    """The value ahead as a record."""
    start = window.offset
    limit = context.limits.max_record_bytes
    size, state = _measure(window, limit)
    payload = window.data[window.at : window.at + size]
    if state == "whole":
        window.skip(size)
        return RawRecord(-1, "json", payload, None, start, size)
    size = _resume_at(window) or size
    record = RawRecord(-1, "json", payload[:SAMPLE], None, start, size)
    window.skip(size)
    if state == "too_large":
        return reject(record, "too_large", f"a value of more than {limit} bytes")
    return reject(record, "truncated", "the value has no end")


def _measure(window: Window, limit: int) -> tuple[int, str]:
    """The length of the value ahead, and whether it is 'whole', 'truncated' or 'too_large'."""
    if window.peek(1) not in (b"{", b"["):
        window.fill(4096)
        end = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL).match(window.data, window.at) if window.peek(1) == b'"' else None
        stop = _LITERAL_END.search(window.data, window.at + 1)
        return (end.end() if end else stop.start() if stop else len(window.data)) - window.at, "whole"
    position = 0  # relative to the value's start
    depth = 0
    pattern = _OUTSIDE
    while True:
        match = pattern.search(window.data, window.at + position)
        if not match:
            position = len(window.data) - window.at
            if position > limit:
                return position, "too_large"
            if not window.fill(position + 1):
                return position, "truncated"
            window.fill(position + min(max(position, _CHUNK), 1 << 24))
            continue
        token = match.group()
        position = match.end() - window.at
        if pattern is _INSIDE:
            if token == b'"':
                pattern = _OUTSIDE
            else:
                window.fill(position + 1)
                position += 1
        elif token == b'"':
            pattern = _INSIDE
        elif token in b"{[":
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                return position, ("whole" if position <= limit else "too_large")


def _resume_at(window: Window) -> int | None:
    """How far the next value is that begins a line as the broken one does; None where there is none in sight."""
    line = window.data[max(0, window.at - 200) : window.at].rpartition(b"\n")
    if line[2].strip():
        return None
    match = re.compile(rb"\n" + re.escape(line[2]) + re.escape(window.peek(1))).search(window.data, window.at + 1)
    return match.end() - 1 - len(line[2]) - window.at if match else None


def split_list(payload: bytes) -> list[bytes]:
    """The raw elements of the list that an object wraps; none where it is an article itself or wraps nothing."""
    if not payload.startswith(b"{") or not _LIST_KEY.search(payload):
        return []
    try:
        fields = msgspec.json.decode(payload, type=dict[str, msgspec.Raw])
        if _has_own_text(fields):
            return []
        for path in _LISTS:
            if parts := _raw_list(fields, path):
                return parts
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _split_leniently(payload)
    except RecursionError:
        pass
    return []


def _has_own_text(fields: Mapping[str, Any]) -> bool:
    return any(key in _OWN_TEXT or field_target(key) in ("body_text", "body_html") for key in fields)


def _split_leniently(payload: bytes) -> list[bytes]:
    """The same for an object that only the lenient decoder reads; its elements are written anew."""
    try:
        value = json.loads(decode(payload).text, strict=False)
    except (ValueError, RecursionError):
        return []
    return [json.dumps(part, ensure_ascii=True).encode() for part in _wrapped(value)]


def _raw_list(fields: dict[str, msgspec.Raw], path: tuple[str, ...]) -> list[bytes]:
    value = fields.get(path[0])
    for key in path[1:]:
        if value is None or not bytes(value).lstrip().startswith(b"{"):
            return []
        value = msgspec.json.decode(value, type=dict[str, msgspec.Raw]).get(key)
    if value is None or not bytes(value).lstrip().startswith(b"["):
        return []
    parts = [bytes(part) for part in msgspec.json.decode(value, type=list[msgspec.Raw])]
    return parts if all(part.lstrip().startswith(b"{") for part in parts) else []


def hint_of(payload: bytes) -> dict[str, Any]:
    """What the wrapping object says of all its elements (a JSON Feed's title and language)."""
    try:
        value = msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    is_feed = "jsonfeed.org" in str(value.get("version", ""))
    return {key: value[key] for key in ("title", "language", "home_page_url", "author", "authors") if key in value} if is_feed else {}


def fill(record: RawRecord, parsed: Any, context: Context) -> None:
    value = decode_json(record, context.limits)
    if record.verdict != "candidate":
        return
    fill_json(record, value, context)
    if parsed and record.item:
        author = parsed.get("author") or (parsed.get("authors") or [None])[0]
        record.item.publisher = record.item.publisher or parsed.get("title")
        record.item.language = record.item.language or parsed.get("language")
        if not record.item.authors and not record.item.byline and isinstance(author, dict):
            record.item.byline = author.get("name")


def count(source: Source, context: Context) -> Tally:
    """Values and elements by ijson; what one object wraps by the standard library's parser."""
    head = source.head(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    try:
        if head.startswith(b"{"):
            return _count_objects(source.read_all(context.limits))
        return Tally(_count_elements(source), "elements")
    except (ValueError, RecursionError, RefusedError, UnicodeError, ijson.JSONError):
        return Tally(None, _DAMAGED)


def _count_elements(source: Source) -> int:
    """Values one level down in top-level arrays, and top-level values that are none. Raises ValueError where the end is damaged.

    The parser says nothing of a value that never ends: an empty array behind the stream shows whether it has got there.
    """

    def pieces() -> Iterator[bytes]:
        while data := source.stream.read(_CHUNK):
            yield data
        yield b"\n[]"

    depth = records = 0
    is_array = False
    last = ["", ""]
    for event, _ in ijson.basic_parse(ijson.from_iter(pieces()), multiple_values=True):
        last = [last[1], event]
        if event in ("end_map", "end_array"):
            depth -= 1
            continue
        if event == "map_key":
            continue
        if depth == 0:
            is_array = event == "start_array"
        records += depth == (1 if is_array else 0)
        depth += event in ("start_map", "start_array")
    if depth or last != ["start_array", "end_array"]:
        raise ValueError(_DAMAGED)
    return records


def _count_objects(data: bytes) -> Tally:
    text = data.decode("utf-8-sig")
    decoder = json.JSONDecoder(strict=False)
    at = records = 0
    while match := re.compile(r"[\s,]*(?=\S)").match(text, at):
        value, at = decoder.raw_decode(text, match.end())
        if isinstance(value, list):
            records += len(value)
        else:
            records += len(_wrapped(value)) or 1
    return Tally(records, "elements")


def _wrapped(value: Any) -> list[Any]:
    if not isinstance(value, dict) or _has_own_text(value):
        return []
    for path in _LISTS:
        inner: Any = value
        for key in path:
            inner = inner.get(key) if isinstance(inner, dict) else None
        if isinstance(inner, list) and inner and all(isinstance(part, dict) for part in inner):
            return inner
    return []


JSON = Format("json", sniff, find, fill, count)
