import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.segment import segment

MARKED = [
    "“He never did,” Mr. Rown said.|“He is sure of it.”|Then J. K. Lowe left.",
    "She met U.S. President Dow at 5 p.m.|The talks failed.",
    "Am 20. August kam er.|Dr. Moll z.B. sagte nichts.|„Nein!“|Dann ging er.",
    "“Why?” he asked.|“I don’t know...”|She left... and came back.|Wait… what?|Yes.",
    "首相は「協議は決裂した。」と述べた。|次に進む。|終わった！",
    "यह वाक्य है।|दूसरा वाक्य।",
    "قال ذلك.|ثم ذهب؟|نعم.",
    "1. First of all.|No. 5 is here.|Apple Inc. said so.|Apple Inc.|The firm closed.",
    "John F. Kell took vitamin C.|The rest is known.",
    "“This is fantasy.|It will not happen.”",
    "It cost $3.5 million (see p. 4).|He paid.",
    "Das kostet 3,5 Mio. Euro.|Er zahlte.",
    "El Sr. Luz habló.|¿Qué dijo?|Nada.",
    "No stop at all",
    "",
]


@pytest.mark.parametrize("marked", MARKED)
def test_sentences(marked: str) -> None:
    joiner = "" if "。" in marked else " "
    text = marked.replace("|", joiner)
    assert [text[a:b] for a, b in segment(text)] == [s for s in marked.split("|") if s]


@settings(max_examples=300)
@given(st.one_of(st.text(), st.text(alphabet='aA .!?…”“"。\n1')))
def test_spans_hold_all_that_is_not_white_space(text: str) -> None:
    spans = segment(text)
    at = 0
    for start, end in spans:
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@pytest.mark.parametrize("unit", [".", "A. ", ". ", '."', "。", "\n ", "“", "Mr. "])
def test_long_runs_end(unit: str) -> None:
    text = unit * 50_000 + "a"
    assert segment(text)[-1][1] == len(text)
