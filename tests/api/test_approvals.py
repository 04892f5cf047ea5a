"""What waits for approval, listed and answered by programs of people who may."""

import pytest

from shopbell.api.scope import Scope
from shopbell.api.token import make_token
from shopbell.shop.models import ActionRun, Authority, Order
from tests.api.conftest import Program

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R82")]
REFUND = "/orders/W26/actions/refund_order"
WISH = {"parameters": {"amount_cents": 6000}}
ANSWERING = (Scope.ORDERS_READ, Scope.ORDERS_APPROVE)


@pytest.fixture
def asked(program, order, late_parcel, bo, ada):
    """The number of a run of Bo's, who refunds no more than 50 alone; Ada up to 100."""
    Authority.objects.create(scope="role", role=ada.role, action="refund_order", most=100)
    Authority.objects.create(scope="agents", action="refund_order", most=50)
    calls = program(Scope.ORDERS_ACT, Scope.TICKETS_READ, agent=bo, name="Bo's script")
    answer = calls.post(REFUND, WISH | {"ticket_id": late_parcel.pk}, Idempotency_Key="k")
    assert answer.status_code == 202
    return answer.json()["id"]


@pytest.fixture
def adas(program, ada):
    return program(*ANSWERING, agent=ada, name="Ada's script")


def test_what_waits_is_listed_and_approved_by_a_person_who_may(program, asked, adas, bo, order):
    (row,) = adas.get("/approvals").json()["data"]
    assert (row["run_id"], row["order"], row["asked_by"]) == (asked, "W26", "Bo Lind")
    assert (row["cost_cents"], row["currency"], row["rule"], row["ticket_id"]) == (
        6000,
        "EUR",
        "authority",
        None,
    )

    told = adas.post(f"/runs/{asked}/approval", {"answer": "grant", "words": "Fine."}).json()

    assert (told["status"], told["approval"]["state"], told["approval"]["answered_by"]) == (
        "done",
        "granted",
        "Ada Moreau",
    )
    assert adas.post(f"/runs/{asked}/approval", {"answer": "decline", "words": "No."}).json() == told
    assert adas.get("/approvals").json()["data"] == []
    assert [each["run_id"] for each in adas.get("/approvals?state=granted").json()["data"]] == [asked]
    assert Order.objects.get(pk=order.pk).payments.filter(kind="refund").count() == 1


def test_a_refusal_needs_words_and_moves_no_money(asked, adas, order):
    assert adas.post(f"/runs/{asked}/approval", {"answer": "decline"}).status_code == 422

    told = adas.post(f"/runs/{asked}/approval", {"answer": "decline", "words": "Too much."}).json()
    assert (told["status"], told["approval"]["words"]) == ("failed", "Too much.")
    assert not order.payments.filter(kind="refund").exists()


def test_nobody_answers_for_themselves_or_beyond_their_own_limits(program, asked, adas, bo, ada):
    own = program(*ANSWERING, agent=bo)
    assert own.post(f"/runs/{asked}/approval", {"answer": "grant"}).status_code == 422

    Authority.objects.filter(role=ada.role, action="refund_order").update(most=55)
    answer = adas.post(f"/runs/{asked}/approval", {"answer": "grant"})
    assert answer.status_code == 422 and "55 EUR" in answer.json()["error"]["sentence"]
    assert ActionRun.objects.get().status == "waiting"


def test_a_token_that_a_colleague_made_answers_nothing(asked, root, ada):
    """By one that acts for Ada, whoever may make it would approve what they ask for themselves."""
    _token, secret = make_token("As Ada", list(ANSWERING), by=root, agent=ada)
    for answer in ("grant", "decline"):
        told = Program(secret).post(f"/runs/{asked}/approval", {"answer": answer, "words": "x"})
        assert told.status_code == 403 and "made themselves" in told.json()["error"]["sentence"]
    assert ActionRun.objects.get().status == "waiting"

    _token, secret = make_token("Ada's own", list(ANSWERING), by=ada, agent=ada)
    assert Program(secret).post(f"/runs/{asked}/approval", {"answer": "grant"}).json()["status"] == "done"


def test_a_service_answers_nothing_and_takes_back_what_it_asked_for(program, asked, order):
    service = program(*Scope.values, name="Night job")
    for answer in ("grant", "decline"):
        told = service.post(f"/runs/{asked}/approval", {"answer": answer, "words": "x"})
        assert (told.status_code, told.json()["error"]["code"]) == (403, "forbidden")
    assert service.post(f"/runs/{asked}/approval", {"answer": "withdraw"}).status_code == 422

    Authority.objects.create(scope="programs", action="refund_order", most=50)
    own = service.post(REFUND, WISH, Idempotency_Key="n").json()["id"]
    assert {each["run_id"] for each in service.get("/approvals").json()["data"]} == {asked, own}
    assert service.post(f"/runs/{own}/approval", {"answer": "withdraw"}).json()["status"] == "failed"
    assert ActionRun.objects.get(pk=asked).status == "waiting"


def test_whoever_asked_needs_it_no_more(program, asked, bo):
    own = program(*ANSWERING, agent=bo)

    told = own.post(f"/runs/{asked}/approval", {"answer": "withdraw"}).json()

    assert told["approval"]["state"] == "withdrawn"


def test_what_an_agent_may_not_look_into_is_none_of_their_tokens(program, asked, cy, ada):
    stranger = program(*ANSWERING, agent=cy)
    assert stranger.get("/approvals").json()["data"] == []
    assert stranger.post(f"/runs/{asked}/approval", {"answer": "grant"}).status_code == 404

    reader = program(Scope.ORDERS_READ, agent=ada)
    assert reader.post(f"/runs/{asked}/approval", {"answer": "grant"}).status_code == 403
    sees = program(Scope.ORDERS_READ, Scope.TICKETS_READ, agent=ada)
    assert sees.get("/approvals").json()["data"][0]["ticket_id"]
