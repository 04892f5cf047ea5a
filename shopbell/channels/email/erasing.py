"""Erasing messages takes their raw mails along: they hold what was said, and stand beside them."""

from django.db.models import QuerySet
from django.db.models.functions import Lower

from shopbell.customers.erasure import Doomed, Part
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket

from .delivery_report import DeliveryReport
from .email_message import EmailMessage
from .raw_mail import RawMail, State
from .suppression import Suppression


def erase_mails(ticket: Ticket, messages: QuerySet[Message], *, is_whole: bool) -> None:
    """Remove the mails of `messages` as they came, by whatever inboxes; in the eraser's transaction."""
    mails = EmailMessage.objects.filter(message__in=messages)
    fingerprints = list(mails.values_list("fingerprint", flat=True))
    mails.delete()
    reports = DeliveryReport.objects.filter(delivery__message__in=messages)
    reported = list(reports.values_list("raw_id", flat=True))
    reports.delete()
    RawMail.objects.filter(pk__in=reported, delivery_reports=None).delete()
    RawMail.objects.filter(fingerprint__in=fingerprints).delete()


def erase_quarantined(doomed: Doomed) -> None:
    """What came from an erased customer and could not be read. What still waits is the first of a new one."""
    Suppression.objects.filter(address__in=doomed.addresses).delete()
    unread = RawMail.objects.annotate(plain=Lower("sender")).filter(
        state=State.QUARANTINED, email_messages=None
    )
    unread.filter(plain__in=doomed.addresses).delete()


PART = Part(at_once=erase_quarantined)
