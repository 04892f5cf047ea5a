"""Why an agent has a chat that no routing scored: the desk gave it, or a person did."""

import pytest

from shopbell.channels.chat.manned import ROUTING
from shopbell.tickets.assignment import assign_ticket

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R98")
def test_what_the_desk_gave_is_not_said_to_be_chosen_by_a_person(desk, ada, bo, wrong_size):
    def told() -> str:
        return desk(ada).get(f"/desk/tickets/{wrong_size.pk}/routing/").content.decode()

    assign_ticket(wrong_size, ada, by=ROUTING)
    assert "The desk gave it" in told() and "A person chose it" not in told()

    assign_ticket(wrong_size, bo, by=ada)
    assert "A person chose it" in told() and "The desk gave it" not in told()
