"""The first words that a shopper reads in a chat: the shop's, in the reader's language where it wrote them so."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.language import languages

from ..inbox import Inbox

LONGEST = 200


class GreetingsField(forms.CharField):
    """Greetings in other languages, one a line: `de: Willkommen`. Kept as those lines, in the languages' order."""

    def __init__(self, **more):
        widget = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
        super().__init__(label=_("Greeting in other languages"), widget=widget, **more)

    def clean(self, value) -> list[str]:
        known, said = [code for code, _name in languages()], {}
        for line in filter(str.strip, super().clean(value).splitlines()):
            code, text = _parts(line)
            if code not in known or not text:
                raise forms.ValidationError(
                    _t("“%(line)s” names no language of these: %(codes)s. Write it like de: Willkommen.")
                    % {"line": line.strip(), "codes": ", ".join(known)}
                )
            if len(text) > LONGEST:
                raise forms.ValidationError(
                    _t("A greeting has at most %(most)s characters.") % {"most": LONGEST}
                )
            said[code] = text
        return [f"{code}: {said[code]}" for code in known if code in said]


def greeting_of(inbox: Inbox) -> str:
    """In the language that is active, or in that without its country; else the shop's main one, else our own."""
    said = dict(_parts(line) for line in inbox.setting("greetings"))
    code = get_language() or ""
    found = said.get(code) or said.get(code.partition("-")[0])
    return found or inbox.setting("greeting") or _t("Hello. How can we help?")


def _parts(line: str) -> tuple[str, str]:
    code, _colon, text = line.partition(":")
    return code.strip().lower(), text.strip()
