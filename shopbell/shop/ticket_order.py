"""Which orders a ticket is about: named in its text, chosen by an agent, or the customer's latest."""

from django.db import models

from shopbell.tickets.ticket import Ticket


class TicketOrder(models.Model):
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="order_links")
    order = models.ForeignKey("shop.Order", models.CASCADE, related_name="ticket_links")
    is_detected = models.BooleanField(default=False, help_text="found in the text, not chosen by a person")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "order"], name="order_once_in_a_ticket")]
        ordering = ["id"]
