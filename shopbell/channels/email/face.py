"""What customers will read of an inbox, drawn beside its form while it is being written: an answer and its signature,
and the acknowledgement.
"""

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shopbell.accounts.signature import SignatureForm
from shopbell.customers.customer import Customer
from shopbell.tickets.ticket import Ticket

from ..brand import Brand
from ..inbox import Inbox
from .sending.language import TEXTS, language_for
from .sending.sender import SETTINGS as SENDER_SETTINGS
from .sending.sender import house_of, name_in_style
from .sending.wording import acknowledgement_text, is_named, paragraphs


def face(inbox: Inbox, form: SignatureForm, own: forms.Form) -> str:
    """Two mails as the forms would make them now, to a customer who does not exist."""
    customer = Customer(name=_("Mina Okafor"))
    ticket = Ticket(pk=4711, subject=_("Where is my parcel?"), customer=customer)
    written = Inbox(
        channel="email",
        name=form["name"].value() or "",
        signature=form["signature"].value() or "",
        signature_logo=inbox.signature_logo,
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
            "signature": form.shown_signature(_words(house)),
            "named": is_named(house, written.signature),
            "logo": "" if _is_checked(form, "remove_logo") else written.logo_url,
            "number": ticket.pk,
            "acknowledgement": _thanks(ticket, written) if own["acknowledge"].value() else "",
            "paragraphs": paragraphs,
        },
    )
    return mark_safe(shown)  # noqa: S308 (our own template, which escapes)


def _words(house: str) -> dict[str, Any]:
    """What the signature names, of an agent who does not exist in a shop that does."""
    return {
        "agent": {"name": _("Ada Moreau"), "first_name": _("Ada")},
        "shop": {"name": Brand.current().name or house},
    }


def _is_checked(form: SignatureForm, name: str) -> bool:
    return name in form.fields and bool(form[name].value())


def _thanks(ticket: Ticket, inbox: Inbox) -> str:
    """To a customer whose language nobody knows."""
    with translation.override(language_for(ticket, inbox) if inbox.setting("language") else get_language()):
        return acknowledgement_text(ticket, inbox)
