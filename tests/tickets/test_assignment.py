import pytest

from shopbell.core.errors import Refused
from shopbell.tickets.assignment import assign_ticket, move_to_team
from shopbell.tickets.ticket import Ticket


def test_an_assigned_ticket_is_its_agent_s(late_parcel, ada, bo):
    assign_ticket(late_parcel, bo, by=ada)

    event = late_parcel.events.latest("pk")
    assert late_parcel.assignee == bo
    assert (event.verb, event.agent, event.data["to"], event.data["to_id"]) == (
        "assigned",
        ada,
        "Bo Lind",
        bo.pk,
    )


def test_assigning_twice_leaves_one_trace(late_parcel, ada, bo):
    assign_ticket(late_parcel, bo, by=ada)
    assign_ticket(late_parcel, bo, by=ada)

    assert late_parcel.events.filter(verb="assigned").count() == 1


def test_a_ticket_goes_back_to_the_queue(wrong_size, bo):
    assign_ticket(wrong_size, None, by=bo)

    assert wrong_size.assignee is None
    assert wrong_size.events.latest("pk").data["before"] == "Bo Lind"


def test_who_may_no_longer_sign_in_gets_no_ticket(late_parcel, ada, bo):
    bo.is_active = False
    bo.save()

    with pytest.raises(Refused, match="can no longer sign in"):
        assign_ticket(late_parcel, bo, by=ada)


@pytest.mark.requirement("R103")
def test_a_ticket_handed_to_another_team_brings_its_messages_along(late_parcel, bo, cy, advice):
    assert late_parcel not in Ticket.objects.visible_to(cy)

    move_to_team(late_parcel, advice, by=bo)

    seen = Ticket.objects.visible_to(cy).get(pk=late_parcel.pk)
    assert [message.text for message in seen.messages.all()] == ["It should have come on Tuesday."]
    assert late_parcel not in Ticket.objects.visible_to(bo)
    assert late_parcel.events.latest("pk").data["team"] == "Product advice"


def test_moving_to_the_same_team_leaves_no_trace(late_parcel, bo, returns):
    move_to_team(late_parcel, returns, by=bo)

    assert not late_parcel.events.filter(verb="moved").exists()
