"""The closed lists of words that columns may hold. A word that is not here is refused where tables are written."""

# a withdrawal marks its article as taken back and brings no version of it; a held record waits until it may be published
OUTCOMES = ("article", "revision", "duplicate", "withdrawal", "held", "not_an_article", "rejected")

# why a record is no article (records.reason), or was refused (rejects.reason)
NOT_ARTICLE_REASONS = (
    "not_a_response",  # WARC request, metadata, warcinfo, conversion of no text ...
    "revisit",
    "http_error",
    "redirect",
    "not_text",  # images, scripts, style sheets, binaries
    "robots_or_sitemap",
    "index_page",
    "no_article_text",
    "package",
    "picture",
    "video",
    "audio",
    "graphic",
    "planning_item",
    "catalogue",
    "concept",
    "comment",
    "draft",
    "attachment",
    "redirect_page",
    "other_namespace",
    "header",
    "metadata_record",
    "empty_file",
    "system_file",
    "advisory",
    "test_item",
)
# why a record is held, to be read again when its time has come
HELD_REASONS = ("embargoed", "embargo_unreadable", "withheld")
REJECT_REASONS = (
    "unknown_format",
    "unreadable",
    "truncated",
    "corrupt",
    "wrong_length",
    "bad_header",
    "bad_checksum",
    "encrypted",
    "too_large",
    "too_many_members",
    "expansion_ratio",
    "nested_too_deep",
    "unsafe_member",
    "bad_json",
    "bad_csv",
    "bad_xml",
    "bad_encoding",
    "not_an_object",
    "missing_field",
    "empty_payload",
    "missing_url",
    "empty_text",
    "no_title",
    "too_deep",
    "crashed_reader",
    "failed_check",
    "reference_lost",
    "forgotten",
    "unforeseen",
)
ARTICLE_KINDS = (
    "article",
    "live_blog",
    "gallery",
    "video",
    "audio",
    "stub",
    "brief",
    "opinion",
    "transcript",
    "newsletter",
    "list",
    "other",
)
# what may change from a version of an article to the next: columns of articles
VERSION_CHANGES = ("title", "subtitle", "byline", "authors", "published_on", "text", "images")
STATUSES = ("usable", "embargoed", "withdrawn")
PUBLISHED_FROM = (
    "json_ld",
    "meta",
    "time_element",
    "wire_header",
    "feed",
    "byline_text",
    "text",
    "url",
    "edition",
    "field",
    "none",
)
TEXT_FROM = ("dom", "json_ld", "feed", "text", "markup", "none")
PARAGRAPH_KINDS = ("title", "subtitle", "body", "heading", "list_item", "block_quote", "caption", "table")
# the kinds that make up articles.text, joined by a blank line
TEXT_KINDS = ("body", "heading", "list_item", "block_quote")
METADATA_FIELDS = (
    "byline",
    "author_role",
    "dateline",
    "date",
    "source",
    "publisher",
    "credit",
    "copyright",
    "section",
    "keywords",
    "language",
    "identifier",
    "rights",
    "reading_time",
    "location",
    "other",
)
CUT_REASONS = (
    "newsletter",
    "subscription",
    "promo",
    "related",
    "caption_repeat",
    "title_repeat",
    "text_repeat",
    "comments",
    "copyright",
    "correction",
    "edition",
    "navigation",
    "footer",
    "share",
    "ad",
    "bio",
    "contact",
    "cookie",
    "player",
    "embed",
    "other_article",
    "site_furniture",
    "code",
    "furniture",
)
ENTITY_TYPES = ("PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT", "WORK", "LAW", "DATE")
NAME_TYPES = tuple(t for t in ENTITY_TYPES if t != "DATE")  # a date is found in the text, but is no name
MENTION_KINDS = ("name", "nominal")
QUOTE_KINDS = ("full", "partial", "scare", "title", "nickname", "indirect")
SPEAKER_TYPES = ("person", "organisation", "document", "unnamed", "unresolved", "none")
QUOTE_RULES = (
    "same_sentence",
    "interrupted",
    "according_to",
    "colon",
    "dash",
    "label",
    "previous_sentence",
    "next_sentence",
    "previous_paragraph",
    "next_paragraph",
    "continuation",
    "pronoun",
    "nominal",
    "nested",
    "block_quote",
    "ranker",
    "none",
)
EVIDENCE_FORMATS = ("html", "text")
EVIDENCE_KINDS = ("page", "block", "opening", "line", "place")
WARNINGS = (
    "mojibake_repaired",
    "encoding_guessed",
    "date_without_zone",
    "date_in_future",
    "date_impossible",
    "embargo_unreadable",
    "title_from_text",
    "no_title",
    "no_date",
    "no_language",
    "truncated_record",
    "foreign_canonical",
    "expected_length_differs",
    "language_without_recogniser",
    "body_from_json_ld",
    "quotes_unbalanced",
    "control_characters_removed",
    "entities_decoded_twice",
    "truncated_text",
)
