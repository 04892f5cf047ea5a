"""Background work of the shop: each task is one call into the domain."""

from collections.abc import Sequence

from django.utils import timezone
from procrastinate.contrib.django import app

from shopbell.core.patience import Patience

from .carriers import call, pace, watch


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
