"""The 74 requests of the real shop once more, sent as a program sends them: previewed, done, sent again, and refused.

What each must come to is worked out in `tests/shop/actions/retail_reference.py`; what is compared here before and after is
what the API itself tells.
"""

import json

import pytest
from django.db import transaction

from shopbell.api.scope import Scope
from shopbell.shop.importer import import_file
from tests.shop.actions.retail_reference import Forbidden, Shop
from tests.shop.actions.test_retail_replay import (
    FOLDER,
    NAMES,
    RIGHTLY_REFUSED,
    Book,
    implied,
    pytestmark,  # noqa: F401 (the same conditions hold here)
    state,
    tasks,
    users_of,
    writes,
)


class Calls(Book):
    """The same requests as calls of a program."""

    def __init__(self, reference: Shop, program):
        super().__init__(reference)
        self.program = program

    def call(self, name: str, arguments: dict):
        """Where it is sent to, and what is sent."""
        asked = self.asked(name, arguments)
        order = asked.get("order")
        about = f"/orders/{order.number}" if order else f"/customers/{asked['customer'].pk}"
        return f"{about}/actions/{NAMES[name]}", {"parameters": asked["parameters"], "confirmed": True}

    def perform(self, name: str, arguments: dict, key: str) -> None:
        address, wish = self.call(name, arguments)
        preview = self.program.post(address, wish | {"preview": True})
        first = self.program.post(address, wish, Idempotency_Key=key)
        assert (preview.status_code, first.status_code) == (200, 200), (preview.content, first.content)
        assert preview.json()["effects"]["money"] == first.json()["effects"]["money"]
        before = self.told(arguments)
        again = self.program.post(address, wish, Idempotency_Key=key)
        assert again.json() == first.json() and self.told(arguments) == before

    def refuse(self, name: str, arguments: dict, key: str) -> None:
        address, wish = self.call(name, arguments)
        before = self.told(arguments)
        for more in ({"preview": True}, {}):
            answer = self.program.post(address, wish | more, Idempotency_Key=key)
            assert answer.status_code in {409, 422}
            assert answer.json()["error"]["rule"] and answer.json()["error"]["sentence"]
        assert self.told(arguments) == before

    def told(self, arguments: dict) -> list:
        """All that an outside check compares."""
        customer = self.customers.get(arguments.get("user_id", ""))
        if "order_id" in arguments:
            order = self.orders[arguments["order_id"]]
            customer = order.customer
            return [self.get(f"/orders/{order.number}"), self.get(f"/customers/{customer.pk}")]
        return [self.get(f"/customers/{customer.pk}")]

    def get(self, address: str) -> dict:
        answer = self.program.get(address)
        assert answer.status_code == 200
        return answer.json()


@pytest.mark.requirement("R81")
def test_every_request_ends_as_it_implies_when_a_program_sends_it(program):
    import_file(FOLDER / "db.json")
    reference = Shop(json.loads((FOLDER / "db.json").read_text()))
    scopes = [Scope.ORDERS_READ, Scope.ORDERS_ACT, Scope.CUSTOMERS_READ]
    calls, refused, count = Calls(reference, program(*scopes, calls_a_minute=100_000)), set(), 0

    for task in tasks():
        shop, users = reference.copy(), users_of(task, reference)
        with transaction.atomic():
            for name, arguments in writes(task):
                count += 1
                try:
                    shop.apply(name, arguments)
                except Forbidden:
                    calls.refuse(name, arguments, f"{task['id']}-{count}")
                    refused.add(task["id"])
                else:
                    calls.perform(name, arguments, f"{task['id']}-{count}")
            assert state([calls.customers[user].pk for user in users]) == implied(shop, users, calls), task[
                "id"
            ]
            transaction.set_rollback(True)

    assert count > 100 and refused == RIGHTLY_REFUSED
