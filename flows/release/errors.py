"""What can go wrong with a release, told in one line; the release that was current stays so."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.errors import RunError

REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.EIO: "the disk cannot be read or written (is it still mounted?)",
    errno.ESTALE: "the disk is gone (is it still mounted?)",
    errno.ENODEV: "the disk is gone (is it still mounted?)",
    errno.ENOTCONN: "the disk is gone (is it still mounted?)",
    errno.ENOENT: "it is not there (is the disk still mounted?)",
    errno.ENOTDIR: "it is no folder",
}


class ReleaseError(RunError):
    """A release that could not be made, found or kept. The message is one line for the user."""


@contextmanager
def told(warehouse: Path, outcome: str) -> Iterator[None]:
    """Turns an OSError of the block into a ReleaseError that names the file, the reason and the `outcome`."""
    try:
        yield
    except OSError as error:
        raise ReleaseError(f"{in_a_line(error, warehouse)}; {outcome}") from error


def in_a_line(error: OSError, place: Path) -> str:
    """The file (or the `place`, where the error names none) and what is wrong with it."""
    where = error.filename if isinstance(error.filename, str) else str(place)
    return f"{where}: {REASONS.get(_number(error)) or error.strerror or ' '.join(str(error).split())}"


def _number(error: OSError) -> int:
    """The error's number; Polars has it in the text only, Arrow in the error's kind."""
    if isinstance(error, FileNotFoundError):
        return errno.ENOENT
    in_text = re.search(r"\(os error (\d+)\)", str(error))
    return error.errno or (int(in_text[1]) if in_text else 0)
