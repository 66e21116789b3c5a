"""The lists behind `transforms.clean.text.phrases`: folded words, one phrase between two bars."""

from __future__ import annotations


def _by_phrase(lists: dict[str, str]) -> dict[str, str]:
    return {" ".join(phrase.split()): reason for reason, phrases in lists.items() for phrase in phrases.split("|")}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# a line that is nothing else opens a section of such furniture
LABELS = _by_phrase(
    {
        "comments": """comments|comment|join the conversation|view comments|show comments|leave a comment|leave a reply|
            post a comment|add a comment|discussion|reader comments|load comments|kommentare|kommentar|kommentarer|
            commentaires|commentaire|comentarios|comentários|commenti|reacties|kommentit|komentarze|komentáře|
            komentarai|komentari|комментарии|коментарі|коментари|yorumlar|yorum|komentar|bình luận|comentarii|
            hozzászólások|σχόλια|评论|評論|留言|コメント|댓글|التعليقات|תגובות|نظرات|تبصرے|टिप्पणियां|
            टिप्पणी करें|মন্তব্য|ความคิดเห็น|แสดงความคิดเห็น""",
        "edition": """latest edition|today s edition|today s paper|todays paper|digital edition|print edition|epaper|e paper|
            front page""",
        "related": """trending stories|related|related articles|related stories|related news|related content|related topics|
            related posts|related links|related coverage|related story|related article|recommended|
            recommended for you|recommended stories|read more|read next|read also|see also|see more|see all|most read|
            most popular|most viewed|most shared|most recent|most commented|popular|trending|trending now|latest|
            latest news|latest stories|latest articles|latest headlines|latest posts|top stories|top news|
            breaking news|other news|other stories|more stories|more news|more headlines|more articles|more|
            you may like|you might like|you may also like|you might also like|you may have missed|
            you might be interested in|you may also be interested in|don t miss|dont miss|up next|must read|
            must reads|featured|featured stories|what to read next|keep reading|in case you missed it|editor s picks|
            editors picks|editor s choice|editors choice|from the web|around the web|next article|previous article|
            next story|previous story|next post|previous post|next|previous|more for you|more like this|
            more on this story|more on this topic|explore more|similar articles|popular posts|popular stories|
            recent posts|recent articles|recent stories|latest videos|in this story|topics|tags|
            topics in this article|more to explore|also read|also in news|mehr zum thema|meistgelesen|
            meistgelesene artikel|das könnte sie auch interessieren|auch interessant|aus dem ressort|zum thema|themen|
            themen des artikels|weitere artikel|weitere themen|weitere nachrichten|weitere meldungen|mehr nachrichten|
            lesen sie auch|lesen sie mehr|schlagwörter|newsticker|neueste artikel|passend zum thema|empfehlungen|
            à lire aussi|lire aussi|a lire aussi|à lire|à voir aussi|sur le même sujet|les plus lus|les plus lues|
            articles liés|articles similaires|articles recommandés|voir plus|voir aussi|plus d articles|
            les plus populaires|noticias relacionadas|lo más leído|lo más visto|lo mas leido|te puede interesar|
            también te puede interesar|más noticias|más información|artículos relacionados|lee también|lea también|
            temas|archivado en|te recomendamos|más vistas|ver más|leia também|leia mais|veja também|veja mais|
            mais lidas|notícias relacionadas|relacionadas|saiba mais|últimas notícias|mais notícias|leggi anche|
            articoli correlati|potrebbe interessarti|potrebbe interessarti anche|i più letti|più letti|altre notizie|
            argomenti|lees ook|lees meer|meest gelezen|gerelateerd|gerelateerde artikelen|les også|les mer|læs også|
            læs mere|läs också|läs mer|läs även|mest lest|mest læst|mest läst|seneste nyt|siste nytt|senaste nytt|
            lue myös|lue lisää|luetuimmat|czytaj też|czytaj także|czytaj więcej|zobacz też|zobacz także|
            zobacz również|polecane|najczęściej czytane|powiązane artykuły|čtěte také|čtěte dále|související články|
            související|nejčtenější|mohlo by vás zajímat|citește și|vezi și|cele mai citite|olvass tovább|
            kapcsolódó cikkek|ajánlott|читайте также|читать также|по теме|также по теме|новости по теме|
            самое читаемое|главное|последние новости|читайте ещё|читайте також|новини за темою|популярне|
            прочетете още|още по темата|ilgili haberler|ilginizi çekebilir|çok okunanlar|son dakika|baca juga|
            berita terkait|artikel terkait|terkait|terpopuler|berita lainnya|tin liên quan|xem thêm|đọc thêm|
            tin cùng chuyên mục|διαβάστε επίσης|δείτε επίσης|相关新闻|相关阅读|相关报道|推荐阅读|延伸阅读|延伸閱讀|
            相關新聞|相關報導|热门|熱門新聞|热点新闻|関連記事|関連ニュース|あわせて読みたい|おすすめ記事|おすすめ|
            ランキング|アクセスランキング|新着記事|人気記事|관련기사|관련 기사|많이 본 뉴스|많이 본 기사|인기기사|
            주요뉴스|اقرأ أيضا|اقرأ المزيد|مواضيع ذات صلة|قد يعجبك أيضا|الأكثر قراءة|כתבות נוספות|إقرأ أيضا|اقرأ أيضاً|أخبار ذات صلة|
            بیشتر بخوانید|اخبار مرتبط|مطالب مرتبط|مزید پڑھیں|متعلقہ خبریں|यह भी पढ़ें|ये भी पढ़ें|और पढ़ें|संबंधित खबरें|अन्य खबरें|
            ताजा खबरें|আরও পড়ুন|সম্পর্কিত খবর|อ่านเพิ่มเติม|อ่านต่อ|ข่าวที่เกี่ยวข้อง|ข่าวล่าสุด|ข่าวยอดนิยม""",
        "newsletter": """newsletter|newsletters|sign up for our newsletter|subscribe to our newsletter|get our newsletter|
            sign up to our newsletter|newsletter sign up|newsletter signup|nyhetsbrev|nyhedsbrev|nieuwsbrief|boletín|
            boletines|email address|your email address|email us|e mail adresse""",
        "bio": """about the author|about the authors|about the writer|about the contributor|written by|über den autor|
            über die autorin|zum autor|zur autorin|sobre el autor|sobre la autora|sobre o autor|à propos de l auteur|
            l autore|over de auteur""",
        "share": """share|share this|share this article|share this story|share this post|share this page|share article|
            share story|share on facebook|share on twitter|share on x|share on linkedin|share on whatsapp|
            share via email|share on|follow us|follow us on|follow|teilen|artikel teilen|partager|
            partager cet article|compartir|compartilhar|compartilhe|condividi|delen|del|dela|jaa|udostępnij|sdílet|
            zdieľať|megosztás|distribuie|поделиться|поділитися|сподели|paylaş|bagikan|chia sẻ|分享|シェア|シェアする|
            공유|공유하기|شارك|
            اشتراک گذاری|شیئر کریں|शेयर करें|कॉपी लिंक|শেয়ার করুন|แชร์|
            facebook|twitter|whatsapp|linkedin|instagram|telegram|reddit|pinterest|email|e mail|
            copy link|link copied|print|save|save article|bookmark|tweet|flipboard|messenger|threads|bluesky|youtube|
            tiktok|gift|gift article|gift this article|copy|copied|drucken|imprimer|imprimir|stampa|skriv ut|listen|
            more""",
        "ad": """advertisement|advertising|ad|ads|sponsored|sponsored content|sponsored links|promoted|anzeige|werbung|
            publicité|publicidad|publicidade|pubblicità|advertentie|annonse|annonce|annons|mainos|reklama|reklame|
            реклама|reklam|iklan|quảng cáo|hirdetés|publicitate|διαφήμιση|广告|廣告|広告|광고|paid content|
            story continues below|story continues below advertisement|article continues below|
            article continues after advertisement|scroll to continue|scroll to continue with content|
            advertisement scroll to continue|continue reading|story continues|a d v e r t i s e m e n t|إعلان|
            تبلیغات|اشتہار|विज्ञापन|বিজ্ঞাপন|โฆษณา""",
        "footer": """about us|contact us|terms|terms of use|terms of service|terms and conditions|terms conditions|privacy|
            privacy policy|privacy notice|privacy settings|cookie policy|cookie settings|impressum|datenschutz|
            datenschutzerklärung|mentions légales|aviso legal|sitemap|site map|help|advertise|advertise with us|
            careers|jobs|back to top|accessibility|accessibility statement|sections|our network|company|legal|imprint|
            agb|kontakt|контакты|о нас|impresszum|colofon""",
        "correction": "correction|corrections|berichtigung|rectificatif|corrección|errata|clarification",
        "player": """play|pause|mute|unmute|volume|fullscreen|loading|video player|now playing|watch|audio|transcript|close|
            video|listen to this article|listen to article|listen now|play video|watch live|watch video|error loading|
            loading error loading|escuchar|artikel anhören|ascolta|beluister|écouter""",
        "navigation": "skip to content|skip to main content|menu|main menu|home|search|log in|login|sign in|sign up|subscribe|register|"
        "open menu|close menu|zum inhalt springen|aller au contenu|ir al contenido|breadcrumb",
    }
)

