"""Acting on orders: previewed, done once per key, and refused with the rule while nothing changes."""

import pytest

from shopbell.api.scope import Scope
from shopbell.shop.actions.registry import ACTIONS
from shopbell.shop.authority.approval import grant_approval
from shopbell.shop.models import ActionRun, Approval, Authority, Policy
from shopbell.shop.policies.policy import write_version
from shopbell.tickets.models import Event

CANCEL = "/orders/W26/actions/cancel_order"
WISH = {"parameters": {"reason": "no longer needed"}, "confirmed": True}


@pytest.fixture
def shop(program):
    """A service that may read and act."""
    return program(
        Scope.ORDERS_READ, Scope.ORDERS_ACT, Scope.CUSTOMERS_READ, Scope.PRODUCTS_READ, Scope.TICKETS_READ,
        name="Returns portal",
    )  # fmt: skip


@pytest.fixture
def pending(order):
    order.status = "pending"
    order.save()
    order.shipments.all().delete()
    return order


def whole(shop, order) -> list:
    """Everything that an outside check can see."""
    return [
        shop.get(f"/orders/{order.number}").json(),
        shop.get(f"/customers/{order.customer_id}").json(),
        shop.get("/products").json(),
    ]


def test_a_preview_says_what_would_happen_and_writes_nothing(shop, pending):
    before = whole(shop, pending)

    told = shop.post(CANCEL, WISH | {"preview": True})

    assert told.status_code == 200 and told.json()["status"] == "preview" and told.json()["id"] is None
    money = {each["method_name"]: (each["kind"], each["cents"]) for each in told.json()["effects"]["money"]}
    assert money == {"Visa ••42": ("refund", 10000), "Gift card": ("refund", 2900)}
    assert [each["pieces"] for each in told.json()["effects"]["stock"]] == [1]
    assert told.json()["effects"]["status_after"] == "cancelled" and told.json()["sentence"]
    assert whole(shop, pending) == before and not ActionRun.objects.exists()


def test_it_is_done_once_and_the_same_key_tells_the_same(shop, pending):
    first = shop.post(CANCEL, WISH, Idempotency_Key="k")
    state = whole(shop, pending)
    again = shop.post(CANCEL, WISH, Idempotency_Key="k")

    assert (first.status_code, first.json()["status"]) == (200, "done")
    assert again.json() == first.json() and whole(shop, pending) == state
    assert state[0]["status"] == "cancelled" and state[0]["cancel_reason"] == "no longer needed"
    assert {each["method"]["kind"]: each["refunded_cents"] for each in state[0]["methods"]} == {
        "card": 10000, "gift_card": 2900,
    }  # fmt: skip
    assert {each["kind"]: each["balance_cents"] for each in state[1]["payment_methods"]}["gift_card"] == 5400
    run = ActionRun.objects.get()
    assert run.is_confirmed and run.actor == "Returns portal" and run.customer == pending.customer


def test_a_key_that_was_used_for_another_wish_is_refused(shop, pending):
    shop.post(CANCEL, WISH, Idempotency_Key="k")
    other = shop.post(CANCEL, {"parameters": {"reason": "ordered by mistake"}}, Idempotency_Key="k")

    assert other.status_code == 409 and ActionRun.objects.count() == 1


def test_without_a_key_nothing_is_done(shop, pending):
    answer = shop.post(CANCEL, WISH)

    assert answer.status_code == 422 and "Idempotency-Key" in answer.json()["error"]["sentence"]
    assert not ActionRun.objects.exists()


@pytest.mark.parametrize("preview", [True, False])
def test_a_refusal_names_the_rule_and_changes_nothing(shop, order, theo, preview):
    before = whole(shop, order)
    wishes = [
        WISH,  # it is under way
        {"parameters": {"reason": "too dear"}},  # no reason of the list
        WISH | {"customer_id": theo.pk},  # not his order
        WISH | {"customer_email": "theo@shopper.example"},
    ]
    for wish in wishes:
        answer = shop.post(CANCEL, wish | {"preview": preview}, Idempotency_Key="k")
        assert answer.status_code in {409, 422}
        told = answer.json()["error"]
        assert told["code"] == "refused" and told["rule"] and told["sentence"] and told["version"]
    assert whole(shop, order) == before and not ActionRun.objects.exists()


