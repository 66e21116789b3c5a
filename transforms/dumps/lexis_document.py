"""One document of a LexisNexis or Nexis Uni export, from its paragraphs, whatever file it came in (text, HTML, Word, RTF).

The older layout has source, date, title, then labels in capitals, the text, and labels again; the newer one title, source,
date, labels, a line 'Body', the text and 'End of Document'. Labels are in the language of the person who exported.
"""

from __future__ import annotations

import re

from transforms.contract import Item
from transforms.dumps.fields import unique

MARKER = re.compile(
    r"^\s*(?:(?:dokument|document[oa]?)\s+)?\d+\s+(?:of|de|von|di|van|sur|/)\s+\d+(?:\s+(?:documents?|dokumente?n?|documentos?|documenti))?\s*$",
    re.IGNORECASE,
)
END = re.compile(r"^\s*(?:end of document|fin du document|ende des dokuments|fin del documento)\s*$", re.IGNORECASE)
ERROR = "We are sorry but there is an error in this document"
_BODY = re.compile(r"^(?:body|text|texte|volltext|cuerpo|full text)$", re.IGNORECASE)
_LABEL = re.compile(r"^([A-ZÀ-ÝĀ-Ž][A-ZÀ-ÝĀ-Ž/ -]{2,30}|[A-ZÀ-Ý][a-zà-ÿ]+(?:[- ][A-ZÀ-Ý]?[a-zà-ÿ]+){0,2})\s*:\s*(.*)$", re.DOTALL)
_DATE = re.compile(r"\b(?:1[89]|20)\d{2}\b")
_DAY = re.compile(r"\b\d{1,2}\b")
_COPYRIGHT = re.compile(r"^(?:copyright\b|©|\(c\)|alle rechte|all rights|tous droits)", re.IGNORECASE)
_EDITION = re.compile(r"\b(?:edition|ausgabe|édition|edición)\b.{0,20}$", re.IGNORECASE)
# label -> what it means; every label not here is passed over
_FIELDS = {
    "byline": ("byline", "auteur", "autor", "autores", "autoren", "auteurs", "author", "verfasser"),
    "section": ("section", "rubrique", "rubrik", "sección", "seccion", "ressort"),
    "highlight": ("highlight", "encart", "highlights", "vorspann"),
    "dateline": ("dateline", "ort", "lieu"),
    "length": ("length", "longueur", "länge", "longitud", "laenge", "lengte"),
    "language": ("language", "langue", "sprache", "idioma"),
    "subject": ("subject", "sujet", "thema", "tema", "materias"),
    "title": ("headline", "titre", "titel"),
    "url": ("url",),
}
_MEANINGS = {label: field for field, labels in _FIELDS.items() for label in labels}
_HEADER_FIELDS = ("byline", "section", "highlight", "dateline", "length", "title", "url")
# labels that only stand behind the text
_TRAILING = re.compile(
    r"^(?:load-date|date-chargement|update|last-update|language|langue|sprache|idioma|publication-type|type-publication|subject|sujet|graphic|graphique|organization"
    r"|organisation|company|entreprise|ticker|person|personne|city|ville|state|country|pays|geographic|localisation-geo|industry|secteur|type|journal-code"
    r"|document-type|correction-date|acc-no|series|classification|notes|url|pub-type|journal code|publication type|load date)$",
    re.IGNORECASE,
)


def read_document(blocks: list[str]) -> tuple[Item, str | None]:
    """The item of one document and its URL; `blocks` are its paragraphs without the line 'n of m DOCUMENTS'."""
    blocks = [block for block in blocks if block and not MARKER.match(block)]
    end = next((number for number, block in enumerate(blocks) if END.match(block)), len(blocks))
    blocks = blocks[:end]
    item = Item(paragraphs=[], text_from="text")
    dated = next((number for number, block in enumerate(blocks[:40]) if _is_date(block)), None)
    has_body_line = any(_BODY.match(block) for block in blocks)
    found: dict[str, str] = {}
    rest = _read_new_head(item, blocks, dated) if has_body_line else _read_old_head(item, blocks, dated)
    _read_rest(item, rest, found, has_body_line)
    _set_fields(item, found)
    return item, found.get("url")


def _is_date(block: str) -> bool:
    return (
        len(block) < 120
        and bool(_DATE.search(block))
        and bool(_DAY.search(block))
        and not _LABEL.match(block)
        and not _COPYRIGHT.match(block)
    )


def _read_old_head(item: Item, blocks: list[str], dated: int | None) -> list[str]:
    """Source, date, title; returns what follows."""
    if dated is None or dated > 6:
        item.title = blocks[0] if blocks else None
        return blocks[1:]
    before = [block for block in blocks[:dated] if not _is_rights(item, block)]
    item.publisher = before[0] if before else None
    item.published = re.sub(r"\s+", " ", blocks[dated])
    rest = blocks[dated + 1 :]
    while rest and (_EDITION.search(rest[0]) and len(rest[0]) < 60):
        rest = rest[1:]
    if rest and not _meaning(rest[0]):
        item.title, rest = rest[0], rest[1:]
    if rest and not _meaning(rest[0]) and any(_meaning(block) for block in rest[1:4]) and len(rest[0]) < 300:
        item.subtitle, rest = rest[0], rest[1:]
    return rest


def _read_new_head(item: Item, blocks: list[str], dated: int | None) -> list[str]:
    """Title, source, date; returns what follows."""
    if dated is None or dated < 1:
        item.title = blocks[0] if blocks else None
        return blocks[1:]
    item.published = blocks[dated]
    item.publisher = blocks[dated - 1] if dated >= 1 else None
    item.title = blocks[dated - 2] if dated >= 2 else None
    return blocks[dated + 1 :]


def _meaning(block: str) -> str | None:
    """The field that a labelled block fills; '' for a label that means nothing to us."""
    match = _LABEL.match(block)
    if not match:
        return None
    label = match.group(1).strip().lower()
    return _MEANINGS.get(label) or ("trailing" if _TRAILING.match(label) or (match.group(1).isupper() and "-" in label) else None)


def _is_rights(item: Item, block: str) -> bool:
    if not _COPYRIGHT.match(block):
        return False
    item.rights = item.rights or block
    return True


def _read_rest(item: Item, blocks: list[str], found: dict[str, str], has_body_line: bool) -> None:
    """Labels, the text, labels again."""
    assert item.paragraphs is not None
    is_body = False
    is_over = False
    for block in blocks:
        meaning = _meaning(block)
        match = _LABEL.match(block)
        if _BODY.match(block):
            is_body = True
        elif _is_rights(item, block):
            is_over = is_body and not has_body_line
        elif meaning and match and not (is_body and meaning in _HEADER_FIELDS):
            found.setdefault(meaning, match.group(2).strip())
            is_over = is_over or (bool(item.paragraphs) and meaning not in _HEADER_FIELDS)
        elif not is_over and (is_body or not has_body_line):
            is_body = True
            item.paragraphs.append(("body", block))


def _set_fields(item: Item, found: dict[str, str]) -> None:
    item.title = found.get("title") or item.title
    item.byline = found.get("byline")
    item.section = (found.get("section") or "").split(";")[0].strip() or None
    item.subtitle = item.subtitle or found.get("highlight")
    item.dateline = found.get("dateline")
    item.language = (found.get("language") or "").split(";")[0].strip().lower() or None
    item.keywords = unique(re.sub(r"\s*\(\d+%\)", "", part).strip() for part in (found.get("subject") or "").split(";") if part.strip())
    if not item.paragraphs:
        item.kind = "stub"
