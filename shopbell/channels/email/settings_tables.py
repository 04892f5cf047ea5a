"""The e-mail settings table with the shared pages: addresses that are not written to."""

from django.db.models import F
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.settings_pages import Column, settings_pages

from .suppression import Suppression

SUPPRESSIONS: list[URLPattern] = settings_pages(
    Suppression,
    door=agent_view(Permission.SETTINGS_MANAGE),
    fields=["address", "words"],
    help_texts={
        "address": _("One e-mail address. The desk sends nothing to it."),
        "words": _("For whoever wonders later."),
    },
    icon="mail-x",
    slug="suppressions",
    label=_("Addresses not written to"),
    new=_("New address not written to"),
    lead=_(
        "Where mail came back, whoever writes from there is written to again. An address whose owner called "
        "it spam, or that was entered here, stays until you remove it."
    ),
    empty=_("The desk writes to everybody."),
    columns=[
        Column(_("Reason"), lambda row: row.get_reason_display()),
        Column(_("Words"), lambda row: row.words or "–"),
    ],
    rows=lambda: Suppression.objects.annotate(name=F("address")),
    group="shop",
)
