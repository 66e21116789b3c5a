"""Recognisers of other projects: a tiny spaCy pipeline trained here, and a stand-in for GLiNER."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from transforms.contract import Paragraph
from transforms.entities import find_entities, load_recogniser
from transforms.entities.plugins import GlinerRecogniser

TRAINING = [
    ("Ada Obi left Lima", [(0, 7, "PERSON"), (13, 17, "GPE")]),
    ("Ivo Brandt left Oslo", [(0, 10, "PERSON"), (16, 20, "GPE")]),
    ("Zoe Mbeki left Rome", [(0, 9, "PERSON"), (15, 19, "GPE")]),
]


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    spacy = pytest.importorskip("spacy")
    from spacy.training import Example

    spacy.util.fix_random_seed(0)
    made = spacy.blank("en")
    layers = {"width": 16, "depth": 1, "embed_size": 64, "window_size": 1, "maxout_pieces": 2, "subword_features": True}
    tok2vec = {"@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, **layers}
    parser = {"state_type": "ner", "extra_state_tokens": False, "hidden_width": 16, "maxout_pieces": 2, "use_upper": True, "nO": None}
    model = {"@architectures": "spacy.TransitionBasedParser.v2", "tok2vec": tok2vec, **parser}
    made.add_pipe("ner", config={"model": model})
    examples = [Example.from_dict(made.make_doc(text), {"entities": spans}) for text, spans in TRAINING]
    optimiser = made.initialize(lambda: examples)
    for _ in range(120):
        made.update(examples, sgd=optimiser)
    folder = tmp_path_factory.mktemp("spacy") / "tiny"
    made.to_disk(folder)
    return folder


def test_a_spacy_pipeline_by_its_path(pipeline: Path) -> None:
    recogniser = load_recogniser(str(pipeline))
    mentions = find_entities([[Paragraph("Ada Obi left Lima")], []], recogniser=recogniser)
    assert [(m.text, m.type, m.rule) for m in mentions[0]] == [("Ada Obi", "PERSON", recogniser.name), ("Lima", "GPE", recogniser.name)]
    assert recogniser.name.startswith("spacy:") and mentions[1] == []


def test_a_recogniser_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="no_such_pipeline"):
        load_recogniser("no_such_pipeline")
    with pytest.raises(ValueError, match=r"gliner.*not installed"):
        load_recogniser("gliner:some/model")


class StandIn:
    def predict_entities(self, text: str, labels: list[str], threshold: float) -> list[dict[str, Any]]:
        at = text.find("Ada Obi")
        if at < 0:
            return []
        return [
            {"start": at, "end": at + 7, "label": "person", "score": 0.9},
            {"start": at + 4, "end": at + 7, "label": "organization", "score": 0.6},
        ]


def test_gliner_answers_become_spans_without_overlap() -> None:
    recogniser = GlinerRecogniser(StandIn(), "gliner:stand-in")
    mentions = find_entities([[Paragraph("Yesterday Ada Obi left"), Paragraph(" ")]], recogniser=recogniser)
    assert [(m.text, m.type, m.score) for m in mentions[0] if m.type != "DATE"] == [("Ada Obi", "PERSON", 0.9)]
