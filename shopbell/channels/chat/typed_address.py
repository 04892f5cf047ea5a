"""Which e-mail addresses were typed in which browser. A claim until that same browser shows that it reads the mailbox.

The claim of a customer does not say who made it, and a proof may only help the browser that made the claim:
anybody can type somebody's address, and the owner of the mailbox who follows a link in it proves something for
themselves alone.
"""

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.customers.customer import claim_identity
from shopbell.customers.identity import Kind
from shopbell.customers.proof import prove_address

from .session import ChatSession
from .visitor import Visitor


class TypedAddress(models.Model):
    visitor = models.ForeignKey(Visitor, models.CASCADE, related_name="typed_addresses")
    address = models.CharField(max_length=320)
    proven_at = models.DateTimeField(
        null=True, help_text="when this browser followed a link that was mailed there"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visitor", "address"], name="typed_once")]


@transaction.atomic
def note_typed_address(visitor: Visitor, address: str) -> None:
    """The shopper typed `address` in the browser of `visitor`: a claim. Raises Refused when it is none."""
    claim = claim_identity(visitor.customer, Kind.EMAIL, address, source="chat")
    TypedAddress.objects.get_or_create(visitor=visitor, address=claim.value)


def typed_address(visitor: Visitor) -> str:
    """The address that was first typed in this browser; empty if none was.

    The one to show to it: it says nothing of whoever an agent found the customer to be.
    """
    return visitor.typed_addresses.order_by("pk").values_list("address", flat=True).first() or ""


def address_typed_in(session: ChatSession) -> str:
    """The address first typed in a browser of the chat's customer; empty if none was. `state.py` asks the same."""
    typed = TypedAddress.objects.filter(
        visitor__chats=session, visitor__customer_id=session.owner_id or session.ticket.customer_id
    ).order_by("pk")
    return typed.values_list("address", flat=True).first() or ""


def has_proven(visitor: Visitor) -> bool:
    """Whether this very browser has shown that it reads a mailbox that its customer is known by.

    That the customer proved an address says nothing of the browser: an agent may have merged one into the other.
    """
    own = visitor.customer.identities.filter(kind=Kind.EMAIL, verified_at__isnull=False).values("value")
    return visitor.typed_addresses.filter(address__in=own, proven_at__isnull=False).exists()


@transaction.atomic
def prove_typed_address(visitor: Visitor, address: str) -> None:
    """The browser of `visitor` follows a link that was mailed to `address`; twice changes nothing.

    If the address was typed in this very browser, whoever sits before it reads the mailbox too.
    """
    visitor = Visitor.objects.select_for_update(of=("self",)).select_related("customer").get(pk=visitor.pk)
    typed = visitor.typed_addresses.filter(address=address)
    if typed.exists():
        typed.update(proven_at=timezone.now())
        reason = _("Typed the address in a browser, and followed a link from a mail to it in the same one.")
        prove_address(visitor.customer, address, source="link", reason=reason)
