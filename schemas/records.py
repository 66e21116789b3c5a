"""records: the ledger. One row for everything found in a dump, whatever became of it."""

from schemas.lists import NOT_ARTICLE_REASONS, OUTCOMES, REJECT_REASONS
from schemas.table import AT, INT, LONG, ON, TEXT, Column, Table

RECORDS = Table(
    name="records",
    description="The ledger: one row for every record found in a dump, and what became of it.",
    columns=(
        Column(
            "record_id", TEXT, "Key: hash of payload digest, URL or member path, fetch time, version and ordinal among equals."
        ),
        Column("record_key", TEXT, "The record_id's hash without the ordinal: equal for equal records.", staged_only=True),
        Column("feed", TEXT, "First folder under the inbox, or the setting: whose delivery the dump belongs to."),
        Column("dump", TEXT, "Path of the dump file, relative to the inbox (or to the path given)."),
        Column(
            "member",
            TEXT,
            "Path inside nested archives, parts joined by '!/'; null for a record of the dump itself.",
            nullable=True,
        ),
        Column("position", LONG, "Ordinal of the record within its dump, from 0."),
        Column(
            "byte_offset",
            LONG,
            "First byte of the record in its dump (compressed bytes where the dump is compressed).",
            nullable=True,
        ),
        Column("byte_length", LONG, "Length in bytes from byte_offset.", nullable=True),
        Column("format", TEXT, "Name of the format that read it (see the list of formats)."),
        Column("url", TEXT, "URL that the container states for the record.", nullable=True),
        Column("external_id", TEXT, "The agency's or CMS's own id.", nullable=True),
        Column("external_version", TEXT, "The agency's or CMS's own version.", nullable=True),
        Column("content_type", TEXT, "Declared media type.", nullable=True),
        Column("charset", TEXT, "Character set that the payload was decoded with.", nullable=True),
        Column("fetched_at", AT, "When the payload was fetched, where the container says so.", nullable=True),
        Column("payload_digest", TEXT, "SHA-256 of the payload, 64 hex digits."),
        Column("payload_bytes", LONG, "Length of the payload in bytes."),
        Column("outcome", TEXT, "What became of the record.", values=OUTCOMES),
        Column(
            "reason", TEXT, "Why it is no article or was rejected.", nullable=True, values=NOT_ARTICLE_REASONS + REJECT_REASONS
        ),
        Column("article_id", TEXT, "The article that the record holds a version of.", nullable=True),
        Column("content_digest", TEXT, "The version's content digest (see articles.content_digest).", nullable=True),
        Column("version_at", AT, "When the version was made: updated_at of the article.", nullable=True),
        Column("revision", INT, "Which revision of its article the record holds, from 0.", nullable=True, stage="settle"),
        Column("delivered_on", ON, "Day of the first delivery (UTC).", stage="settle", is_content=False),
        Column("first_run_id", TEXT, "Run that first met the record.", stage="settle", is_content=False),
    ),
    key=("record_id",),
    sort_by=("dump", "position", "record_id"),
    month_of="delivered_on",
)
