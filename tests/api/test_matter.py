"""What a ticket is about, by API: its stage, contact reason, orders and products are told, suggested and written."""

import pytest

from shopbell.api.scope import Scope
from shopbell.shop.matter.policy import MatterPolicy
from shopbell.shop.models import Order
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.models import ContactReason, Event, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R95")]
SCOPES = (Scope.TICKETS_READ, Scope.TICKETS_WRITE, Scope.ORDERS_READ)


@pytest.fixture
def service(program):
    return program(*SCOPES, name="Returns portal")


@pytest.fixture
def reason(db):
    return ContactReason.objects.get(name="Where is my order")


@pytest.fixture
def way(late_parcel):
    return f"/tickets/{late_parcel.pk}"


def test_what_it_is_about_is_told_with_who_says_the_stage(service, order, way, reason):
    before = service.get(way).json()
    assert (before["stage"], before["stage_by"]) == ("after", "guess")  # its customer has bought something
    assert before["reason"] is None and before["orders"] == [] and before["products"] == []

    told = service.send("PATCH", way, {"reason_id": reason.pk, "orders": ["#w-26"]}).json()

    assert (told["stage"], told["stage_by"], told["reason"]["name"]) == ("after", "reason", reason.name)
    assert told["orders"] == ["W26"] and told == service.get(way).json()
    assert service.get("/tickets").json()["data"] == [told]


def test_a_page_of_tickets_asks_no_more_than_one(
    service, late_parcel, wrong_size, order, django_assert_max_num_queries
):
    service.get("/tickets")  # the token is noted as used
    with django_assert_max_num_queries(16):
        assert len(service.get("/tickets").json()["data"]) == 2


def test_the_stage_is_corrected_and_left_to_the_desk_again(service, way, order):
    assert service.send("PATCH", way, {"stage": "before"}).json()["stage_by"] == "agent"
    assert service.send("PATCH", way, {"stage": None}).json()["stage_by"] == "guess"
    assert service.send("PATCH", way, {"stage": "later"}).status_code == 422


def test_the_lists_are_whole_and_what_is_left_out_stays(service, way, late_parcel, order, boots, mina):
    other = Order.objects.create(external_id="W30", number="W30", customer=mina, currency="EUR")
    service.send("PATCH", way, {"orders": ["W26"], "product_ids": [boots.pk]})

    told = service.send("PATCH", way, {"orders": [other.number]}).json()
    assert told["orders"] == ["W30"] and told["products"][0]["external_id"] == "boots"
    told = service.send("PATCH", way, {"product_ids": []}).json()
    assert told["orders"] == ["W30"] and told["products"] == []

    verbs = list(late_parcel.events.order_by("pk").values_list("verb", flat=True))
    assert verbs.count("order_linked") == 2 and verbs.count("order_unlinked") == 1
    assert Event.objects.filter(ticket=late_parcel, verb="product_unlinked").get().rule == "Returns portal"


def test_what_is_suggested_comes_with_why_and_is_not_suggested_again_once_taken_off(
    service, late_parcel, way, order, boots, reason
):
    late_parcel.subject = "Where are my trail boots?"
    late_parcel.save()
    told = service.get(f"{way}/suggestions").json()
    assert told["order"] == {"number": "W26", "why": "named: Trail boots"}
    assert [each["product"]["id"] for each in told["products"]] == [boots.pk] and told["products"][0]["why"]

    service.send("PATCH", way, {"product_ids": [boots.pk]})
    service.send("PATCH", way, {"product_ids": [], "orders": ["W26"], "reason_id": reason.pk})
    assert service.get(f"{way}/suggestions").json() == {"reason": None, "order": None, "products": []}


@pytest.mark.parametrize(
    "wrong",
    [{"reason_id": 10**9}, {"orders": ["W99"]}, {"orders": ["#"]}, {"product_ids": [10**9]}, {"product_ids": [0]}],
)  # fmt: skip
def test_what_there_is_not_is_refused_and_nothing_changes(service, way, order, reason, wrong):
    before = service.get(way).json()
    kept = {"stage": "during", "reason_id": reason.pk, "subject": "Other words"}

    answer = service.send("PATCH", way, kept | wrong)

    assert answer.status_code == 422 and answer.json()["error"]["sentence"]
    assert service.get(way).json() == before


def test_a_reason_that_is_offered_no_longer_stays_and_is_not_given(service, way, late_parcel, reason):
    ContactReason.objects.filter(pk=reason.pk).update(is_active=False)
    assert service.send("PATCH", way, {"reason_id": reason.pk}).status_code == 422

    Ticket.objects.filter(pk=late_parcel.pk).update(reason=reason)
    assert service.send("PATCH", way, {"reason_id": reason.pk, "stage": "after"}).status_code == 200
    (told,) = [each for each in service.get("/reasons").json() if each["id"] == reason.pk]
    assert told["stage"] == "after" and not told["is_offered"]


def test_orders_are_for_who_may_see_them(program, way, late_parcel, order, bo):
    link_order(late_parcel, order, by=bo)
    calls = program(Scope.TICKETS_READ, Scope.TICKETS_WRITE)

    assert calls.get(way).json()["orders"] is None
    assert calls.get(f"{way}/suggestions").json()["order"] is None
    assert calls.send("PATCH", way, {"orders": []}).status_code == 403
    assert calls.get("/tickets?order=W26").json()["data"] == []
    assert late_parcel.order_links.count() == 1


def test_tickets_about_an_order_are_found_by_its_number(service, way, late_parcel, wrong_size, order):
    service.send("PATCH", way, {"orders": ["W26"]})

    assert [each["id"] for each in service.get("/tickets?order=w26").json()["data"]] == [late_parcel.pk]


def test_a_ticket_is_opened_with_what_it_is_about_or_not_at_all(service, order, reason):
    new = {"email": "mina@shopper.example", "text": "Where is it?", "orders": ["W26"], "reason_id": reason.pk}

    made = service.post("/tickets", new, Idempotency_Key="k")
    again = service.post("/tickets", new, Idempotency_Key="k")

    assert (made.status_code, again.status_code) == (201, 200) and again.json() == made.json()
    assert made.json()["orders"] == ["W26"] and made.json()["reason"]["id"] == reason.pk
    assert service.post("/tickets", new | {"orders": ["W99"]}).status_code == 422
    assert Ticket.objects.count() == 1


def test_what_is_asked_for_on_solving_may_come_with_it(program, way, order, reason, bo):
    MatterPolicy(pk=1, asks_reason=True, asks_order=True, insists=True).save()
    calls = program(*SCOPES, agent=bo)

    assert calls.send("PATCH", way, {"status": "solved"}).status_code == 422
    wish = {"status": "solved", "reason_id": reason.pk, "orders": ["W26"]}
    assert calls.send("PATCH", way, wish).json()["status"] == "solved"


def test_who_may_not_change_tickets_says_nothing_of_them(program, way, late_parcel, reason, bo, cy):
    assert program(*SCOPES, agent=cy).send("PATCH", way, {"reason_id": reason.pk}).status_code == 404
    assert program(*SCOPES, agent=cy).get(f"{way}/suggestions").status_code == 404

    bo.role.permissions = [each for each in bo.role.permissions if each != "ticket:update"]
    bo.role.save()
    calls = program(*SCOPES, Scope.CUSTOMERS_READ, agent=bo)
    assert calls.send("PATCH", way, {"reason_id": reason.pk}).status_code == 403
    new = {"customer_id": late_parcel.customer_id, "text": "Hello", "stage": "before"}
    assert calls.post("/tickets", new).status_code == 403 and Ticket.objects.count() == 1