# a short line that begins so
STARTS = _by_phrase(
    {
        "comments": """comments on|view all comments|be the first to comment|log in to comment|sign in to comment|
            please log in to|show all comments""",
        "related": """more from|more in|more on|more about|more like|more news|more stories|more coverage|more articles|
            most read in|most popular in|most read|most popular|latest from|latest in|latest news|latest on|read more|
            read next|read also|read the full|also read|see also|see more|see all|view all|view more|load more|
            show more|related|recommended|trending in|popular in|top stories|don t miss|next up|up next|you may also|
            you might also|you may like|sign up for breaking|watch more|watch now|mehr zum|mehr aus|mehr von|
            mehr über|mehr zu|lesen sie auch|lesen sie hier|lesen sie mehr|auch interessant|weitere artikel|
            lire aussi|à lire aussi|lire plus|plus sur|voir aussi|lee también|lea también|le puede interesar|
            te puede interesar|más sobre|leia também|leia mais|veja também|mais sobre|leggi anche|lees ook|lees meer|
            meer over|les også|læs også|läs också|läs mer|läs även|lue myös|czytaj też|czytaj także|czytaj również|
            zobacz też|zobacz także|čtěte také|přečtěte si|citește și|vezi și|читайте также|читать также|
            читайте також|смотрите также|baca juga|xem thêm|đọc thêm|ilgili haber|διαβάστε ακόμη|διαβάστε επίσης""",
        "newsletter": """sign up for|sign up to|get the latest|get our|subscribe to our|subscribe to the|subscribe for|
            join our newsletter|stay up to date|stay informed|abonnieren sie|melden sie sich|inscrivez vous|
            abonnez vous|suscríbete a|suscríbase|inscreva se|assine|iscriviti|schrijf je in|meld je aan|zapisz się|
            подпишитесь на|подписывайтесь на|підписуйтесь на""",
        "bio": "about the author|about the writer|über den autor|über die autorin|zum autor|zur person",
        "share": """share this|share on|share via|share to|follow us on|follow us|like us on|find us on|folgen sie uns|
            suivez nous|síguenos|siga nos|seguici|volg ons|följ oss|facebook twitter|share facebook|facebook share|
            twitter facebook|click to share|facebook x|x facebook|tweet on twitter|email facebook|copy link""",
        "ad": """article continues|story continues|advertisement|sponsored by|paid for by|scroll to|content continues|
            anzeige|publicidad""",
        "footer": "terms of|privacy policy|cookie policy|do not sell|your privacy|advertise with|copyright",
        "player": """play video|watch video|video player|listen to|watch the video|to play this|this video|your browser|
            please enable|enable javascript|javascript is|watch live|loading the player|error loading""",
        "correction": """correction|editor s note|editors note|this story has been|this article has been|this article was|
            an earlier version|clarification""",
    }
)

