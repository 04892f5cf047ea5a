"""What follows from an event, in order. The answer to "what happens when a customer writes?" is this list.

Each gets the Event, after commit, in a job; at least once, so each must bear being called twice.
"""

import logging
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from django.db.models import Subquery
from procrastinate.contrib.django import app

from shopbell.automation import reacting
from shopbell.channels.chat import continuation
from shopbell.channels.email.sending import acknowledge
from shopbell.channels.email.spam import teaching
from shopbell.core.patience import PAUSES_SECONDS, Patience
from shopbell.core.prepared import Prepared
from shopbell.notifications import notify
from shopbell.portal import decision_mail, own_action
from shopbell.promises import contact_looking, explained_again, promise, waiting_line
from shopbell.routing import looking, missing
from shopbell.search import index
from shopbell.selling import agreed
from shopbell.shop import detect
from shopbell.shop.procedures import react as procedures
from shopbell.tickets import complexity, link_preview, scheduled_reply
from shopbell.tickets.event import HEARD, LISTENERS, REACT, Event, Verb
from shopbell.waiting import call_back

log = logging.getLogger(__name__)
EVENTS = Event.objects.select_related(
    "ticket__customer", "ticket__spam", "message", "agent", "customer"
).order_by("pk")
WRITTEN_WITH = Prepared(
    lambda ticket, first: EVENTS.filter(
        ticket_id=ticket, pk__gte=first, xid=Subquery(Event.objects.filter(pk=first).values("xid"))
    ),
    ticket=int,
    first=int,
)


class Reaction(NamedTuple):
    react: Callable[[Event], None]
    verbs: Collection[str]  # those it hears of
    listener: Callable[[], Collection[str]] | None = (
        None  # those of them that are wanted now, where that changes
    )


REACTIONS = [
    Reaction(detect.react, {Verb.RECEIVED}),  # orders that the message names are put beside the ticket
    Reaction(complexity.react, complexity.VERBS),  # what changed may make it more complex, or less
    Reaction(
        acknowledge.react, acknowledge.VERBS
    ),  # who opens a ticket by mail or form hears its number at once
    Reaction(continuation.react, {Verb.REPLIED}),  # a reply in a chat that nobody fetches goes on by e-mail
    Reaction(reacting.react, reacting.VERBS, reacting.wanted_verbs),  # triggers do what the shop had them do
    Reaction(index.react, index.VERBS),  # what changed can be found
    Reaction(link_preview.react, link_preview.VERBS),  # links are looked at, where the setting says so
    Reaction(
        scheduled_reply.react, {Verb.RECEIVED}
    ),  # what was to be sent later waits until its author has read it
    Reaction(promise.react, promise.VERBS),  # an answer keeps what the shopper was promised
    Reaction(call_back.react, call_back.VERBS),  # what is over is called about no more
    Reaction(contact_looking.react, contact_looking.VERBS),  # whether it was solved at first contact is kept
    Reaction(explained_again.react, {Verb.RECEIVED}),  # who says that they said it before is counted
    Reaction(waiting_line.react, waiting_line.VERBS),  # whoever waits behind sees that they moved up
    Reaction(missing.react, missing.BACK),  # who answers is there, though offers ran out before
    Reaction(looking.react, looking.VERBS),  # what nobody has finds somebody, as its team does
    Reaction(notify.react, notify.VERBS),  # whom it concerns is told, in the ways that they chose
    Reaction(procedures.react, procedures.VERBS),  # an action that was done marks the step it belongs to
    Reaction(own_action.react, own_action.VERBS),  # what a shopper did themselves leaves nothing to do
    Reaction(decision_mail.react, decision_mail.VERBS),  # who asked for what waited hears what became of it
    Reaction(agreed.react, agreed.VERBS),  # who agreed to it in the chat gets the label, the voucher
    Reaction(teaching.react, teaching.VERBS),  # the spam filter learns from what agents say and answer
]
HEARD.update(*(reaction.verbs for reaction in REACTIONS if not reaction.listener))
LISTENERS.extend(reaction.listener for reaction in REACTIONS if reaction.listener)


@app.task(name=REACT, retry=Patience())
def react(ticket_id: int, first_event_id: int) -> None:
    """Call the reactions to the events that the transaction of `first_event_id` wrote to the ticket.

    One that fails gets a job of its own: this one holds the ticket's lock, and to try it again would keep the
    later events of the ticket waiting, and call the others once more.
    """
    for event in WRITTEN_WITH(ticket=ticket_id, first=first_event_id):  # none if the ticket was deleted since
        if event.message is not None and event.message.ticket_id == event.ticket_id:
            event.message.ticket = event.ticket  # it is read already, with its customer
        for reaction in REACTIONS:
            if event.verb not in reaction.verbs:
                continue
            try:
                reaction.react(event)
            except Exception:
                name = reaction.react.__module__
                log.exception("%s failed for event %s; it is tried again", name, event.pk)
                again: dict[str, Any] = {"event_id": event.pk, "reaction": name, "ticket_id": ticket_id}
                react_again.configure(queue="react", schedule_in={"seconds": PAUSES_SECONDS[0]}).defer(
                    **again
                )


@app.task(name="shopbell.reactions.react_again", retry=Patience())
def react_again(event_id: int, reaction: str, ticket_id: int) -> None:
    """Call one reaction, by its module, for one event that it failed for. Raises while it fails."""
    event = EVENTS.filter(pk=event_id).first()
    if event is not None:
        # a job that waited through an upgrade may know the folder that the reaction stood in before
        by_name = {_last(each.react.__module__): each.react for each in REACTIONS}
        by_name[_last(reaction)](event)


def _last(module: str) -> str:
    return module.rpartition(".")[2]
