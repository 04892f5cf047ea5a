"""What a stranger typed into a form: judged as a mail is, by its words and its links, and held alike.

Chats are not judged: whoever is there answers at once, and a program that floods one is stopped by its pace.
"""

from django.utils import timezone

from shopbell.channels.inbox import typed_address_of
from shopbell.tickets.message import Message
from shopbell.tickets.spam import is_spam

from .evidence import known_of
from .judging import hold, is_acquainted
from .letter import Letter, tokens_of
from .policy import SpamPolicy
from .scoring import score
from .signs import letter_of_text


def hold_typed(message: Message) -> None:
    """Hold the ticket that `message` has just opened, if it looks like spam; in the caller's transaction."""
    ticket, policy = message.ticket, SpamPolicy.current()
    if not policy.is_on or is_spam(ticket) or is_acquainted(typed_address_of(ticket), ticket.customer):
        return
    tokens = tokens_of(typed_letter(message))
    found = score(tokens, known_of(tokens, timezone.now()))
    if found.value >= policy.held_from:
        hold(message, found)


def typed_letter(message: Message) -> Letter:
    """As the filter sees it, now and when it is taught."""
    return letter_of_text(message.ticket.subject, message.text, typed_address_of(message.ticket))
