"""Not a forward: the mail is the agent's own again, as it came. And back, since a click may be wrong.

Both ways read the raw mail anew, so that each gives exactly what it would have been from the beginning.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.bus import publish
from shopbell.core.errors import Refused
from shopbell.customers.customer import Customer, find_or_create_customer
from shopbell.customers.identity import Kind
from shopbell.tickets.event import Verb, record
from shopbell.tickets.message import Message, preview_of
from shopbell.tickets.ticket import Ticket, one_line

from ..email_message import EmailMessage
from ..parse import Inbound, parse
from ..reparse import bring_files, follow
from .kept import header_fields, said
from .passed_on import PassedMail, read_inside, was_opened_by


@transaction.atomic
def undo_passing_on(forward: PassedMail, *, by: Agent, is_redone: bool = False) -> None:
    """Take the mail for the agent's own; with `is_redone` for the customer's after all. Twice changes nothing.

    What people have changed in the ticket since stays. Raises Refused when somebody outside has written in it since,
    and when the mail stands in another ticket than the one it opened.
    """
    ticket = Ticket.objects.get(messages=forward.pk)
    ticket.lock()
    forward = PassedMail.objects.select_for_update(of=("self",)).select_related("agent").get(pk=forward.pk)
    if forward.is_undone != is_redone:
        return
    mail = EmailMessage.objects.select_related("raw", "message__customer").get(pk=forward.pk)
    if not was_opened_by(ticket, forward):
        raise Refused(_("This mail is no longer in the ticket that it opened."))
    if ticket.messages.filter(customer__isnull=False).exclude(pk=forward.pk).exists():
        raise Refused(_("The customer has written since. Split or merge the ticket instead."))
    inbound = parse(mail.raw.raw)
    if is_redone:
        inside = read_inside(mail.raw, inbound, forward.agent)
        if inside is None:
            raise Refused(_("No customer is found in this mail any more."))
        inbound = inside.inbound
    customer = _customer(inbound)
    before = _columns(mail.message, mail.subject)
    message = _rewrite(mail, inbound, customer, is_redone=is_redone)
    _follow(ticket, before, _columns(message, inbound.subject), by=by)
    # what stands above the forward is in the mail itself, when that is shown whole
    if forward.note:
        Message.objects.filter(pk=forward.note.pk).update(unsent_at=None if is_redone else timezone.now())
    PassedMail.objects.filter(pk=forward.pk).update(is_undone=not is_redone)
    publish(message.topic, "queue")


def _customer(inbound: Inbound) -> Customer:
    if inbound.sender is None:
        raise Refused(_("No customer is found in this mail any more."))
    return find_or_create_customer(
        Kind.EMAIL, inbound.sender.address, name=inbound.sender.name, source="email"
    )


def _rewrite(mail: EmailMessage, inbound: Inbound, customer: Customer, *, is_redone: bool) -> Message:
    message, received_at = mail.message, mail.raw.received_at
    for name, value in said(inbound).items():
        setattr(message, name, value)
    sent_at = inbound.date if is_redone else None
    message.customer = customer
    message.created_at = min(sent_at or received_at, received_at)
    message.save()
    EmailMessage.objects.filter(pk=mail.pk).update(**header_fields(mail.raw, inbound))
    for file in bring_files(message, inbound):
        file.delete()
    return message


def _columns(message: Message, subject: str) -> dict[str, Any]:
    """What a ticket takes from the mail that opens it."""
    subject = one_line(subject)[:1000]
    return {"customer": message.customer, "preview": preview_of(message), "subject": subject}


def _follow(ticket: Ticket, before: dict[str, Any], after: dict[str, Any], *, by: Agent) -> None:
    if "customer" not in follow(ticket, {name: (before[name], after[name]) for name in after}):
        return
    old, new = before["customer"], after["customer"]
    ids: dict[str, Any] = {"before_id": old.pk, "after_id": new.pk}
    record(ticket, Verb.CUSTOMER_CHANGED, by=by, before=str(old), after=str(new), reason="", **ids)
