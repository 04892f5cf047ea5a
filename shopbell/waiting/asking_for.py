"""A call for a customer who asked elsewhere, as on the phone or in an app of the shop: asked for by an agent's program.

Where they have a chat it is that chat's call. Otherwise the chat inbox of the ticket's team says whether calls are
offered and how many, since those who would call are the same.
"""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.channels.chat.session import ChatSession
from shopbell.channels.email.sending.language import language_for
from shopbell.channels.email.sending.sender import mail_inbox_of
from shopbell.channels.inbox import Inbox
from shopbell.core.errors import Refused
from shopbell.customers.block import is_customer_blocked
from shopbell.tickets.ticket import Ticket

from .asking import Offer, ask_call, offer_of, promise_call
from .call_back import CallBack
from .call_words import told_words
from .telling import tell_shopper
from .wish import Wish, language_or, number_for, slot_from


def offer_for(ticket: Ticket, now: datetime) -> Offer:
    """When somebody would call the customer of `ticket`; nothing where no chat of the shop offers calls."""
    inbox = _inbox_for(ticket, _chat_of(ticket))
    return offer_of(inbox, ticket.team_id, now) if inbox else Offer(False, [])


@transaction.atomic
def ask_call_for(
    ticket: Ticket, number: str, start: datetime | None, *, by: Agent | str, language: str = ""
) -> CallBack:
    """Promise a call within the hour from `start` on, or as soon as possible, and tell the customer.

    One that is open moves. Raises Refused when nobody would call then, it is full, or the number is none.
    """
    session = _chat_of(ticket)
    inbox = _inbox_for(ticket, session)
    if inbox is None:
        raise Refused(_("This shop offers no calls."))
    if is_customer_blocked(ticket.customer_id):
        who = {"who": str(ticket.customer)}
        raise Refused(_("%(who)s is blocked. Unblock them first to call them.") % who)
    wish = Wish(
        number_for(inbox, ticket.team_id, number),
        language_or(language, language_for(ticket, mail_inbox_of(ticket))),
        slot_from(start) if start else None,
    )
    if session:
        return ask_call(ticket, session, wish, by=by, team_id=ticket.team_id)
    tell = partial(tell_shopper, ticket, told_words)
    return promise_call(ticket, inbox, wish, tell, by=by, team_id=ticket.team_id)


def _chat_of(ticket: Ticket) -> ChatSession | None:
    chats = ChatSession.objects.filter(ticket=ticket).select_related("inbox", "owner", "ticket__customer")
    return chats.order_by("-pk").first()


def _inbox_for(ticket: Ticket, session: ChatSession | None) -> Inbox | None:
    """The inbox whose calls are meant: of the chat, else of the ticket's team, else the first that offers any."""
    if session:
        return session.inbox
    offering = [
        inbox
        for inbox in Inbox.objects.filter(channel="chat", is_active=True).order_by("pk")
        if inbox.setting("call_back") != "no"
    ]
    return min(offering, key=lambda inbox: inbox.team_id != ticket.team_id, default=None)
