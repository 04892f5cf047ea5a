"""Erasing messages takes their raw mails along: they hold what was said, and stand beside them."""

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from shopbell.core.settings_history import SettingChange
from shopbell.customers.erasure import Doomed, Part
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket

from .email_message import EmailMessage
from .erased_address import forget_addresses
from .quarantine_search import QuarantineSearch
from .raw_mail import RawMail, State
from .reports.delivery_report import DeliveryReport
from .sender_check import sender_of
from .sending.suppression import Suppression
from .showing.picture_sender import PictureSender

AT_ONCE = 10
BY_ADDRESS = [
    "channel_email.picturesender",
    "channel_email.suppression",
]  # settings whose rows are addresses of people


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
    RawMail.objects.filter(reaction__reaction__message__in=messages).delete()


def erase_quarantined(doomed: Doomed) -> None:
    """What came from an erased customer and could not be read, and what they reacted with by mail.

    What still waits is the first of a new one.

    The envelope names few senders (a mail that was fetched has none): the rest is opened in the job.
    """
    RawMail.objects.filter(reaction__reaction__customer__in=doomed.ids).delete()
    Suppression.objects.filter(address__in=doomed.addresses).delete()
    PictureSender.objects.filter(address__in=doomed.addresses).delete()
    SettingChange.objects.filter(model__in=BY_ADDRESS, name__in=doomed.addresses).delete()
    quarantined = _quarantined()
    quarantined.annotate(plain=Lower("sender")).filter(plain__in=doomed.addresses).delete()
    newest = quarantined.order_by("-pk").first()
    if newest and doomed.addresses:
        QuarantineSearch.objects.update_or_create(
            customer_id=doomed.ids[0], defaults={"addresses": doomed.addresses, "newest": newest.pk}
        )


@transaction.atomic
def erase_some(ids: list[int]) -> int:
    """Open a few mails in quarantine and erase those that are from the customers `ids`; how many were opened."""
    search = QuarantineSearch.objects.select_for_update(of=("self",)).filter(customer__in=ids).first()
    if search is None:
        return 0
    rows = list(_quarantined().filter(pk__lte=search.newest).order_by("-pk")[:AT_ONCE])
    RawMail.objects.filter(pk__in=[row.pk for row in rows if _author(row) in search.addresses]).delete()
    if len(rows) < AT_ONCE:
        search.delete()
    else:
        search.newest = rows[-1].pk - 1
        search.save(update_fields=["newest"])
    return len(rows)


def _quarantined() -> QuerySet[RawMail]:
    return RawMail.objects.filter(state=State.QUARANTINED, email_messages=None)


def _author(row: RawMail) -> str:
    try:
        return sender_of(row.raw)
    except OSError:  # the store has lost its bytes, and with them what they said
        return ""


def erase_at_once(doomed: Doomed) -> None:
    erase_quarantined(doomed)
    forget_addresses(doomed)


PART = Part(at_once=erase_at_once, some=erase_some)
