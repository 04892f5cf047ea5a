"""The e-mail settings tables with the shared pages: addresses that are not written to, and whose pictures are shown."""

from django.db.models import F
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.settings_pages import Column, settings_pages

from .sending.suppression import Suppression
from .showing.picture_sender import PictureSender

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

PICTURE_SENDERS: list[URLPattern] = settings_pages(
    PictureSender,
    door=agent_view(Permission.SETTINGS_MANAGE),
    fields=["address"],
    help_texts={"address": _("One e-mail address, as it stands in From.")},
    icon="image",
    slug="picture-senders",
    label=_("Senders whose pictures are shown"),
    new=_("New sender whose pictures are shown"),
    lead=_(
        "Pictures that lie elsewhere are fetched by the desk without asking when these write. A sender learns that "
        "the mail was read, not by whom. Tracking pictures are left out all the same."
    ),
    empty=_("Pictures that lie elsewhere wait until somebody asks for them."),
    columns=[
        Column(_("Added by"), lambda row: row.agent or "–"),
    ],
    rows=lambda: PictureSender.objects.select_related("agent").annotate(name=F("address")),
    group="shop",
)
