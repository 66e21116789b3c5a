"""WHAT the tables are: Arrow schemas, keys, references, closed lists, and the formulas of ids."""

from schemas.article_keys import ARTICLE_KEYS
from schemas.article_versions import ARTICLE_VERSIONS
from schemas.articles import ARTICLES
from schemas.cuts import CUTS
from schemas.entities import ENTITIES
from schemas.entity_names import ENTITY_NAMES
from schemas.paragraphs import PARAGRAPHS
from schemas.quotes import QUOTES
from schemas.records import RECORDS
from schemas.rejects import REJECTS
from schemas.site_evidence import SITE_EVIDENCE
from schemas.table import STAGES, Column, Reference, Stage, Table

# in the order in which they are written: a table refers only to itself and to tables before it
TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        RECORDS,
        ARTICLES,
        PARAGRAPHS,
        CUTS,
        ENTITIES,
        QUOTES,
        ENTITY_NAMES,
        REJECTS,
        ARTICLE_KEYS,
        ARTICLE_VERSIONS,
        SITE_EVIDENCE,
    )
}
# those whose rows come from a run's shards; the others are made of them in settle
STAGED = tuple(name for name, table in TABLES.items() if table.made_in != "settle")

__all__ = ["STAGED", "STAGES", "TABLES", "Column", "Reference", "Stage", "Table"]
