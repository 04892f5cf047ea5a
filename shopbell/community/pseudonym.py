"""Pseudonyms: how people are called here. Two that look alike are one, so that nobody poses as somebody else.

A shopper's name and address are never shown. What is compared is the pseudonym folded as the search folds words, with
letters that look the same made the same (Unicode TR 39 calls it a skeleton; ours knows Latin, Greek and Cyrillic).
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from shopbell.channels.brand import Brand
from shopbell.core.errors import Refused
from shopbell.core.folding import fold
from shopbell.core.storable import storable

SHORTEST, LONGEST = 3, 30
TELLING = 6  # letters of a shop's name that are no chance within another word
LOOKS_LIKE = str.maketrans(
    dict(zip("аеорсухіјѕԁԛԝһвкмнт", "aeopcyxijsdqwhbkmht", strict=True))
    | dict(zip("αεικνορτυχγβημ", "aeiknoptuxybnu", strict=True))
    | dict(zip("0135789!|$@", "oiesttgiisa", strict=True))
    | {"l": "i", "ı": "i"}
)
PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
ALLOWED = re.compile(r"[\w .'’-]+", re.UNICODE)
ADDRESS = re.compile(r"@|https?:|www\.|\.(?:com|net|org|shop|example)\b", re.IGNORECASE)
# a name that holds one of these words speaks for the shop, whatever stands beside it
RESERVED = {
    *(
        "admin",
        "administrator",
        "moderator",
        "moderation",
        "staff",
        "support",
        "team",
        "shopbell",
        "official",
    ),
    *("kundenservice", "kundendienst", "mitarbeiter", "offiziell", "équipe", "officiel", "modérateur"),
    *("soporte", "equipo", "oficial", "moderador", "الدعم", "فريق", "الإدارة", "مشرف"),
}
BESIDE_THE_SHOP = {"the", "and", "shop", "store", "online", "help", "care", "service", "customer", "desk"}
DELETED = "deleted member"


def tidy_pseudonym(text: str) -> str:
    """`text` as a pseudonym. Raises Refused when it is none."""
    name = " ".join(unicodedata.normalize("NFKC", storable(text)).split())
    if not SHORTEST <= len(name) <= LONGEST:
        raise Refused(
            _("Choose a name of %(least)s to %(most)s characters.") % {"least": SHORTEST, "most": LONGEST}
        )
    if not ALLOWED.fullmatch(name) or not skeleton(name) or ADDRESS.search(name):
        raise Refused(_("Use letters, digits, spaces, points and hyphens; no addresses."))
    if _speaks_for_shop(name) or skeleton(name) == skeleton(DELETED):
        raise Refused(_("This name is kept for the shop. Choose another."))
    return name


def _speaks_for_shop(name: str) -> bool:
    """Whether a word of it is the shop's, it holds the shop's name, or says nothing but words of that."""
    said, shop = _looks(name), Brand.current().name
    if said & {skeleton(each) for each in RESERVED} or skeleton(name) in {
        skeleton(each) for each in RESERVED
    }:
        return True
    if not (own := skeleton(shop)):
        return False
    return (len(own) >= TELLING and own in skeleton(name)) or (
        bool(said & _looks(shop)) and said <= _looks(shop) | {skeleton(each) for each in BESIDE_THE_SHOP}
    )


def _looks(name: str) -> set[str]:
    words = {skeleton(each) for each in re.split(r"[^\w|!$@]+|_", name)}
    return words - {""}


def skeleton(name: str) -> str:
    """What `name` looks like: alike for every spelling that a reader would take for it."""
    plain = "".join(each for each in fold(name).translate(LOOKS_LIKE) if each.isalnum())
    for pair, single in PAIRS:
        plain = plain.replace(pair, single)
    return plain.translate(LOOKS_LIKE)
