from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ..registry import Channel, register

SETTINGS: dict[str, Any] = {  # of an inbox, with what a new one begins with; settings_form.py edits them
    "origins": [],  # addresses of the shop's pages that may show the form, exactly as browsers send them
    "topics_left_out": [],  # by stage and name
    "consent": "",  # a sentence to be ticked; empty: none is
    "consents": {},  # the same in other languages, by their codes
    "accent": "#8a5a0b",
}


class FormConfig(AppConfig):
    name = "shopbell.channels.form"
    label = "channel_form"

    def ready(self) -> None:
        from shopbell.tickets.rule import RULES, SENTENCES

        RULES["Contact form"] = _("Contact form")
        SENTENCES["agreed_in_form"] = _("Agreed in the form: “%(words)s”")
        SENTENCES["order_of_others"] = _(
            "The form names the order %(number)s, but the e-mail address in it is not the one of that order. Tell "
            "nothing of the order before they have proved who they are."
        )
        SENTENCES["order_unknown"] = _("The form names the order %(number)s. There is no such order.")
        SENTENCES["ticket_for_order"] = _(
            "Where the form asks for the order number, it has that of the ticket #%(number)s of this customer."
        )
        SENTENCES["order_tried_often"] = _(
            "The form names the order %(number)s, which was not looked up: too many forms named that order today, or "
            "came from this e-mail address. Tell nothing of the order before they have proved who they are."
        )
        register(
            Channel(
                kind="form",
                label=_("Contact form"),  # type: ignore[arg-type]
                icon="clipboard-list",
                answered_by="email",
                settings=SETTINGS,
                settings_form="shopbell.channels.form.settings_form.settings_form",
                tools="form/tools.html",
            )
        )
