"""What a ticket's customer may read of it again: in the quote below an answer, in a transcript, in the chat's window.

That is what they wrote and what the desk answered. What somebody else wrote to the desk by mail may have been for the
desk alone: a partner in Cc, a lawyer, a bank.
"""

from django.db.models import F, Q, QuerySet

from shopbell.tickets.message import Kind, Message

from ..email_message import EmailMessage
from ..joining.party import is_customer

OF_OTHERS = Q(channel="email", customer__isnull=False) & ~Q(customer=F("ticket__customer"))


def readable(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Those of `messages` that their tickets' customers may read."""
    return messages.filter(kind=Kind.REPLY, unsent_at=None).exclude(OF_OTHERS)


def is_quotable(message: Message) -> bool:
    """Whether the customer knows `message`: as `readable`, or somebody's mail that went to the customer openly, too."""
    if message.kind != Kind.REPLY or message.unsent_at:
        return False
    ticket = message.ticket
    if message.channel != "email" or message.customer_id in (None, ticket.customer_id):
        return True
    mail = EmailMessage.objects.filter(message=message).first()
    return mail is not None and any(is_customer(ticket, each) for each in [*mail.to, *mail.cc][:50])
