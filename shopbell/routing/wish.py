"""A wish: the agent whom the customer asked for. It counts as long as the ticket waits for somebody."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from shopbell.tickets.ticket import Ticket


class Wish(models.Model):
    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="wish")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)


def usual_agent(ticket: Ticket, since) -> int | None:
    """Who answered this customer last, in another ticket that went on after `since`."""
    others = (
        Ticket.objects.undeleted().standing().filter(customer=ticket.customer_id, last_message_at__gt=since)
    )
    others = others.filter(spam__isnull=True)
    had = others.filter(assignee__is_active=True).exclude(pk=ticket.pk).order_by("-last_message_at", "-pk")
    return had.values_list("assignee_id", flat=True).first()
