"""entities: one row a mention of somebody or something."""

from schemas.lists import ENTITY_TYPES, MENTION_KINDS
from schemas.table import FLAG, INT, ON, REAL, TEXT, Column, Reference, Table

ENTITIES = Table(
    name="entities",
    description="One row a mention of a person, organisation, place, event, work, law or date.",
    columns=(
        Column("mention_id", TEXT, "Key: hash of paragraph_id, span and type.", stage="annotate"),
        Column("article_id", TEXT, "The article.", stage="annotate"),
        Column("publisher", TEXT, "Publisher of the article.", nullable=True, stage="annotate"),
        Column("published_on", ON, "Day of publication of the article.", nullable=True, stage="annotate"),
        Column("paragraph_id", TEXT, "The paragraph that it stands in.", stage="annotate"),
        Column("paragraph_position", INT, "That paragraph's position.", stage="annotate"),
        Column(
            "entity_id", TEXT, "Hash of type and normalised full name; null for a partial name.", nullable=True, stage="annotate"
        ),
        Column("name", TEXT, "Fullest form of the name in the article.", stage="annotate"),
        Column("type", TEXT, "What is named.", values=ENTITY_TYPES, stage="annotate"),
        Column("mention_kind", TEXT, "A name, or a description such as 'the President'.", values=MENTION_KINDS, stage="annotate"),
        Column("text", TEXT, "The mention, verbatim.", stage="annotate"),
        Column("char_start", INT, "Start in the paragraph's text.", stage="annotate"),
        Column("char_end", INT, "End in the paragraph's text, half open.", stage="annotate"),
        Column("honorific", TEXT, "Honorific before the name.", nullable=True, stage="annotate"),
        Column("role", TEXT, "Role that the article gives.", nullable=True, stage="annotate"),
        Column("is_partial_name", FLAG, "True where the article never gives the full name.", stage="annotate"),
        Column("is_ambiguous", FLAG, "True where more than one entity of the article fits.", stage="annotate"),
        Column("stands_for", TEXT, "The institution that a metonym means.", nullable=True, stage="annotate"),
        Column("date_value", ON, "Calendar day that a DATE means, where that can be told.", nullable=True, stage="annotate"),
        Column("rule", TEXT, "What found or joined the mention.", stage="annotate"),
        Column("score", REAL, "Confidence of the recogniser, 0 to 1.", nullable=True, stage="annotate"),
        Column("record_id", TEXT, "The record that it was read from.", stage="annotate", staged_only=True),
    ),
    key=("mention_id",),
    sort_by=("published_on", "article_id", "paragraph_position", "char_start", "char_end", "mention_id"),
    month_of="published_on",
    references=(
        Reference(("article_id",), "articles", ("article_id",)),
        Reference(("paragraph_id",), "paragraphs", ("paragraph_id",)),
    ),
)
