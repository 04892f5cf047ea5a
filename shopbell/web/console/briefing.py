"""What stands first for an agent who goes on where a colleague was: what was asked, done and promised, and the order.

It is read from the ticket whichever way that came to them: by a transfer, whose own brief stands above it, taken back
and given to them, accepted, asked for, or by hand. Once they have answered, they know.
"""

from dataclasses import dataclass

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.functions import Cast

from shopbell.promises.promise import Promise, promise_of
from shopbell.shop.order import Order
from shopbell.tickets.event import Verb
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.ticket import Ticket
from shopbell.tickets.views.undo import sentence_of
from shopbell.waiting.call_back import Outcome

from .besides import Besides

MOST_DONE, MOST_ASKED = 3, 2
DONE = Q(verb=Verb.ACTION_PERFORMED) | Q(verb=Verb.CALLED, data__outcome=Outcome.REACHED)


@dataclass(frozen=True)
class Briefing:
    asked: Message | None  # the customer's first words
    asked_then: list[Message]  # what they wrote last, after those
    answered: Message | None  # a colleague's last ones
    done: list[str]  # what was done for the customer, and calls that reached them, the last first
    promise: Promise | None
    orders: list[Order]


def briefing_of(ticket: Ticket, agent, there: Besides) -> Briefing | None:
    """For who has `ticket` or could take it, and has not answered in it yet."""
    is_theirs = ticket.assignee_id in (None, agent.pk)
    if (
        not (there.is_new_here or there.has_brief)
        or not is_theirs
        or not ticket.is_unsolved
        or ticket.is_spam
    ):
        return None
    said = ticket.messages.filter(kind=Kind.REPLY, unsent_at=None).order_by("pk")
    own = said.filter(customer__isnull=False, agent=None, rule="")
    asked = own.first()
    done = ticket.events.filter(DONE).exclude(pk__in=_taken_back(ticket))
    done = done.select_related("agent", "customer").order_by("-pk")
    return Briefing(
        asked,
        list(own.filter(pk__gt=asked.pk).order_by("-pk")[:MOST_ASKED])[::-1] if asked else [],
        said.filter(agent__isnull=False).select_related("agent").last(),
        [sentence_of(event) for event in done[:MOST_DONE]],
        promise_of(ticket.pk) if there.has_told else None,
        list(
            Order.objects.visible_to(agent).filter(ticket_links__ticket=ticket).order_by("ticket_links__pk")
        ),
    )


def _taken_back(ticket: Ticket) -> QuerySet:
    """Calls that somebody says did not take place after all."""
    undone = ticket.events.filter(verb=Verb.CALL_UNDONE, data__has_key="undoes")
    return undone.annotate(undone=Cast("data__undoes", BigIntegerField())).values("undone")
