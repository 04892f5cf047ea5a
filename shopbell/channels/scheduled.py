"""Sending what was scheduled: in one transaction the scheduled reply ends and the message is there, or neither."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.tickets.because import because_of
from shopbell.tickets.message import Message
from shopbell.tickets.scheduled_reply import ScheduledReply, call_back, find_scheduled
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket

from .reply import send_reply

log = logging.getLogger(__name__)


@transaction.atomic
def send_scheduled(ticket: Ticket, scheduled_id: int) -> Message:
    """Send it now, as its author. Refused when it is gone, or when a rule says no to it."""
    scheduled = find_scheduled(ticket, scheduled_id)
    author, words = scheduled.agent, scheduled.words
    if (
        not author.may(Permission.TICKET_REPLY)
        or not Ticket.objects.visible_to(author).filter(pk=ticket.pk).exists()
    ):
        raise Refused(_("%(agent)s may no longer answer this ticket.") % {"agent": author})
    uploads = list(scheduled.uploads.values_list("pk", flat=True))  # in their order
    scheduled.delete()
    return send_reply(
        ticket,
        words.text,
        by=author,
        channel=words.channel,
        html=words.html,
        client_id=words.client_id,
        uploads=uploads,
        in_reply_to_id=words.in_reply_to_id,
        then=Status(scheduled.then) if scheduled.then else None,
        shown_to=scheduled.shown_to,
        macro_ids=words.macro_ids,
        addressees=words.addressees,
    )


def send_due(now: datetime) -> int:
    """Send what has come due; what a rule refuses, or the customer has overtaken, is its author's draft again.

    Returns how many were sent. Any number of workers may call it at once.
    """
    count = 0
    for pk in (
        ScheduledReply.objects.filter(send_at__lte=now).order_by("send_at").values_list("pk", flat=True)[:500]
    ):
        try:
            count += _send_one(pk)
        except Exception:  # one that fails must not hold back the others; it is tried again in a minute
            log.exception("Scheduled reply %s could not be sent; it is tried again", pk)
    return count


def _send_one(pk: int) -> bool:
    waiting = ScheduledReply.objects.filter(pk=pk).select_related("ticket").first()
    if waiting is None:
        return False
    ticket, because = waiting.ticket, ""
    with transaction.atomic():
        ticket.lock()
        if ticket.messages.filter(
            pk__gt=waiting.after_message, customer__isnull=False, unsent_at=None
        ).exists():
            because = "wrote"  # and the reaction has not come to it yet
        else:
            try:
                with transaction.atomic(), because_of(None, by_itself=True):  # nobody has a hand in it now
                    send_scheduled(ticket, pk)
                return True
            except Refused as refusal:
                because = str(refusal)
        still = ScheduledReply.objects.filter(pk=pk).select_related("agent", "ticket").first()
        if still:
            call_back(still, by=None, because=because)
    return False
