"""What led to whatever is recorded now: a bulk run, or an event that a rule acts on. Each event inside names it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .event import Event


class Because(NamedTuple):
    """An event, if it was one, and what its effects say besides."""

    cause: "Event | None"
    data: dict[str, Any]


BULK_RUN: ContextVar[int | None] = ContextVar("bulk_run", default=None)
BECAUSE: ContextVar[Because | None] = ContextVar("because", default=None)


@contextmanager
def in_bulk_run(run_id: int) -> Iterator[None]:
    """Whatever is recorded inside names the bulk run that caused it: `data["bulk_run"]`."""
    token = BULK_RUN.set(run_id)
    try:
        yield
    finally:
        BULK_RUN.reset(token)


@contextmanager
def because_of(cause: "Event | None", **data) -> Iterator[None]:
    """Whatever is recorded inside names `cause` as its own, unless it has a nearer one, and holds `data`."""
    token = BECAUSE.set(Because(cause, data))
    try:
        yield
    finally:
        BECAUSE.reset(token)


def with_what_led_to_it(cause: "Event | None", data: dict[str, Any]) -> tuple["Event | None", dict[str, Any]]:
    """`cause` and `data` of an event that is recorded now; what it says itself comes first."""
    if run_id := BULK_RUN.get():
        data = {**data, "bulk_run": run_id}
    if because := BECAUSE.get():
        return cause or because.cause, {**because.data, **data}
    return cause, data
