from transforms.clean import clean
from transforms.contract import Item, Page, RawRecord, Refusal

PROSE = "The council decided on Tuesday that the roof of the library would be rebuilt before the winter, whatever the rain might do."


def test_each_record_goes_to_its_reader() -> None:
    text = clean(RawRecord(0, "text", b"", text=f"Library roof to be rebuilt\n\n{PROSE}\n\n{PROSE} So it was said.\n"))
    item = clean(RawRecord(0, "json", b"", item=Item(title="Roof", body_text=PROSE)))
    paragraphs = "".join(f"<p>{PROSE} {i}.</p>" for i in range(6))
    html = clean(
        RawRecord(
            0,
            "html",
            b"",
            url="https://gazette.example/roof",
            html=f"<html><body><article><h1>Library roof to be rebuilt</h1>{paragraphs}</article></body></html>",
        )
    )
    assert isinstance(text, Page) and text.text_from == "text"
    assert isinstance(item, Page) and item.text_from == "markup"
    assert isinstance(html, Page) and html.title == "Library roof to be rebuilt"


def test_a_verdict_of_the_reader_stands() -> None:
    record = RawRecord(0, "warc", b"", verdict="not_an_article", reason="http_error", detail="404")
    assert clean(record) == Refusal("not_an_article", "http_error", "404")


def test_a_candidate_without_payload_is_rejected() -> None:
    assert clean(RawRecord(0, "text", b"")) == Refusal("rejected", "empty_payload")
