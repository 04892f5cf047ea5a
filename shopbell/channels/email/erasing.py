"""Erasing a ticket takes its raw mails along: they hold what its messages said, and stand beside them."""

from shopbell.tickets.ticket import Ticket

from .email_message import EmailMessage
from .raw_mail import RawMail


def erase_mails(ticket: Ticket) -> None:
    """Remove the mails of `ticket` as they came, by whatever inboxes; in the eraser's transaction."""
    mails = EmailMessage.objects.filter(message__ticket=ticket)
    fingerprints = list(mails.values_list("fingerprint", flat=True))
    mails.delete()
    RawMail.objects.filter(fingerprint__in=fingerprints).delete()
