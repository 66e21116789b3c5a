"""What house style and local spelling change must not tell two copies apart."""

import pytest

from transforms.stories.words import END, fold_word, hash_words


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("harbour", "harbor"),
        ("centres", "centers"),
        ("organisation", "organization"),
        ("analysed", "analyzed"),
        ("defence", "defense"),
        ("cancelled", "canceled"),
        ("programmes", "programs"),
        ("dialogue", "dialog"),
        ("paediatric", "pediatric"),
        ("manoeuvre", "maneuver"),
        ("grey", "gray"),
        ("Labour’s", "Labor's"),
        ("1,000", "1000"),
    ],
)
def test_spellings_fold_to_one_word(british: str, american: str) -> None:
    assert fold_word(british) == fold_word(american)


@pytest.mark.parametrize(("one", "other"), [("minister", "ministry"), ("north", "south"), ("1911", "1912"), ("Ekelund", "Eklund")])
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert fold_word(one) != fold_word(other)


def test_honorifics_percent_signs_and_marks_are_house_style() -> None:
    one = hash_words("“Prices rose 6 per cent,” Mr Ekelund said.")
    other = hash_words('"Prices rose 6%," Ekelund said.')
    assert (one == other).all()


def test_sentences_end_and_abbreviations_do_not() -> None:
    assert (hash_words("The ship is upright. It is dry.") == END).sum() == 2
    assert (hash_words("Mr. Ekelund of the U.S. Navy spoke") == END).sum() == 0


def test_a_script_without_spaces_is_read_by_characters() -> None:
    assert len(hash_words("海峡は再び開かれた。")) == 10
