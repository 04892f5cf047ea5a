"""A shopper answers a card while an agent acts on the same order: each on a connection of their own."""

import pytest
from django.db import transaction

from shopbell.customers.models import Customer
from shopbell.selling.answering import answer_change
from shopbell.selling.sending import ask_for_change
from shopbell.tickets.models import Ticket
from tests.two_connections import Other

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_answer_and_an_action_in_the_same_ticket_do_not_wait_for_each_other(ticket, bought, bo):
    asked = ask_for_change(
        ticket, "cancel_order", by=bo, order=bought, parameters={"reason": "no longer needed"}
    ).cards.get()

    with transaction.atomic():  # as an action does it: the customer, then the ticket
        Customer.objects.select_for_update(no_key=True).get(pk=ticket.customer_id)
        answer = Other(answer_change, asked, True, by=ticket.customer)
        answer.wait_until_held_up()
        Ticket.objects.select_for_update(nowait=True).get(pk=ticket.pk)

    assert answer.outcome().answer == "confirmed"
