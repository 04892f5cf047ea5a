"""What customers will read of an inbox, drawn beside its form while it is being written: an answer and its signature,
and the acknowledgement.
"""

from django import forms
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shopbell.customers.customer import Customer
from shopbell.tickets.ticket import Ticket

from ..inbox import Inbox
from .sending.language import TEXTS, language_for
from .sending.sender import SETTINGS as SENDER_SETTINGS
from .sending.sender import house_of, name_in_style
from .sending.wording import acknowledgement_text, is_named, paragraphs


def face(inbox: Inbox, form: forms.Form, own: forms.Form) -> str:
    """Two mails as the forms would make them now, to a customer who does not exist."""
    customer = Customer(name=_("Mina Okafor"))
    ticket = Ticket(pk=4711, subject=_("Where is my parcel?"), customer=customer)
    written = Inbox(
        channel="email", name=form["name"].value() or "", signature=form["signature"].value() or ""
    )
    written.settings = {
        name: own[name].value() or ""
        for name in (*SENDER_SETTINGS, "acknowledge", "acknowledgement", "language", *TEXTS)
    }
    house = house_of(written)
    shown = render_to_string(
        "email/face.html",
        {
            "house": house,
            "sender": name_in_style(written.setting("sender_style"), _("Ada"), house),
            "reply_to": written.setting("reply_to"),
            "archive": written.setting("archive"),
            "tracks_opening": written.setting("tracks_opening"),
            "address": form["address"].value() or "",
            "signature": written.signature,
            "number": ticket.pk,
            "acknowledgement": _thanks(ticket, written) if own["acknowledge"].value() else "",
            "paragraphs": paragraphs,
            "is_named": is_named,
        },
    )
    return mark_safe(shown)  # noqa: S308 (our own template, which escapes)


def _thanks(ticket: Ticket, inbox: Inbox) -> str:
    """To a customer whose language nobody knows."""
    with translation.override(language_for(ticket, inbox) if inbox.setting("language") else get_language()):
        return acknowledgement_text(ticket, inbox)
