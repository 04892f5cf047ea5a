import pytest

from shopbell.core.errors import Refused
from shopbell.tickets.message import receive_message
from shopbell.tickets.status import UNSOLVED, Status, reopen_ticket, set_status, solve_ticket
from shopbell.tickets.ticket import Ticket


def verbs(ticket):
    return list(ticket.events.order_by("pk").values_list("verb", flat=True))


def test_a_solved_ticket_no_longer_waits(late_parcel, bo):
    solve_ticket(late_parcel, by=bo)

    late_parcel.refresh_from_db()
    assert late_parcel.status == Status.SOLVED
    assert late_parcel.solved_at and late_parcel.waiting_since is None
    assert late_parcel not in Ticket.objects.unsolved()
    event = late_parcel.events.latest("pk")
    assert (event.verb, event.agent, event.data["before"]) == ("solved", bo, "new")


def test_the_same_status_again_leaves_no_trace(late_parcel, bo):
    solve_ticket(late_parcel, by=bo)
    before = verbs(late_parcel)

    solve_ticket(late_parcel, by=bo)

    assert verbs(late_parcel) == before


@pytest.mark.parametrize("status", [Status.OPEN, Status.PENDING, Status.ON_HOLD])
def test_each_status_has_its_verb(late_parcel, bo, status):
    set_status(late_parcel, status, by=bo)

    names = {Status.OPEN: "opened", Status.PENDING: "pended", Status.ON_HOLD: "held"}
    assert verbs(late_parcel)[-1] == names[status]


def test_nothing_becomes_new_again(late_parcel, bo):
    set_status(late_parcel, Status.OPEN, by=bo)

    with pytest.raises(Refused, match="new only until somebody takes it up"):
        set_status(late_parcel, Status.NEW, by=bo)


def test_a_closed_ticket_can_only_be_reopened(late_parcel, bo):
    set_status(late_parcel, Status.CLOSED, by=bo)

    with pytest.raises(Refused, match="Reopen it first"):
        set_status(late_parcel, Status.PENDING, by=bo)
    reopen_ticket(late_parcel, by=bo)

    assert verbs(late_parcel)[-1] == "reopened"
    assert late_parcel.solved_at is None


@pytest.mark.parametrize("status", [status for status in UNSOLVED if status != Status.NEW])
def test_a_solved_ticket_taken_up_again_is_reopened(late_parcel, bo, status):
    solve_ticket(late_parcel, by=bo)

    set_status(late_parcel, status, by=bo)

    assert verbs(late_parcel)[-1] == "reopened"


@pytest.mark.parametrize(
    "status, verb", [("pending", "opened"), ("on_hold", "opened"), ("solved", "reopened")]
)
def test_the_customer_opens_a_resting_ticket_by_writing(late_parcel, bo, mina, status, verb):
    set_status(late_parcel, status, by=bo)

    receive_message(late_parcel, "Still nothing.", customer=mina, channel="email")

    assert late_parcel.status == Status.OPEN
    assert verbs(late_parcel)[-2:] == ["received", verb]
    assert late_parcel.events.latest("pk").cause.verb == "received"
