"""What a stranger typed into a form: judged as a mail is, by its words and its links, and held alike.

Chats are not judged: whoever is there answers at once, and a program that floods one is stopped by its pace.
"""

from collections.abc import Collection

from django.utils import timezone

from shopbell.channels.inbox import typed_address_of
from shopbell.tickets.message import Message
from shopbell.tickets.spam import is_spam

from .evidence import known_of
from .judging import TELLING, hold, is_acquainted
from .letter import Letter, tokens_of
from .policy import SpamPolicy
from .scoring import MIDDLE, Score, score
from .signs import letter_of_text


def hold_typed(message: Message, signs: Collection[str] = ()) -> None:
    """Hold the ticket that `message` has just opened, if it looks like spam; in the caller's transaction.

    Where its door saw `signs` of a program, half of the certainty is enough: by themselves they hold nothing, since
    whoever runs no scripts is no program.
    """
    ticket, policy = message.ticket, SpamPolicy.current()
    if not policy.is_on or is_spam(ticket) or is_acquainted(typed_address_of(ticket), ticket.customer):
        return
    tokens = tokens_of(typed_letter(message))
    found = score(tokens, known_of(tokens, timezone.now()))
    needed = (policy.held_from + MIDDLE) / 2 if signs else policy.held_from
    if found.value >= needed:
        hold(message, Score(found.value, [*((f"!{sign}", TELLING) for sign in signs), *found.clues]))


def typed_letter(message: Message) -> Letter:
    """As the filter sees it, now and when it is taught."""
    return letter_of_text(message.ticket.subject, message.text, typed_address_of(message.ticket))
