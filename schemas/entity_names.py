"""entity_names: one row an entity of the archive."""

import pyarrow as pa

from schemas.lists import ENTITY_TYPES
from schemas.table import INT, LONG, ON, TEXT, Column, Table

STRINGS = pa.list_(pa.field("element", TEXT, nullable=False))

ENTITY_NAMES = Table(
    name="entity_names",
    description="One row an entity of the archive: its names, its roles, when it was in the news and how often.",
    columns=(
        Column("entity_id", TEXT, "Key: as in entities.", stage="settle"),
        Column("name", TEXT, "The name given most often, of equally frequent ones the longest.", stage="settle"),
        Column("type", TEXT, "What is named.", values=ENTITY_TYPES, stage="settle"),
        Column("aliases", STRINGS, "All forms that mentions of it have, by frequency; descriptions are left out.", stage="settle"),
        Column("roles", STRINGS, "Roles that articles give it, by frequency.", stage="settle"),
        Column("first_seen_on", ON, "First day of an article that names it.", nullable=True, stage="settle"),
        Column("last_seen_on", ON, "Last day of an article that names it.", nullable=True, stage="settle"),
        Column("n_articles", INT, "Articles that name it.", stage="settle"),
        Column("n_mentions", LONG, "Mentions of it, descriptions among them.", stage="settle"),
        Column("external_id", TEXT, "Its id in the user's table (a Wikidata id, say).", nullable=True, stage="settle"),
        Column("n_he", INT, "Quotes in which 'he' as the speaker was resolved to it: evidence, not a verdict.", stage="settle"),
        Column("n_she", INT, "Quotes in which 'she' as the speaker was resolved to it.", stage="settle"),
        Column("n_they", INT, "Quotes in which 'they' as the speaker was resolved to it.", stage="settle"),
    ),
    key=("entity_id",),
    sort_by=("first_seen_on", "entity_id"),
    month_of="first_seen_on",
)
