"""A shop system that the desk is connected to, and what tests do with one. They give the fixture `system`."""

from typing import Any

import pytest

from shopbell.shop.actions.perform import perform_action
from shopbell.shop.actions.undo import undo_run
from shopbell.shop.connectors.connecting import connect_shop
from shopbell.shop.connectors.pull import Pull, Reason, begin_pull
from shopbell.shop.models import Connection, Order

from .jobs import do_jobs


class Connected:
    @pytest.fixture
    def connection(self, system, root) -> Connection:
        told, secrets = system.access()
        made = connect_shop(Connection(kind=system.kind), told, secrets, by=root)
        do_jobs()
        made.refresh_from_db()
        return made

    def all_of(self, connection: Connection) -> Pull:
        pull = begin_pull(connection, Reason.IMPORT)
        do_jobs()
        pull.refresh_from_db()
        return pull

    def order(self, system, connection: Connection, number: int) -> Order:
        key = system.sell(number)
        self.all_of(connection)
        return Order.objects.get(source=connection.source, external_id=key)

    def act(self, action: str, order: Order, by, **parameters: Any):
        run = perform_action(action, by=by, key=f"{action}-{order.pk}", order=order, parameters=parameters)
        do_jobs()
        run.refresh_from_db()
        return run

    def take_back(self, run, by):
        undo_run(run, by=by)
        do_jobs()
        run.refresh_from_db()
        return run

    def refunds_here(self, order: Order) -> list[int]:
        refunds = order.payments.filter(kind="refund").order_by("pk")
        return list(refunds.values_list("amount_cents", flat=True))
