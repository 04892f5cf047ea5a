"""The keeper: one thread that keeps the mails of all listeners.

All that wait are kept in a single transaction (group commit), so a busy hour costs fewer disk syncs than mails. When
that fails each is kept alone, and one that cannot be kept as others are is held back in the quarantine.
"""

import asyncio
import logging
import queue
import threading
from asyncio import AbstractEventLoop, Future
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections, connections

from ..held_back import take_in_or_hold_back
from ..inbound import take_in
from ..raw_mail import Arrival

GROUP = 64  # mails of one commit at most
LINGER_SECONDS = (
    0.001  # a busy keeper waits that long for company: fewer commits, and fewer jobs for the worker
)
log = logging.getLogger(__name__)


@dataclass
class Order:
    """A mail to keep, and who waits for that."""

    arrivals: list[Arrival]
    kept: Future
    loop: AbstractEventLoop


class Keeper(threading.Thread):
    """The thread that keeps mails, all that wait at once."""

    def __init__(self) -> None:
        super().__init__(name="mail-keeper", daemon=True)
        self.orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self.is_busy = False

    async def keep(self, arrivals: list[Arrival]) -> bool:
        loop = asyncio.get_running_loop()
        kept: Future = loop.create_future()
        self.orders.put(Order(arrivals, kept, loop))
        return await kept

    def stop(self) -> None:
        self.orders.put(None)
        self.join()

    def run(self) -> None:
        while (first := self.orders.get()) is not None:
            batch, is_last = self._gather(first)
            self._keep(batch)
            if is_last:
                break
        connections.close_all()

    def _gather(self, first: Order) -> tuple[list[Order], bool]:
        batch = [first]
        linger = LINGER_SECONDS if self.is_busy else 0
        while len(batch) < GROUP:
            try:
                order = self.orders.get(timeout=linger) if linger else self.orders.get_nowait()
            except queue.Empty:
                break
            if order is None:
                return batch, True
            batch.append(order)
        self.is_busy = len(batch) > 1
        return batch, False

    def _keep(self, batch: list[Order]) -> None:
        if self._try(take_in, [arrival for order in batch for arrival in order.arrivals]):
            _answer(batch, True)
            return
        for order in batch:  # one bad mail shall not cost its neighbours theirs
            _answer([order], self._try(take_in_or_hold_back, order.arrivals))

    def _try(self, take: Callable[[list[Arrival]], object], arrivals: list[Arrival]) -> bool:
        try:
            close_old_connections()
            take(arrivals)
            return True
        except Exception:
            log.exception("%s mails could not be kept", len(arrivals))
            return False


def _answer(orders: list[Order], is_kept: bool) -> None:
    for loop in {order.loop for order in orders}:  # each is woken once
        try:
            loop.call_soon_threadsafe(
                _settle, [order.kept for order in orders if order.loop is loop], is_kept
            )
        except (
            RuntimeError
        ):  # the loop is closed: the client will try again, and the mail is one mail all the same
            pass


def _settle(waiting: list[Future], is_kept: bool) -> None:
    for kept in waiting:
        if not kept.done():  # its client may have hung up
            kept.set_result(is_kept)
