"""What an agent has read of a ticket: the row says up to which message. Unread rows are bold in the list."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from .message import Kind, Message
from .ticket import Ticket


class Seen(models.Model):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="seen")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    message_id = models.BigIntegerField(default=0)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "agent"], name="seen_once")]


def mark_seen(ticket: Ticket, agent, message_id: int) -> None:
    """`agent` has read `ticket` up to `message_id`; never goes back."""
    row, is_new = Seen.objects.get_or_create(ticket=ticket, agent=agent, defaults={"message_id": message_id})
    if not is_new and row.message_id < message_id:
        Seen.objects.filter(pk=row.pk, message_id__lt=message_id).update(message_id=message_id)


def has_read(agent) -> Exists:
    """Of a waiting ticket in a query: whether `agent` has read the newest words of its customer.

    `has_news` turned round, for those who ask it of all that wait: an agent has opened few of them, so that the few
    are left out at once instead of the newest words being looked up in each.
    """
    newest = (
        Message.objects.filter(ticket=OuterRef("ticket"), customer__isnull=False).order_by("-pk").values("pk")
    )
    return Exists(
        Seen.objects.filter(ticket=OuterRef("pk"), agent=agent, message_id__gte=Subquery(newest[:1]))
    )


def has_news(agent) -> GreaterThan:
    """Of a ticket in a query: whether its newest words of a customer are ones that `agent` has not read."""
    seen = Seen.objects.filter(ticket=OuterRef("pk"), agent=agent).values("message_id")
    # the newest one by itself: asked whether there is any, the planner may read every message of the desk
    newest = (
        Message.objects.filter(ticket=OuterRef("pk"), customer__isnull=False).order_by("-pk").values("pk")
    )
    return GreaterThan(Subquery(newest[:1]), Coalesce(Subquery(seen), 0))


def first_unread(ticket: Ticket, message_id: int) -> Message | None:
    """What the customer wrote first after `message_id`, the last that was read; None when nothing."""
    theirs = ticket.messages.filter(customer__isnull=False, agent=None, rule="", unsent_at=None)
    return theirs.filter(kind=Kind.REPLY, pk__gt=message_id).order_by("created_at", "pk").first()
