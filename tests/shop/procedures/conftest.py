"""A procedure of the tests: what is done when a parcel is lost."""

import pytest

from shopbell.shop.models import Procedure
from shopbell.shop.procedures.step import read_steps
from shopbell.tickets.models import ContactReason

LOST = """
Ask the carrier
Nobody is promised anything before they have answered.
- A neighbour may have it.
? carrier's answer

Pay it back
? amount
! refund_order amount_cents={amount} reason="Lost parcel"

Tell the customer
"""


@pytest.fixture
def lost_parcel(db):
    procedure = Procedure.objects.create(
        name="Parcel lost", topic="Delivery", steps=[step.as_dict() for step in read_steps(LOST)]
    )
    procedure.reasons.add(ContactReason.objects.get(name="Where is my order"))
    return procedure
