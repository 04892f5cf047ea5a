"""The promise that the acknowledgement makes: the first reply in the time that the shop's own goal gives it."""

from django.utils import timezone

from shopbell.tickets.message import Message

from .choosing import choose_now
from .goal import Goal
from .promise import SOONEST, Promise, make_promise
from .ticket_clocks import TicketClocks


def promise_first_reply(message: Message) -> Promise | None:
    """Promise an answer to what opened a ticket, where a clock for it runs and there is time; else nothing (None)."""
    choose_now(message.ticket_id, timezone.now())  # it came this moment: nobody may have looked at it yet
    clocks = TicketClocks.objects.filter(
        ticket=message.ticket_id, goal=Goal.FIRST_REPLY, is_broken=False
    ).first()
    if clocks is None or clocks.due_at is None or clocks.due_at < timezone.now() + 2 * SOONEST:
        return None
    return make_promise(message.ticket, clocks.due_at, message=message)
