"""Proof of an address: a mail that answers with our token, from the address the token was sent to.

From then on the address is verified as the customer's, and if it already was somebody's, both are one person.

Not so for a claim that was typed in a browser: the answer proves who has the mailbox, not that the browser is
theirs. Anybody can type somebody's address and leave, and an honest "who are you?" would hand them the
customer. There, and for whatever else is less than clear, an agent decides. An automatic answer proves nothing.
"""

from django.utils import timezone

from shopbell.channels.delivery import Delivery
from shopbell.customers.customer import Customer, claim_identity
from shopbell.customers.identity import Identity, Kind
from shopbell.customers.merge import merge_customers
from shopbell.tickets.ticket import Ticket

REASON = "Answered a mail of ours from the address that both gave."


def confirm_address(ticket: Ticket, proof: Delivery, address: str) -> None:
    """Verify `address` for the ticket's customer, joining who claimed it with who owns it. Twice changes nothing."""
    if proof.recipient != address:
        return
    claims = list(
        Identity.objects.select_related("customer").filter(
            kind=Kind.EMAIL, value=address, customer__merged_into=None
        )
    )
    mine = next((claim for claim in claims if claim.customer_id == ticket.customer_id), None)
    # a party who is not the customer proves nothing about the customer
    if mine is None or mine.is_verified or mine.source == "chat":
        return
    owner = next((claim.customer for claim in claims if claim.is_verified), None)
    if owner is None:
        claim_identity(ticket.customer, Kind.EMAIL, address, source="email", verified_at=timezone.now())
        _join_mere_claims(ticket.customer, claims)
    elif is_known_by_claims_only(ticket.customer):
        merge_customers(owner, ticket.customer, reason=REASON)
        ticket.refresh_from_db(fields=["customer"])


def is_known_by_claims_only(customer: Customer) -> bool:
    """Nothing but a browser or unproven claims: joining them to the owner of the address takes nothing from anybody."""
    return not customer.identities.filter(verified_at__isnull=False).exclude(kind=Kind.VISITOR).exists()


def _join_mere_claims(customer: Customer, claims: list[Identity]) -> None:
    """Customers who are known by this one address alone are the same person, who has just proved it."""
    for claim in claims:
        is_other = claim.customer_id != customer.pk and claim.source != "chat"
        if is_other and claim.customer.identities.count() == 1:
            merge_customers(customer, claim.customer, reason=REASON)
