"""The addresses of the shop's pages on a settings form, one a line; each as browsers name it."""

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from .origin import exact_origin


class OriginsField(forms.CharField):
    def __init__(self, **more):
        widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})
        super().__init__(label=_("Addresses of the shop's pages"), widget=widget, **more)

    def clean(self, value) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        origins = [exact_origin(line) for line in lines]
        for line, origin in zip(lines, origins, strict=True):
            if not origin:
                raise forms.ValidationError(
                    _t(
                        "“%(line)s” is no address of a shop. Write it like https://shop.example, without a page."
                    )
                    % {"line": line}
                )
        return list(dict.fromkeys(origins))
