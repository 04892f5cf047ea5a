"""Background work of the shop: each task is one call into the domain."""

from collections.abc import Sequence

from django.utils import timezone
from procrastinate.contrib.django import app

from shopbell.core.patience import Patience

from .authority import approval
from .carriers import call, pace, standstill, watch
from .connectors import connecting, notice, perform, pull
from .feed import carts
from .policies import rehearsal, rehearsal_work


@app.task(name=call.TAKE, retry=Patience())
def take_carrier_call(call_id: int) -> None:
    call.take_call(call_id)


@app.task(name=watch.ASK)
def ask_carrier(account_id: int, watch_ids: Sequence[int]) -> None:
    watch.ask_carrier(account_id, watch_ids, timezone.now())


@app.task(name="shop.watch_parcels")
def watch_parcels(timestamp: int) -> int:
    return watch.watch_parcels(timezone.now())


@app.task(name="shop.take_early_calls")
def take_early_calls(timestamp: int) -> int:
    return call.take_early_calls(timezone.now())


@app.task(name="shop.forget_carrier_calls")
def forget_carrier_calls(timestamp: int) -> int:
    return call.forget_calls(timezone.now())


@app.task(name="shop.count_paces")
def count_paces(timestamp: int) -> int:
    return pace.count_paces(timezone.now())


@app.task(name="shop.look_for_standstills")
def look_for_standstills(timestamp: int) -> int:
    return standstill.look_for_standstills(timezone.now())


@app.task(name=pull.PULL, retry=Patience())
def pull_page(pull_id: int) -> None:
    pull.pull_page(pull_id)


@app.task(name=notice.READ, retry=Patience())
def read_notice(notice_id: int) -> None:
    notice.read_notice(notice_id)


@app.task(name=notice.FETCH, retry=Patience())
def fetch_thing(connection_id: int, noun: str, key: str, tries: int) -> None:
    notice.fetch_thing(connection_id, noun, key, tries)


@app.task(name=perform.PERFORM, retry=Patience())
def perform_run(run_id: int, tries: int) -> None:
    perform.perform_run(run_id, tries)


@app.task(name="shop.reconcile")
def reconcile(timestamp: int) -> int:
    return pull.reconcile_due(timezone.now())


@app.task(name="shop.forget_notices")
def forget_notices(timestamp: int) -> int:
    return notice.forget_notices(timezone.now())


@app.task(name="shop.forget_carts")
def forget_carts(timestamp: int) -> int:
    return carts.forget_carts(timezone.now())


@app.task(name=connecting.OPEN_HOOKS, retry=Patience())
def open_hooks(connection_id: int) -> None:
    connecting.open_hooks(connection_id)


@app.task(name="shop.expire_approvals")
def expire_approvals(timestamp: int) -> int:
    return approval.expire_approvals(timezone.now())


@app.task(name=rehearsal.WORK)
def work_on_rehearsal(rehearsal_id: int) -> None:
    rehearsal_work.work_on(rehearsal_id)


@app.task(name="shop.sweep_rehearsals")
def forget_rehearsals(timestamp: int) -> int:
    return rehearsal.sweep_rehearsals(timezone.now())
