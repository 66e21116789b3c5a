import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.clean.language import detect_language, fold_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The minister said on Tuesday that the talks had failed.", "en"),
        ("Der Kanzler sagte am Dienstag, die Gespräche seien gescheitert.", "de"),
        ("Le ministre a déclaré mardi que les discussions avaient échoué.", "fr"),
        ("El ministro dijo el martes que las conversaciones habían fracasado.", "es"),
        ("Statsministeren sa tirsdag at samtalene hadde mislyktes, og at regjeringen ikke ville gi seg.", "no"),
        ("首相は火曜日、協議が決裂したと述べた。", "ja"),
        ("总理周二表示谈判失败。", "zh"),
        ("총리는 화요일 협상이 결렬됐다고 말했다.", "ko"),
        ("Премьер-министр заявил во вторник", "ru"),
        ("Президент заявив у вівторок, що переговори зірвалися.", "uk"),
        ("قال رئيس الوزراء يوم الثلاثاء إن المحادثات فشلت", "ar"),
        ("Hello", None),
        ("", None),
        ("12345 ... 678", None),
    ],
)
def test_detects(text: str, language: str | None) -> None:
    assert detect_language(text) == language


def test_the_hint_serves_where_the_text_is_short() -> None:
    assert detect_language("Hallo", "de-AT") == "de"
    assert detect_language("The minister said on Tuesday that the talks had failed.", "de") == "en"


def test_common_words_bear_out_what_a_page_says_of_itself_and_nothing_else() -> None:
    english = "He said that the talks with the union had failed and that they would not be taken up again this year."
    assert [detect_language(english, hint) for hint in ("en-GB", "de", "fr", None)] == ["en"] * 4
    german = "Der Kanzler sagte, dass die Gespräche mit den Verbänden nicht gescheitert sind und auch im Herbst nicht enden."
    assert [detect_language(german, hint) for hint in ("de-AT", "en", None)] == ["de"] * 3


def test_tags_are_folded() -> None:
    assert [fold_language(t) for t in ("en-GB", "pt_BR", "nb-NO", "english", "", None)] == ["en", "pt", "no", None, None, None]


@settings(max_examples=100)
@given(st.text())
def test_never_raises(text: str) -> None:
    found = detect_language(text)
    assert found is None or len(found) == 2
