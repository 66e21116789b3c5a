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
END_WORDS = (
    "end of document|fin (?:du|de) document|ende des dokuments|fin del? documento|fine (?:del )?documento|fim do documento"
    "|einde (?:van )?(?:het )?document|slut p[^ ]{1,4} dokument(?:et)?|dokument slut"
)
END = re.compile(rf"^\s*(?:{END_WORDS})\s*$", re.IGNORECASE)
ERROR = "We are sorry but there is an error in this document"
_BODY = re.compile(r"^(?:body|text|texte|volltext|cuerpo|full text|corps|hoofdtekst|corpo)$", re.IGNORECASE)
_WORD_COUNT = re.compile(r"^[\d.,]+\s+[^\W\d]+$")
_MAX_HEADING = 30  # letters of a heading over the text or over the labels behind it
_LABEL = re.compile(r"^([A-ZÀ-ÝĀ-Ž][A-ZÀ-ÝĀ-Ž/ -]{2,30}|[A-ZÀ-Ý][a-zà-ÿ]+(?:[- ][A-ZÀ-Ý]?[a-zà-ÿ]+){0,2})\s*:\s*(.*)$", re.DOTALL)
_DATE = re.compile(r"\b(?:1[89]|20)\d{2}\b")
_DAY = re.compile(r"\b\d{1,2}\b")
_COPYRIGHT = re.compile(r"^(?:copyright\b|©|\(c\)|alle rechte|all rights|tous droits)", re.IGNORECASE)
_EDITION = re.compile(r"\b(?:edition|ausgabe|édition|edición)\b.{0,20}$", re.IGNORECASE)
# label -> what it means; every label not here is passed over
_FIELDS = {
    "byline": ("byline", "signature", "autore", "auteur", "autor", "autores", "autoren", "auteurs", "author", "verfasser"),
    "section": ("section", "sectie", "sezione", "seção", "rubrique", "rubrik", "sección", "seccion", "ressort"),
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
    body_line = find_body_line(blocks)
    found: dict[str, str] = {}
    rest = _read_old_head(item, blocks, dated) if body_line is None else _read_new_head(item, blocks, dated)
    _read_rest(item, rest, found, None if body_line is None else body_line - len(blocks) + len(rest))
    _set_fields(item, found)
    return item, found.get("url")


def find_body_line(blocks: list[str]) -> int | None:
    """The line over the text in the newer layout: 'Body', or in whatever language one word by itself behind the labels."""
    for number, block in enumerate(blocks):
        if _BODY.match(block) or (number and block.isalpha() and len(block) < _MAX_HEADING and _meaning(blocks[number - 1])):
            return number
    return None


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
    if _WORD_COUNT.match(match.group(2)):
        return "length"
    return _MEANINGS.get(label) or ("trailing" if _TRAILING.match(label) or (match.group(1).isupper() and "-" in label) else None)


def _is_rights(item: Item, block: str) -> bool:
    if not _COPYRIGHT.match(block):
        return False
    item.rights = item.rights or block
    return True


def _read_rest(item: Item, blocks: list[str], found: dict[str, str], body_line: int | None) -> None:
    """Labels, the text, labels again."""
    assert item.paragraphs is not None
    is_body = False
    is_over = False
    for number, block in enumerate(blocks):
        meaning = _meaning(block)
        match = _LABEL.match(block)
        if number == body_line:
            is_body = True
        elif _is_rights(item, block):
            is_over = is_body and body_line is None
        elif meaning and match and not (is_body and meaning in _HEADER_FIELDS):
            found.setdefault(meaning, match.group(2).strip())
            is_over = is_over or (bool(item.paragraphs) and meaning not in _HEADER_FIELDS)
        elif item.paragraphs and _begins_labels(blocks[number : number + 2], body_line is not None):
            is_over = True
        elif not is_over and (is_body or body_line is None):
            is_body = True
            item.paragraphs.append(("body", block))


def _begins_labels(blocks: list[str], is_new: bool) -> bool:
    """True for a heading such as 'Classification' over labels, and, in the newer layout, for a date with a label as the last line."""
    if len(blocks) == 2:
        is_heading = len(blocks[0]) < _MAX_HEADING and blocks[0][-1:].isalpha()
        return is_heading and _meaning(blocks[1]) not in (None, *_HEADER_FIELDS)
    match = _LABEL.match(blocks[0])
    return is_new and bool(match and len(blocks[0]) < 2 * _MAX_HEADING and _DATE.search(match.group(2)))


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
