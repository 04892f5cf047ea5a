"""Carriers on the settings pages. Secrets are never shown again: an empty field keeps the one that is there, for the
same place only."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.settings_pages import Column, settings_pages

from .account import CarrierAccount, named_carriers
from .call import State
from .pace import Pace
from .watch import tell_anew

SHOWN = 10
SECRETS = {"hook_secret": "secret", "api_key": "key"}


def _secret(label, help_text) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, help_text=help_text, max_length=500, required=False, widget=widget)


class CarrierForm(forms.ModelForm):
    hook_secret = _secret(
        _("Secret of its webhook"),
        _(
            "It signs its calls with this, and they are let in by nothing else. Empty: the one that is stored stays."
        ),
    )
    api_key = _secret(
        _("Key"), _("What it knows the desk by when it is asked. Empty: the one that is stored stays.")
    )

    field_order = [
        "name",
        "kind",
        "carriers",
        "hook_secret",
        "polls",
        "registers",
        "address",
        "api_key",
        "page",
        "is_active",
    ]

    class Meta:
        model = CarrierAccount
        fields = ["name", "kind", "carriers", "polls", "registers", "address", "page", "is_active"]
        help_texts = {
            "name": _("For you: the carrier, or the service that gathers scans."),
            "kind": _("How it speaks."),
            "carriers": _(
                "As the shop writes them on its parcels, with commas between. Empty: all that no other account names."
            ),
            "polls": _("The desk asks of parcels that are under way, also where the webhook keeps still."),
            "registers": _(
                "For AfterShip, which tells of no parcel that nobody told it of. Not where its own app does so."
            ),
            "address": _(
                "Where to ask, like https://carrier.example/parcels/{number}. Empty: the usual place, if there is one."
            ),
            "page": _(
                "Where a shopper follows a parcel, like https://carrier.example/follow?parcel={number}. With it every "
                "number of a parcel is a link. Empty: numbers are no links."
            ),
            "is_active": _("Once switched off, its calls are ignored and it is not asked."),
        }

    def clean(self) -> dict[str, Any]:
        words = super().clean() or {}
        if self._is_elsewhere(words) and self.instance.key and not words.get("api_key"):
            self.add_error(
                "api_key",
                _t("The address is another one, so write the key too: the one kept here goes nowhere else."),
            )
        return words

    def _is_elsewhere(self, words: dict[str, Any]) -> bool:
        """Whether the key that is kept would go where nobody entered it for."""
        old = CarrierAccount.objects.filter(pk=self.instance.pk).first()
        return old is not None and any(getattr(old, name) != words.get(name) for name in ("kind", "address"))

    def save(self, commit: bool = True):
        for name in SECRETS:
            if word := self.cleaned_data.get(name):
                setattr(self.instance, name, word)
        self.instance.failures, self.instance.error, self.instance.rest_until = 0, "", None
        account = super().save(commit)
        if self.cleaned_data.get("api_key"):  # which another kind or address wants as well
            tell_anew(account)
        return account


def below(request: HttpRequest, account: CarrierAccount) -> str:
    """Its webhook's address, how it goes, a button to try it, and the calls that wait for something."""
    calls = account.calls.exclude(state=State.TAKEN).defer("body")
    names = account.carrier_keys
    paces = (
        Pace.objects.filter(carrier__in=names)
        if names
        else Pace.objects.exclude(carrier__in=named_carriers())
    )
    shown = {
        "account": account,
        "hook": settings.SITE_URL + account.hook_path,
        "watched": account.watches.count(),
        "not_taken": list(
            account.watches.exclude(not_taken="").select_related("shipment").order_by("pk")[:SHOWN]
        ),
        "calls": list(calls[:SHOWN]),
        "paces": list(paces),
    }
    html = render_to_string("shop/carriers/below.html", shown, request=request)
    return mark_safe(html)  # noqa: S308 (our own template, which escapes)


def _standing(account: CarrierAccount) -> str:
    if not account.is_active:
        return _t("Switched off")
    if account.trouble:
        return account.trouble
    ways = [_t("by webhook")] * bool(account.secret) + [_t("by asking")] * account.polls
    ways += [_t("for its page alone")] * bool(account.page and not ways)
    return ", ".join(ways) or _t("Not connected yet")


CARRIERS: list[URLPattern] = settings_pages(
    CarrierAccount,
    door=agent_view(Permission.SETTINGS_MANAGE),
    form=CarrierForm,
    icon="truck",
    slug="carriers",
    label=_("Carriers"),
    new=_("New carrier"),
    lead=_("Who brings the parcels, and how the desk hears of their scans: by webhook, by asking, or both."),
    empty=_("No carrier yet: parcels show the scans that the shop reports."),
    columns=[
        Column(_("Kind"), lambda account: account.get_kind_display()),
        Column(_("Carriers"), lambda account: account.carriers or _t("all others")),
        Column(_("How it goes"), _standing),
    ],
    below=below,
    group="orders",
)
