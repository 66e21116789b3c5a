"""The list of formats, asked in this order: a new format is a module and a line here."""

from transforms.dumps.compressed import BZIP2, GZIP, LZ4, XZ, ZSTD
from transforms.dumps.format import Format
from transforms.dumps.html_page import HTML
from transforms.dumps.json_lines import JSON_LINES
from transforms.dumps.plain_text import TEXT
from transforms.dumps.tar_archive import TAR
from transforms.dumps.warc import ARC, WARC
from transforms.dumps.zip_archive import ZIP

FORMATS: tuple[Format, ...] = (
    # containers, by their magic numbers
    WARC,
    ARC,
    GZIP,
    BZIP2,
    XZ,
    ZSTD,
    LZ4,
    ZIP,
    TAR,
    # records, by how they begin
    JSON_LINES,
    HTML,
    # whatever else is text
    TEXT,
)
