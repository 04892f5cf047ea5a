"""Proof of an address: a mail that answers with our token, from the address the token was sent to.

From then on the address is verified as the customer's, and if it already was somebody's, both are one person.

Not so for a claim that was typed in a browser: the answer proves who has the mailbox, not that the browser is
theirs. Anybody can type somebody's address and leave, and an honest "who are you?" would hand them the
customer. Nor for a claim that a forged mail made. There, and for whatever else is less than clear, an agent
decides. An automatic answer proves nothing.
"""

from shopbell.channels.delivery import Delivery
from shopbell.customers.identity import WEAK_SOURCES, Kind
from shopbell.customers.proof import prove_address
from shopbell.tickets.ticket import Ticket

REASON = "Answered a mail of ours from the address that both gave."


def confirm_address(ticket: Ticket, proof: Delivery, address: str) -> None:
    """Verify `address` for the ticket's customer, joining who claimed it with who owns it. Twice changes nothing."""
    if proof.recipient != address:
        return
    mine = ticket.customer.identities.filter(kind=Kind.EMAIL, value=address).first()
    # a party who is not the customer proves nothing about the customer
    if mine is None or mine.is_verified or mine.source in WEAK_SOURCES:
        return
    prove_address(ticket.customer, address, source="email", reason=REASON)
    ticket.refresh_from_db(fields=["customer"])
