"""The parts of the service on the settings pages: what the status page shows the days of."""

from django.urls import URLPattern
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.settings_pages import Column, settings_pages
from shopbell.core.settings_picture import describe
from shopbell.helpcenter.named_form import NamedForm, names_facet

from .part import StatusPart


class PartForm(NamedForm):
    name_help = _("What may be in trouble: “The shop”, “Payments”, a carrier, a product.")

    class Meta:
        model = StatusPart
        fields = ["slug", "position", "words"]
        help_texts = {
            "slug": _("Lower-case letters, digits and hyphens: payments."),
            "position": _("Smaller numbers come first."),
            "words": _(
                "Who writes one of them while something is wrong here is answered with it: card, paypal."
            ),
        }


describe(StatusPart, more=[names_facet()])


def _kept(part: StatusPart) -> str:
    """Why it stays; whoever wants to hear of it alone would hear of everything without it."""
    if part.incidents.exists():
        return _t("Incidents concern it.")
    return _t("Somebody is told of it by e-mail.") if part.subscriptions.exists() else ""


PARTS: list[URLPattern] = settings_pages(
    StatusPart,
    slug="status-parts",
    door=agent_view(Permission.SETTINGS_MANAGE),
    form=PartForm,
    group="help",
    icon="activity",
    searched="names__name",
    label=_("Parts of the status page"),
    new=_("New part"),
    lead=_("What may be delayed or out of order, in the order in which shoppers read it."),
    empty=_("No part yet. Make one for what shoppers ask about when it goes wrong."),
    rows=lambda: StatusPart.objects.prefetch_related("names"),
    kept=_kept,
    columns=[Column(_("Words"), lambda part: ", ".join(part.words))],
)
