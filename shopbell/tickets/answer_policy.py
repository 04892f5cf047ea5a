"""Answers: who answers a ticket that nobody has, has it; and who may do so by mail. Written at Settings › Answers.

A customer who writes again reaches whoever knows the matter, and colleagues see that somebody cares.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.handover import is_staying

from .assignment import assign_ticket
from .event import Event, Verb
from .ticket import Ticket


class AnswerPolicy(models.Model):
    takes_on = models.BooleanField(
        _("Whoever answers a ticket that nobody has becomes its assignee"), default=True, db_default=True
    )
    by_mail = models.BooleanField(
        _("Agents may answer their notifications by e-mail"), default=True, db_default=True
    )

    @classmethod
    def current(cls) -> "AnswerPolicy":
        return cls.objects.filter(pk=1).first() or cls(pk=1)


def is_taken_on(ticket: Ticket, agent: Agent) -> bool:
    """Whether `ticket` becomes that of `agent` when they write to its customer."""
    return ticket.assignee_id is None and is_staying(agent.pk) and AnswerPolicy.current().takes_on


def take_on(ticket: Ticket, agent: Agent, *, cause: Event) -> None:
    """Give `ticket`, which nobody has, to `agent`, who answered it by `cause`; in that transaction."""
    if is_taken_on(ticket, agent):
        assign_ticket(ticket, agent, by=agent, cause=cause)


def taken_on_by(ticket: Ticket, message_id: int | None) -> Event | None:
    """The assignment that followed from writing a message in `ticket`."""
    return ticket.events.filter(verb=Verb.ASSIGNED, cause__message=message_id).first() if message_id else None


def let_go(ticket: Ticket, replied: Event, *, by: Agent) -> None:
    """Give `ticket` back to its queue whose answer was taken back, unless somebody assigned it since."""
    changes = ticket.events.filter(verb__in=[Verb.ASSIGNED, Verb.UNASSIGNED], pk__gt=replied.pk)
    last = changes.order_by("pk").last()
    if last and last.cause_id == replied.pk and ticket.assignee_id == last.data.get("to_id"):
        assign_ticket(ticket, None, by=by)
