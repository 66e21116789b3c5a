"""Keys depend on the text alone, and do not change from version to version without somebody noticing."""

from hashlib import sha256

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.article_keys import ARTICLE_KEYS
from transforms.stories import story_keys
from transforms.stories.signatures import MIN_SHINGLES

TEXT = "\n\n".join(
    f"On day {n} the crew of the Silver Heron counted {n * 7} gulls, wrote the number in the log and went below. "
    f"Captain Tolliver said that the {n * 3} he had seen in the morning were more than enough for him."
    for n in range(8)
)


def keys_of(*texts: str) -> pl.DataFrame:
    return story_keys(pl.DataFrame({"article_id": [f"art_{n:024d}" for n in range(len(texts))], "text": list(texts)}))


def test_the_keys_of_a_text_are_what_they_were() -> None:
    """Keys are stored: whoever changes their formula must raise the stage's version, so that they are made anew."""
    assert sha256(keys_of(TEXT)["bands"][0]).hexdigest()[:16] == "cd73a481bd41e981"


def test_the_columns_fit_the_table() -> None:
    keys = keys_of(TEXT).to_arrow()
    signatures = keys.column("bands").cast(ARTICLE_KEYS.column("bands").type)
    assert signatures.null_count == 0


def test_short_texts_have_no_signature() -> None:
    keys = keys_of("", "Too short.", "No sentence here has five. Words in it. At all, never.", TEXT)
    assert keys["bands"].is_null().to_list() == [True, True, True, False]
    assert keys["n_shingles"][3] >= MIN_SHINGLES


@settings(max_examples=25)
@given(st.lists(st.text(max_size=300), max_size=6))
def test_a_key_does_not_depend_on_its_neighbours(texts: list[str]) -> None:
    together = keys_of(TEXT, *texts, TEXT + " ".join(texts))
    for number, text in enumerate([TEXT, *texts, TEXT + " ".join(texts)]):
        alone = keys_of(text)
        assert alone["n_shingles"][0] == together["n_shingles"][number]
        assert alone["bands"].to_list() == together["bands"].slice(number, 1).to_list()
