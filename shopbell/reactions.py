"""What follows from an event, in order. The answer to "what happens when a customer writes?" is this list.

Each gets the Event, after commit, in a job; at least once, so each must bear being called twice.
"""

import logging
from collections.abc import Callable

from procrastinate.contrib.django import app

from shopbell.channels.chat import continuation
from shopbell.channels.email import acknowledge
from shopbell.shop import detect
from shopbell.tickets.event import REACT, Event

log = logging.getLogger(__name__)
REACTIONS: list[Callable[[Event], None]] = [
    detect.react,  # orders that the message names are put beside the ticket
    acknowledge.react,  # who opens a ticket by mail or form hears its number at once
    continuation.react,  # a reply in a chat that nobody fetches goes on by e-mail
]


@app.task(name=REACT)
def react(ticket_id: int, first_event_id: int) -> None:
    """Call every reaction for the events that the transaction of `first_event_id` wrote to the ticket."""
    first = Event.objects.filter(pk=first_event_id).first()
    if first is None:  # the ticket was deleted since
        return
    events = Event.objects.select_related("ticket", "message", "agent", "customer")
    failures = []
    for event in events.filter(ticket_id=ticket_id, xid=first.xid, pk__gte=first.pk).order_by("pk"):
        for reaction in REACTIONS:
            try:
                reaction(event)
            except Exception as failure:  # the others still have their turn; the job is tried again
                log.exception("%s failed for event %s", reaction.__module__, event.pk)
                failures.append(failure)
    if failures:
        raise failures[0]
