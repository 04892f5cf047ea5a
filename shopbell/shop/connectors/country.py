"""Countries as shop systems want them: two letters."""

from babel import Locale
from django.utils.translation import gettext as _

from .errors import ShopRefuses


def country_code(text: str) -> str:
    """Of a country's code or its English name. Raises ShopRefuses."""
    if len(text) == 2 and text.isalpha():
        return text.upper()
    for code, name in Locale("en").territories.items():
        if name.casefold() == text.casefold() and len(code) == 2:
            return code
    raise ShopRefuses(_("The shop system does not know this country. Write its two letters, such as FR."))
