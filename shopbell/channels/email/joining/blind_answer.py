"""Answers to blind copies: who got one is named nowhere, so what they answer must not stand where the others read.

It comes back as a side conversation of the ticket: the agents see it and go on there, and nothing that the customer
reads, is quoted or is sent as a transcript holds a word of it.
"""

from shopbell.channels.delivery import Delivery, Role

from ..parse import Inbound
from ..side import SideConversation
from .party import is_party
from .threading import tokens_of


def side_of_blind_copy(inbound: Inbound, recipients: list[str]) -> SideConversation | None:
    """The side conversation with a sender who answers, by our token, the blind copy that they got; begun if need be.

    None for anybody else, and for somebody who takes part in the ticket besides.
    """
    sender = inbound.sender.address if inbound.sender else ""
    ids = [delivery_id for _ticket_id, delivery_id in tokens_of(inbound, recipients)]
    if not (sender and ids):  # nearly all mail
        return None
    copies = Delivery.objects.filter(
        pk__in=ids, role=Role.BCC, recipient=sender, message__ticket__deletion=None
    )
    copy = copies.select_related("message__ticket").order_by("pk").first()
    if copy is None or is_party(copy.message.ticket, sender):
        return None
    ticket = copy.message.ticket
    ticket.lock()
    begun = ticket.side_conversations.filter(recipients=[sender]).order_by("pk").first()
    return begun or SideConversation.objects.create(
        ticket=ticket, subject=str(ticket)[:300], recipients=[sender], agent=copy.message.agent
    )
