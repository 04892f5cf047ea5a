"""A wish: the agent whom the customer asked for. It counts as long as the ticket waits for somebody."""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from shopbell.tickets.message import Kind, Message
from shopbell.tickets.ticket import Ticket

MOST_TICKETS = 50  # of a customer, the newest, in which it is looked for who answered


class Wish(models.Model):
    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="wish")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)


def usual_agent(ticket: Ticket, since) -> int | None:
    """Who answered this customer last, in another ticket that went on after `since`."""
    others = (
        Ticket.objects.undeleted().standing().filter(customer=ticket.customer_id, last_message_at__gt=since)
    )
    others = others.filter(spam__isnull=True).exclude(pk=ticket.pk).order_by("-last_message_at", "-pk")
    answers = Message.objects.filter(
        ticket=OuterRef("pk"), kind=Kind.REPLY, agent__is_active=True, unsent_at=None
    )
    newest = others.annotate(answer=Subquery(answers.order_by("-pk").values("pk")[:1]))
    last = max(filter(None, newest.values_list("answer", flat=True)[:MOST_TICKETS]), default=0)
    written = Message.objects.filter(pk=last, created_at__gt=since)
    return written.values_list("agent", flat=True).first()