def test_what_is_no_action_and_what_it_does_not_take_are_told(shop, pending):
    assert shop.post("/orders/W26/actions/burn", WISH, Idempotency_Key="k").status_code == 404
    assert shop.post("/orders/W99/actions/cancel_order", WISH, Idempotency_Key="k").status_code == 404

    wrong = shop.post(CANCEL, {"parameters": {"reason": 7, "more": 1}}, Idempotency_Key="k")
    assert wrong.status_code == 422 and wrong.json()["error"]["code"] == "invalid"
    assert {each["field"] for each in wrong.json()["error"]["fields"]} == {
        "parameters.reason",
        "parameters.more",
    }
    unknown = shop.post(CANCEL, WISH | {"customer_email": "nobody@shopper.example"}, Idempotency_Key="k")
    assert unknown.status_code == 422


def test_reading_orders_is_not_acting_on_them(program, pending, bo):
    assert program(Scope.ORDERS_READ).post(CANCEL, WISH, Idempotency_Key="k").status_code == 403

    bo.role.permissions = [each for each in bo.role.permissions if each != "order:act"]
    bo.role.save()
    answer = program(Scope.ORDERS_ACT, agent=bo).post(CANCEL, WISH, Idempotency_Key="k")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")
    assert not ActionRun.objects.exists()


def test_nobody_acts_for_a_customer_whom_they_may_not_see(program, pending, bo):
    bo.role.permissions = [each for each in bo.role.permissions if each != "customer:read"]
    bo.role.save()
    calls = program(Scope.ORDERS_ACT, agent=bo)

    wish = WISH | {"customer_id": pending.customer_id}
    assert calls.post(CANCEL, wish, Idempotency_Key="k").status_code == 404
    customer = f"/customers/{pending.customer_id}/actions/change_default_address"
    assert calls.post(customer, {}, Idempotency_Key="k").status_code == 404
    assert not ActionRun.objects.exists()


def test_an_agents_token_acts_as_the_agent_and_the_ticket_tells_of_it(program, pending, late_parcel, bo, cy):
    scopes = [Scope.ORDERS_ACT, Scope.TICKETS_READ]
    wish = WISH | {"ticket_id": late_parcel.pk}
    assert program(*scopes, agent=cy).post(CANCEL, wish, Idempotency_Key="k").status_code == 404

    assert program(*scopes, agent=bo).post(CANCEL, wish, Idempotency_Key="k").status_code == 200
    event = Event.objects.get(ticket=late_parcel, verb="action_performed")
    assert event.agent == bo


def test_the_runs_of_a_ticket_that_an_agent_may_not_see_are_none_of_their_tokens(
    program, pending, late_parcel, bo, cy
):
    scopes = [Scope.ORDERS_READ, Scope.ORDERS_ACT, Scope.TICKETS_READ]
    wish = WISH | {"ticket_id": late_parcel.pk}
    run = program(*scopes, agent=bo).post(CANCEL, wish, Idempotency_Key="k").json()["id"]

    stranger = program(*scopes, agent=cy)
    assert stranger.get(f"/runs/{run}").status_code == 404
    assert stranger.post(f"/runs/{run}/undo").status_code == 404
    assert ActionRun.objects.get().status == "done"
    assert program(*scopes, agent=bo).get(f"/runs/{run}").status_code == 200


def test_an_action_is_taken_back(shop, pending):
    before = whole(shop, pending)
    run = shop.post(CANCEL, WISH, Idempotency_Key="k").json()
    assert run["why_not_undo"] == ""

    undone = shop.post(f"/runs/{run['id']}/undo")
    assert (undone.status_code, undone.json()["status"]) == (200, "undone")
    assert (
        shop.get(f"/runs/{run['id']}").json() == undone.json() == shop.post(f"/runs/{run['id']}/undo").json()
    )
    after = whole(shop, pending)
    assert after[1:] == before[1:] and after[0]["status"] == "pending"
    assert [each["refunded_cents"] for each in after[0]["methods"]] == [0, 0]
    assert [each["voided_at"] is not None for each in after[0]["payments"]] == [False, False, True, True]


def test_what_may_be_done_and_what_it_takes_can_be_asked(shop, pending):
    known = {each["name"]: each for each in shop.get("/actions").json()}
    assert set(known) == set(ACTIONS) and "reason" in known["cancel_order"]["parameters"]["properties"]

    offers = {each["action"]: each for each in shop.get("/orders/W26/actions").json()}
    assert offers["cancel_order"]["is_allowed"]
    pending.status = "delivered"
    pending.save()
    offer = {each["action"]: each for each in shop.get("/orders/W26/actions").json()}["cancel_order"]
    assert not offer["is_allowed"] and offer["sentence"]


def test_the_policies_are_told_as_they_are_asked(program):
    rules = program(Scope.POLICIES_READ).get("/policies?action=cancel_order").json()

    assert rules and all(each["sentences"]["en"] for each in rules)
    assert {each["outcome"] for each in rules} >= {"allow", "refuse"}
    assert program(Scope.POLICIES_READ).get("/policies?action=none").json() == []


