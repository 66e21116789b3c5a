"""How much a dump may ask for before it is refused: settings with defaults that every honest dump seen so far stays far below."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """`max_record_bytes` bounds memory: a record (a page, a line, an XML document) above it is refused as too_large.

    `max_expansion_ratio` is output to input of a compressed record, judged from 16 MiB of output on; a whole compressed
    stream may reach 50 times that, since a dump that repeats itself is no bomb. `max_nesting` counts containers in containers
    (a compressed file is one). `max_depth` is the nesting of JSON and XML.
    """

    max_record_bytes: int = 64 << 20
    max_expansion_ratio: int = 200
    max_nesting: int = 6
    max_members: int = 2_000_000
    max_depth: int = 500
