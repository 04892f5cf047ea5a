"""A signature on a form: a box for text that becomes the composer's editor, and what is formatted in it.

What may stand in a signature a floor above knows, and says it here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from markupsafe import Markup

from shopbell.core.errors import Refused


@dataclass(frozen=True)
class Rules:
    """`read` makes what was written what is kept, or raises Refused; `show` is what it looks like with those words."""

    read: Callable[[str, str], tuple[str, str]]
    show: Callable[[str, str, Mapping[str, Any]], Markup]


RULES: list[Rules] = []  # filled in AppConfig.ready


class SignatureBox(forms.Textarea):
    """A text box beside which a browser sends the same with its formats; without scripts it is a text box."""

    template_name = "accounts/signature_box.html"
    html = ""

    def __init__(self) -> None:
        super().__init__(attrs={"rows": 4, "data-autosize": "", "data-rich-field": ""})

    def get_context(self, name, value, attrs):
        return {**super().get_context(name, value, attrs), "html": self.html}


class SignatureForm(forms.ModelForm):
    """For a model with the columns `signature` and `signature_html`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "signature" in self.fields:
            self.fields["signature"].widget.html = self.signature_html

    @property
    def signature_html(self) -> str:
        """The formatted signature as it is written now. What was changed where nothing can be formatted has none."""
        kept = self.instance.signature_html
        if not self.is_bound:
            return kept
        sent = self.data.get(self.add_prefix("signature_html"))
        if sent is not None:
            return sent
        return kept if self._text.strip() == self.instance.signature.strip() else ""

    @property
    def _text(self) -> str:
        return (self["signature"].value() or "").replace("\r\n", "\n")

    def shown_signature(self, words: Mapping[str, Any]) -> Markup:
        return RULES[0].show(self._text, self.signature_html, words)

    def clean_signature(self) -> str:
        text, html = self.cleaned_data["signature"].replace("\r\n", "\n"), self.signature_html
        if (text, html) == (self.instance.signature, self.instance.signature_html):
            return text  # it may be older than the rules
        try:
            text, self.instance.signature_html = RULES[0].read(text, html)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return text
