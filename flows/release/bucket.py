"""An object store by the few things that releases need of it: whole objects, listings, and one conditional write."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fsspec

from flows.release.errors import ReleaseError

AT_ONCE = 16  # objects under way at a time


class ReleaseConflict(ReleaseError):
    """Another publisher made a release current in the meantime: settle again on top of it."""


@dataclass(frozen=True)
class Bucket:
    """A place in an object store: `root` as the file system `fs` names it, `url` as the user does."""

    url: str
    fs: Any
    root: str

    def path(self, name: str) -> str:
        """An object's name as the file system takes it."""
        return f"{self.root}/{name}"


def open_bucket(url: str) -> Bucket:
    """The place that `url` names: s3://bucket/prefix (file:// for a folder). Raises ReleaseError where that cannot be.

    Keys, region and endpoint come from where the AWS tools take them (AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL ...).
    """
    protocol = url.split("://", 1)[0] if "://" in url else ""
    if protocol not in SWAPS:
        raise ReleaseError(f"{url}: releases can be kept under s3:// or file://, not there")
    try:
        fs, root = fsspec.core.url_to_fs(url, use_listings_cache=False)
    except ImportError:
        raise ReleaseError(f"{url}: install s3fs to publish there (pip install s3fs)") from None
    return Bucket(url.rstrip("/"), fs, root.rstrip("/"))


@contextmanager
def reached(bucket: Bucket, outcome: str) -> Iterator[None]:
    """Turns what the store raises in the block into a ReleaseError of one line; errors of the local disk pass."""
    try:
        yield
    except ReleaseError:
        raise
    except Exception as error:
        is_local = isinstance(error, OSError) and error.filename is not None
        if is_local or not (isinstance(error, OSError) or type(error).__module__.startswith(("botocore", "aiohttp"))):
            raise
        raise ReleaseError(f"{bucket.url}: {' '.join(str(error).split()) or type(error).__name__}; {outcome}") from error


def read(bucket: Bucket, name: str) -> bytes | None:
    """An object's bytes; None where there is none."""
    try:
        found: bytes = bucket.fs.cat_file(bucket.path(name))
    except FileNotFoundError:
        return None
    return found


def write(bucket: Bucket, name: str, data: bytes) -> None:
    """Write an object."""
    _make_room(bucket, [name])
    bucket.fs.pipe_file(bucket.path(name), data)


def names(bucket: Bucket, folder: str) -> dict[str, datetime]:
    """Names (from the root) of all objects under a folder, and when each was written."""
    try:
        found = bucket.fs.find(bucket.path(folder), detail=True)
    except FileNotFoundError:
        return {}
    root = len(bucket.root) + 1
    return {path[root:]: _written_at(about) for path, about in found.items()}


def upload(bucket: Bucket, files: Mapping[str, Path]) -> None:
    """Write files as objects, some at a time."""
    if files:
        _make_room(bucket, list(files))
        bucket.fs.put([str(p) for p in files.values()], [bucket.path(n) for n in files], batch_size=AT_ONCE)


def download(bucket: Bucket, files: Mapping[str, Path]) -> None:
    """Fetch objects into files, some at a time."""
    for path in files.values():
        path.parent.mkdir(parents=True, exist_ok=True)
    if files:
        bucket.fs.get([bucket.path(n) for n in files], [str(p) for p in files.values()], batch_size=AT_ONCE)


def delete(bucket: Bucket, found: list[str]) -> None:
    """Delete objects."""
    if found:
        bucket.fs.rm([bucket.path(name) for name in found])


def read_tagged(bucket: Bucket, name: str) -> tuple[bytes | None, str | None]:
    """An object's bytes and the tag by which a later `swap` knows whether it has changed; both None where there is none."""
    if _protocol(bucket) == "s3":
        bucket_name, key = bucket.path(name).split("/", 1)
        try:
            found = bucket.fs.call_s3("get_object", Bucket=bucket_name, Key=key)
        except FileNotFoundError as error:
            if getattr(error.__cause__, "response", {}).get("Error", {}).get("Code") == "NoSuchBucket":
                raise OSError(f"there is no bucket '{bucket_name}'") from error
            return None, None
        return read(bucket, name) if "Body" not in found else _body(bucket, found), found["ETag"]
    data = read(bucket, name)
    return data, None if data is None else hashlib.sha256(data).hexdigest()


def swap(bucket: Bucket, name: str, data: bytes, expected: str | None) -> str:
    """Write an object if its tag is still `expected` (None: if there is none); returns its tag. Else ReleaseConflict."""
    return SWAPS[_protocol(bucket)](bucket, name, data, expected)


def _swap_s3(bucket: Bucket, name: str, data: bytes, expected: str | None) -> str:
    bucket_name, key = bucket.path(name).split("/", 1)
    condition = {"IfNoneMatch": "*"} if expected is None else {"IfMatch": expected}
    try:
        tag: str = bucket.fs.call_s3("put_object", Bucket=bucket_name, Key=key, Body=data, **condition)["ETag"]
    except OSError as error:
        found, now = read_tagged(bucket, name)
        if found == data and now is not None:  # written, but the answer was lost and the attempt repeated
            return now
        if now != expected:
            raise ReleaseConflict(f"{bucket.url}: another release was made current in the meantime") from error
        raise
    return tag


def _swap_file(bucket: Bucket, name: str, data: bytes, expected: str | None) -> str:
    path = Path(bucket.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f".{path.name}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if read_tagged(bucket, name)[1] != expected:
            raise ReleaseConflict(f"{bucket.url}: another release was made current in the meantime")
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(data)
        part.replace(path)
    return hashlib.sha256(data).hexdigest()


SWAPS: dict[str, Callable[[Bucket, str, bytes, str | None], str]] = {"s3": _swap_s3, "file": _swap_file}


def _protocol(bucket: Bucket) -> str:
    return bucket.url.split("://", 1)[0]


def _body(bucket: Bucket, found: Mapping[str, Any]) -> bytes:
    body: bytes = fsspec.asyn.sync(bucket.fs.loop, found["Body"].read)
    return body


def _make_room(bucket: Bucket, found: list[str]) -> None:
    """Folders, where the store has such."""
    if _protocol(bucket) == "file":
        for folder in {bucket.path(name).rsplit("/", 1)[0] for name in found}:
            Path(folder).mkdir(parents=True, exist_ok=True)


def _written_at(about: Mapping[str, Any]) -> datetime:
    found = about.get("LastModified", about.get("mtime", 0))
    return found if isinstance(found, datetime) else datetime.fromtimestamp(found, UTC)
