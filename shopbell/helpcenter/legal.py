"""Privacy, imprint and terms in the shop's own words, or where its own page has them: by language, in one row.

What is said in a language is Markdown, or nothing but the address of a page of the shop. They are read while the help
centre is closed, too: a shop must tell them. What the policies say of privacy stands above its own words.
"""

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.channels.legal import LegalPage
from shopbell.core.errors import Refused
from shopbell.core.storable import storable
from shopbell.shop.policies.page import PAGES, Page, pages_at

from .centre import HelpCentre

PRIVACY = "privacy"
TITLES = {PRIVACY: _("Privacy"), "imprint": _("Imprint"), "terms": _("Terms and conditions")}
MOST = 100_000
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:\S+\Z", re.IGNORECASE)
OF_THE_WEB = URLValidator(schemes=["http", "https"])


class LegalTexts(models.Model):
    texts = models.JSONField(
        default=dict, blank=True, help_text="Markdown or an address by imprint_de, terms_en"
    )

    @classmethod
    def current(cls) -> "LegalTexts":
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    def said(self, name: str, chain: list[str]) -> tuple[str, str] | None:
        """What it says of `name` in the first language of `chain` that has it, behind that language."""
        return next(((code, said) for code in chain if (said := self.texts.get(f"{name}_{code}"))), None)


def fit_text(text: str) -> str:
    """`text` as it may be kept. Raises Refused for an address that is none of a page, and for what is too long."""
    kept = storable(text).strip()
    if len(kept) > MOST:
        raise Refused(_t("That is too long: up to %(most)s characters.") % {"most": MOST})
    if ADDRESS.match(kept):
        try:
            OF_THE_WEB(kept)
        except ValidationError:
            raise Refused(_t("Write the address of a page, such as https://shop.example/imprint.")) from None
    return kept


def is_address(said: str) -> bool:
    return bool(ADDRESS.match(said))


def told_pages() -> list[Page]:
    """The pages of policies on which something stands now, be it the shop's own words on privacy alone."""
    told = pages_at(timezone.now())
    page = PAGES[PRIVACY]
    return told if page in told or not _has_words(PRIVACY) else [*told, page]


def own_pages() -> list[str]:
    """Which of imprint and terms stand here, not on a page of the shop's own."""
    return [name for name in TITLES if name != PRIVACY and _has_words(name)]


def _has_words(name: str) -> bool:
    said = LegalTexts.current().said(name, HelpCentre.current().languages)
    return bool(said and not is_address(said[1]))


def legal_pages(language: str) -> list[LegalPage]:
    """What is there to read of the three, for a reader of `language`."""
    centre, texts = HelpCentre.current(), LegalTexts.current()
    nearest = centre.nearest(language)
    found = []
    for name, title in TITLES.items():
        said = texts.said(name, centre.chain(nearest))
        if said and is_address(said[1]):
            found.append(LegalPage(name, str(title), said[1]))
        elif name == PRIVACY and (said or PAGES[PRIVACY] in pages_at(timezone.now())):
            found.append(LegalPage(name, str(title), reverse("help-policy", args=[nearest, PRIVACY])))
        elif said:
            found.append(LegalPage(name, str(title), reverse("help-legal", args=[nearest, name])))
    return found
