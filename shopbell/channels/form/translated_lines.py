"""What is said in several languages, written one language a line: “de: Welche Größe?”."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.length import uncut

LONGEST_CHOICE = 120


def said_in_language(said: dict[str, Any], language: str) -> Any:
    """What is `said` in `language`, or where that has a region in it without one; None where it is not."""
    return said.get(language) or said.get(language.partition("-")[0])


class WordsByLanguage(forms.CharField):
    """Words by the code of their language."""

    def __init__(self, *, longest: int = 0, **more):
        self.longest = longest
        super().__init__(required=False, widget=forms.Textarea, **more)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{language}: {self.written(said)}" for language, said in value.items())

    def clean(self, value: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        known = dict(settings.LANGUAGES)
        for line in filter(None, map(str.strip, super().clean(value).splitlines())):
            language, colon, said = (part.strip() for part in line.partition(":"))
            if not colon or language.lower() not in known:
                raise forms.ValidationError(
                    _("“%(line)s” names no language. There are: %(known)s.")
                    % {"line": line, "known": ", ".join(known)}
                )
            if self.longest and len(said) > self.longest:
                raise forms.ValidationError(
                    _("“%(line)s” is too long: up to %(count)s characters.")
                    % {"line": line, "count": self.longest}
                )
            if said:
                found[language.lower()] = self.read(said)
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial or {}) != (data or "")

    def written(self, said: Any) -> str:
        return str(said)

    def read(self, said: str) -> Any:
        return said


class ListsByLanguage(WordsByLanguage):
    """Lists of words by the code of their language, with a semicolon between two."""

    def written(self, said: Any) -> str:
        return "; ".join(said)

    def read(self, said: str) -> list[str]:
        try:
            return [uncut(each.strip(), LONGEST_CHOICE) for each in said.split(";") if each.strip()]
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None
