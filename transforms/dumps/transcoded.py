"""Text files in UTF-16 or UTF-32: turned into UTF-8 on the way, so that every text format reads them."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from transforms.dumps.format import Context, Format, Found, Tally
from transforms.dumps.source import Source, of_pull

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(head: bytes) -> str | None:
    """UTF-16 or UTF-32 by its mark or, without one, by where the zero bytes of its letters stand."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    sample = head[:4096]
    sample = sample[: len(sample) // 2 * 2]
    if len(sample) < 8:
        return None
    low, high = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if high > half * 0.6 and low < half * 0.02 and _is_text(sample, "utf-16-le"):
        return "utf-16-le"
    if low > half * 0.6 and high < half * 0.02 and _is_text(sample, "utf-16-be"):
        return "utf-16-be"
    return None


def _is_text(sample: bytes, encoding: str) -> bool:
    text = sample.decode(encoding, "ignore")
    return sum(c.isprintable() or c in "\r\n\t" for c in text) >= 0.98 * len(text)


def sniff(head: bytes, _name: str) -> bool:
    return encoding_of(head) is not None


def _open(source: Source, context: Context) -> Source:
    encoding = encoding_of(source.head()) or "utf-16"
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    pending: list[bytes] = []

    def pull(size: int) -> bytes:
        while not pending or not pending[0]:
            data = source.stream.read(1 << 16)
            text = decoder.decode(data, final=not data)
            pending[:] = [text.encode("utf-8", "replace")]
            if not data:
                break
        out, pending[0] = pending[0][:size], pending[0][size:]
        return out

    return of_pull(pull, context.limits, name=source.name, member=source.member, depth=source.depth + 1, charset=encoding)


def find(source: Source, context: Context) -> Iterator[Found]:
    for record in context.read(_open(source, context)):
        yield record, None


def count(source: Source, context: Context) -> Tally:
    return context.count(_open(source, context))


TRANSCODED = Format("utf-16", sniff, find, None, count)
