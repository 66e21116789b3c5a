"""Words of bylines: what introduces names, joins them, stands before or after them, and what shows that a name is no person's."""

from __future__ import annotations

import re

# what introduces the names: 'By', 'Von', 'Reported by:', '文/'. Longer forms first.
_BY = (
    "words and photos by|words and pictures by|additional reporting by|with reporting by|special report by|guest column by|"
    "opinion(?: piece)? by|opinion column by|commentary by|analysis by|essay by|review by|column by|story by|stories by|posted by|"
    "published by|reported by|report by|reporting by|written by|writing by|text by|article by|updated by|edited by|editing by|compiled by|"
    "presented by|produced by|words by|"
    "photos? by|photographs? by|illustrations? by|created by|medically reviewed by|reviewed by|fact[- ]checked by|"
    "submitted by|contributed by|interview by|as told to|from|by|author[s']*|reporters?|writers?|"
    "ein gastbeitrag von|ein kommentar von|eine analyse von|ein interview von|interview von|kommentar von|aus .{2,20} berichte[tn]|"
    "verfasst von|geschrieben von|von|autor(?:en|in|es|a|as|i)?|text|redakteur(?:in)?|"
    "propos recueillis par|publi[ée] par|[ée]crit par|r[ée]dig[ée] par|par|auteure?s?|"
    "escrito por|publicado por|redactado por|texto de|texto|por|autores?|autora?s?|"
    "scritto da|a cura di|articolo di|pubblicato da|di|da|autori?|"
    "geschreven door|door|auteurs?|skrevet av|skrevet af|skriven av|av|af|tekst|text|foto|skribent|journalist|"
    "opracowa[łl]a?|oprac\\.?|przez|autork?a?|autorzy|p[ií]še|napsal[a]?|nap[ií]sal[a]?|autor[iy]?|"
    "szerz[őo]|[íi]rta|scris de|de|toimittaja|kirjoittanut|yazan|haberi yazan|muhabir|haber|"
    "автор(?:ы|и)?|текст|беседовал[а]?|подготовил[а]?|от|автори|συντάκτης|γράφει(?: [οη])?|του|της|από|"
    "penulis|oleh|reporter|editor|tác giả|bởi|theo|"
    "文|撰文|作者|记者|記者|编辑|編輯|責任編輯|责任编辑|取材|執筆|글|기자|بقلم|كتب|كتبت|نویسنده|לפי|מאת|द्वारा|লেখক|โดย"
)
# with a colon the marker may be any of them; without, one that cannot be part of a name
BY_MARK = re.compile(rf"^\W*(?:{_BY})\s*[:：/／]\s*", re.IGNORECASE)
BY_WORD = re.compile(
    rf"^\W*(?:{_BY.split('|author', maxsplit=1)[0]}|ein(?:e)? [\wäöü]+ von|interview von|kommentar von|von|"
    r"propos recueillis par|publi[ée] par|"
    r"[ée]crit par|par|escrito por|publicado por|por|scritto da|a cura di|di|da|"
    r"geschreven door|door|skrevet av|skriven av|av|af|przez|"
    r"oleh|bởi|от|από|του|της|мас|מאת|بقلم|โดย|द्वारा)\s+(?=\S)",
    re.IGNORECASE,
)
# what joins two names. Letters alone ('y', 'e', 'i', 'a', 'o', 'и') join only whole names: see bylines
JOIN = re.compile(
    r"\s*(?:[,;•·|&+／、，；\n\t]|\s/\s|\s[-–—]\s|(?<=\w)/(?=\w)|"
    r"\s(?:and|und|et|och|og|en|sowie|with|mit|avec|con|ja|și|és|ve|та|και|и|і|dan|và|और|و)\s)\s*",
    re.IGNORECASE,
)
SHORT_JOIN = re.compile(r"\s(?:y|e|i|a|och|&)\s")
# 'Headshot of Ann Lee', 'Profilbild von Max Muster': what stands for the picture of an author
PICTURE_OF = re.compile(
    r"^\w*(?:headshot|photo|picture|portrait|profilbild|bild|image|avatar|foto|photograph|autorenbild)"
    r"\s+(?:of|von|av|af|de|di|da)\s+(?=\S)|の写真$",
    re.IGNORECASE,
)
# marks that a copy glues to the name before them: 'Ann LeeBy', 'Ann LeePublished: Dec 22, 2023'
GLUED_MARK = re.compile(
    r"(?<=[a-zà-ÿ])(?=(?:By|Published|Updated|Posted|Von|Editor|Reporter|Correspondent|Staff)\b)|(?<=\bBy)(?=[A-ZÀ-Þ][a-zà-ÿ])|"
    r"(?<=[a-zà-ÿ])(?=(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s\d)|(?<=[a-zà-ÿ])(?=\d)"
)
# the date that ends a byline, with the month or weekday before it
DATE_TAIL = re.compile(r"[\s,|(–—-]*(?:\b[^\W\d]{3,}\.?,?\s*)?\d.*$")
LEADING_JOIN = re.compile(r"^(?:and|und|et|och|og|with|y|e)\s+(?=\S+\s+\S)", re.IGNORECASE)
HONORIFIC = re.compile(
    r"^(?:(?:mr|mrs|ms|miss|dr|prof|professor|sir|dame|lord|lady|rev|fr|rabbi|sen|gov|rep|herr|frau|hr|dott|dr\.ssa|ing|mag|dipl|m|mme|mlle|sr|sra|"
    r"dra|don|doña|bc|mgr|phdr|judr|mudr|d-r)\.?\s+)+(?=\S+)",
    re.IGNORECASE,
)
POST_NOMINAL = re.compile(
    r"(?:^|,?\s+)(?:ph\.?\s?d\.?|m\.?\s?d\.?|m\.?b\.?a\.?|d\.?o\.?|r\.?n\.?|r\.?d\.?(?:n\.?)?|j\.?d\.?|esq\.?|m\.?a\.?|m\.?s\.?|b\.?sc\.?|m\.?sc\.?|"
    r"obe|mbe|cbe|mp|cfp|cpa)$",
    re.IGNORECASE,
)
GENERATION = re.compile(r"^(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)
# where the name ends: what follows is the author's paper, place or duty
TAIL = re.compile(
    r"\s+(?:(?:in|at|on|for|from|of|à|en|aus|für|pour|para|per|voor|til|til|från|fra|dari|via|is|was|has|writes|reports|im|bei)\s+\S.*|"
    r"(?:for|at|of|from|für|pour|para)|"
    r"(?:@|https?:|www\.).*|"
    r"(?:published|updated|posted|last|modified|veröffentlicht|aktualisiert|publié|mis|publicado|actualizado|pubblicato)\b.*)$",
    re.IGNORECASE,
)
# one such word shows that a name is an office, a paper or a duty and not a person


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# words for the duty of whoever is named beside them
DUTIES = _words(
    """
    staff reporter reporters correspondent correspondents editor editors editorial writer writers journalist journalists
    columnist columnists contributor contributors contributing newsroom newsdesk producer producers presenter host author
    photographer videographer illustrator intern assistant senior junior chief deputy managing associate executive director
    professor lecturer redakteur redakteurin korrespondent korrespondentin reporterin journalistin rédacteur rédactrice
    journaliste correspondant envoyé spéciale redactor redactora periodista corresponsal jornalista repórter editora
    giornalista inviato corrispondente verslaggever redactrice correspondente journalisten redaktør reporteren toimittaja
    dziennikarz redaktor redaktorka корреспондент кореспондент журналист muhabir muhabiri 記者 记者 编辑 編輯 通讯员 기자 특파원
    """
)
# words of the names of papers, which show one only behind a whole name
PAPERS = _words(
    """
    news times post herald tribune gazette chronicle journal telegram telegraph courier enquirer inquirer examiner observer dispatch
    bulletin register sentinel standard beacon globe mail independent mirror sun star press daily today network media magazine zeitung
    nachrichten anzeiger rundschau kurier
    """
)
# words that show that a name is an office or a paper
NOT_PERSON = DUTIES | _words(
    """
    news desk team press agency agencies images getty shutterstock stock bureau service services network magazine newspaper media
    times post herald tribune
    gazette chronicle journal daily weekly today online digital web website admin administrator webmaster guest anonymous
    unknown photo photos video manager president founder university college institute school department ministry government
    council board committee association foundation society inc llc ltd gmbh corp company group studio studios tv radio
    channel broadcasting report special wire wires newswire syndicate politics business sports sport technology health
    science culture world local national international entertainment lifestyle published updated posted modified updates
    actualizado actualizada atualizado aktualisiert veröffentlicht erstellt publié publicado pubblicato aggiornato uppdaterad publicerad
    logo icon newsletter newsletters tickets coupons feedback links login
    minutes minute read share follow subscribe advertisement comments comment photo image source redaktion redaktionen
    agentur nachrichten zeitung rédaction agence redacción redacao redação agencia agências agencias redazione agenzia
    redactie nieuws redaksjonen redaktionen toimitus uutistoimisto redakcja redakce redakcia szerkesztőség redacția agenţii
    agenții редакция редакція агентство агенція новости новини haber editörü merkezi ajansı servisi 編集部 取材班 편집국 المحرر
    وكالات تحرير the our this your his her we you was were is are has have said says will with
    """
)
# small words inside names
PARTICLES = _words(
    """
    de da do dos das del della di du des la le las los el al van der den von zu zur zum ten ter bin bint ibn ben abu abd af
    av of e y i san santa st mac mc o ap dal dei degli lo het 't op in
    """
)
