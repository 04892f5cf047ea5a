"""What a shopper reads of a call that they asked for, in their language and by their clock."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.promises.promise_words import brief_moment_words, end_words, moment_words
from shopbell.tickets.ticket import Ticket

from .call_back import CallBack, call_back_of
from .number import ending_of


def told_words(ticket: Ticket, call: CallBack, due_at: datetime) -> str:
    """“We call you by 15:00”. The number stands there in part: the chat may be open elsewhere too."""
    said = {"number": ending_of(call.number), "until": moment_words(due_at, ticket)}
    if call.from_at is None:
        return _("We call you at the number %(number)s by %(until)s. You need not stay here.") % said
    said |= {"since": moment_words(call.from_at, ticket), "until": end_words(due_at, call.from_at, ticket)}
    return (
        _("We call you at the number %(number)s between %(since)s and %(until)s. You need not stay here.")
        % said
    )


def agreed_words(ticket_id: int) -> str:
    """What the button says that asked for a call, once one is promised; empty while there is none."""
    call = call_back_of(ticket_id)
    if call is None or (due_at := call.due_at) is None:
        return ""
    return _("We call you by %(until)s") % {"until": brief_moment_words(due_at, call.ticket, timezone.now())}


def missed_words(ticket: Ticket) -> str:
    return _("We called you and could not reach you. Write to us here, or ask for another call.")


def again_words(ticket: Ticket, until: datetime) -> str:
    said = _("We called you and could not reach you. We call again by %(until)s.")
    return said % {"until": moment_words(until, ticket)}
