"""Recognisers of other projects behind the same interface: spaCy pipelines and GLiNER models that are installed.

Belongs here: loading them and translating their labels. They are imported when asked for, never before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from transforms.entities.spans import Recogniser, Span

# Labels of spaCy's pipelines (OntoNotes, WikiNER) and what they are here; numbers, dates and amounts are left out.
LABELS = {
    "PERSON": "PERSON",
    "PER": "PERSON",
    "ORG": "ORG",
    "GPE": "GPE",
    "LOC": "LOC",
    "NORP": "NORP",
    "FAC": "FAC",
    "EVENT": "EVENT",
    "WORK_OF_ART": "WORK",
    "LAW": "LAW",
    "MISC": "MISC",
}
# What a GLiNER model is asked for, in its own words.
GLINER_LABELS = {
    "person": "PERSON",
    "organization": "ORG",
    "country, city or state": "GPE",
    "location": "LOC",
    "nationality, religious or political group": "NORP",
    "building or facility": "FAC",
    "event": "EVENT",
    "creative work": "WORK",
    "law or treaty": "LAW",
}
GLINER_THRESHOLD = 0.5  # the models' own default
GLINER_PREFIX = "gliner:"


class _Gliner(Protocol):
    def predict_entities(self, text: str, labels: list[str], threshold: float) -> list[dict[str, Any]]: ...


class SpacyRecogniser:
    """An installed spaCy pipeline with an entity recogniser."""

    def __init__(self, pipeline: Any, name: str) -> None:
        self.name = name
        self._pipeline = pipeline

    def recognise(self, articles: Sequence[Sequence[str]]) -> list[list[Span]]:
        """Each paragraph is a document of its own; labels that have no type here are left out."""
        texts = [(text, (a, p)) for a, paragraphs in enumerate(articles) for p, text in enumerate(paragraphs)]
        found: list[list[Span]] = [[] for _ in articles]
        for doc, (a, p) in self._pipeline.pipe(texts, as_tuples=True):
            found[a].extend(Span(p, e.start_char, e.end_char, LABELS[e.label_]) for e in doc.ents if e.label_ in LABELS)
        return found


class GlinerRecogniser:
    """A GLiNER model."""

    def __init__(self, model: _Gliner, name: str) -> None:
        self.name = name
        self._model = model

    def recognise(self, articles: Sequence[Sequence[str]]) -> list[list[Span]]:
        """Each paragraph is asked for all types at once; of overlapping answers the surer stays."""
        return [[s for p, text in enumerate(paragraphs) for s in self._paragraph(p, text)] for paragraphs in articles]

    def _paragraph(self, number: int, text: str) -> list[Span]:
        answers = self._model.predict_entities(text, list(GLINER_LABELS), threshold=GLINER_THRESHOLD) if text.strip() else []
        kept: list[Span] = []
        for x in sorted(answers, key=lambda x: (-x["score"], x["start"], -x["end"])):
            if all(x["end"] <= s.start or s.end <= x["start"] for s in kept):
                kept.append(Span(number, x["start"], x["end"], GLINER_LABELS[x["label"]], round(float(x["score"]), 2)))
        return sorted(kept)


def load_spacy(name: str) -> Recogniser:
    """The spaCy pipeline of that name or path; raises ValueError where it is not to be had or recognises no entities."""
    try:
        import spacy
    except ImportError as e:
        raise ValueError(f"recogniser {name!r}: spaCy is not installed") from e
    try:
        pipeline = spacy.load(name)
    except OSError as e:
        raise ValueError(f"recogniser {name!r}: no such spaCy pipeline is installed") from e
    if not {"ner", "entity_ruler", "beam_ner"}.intersection(pipeline.pipe_names):
        raise ValueError(f"recogniser {name!r}: the pipeline recognises no entities")
    return SpacyRecogniser(pipeline, f"spacy:{pipeline.meta.get('lang', '')}_{pipeline.meta.get('name', '')}")


def load_gliner(name: str) -> Recogniser:
    """The GLiNER model of that name or path (it may be downloaded by the library); ValueError where GLiNER is missing."""
    try:
        from gliner import GLiNER
    except ImportError as e:
        raise ValueError(f"recogniser {GLINER_PREFIX}{name!r}: gliner is not installed") from e
    return GlinerRecogniser(GLiNER.from_pretrained(name), f"{GLINER_PREFIX}{name}")
