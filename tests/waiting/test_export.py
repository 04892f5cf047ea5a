"""What is kept of a call and of the answers goes out with the customer's export."""

import json

import pytest

from shopbell.waiting.survey import Survey
from shopbell.web.console.customer_export import exported_customer

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R32")]


def test_the_export_of_a_customer_has_the_calls_and_the_answers(ask, ticket, root):
    assert ask().status_code == 200
    Survey.objects.create(ticket=ticket, answers=[{"question": "Which lamp?", "answer": "The tall one"}])

    told = json.dumps(exported_customer(ticket.customer, root), default=str)

    assert "+442079460018" in told and "The tall one" in told
