"""The blocks of Avro files unpacked within limits. fastavro would unpack whatever a block comes to, and not all codecs."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib

import pyarrow as pa
import zstandard

from transforms.dumps.limits import Limits
from transforms.dumps.source import RATIO_FROM, RefusedError

_MAX_WINDOW = 1 << 27  # of zstd, as for whole files
_CHUNK = 1 << 20


def unpack(codec: str, data: bytes, limits: Limits) -> bytes:
    """A block's bytes, unpacked. Raises RefusedError for a bomb or a block above the limits, and the codecs' own errors for damage."""
    if codec == "null":
        return data
    honest = max(RATIO_FROM, limits.max_expansion_ratio * len(data))
    most = min(honest, limits.max_record_bytes)
    found = _decode(codec, data, most)
    if found is None or len(found) > most:
        reason = "expansion_ratio" if most == honest else "too_large"
        raise RefusedError(reason, f"a block of {len(data)} bytes that comes to more than {most}")
    return found


def _decode(codec: str, data: bytes, most: int) -> bytes | None:
    """The bytes, unpacked only until they are more than `most`; None where they are known to be more beforehand."""
    match codec:
        case "deflate":
            return zlib.decompressobj(-15).decompress(data, most + 1)
        case "bzip2":
            return bz2.BZ2Decompressor().decompress(data, most + 1)
        case "xz":
            return lzma.LZMADecompressor().decompress(data, most + 1)
        case "zstandard":
            return _decode_zstd(data, most)
        case "snappy":
            return _decode_snappy(data, most)
    raise ValueError(f"unknown codec {codec}")


def _decode_zstd(data: bytes, most: int) -> bytes:
    found = bytearray()
    reader = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW).stream_reader(io.BytesIO(data), read_across_frames=True)
    while len(found) <= most and (some := reader.read(_CHUNK)):
        found += some
    return bytes(found)


def _decode_snappy(data: bytes, most: int) -> bytes | None:
    """Snappy begins with the unpacked size, seven bits a byte; behind it Avro puts a CRC of the unpacked bytes."""
    size = 0
    for i, byte in enumerate(data[:5]):
        size |= (byte & 127) << 7 * i
        if byte < 128:
            break
    if size > most:
        return None
    found = pa.Codec("snappy").decompress(data[:-4], decompressed_size=size, asbytes=True)
    if zlib.crc32(found).to_bytes(4, "big") != data[-4:]:
        raise ValueError("the block's checksum is wrong")
    return bytes(found)
