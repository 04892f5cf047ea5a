"""The contact block of every page of the help centre: each door that a person stands behind, with its hours and its
usual time to an answer. It is never hidden behind the articles."""

from dataclasses import dataclass

from django.urls import reverse

from shopbell.channels.inbox import Inbox
from shopbell.promises.opening import opening_of
from shopbell.promises.usual_reply import usual_words


@dataclass(frozen=True)
class Door:
    name: str
    address: str
    opening: str
    usual: str


def doors() -> list[Door]:
    """The contact form of each inbox that has one, and every address that takes mail."""
    found = []
    for inbox in Inbox.objects.filter(is_active=True, channel__in=["form", "email"]).order_by(
        "-channel", "pk"
    ):
        is_form = inbox.channel == "form"
        address = reverse("contact", args=[inbox.public_key]) if is_form else f"mailto:{inbox.address}"
        if is_form or inbox.address:
            name = inbox.name if is_form else inbox.address
            found.append(Door(name, address, opening_of(inbox, ""), usual_words(inbox)))
    return found
