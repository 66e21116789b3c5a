"""A window that slides over a stream: look ahead, take, skip, search. Holds only what has not been passed yet."""

from __future__ import annotations

import re
from collections.abc import Callable

from transforms.dumps.source import Fault


class Window:
    """Bytes pulled from `more` (which returns none at the end). `fault` is set by whoever pulls, when the stream breaks."""

    def __init__(self, more: Callable[[], bytes], offset: int = 0) -> None:
        self.more = more
        self.data = b""
        self.at = 0
        self.base = offset  # offset in the stream of data[0]
        self.is_ended = False
        self.fault: Fault | None = None
        self.is_fault_told = False

    @property
    def offset(self) -> int:
        """Offset in the stream of the next byte."""
        return self.base + self.at

    def fill(self, size: int) -> bool:
        """True where `size` bytes lie ahead, after pulling as many as it takes."""
        if len(self.data) - self.at >= size:
            return True
        kept = min(self.at, 1)  # the byte before tells a pattern whether a line begins here
        pieces = [self.data[self.at - kept :]]
        have = len(pieces[0]) - kept
        while have < size and not self.is_ended:
            piece = self.more()
            self.is_ended = not piece
            pieces.append(piece)
            have += len(piece)
        self.base += self.at - kept
        self.at = kept
        self.data = b"".join(pieces)
        return have >= size

    def peek(self, size: int) -> bytes:
        """Up to `size` bytes ahead."""
        self.fill(size)
        return self.data[self.at : self.at + size]

    def skip(self, size: int) -> None:
        """Passes `size` bytes that are known to lie ahead."""
        self.at += size

    def skip_blank(self) -> int:
        """Passes line ends; returns how many bytes."""
        passed = 0
        while (ahead := self.peek(64)) and (count := len(ahead) - len(ahead.lstrip(b"\r\n"))):
            self.skip(count)
            passed += count
            if count < len(ahead):
                break
        return passed

    def seek_match(self, pattern: re.Pattern[bytes], overlap: int = 4096) -> int:
        """Passes everything up to the next match, or to the end; returns how many bytes. No match is longer than `overlap`."""
        passed = 0
        while True:
            self.fill(max(1 << 18, 2 * overlap))
            match = pattern.search(self.data, self.at)
            ahead = len(self.data) - self.at
            step = match.start() - self.at if match else ahead if self.is_ended else max(0, ahead - overlap)
            self.skip(step)
            passed += step
            if match or self.is_ended:
                return passed

    def drain(self) -> None:
        """Passes everything to the end."""
        while not self.is_ended:
            self.skip(len(self.data) - self.at)
            self.fill(1)
        self.skip(len(self.data) - self.at)