MOVE = {"parameters": {"line1": "2 Mill Lane", "city": "Wells", "postcode": "BA5 2", "country": "GB"}}
GIVE = {"parameters": {"amount_cents": 500, "currency": "EUR"}}


def test_who_may_only_act_reads_neither_addresses_nor_codes(program, shop, pending):
    actor = program(Scope.ORDERS_ACT)
    move, give = "/orders/W26/actions/change_address", f"/customers/{pending.customer_id}/actions/give_credit"

    for answer in (
        actor.post(move, MOVE | {"preview": True}),
        actor.post(move, MOVE, Idempotency_Key="a"),
        actor.post(give, GIVE, Idempotency_Key="b"),
        actor.post(f"/runs/{ActionRun.objects.latest('pk').pk}/undo"),
        program(Scope.ORDERS_READ).get(f"/runs/{ActionRun.objects.latest('pk').pk}"),
    ):
        assert answer.status_code == 200 and answer.json()["effects"]["data"] == {}
        assert answer.json()["to_tell"] == ""
        assert "Quay" not in answer.content.decode()
    assert shop.get(f"/runs/{ActionRun.objects.latest('pk').pk}").json()["effects"]["data"]["code"]
    actor.post(give, GIVE, Idempotency_Key="c")
    assert "Your voucher: " in shop.get(f"/runs/{ActionRun.objects.latest('pk').pk}").json()["to_tell"]


@pytest.mark.requirement("R82")
def test_what_a_program_may_not_decide_alone_is_taken_and_waits(shop, pending, ada):
    Authority.objects.create(scope="programs", action="refund_order", most=50)
    wish = {"parameters": {"amount_cents": 6000}}

    foreseen = shop.post("/orders/W26/actions/refund_order", wish | {"preview": True}).json()
    asked = shop.post("/orders/W26/actions/refund_order", wish, Idempotency_Key="k")

    assert foreseen["needs_approval"] and foreseen["approval"]["rule"] == "authority"
    told = asked.json()
    assert (asked.status_code, told["status"], told["approval"]["state"]) == (202, "waiting", "waiting")
    grant_approval(Approval.objects.get(), by=ada, words="Fine.")
    again = shop.post("/orders/W26/actions/refund_order", wish, Idempotency_Key="k")
    state = shop.get(f"/runs/{told['id']}").json()
    assert again.status_code == 200 and again.json()["id"] == told["id"]
    assert (state["status"], state["approval"]["state"], state["approval"]["words"]) == (
        "done",
        "granted",
        "Fine.",
    )
    assert (state["approval"]["answered_by"], state["asked_by"]) == ("Ada Moreau", "Returns portal")


@pytest.mark.requirement("R84")
def test_a_program_may_ask_for_an_exception_with_a_reason(shop, pending):
    wish = {"parameters": {"reason": "moved away"}}
    exception = {"rule": "cancel-reason", "reason": "Hardship", "words": "She lost her home."}

    asked = shop.post(CANCEL, wish | {"exception": exception}, Idempotency_Key="k")

    assert (asked.status_code, asked.json()["status"], asked.json()["exception_to"]) == (
        202,
        "waiting",
        "cancel-reason",
    )
    for wrong in ({"words": ""}, {"reason": "None of the list"}):
        answer = shop.post(CANCEL, wish | {"exception": exception | wrong}, Idempotency_Key="other")
        assert answer.status_code == 422 and ActionRun.objects.count() == 1


def test_a_program_names_every_rule_that_refuses_it(shop, pending, root):
    rule = Policy.objects.create(slug="house-cancel", action="cancel_order", position=-1, title="House rule")
    write_version(rule, outcome="refuse", conditions=[], sentences={"en": "No."}, is_waivable=True, by=root)
    wish = {"parameters": {"reason": "moved away"}}
    exception = {"rule": "house-cancel", "words": "Flooded."}

    refused = shop.post(CANCEL, wish | {"exception": exception}, Idempotency_Key="k")
    both = {"exception": exception | {"also": ["cancel-reason"]}}
    asked = shop.post(CANCEL, wish | both, Idempotency_Key="k")

    assert refused.status_code == 422 and refused.json()["error"]["rule"] == "cancel-reason"
    assert (asked.status_code, asked.json()["exceptions_to"]) == (202, ["house-cancel", "cancel-reason"])


def test_the_offers_say_of_which_rules_an_exception_may_be_made(shop, order):
    offers = {each["action"]: each for each in shop.get("/orders/W26/actions").json()}

    assert (offers["reship"]["rule"], offers["reship"]["is_waivable"]) == ("reship-under-way", True)
    assert not offers["cancel_order"]["is_waivable"]
