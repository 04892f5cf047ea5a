"""A delivery report, kept: which raw mail told what of which delivery, and what the desk did about it.

It opens no ticket and is no message: it speaks of one of ours, so it stands there. A report on a mail that is not
ours (anybody may forge a sender) is read like any other mail. One that tells of no trouble is kept for a while only
(decision 0049): what it said stands on the message.
"""

from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.channels.after_sending import arrive, bounce, delay
from shopbell.channels.delivery import Delivery
from shopbell.tickets.deletion import Erasure
from shopbell.tickets.message import Message
from shopbell.tickets.rule_note import add_rule_note

from ..erased_address import NOBODY
from ..joining import token
from ..raw_mail import RawMail
from ..sending.suppression import Reason, suppress
from .report import Action, Outcome, Report

KEPT, AT_ONCE = timedelta(days=30), 500
ARRIVED = [Action.DELIVERED, Action.READ]


class DeliveryReport(models.Model):
    raw = models.ForeignKey(RawMail, models.PROTECT, related_name="delivery_reports")
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="reports")
    action = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Action])
    status = models.CharField(max_length=12, blank=True, help_text="enhanced code, RFC 3463")
    words = models.CharField(max_length=500, blank=True, help_text="as the server put it")
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["raw", "delivery"], name="reported_once")]


def note_report(raw: RawMail, report: Report) -> Message | None:
    """Write down what `report` tells, in the caller's transaction; returns the message it speaks of, or None."""
    proven = _proven(raw, report)
    message = None
    for delivery in _deliveries(report, proven):
        outcome = _about(delivery, report)
        _row, is_new = DeliveryReport.objects.get_or_create(
            raw=raw,
            delivery=delivery,
            defaults={"action": outcome.action, "status": outcome.status, "words": outcome.words},
        )
        if is_new:
            take_outcome(delivery, outcome, is_proven=delivery.pk in proven)
        message = message or delivery.message
    return message


def speaks_of_erased(raw: RawMail, report: Report) -> bool:
    """Whether `report` is on mail to people who were erased since: it names them, and nobody is left to hear of it."""
    named = token.read_all([*raw.recipients, *report.to], report.about[:100])
    mails = Delivery.objects.select_related("message__ticket__customer")
    there = mails.in_bulk([delivery_id for _ticket_id, delivery_id in named])
    numbers = [ticket_id for ticket_id, delivery_id in named if delivery_id not in there]
    erased = set(Erasure.objects.filter(ticket_number__in=numbers).values_list("ticket_number", flat=True))
    return bool(named) and all(
        _is_of_erased(there[delivery_id]) if delivery_id in there else ticket_id in erased
        for ticket_id, delivery_id in named
    )


def _is_of_erased(delivery: Delivery) -> bool:
    is_erased = delivery.message.ticket.customer.erased_at is not None
    return is_erased or delivery.recipient.startswith(NOBODY)


def _deliveries(report: Report, proven: set[int]) -> list[Delivery]:
    """Those it speaks of: by the token in the address it came to, else by the Message-IDs that it names."""
    ids = proven | {delivery_id for _ticket_id, delivery_id in token.read_all([], report.about)}
    named = models.Q(pk__in=ids) | models.Q(external_id__in=report.about[:100])
    mails = Delivery.objects.select_related("message__ticket").filter(channel="email")
    return list(mails.filter(named).order_by("pk")[:20])


def _proven(raw: RawMail, report: Report) -> set[int]:
    """Deliveries whose own return address it came to. A Message-ID is known to all who were sent the mail on."""
    return {delivery_id for _ticket_id, delivery_id in token.read_all([*raw.recipients, *report.to])}


def _about(delivery: Delivery, report: Report) -> Outcome:
    """What it says of this one's recipient; of somebody else, when their mail goes on to another mailbox."""
    own = [outcome for outcome in report.outcomes if outcome.address == delivery.recipient]
    return Report(own).worst if own else report.worst


def take_outcome(delivery: Delivery, outcome: Outcome, *, is_proven: bool) -> None:
    """Do what `outcome` asks for; the same again changes nothing.

    Only what `is_proven` ends the mail to an address: anybody may forge the rest.
    """
    said = outcome.words or outcome.status
    if outcome.action == Action.FAILED:
        bounce(
            delivery,
            error=_("It came back: %(words)s") % {"words": said or _("the mail server gave no reason")},
        )
        if outcome.is_bad_address and is_proven:
            suppress(delivery.recipient, Reason.BOUNCED, said)
    elif outcome.action == Action.DELAYED:
        delay(delivery, error=said)
    elif outcome.action == Action.COMPLAINT:
        if is_proven:
            _complained(delivery)
    else:
        arrive(delivery)


def _complained(delivery: Delivery) -> None:
    if suppress(delivery.recipient, Reason.COMPLAINT):
        add_rule_note(delivery.message.ticket, "complained", by="Mail", recipient=delivery.recipient)


def forget_arrivals(now: datetime) -> int:
    """Drop the raw mails that told of arrivals alone, a month later; returns how many. Safe to run twice.

    A report on several recipients stays whole while one of them has anything else to it.
    """
    count = 0
    while done := _forget_some(now):
        count += done
    return count


@transaction.atomic
def _forget_some(now: datetime) -> int:
    arrived = DeliveryReport.objects.filter(action__in=ARRIVED, received_at__lt=now - KEPT)
    raws = RawMail.objects.filter(pk__in=arrived.values("raw"), email_messages=None)
    troubled = DeliveryReport.objects.exclude(action__in=ARRIVED).values("raw")
    ids = list(raws.exclude(pk__in=troubled).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    DeliveryReport.objects.filter(raw__in=ids).delete()
    return RawMail.objects.filter(pk__in=ids, delivery_reports=None).delete()[0] if ids else 0
