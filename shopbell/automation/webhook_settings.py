"""Webhooks on the settings pages. The secret is never shown again: an empty field keeps the one that is there, for the
same address only."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.settings_pages import Column, settings_pages
from shopbell.core.settings_picture import describe

from .webhook import Webhook
from .webhook_budget import left_out_words
from .webhook_event import known_events

SHOWN = 10
FEWEST_LETTERS = 16


class WebhookForm(forms.ModelForm):
    secret = forms.CharField(
        label=_("Secret"), required=False, min_length=FEWEST_LETTERS, max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "Signs each call, so that yours know it is the desk. Never shown again. Empty: the one that is stored "
            "stays."
        ),
    )  # fmt: skip
    tells = forms.MultipleChoiceField(
        label=_("Is also told of"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("By itself, without a rule. Of tickets it is told by the steps of rules."),
    )  # fmt: skip
    field_order = ["name", "address", "secret", "tells", "is_on"]

    class Meta:
        model = Webhook
        fields = ["name", "address", "tells", "is_on"]
        help_texts = {
            "name": _("What rules and the history call it: Warehouse."),
            "address": _(
                "Where it is told of tickets and articles by POST, like https://hooks.shop.example/shopbell."
            ),
            "is_on": _(
                "Once switched off, nothing is sent there; what happens to tickets and articles meanwhile is left out."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tells: Any = self.fields["tells"]
        tells.choices = list(known_events().items())

    def clean(self) -> dict[str, Any]:
        words = super().clean() or {}
        old = Webhook.objects.filter(pk=self.instance.pk).first()
        if not words.get("secret") and "secret" not in self.errors:
            if old is None:
                self.add_error("secret", _t("Write a secret that both sides know."))
            elif old.address != words.get("address"):
                self.add_error(
                    "secret",
                    _t(
                        "The address is another one, so write its secret too: the one kept here goes nowhere else."
                    ),
                )
        return words

    def save(self, commit: bool = True):
        if secret := self.cleaned_data["secret"]:
            self.instance.secret = secret
        self.instance.failures, self.instance.rest_until, self.instance.left_out_at = 0, None, None
        return super().save(commit)


def _below(request: HttpRequest, webhook: Webhook) -> str:
    """Its last calls."""
    calls = webhook.calls.select_related("webhook")[:SHOWN]
    shown = render_to_string("automation/_calls.html", {"calls": calls}, request=request)
    return mark_safe(shown)  # noqa: S308 (our own template, which escapes)


def _is_on(webhook: Webhook) -> str:
    said = _t("On") if webhook.is_on else _t("Off")
    return " · ".join(filter(None, [said, left_out_words([webhook], timezone.now())]))


def _events(names: list[str]) -> str:
    known = known_events()
    return ", ".join(str(known.get(name, name)) for name in names)


describe(Webhook, only=["name", "address", "tells", "is_on"], shown={"tells": _events})
WEBHOOKS: list[URLPattern] = settings_pages(
    Webhook,
    door=agent_view(Permission.SETTINGS_MANAGE),
    form=WebhookForm,
    group="desk",
    icon="webhook",
    label=_("Webhooks"),
    new=_("New webhook"),
    lead=_(
        "Addresses of your own programs that triggers and schedules tell of tickets, and the desk of articles, signed "
        "and tried again."
    ),
    empty=_("No webhook yet: no other program is told of anything."),
    columns=[
        Column(_("Address"), lambda webhook: webhook.address),
        Column(_("Switched on"), _is_on),
    ],
    below=_below,
)
