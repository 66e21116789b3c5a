"""Bytes of the containers, the same on every run: WARC records, gzip members, zip files. No clock and no random ids."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import uuid
import zipfile
from dataclasses import dataclass

CRLF = "\r\n"


@dataclass(frozen=True)
class Response:
    """An HTTP response to write into a WARC file; `length_off` is what the record's Content-Length says too much."""

    url: str
    fetched_at: str
    body: bytes
    status: str = "200 OK"
    content_type: str = "text/html; charset=utf-8"
    location: str | None = None
    length_off: int = 0


def gzip_member(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=9, mtime=0)


def warc_record(
    kind: str, date: str, block: bytes, content_type: str, url: str | None = None, extra: tuple[str, ...] = (), off: int = 0
) -> bytes:
    """One WARC 1.1 record; its id is a hash of what it holds."""
    identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{kind} {date} {url} {hashlib.sha256(block).hexdigest()}")
    head = ["WARC/1.1", f"WARC-Type: {kind}", f"WARC-Record-ID: <urn:uuid:{identity}>", f"WARC-Date: {date}"]
    head += [f"WARC-Target-URI: {url}"] if url else []
    head += [*extra, f"Content-Type: {content_type}", f"Content-Length: {len(block) + off}"]
    return (CRLF.join(head) + CRLF * 2).encode() + block + (CRLF * 2).encode()


def response_record(response: Response) -> bytes:
    head = [f"HTTP/1.1 {response.status}", "Server: nginx", f"Content-Type: {response.content_type}"]
    head += [f"Location: {response.location}"] if response.location else []
    head += [f"Content-Length: {len(response.body)}", "Cache-Control: max-age=60"]
    block = (CRLF.join(head) + CRLF * 2).encode() + response.body
    extra = (f"WARC-Payload-Digest: sha1:{_base32_sha1(response.body)}",)
    return warc_record(
        "response", response.fetched_at, block, "application/http; msgtype=response", response.url, extra, response.length_off
    )


def request_record(response: Response) -> bytes:
    _, _, host, path = response.url.split("/", 3)
    block = f"GET /{path} HTTP/1.1{CRLF}Host: {host}{CRLF}User-Agent: ArchiveBot/1.0{CRLF}{CRLF}".encode()
    return warc_record("request", response.fetched_at, block, "application/http; msgtype=request", response.url)


def warcinfo_record(date: str, filename: str) -> bytes:
    block = f"software: ArchiveBot/1.0{CRLF}format: WARC File Format 1.1{CRLF}robots: obey{CRLF}".encode()
    return warc_record("warcinfo", date, block, "application/warc-fields", extra=(f"WARC-Filename: {filename}",))


def revisit_record(response: Response, first_fetched_at: str) -> bytes:
    """The page was fetched again and had not changed: a record without a body."""
    block = f"HTTP/1.1 304 Not Modified{CRLF}Server: nginx{CRLF}{CRLF}".encode()
    extra = (
        "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        f"WARC-Refers-To-Target-URI: {response.url}",
        f"WARC-Refers-To-Date: {first_fetched_at}",
        f"WARC-Payload-Digest: sha1:{_base32_sha1(response.body)}",
    )
    return warc_record("revisit", response.fetched_at, block, "application/http; msgtype=response", response.url, extra)


def zip_of(members: list[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, date_time=(2025, 9, 16, 2, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return file.getvalue()


def _base32_sha1(content: bytes) -> str:
    return base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()
