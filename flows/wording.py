"""Numbers as one says them."""

from __future__ import annotations


def counted(n: int, noun: str) -> str:
    """So many of something: '1 release', '2,000 releases'."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
