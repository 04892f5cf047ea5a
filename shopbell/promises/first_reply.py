"""The promise that the acknowledgement makes: the first reply in the time that the shop's own goal gives it."""

from django.utils import timezone

from shopbell.channels.email.sending.sender import mail_inbox_of
from shopbell.channels.email.sending.wording import tells_promise
from shopbell.core.errors import Refused
from shopbell.core.prepared import Prepared
from shopbell.tickets.message import Message

from .choosing import choose_now
from .clock_state import state_of
from .goal import Goal
from .promise import SOONEST, Promise, make_promise, promise_of
from .ticket_clocks import TicketClocks

# asked for every mail that opens a ticket
CLOCKS = Prepared(lambda ticket: TicketClocks.objects.filter(ticket=ticket), ticket=int)


def promise_first_reply(message: Message) -> Promise | None:
    """Promise an answer to what opened a ticket, where a clock for it runs and there is time; else nothing (None).

    What was promised already stands: the page that thanks told it a moment before the acknowledgement does.
    """
    if known := promise_of(message.ticket_id):
        return known
    if not tells_promise(message.ticket, mail_inbox_of(message.ticket)):
        return None  # the shop's own words do not say by when
    clocks = CLOCKS.first(ticket=message.ticket_id)
    if clocks is None or clocks.unlooked_event_id:  # it came this moment: who keeps watch has not looked yet
        choose_now(message.ticket, timezone.now())
        clocks = CLOCKS.first(ticket=message.ticket_id)
    clock = next(iter(state_of(clocks.state).shown), None) if clocks else None
    if clock is None or clock.goal != Goal.FIRST_REPLY or clock.broken_at:
        return None
    if clock.due_at is None or clock.due_at < timezone.now() + 2 * SOONEST:
        return None
    try:
        return make_promise(message.ticket, clock.due_at, message=message)
    except Refused:  # too far away to be a promise: the acknowledgement goes without one
        return None
