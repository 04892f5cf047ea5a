import pytest

from shopbell.accounts.models import Role
from shopbell.shop.models import Procedure, Progress, StepMark
from shopbell.shop.procedures.progress import start_procedure
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.models import ContactReason
from shopbell.tickets.reason import classify_ticket

BY_HTMX = {"HX-Request": "true"}


@pytest.fixture
def way(late_parcel):
    return f"/desk/tickets/{late_parcel.pk}"


@pytest.fixture
def under_way(late_parcel, lost_parcel, ada):
    return start_procedure(late_parcel, lost_parcel, by=ada)[0]


def panel(screen, way) -> str:
    return " ".join(screen.get(f"{way}/panel/").content.decode().split())


def test_those_of_the_reason_are_suggested(desk, ada, way, late_parcel, lost_parcel):
    Procedure.objects.create(name="Something else", steps=lost_parcel.steps)
    classify_ticket(late_parcel, ContactReason.objects.get(name="Where is my order"), by=ada)

    page = panel(desk(ada), way)

    assert "Parcel lost" in page and "Something else" not in page


def test_a_detail_counts_as_its_reason(late_parcel, lost_parcel, ada):
    reason = ContactReason.objects.get(name="Where is my order")
    detail = ContactReason.objects.create(name="At the neighbour's", stage="after", parent=reason)
    classify_ticket(late_parcel, detail, by=ada)

    assert list(Procedure.objects.suggested_for(late_parcel)) == [lost_parcel]


def test_it_is_started_from_the_menu_by_topic(desk, ada, way, lost_parcel):
    screen = desk(ada)
    menu = screen.get(f"{way}/procedures/").content.decode()
    assert "Delivery" in menu and "Parcel lost" in menu

    page = screen.post(f"{way}/procedures/", {"procedure": lost_parcel.pk}, headers=BY_HTMX)
    assert "Ask the carrier" in page.content.decode() and "0/3" in page.content.decode()
    assert "/undo/" in page.headers["HX-Trigger"]


def test_a_step_is_noted_with_what_was_found_out(desk, ada, way, under_way):
    form = {"state": "done", "value-0": "They search.", "note": "Asked by phone"}

    page = desk(ada).post(f"{way}/procedures/{under_way.pk}/steps/0/", form, headers=BY_HTMX)

    mark = StepMark.objects.get()
    assert mark.values == {"carrier's answer": "They search."} and mark.note == "Asked by phone"
    assert "1/3" in page.content.decode() and "They search." in page.content.decode()


@pytest.mark.requirement("R79")
def test_the_action_opens_filled_with_what_is_known(desk, ada, way, under_way, late_parcel, parcel):
    link_order(late_parcel, parcel, by=ada)

    page = panel(desk(ada), way)

    assert f"actions/refund_order/?order={parcel.pk}&amp;reason=Lost+parcel" in page


def test_without_an_order_it_says_what_is_missing(desk, ada, way, under_way):
    assert "Link the order first" in panel(desk(ada), way)


def test_who_may_not_act_may_still_note(desk, ada, way, under_way, late_parcel, parcel):
    link_order(late_parcel, parcel, by=ada)
    ada.role = Role.objects.create(
        name="Blind", permissions=["ticket:read_all", "ticket:update", "order:read"]
    )
    ada.save()

    page = panel(desk(ada), way)

    assert "actions/refund_order" not in page and "Your role does not act on orders" in page


def test_a_second_agent_hears_of_the_first(desk, ada, bo, way, under_way):
    address = f"{way}/procedures/{under_way.pk}/steps/0/"
    desk(bo).post(address, {"state": "done", "note": "Asked"}, headers=BY_HTMX)

    page = desk(ada).post(address, {"state": "skipped"}, headers=BY_HTMX)

    assert page.status_code == 422 and "Bo Lind marked this step" in page.content.decode()


def test_a_step_is_opened_again_and_the_procedure_ended(desk, ada, way, under_way):
    screen, address = desk(ada), f"{way}/procedures/{under_way.pk}"
    screen.post(f"{address}/steps/0/", {"state": "done"}, headers=BY_HTMX)
    screen.post(f"{address}/steps/0/", {"state": "open"}, headers=BY_HTMX)
    assert not StepMark.objects.exists()

    screen.post(f"{address}/end/", headers=BY_HTMX)
    assert Progress.objects.get().ended_at


def test_without_javascript_the_way_leads_back_to_the_ticket(desk, ada, way, lost_parcel):
    page = desk(ada).post(f"{way}/procedures/", {"procedure": lost_parcel.pk})

    assert page.status_code == 302 and page.url == f"{way}/" and Progress.objects.exists()


def test_an_agent_of_another_team_finds_nothing(desk, cy, way, under_way):
    assert desk(cy).post(f"{way}/procedures/{under_way.pk}/steps/0/", {"state": "done"}).status_code == 404


def test_the_progress_of_another_ticket_is_not_found(desk, ada, under_way, wrong_size):
    address = f"/desk/tickets/{wrong_size.pk}/procedures/{under_way.pk}/steps/0/"

    assert desk(ada).post(address, {"state": "done"}).status_code == 404
