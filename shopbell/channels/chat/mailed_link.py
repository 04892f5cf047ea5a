"""Whether a link that was mailed is still known to its mailbox alone, so that following it proves something.

Whoever reads a mail of ours can pass its link on, and an answer to the mail stands in the chat that the mail is
about, before the eyes of whoever typed the address: as a quote, a forwarded mail in a file, a rewritten address.
Taking the link out of the words (`key_words.py`) cannot catch all of that. So a link remembers the last event
before it was made, and proves nothing once somebody else had an occasion to tell it, whatever they told.
"""

from django.db.models import Count, Q

from shopbell.customers.identity import Identity, Kind
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.ticket import Ticket

from .session import ChatSession
from .visitor import Visitor


def last_event() -> int:
    """The id of the newest event: whatever is caused by a mail that is not yet sent gets a higher one."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def came_by_mail(ticket: Ticket, visitor: Visitor, address: str) -> bool:
    """Whether this browser came into a chat of `ticket` by a link that was mailed to `address`."""
    came = ticket.events.filter(verb=Verb.CONTINUED, customer=visitor.customer_id, data__to="chat")
    return bool(address) and came.filter(data__recipient=address, data__by_link=True).exists()


def is_known_to_the_mailbox_alone(address: str, *, since: int) -> bool:
    """Whether nobody who typed `address` can have been shown what was mailed to it after the event `since`.

    They are shown the chats of their browsers. So it is over once a mail came into any of these, or from `address`
    into anything; once a browser followed a link into one; and once words came into one that several browsers are in.
    """
    chats = ChatSession.objects.filter(visitors__in=Visitor.objects.filter(typed_addresses__address=address))
    theirs = ChatSession.objects.filter(pk__in=chats.values("pk"))
    shared = theirs.annotate(browsers=Count("visitors")).filter(browsers__gt=1)
    writers = Identity.objects.filter(kind=Kind.EMAIL, value=address)
    told = Q(verb=Verb.RECEIVED, message__channel="email") & (
        Q(ticket__in=theirs.values("ticket")) | Q(message__customer__in=writers.values("customer"))
    )
    told |= Q(verb=Verb.RECEIVED, ticket__in=shared.values("ticket"))
    told |= Q(verb=Verb.CONTINUED, data__to="chat", ticket__in=theirs.values("ticket"))
    return not Event.objects.filter(told, pk__gt=since).exists()
