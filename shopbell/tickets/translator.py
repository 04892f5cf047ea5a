"""Whom the desk asks for a translation. A service is one class with `translate`; which one, the settings say.

The one there is speaks the API of LibreTranslate (https://docs.libretranslate.com), which can be run beside the desk.
"""

import json
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from shopbell.core.http.guarded import Answer, CannotReach, ask

MOST_BYTES = 500_000
WEB = frozenset({"http", "https"})


class CannotTranslate(Exception):
    """The service gave no translation. Its text is fit for the agent; `is_temporary`: it may work again soon."""

    def __init__(self, sentence: str, *, is_temporary: bool = False):
        super().__init__(sentence)
        self.is_temporary = is_temporary


@dataclass(frozen=True)
class Translated:
    text: str
    source: str  # the language that the service found


class Translator(Protocol):
    def translate(self, text: str, language: str) -> Translated:
        """`text` in `language` (as `de`). Raises CannotTranslate."""


def translator() -> Translator | None:
    """The service that the operator named; None without one."""
    if not settings.TRANSLATE_URL:
        return None
    return LibreTranslate(settings.TRANSLATE_URL, settings.TRANSLATE_KEY)


@dataclass(frozen=True)
class LibreTranslate:
    address: str
    key: str = ""

    def translate(self, text: str, language: str) -> Translated:
        wish = {"q": text, "source": "auto", "target": language, "format": "text"}
        if self.key:
            wish["api_key"] = self.key
        try:
            answer = ask(
                "POST",
                f"{self.address.rstrip('/')}/translate",
                headers={"Content-Type": "application/json", "Accept": "application/json"},
                content=json.dumps(wish).encode(),
                schemes=WEB,
                most_bytes=MOST_BYTES,
                is_own=True,
            )
        except CannotReach:
            raise CannotTranslate(_("The translation service does not answer."), is_temporary=True) from None
        return _read(answer)


def _read(answer: Answer) -> Translated:
    """`{"translatedText": …, "detectedLanguage": {"language": …}}`, or `{"error": …}` with a status that says which."""
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        said = None
    if answer.status == 200 and isinstance(said, dict) and isinstance(said.get("translatedText"), str):
        detected = said.get("detectedLanguage")
        source = detected.get("language", "") if isinstance(detected, dict) else ""
        return Translated(said["translatedText"], str(source))
    if answer.status == 429:
        raise CannotTranslate(_("The translation service asks to slow down."), is_temporary=True)
    if answer.status >= 500:
        raise CannotTranslate(_("The translation service has a fault."), is_temporary=True)
    if answer.status == 403:
        raise CannotTranslate(_("The translation service refuses the key. Ask an admin."))
    why = said.get("error", "") if isinstance(said, dict) else ""
    raise CannotTranslate(
        _("The translation service cannot do it: %(why)s") % {"why": str(why)[:200] or answer.status}
    )
