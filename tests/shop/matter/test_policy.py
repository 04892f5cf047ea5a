import pytest

from shopbell.core.errors import Refused
from shopbell.shop.matter.policy import MatterMissing, MatterPolicy
from shopbell.shop.matter.ticket_product import link_product
from shopbell.tickets.models import ContactReason
from shopbell.tickets.reason import classify_ticket
from shopbell.tickets.stage import choose_stage
from shopbell.tickets.status import solve_ticket


@pytest.fixture
def asks_all(db):
    """A desk that insists."""
    return MatterPolicy.objects.create(pk=1, asks_reason=True, asks_order=True, insists=True)


@pytest.fixture
def returned(db):
    return ContactReason.objects.get(name="Return")


def test_a_desk_that_does_not_insist_solves(late_parcel, bo, parcel):
    solve_ticket(late_parcel, by=bo)

    assert late_parcel.status == "solved"


@pytest.mark.requirement("R95")
def test_the_reason_is_asked_for_on_solving(asks_all, late_parcel, bo, returned):
    with pytest.raises(MatterMissing, match="why the customer wrote") as refusal:
        solve_ticket(late_parcel, by=bo)
    assert refusal.value.place == "matter"

    classify_ticket(late_parcel, returned, by=bo)
    solve_ticket(late_parcel, by=bo)
    assert late_parcel.status == "solved"


@pytest.mark.requirement("R95")
def test_after_a_purchase_the_order_or_product_is_asked_for(
    asks_all, late_parcel, parcel, vase, bo, returned
):
    classify_ticket(late_parcel, returned, by=bo)
    with pytest.raises(Refused, match="which order or product"):
        solve_ticket(late_parcel, by=bo)

    link_product(late_parcel, vase.product, by=bo)
    solve_ticket(late_parcel, by=bo)
    assert late_parcel.status == "solved"


def test_before_a_purchase_no_order_is_asked_for(asks_all, late_parcel, parcel, bo, returned):
    classify_ticket(late_parcel, returned, by=bo)
    choose_stage(late_parcel, "before", by=bo)

    solve_ticket(late_parcel, by=bo)

    assert late_parcel.status == "solved"


def test_a_rule_solves_without(asks_all, late_parcel):
    solve_ticket(late_parcel, by="Night rule")

    assert late_parcel.status == "solved"


def test_the_settings_say_what_is_asked(desk, root):
    assert desk(root).post("/desk/settings/matter/", {"asks_reason": "on"}).status_code == 302

    policy = MatterPolicy.current()
    assert policy.asks_reason and not policy.asks_order and not policy.insists
