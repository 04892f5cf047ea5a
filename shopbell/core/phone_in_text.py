"""Phone numbers among words: they are read from the left, also where the words are read from the right."""

import re

from django.utils.translation import get_language_bidi

NUMBER = re.compile(r"\+\d[\d ]*\d")


def numbers_apart(text: str) -> str:
    """`text`, as it is shown to a reader of the active language: in Arabic each phone number stands apart."""
    return NUMBER.sub("\u2066\\g<0>\u2069", text) if get_language_bidi() else text
