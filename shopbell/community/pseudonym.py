"""Pseudonyms: how people are called here. Two that look alike are one, so that nobody poses as somebody else.

A shopper's name and address are never shown. What is compared is the pseudonym folded as the search folds words, with
letters that look the same made the same (Unicode TR 39 calls it a skeleton; ours knows Latin, Greek and Cyrillic).
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.folding import fold
from shopbell.core.storable import storable

SHORTEST, LONGEST = 3, 30
LOOKS_LIKE = str.maketrans(
    dict(zip("аеорсухіјѕԁԛԝһвкмнт", "aeopcyxijsdqwhbkmht", strict=True))
    | dict(zip("αεικνορτυχγβημ", "aeiknoptuxybnu", strict=True))
    | dict(zip("0135789!|$@", "oiesttgiisa", strict=True))
    | {"l": "i", "ı": "i"}
)
PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
ALLOWED = re.compile(r"[\w .'’-]+", re.UNICODE)
ADDRESS = re.compile(r"@|https?:|www\.|\.(?:com|net|org|shop|example)\b", re.IGNORECASE)
RESERVED = {"admin", "administrator", "moderator", "staff", "support", "team", "shopbell", "deleted member"}


def tidy_pseudonym(text: str) -> str:
    """`text` as a pseudonym. Raises Refused when it is none."""
    name = " ".join(unicodedata.normalize("NFKC", storable(text)).split())
    if not SHORTEST <= len(name) <= LONGEST:
        raise Refused(
            _("Choose a name of %(least)s to %(most)s characters.") % {"least": SHORTEST, "most": LONGEST}
        )
    if not ALLOWED.fullmatch(name) or not skeleton(name) or ADDRESS.search(name):
        raise Refused(_("Use letters, digits, spaces, points and hyphens; no addresses."))
    if skeleton(name) in {skeleton(each) for each in RESERVED}:
        raise Refused(_("This name is kept for the shop. Choose another."))
    return name


def skeleton(name: str) -> str:
    """What `name` looks like: alike for every spelling that a reader would take for it."""
    plain = "".join(each for each in fold(name).translate(LOOKS_LIKE) if each.isalnum())
    for pair, single in PAIRS:
        plain = plain.replace(pair, single)
    return plain.translate(LOOKS_LIKE)
