"""Absences: a program answers for somebody, from another address than the one that was written to.

Mail to a house (`info@`) is answered by whoever of its people is away. They take no part in the ticket, so their mail
would open one of its own, in which nobody waits. It is a note in the ticket that it answers instead: agents see that
nobody may be there, and a note lets nobody in (`party.py`).
"""

from shopbell.tickets.message import Kind, Message
from shopbell.tickets.rule_note import add_rule_note
from shopbell.tickets.ticket import Ticket

from ..email_message import EmailMessage
from ..parse import Inbound
from ..raw_mail import RawMail
from .auto_reply import is_auto_reply
from .kept import client_id_of, said
from .party import is_own, is_party
from .threading import candidates

MOST = 10  # notes of one sender in a ticket


def find_absence(raw: RawMail, inbound: Inbound, *, is_forged: bool) -> Ticket | None:
    """The ticket whose mail `inbound` answers by itself, for somebody who takes no part there; None for other mail."""
    if is_forged or not inbound.sender or not inbound.auto_submitted or not is_auto_reply(raw.raw):
        return None
    sender = inbound.sender.address
    ticket = next((ticket for ticket, _delivery in candidates(inbound, raw.recipients)), None)
    if ticket is None or is_own(sender) or is_party(ticket, sender):
        return None
    earlier = EmailMessage.objects.filter(
        message__ticket=ticket, from_address=sender, message__kind=Kind.NOTE
    )
    return (
        ticket if earlier.count() < MOST else None
    )  # more of them are no absence: `flood.py` knows what to do


def write_absence(ticket: Ticket, raw: RawMail, inbound: Inbound) -> Message:
    """The note of it, in the caller's transaction."""
    sender = inbound.sender.address if inbound.sender else ""
    return add_rule_note(
        ticket, "absent", by="Mail", below=said(inbound)["text"], client_id=client_id_of(raw), at=raw.received_at,
        sender=sender,
    )[0]  # fmt: skip
