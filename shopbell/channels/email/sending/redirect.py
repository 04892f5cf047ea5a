"""Redirecting: a customer's mail sent on as it came, so that who gets it answers the customer and not the desk.

The mail keeps its sender, its words and its signature. Fields above it say who sent it on, when and to whom (RFC 5322
§3.6.6). Only a mail server takes a mail that is made already: a provider's own interface makes each anew.
"""

import re
from dataclasses import dataclass
from email.utils import format_datetime, formataddr
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.channels.delivery import Delivery, Role, queue_delivery
from shopbell.core.errors import Refused
from shopbell.tickets.attachment import refuse_infected
from shopbell.tickets.event import Verb, record
from shopbell.tickets.message import Kind, Message

from ..apart import refuse_apart
from ..as_it_came import is_of_customer, may_be_shown, opens_something
from ..email_message import EmailMessage
from ..joining import token
from ..recipient import desk_address
from ..side_recipients import checked_roles, told_of
from ..taking_back import held_until, what_left
from . import transport
from .checked_file import require_clean
from .outgoing import OutgoingMail, mailbox, one_line
from .sender import mail_inbox_of, return_address, sender_name

REDIRECT = "redirect"  # as a purpose of deliveries
ENDS = re.compile(rb"\r\n|\r|\n")


@transaction.atomic
def redirect_mail(message: Message, *, to: str, by: Agent, cc: str = "", bcc: str = "") -> list[str]:
    """Send the mail of `message` on, unchanged, to the addresses in the lines, after a few seconds; returns them.

    Raises Refused when no customer mailed it, when it lets its reader into the ticket, when an address cannot be
    written to or had it already, and when the desk sends by a provider that takes no mail as it is.
    """
    ticket = message.ticket
    ticket.lock()
    mail = _mail_of(message)
    if mail is None or not is_of_customer(mail):
        raise Refused(_("Only a mail that came from outside can be redirected."))
    if opens_something(mail):
        raise Refused(
            _("In this mail stands a link or an address that lets its reader in here. Forward it instead.")
        )
    if not transport.sends_as_it_is(mail_inbox_of(message.ticket)):
        raise Refused(
            _("The provider that sends the desk's mail cannot send one unchanged. Forward it instead.")
        )
    refuse_infected(message.attachments.all())
    roles = checked_roles(ticket, to=to, cc=cc, bcc=bcc)
    refuse_apart(ticket, roles)
    had = message.deliveries.filter(purpose=REDIRECT, recipient__in=roles)
    if known := had.values_list("recipient", flat=True).first():
        raise Refused(_("It was redirected to %(address)s already.") % {"address": known})
    until = held_until()
    queued = [
        # nobody who gets it takes part in the ticket by that: they answer the customer
        queue_delivery(
            message, channel="email", recipient=recipient, purpose=REDIRECT, role=Role.BCC, not_before=until
        )
        for recipient in roles
    ]
    told = {**told_of(roles), "deliveries": [each.pk for each in queued], **what_left(message)}
    record(ticket, Verb.REDIRECTED, by=by, message=message, **told)
    return list(roles)


def can_redirect(message: Message) -> bool:
    mail = _mail_of(message)
    return mail is not None and may_be_shown(mail)


def _mail_of(message: Message) -> EmailMessage | None:
    mails = EmailMessage.objects.select_related("message", "raw").filter(message__kind=Kind.REPLY)
    return mails.filter(message=message).first()


@dataclass
class ResentMail(OutgoingMail):
    """A mail that is there already, with the fields of who sent it on above it."""

    raw: bytes = b""
    resent: str = ""

    def as_bytes(self) -> bytes:
        lines = ENDS.sub(b"\r\n", self.raw)
        if lines.startswith(b"From "):  # the mark between the mails of a file is no part of one
            lines = lines.partition(b"\r\n")[2]
        return self.resent.encode() + lines

    def message(self) -> EmailMultiAlternatives:
        raise NotImplementedError("a provider's interface makes each mail anew")

    @property
    def needs_utf8(self) -> bool:
        return not all(each.isascii() for each in (self.envelope_sender, self.recipient, self.resent))


def resend(delivery: Delivery) -> ResentMail:
    """The mail of a delivery that redirects one. Raises DeliveryError when a file in it may have a virus."""
    message = delivery.message
    for file in message.attachments.all():
        require_clean(file)
    ticket, inbox = message.ticket, mail_inbox_of(message.ticket)
    events = message.events.filter(verb=Verb.REDIRECTED, data__deliveries__contains=delivery.pk)
    event = events.select_related("agent").order_by("-pk").first()
    sender = inbox.address if inbox else desk_address()
    own_id = token.message_id(ticket.pk, delivery.pk)
    fields = {
        "Resent-From": _resent_from(sender_name(event.agent if event else None, inbox), sender),
        **_resent_to(delivery, event.data if event else {}),
        "Resent-Date": format_datetime(delivery.created_at),
        "Resent-Message-ID": f"<{own_id}>",
    }
    return ResentMail(
        sender=sender,
        envelope_sender=return_address(inbox, ticket.pk, delivery.pk),
        sender_name="",
        recipient=delivery.recipient,
        recipient_name="",
        reply_to="",
        subject="",
        text="",
        html="",
        headers={"Message-ID": f"<{own_id}>"},
        raw=message.email.raw.raw,
        resent="".join(f"{name}: {one_line(said)}\r\n" for name, said in fields.items()),
    )


def _resent_to(delivery: Delivery, told: dict[str, Any]) -> dict[str, str]:
    """Whom it was sent on to openly; of the erased there is only "…" left."""
    lines = {name: [each for each in told.get(name, "").split(", ") if "@" in each] for name in ("to", "cc")}
    if not lines["to"]:
        lines["to"] = [delivery.recipient]
    return {f"Resent-{name.capitalize()}": ", ".join(people) for name, people in lines.items() if people}


def _resent_from(name: str, address: str) -> str:
    """Name and address, the name in encoded words where it has letters beyond ASCII (RFC 2047)."""
    return mailbox(name, address) if name.isascii() else formataddr((one_line(name), address))
