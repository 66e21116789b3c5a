"""Credits at the ends of captions, in every way that a cheap look must not overlook."""

import pytest

from transforms.clean.text.captions import split_credit

CAPTION = "The pier of Oram at dusk."


@pytest.mark.parametrize(
    "mark",
    [
        *("Photo: ", "PHOTOS: ", "Photograph: ", "Picture: ", "Image credits: ", "Foto: ", "Bild: ", "Credit: ", "CREDITS: "),
        *("Crédit : ", "Crédito: ", "Credito: ", "Quelle: ", "Fonte: ", "Source: ", "Fuente: ", "Photo by ", "Courtesy of "),
    ],
)
def test_a_credit_behind_its_mark(mark: str) -> None:
    assert split_credit(f"{CAPTION} {mark}Mira Solane") == (CAPTION, "Mira Solane")
    assert split_credit(f"{CAPTION} ({mark}Mira Solane)") == (CAPTION, "Mira Solane")


@pytest.mark.parametrize(
    "credit",
    [
        *("Getty Images", "Mira Solane/Getty Images", "REUTERS/Mira Solane", "AFP via Getty Images", "EPA", "dpa"),
        *("PA Wire", "EFE", "picture alliance", "Anadolu via Getty Images", "IMAGO/Mira Solane", "iStock"),
    ],
)
def test_a_credit_that_is_an_agency(credit: str) -> None:
    assert split_credit(f"{CAPTION} ({credit})") == (CAPTION, credit)


@pytest.mark.parametrize("text", [CAPTION, "The source of the river lies in the hills", "A photo shows the pier", "Getty opens a garden"])
def test_a_text_without_a_credit(text: str) -> None:
    assert split_credit(text) == (text, None)
