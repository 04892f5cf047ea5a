"""Addresses of before on the settings pages: each leads to what is chosen by its title."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import URLPattern
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.errors import Refused
from shopbell.core.settings_pages import Column, settings_pages

from .leading import place_named, place_of, places
from .old_address import old_path
from .redirect import Redirect


class ByTitle(forms.TextInput):
    """A field that offers what has the typed words in its title; without it, a word of a title will do."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        field = super().render(
            name, value, {**(attrs or {}), "list": "help-places", "autocomplete": "off"}, renderer
        )
        options = format_html_join("", '<option value="{}"></option>', ((each.label,) for each in places()))
        return format_html('{}<datalist id="help-places">{}</datalist>', field, options)


class RedirectForm(forms.ModelForm):
    place = forms.CharField(
        label=_("Leads to"),
        widget=ByTitle,
        help_text=_("Type a word of its title and choose: an article, a category, a guide or a policy."),
    )

    class Meta:
        model = Redirect
        fields = ["path"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and (place := place_of(self.instance)):
            self.initial["place"] = place.label

    def clean_path(self) -> str:
        try:
            path = old_path(self.cleaned_data["path"])
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        there = Redirect.objects.filter(path=path).exclude(pk=self.instance.pk).first()
        if there:
            raise ValidationError(
                _t("“%(path)s” leads to “%(title)s” already. Change that one, or name another address.")
                % {"path": there, "title": _title(there)}
            )
        return path

    def clean_place(self) -> str:
        try:
            place = place_named(self.cleaned_data["place"])
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        self.instance.lead_to(place)
        return place.label


def _title(row: Redirect) -> str:
    place = place_of(row)
    return place.title if place else ""


def _titles(rows) -> list[SafeString]:
    """Of all of them, asked once; each in its own direction."""
    known = {(each.column, getattr(each.value, "pk", each.value)): each.label for each in places()}
    keys = [
        next(
            (name, key)
            for name in ("article", "category", "guide", "policy")
            if (key := _key(row, name)) or name == "policy"
        )
        for row in rows
    ]
    titles = [known.get(key) or _title(row) for key, row in zip(keys, rows, strict=True)]
    return [format_html("<bdi>{}</bdi>", title) for title in titles]


def _key(row: Redirect, name: str) -> Any:
    return row.policy if name == "policy" else getattr(row, f"{name}_id")


REDIRECTS: list[URLPattern] = settings_pages(
    Redirect,
    slug="help-redirects",
    door=agent_view(Permission.SETTINGS_MANAGE),
    form=RedirectForm,
    group="help",
    icon="corner-down-right",
    searched="path",
    label=_("Old addresses of the help centre"),
    new=_("New address"),
    lead=_("Addresses of a help centre that you had before lead to what says it now."),
    empty=_("No old address leads anywhere. Links to what you had before would end here."),
    rows=lambda: Redirect.objects.order_by("path"),
    columns=[Column(_("Leads to"), cells=_titles)],
)
