import json
from pathlib import Path

import pytest

from transforms.clean.text import clean_text
from transforms.contract import Page

REFERENCE = Path(__file__).resolve().parents[4] / ".." / "shared" / "reference"


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference article is not here")
def test_the_reference_article_comes_out_as_its_truth_says() -> None:
    with (REFERENCE / "article.txt").open(encoding="utf-8", newline="") as copy:
        text = copy.read()
    truth = json.loads((REFERENCE / "article.json").read_text(encoding="utf-8"))
    page = clean_text(text)
    assert isinstance(page, Page)
    for name in ("title", "authors", "byline", "publisher", "source", "is_syndicated", "published_from", "language"):
        assert getattr(page, name) == truth[name], name
    assert page.published_on is not None
    assert page.published_on.isoformat() == truth["published_on"]
    assert page.published_at is None
    assert page.is_date_inferred
    assert page.rights == truth["copyright"]
    assert [{"caption": i.caption, "credit": i.credit} for i in page.images] == truth["images"]
    assert len(page.blocks) == sum(1 for line in text.splitlines() if line.strip()) == 65
    assert [b.text for b in page.blocks if (b.fate, b.kind) == ("paragraph", "body")] == truth["paragraphs"]
    cuts = {i: b.kind for i, b in enumerate(page.blocks, start=1) if b.fate == "cut"}
    assert cuts == {line: cut["reason"] for cut in truth["cuts"] for line in cut["lines"]}
