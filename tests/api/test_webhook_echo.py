"""A program that says by the key of the call that it acts because of it wakes no rule that called it."""

import pytest

from shopbell.api.scope import Scope
from shopbell.automation.models import RuleRun, Webhook, WebhookCall
from shopbell.tickets.models import Ticket
from tests.automation.conftest import settle, trigger  # noqa: F401

NEW = {"subject": "Stock", "text": "It is out of stock.", "email": "nia@shopper.example", "name": "Nia"}


def outcomes():
    return list(RuleRun.objects.order_by("pk").values_list("outcome", flat=True))


@pytest.fixture
def call(trigger, settle, late_parcel):  # noqa: F811
    hook = Webhook.objects.create(name="Warehouse", address="https://warehouse.example/", secret="secret")
    trigger("Tell", "opened prioritized", {"webhook": hook.pk})
    settle(late_parcel)
    return WebhookCall.objects.get()


@pytest.fixture
def warehouse(program):
    return program(Scope.TICKETS_READ, Scope.TICKETS_WRITE)


@pytest.mark.parametrize("more", ["", "-2"])
def test_a_ticket_that_answers_a_call_does_not_wake_its_rule(call, warehouse, settle, more):  # noqa: F811
    answer = warehouse.post("/tickets", NEW, Idempotency_Key=f"{call.key}{more}")

    settle(Ticket.objects.get(pk=answer.json()["id"]))
    assert outcomes() == ["done", "itself"] and WebhookCall.objects.count() == 1


def test_nor_does_a_change(call, warehouse, settle, late_parcel):  # noqa: F811
    said = {"priority": "urgent"}
    warehouse.send("PATCH", f"/tickets/{late_parcel.pk}", said, Idempotency_Key=str(call.key))

    settle(late_parcel)
    assert outcomes()[-1] == "itself" and WebhookCall.objects.count() == 1


@pytest.mark.parametrize("key", ["k1", "3f0c7c1e-9d7a-4a0e-8b8e-1f2d3c4b5a69"])
def test_any_other_key_means_nothing(call, warehouse, settle, key):  # noqa: F811
    answer = warehouse.post("/tickets", NEW, Idempotency_Key=key)

    settle(Ticket.objects.get(pk=answer.json()["id"]))
    assert outcomes() == ["done", "done"] and WebhookCall.objects.count() == 2
