"""The list of formats, asked in this order: a new format is a module and a line here."""

from transforms.dumps.assets import ASSET
from transforms.dumps.avro_rows import AVRO
from transforms.dumps.compressed import BZIP2, GZIP, LZ4, XZ, ZSTD
from transforms.dumps.csv_rows import CSV
from transforms.dumps.eml import EMAIL
from transforms.dumps.feeds import FEED
from transforms.dumps.format import Format
from transforms.dumps.html_exports import EUROPRESSE, FACTIVA_HTML
from transforms.dumps.html_page import HTML
from transforms.dumps.json_lines import JSON_LINES
from transforms.dumps.json_values import JSON
from transforms.dumps.lexis_files import DOCX, LEXIS_HTML, LEXIS_TEXT, RTF
from transforms.dumps.mediawiki import MEDIAWIKI
from transforms.dumps.newsml1 import NEWSML1
from transforms.dumps.newsml_g2 import NEWSML_G2
from transforms.dumps.nitf import NITF
from transforms.dumps.parquet_rows import PARQUET
from transforms.dumps.plain_text import TEXT
from transforms.dumps.saved_page import MHTML, WEBARCHIVE
from transforms.dumps.sgml import REUTERS21578, TREC
from transforms.dumps.tar_archive import TAR
from transforms.dumps.transcoded import TRANSCODED
from transforms.dumps.warc import ARC, WARC
from transforms.dumps.wire import WIRE
from transforms.dumps.wxr import WXR
from transforms.dumps.xml_archives import FACTIVA_XML, RCV1
from transforms.dumps.xml_generic import XML
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
    DOCX,
    ZIP,
    TAR,
    PARQUET,
    AVRO,
    WEBARCHIVE,
    TRANSCODED,
    ASSET,
    # records, by how they begin
    JSON_LINES,
    JSON,
    WIRE,
    REUTERS21578,
    TREC,
    RTF,
    LEXIS_HTML,
    LEXIS_TEXT,
    FACTIVA_HTML,
    EUROPRESSE,
    MHTML,
    EMAIL,
    NITF,
    NEWSML_G2,
    NEWSML1,
    RCV1,
    FACTIVA_XML,
    MEDIAWIKI,
    WXR,
    FEED,
    HTML,
    XML,
    CSV,
    # whatever else is text
    TEXT,
)
