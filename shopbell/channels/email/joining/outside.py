"""What stays outside: messages that came in with an attached ticket, whose people were not let in.

Whom such a message names, or went to, is no party of the ticket that it stands in now. It says so itself, so that it
stays outside wherever that ticket is merged later; and each row knows which ticket it came with, so that taking that
one out again restores just what putting it in has changed.
"""

from django.db import models

from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket


class Outside(models.Model):
    message = models.ForeignKey(Message, models.CASCADE, related_name="outside")
    came_with = models.ForeignKey(
        Ticket, models.SET_NULL, null=True, related_name="+", help_text="none once that one is erased"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "came_with"], name="outside_once")]


def keep_outside(ids: list[int], came_with: Ticket) -> None:
    """The messages `ids` came in with that ticket, and make nobody a party."""
    Outside.objects.bulk_create([Outside(message_id=each, came_with=came_with) for each in ids])


def end_outside(giver: Ticket, taker: Ticket, moved: dict[str, list[int]]) -> None:
    """What goes back to the ticket that it came with is its own again."""
    Outside.objects.filter(message__in=moved["messages"], came_with=taker).delete()
