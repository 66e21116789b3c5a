"""Names of the months, of time zones and of the parts of the day: the tables behind `transforms.clean.dates`.

Month names are general knowledge (nominative, genitive and customary short forms); they are folded by `fold_word`.
"""

from __future__ import annotations

import unicodedata

# language -> twelve groups of spellings, January first
_NAMES = {
    "en": "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep sept september|"
    "oct october|nov november|dec december",
    "de": "jan januar jänner jän|feb februar feber|mär mrz märz|apr april|mai|jun juni|jul juli|aug august|"
    "sep sept september|okt oktober|nov november|dez dezember",
    "fr": "janv janvier|fev fevr fevrier|mars|avr avril|mai|juin|juil juillet|aout|sept septembre|oct octobre|nov novembre|dec decembre",
    "es": "ene enero|feb febrero|mar marzo|abr abril|may mayo|jun junio|jul julio|ago agosto|"
    "sep sept set septiembre setiembre|oct octubre|nov noviembre|dic diciembre",
    "it": "gen gennaio|feb febbraio|mar marzo|apr aprile|mag maggio|giu giugno|lug luglio|ago agosto|"
    "set sett settembre|ott ottobre|nov novembre|dic dicembre",
    "pt": "jan janeiro|fev fevereiro|mar março|abr abril|mai maio|jun junho|jul julho|ago agosto|set setembro|"
    "out outubro|nov novembro|dez dezembro",
    "ca": "gen gener|febr febrer|març|abr abril|maig|juny|jul juliol|ag agost|set setembre|oct octubre|nov novembre|des desembre",
    "nl": "jan januari|feb februari|mrt maart|apr april|mei|jun juni|jul juli|aug augustus|sep sept september|"
    "okt oktober|nov november|dec december",
    "sv": "jan januari|feb februari|mar mars|apr april|maj|jun juni|jul juli|aug augusti|sep sept september|"
    "okt oktober|nov november|dec december",
    "da": "jan januar|feb februar|mar marts|apr april|maj|jun juni|jul juli|aug august|sep sept september|"
    "okt oktober|nov november|dec december",
    "no": "jan januar|feb februar|mar mars|apr april|mai|jun juni|jul juli|aug august|sep sept september|"
    "okt oktober|nov november|des desember",
    "is": "jan janúar|feb febrúar|mar mars|apr apríl|maí|jún júní|júl júlí|ágú ágúst|sep september|okt október|nóv nóvember|des desember",
    "fi": "tammi tammikuu tammikuuta|helmi helmikuu helmikuuta|maalis maaliskuu maaliskuuta|"
    "huhti huhtikuu huhtikuuta|touko toukokuu toukokuuta|kesä kesäkuu kesäkuuta|heinä heinäkuu heinäkuuta|"
    "elo elokuu elokuuta|syys syyskuu syyskuuta|loka lokakuu lokakuuta|marras marraskuu marraskuuta|"
    "joulu joulukuu joulukuuta",
    "et": "jaan jaanuar|veebr veebruar|märts|aprill|mai|juuni|juuli|august|september|oktoober|november|dets detsember",
    "lv": "janvāris janvārī|februāris februārī|marts martā|aprīlis aprīlī|maijs maijā|jūnijs jūnijā|"
    "jūlijs jūlijā|augusts augustā|septembris septembrī|oktobris oktobrī|novembris novembrī|"
    "decembris decembrī",
    "lt": "sausis sausio|vasaris vasario|kovas kovo|balandis balandžio|gegužė gegužės|birželis birželio|"
    "liepa liepos|rugpjūtis rugpjūčio|rugsėjis rugsėjo|spalis spalio|lapkritis lapkričio|gruodis gruodžio",
    "pl": "sty styczeń stycznia|lut luty lutego|mar marzec marca|kwi kwiecień kwietnia|maj maja|"
    "cze czerwiec czerwca|lip lipiec lipca|sie sierpień sierpnia|wrz wrzesień września|"
    "paź październik października|lis listopad listopada|gru grudzień grudnia",
    "cs": "led leden ledna|úno únor února|bře březen března|dub duben dubna|kvě květen května|čvn červen června|"
    "čvc červenec července|srp srpen srpna|zář září|říj říjen října|listopad listopadu|"
    "pro prosinec prosince",
    "sk": "január januára|február februára|marec marca|apríl apríla|máj mája|jún júna|júl júla|august augusta|"
    "september septembra|október októbra|november novembra|december decembra",
    "sl": "januar januarja|februar februarja|marec marca|april aprila|maj maja|junij junija|julij julija|"
    "avgust avgusta|september septembra|oktober oktobra|november novembra|december decembra",
    "hr": "sij siječanj siječnja|velj veljača veljače|ožu ožujak ožujka|tra travanj travnja|svi svibanj svibnja|"
    "lip lipanj lipnja|srp srpanj srpnja|kol kolovoz kolovoza|ruj rujan rujna|lis listopad listopada|"
    "stu studeni studenoga studenog|pro prosinac prosinca",
    "sr": "januar јануар јануара januara|februar фебруар фебруара februara|mart март марта marta|"
    "april април априла aprila|maj мај маја maja|jun јун јуна juna|jul јул јула jula|"
    "avgust август августа avgusta|septembar септембар септембра septembra|"
    "oktobar октобар октобра oktobra|novembar новембар новембра novembra|"
    "decembar децембар децембра decembra",
    "hu": "jan január januári|febr február|márc március|ápr április|máj május|jún június|júl július|"
    "aug augusztus|szept szeptember|okt október|nov november|dec december",
    "ro": "ian ianuarie|feb februarie|mar martie|apr aprilie|mai|iun iunie|iul iulie|aug august|"
    "sep sept septembrie|oct octombrie|nov noi noiembrie|dec decembrie",
    "tr": "oca ocak|şub şubat|mar mart|nis nisan|may mayıs|haz haziran|tem temmuz|ağu ağustos|eyl eylül|eki ekim|kas kasım|ara aralık",
    "ru": "янв января январь|фев февр февраля февраль|мар марта март|апр апреля апрель|мая май|июн июня июнь|"
    "июл июля июль|авг августа август|сен сент сентября сентябрь|окт октября октябрь|"
    "ноя нояб ноября ноябрь|дек декабря декабрь",
    "uk": "січ січня січень|лют лютого лютий|бер березня березень|кві квітня квітень|тра травня травень|"
    "чер червня червень|лип липня липень|сер серпня серпень|вер вересня вересень|жов жовтня жовтень|"
    "лис листопада листопад|гру грудня грудень",
    "bg": "януари|февруари|март|април|май|юни|юли|август|септември|октомври|ноември|декември",
    "el": "ιαν ιανουαριου ιανουαριος|φεβ φεβρουαριου φεβρουαριος|μαρ μαρτιου μαρτιος|απρ απριλιου απριλιος|"
    "μαι μαιου μαιος|ιουν ιουνιου ιουνιος|ιουλ ιουλιου ιουλιος|αυγ αυγουστου αυγουστος|"
    "σεπ σεπτεμβριου σεπτεμβριος|οκτ οκτωβριου οκτωβριος|νοε νοεμβριου νοεμβριος|"
    "δεκ δεκεμβριου δεκεμβριος",
    "id": "jan januari|feb februari|mar maret|apr april|mei|jun juni|jul juli|agu agt agustus|sep september|"
    "okt oktober|nov november|des desember",
    "ms": "januari|februari|mac|april|mei|jun|julai|ogos|september|oktober|november|disember",
    "ar": "يناير|فبراير|مارس|أبريل إبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
    "fa": "ژانویه|فوریه|مارس|آوریل|مه|ژوئن|ژوئیه|اوت|سپتامبر|اکتبر|نوامبر|دسامبر",
    "ur": "جنوری|فروری|مارچ|اپریل|مئی|جون|جولائی|اگست|ستمبر|اکتوبر|نومبر|دسمبر",
    "he": "ינואר בינואר|פברואר בפברואר|מרץ במרץ|אפריל באפריל|מאי במאי|יוני ביוני|יולי ביולי|אוגוסט באוגוסט|"
    "ספטמבר בספטמבר|אוקטובר באוקטובר|נובמבר בנובמבר|דצמבר בדצמבר",
    "hi": "जनवरी|फरवरी फ़रवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर सितम्बर|अक्टूबर अक्तूबर|नवंबर नवम्बर|दिसंबर दिसम्बर",
    "bn": "জানুয়ারি জানুয়ারী|ফেব্রুয়ারি ফেব্রুয়ারী|মার্চ|এপ্রিল|মে|জুন|জুলাই|আগস্ট|সেপ্টেম্বর|অক্টোবর|নভেম্বর|ডিসেম্বর",
    "th": "มกราคม ม.ค.|กุมภาพันธ์ ก.พ.|มีนาคม มี.ค.|เมษายน เม.ย.|พฤษภาคม พ.ค.|มิถุนายน มิ.ย.|กรกฎาคม ก.ค.|"
    "สิงหาคม ส.ค.|กันยายน ก.ย.|ตุลาคม ต.ค.|พฤศจิกายน พ.ย.|ธันวาคม ธ.ค.",
    "sw": "januari|februari|machi|aprili|mei|juni|julai|agosti|septemba|oktoba|novemba|desemba",
}


