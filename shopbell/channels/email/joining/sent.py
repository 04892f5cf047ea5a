"""Mail that an agent sent from an ordinary mail program, found in the Sent folder of an inbox's account.

It has left already: nothing is delivered, acknowledged or followed by itself. It becomes a reply of its ticket when the
customer, or another party, is among those it went to; else (it went to a colleague, or the ticket is closed) a note.
What answers no mail of a ticket is none of the desk's business and is not kept; nor are the desk's own mails, which
some servers put into that folder by themselves.
"""

from datetime import datetime
from typing import Any

from django.db.models import Q

from shopbell.accounts.agent import Agent
from shopbell.channels.delivery import Delivery
from shopbell.tickets.message import Kind, Message, write_reply
from shopbell.tickets.rule_note import add_rule_note
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket

from ..email_message import EmailMessage
from ..parse import Inbound
from ..raw_mail import RawMail
from . import token
from .kept import client_id_of, keep_files, keep_headers, said
from .party import is_party
from .threading import candidates

SOMEBODY = "Sent from a mail program"  # whoever wrote it, when no agent can be told
LOOKED_BACK = 50  # messages of a customer that may have come in before an answer to what they wrote earlier


def write_sent(raw: RawMail, inbound: Inbound) -> Message | None:
    """The message of a sent mail, in the caller's transaction; None when it belongs to no ticket, and is dropped."""
    ticket = None if _is_known(inbound) or inbound.is_from_machine else _ticket_of(inbound)
    if ticket is None:
        raw.delete()
        return None
    message = write_answer(ticket, raw, inbound, by=agent_of(inbound))
    keep_headers(message, raw, inbound)
    keep_files(message, inbound)
    return message


def _is_known(inbound: Inbound) -> bool:
    """Whether the desk sent it itself, or has it by another door.

    A server that gives a mail another Message-ID on its way leaves the reply address, which no other mail has.
    """
    message_id = inbound.message_id
    if token.read_all([each.address for each in inbound.reply_to], [message_id]):
        return True
    if not message_id:
        return False
    return (
        Delivery.objects.filter(external_id=message_id, channel="email").exists()
        or EmailMessage.objects.filter(external_id=message_id).exists()
    )


def _ticket_of(inbound: Inbound) -> Ticket | None:
    return next((ticket for ticket, _delivery in candidates(inbound, [])), None) or _deleted(inbound.answers)


def _deleted(answers: list[str]) -> Ticket | None:
    """The deleted ticket that it answers: should that be restored, the answer has to stand there."""
    received = EmailMessage.objects.filter(external_id__in=answers).values_list("message_id", flat=True)
    sent = Delivery.objects.filter(external_id__in=answers, channel="email").values_list(
        "message_id", flat=True
    )
    known = [*received, *sent] if answers else []
    deleted = Ticket.objects.filter(deletion__isnull=False, customer__erased_at=None)
    return deleted.filter(messages__in=known).order_by("pk").first() if known else None


def write_answer(ticket: Ticket, raw: RawMail, inbound: Inbound, *, by: Agent | str) -> Message:
    """What an agent (or, by the rule's name, somebody) sent by themselves, in `ticket`; in the caller's transaction."""
    words = said(inbound)
    ticket.lock()
    at, waiting_since = _moments(ticket, raw, inbound)
    fields: dict[str, Any] = {"by": by, "client_id": client_id_of(raw), "at": at}
    recipients = [each.address for each in [*inbound.to, *inbound.cc]]
    if ticket.status != Status.CLOSED and any(is_party(ticket, address) for address in recipients):
        fields["waiting_since"] = waiting_since
        message, _is_new = write_reply(ticket, words["text"], channel="email", html=words["html"], **fields)
        quotes = {name: words[name] for name in ("quoted_text", "quoted_html")}
        Message.objects.filter(pk=message.pk).update(**quotes)
        return message
    named = ", ".join(recipients[:20]) or "–"
    return add_rule_note(ticket, "sent_by_program", below=words["text"], recipients=named, **fields)[0]


def _moments(ticket: Ticket, raw: RawMail, inbound: Inbound) -> tuple[datetime, datetime | None]:
    """When it was sent, and since when the customer waits all the same: they wrote after it, and that came in first.

    It is told by the dates of the mails, since the desk may take in a whole night at once. What it answers was there
    before it, whatever the clocks say; and neither clock is believed beyond the moment at which the mail came in.
    """
    sent_at = min(inbound.date or raw.received_at, raw.received_at)
    written = ticket.messages.filter(kind=Kind.REPLY, customer__isnull=False, unsent_at=None).order_by("-pk")
    before, waiting_since = ticket.created_at, None
    for message in written.select_related("email")[:LOOKED_BACK]:
        mail = getattr(message, "email", None)
        wrote_at = min(mail.sent_at or message.created_at, message.created_at) if mail else message.created_at
        if (mail and mail.external_id in inbound.answers) or wrote_at <= sent_at:
            before = max(before, message.created_at)
            break
        if not (mail and mail.is_automatic):
            waiting_since = message.created_at
    return max(sent_at, min(before, raw.received_at)), waiting_since if ticket.waiting_since else None


def agent_of(inbound: Inbound) -> Agent | str:
    """The agent whose address or name it bears, if that is one; the account itself proves no more.

    Mail programs and the desk write "Ada Moreau", "Ada Moreau (Care)" or "Ada (Care)".
    """
    if inbound.sender is None:
        return SOMEBODY
    active = Agent.objects.filter(is_active=True)
    name = inbound.sender.name.partition(" (")[0].strip()
    wanted = Q(email__iexact=inbound.sender.address) | (Q(name__iexact=name) if name else Q())
    found = list(active.filter(wanted)[:2])
    if not found and name and " " not in name:
        found = list(active.filter(name__istartswith=f"{name} ")[:2])
    return found[0] if len(found) == 1 else SOMEBODY
