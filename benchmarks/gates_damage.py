"""Kinds of damage to a night's tables, and which gate is to find each: what benchmarks.gates_mutations plants.

`staged` damage is done to what the workers staged (as a fault in reading, cleaning or annotating would), `settled` damage to
what settle hands to publish. `counts` damages the independent count of the dumps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from benchmarks.gates_nights import OUTLETS, Draft, Edit, Frames, Outlet
from transforms.contract import Block, Page

Change = Callable[[Frames], None]


@dataclass(frozen=True)
class Damage:
    """One kind of damage: what was done, the gate and the check that must find it, and whether the run must stop.

    Where the check is one that sets rows aside and the run must stop, it must stop for what the table sets aside.
    """

    name: str
    gate: str
    rule: str
    stops: bool
    staged: Change | None = None
    settled: Change | None = None
    edit: Edit | None = None
    outlets: tuple[Outlet, ...] = OUTLETS
    counted: int = 0  # so many records more are counted in the first dump than were read
    scale: float = 1.0


def put(table: str, column: str, value: pl.Expr, where: pl.Expr | None = None) -> Change:
    """Set a column, in all rows or where told."""

    def change(frames: Frames) -> None:
        kind = frames[table].schema[column]
        new = value if where is None else pl.when(where).then(value).otherwise(pl.col(column))
        frames[table] = frames[table].with_columns(new.cast(kind, strict=False).alias(column))

    return change


def swap(table: str, left: str, right: str) -> Change:
    def change(frames: Frames) -> None:
        kinds = frames[table].schema
        swapped = [pl.col(right).cast(kinds[left]).alias(left), pl.col(left).cast(kinds[right]).alias(right)]
        frames[table] = frames[table].with_columns(swapped)

    return change


def keep(table: str, where: pl.Expr) -> Change:
    def change(frames: Frames) -> None:
        frames[table] = frames[table].filter(where)

    return change


def double(table: str, rows: int | None = None) -> Change:
    def change(frames: Frames) -> None:
        frame = frames[table]
        frames[table] = pl.concat([frame, frame.head(frame.height if rows is None else rows)])

    return change


def both(*changes: Change) -> Change:
    def change(frames: Frames) -> None:
        for one in changes:
            one(frames)

    return change


def everywhere(column: str, value: pl.Expr, where: pl.Expr | None = None) -> Change:
    """Set a column that several tables repeat in all of them."""

    def change(frames: Frames) -> None:
        for table in frames:
            if column in frames[table].columns and table not in ("records", "rejects"):
                put(table, column, value, where)(frames)

    return change


ROW = pl.int_range(pl.len())
FIRST = pl.int_range(pl.len()) == 0
FEW = pl.int_range(pl.len()) < 3
IS_ARTICLE = pl.col("outcome") == "article"
NO_TEXT = pl.lit(None, pl.String)


def _moved(days: int) -> Change:
    """Dates moved: the day in every table, the moment with it."""
    offset = f"{days}d"
    return both(
        everywhere("published_on", pl.col("published_on").dt.offset_by(offset)),
        put("articles", "published_at", pl.col("published_at").dt.offset_by(offset)),
    )


def _lose_publisher(frames: Frames) -> None:
    gone = frames["articles"].filter(pl.col("publisher") == OUTLETS[0].domain)["record_id"].implode()
    for table in ("articles", "paragraphs", "cuts", "entities", "quotes", "records"):
        frames[table] = frames[table].filter(~pl.col("record_id").is_in(gone))


def _shift_with_text(table: str) -> Change:
    """Spans and texts both moved by one: each span is true, and all are wrong."""

    def change(frames: Frames) -> None:
        texts = frames["paragraphs"].select("paragraph_id", "record_id", pl.col("text").alias("whole"))
        frame = frames[table].join(texts, on=["paragraph_id", "record_id"], how="left", maintain_order="left")
        fits = pl.col("char_end") < pl.col("whole").str.len_chars()
        start = pl.col("char_start") + fits.cast(pl.Int32)
        end = pl.col("char_end") + fits.cast(pl.Int32)
        text = pl.col("whole").str.slice(start, end - start)
        trimmed = text == text.str.strip_chars()
        new = [
            pl.when(trimmed).then(value).otherwise(pl.col(name)).alias(name) for name, value in (("char_start", start), ("char_end", end))
        ]
        frames[table] = frame.with_columns(*new, pl.when(trimmed).then(text).otherwise("text").alias("text")).select(frames[table].columns)

    return change


def _in_bytes(frames: Frames) -> None:
    """Offsets counted in bytes."""
    texts = frames["paragraphs"].select("paragraph_id", "record_id", pl.col("text").alias("whole"))
    frame = frames["quotes"].join(texts, on=["paragraph_id", "record_id"], how="left", maintain_order="left")
    wide = [pl.col("whole").str.slice(0, pl.col(c)).str.len_bytes().cast(pl.Int32).alias(c) for c in ("char_start", "char_end")]
    frames["quotes"] = frame.with_columns(wide).select(frames["quotes"].columns)


def _reject_all(frames: Frames) -> None:
    gone = frames["records"].filter(IS_ARTICLE)
    reject = gone.select("record_id", pl.lit("read").alias("stage"), pl.lit("bad_encoding").alias("reason"))
    reject = reject.with_columns(NO_TEXT.alias("detail"), NO_TEXT.alias("sample"))
    frames["rejects"] = pl.concat([frames["rejects"], reject.select(frames["rejects"].columns)])
    put("records", "article_id", NO_TEXT)(frames)
    put("records", "reason", pl.lit("bad_encoding"), IS_ARTICLE)(frames)
    put("records", "outcome", pl.lit("rejected"), IS_ARTICLE)(frames)
    for table in ("articles", "paragraphs", "cuts", "entities", "quotes"):
        frames[table] = frames[table].clear()


def _unforeseen(frames: Frames) -> None:
    _reject_all(frames)
    put("records", "reason", pl.lit("unforeseen"), pl.col("reason") == "bad_encoding")(frames)


def _cut_off(page: Page, drafts: list[Draft]) -> None:
    """The last paragraph breaks off in the middle of a word."""
    last = max(i for i, b in enumerate(page.blocks) if b.kind == "body")
    page.blocks[last] = Block(page.blocks[last].text[:-9], "paragraph", "body")


def _in_german(page: Page, drafts: list[Draft]) -> None:
    text = "Die Arbeiten an der Brücke dauern bis zum Ende des Jahres, und das Geld dafür kommt von der Stadt und vom Land. " * 3
    drafts.clear()
    page.blocks = [
        Block(f"{text}Nummer {i} von {page.title}.", "paragraph", "body") if b.kind == "body" else b for i, b in enumerate(page.blocks)
    ]


def _furniture_in_text(page: Page, drafts: list[Draft]) -> None:
    page.blocks += [Block("Sign up for our newsletter and never miss a story", "paragraph", "body")]


def _same_text(page: Page, drafts: list[Draft]) -> None:
    drafts.clear()
    text = "The page that you are looking for is being prepared, and the editors of the paper ask for a little patience until then."
    page.blocks = [
        Block(text, "paragraph", "body") if b.kind == "body" else b for b in page.blocks if b.kind != "body" or b is page.blocks[3]
    ]


def _lose_authors(publisher: str | None) -> Edit:
    def edit(page: Page, drafts: list[Draft]) -> None:
        if publisher is None or page.publisher == publisher:
            page.authors = []

    return edit


def _plain(page: Page, drafts: list[Draft]) -> None:
    """No marks of quotation are left: none is found."""
    page.blocks = [replace(b, text=b.text.replace("“", "").replace("”", "")) for b in page.blocks]
    for draft in drafts:
        draft.said = None


THIN = tuple(replace(outlet, paragraphs=2) for outlet in OUTLETS)
SPEAKER = ("speaker_text", "speaker_paragraph_id", "speaker_mention_id", "speaker_name", "speaker_entity_id", "speaker_role")
LOST = pl.lit("par_" + "0" * 24)
NO_ARTICLE = pl.lit("art_" + "0" * 24)
SHIFT = pl.col("char_start") + 1

READ = (
    Damage("a record is missing from the ledger", "read", "dumps.stand_in_ledger", True, keep("records", ROW != 5)),
    Damage("the reader lost a record of a dump", "read", "dumps.counted_independently", True, counted=1),
    Damage("the reader lost half a dump", "read", "dumps.counted_independently", True, counted=40),
    Damage("a record stands in the ledger twice", "read", "records.key_is_unique", True, double("records", 1)),
    Damage("two records have one position", "read", "records.position_is_unique", True, put("records", "position", pl.lit(1), FEW)),
    Damage("article rows are lost", "read", "records.article_is_there", True, keep("articles", ROW > 2)),
    Damage("rejects are lost", "read", "records.reject_is_there", True, keep("rejects", pl.lit(False))),
    Damage(
        "an article's record says it is none",
        "read",
        "records.article_is_there",
        True,
        put("records", "outcome", pl.lit("not_an_article"), FIRST),
    ),
    Damage("reasons are lost", "read", "records.refusal_has_reason", True, put("records", "reason", NO_TEXT)),
    Damage(
        "an outcome is no word of the list", "read", "records.outcome_is_known", True, put("records", "outcome", pl.lit("artcle"), FIRST)
    ),
    Damage(
        "digests are cut",
        "read",
        "records.digest_has_shape",
        True,
        put("records", "payload_digest", pl.col("payload_digest").str.slice(0, 32)),
    ),
    Damage("offsets run negative", "read", "records.place_is_possible", True, put("records", "byte_offset", -pl.col("byte_offset"))),
    Damage(
        "a reject is of no record", "read", "rejects.record_is_there", True, put("rejects", "record_id", pl.lit("rec_" + "0" * 24), FIRST)
    ),
    Damage(
        "fetch times lie in the future",
        "read",
        "records.fetched_in_range",
        False,
        put("records", "fetched_at", pl.col("fetched_at").dt.offset_by("70y")),
    ),
    Damage("every page is refused", "read", "records.share_rejected", True, _reject_all),
    Damage("every page meets an unforeseen error", "read", "records.share_unforeseen", True, _unforeseen),
    Damage("outcome and format swapped", "read", "records.outcome_is_known", True, swap("records", "outcome", "format")),
    Damage(
        "ids have lost their prefix",
        "read",
        "articles.article_id_has_shape",
        True,
        put("articles", "article_id", pl.col("article_id").str.slice(4)),
    ),
    Damage("three titles are blank", "read", "articles.title_is_not_blank", False, put("articles", "title", pl.lit("…"), FEW)),
    Damage("three texts are empty", "read", "articles.text_is_there", False, put("articles", "text", pl.lit(""), FEW)),
    Damage("all texts are empty", "read", "articles.text_is_there", True, put("articles", "text", pl.lit(""))),
    Damage(
        "texts are cut in half",
        "read",
        "articles.text_is_its_paragraphs",
        True,
        put("articles", "text", pl.col("text").str.slice(0, pl.col("text").str.len_chars() // 2)),
    ),
    Damage("texts break off in mid sentence", "read", "articles.share_ending_in_mid_sentence", True, edit=_cut_off, scale=2),
    Damage("article rows are doubled", "read", "articles.record_is_unique", True, double("articles")),
    Damage("dates moved a year ahead", "read", "articles.date_is_not_in_future", True, _moved(365)),
    Damage(
        "three dates moved a year ahead",
        "read",
        "articles.date_is_not_in_future",
        False,
        put("articles", "published_on", pl.col("published_on").dt.offset_by("1y"), FEW),
    ),
    Damage("dates moved past the fetch", "read", "articles.date_is_not_in_future", True, _moved(4)),
    Damage(
        "moments moved five days",
        "read",
        "articles.moment_fits_day",
        True,
        put("articles", "published_at", pl.col("published_at").dt.offset_by("5d")),
    ),
    Damage("dates without an origin", "read", "articles.date_has_an_origin", True, put("articles", "published_from", pl.lit("none"))),
    Damage("publisher and source swapped", "read", "paragraphs.agrees_with_article", True, swap("articles", "publisher", "source")),
    Damage("title and subtitle swapped", "release", "drift.without_title", True, swap("articles", "title", "subtitle")),
    Damage("title and byline swapped", "read", "articles.share_title_disagrees", False, swap("articles", "title", "byline")),
    Damage("domains of other sites", "read", "articles.domain_fits_host", True, put("articles", "domain", pl.lit("other.example"))),
    Damage("host and url swapped", "read", "articles.host_has_shape", True, swap("articles", "host", "url")),
    Damage("every language is German", "read", "articles.share_in_other_language", True, everywhere("language", pl.lit("de"))),
    Damage("texts in another language", "read", "articles.share_in_other_language", True, edit=_in_german, scale=2),
    Damage("languages are names", "read", "articles.language_has_shape", True, put("articles", "language", pl.lit("English"))),
    Damage("one text under every article", "read", "articles.share_duplicate_text", True, edit=_same_text, scale=2),
    Damage("one title over every article", "read", "articles.share_title_repeated", False, put("articles", "title", pl.lit("Home"))),
    Damage(
        "authors are addresses",
        "read",
        "articles.authors_are_names",
        False,
        put("articles", "authors", pl.concat_list(pl.lit("https://a.example/me"))),
    ),
    Damage(
        "paragraphs are counted one too few",
        "read",
        "articles.paragraphs_are_counted",
        True,
        put("articles", "n_paragraphs", pl.col("n_paragraphs") - 1),
    ),
    Damage(
        "one block of a page has no fate",
        "read",
        "articles.blocks_are_accounted_for",
        False,
        put("articles", "n_blocks", pl.col("n_blocks") + 1, FIRST),
    ),
    Damage(
        "words are counted as characters",
        "read",
        "articles.words_are_counted",
        True,
        put("articles", "n_words", pl.col("text").str.len_chars()),
    ),
    Damage("cuts are lost", "read", "articles.blocks_are_accounted_for", True, keep("cuts", pl.lit(False))),
    Damage(
        "a paragraph of each article is lost", "read", "articles.paragraphs_are_counted", True, keep("paragraphs", pl.col("position") != 2)
    ),
    Damage("paragraph rows are doubled", "read", "paragraphs.key_is_unique", True, double("paragraphs")),
    Damage("one paragraph is doubled", "read", "paragraphs.key_is_unique", False, double("paragraphs", 1)),
    Damage("paragraphs of no article", "read", "paragraphs.article_is_there", True, put("paragraphs", "article_id", NO_ARTICLE)),
    Damage(
        "paragraphs of another day",
        "read",
        "paragraphs.agrees_with_article",
        True,
        put("paragraphs", "published_on", pl.col("published_on").dt.offset_by("1d")),
    ),
    Damage(
        "positions start at one", "read", "articles.paragraphs_are_counted", True, put("paragraphs", "position", pl.col("position") + 1)
    ),
    Damage(
        "offsets into the text shifted by one",
        "read",
        "paragraphs.stands_in_article_text",
        True,
        put("paragraphs", "text_start", pl.col("text_start") + 1),
    ),
    Damage("offsets into the text lost", "read", "paragraphs.stands_in_article_text", True, put("paragraphs", "text_start", pl.lit(None))),
    Damage(
        "markup left in every paragraph",
        "read",
        "paragraphs.share_with_markup",
        True,
        put("paragraphs", "text", pl.lit("<p>") + pl.col("text")),
    ),
    Damage(
        "markup left in one paragraph",
        "read",
        "paragraphs.text_has_no_markup",
        False,
        put("paragraphs", "text", pl.lit("AT&amp;T ") + pl.col("text"), FIRST),
    ),
    Damage(
        "UTF-8 read as Windows-1252",
        "read",
        "paragraphs.share_undecoded",
        True,
        put("paragraphs", "text", pl.col("text").str.replace_all("“", "â€œ").str.replace_all("”", "â€\u009d")),
    ),
    Damage(
        "replacement characters in three paragraphs",
        "read",
        "paragraphs.text_is_decoded",
        False,
        put("paragraphs", "text", pl.col("text") + "\ufffd", FEW),
    ),
    Damage(
        "control characters",
        "read",
        "paragraphs.text_has_no_control_characters",
        False,
        put("paragraphs", "text", pl.col("text") + "\x00", FEW),
    ),
    Damage(
        "line breaks in paragraphs",
        "read",
        "paragraphs.text_is_one_line",
        True,
        put("paragraphs", "text", pl.col("text").str.replace(" ", "\n")),
    ),
    Damage(
        "sentences run past the text",
        "read",
        "paragraphs.sentences_hold",
        True,
        put("paragraphs", "text", pl.col("text").str.slice(0, pl.col("text").str.len_chars() - 1)),
    ),
    Damage(
        "sentences are lost", "read", "paragraphs.has_sentences", True, put("paragraphs", "sentences", pl.col("sentences").list.head(0))
    ),
    Damage("an unknown kind of paragraph", "read", "paragraphs.kind_is_known", True, put("paragraphs", "kind", pl.lit("para"))),
    Damage("newsletter prompts left in the text", "read", "paragraphs.share_of_furniture", True, edit=_furniture_in_text),
    Damage("kind and text swapped", "read", "paragraphs.kind_is_known", True, swap("paragraphs", "kind", "text")),
    Damage("a block is cut and kept", "read", "cuts.block_has_one_fate", False, put("cuts", "block", pl.lit(0), FIRST)),
    Damage("a block is cut twice", "read", "cuts.key_is_unique", False, double("cuts", 1)),
    Damage(
        "cuts of another day",
        "read",
        "cuts.agrees_with_article",
        True,
        put("cuts", "published_on", pl.col("published_on").dt.offset_by("1d")),
    ),
    Damage("keys of articles are lost", "read", "articles.key_is_there", True, keep("article_keys", pl.lit(False))),
    Damage("cuts off the page", "read", "cuts.block_is_on_the_page", True, put("cuts", "block", pl.col("block") + 500)),
)

ANNOTATE = (
    Damage("mentions shifted by one", "annotate", "entities.span_is_true", True, put("entities", "char_start", SHIFT)),
    Damage("three mentions shifted by one", "annotate", "entities.span_is_true", False, put("entities", "char_start", SHIFT, FEW)),
    Damage("mentions and their texts shifted by one", "annotate", "entities.share_in_mid_word", True, _shift_with_text("entities")),
    Damage("start and end of mentions swapped", "annotate", "entities.span_is_true", True, swap("entities", "char_start", "char_end")),
    Damage("type and kind of mention swapped", "annotate", "entities.type_is_known", True, swap("entities", "type", "mention_kind")),
    Damage("name and text swapped, offsets kept", "annotate", "entities.span_is_true", True, swap("entities", "name", "text")),
    Damage("mention rows doubled", "annotate", "entities.key_is_unique", True, double("entities")),
    Damage("mentions in no paragraph", "annotate", "entities.paragraph_is_there", True, put("entities", "paragraph_id", LOST)),
    Damage("mentions without letters", "annotate", "entities.has_letters", False, put("entities", "text", pl.lit("—"), FEW)),
    Damage("every person is an organisation", "annotate", "entities.share_of_persons", False, put("entities", "type", pl.lit("ORG"))),
    Damage("scores in per cent", "annotate", "entities.score_is_a_probability", True, put("entities", "score", pl.col("score") * 100)),
    Damage(
        "mentions of another publisher",
        "annotate",
        "entities.agrees_with_paragraph",
        False,
        put("entities", "publisher", pl.lit("x.example"), FEW),
    ),
    Damage(
        "partial names with an entity",
        "annotate",
        "entities.partial_name_has_no_entity",
        True,
        put("entities", "is_partial_name", pl.lit(True)),
    ),
    Damage(
        "every quote unattributed",
        "annotate",
        "quotes.share_without_speaker",
        True,
        both(
            *(put("quotes", c, NO_TEXT) for c in (*SPEAKER, "speaker_char_start", "speaker_char_end")),
            put("quotes", "speaker_type", pl.lit("none")),
            put("quotes", "is_countable", pl.lit(False)),
        ),
    ),
    Damage("quotes shifted by one", "annotate", "quotes.span_is_true", True, put("quotes", "char_start", SHIFT)),
    Damage("quotes and their texts shifted by one", "annotate", "quotes.share_without_mark", True, _shift_with_text("quotes")),
    Damage("offsets of quotes in bytes", "annotate", "quotes.span_is_true", True, _in_bytes),
    Damage(
        "speakers shifted by one",
        "annotate",
        "quotes.speaker_span_is_true",
        True,
        put("quotes", "speaker_char_start", pl.col("speaker_char_start") + 1),
    ),
    Damage(
        "cues shifted by one", "annotate", "quotes.cue_span_is_true", True, put("quotes", "cue_char_start", pl.col("cue_char_start") + 1)
    ),
    Damage("speaker and cue swapped", "annotate", "quotes.speaker_span_is_true", True, swap("quotes", "speaker_text", "cue")),
    Damage(
        "speakers who are another entity than their mention",
        "annotate",
        "quotes.entity_is_the_mentions",
        True,
        put("quotes", "speaker_entity_id", pl.lit("ent_" + "0" * 24), pl.col("speaker_mention_id").is_not_null()),
    ),
    Damage(
        "speakers that are no mention",
        "annotate",
        "quotes.mention_is_there",
        False,
        put("quotes", "speaker_mention_id", pl.lit("men_" + "0" * 24), FEW),
    ),
    Damage(
        "quotes within themselves", "annotate", "quotes.parent_is_there", False, put("quotes", "parent_quote_id", pl.col("quote_id"), FEW)
    ),
    Damage(
        "unnamed speakers get a name",
        "annotate",
        "quotes.unnamed_stays_unnamed",
        False,
        put("quotes", "speaker_name", pl.lit("Ada Aldana"), (pl.col("speaker_type") == "unnamed") & (ROW < 60)),
    ),
    Damage("utterances are not counted", "annotate", "quotes.counts_once", True, put("quotes", "is_countable", pl.lit(False))),
    Damage("scare quotes are counted", "annotate", "quotes.counts_only_what_is_said", False, put("quotes", "kind", pl.lit("scare"), FEW)),
    Damage("quote rows doubled", "annotate", "quotes.key_is_unique", True, double("quotes")),
    Damage("quotes of nothing", "annotate", "quotes.text_is_not_blank", False, put("quotes", "text", pl.lit(" "), FEW)),
    Damage("every quote lacks its closing mark", "annotate", "quotes.share_not_closed", False, put("quotes", "is_closed", pl.lit(False))),
    Damage(
        "all is said by one person",
        "annotate",
        "quotes.share_of_one_speaker",
        False,
        put("quotes", "speaker_name", pl.lit("Ada Aldana"), pl.col("speaker_type") == "person"),
    ),
)

RELEASE = (
    Damage("a publisher is missing", "release", "drift.articles_a_publisher", False, outlets=OUTLETS[1:]),
    Damage("a publisher is missing after reading", "read", "dumps.stand_in_ledger", True, _lose_publisher),
    Damage(
        "a publisher brings a tenth",
        "release",
        "drift.articles_a_publisher",
        False,
        outlets=(replace(OUTLETS[0], weekday=4, weekend=4), *OUTLETS[1:]),
    ),
    Damage(
        "a publisher brings four times as much",
        "release",
        "drift.articles_a_publisher",
        False,
        outlets=(replace(OUTLETS[0], weekday=180, weekend=160), *OUTLETS[1:]),
    ),
    Damage("a night with hardly an article", "release", "drift.day_is_not_empty", True, scale=0.08),
    Damage("a night with a third of the articles", "release", "drift.articles_a_day", False, scale=0.33),
    Damage("a feed did not come", "release", "drift.feeds_that_did_not_come", False, outlets=OUTLETS[:-2]),
    Damage("dates moved a year back", "release", "drift.day_is_not_empty", True, _moved(-365)),
    Damage("dates moved two months back", "release", "drift.dated_long_ago", True, _moved(-60)),
    Damage(
        "all dates are lost",
        "release",
        "drift.without_date",
        True,
        both(
            everywhere("published_on", pl.lit(None)),
            put("articles", "published_at", pl.lit(None)),
            put("articles", "published_from", pl.lit("none")),
        ),
    ),
    Damage("all authors are lost", "release", "drift.without_author", True, edit=_lose_authors(None)),
    Damage("one publisher's authors are lost", "release", "drift.publisher_is_as_usual", False, edit=_lose_authors(OUTLETS[0].domain)),
    Damage("bodies are cut to two paragraphs", "release", "drift.words", True, outlets=THIN),
    Damage(
        "no entity is found",
        "release",
        "drift.without_entity",
        True,
        both(keep("entities", pl.lit(False)), put("quotes", "speaker_mention_id", NO_TEXT)),
    ),
    Damage("no quote is found", "release", "drift.without_quote", True, edit=_plain),
    Damage(
        "a fifth of the quotes is found",
        "release",
        "drift.without_quote",
        True,
        outlets=tuple(replace(o, quotes=o.quotes / 8) for o in OUTLETS),
    ),
    Damage(
        "half of the quotes lose their speaker",
        "release",
        "drift.without_speaker",
        True,
        both(
            *(put("quotes", c, NO_TEXT, ROW % 2 == 0) for c in (*SPEAKER, "speaker_char_start", "speaker_char_end")),
            put("quotes", "speaker_type", pl.lit("none"), ROW % 2 == 0),
            put("quotes", "is_countable", pl.lit(False), ROW % 2 == 0),
        ),
    ),
    Damage("languages are lost", "release", "drift.without_language", True, everywhere("language", NO_TEXT)),
    Damage("publishers are garbled", "release", "drift.new_publishers", False, everywhere("publisher", pl.col("publisher") + " 2")),
    Damage("every article counts as cut short", "release", "drift.cut_short", True, put("articles", "is_truncated", pl.lit(True))),
    Damage("settle loses articles", "release", "ledger.record_has_its_article", True, settled=keep("articles", ROW > 3)),
    Damage("settle loses paragraphs", "release", "articles.paragraphs_are_counted", True, settled=keep("paragraphs", ROW % 50 > 0)),
    Damage("settle loses cuts", "release", "articles.blocks_are_accounted_for", True, settled=keep("cuts", ROW % 50 > 0)),
    Damage("settle loses mentions", "release", "entities.staged_rows_arrive", True, settled=keep("entities", ROW % 50 > 0)),
    Damage("settle loses quotes", "release", "quotes.staged_rows_arrive", True, settled=keep("quotes", ROW % 50 > 0)),
    Damage("settle doubles mentions", "publish", "TableError", True, settled=double("entities", 5)),
    Damage("settle doubles quotes", "publish", "TableError", True, settled=double("quotes", 5)),
    Damage("settle loses rejects", "release", "ledger.reject_is_recorded", True, settled=keep("rejects", pl.lit(False))),
    Damage(
        "settle moves quotes to other articles",
        "release",
        "quotes.agrees_with_paragraph",
        True,
        settled=put("quotes", "article_id", pl.col("article_id").reverse()),
    ),
    Damage(
        "settle mixes up the spans of mentions",
        "release",
        "entities.span_is_true",
        True,
        settled=put("entities", "char_start", pl.col("char_start").reverse()),
    ),
    Damage(
        "settle breaks references to mentions",
        "release",
        "quotes.speaker_mention_id_leads_somewhere",
        True,
        settled=put("quotes", "speaker_mention_id", pl.lit("men_" + "0" * 24), FIRST),
    ),
    Damage(
        "settle breaks references to paragraphs",
        "release",
        "entities.paragraph_id_leads_somewhere",
        True,
        settled=put("entities", "paragraph_id", LOST, FIRST),
    ),
    Damage(
        "settle leaves stories without an original",
        "release",
        "articles.story_has_one_original",
        True,
        settled=put("articles", "is_story_original", pl.lit(False)),
    ),
    Damage(
        "settle names another record",
        "release",
        "ledger.article_has_its_record",
        True,
        settled=put("articles", "record_id", pl.col("record_id").reverse()),
    ),
    Damage(
        "settle dates articles, not their paragraphs",
        "release",
        "paragraphs.article_id_leads_somewhere",
        True,
        settled=put("articles", "published_on", pl.col("published_on").dt.offset_by("-2mo")),
    ),
)

DAMAGES = READ + ANNOTATE + RELEASE
