"""One JSON value -> a record: decoded as leniently as is safe, then read by the schema it follows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from transforms.contract import RawRecord
from transforms.dumps.decode import decode
from transforms.dumps.fields import fill_fields
from transforms.dumps.format import Context, reject
from transforms.dumps.json_dialects import DIALECT_FIELDS, fill_dialect
from transforms.dumps.limits import Limits

# objects that only wrap the record: Elasticsearch hits, exports with one envelope an object
_WRAPPERS = ("_source", "attributes", "article", "doc", "document", "item", "data", "record", "node", "post", "newsitem")


# an object with none of these fields follows no dialect and keeps its text nowhere else
_NOT_FLAT = DIALECT_FIELDS | {"fields", "metadata", "meta", "_source"}
_decode = msgspec.json.Decoder().decode


def decode_json(record: RawRecord, limits: Limits) -> Any:
    """The value of the record's payload; the record is refused, and None returned, where there is none."""
    try:
        return _decode(record.payload)
    except RecursionError:
        reject(record, "too_deep", "JSON nested too deep")
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _decode_leniently(record)
    return None


def _decode_leniently(record: RawRecord) -> Any:
    """What the strict decoder refuses and a person can read: NaN, lone surrogates, control characters, other encodings."""
    text = decode(record.payload, record.charset)
    try:
        value = json.loads(text.text, strict=False)
    except RecursionError:
        reject(record, "too_deep", "JSON nested too deep")
        return None
    except ValueError as error:
        reject(record, "bad_json", str(error))
        return None
    record.charset = text.charset
    record.warnings.extend(text.warnings)
    return _without_surrogates(value)


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_without_surrogates(part) for part in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(part) for key, part in value.items()}
    return value


def fill_json(record: RawRecord, value: Any, context: Context) -> None:
    """The record as its schema says: a user's mapping first, then the schemas that are known, then plain field names."""
    if not isinstance(value, dict):
        reject(record, "not_an_object", f"a JSON {type(value).__name__}")
        return
    if not _NOT_FLAT.isdisjoint(value):
        if not context.mapping and fill_dialect(record, value, context):
            return
        for key in ("fields", "metadata", "meta"):  # the Guardian's answers keep the text apart, corpora what is said of a text
            if isinstance(value.get(key), dict):
                value = {**value[key], **value}
    if "_source" not in value and fill_fields(record, value, context.mapping, context.zone):
        return
    for row in _unwrapped(value):
        if fill_fields(record, row, context.mapping, context.zone):
            return
    reject(record, "missing_field", "no title and no text among " + ", ".join(map(str, value))[:200])


def _unwrapped(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What the object wraps, and the object itself."""
    inner = [value[key] for key in _WRAPPERS if isinstance(value.get(key), dict)]
    return [*inner, value]
