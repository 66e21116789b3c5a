"""What the furniture of news pages says, by the reason for which it is cut.

Phrases name the reason of a cut and mark where an article surely ends or is interrupted; which lines are the body is decided by
structure (`transforms.clean.text.body`), so that a language or a site that is not in these lists still comes out.
"""

from __future__ import annotations

import re

LONGEST_MARK = 220  # letters: a longer line is prose that mentions such words
LONGEST_LABEL = 60  # letters: a line that is nothing but such a label

# labels that open a section of furniture: all lines after them, to the next label, share their reason
_LABELS = {
    "comments": r"comments?|\d+ comments?|join the conversation|view comments|show comments|leave a comment|leave a reply|"
    r"post a comment|kommentare?|commentaires?|comentarios|comentários|commenti|reacties|kommentarer|kommentit|komentarze|komentáře|"
    r"комментарии|коментарі|yorumlar|评论|評論|コメント|댓글|discussion|reader comments",
    "edition": r"latest edition|today['’]s (?:edition|paper|front page)|digital edition|print edition|e-?paper|"
    r"(?:the )?[\w' ]{2,30} cover (?:for|of) .{6,20}|edition\s+edition .*",
    "related": r"(?:related|more|recommended|further|latest|popular|trending|similar)(?: (?:news|stories|articles|topics|content|reading|posts|coverage|"
    r"links|videos|for you|on this|from|in|about|like this))?(?: [\w&' .:-]{1,40})?:?|(?:most|mostly) (?:read|popular|viewed|shared|commented|recent|"
    r"discussed)(?: .{1,20})?|read (?:more|next|also|this next)(?: .{0,30})?:?|see (?:also|more|all)|you (?:may|might) (?:also )?(?:like|be "
    r"interested in|have missed)(?: .{0,20})?|don['’]t miss|up next|(?:top|latest|breaking|other|must[- ]read|featured|more) "
    r"(?:stories|news|headlines|articles)|what to read next|keep reading|in case you missed it|editor['’]?s['’]? (?:picks|choice)|from the web|"
    r"around the web|you may also enjoy|next (?:story|article|up)|previous (?:story|article)|"
    r"mehr (?:zum thema|aus|von|über|news|artikel)(?: .{1,40})?|lesen sie (?:auch|mehr)(?: .{0,30})?|weitere (?:artikel|themen|nachrichten|meldungen)"
    r"(?: .{1,30})?|meistgelesen\w*|das könnte sie auch interessieren|auch interessant|aus dem ressort|zum thema|themen(?: des artikels)?|"
    r"[àa] lire aussi|lire aussi|à voir aussi|sur le même sujet|les plus lus?|articles? (?:liés|similaires|recommandés)|voir plus|"
    r"noticias relacionadas|lo más (?:leído|visto)|te puede interesar|también te puede interesar|más (?:noticias|información|sobre .{1,30})|"
    r"artículos relacionados|le[er]? (?:también|mas|más)|"
    r"leia (?:também|mais)|veja (?:também|mais)|mais lidas|notícias relacionadas|relacionadas|saiba mais|últimas notícias|"
    r"leggi anche|articoli correlati|potrebbe interessarti(?: anche)?|i più letti|più letti|altre notizie|"
    r"lees (?:ook|meer)|meest gelezen|gerelateerd\w*(?: .{1,20})?|les (?:også|mer)|læs (?:også|mere)|läs (?:också|mer|även)|mest (?:lest|læst|läst)|"
    r"lue (?:myös|lisää)|luetuimmat|czytaj (?:też|także|więcej)|zobacz (?:też|także|również)|polecane|powiązane(?: .{1,20})?|"
    r"čtěte (?:také|dále)|související(?: .{1,20})?|citește și|vezi și|olvass tovább|kapcsolódó(?: .{1,20})?|"
    r"читайте также|читать также|по теме|также по теме|новости по теме|читайте також|самое читаемое|"
    r"ilgili haberler|ilginizi çekebilir|çok okunanlar|baca juga|berita terkait|terkait|terpopuler|tin liên quan|xem thêm|đọc thêm|"
    r"相关(?:新闻|阅读|报道|推荐)|延伸阅读|延伸閱讀|相關新聞|推荐阅读|熱門新聞|热门|関連記事|あわせて読みたい|おすすめ記事?|ランキング|"
    r"관련\s?기사|많이 본 .{1,10}|인기 ?기사|اقرأ أيضا|اقرأ المزيد|مواضيع ذات صلة|قد يعجبك|כתבות נוספות",
    "newsletter": r"newsletters?|sign up (?:for|to) .{3,80}newsletters?.{0,30}|get (?:the|our) .{2,60}newsletters?.{0,30}|"
    r"subscribe to .{2,60}newsletters?.{0,30}",
    "bio": r"about the (?:author|writer|contributor)s?|(?:über|zum) (?:den )?autor(?:in)?|sobre el autor|sobre o autor|à propos de l['’]auteur|l['’]autore",
    "share": r"share(?: this)?(?: (?:article|story|post|page|on|via))?(?: .{1,20})?|follow us(?: on.{0,30})?|follow|teilen|partager|compartir|"
    r"compartilhar?|condividi|delen|del|dela|jaa|udostępnij|sdílet|поделиться|поділитися|paylaş|bagikan|分享|シェア(?:する)?|공유|"
    r"facebook|twitter|whatsapp|linkedin|x|instagram|telegram|reddit|pinterest|email|e-?mail|copy link|print|save(?: article)?|bookmark",
    "ad": r"advertisement|advertising|ad|ads|sponsored(?: .{0,30})?|anzeige|werbung|publicité|publicidad|publicidade|pubblicità|advertentie|annonse?|"
    r"annons|mainos|reklama|реклама|reklam|iklan|广告|廣告|広告|광고|paid content|story continues below(?: .{0,30})?|article continues "
    r"(?:below|after)(?: .{0,30})?|scroll to continue(?: .{0,30})?",
    "footer": r"about us|contact us|terms(?: (?:of (?:use|service)|and conditions|& conditions))?|privacy(?: (?:policy|notice|settings))?|cookie "
    r"(?:policy|settings|preferences)|impressum|datenschutz\w*|mentions légales|aviso legal|site ?map|help|advertise(?: with us)?|careers?|jobs|"
    r"all rights reserved\.?|back to top|do not sell .{0,60}|accessibility(?: .{0,20})?",
    "correction": r"corrections?|berichtigung|rectificatif|corrección|errata",
}
_LABEL = {reason: re.compile(rf"\W*(?:{words})\W*", re.IGNORECASE) for reason, words in _LABELS.items()}

