"""Whether words ask a customer for something, or say that they had to say it before: small rules for five languages.

An answer asks for a thing when one of its sentences names the thing and requests it, and does not tell of it. What is
in doubt is no request: a hint that is wrong costs more trust than one that lacks. Pure, without Django.
"""

import re
from enum import StrEnum


class Thing(StrEnum):
    """What a ticket may hold already."""

    ORDER = "order"
    NAME = "name"
    EMAIL = "email"
    PHOTO = "photo"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# in the order of languages: English, German, French, Spanish, Arabic
THINGS = {
    Thing.ORDER: _any(
        r"\border (?:number|no\b|id\b)",
        r"\b(?:bestell|auftrags)-?(?:nummer|nr)",
        r"\bnuméro de (?:la |votre |ta )?commande",
        r"\bn[úu]mero de(?:l| su| tu)? pedido",
        r"رقم (?:ال)?طلب",
    ),
    Thing.NAME: _any(
        r"\b(?:your|full|first|last) name",
        r"\b(?:ihr|dein|vollständige)[a-z]* (?:vor|nach)?namen?\b",
        r"\b(?:votre|ton) (?:pré)?nom\b|\bnom complet",
        r"\b(?:su|tu) nombre|\bnombre completo",
        r"اسمك|الاسم الكامل",
    ),
    Thing.EMAIL: _any(
        r"\b(?:your|which) e-?mail|\be-?mail address",
        r"\b(?:ihre|deine|welche) e-?mail|\be-?mail-?adresse",
        r"\b(?:votre|ton|quelle) (?:adresse )?(?:e-?mail|mail|courriel)|\badresse (?:e-?mail|mail)",
        r"\b(?:su|tu|qué) (?:correo|e-?mail)|\bcorreo electrónico",
        r"بريدك|(?:ال)?بريد (?:ال)?إلكتروني",
    ),
    Thing.PHOTO: _any(
        r"\b(?:photo|picture)s?\b",
        r"\b(?:foto|bild|bilder)s?\b",
        r"\b(?:photo|image)s?\b",
        r"\b(?:fotos?|imagen|imágenes)\b",
        r"صور",
    ),
}
REQUESTS = _any(
    r"\b(?:please|(?:could|can|would) you|(?:send|give|tell) (?:us|me)|(?:we|i) need|what(?:['’]s| is))\b",
    r"\b(?:bitte|könn(?:t)?en sie|kannst du|könntest du|wie (?:lautet|ist)|(?:brauche|benötige)n?)\b",
    r"\b(?:pou(?:vez|rriez)[ -]vous|peux-tu|merci de (?!votre)|veuillez|quel(?:le)? est|besoin|s['’]il vous plaît)",
    r"\b(?:por favor|p(?:uede|odría|uedes|odrías)|cuál es|necesit(?:o|amos)|indíque|envíe(?:nos|me))",
    r"هل يمكن|من فضلك|يرجى|الرجاء|ما هو|نحتاج|أحتاج|أرسل لنا",
)
# what tells of a thing instead
TELLS = _any(
    r"\b(?:i|we)(?:['’](?:ll|ve)| will| have| can)? (?:send|sent|see|found|received|got|use)\b|\bthank(?:s| you) for",
    r"\b(?:ich|wir) (?:sende|schicke|habe|werde|sehe)n?\b|\bdanke? für",
    r"\b(?:j['’]ai|nous avons|je vous|nous vous)\b|\bmerci pour",
    r"\b(?:le|te|les) (?:envi|mand)|\b(?:hemos|he) (?:visto|recibido|enviado)|\bgracias por",
    r"سنرسل|سأرسل|أرسلنا|استلمنا|شكرا|شكرًا",
)
SAID_BEFORE = _any(
    r"\b(?:i|we)(?:['’]ve| have)? already (?:told|said|explained|written|wrote|mentioned)",
    r"\bas i (?:already )?(?:said|wrote|told|explained)\b",
    r"\b(?:told|explained (?:it |this |that )?to) (?:you|your) colleague",
    r"\b(?:schon|bereits) (?:(?:ihre|deine)[a-z]* )?(?:kolleg\w+ )?(?:alles |das )?"
    r"(?:gesagt|geschrieben|erklärt|mitgeteilt)",
    r"\bwie (?:ich )?(?:schon|bereits) (?:gesagt|geschrieben|erwähnt)",
    r"\bdéjà (?:tout )?(?:dit|expliqué|écrit|indiqué|raconté)",
    r"\bcomme je (?:vous )?l['’]ai (?:déjà )?(?:dit|écrit)",
    r"\bya (?:se |os |te |le |les |lo |la |he ){0,3}"
    r"(?:dije|dicho|expliqué|explicado|escribí|escrito|conté)",
    r"سبق (?:و)?أن (?:أخبر|قل|شرح|ذكر)|(?:أخبرت|شرحت|قلت|ذكرت)\S*.{0,40}(?:من قبل|سابق|بالفعل|زميل)",
)
# goods are sent and given too: of these verbs only what tells something counts, right beside them
_TOLD = (
    r"(?:e-?mail|message|information|detail|photo|picture|screenshot|video|number|foto|bild|angabe|nachricht|nummer"
    r"|info|bestellnummer|image|numéro|détail|coordonnées|mensaje|correo|imagen|imágenes|número|dato|detalle)"
    r"(?:s|n|e|er|en)?\b"
)
_SMALL = r"(?: (?!(?:to|at|back|with|for|by|à|avec|pour|par|au|a|con|por|al|en)\b)[\w'’]+){0,3}"
SENT_BEFORE = _any(
    rf"\b(?:i|we)(?:['’]ve| have)? already (?:sent|given|gave){_SMALL} (?:order )?{_TOLD}",
    rf"(?<!mit )(?<!an )(?<!auf )\b(?:das|die|den|eine?n?|meine?n?|alle|\d+) {_TOLD} "
    r"(?:ihnen |ihr\w+ kolleg\w+ |doch ){0,2}(?:schon|bereits) (?:geschickt|gesendet|gegeben)",
    rf"\b(?:schon|bereits) (?:ihnen )?(?:das|die|den|eine?n?|meine?n?|alle|\d+) {_TOLD} (?:geschickt|gesendet|gegeben)",
    rf"\bdéjà (?:envoyé|donné|transmis){_SMALL} (?:[ld]['’])?{_TOLD}",
    rf"\bya (?:se |os |te |le |les |lo |la |he ){{0,3}}(?:envié|enviado|mandé|mandado|di|dado){_SMALL} {_TOLD}",
    r"(?:سبق (?:و)?أن )أرسلت\S* (?:لكم |لك )?(?:ال)?(?:صور|رقم|رسال|معلومات|تفاصيل)",
    r"أرسلت\S* (?:لكم |لك )?(?:ال)?(?:صور|رقم|رسال|معلومات|تفاصيل)\S*.{0,40}(?:من قبل|سابق|بالفعل)",
)
SENTENCE = re.compile(r"(?<=[.?!؟])\s+|\n+")
MOST_CHARACTERS = 10_000


def asks_for(text: str) -> frozenset[Thing]:
    """The things that an answer requests."""
    sentences = SENTENCE.split(text[:MOST_CHARACTERS])
    requests = [each for each in sentences if REQUESTS.search(each) and not TELLS.search(each)]
    return frozenset(thing for thing, named in THINGS.items() if any(map(named.search, requests)))


def says_it_was_said(text: str) -> bool:
    """Whether a customer says that they said or wrote it before, or sent what tells it."""
    said = text[:MOST_CHARACTERS]
    return bool(SAID_BEFORE.search(said) or SENT_BEFORE.search(said))
