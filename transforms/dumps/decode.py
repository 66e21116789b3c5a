"""Bytes to text: byte order mark, then what the bytes themselves say, then what was declared, then detection.

Valid UTF-8 with any byte above 0x7F is UTF-8 whatever a header says: other encodings produce it only by chance.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

import chardet
import ftfy

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# the Encoding Standard reads these labels as their supersets
_SUPERSETS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
    "big5": "big5hkscs",
}
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE)
_DETECTED_BYTES = 1 << 16


class Text(NamedTuple):
    """`warnings` are words of schemas.lists.WARNINGS."""

    text: str
    charset: str
    warnings: list[str]


def decode(data: bytes, declared: str | None = None, *, is_markup: bool = False) -> Text:
    """The text of `data`, never failing. `declared` is what a header or the container says; markup may declare itself."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return Text(data[len(mark) :].decode(name, "replace"), name, [])
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(data, _codec(declared), declared_in_markup(data) if is_markup else None)
    if text.isascii():
        return _decode_disguised(data, text, declared or (declared_in_markup(data) if is_markup else None))
    if "Ã" in text or ("â" in text and ("â€" in text or "â\x80" in text)):
        repaired = repair(text)
        if repaired != text:
            return Text(repaired, "utf-8", ["mojibake_repaired"])
    return Text(text, "utf-8", [])


def _decode_disguised(data: bytes, text: str, declared: str | None) -> Text:
    """Bytes that are ASCII: some encodings write all they have in it, and only the declaration tells."""
    codec = _codec(declared) if "\x1b" in text or "~{" in text or "+" in text or "\0" in text else None
    if codec and codec.startswith(("iso2022", "hz", "utf-7", "utf-16", "utf-32")):
        return Text(data.decode(codec, "replace"), codec, [])
    return Text(text, "utf-8", [])


def _decode_other(data: bytes, codec: str | None, meta: str | None) -> Text:
    """Bytes that are not valid UTF-8: with a few bad bytes among many good ones it is UTF-8 all the same."""
    for name in (codec, _codec(meta)):
        if name and name != "utf-8":
            try:
                return Text(data.decode(name), name, [])
            except UnicodeDecodeError:
                continue
    lenient = data.decode("utf-8", "replace")
    bad = lenient.count("\ufffd")
    good = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]+", data[: 1 << 20]))
    if bad * 4 <= good or (bad == 1 and lenient.endswith("\ufffd")):
        return Text(lenient, "utf-8", ["encoding_guessed"])
    name = _detect(data)
    return Text(data.decode(name, "replace"), name, ["encoding_guessed"])


def _detect(data: bytes) -> str:
    first = re.search(rb"[\x80-\xff]", data)
    start = max(0, first.start() - 2000) if first else 0
    found = chardet.detect(data[start : start + _DETECTED_BYTES])
    codec = _codec(found.get("encoding"))
    confidence = found.get("confidence") or 0.0
    return codec if codec and codec != "utf-8" and confidence >= 0.2 else "cp1252"


def _codec(label: str | None) -> str | None:
    """Python's name of the encoding that a label means; None where there is none."""
    if not label:
        return None
    try:
        found = codecs.lookup(label.strip().strip("\"'"))
    except (LookupError, ValueError, UnicodeError):
        return None
    name = found.name
    is_text = getattr(found, "_is_text_encoding", True) and name not in (
        "idna",
        "punycode",
        "undefined",
        "unicode-escape",
        "raw-unicode-escape",
    )
    return _SUPERSETS.get(name, name) if is_text else None


def declared_in_markup(data: bytes) -> str | None:
    """The encoding that an HTML or XML document names in its first 4 kB."""
    match = _XML.search(data[:300]) or _META.search(data[:4096])
    return match.group(1).decode("ascii") if match else None


def repair(text: str) -> str:
    """Text with UTF-8 that was read as Windows-1252 put right, line by line; curly quotes stay as they are."""
    return "\n".join(ftfy.fix_encoding(line) if not line.isascii() else line for line in text.split("\n"))


def has_many_controls(data: bytes) -> bool:
    """True for bytes that are no text in any single-byte or UTF-8 encoding: NULs or many control characters."""
    sample = data[:8192]
    controls = sum(
        sample.count(byte) for byte in b"\x00\x01\x02\x05\x06\x07\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1c\x1d\x1e\x1f\x7f"
    )
    return controls * 50 > len(sample)