# what a line of furniture says; the line may say more
_MARKS = {
    "newsletter": r"\bnewsletters?\b.*(?:\byour?\b|sign|subscri|inbox|e-?mail)|(?:sign|subscri|inbox|e-?mail).*\bnewsletters?\b|"
    r"\b(?:delivered|straight|direct(?:ly)?|sent)\b.{0,30}\binbox\b|\byour inbox\b|\be-?mail address\b|\bsign up\b.{0,80}\b(?:e-?mail|alerts?|daily|weekly|"
    r"briefing)\b|by (?:continuing|signing up|subscribing|providing|clicking|submitting|entering|registering).{0,60}\b(?:agree|accept|terms|privacy)|"
    r"\b(?:terms (?:of (?:use|service)|& conditions|and conditions)|privacy (?:policy|notice|statement))\b|"
    r"newsletter.*(?:abonnier|anmeld)|(?:abonnier|anmeld).*newsletter|infolettre|(?:inscrivez|abonnez)[- ]vous|"
    r"boletín|boletines|suscríb[ea]\w*|inscreva-se|assine (?:a|nossa)|iscriviti|nieuwsbrief|nyhetsbrev|nyhedsbrev|uutiskirje|"
    r"подпи(?:шитесь|сывайтесь)|підпи(?:шіться|суйтесь)|bülten\w* |abone ol|ニュースレター|メールマガジン|订阅|訂閱|뉴스레터|구독",
    "subscription": r"\b(?:subscribe|subscription|subscribers?|paywall|log ?in|sign in|register|become a member|membership|free trial)\b.{0,80}"
    r"\b(?:to|now|read|continue|access|unlock|unlimited|already|free|only|today)\b|already (?:a )?(?:subscriber|subscribed|have an account)|"
    r"\b(?:support|donate|contribut\w+).{0,60}\b(?:journalism|newsroom|reporting)\b|jetzt (?:testen|abonnieren|weiterlesen)|"
    r"réservé aux abonnés|abonnez-vous|exclusivo para (?:suscriptores|assinantes)|solo para suscriptores|contenuto riservato|"
    r"dla (?:prenumeratorów|subskrybentów)|só para assinantes",
    "copyright": r"^\W*(?:©|\(c\)\s*\d{4}|&copy;|copyright\b|all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos|"
    r"todos os direitos|tutti i diritti|все права защищены|усі права|版权所有|版權所有|無断転載|무단\s?전재)|"
    r"all rights reserved\.?$|may not be (?:published|reproduced|copied).{0,60}(?:redistribut|permission|written)|無断転載.{0,12}禁|무단.{0,12}금지|"
    r"^\W*\d{4}\s*©|unauthorized (?:use|reproduction)",
    "comments": r"^\W*(?:please )?(?:log ?in|sign in|register) to (?:leave|post|add|make) a comment|would you like to comment|comment policy|"
    r"^\W*(?:add|leave|post|write) a (?:comment|reply)|join the conversation|be the first to comment|kommentar schreiben|laisser un commentaire",
    "related": r"^\W*(?:read(?: more| also| next)?|related(?: stor(?:y|ies)| articles?| content)?|see also|more|watch(?: (?:now|more|also|live|below))?|"
    r"listen|also read|don['’]t miss|also on .{2,20}|explore|analysis|opinion|live updates?|lesen sie (?:auch|mehr|hier)|mehr (?:zum thema|dazu)|"
    r"siehe auch|lire aussi|à lire(?: aussi)?|lea también|lee también|le puede interesar|leia (?:também|mais)|veja (?:também|mais)|leggi anche|"
    r"lees ook|les også|læs også|läs (?:också|mer|även)|lue myös|czytaj (?:też|także)|zobacz (?:też|także)|čtěte (?:také|též)|"
    r"citește și|vezi și|читайте также|читайте також|ayrıca bakınız|baca juga|xem thêm|相关阅读|延伸閱讀|関連記事|관련\s?기사|اقرأ أيضا)\s*[:|：>»→\-–]\s*\S|"
    r"^(?:baca juga|lees ook|leia também|leggi anche|lire aussi|à lire aussi|lea también|lee también|czytaj też|czytaj także|читайте также|"
    r"читайте також|les også|läs också|lue myös|also read|read also|read more)\b.{3,}",
    "contact": r"^\W*(?:contact|reach|e-?mail|write to|follow|kontakt|contactar)\b.{0,80}(?:@|at \S+\.\w{2,}|on (?:twitter|x|facebook|bluesky))|"
    r"^\S+@\S+\.\w{2,6}$|\b(?:got a (?:news )?tip|send (?:us )?(?:your )?tips?|do you have a (?:story|tip))\b",
    "share": r"(?:(?:facebook|twitter|whatsapp|linkedin|pinterest|reddit|telegram|e-?mail|copy link|share|tweet|flipboard|print)\W{0,3}(?:\s|$)){2,}|"
    r"^\W*(?:share|teilen|partager|compartir|compartilhe|condividi|follow us|folgen sie|suivez[- ]nous|síguenos|siga|seguici|volg ons|följ oss|"
    r"takip et)\b.{0,40}(?:facebook|twitter|whatsapp|instagram|youtube|linkedin|google news|telegram|social)|"
    r"(?:follow|like|join|find) (?:us|@?\w+) on (?:facebook|twitter|x|instagram|youtube|google news|whatsapp|telegram|threads|linkedin)",
    "ad": r"^\W*(?:advertisement|anzeige|werbung|publicidad|publicidade|pubblicità|publicité|реклама|reklam|広告)\b.{0,40}$|"
    r"(?:article|story|content|text) continues (?:below|after)|we may (?:earn|receive) (?:a )?(?:small )?(?:commission|compensation)|affiliate links?",
    "cookie": r"\b(?:accept|manage|reject|allow|use|using|our) (?:all )?cookies?\b|\bcookies? (?:policy|settings|preferences|consent|notice)\b|"
    r"cookies? (?:zulassen|akzeptieren|ablehnen)|accepter (?:les )?cookies|aceptar cookies",
    "player": r"^\W*(?:play|pause|mute|unmute|volume|fullscreen|loading|video player|now playing|this is a modal window|listen to (?:this )?article|"
    r"audio|transcript|close|video unavailable|your browser does not|please enable javascript|javascript is disabled|"
    r"play(?:ing)? (?:video|audio)|watch (?:the )?video|\d\d?:\d\d)\b.{0,60}$|\bdoes not support\b.{0,30}\b(?:html5|video|audio|javascript)\b|"
    r"enable javascript|^\W*\d{1,2}:\d{2}(?::\d{2})?(?:\s*/\s*\d{1,2}:\d{2})?\W*$",
    "embed": r"(?:pic\.twitter\.com/|^\W*—\s.{2,60}\(@\w+\)|^https?://\S+$|^\W*view this post on instagram|a post shared by|"
    r"^\W*(?:this content is (?:hosted|not available)|to view this content))",
    "bio": r"^[\w.'’ -]{5,50} (?:is|ist|est|es|è|is een|är|er|on) (?:a|an|the|ein|eine|der|die|un|une|een|en|et|el|la|il)\b.{0,120}\b(?:reporter|correspondent|editor|"
    r"writer|columnist|journalist|author|professor|redakteur\w*|korrespondent\w*|autor\w*|journaliste|periodista|giornalista|contributor|fellow)\b",
    "correction": r"^\W*(?:correction|clarification|editor['’]?s note|this (?:article|story) (?:was|has been) (?:updated|amended|corrected)|"
    r"an earlier version of this)\b",
}
_MARK = {reason: re.compile(pattern, re.IGNORECASE) for reason, pattern in _MARKS.items()}


def find_label(text: str) -> str | None:
    """The reason whose label the whole line is: 'Comments', 'Related stories', 'Mehr zum Thema'."""
    if len(text) > LONGEST_LABEL:
        return None
    return next((reason for reason, pattern in _LABEL.items() if pattern.fullmatch(text)), None)


def find_mark(text: str) -> str | None:
    """The reason for which a line that says such a thing is cut."""
    if len(text) > LONGEST_MARK:
        return None
    return next((reason for reason, pattern in _MARK.items() if pattern.search(text)), None)
