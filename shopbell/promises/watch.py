"""Keeping watch over promises: who is at risk and who is broken is known within a second of it.

The watch sleeps until the next moment that a ticket's clocks or a told promise name, and never longer than
`LOOK_SECONDS`, since a new ticket may have one before that. Any number of processes may keep it: a ticket that
somebody else holds is left out and comes with the next look. A job does the same every minute, should nobody keep
watch.
"""

import logging
import threading
from datetime import datetime, timedelta

from django.db import OperationalError, close_old_connections, connection, connections, transaction
from django.utils import timezone

from shopbell.tickets.event import Event, Verb, event_of, write_all_events
from shopbell.tickets.ticket import Ticket

from .choosing import PORTION, begin_clocks, choose_due
from .clock import BROKEN
from .clock_state import due_news, state_in
from .portions import TOGETHER, in_portions
from .promise_breaking import NEXT as NEXT_TOLD
from .promise_breaking import break_due
from .ticket_clocks import TicketClocks

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.5
MOST_PORTIONS = 10  # of a minute
HELD_SECONDS = 0.2  # what is due already is held by a verb, which may take a while
PAUSE_SECONDS = 5.0  # after a failure, as when the database is away
PUT_OFF = timedelta(minutes=10)  # a ticket whose clocks cannot be read
DUE = """
select ticket_id from promises_ticketclocks where tell_at is not null and tell_at <= %s order by tell_at limit %s
"""
KEPT = "select ticket_id, state from promises_ticketclocks where ticket_id = any(%s)"
NEXT = (
    f"select least((select min(tell_at) from promises_ticketclocks where tell_at is not null), ({NEXT_TOLD}))"
)


class Watch:
    """Keeps watch in a thread of its own."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="promises", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float = 5) -> None:
        self._stopping.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        pause = 0.0
        while not self._stopping.wait(pause):
            try:
                close_old_connections()
                pause = look(timezone.now())
            except OperationalError as error:
                log.warning("Promises are watched again in a moment: %s", error)
                pause = self._let_go()
            except Exception:
                log.exception("Watching promises failed; it is tried again.")
                pause = self._let_go()
        connections.close_all()

    @staticmethod
    def _let_go() -> float:
        connections.close_all()
        return PAUSE_SECONDS


def look(now: datetime) -> float:
    """Do what is due; returns after how many seconds to look again."""
    told = max(tell_due(now), break_due(now))
    chosen = choose_due(now, TOGETHER)  # and look at what is due again: it waits for no flood of new tickets
    if told >= PORTION or chosen >= TOGETHER:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(NEXT)
        [at] = cursor.fetchone() or [None]
    if at is None:
        return LOOK_SECONDS
    soonest = HELD_SECONDS if at <= now else 0.01
    return min(LOOK_SECONDS, max(soonest, (at - timezone.now()).total_seconds()))


def tend(now: datetime) -> None:
    """What the timetable does every minute, besides whoever keeps watch. What fails keeps the rest from nothing."""
    for do in (lambda: tell_due(now), lambda: break_due(now), lambda: choose_due(now), _begin_clocks):
        try:
            do()
        except OperationalError:
            raise
        except Exception:
            log.exception("Tending promises failed; it is tried again.")


def _begin_clocks() -> None:
    """Some portions, so that a desk with many tickets from before has theirs within the hour."""
    for _portion in range(MOST_PORTIONS):
        if begin_clocks() < PORTION:
            return


def tell_due(now: datetime) -> int:
    """Record of each promise that it is at risk or broken, at most once each; returns how many tickets were due."""
    with connection.cursor() as cursor:
        cursor.execute(DUE, [now, PORTION])
        ids = [pk for (pk,) in cursor.fetchall()]

    def put_off(pk: int) -> None:
        TicketClocks.objects.filter(ticket=pk).update(tell_at=now + PUT_OFF)

    doing = "Telling of the promises"
    in_portions(ids, lambda portion: _tell(portion, now), put_off, doing=doing, together=PORTION)
    return len(ids)


@transaction.atomic
def _tell(ids: list[int], now: datetime) -> None:
    free = Ticket.objects.select_for_update(of=("self",), skip_locked=True).filter(pk__in=ids)
    tickets = list(free.only("channel", "team", "reason").order_by("pk"))
    with connection.cursor() as cursor:
        cursor.execute(KEPT, [[ticket.pk for ticket in tickets]])
        kept = dict(cursor.fetchall())
    news = [(ticket, _news(ticket, kept[ticket.pk], now)) for ticket in tickets if ticket.pk in kept]
    if told := [(ticket, events) for ticket, events in news if events]:
        write_all_events(told)


def _news(ticket: Ticket, kept: str, now: datetime) -> list[Event]:
    found = []
    for what, clock in due_news(state_in(kept), now):
        verb = Verb.PROMISE_BROKEN if what == BROKEN else Verb.PROMISE_AT_RISK
        due_at = clock.due_at.isoformat() if clock.due_at else None
        started_at = clock.started_at.isoformat()
        found.append(event_of(ticket, verb, goal=clock.goal, due_at=due_at, started_at=started_at))
    return found
