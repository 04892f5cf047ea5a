"""That a shopper wants to be forgotten: a ticket for the agents, who erase or say why they must not yet.

Nobody is erased by a click in a mailbox that somebody else may have open: an agent looks at it, on the customer's page.
"""

import uuid

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.customers.customer import Customer
from shopbell.tickets.ticket import Ticket

from .question import ask_in_our_words, settle


class ErasureRequest(models.Model):
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]


def request_of(customer: Customer) -> ErasureRequest | None:
    """The one that is not answered yet."""
    rows = ErasureRequest.objects.filter(customer=customer, ticket__in=Ticket.objects.unsolved().undeleted())
    return rows.select_related("ticket").first()


@transaction.atomic
def ask_to_be_erased(customer: Customer, words: str = "", *, client_id: uuid.UUID) -> ErasureRequest:
    """Ask the agents to erase all that is kept of `customer`; one that waits stays as it is. Raises Refused."""
    Customer.objects.select_for_update().get(pk=customer.pk)
    if waiting := request_of(customer):
        return waiting
    text = _("Please erase what you keep about me.") + (f"\n\n{words.strip()}" if words.strip() else "")
    ticket = ask_in_our_words(customer, text, client_id=client_id)
    return ErasureRequest.objects.create(customer=customer, ticket=ticket)


@transaction.atomic
def take_request_back(customer: Customer) -> None:
    """They want to stay after all. Raises Refused when there is no request that waits."""
    waiting = request_of(customer)
    if waiting is None:
        raise Refused(_("There is no such request any more."))
    settle(waiting.ticket, by=customer)
    waiting.delete()
