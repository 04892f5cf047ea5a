"""The kinds of what is personal, each with the neutral word that takes its place."""

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ..centre import speak


class Kind(models.TextChoices):
    """Where two of them meet, the earlier one names what is found."""

    SECRET = "secret", _("[password]")
    BANK = "bank", _("[payment details]")
    EMAIL = "email", _("[e-mail address]")
    LINK = "link", _("[link]")
    ADDRESS = "address", _("[address]")
    PHONE = "phone", _("[phone number]")
    HANDLE = "handle", _("[account]")
    DATE = "date", _("[date]")
    NUMBER = "number", _("[number]")
    NAME = "name", _("[name]")
    WORDS = "words", _("[…]")


ORDER = list(Kind)


def neutral_words(language: str) -> dict[str, str]:
    """By kind, in the language of the text."""
    before = translation.get_language()
    try:
        speak(language)
        return {kind.value: str(kind.label) for kind in Kind}
    finally:
        translation.activate(before or "en")
