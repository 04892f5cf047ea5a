import pytest
from django.utils import translation

from shopbell.tickets.models import ContactReason
from shopbell.tickets.reason import classify_ticket
from shopbell.tickets.reason_names import NAMES, name_for_shoppers
from shopbell.tickets.reason_tree import TREE
from shopbell.tickets.ticket import create_ticket


@pytest.fixture
def lost(db):
    return ContactReason.objects.get(name="Where is my order")


@pytest.mark.requirement("R95")
def test_a_ticket_knows_its_stage_and_reason(late_parcel, bo, lost):
    classify_ticket(late_parcel, lost, by=bo)

    assert late_parcel.reason.path == "After purchase › Where is my order"
    assert late_parcel.events.latest("pk").data["reason"] == "After purchase › Where is my order"


def test_the_same_reason_again_leaves_no_trace(late_parcel, bo, lost):
    classify_ticket(late_parcel, lost, by=bo)
    classify_ticket(late_parcel, lost, by=bo)

    assert late_parcel.events.filter(verb="classified").count() == 1


def test_a_reason_can_be_cleared(late_parcel, bo, lost):
    classify_ticket(late_parcel, lost, by=bo)
    classify_ticket(late_parcel, None, by=bo)

    assert late_parcel.reason is None
    assert late_parcel.events.latest("pk").data["reason"] == ""


@pytest.mark.requirement("R102")
def test_a_new_ticket_goes_to_the_team_that_owns_the_need(mina, advice, lost):
    lost.team = advice
    lost.save()

    assert create_ticket(customer=mina, channel="form", reason=lost).team == advice


def test_what_every_desk_begins_with_has_a_name_in_the_shoppers_language():
    assert list(NAMES) == [name for names in TREE.values() for name in names]
    with translation.override("de"):
        assert name_for_shoppers("Where is my order") == "Wo ist meine Bestellung"
        assert name_for_shoppers("Wackelnde Lampe") == "Wackelnde Lampe"
