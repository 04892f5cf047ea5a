"""A customer had to explain again: told by an agent, found in an answer that asks for what the ticket holds, or said by
the customer. A row for each such message and cause; they are counted beside the first contacts.

Ticket and customer are those of the message, wherever that is by now; of its words nothing is kept.
"""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.team import Team
from shopbell.tickets.actor import Actor
from shopbell.tickets.deletion import Deletion
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.ticket import Ticket

from .explaining import says_it_was_said


class Cause(models.TextChoices):
    TOLD = "told", _("Marked by an agent")
    FOUND = "found", _("Asked for what was known")
    SAID = "said", _("Said by the customer")


class Way(models.TextChoices):
    """How the ticket had changed hands last."""

    TRANSFER = "transfer", pgettext_lazy("hand-over", "Transferred with a brief")
    ROUTED = "routed", pgettext_lazy("hand-over", "Given by routing")
    BY_HAND = "by_hand", pgettext_lazy("hand-over", "Assigned or taken by hand")
    CHANNEL = "channel", pgettext_lazy("hand-over", "Another channel")
    NONE = "none", pgettext_lazy("hand-over", "No hand-over")


class ExplainedAgain(models.Model):
    message = models.ForeignKey(Message, models.CASCADE, related_name="explained_again")
    cause = models.CharField(max_length=5, choices=Cause)
    things = models.CharField(max_length=40, blank=True, help_text="what was asked for, where it was found")
    way = models.CharField(max_length=8, choices=Way)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", help_text="who told, or asked"
    )
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="+")
    channel = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "cause"], name="explained_again_once")]
        indexes = [models.Index(fields=["at"], name="explained_again_by_time")]


HANDS = {
    Verb.TRANSFERRED: Way.TRANSFER,
    Verb.ASSIGNED: Way.BY_HAND,
    Verb.TAKEN_OVER: Way.BY_HAND,
    Verb.CONTINUED: Way.CHANNEL,
}


def way_before(ticket: Ticket, moment: datetime) -> Way:
    """How `ticket` had changed hands last before `moment`, after it was answered first; what a transfer causes is part
    of it."""
    answered = ticket.events.filter(verb=Verb.REPLIED, agent__isnull=False).order_by("pk").first()
    if answered is None:
        return Way.NONE
    events = ticket.events.filter(verb__in=HANDS, created_at__lt=moment, pk__gt=answered.pk)
    last = events.exclude(cause__verb__in=[Verb.TRANSFERRED, Verb.REPLIED]).order_by("-pk").first()
    if last is None:
        return Way.NONE
    is_routed = last.verb == Verb.ASSIGNED and last.actor_kind == Actor.RULE
    return Way.ROUTED if is_routed else HANDS[Verb(last.verb)]


def note(message: Message, cause: Cause, *, by: Agent | None = None, things: Collection[str] = ()) -> bool:
    """Keep that `message` shows it; returns whether that is new."""
    ticket = message.ticket
    said = {
        "things": " ".join(sorted(things)),
        "way": way_before(ticket, message.created_at),
        "agent": by,
        "team_id": ticket.team_id,
        "channel": message.channel,
        "at": message.created_at,
    }
    return ExplainedAgain.objects.get_or_create(message=message, cause=cause, defaults=said)[1]


def toggle(message: Message, *, by: Agent) -> bool:
    """Mark that the customer had to explain again in `message`, or that they had not; returns whether they had."""
    deleted, _rows = ExplainedAgain.objects.filter(message=message, cause=Cause.TOLD).delete()
    return not deleted and note(message, Cause.TOLD, by=by)


def react(event: Event) -> None:
    """A customer who says that they said it before is counted, if they had said anything. Twice changes nothing."""
    message = event.message
    if message is None or event.data.get("automatic") or not says_it_was_said(message.text):
        return
    if _was_heard_before(message):
        note(message, Cause.SAID)


def _was_heard_before(message: Message) -> bool:
    """Whether they could have explained it before `message`: in this ticket, or in an earlier one."""
    ticket = message.ticket
    if ticket.messages.filter(kind=Kind.REPLY, pk__lt=message.pk).exists():
        return True
    earlier = Ticket.objects.undeleted().filter(customer=ticket.customer_id, created_at__lt=ticket.created_at)
    return earlier.exclude(pk=ticket.pk).exists()


def rows_for(agent: Agent, team_ids: Collection[int] | None) -> models.QuerySet[ExplainedAgain]:
    """What counts, of the tickets that `agent` may open; with `team_ids` of those teams alone."""
    found = ExplainedAgain.objects.filter(message__unsent_at=None)
    if agent.may(Permission.TICKET_READ_ALL):
        found = found.exclude(message__ticket__in=Deletion.objects.values("ticket"))
    else:
        found = found.filter(message__ticket__in=Ticket.objects.visible_to(agent).values("pk"))
    return found if team_ids is None else found.filter(team__in=team_ids)