# a line that has a word of the one set and a word of the other
PAIRS: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    (
        "newsletter",
        _words(
            """newsletter newsletters inbox nyhetsbrev nyhedsbrev nieuwsbrief infolettre boletín uutiskirje
            newslettera newsletteru рассылку рассылка"""
        ),
        _words(
            """sign signup subscribe subscribed subscribing your get delivered email e inbox join free daily weekly
            our latest receive abonnieren anmelden anmeldung kostenlos ihre ihr jetzt inscrivez abonnez recevez
            vous gratuite suscríbete suscríbase recibe tu iscriviti ricevi inscreva assine receba schrijf
            ontvang meld anmäl prenumerera meld tilmeld tilaa zapisz подпишитесь"""
        ),
    ),
    (
        "newsletter",
        _words("""agree agreeing accept consent agreed acknowledge zustimmen akzeptieren acceptez aceptas accetti"""),
        _words("terms privacy policy datenschutz agb conditions confidentialité privacidad privacy"),
    ),
    (
        "subscription",
        _words("""subscribe subscriber subscribers subscription abonnés suscriptores assinantes abonnenten abonné"""),
        _words(
            """already unlimited access unlock continue premium exclusive exclusively reading digital month trial
            cancel offer réservé exclusivo"""
        ),
    ),
    (
        "subscription",
        _words("support donate donation contribute contribution membership"),
        _words("journalism newsroom nonprofit donate journalists"),
    ),
    ("comments", _words("comment comments"), _words("login log signed register moderated policy guidelines commenting respectful readers")),
    (
        "cookie",
        _words("cookies cookie"),
        _words("we accept use uses our your policy settings preferences site website consent wir nous usamos"),
    ),
    ("share", _words("facebook"), _words("twitter whatsapp linkedin instagram pinterest youtube messenger telegram follow tweet")),
    ("share", _words("follow subscribe join folgen"), _words("twitter instagram youtube whatsapp telegram facebook tiktok @")),
    ("ad", _words("commission affiliate"), _words("earn links link purchase purchases receive buy")),
    (
        "copyright",
        _words("copyright rights rechte droits derechos direitos diritti prava права"),
        _words(
            """reserved vorbehalten réservés reservados reservado riservati vyhrazena защищены redistributed
            permission broadcast"""
        ),
    ),
    (
        "copyright",
        _words("reproduced published republished broadcast reproduction redistributed"),
        _words("permission rewritten redistributed prohibited consent"),
    ),
    ("player", _words("javascript"), _words("enable disabled browser requires")),
    ("player", _words("browser"), _words("support supported supports video audio")),
)

# pieces of text in scripts that do not part words
CONTAINED: dict[str, str] = {
    **dict.fromkeys(("版权所有", "版權所有", "無断転載", "無断複製", "무단전재", "무단 전재", "著作権", "未经授权"), "copyright"),
    **dict.fromkeys(("メールマガジン", "ニュースレター", "订阅", "訂閱", "뉴스레터", "구독하기"), "newsletter"),
    **dict.fromkeys(("会員限定", "有料会員", "残り", "この記事は有料", "ログインして"), "subscription"),
    **dict.fromkeys(("責任編輯", "责任编辑", "責任編集"), "bio"),
    **dict.fromkeys(("あわせて読みたい", "関連記事", "相关新闻", "延伸閱讀", "延伸阅读", "相關新聞"), "related"),
    **dict.fromkeys(("제보", "카카오톡"), "contact"),
}
