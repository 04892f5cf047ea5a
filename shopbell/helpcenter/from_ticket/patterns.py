"""What is personal by its form alone, whoever it belongs to: addresses, numbers, codes. What names people: `naming.py`.

Rather too much than too little: whoever makes the draft sees each place and puts back what is harmless.
"""

import re
from collections.abc import Iterable, Iterator

from shopbell.core.address_in_text import addresses_in

from .kind import Kind
from .wording import ARABIC, UP, Span, either, pattern

# Nothing repeats without an end beside what may hold the same: a message of spaces would be read for minutes.
WORD = rf"[{UP}][\w'’.\-]{{0,60}}"
IS = r"(?:\s{1,9}(?:is|was|ist|war|lautet|est|es|era|am|on|le|el|هي|هو)){0,4}\s{0,9}[:=]?\s{0,9}"
AT = r"\s?(?:\(at\)|\[at\]|\{at\}|\(ät\)|\sat\s)\s?"
DOT = r"(?:\s?(?:\(dot\)|\[dot\]|\(punkt\)|\[punkt\]|\(point\)|\(punto\))\s?|\sdot\s|\.)"
CODE = r"(?P<it>(?=[\w\-/]{0,60}\d)\w+(?:[-/]\w+)*)"
CARD_ENDS = either("""
    ending_(?:in|with) ends_in endet_(?:auf|mit) Endziffern finissant_par se_terminant_par termina(?:da)?_en
    acaba(?:da)?_en تنتهي_ب(?:ـ|الرقم)? المنتهية_ب(?:ـ|الرقم)?
""")
PASSWORD = either("""
    passwords? passphrase PIN CVV CVC passwort kennwort mot_de_passe mdp code_secret contraseña clave كلمة_المرور
    كلمة_السر الرقم_السري
""")
NETWORK = either(
    "instagram insta twitter tiktok telegram facebook snapchat discord skype انستغرام إنستغرام تيليجرام"
)
THING = either("""
    order bestell(?:ung|nummer|nr)? auftrag(?:s(?:nummer|nr))? commande pedido invoice rechnung(?:s(?:nummer|nr))?
    facture factura parcel tracking paket sendung(?:s(?:nummer|nr))? colis paquete suivi seguimiento customer
    kunden(?:nummer|nr) client cliente ticket case rma retoure booking reference ref referencia
    référence vorgang voucher gutschein(?:code)?
    coupon vale bon (?:ال)?طلب(?:ي|ية)? (?:ال)?فاتورة (?:ال)?شحنة (?:ال)?تتبع العميل المرجع
""")
NUMBERED = either(r"no\b nr\b number nummer num\b numéro número n[°ºo] id\b code\b código رقم")
BIRTH = either("""
    born(?:_on)? birth_?(?:day|date) date_of_birth dob geboren geburts(?:tag|datum) née? date_de_naissance nacid[oa]
    fecha_de_nacimiento تاريخ_(?:ال)?ميلاد(?:ي)? مواليد ولدت_في
""")

