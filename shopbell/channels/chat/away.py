"""A shopper who has left the chat: an agent hears so beside the composer, before the answer is written."""

from datetime import datetime

from django.utils.translation import gettext as _

from shopbell.tickets.ticket import Ticket

from .session import ChatSession


def away_words(ticket: Ticket, now: datetime) -> str:
    """Where an answer in the chat of `ticket` goes, when nobody has it open; empty while somebody has."""
    chats = list(ChatSession.objects.filter(ticket=ticket).prefetch_related("visitors"))
    if not chats or any(session.is_present(now) for session in chats):
        return ""
    address = ticket.customer.address
    if not address:
        return _(
            "The customer has left the chat and gave no address: they read the answer when they come back."
        )
    return _("The customer has left the chat: the answer goes on by e-mail to %(address)s.") % {
        "address": address
    }