def fold_word(word: str) -> str:
    """Case and marks folded, the final point of a short form gone: 'Févr.' becomes 'fevr'."""
    word = word.casefold()
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)).replace("ı", "i")
    return word.rstrip(".")


def _month_tables() -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """All names of all languages (the first language to claim a word keeps it), and those of each language."""
    merged: dict[str, int] = {}
    own: dict[str, dict[str, int]] = {}
    for language, groups in _NAMES.items():
        table = own[language] = {}
        for number, group in enumerate(groups.split("|"), start=1):
            for name in group.split():
                table[fold_word(name)] = number
        for name, number in table.items():
            merged.setdefault(name, number)
    return merged, own


MONTHS, MONTHS_OF = _month_tables()

# hours from UTC; where one abbreviation has several meanings, the one that news sites print most
ZONE_HOURS: dict[str, float] = {
    **{"Z": 0, "UTC": 0, "GMT": 0, "UT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2},
    **{"EEST": 3, "SAST": 2, "MSK": 3, "EAT": 3, "TRT": 3, "GST": 4, "PKT": 5, "IST": 5.5, "ICT": 7, "WIB": 7, "WITA": 8, "WIT": 9},
    **{"HKT": 8, "SGT": 8, "PHT": 8, "AWST": 8, "JST": 9, "KST": 9, "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11},
    **{"NZST": 12, "NZDT": 13, "NST": -3.5, "NDT": -2.5, "AST": -4, "ADT": -3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5},
    **{"MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "BRT": -3, "ART": -3, "CLT": -4},
}
# abbreviations that leave summer time open
ZONE_IANA = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