FORMS: list[tuple[Kind, re.Pattern[str]]] = [
    (Kind.EMAIL, pattern(rf"[\w.+-]{{1,64}}{AT}[\w-]{{1,63}}(?:{DOT}[\w-]{{2,63}}){{1,4}}")),
    (Kind.BANK, pattern(r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){2,7}(?:[ \u00a0]?[A-Z0-9]{1,4})?\b")),
    (
        Kind.BANK,
        pattern(r"\b(?:BIC|SWIFT)(?:[- ]?code)?\b\s*:?\s*(?P<it>[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b"),
    ),
    # a number that is dialled with its country, +49 or 0049, is as long as that of a card; no card begins with 0
    (Kind.BANK, pattern(r"(?<![+(])(?<!\b00 )\b(?!0)(?:\d[ \u00a0-]?){12,18}\d\b")),
    (Kind.BANK, pattern(r"(?:[*•x]{2,}[ -]?)+\d{2,4}\b")),
    (Kind.BANK, pattern(rf"\b{CARD_ENDS}\s*:?\s*(?P<it>\d{{3,4}})\b")),
    (Kind.SECRET, pattern(rf"\b{PASSWORD}{IS}[\"“«„']?(?P<it>(?=\S*[\d!#$%&*+_?@])\S{{3,}})")),
    (Kind.NUMBER, pattern(r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b")),
    (Kind.HANDLE, pattern(r"(?<![\w@.])@[\w.]{2,40}")),
    (
        Kind.HANDLE,
        pattern(
            rf"\b{NETWORK}(?:[ -]?(?:name|handle|account|konto|compte|cuenta|user|حساب))?"
            r"\s*(?::|=|\bis\b|\bist\b|\best\b|\bes\b|هو)\s*(?P<it>@?[\w.]{3,40})"
        ),
    ),
    (Kind.NUMBER, pattern(r"[#№]\s?(?:[A-Z]{1,4}-?)?\d[\w\-/]*")),
    (
        Kind.NUMBER,
        pattern(
            rf"\b{THING}[\s.-]{{0,9}}{NUMBERED}?[.:#\s№-]{{0,9}}"
            rf"(?:(?:is|ist|lautet|est|es|هو|de suivi|de seguimiento)\s+|رقمه?\s*:?\s*)?{CODE}"
        ),
    ),
    (Kind.NUMBER, pattern(rf"رقم(?:ها|ه)?\s*(?:هو|:)?\s*{CODE}")),
    (
        Kind.DATE,
        pattern(rf"{BIRTH}{IS}(?P<it>\d[\d./\- ]{{2,}}\d|\d{{1,2}}\.?\s+(?:de\s+)?\w+\s+(?:de\s+)?\d{{4}})"),
    ),
]

HOUSE = r"\d{1,4}(?:\s?[a-z]\b)?"
STREET = either("""
    Street St Road Rd Avenue Ave Lane Ln Drive Dr Close Court Ct Way Boulevard Blvd Square Sq Terrace Place Pl Crescent
    Gardens Grove Hill Mews Row Walk Park
""")
STRASSE = either(r"straße strasse str\. weg platz gasse allee ring damm ufer chaussee steig")
STRASSE_APART = either(r"Straße Strasse Str\. Weg Platz Allee Ring Damm Ufer")
RUE = either(r"rue avenue av\. boulevard bd\.? place chemin impasse allée quai cours route square")
CALLE = either(r"\bcalle \bavenida \bavda\.? \bplaza \bpaseo \bcamino \bcarretera \bronda \btravesía \bc/")
BOX = either(r"flat apartment apt\.? suite unit p\.?\s?o\.?_box postfach appartement piso puerta")
OF = r"(?:(?:de|del|du|des|la|las|le|les|los|el|am|an|der|sur)\s+|l['’]|d['’])*"
# whole words, with what is written to them: صباح is a morning and no ص.ب, صحيح no حي
ARABIC_PLACE = (
    rf"(?<!\w)(?:(?:[وف]?(?:[بكل]|لل)?(?:ال)?)(?:{either('شارع طريق ميدان حي عمارة شقة بناية مبنى رمز_البريدي')})\b"
    r"|ص\.?\s?ب(?:\.|\b))"
)
ITALIAN = either("Via Viale Piazza Piazzale Corso Vicolo Largo")

PROPER = rf"[{UP}][a-zà-ÿ][\w'’.\-]{{0,60}}"

TOWN = rf"\b[{UP}][\w'’]{{1,40}}(?:[ \-](?:[a-z]{{2,5}}[ \-])?[{UP}][\w'’]{{1,40}}){{0,2}}"
LIVES_IN = either("""
    lives?_in living_in based_in moved_to address_in wohnen?_in wohnhaft_in lebe_in habit(?:e|ons)_à vis_à vivo_en
    vivimos_en
""")

POSTAL: list[re.Pattern[str]] = [
    pattern(rf"\b(?:[{UP}][\w.\-]{{0,60}}\s)?[{UP}][\w.\-]{{0,60}}{STRASSE}\s{{0,9}}{HOUSE}", any_case=False),
    pattern(rf"\b[{UP}][\w\-]{{0,60}}\s{STRASSE_APART}\s{{0,9}}{HOUSE}", any_case=False),
    pattern(
        rf"\b(?:Am|An der|An den|Auf dem|Auf der|Im|In der|Zum|Zur|Unter den)\s[{UP}]\w+(?:\s[{UP}]\w+)?\s{HOUSE}",
        any_case=False,
    ),
    pattern(
        rf"\b(?:(?:[DFE]-)?\d{{5}}|(?:A|CH|B|L)-\d{{4}}),?\s+{WORD}(?:[ \-]{OF}{WORD}){{0,3}}", any_case=False
    ),
    pattern(rf"\b\d{{1,5}}[a-z]?,?\s+(?:{WORD}\s+){{1,4}}{STREET}\b\.?", any_case=False),
    pattern(rf"\b{BOX}\s+\d+\s?[a-z]?\b"),
    pattern(rf"(?:{TOWN},?\s{{1,3}})?\b[A-Z]{{1,2}}\d[A-Z\d]?\s?\d[A-Z]{{2}}\b", any_case=False),
    pattern(rf"\b(?:{WORD},?\s+){{1,3}}[A-Z]{{2}}\s+\d{{5}}(?:-\d{{4}})?\b", any_case=False),
    pattern(
        rf"\b\d{{1,4}}\s?(?:bis|ter)?,?\s+(?i:{RUE})\s+{OF}{WORD}(?:[ \-]{OF}{WORD}){{0,4}}", any_case=False
    ),
    pattern(
        rf"(?i:{CALLE})\s*{OF}[\w'’.\-]+(?:\s+{OF}{WORD}){{0,4}},?\s*(?:n[.º°o]{{0,2}}\s*)?{HOUSE}"
        r"(?:,?\s*\d{1,2}\s?[ºª°]\s?[A-Za-z]?\b)?",
        any_case=False,
    ),
    pattern(
        rf"\b{ITALIAN}\s+(?:d[aei]\w{{0,4}}\s+|d['’])?{PROPER}(?:\s+{WORD}){{0,3}},?\s*(?:n[.º°]{{0,2}}\s*)?{HOUSE}\b",
        any_case=False,
    ),
    pattern(
        rf"{ARABIC_PLACE}\s*(?:رقم\s*)?:?\s*(?:\d+|{ARABIC}(?:\s(?!(?:و?في|من|لم|إلى)\b){ARABIC}){{0,2}})"
        r"(?:[\s،,]*(?:رقم\s*)?\d+)?"
    ),
]

PLACED: list[re.Pattern[str]] = [
    pattern(rf"(?P<it>{TOWN}),?\s{{1,3}}[A-Z]{{1,2}}\d[A-Z\d]?\s?\d[A-Z]{{2}}\b", any_case=False),
    pattern(rf"\b(?:(?:[DFE]-)?\d{{5}}|(?:A|CH|B|L)-\d{{4}}),?[ ](?P<it>{TOWN})", any_case=False),
]
LIVES = pattern(rf"\b(?i:{LIVES_IN})\s+(?P<it>{TOWN})", any_case=False)
DIGITS = re.compile(r"(?<![\w])\+?\(?\d(?:[ \u00a0().\-/]{0,3}\d){6,}")
MOST_DIALLED = 17  # digits of a phone number with its country, and 00 before it
DAY = re.compile(
    r"\b(?:\d{1,2}[./\-]\d{1,2}[./\-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}\.?)(?!\d)"
)
CHUNK = re.compile(r"[^\W_]+(?:[-_/.][^\W_]+)*")
UNIT = either("mm cm m km kg g mg ml cl l w kw kwh v mah gb mb tb px eur usd h min s k hz")
MEASURE = pattern(rf"\d+(?:[.\-/x×]\d+)*{UNIT}?\Z")
REGIONS = {
    "en": ["GB", "US", "IE"],
    "de": ["DE", "AT", "CH"],
    "fr": ["FR", "BE"],
    "es": ["ES", "MX"],
    "ar": ["EG", "SA", "AE"],
}


def formed(text: str, language: str, country: str = "") -> Iterator[Span]:
    """What in `text` has the form of something personal."""
    for found in addresses_in(text):
        if found.href.startswith("mailto:"):
            yield found.start, found.end, Kind.EMAIL
        elif not _is_plain(found.href):
            yield found.start, found.end, Kind.LINK
    for kind, form in FORMS:
        for match in form.finditer(text):
            yield *match.span(_said(form)), kind
    counted = _counted(text)
    for form in POSTAL:
        yield from (
            (*match.span(), Kind.ADDRESS) for match in form.finditer(text) if match.start() not in counted
        )
    yield from ((*match.span("it"), Kind.ADDRESS) for match in LIVES.finditer(text))
    yield from _phones(text, [country, *REGIONS.get(language[:2], REGIONS["en"])])
    yield from _codes(text)


def towns(text: str) -> Iterator[Span]:
    """The names of places: what stands beside a postcode, and where somebody says that they live."""
    counted = _counted(text)
    for form in (*PLACED, LIVES):
        for match in form.finditer(text):
            if match.start() not in counted:
                yield *match.span("it"), Kind.ADDRESS


def _counted(text: str) -> set[int]:
    """Where a number of an order or the like begins: what follows it is no town, though it is as long as a postcode."""
    return {
        match.start(_said(form))
        for kind, form in FORMS
        if kind is Kind.NUMBER
        for match in form.finditer(text)
    }


def _said(form: re.Pattern[str]) -> str | int:
    return "it" if "it" in form.groupindex else 0


def _is_plain(address: str) -> bool:
    """Whether a link carries nothing of anybody's: no question, no mark, no part like a number or a token."""
    rest = address.partition("://")[2]
    if any(sign in rest for sign in "?#@;=%"):
        return False
    return not any(sum(each.isdigit() for each in part) >= 4 or len(part) > 40 for part in rest.split("/"))


def _phones(text: str, regions: Iterable[str]) -> Iterator[Span]:
    import phonenumbers  # 30 MB of tables, wanted by few processes

    for region in dict.fromkeys(each for each in regions if each):
        for number in phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.VALID):
            if not DAY.fullmatch(number.raw_string.strip()):
                yield number.start, number.end, Kind.PHONE
    for match in DIGITS.finditer(text):
        rest = sum(each.isdigit() for each in DAY.sub("", match[0]))
        if rest > 4:  # more than days, and a year or an hour after them
            is_phone = match[0][0] in "+(0٠" and rest <= MOST_DIALLED
            yield match.start(), match.end(), Kind.PHONE if is_phone else Kind.NUMBER


def _codes(text: str) -> Iterator[Span]:
    """Words that only a machine gives: many digits, letters among digits, groups with hyphens."""
    for match in CHUNK.finditer(text):
        word = match[0]
        digits = sum(each.isdigit() for each in word)
        if not digits or MEASURE.match(word) and digits < 6 or DAY.fullmatch(word):
            continue
        letters = sum(each.isalpha() for each in word)
        is_grouped = word.count("-") >= 2 and word == word.upper() and letters and digits >= 2
        if digits >= 6 or letters and digits >= 4 or is_grouped:
            yield match.start(), match.end(), Kind.NUMBER
