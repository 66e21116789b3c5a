"""quotes: one row a quoted stretch in one paragraph, with its speaker."""

from schemas.lists import QUOTE_KINDS, QUOTE_RULES, SPEAKER_TYPES
from schemas.table import FLAG, INT, ON, REAL, TEXT, Column, Reference, Table

QUOTES = Table(
    name="quotes",
    description="One row a quoted stretch in one paragraph, and who is quoted.",
    columns=(
        Column("quote_id", TEXT, "Key: hash of article_id, text and occurrence.", stage="annotate"),
        Column("article_id", TEXT, "The article.", stage="annotate"),
        Column("publisher", TEXT, "Publisher of the article.", nullable=True, stage="annotate"),
        Column("published_on", ON, "Day of publication of the article.", nullable=True, stage="annotate"),
        Column("paragraph_id", TEXT, "The paragraph that it stands in.", stage="annotate"),
        Column("paragraph_position", INT, "That paragraph's position.", stage="annotate"),
        Column("utterance_id", TEXT, "Parts of one utterance share it.", stage="annotate"),
        Column("part", INT, "Place among the utterance's parts, from 0.", stage="annotate"),
        Column("char_start", INT, "Start in the paragraph's text, inside the mark.", stage="annotate"),
        Column("char_end", INT, "End in the paragraph's text, inside the mark, half open.", stage="annotate"),
        Column("text", TEXT, "What stands between the marks, verbatim.", stage="annotate"),
        Column("n_words", INT, "Words of the quote.", stage="annotate"),
        Column("kind", TEXT, "Sort of quote.", values=QUOTE_KINDS, stage="annotate"),
        Column("parent_quote_id", TEXT, "The quote that this one stands in.", nullable=True, stage="annotate"),
        Column("is_closed", FLAG, "False where the closing mark is missing and was inferred.", stage="annotate"),
        Column(
            "is_countable",
            FLAG,
            "True on one row of each unnested full or partial utterance with a speaker: count these.",
            stage="annotate",
        ),
        Column(
            "speaker_text", TEXT, "The speaker as the article names him at the quote, verbatim.", nullable=True, stage="annotate"
        ),
        Column("speaker_paragraph_id", TEXT, "Paragraph of speaker_text.", nullable=True, stage="annotate"),
        Column("speaker_char_start", INT, "Start of speaker_text in that paragraph.", nullable=True, stage="annotate"),
        Column("speaker_char_end", INT, "End of speaker_text, half open.", nullable=True, stage="annotate"),
        Column("speaker_mention_id", TEXT, "The mention in entities; null for a pronoun.", nullable=True, stage="annotate"),
        Column("speaker_name", TEXT, "Resolved name; null for the unnamed.", nullable=True, stage="annotate"),
        Column("speaker_entity_id", TEXT, "The speaker's entity.", nullable=True, stage="annotate"),
        Column("speaker_type", TEXT, "What the speaker is.", values=SPEAKER_TYPES, stage="annotate"),
        Column(
            "speaker_role", TEXT, "The speaker's role, or the description of an unnamed one.", nullable=True, stage="annotate"
        ),
        Column("cue", TEXT, "The word of speech, verbatim.", nullable=True, stage="annotate"),
        Column("cue_char_start", INT, "Start of the cue in the quote's paragraph.", nullable=True, stage="annotate"),
        Column("cue_char_end", INT, "End of the cue, half open.", nullable=True, stage="annotate"),
        Column("rule", TEXT, "What decided the speaker.", values=QUOTE_RULES, stage="annotate"),
        Column("speaker_score", REAL, "Probability that the speaker is right.", nullable=True, stage="annotate"),
        Column("record_id", TEXT, "The record that it was read from.", stage="annotate", staged_only=True),
    ),
    key=("quote_id",),
    sort_by=("published_on", "article_id", "paragraph_position", "char_start", "quote_id"),
    month_of="published_on",
    references=(
        Reference(("article_id",), "articles", ("article_id",)),
        Reference(("paragraph_id",), "paragraphs", ("paragraph_id",)),
        Reference(("parent_quote_id",), "quotes", ("quote_id",)),
        Reference(("speaker_paragraph_id",), "paragraphs", ("paragraph_id",)),
        Reference(("speaker_mention_id",), "entities", ("mention_id",)),
    ),
)
