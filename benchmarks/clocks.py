"""Deadlines: how many are reckoned a second of a processor, how soon a breach is known, what it takes to tell of
3,000 goals and of 3,000 told promises that are due at once, and what the watch's look takes of one from 10,000 to
1,000,000 tickets, beside the same question as one SQL statement; what reads promises besides, where of the shoppers of
one open ticket in twenty it was told when they hear back, and whether it goes by index."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import psycopg

from benchmarks.desk import processor_ms, processor_once_ms, row
from benchmarks.many_tickets import CUSTOMERS, add_people
from benchmarks.own_database import own_database
from benchmarks.plans import shortcuts

SCALES = [10_000, 100_000, 1_000_000]
AT_ONCE = 3_000
BROKEN = 200  # chats whose seconds run out while others go on
TICKETS = """
with made as (
insert into tickets_ticket (subject, status, priority, channel, customer_id, language, created_at, updated_at, preview,
    last_message_at)
select 'Question ' || n, case when n %% 50 = 0 then 'open' else 'solved' end, 2, 'email',
       (select min(id) from customers_customer) + n %% %(customers)s, 'en', now(), now(), '', now()
  from generate_series(%(first)s::int, %(last)s::int) n returning id, status)
insert into promises_ticketclocks (ticket_id, state, event_id, goal, due_at, warn_at, is_broken, tell_at)
select id, case when due_at is null then '{}' else jsonb_build_object('clocks', jsonb_build_array(jsonb_build_object(
           'goal', 'first_reply', 'started_at', now(), 'since', now(), 'due_at', due_at, 'warn_at', due_at))) end,
       0, case when due_at is null then '' else 'first_reply' end, due_at, due_at, false, due_at
  from (select *, case when status = 'open' then now() + id * interval '1 second' + interval '1 day' end as due_at
          from made) timed
"""
TOLD = """
insert into promises_promise (ticket_id, kind, made_at, due_at, risk_at, tell_at, outcome, is_owed)
select c.ticket_id, 'answer', now(), at, at - interval '1 hour', now() + interval '1 day',
       case when at > now() then 'open' else 'broken' end, at <= now()
  from promises_ticketclocks c, lateral (select now() + (c.ticket_id %% 97 - 20) * interval '40 minutes' as at) told
 where c.due_at is not null and c.told_at is null and c.ticket_id / 50 %% 20 = 0
   and c.ticket_id between %(first)s and %(last)s
"""
LISTS = {
    "the list by promise": "unassigned/rows/",
    "promises at risk": "risk/rows/",
    **{
        f"filter {typed}": f"all/rows/?filter={typed.replace('<', '%3C')}"
        for typed in ("promise:overdue", "promise:risk", "promise:running", "due:<2h")
    },
}
SAME = "select ticket_id from promises_ticketclocks where tell_at <= now() order by tell_at limit 200"


def main() -> None:
    with own_database() as url:
        measure(url)


def measure(url: str) -> None:
    reckon_deadlines()
    know_breaches()
    know_many_breaches()
    know_many_told()
    for scale in SCALES:
        look_at(url, scale)


def reckon_deadlines() -> None:
    """A ticket of twenty happenings, over hours of nine to five, folded from its beginning."""
    from shopbell.promises.clock import Rules
    from shopbell.promises.fold import fold
    from shopbell.promises.happening import Happening, What
    from shopbell.promises.rules import empty_rules, hours_by, with_holidays

    start = datetime(2026, 5, 4, 9, tzinfo=UTC)
    hours = hours_by(with_holidays(empty_rules() | {"zone": "Europe/Berlin"}, start.date()))
    targets = {
        "first_reply": timedelta(hours=4),
        "next_reply": timedelta(hours=4),
        "solve": timedelta(days=3),
    }
    rules = Rules(targets, 75, hours)
    told = [Happening(start, What.CREATED), Happening(start, What.CHOSEN, policy=1, hours=1)]
    for place in range(6):
        at = start + timedelta(hours=7 * place)
        told += [
            Happening(at, What.WROTE, message=place),
            Happening(at + timedelta(hours=2), What.STATUS, phase="paused"),
            Happening(at + timedelta(hours=3), What.ANSWERED),
        ]
    took = processor_ms(lambda: fold(told, lambda policy, hours: rules), warm=30)
    row("deadlines reckoned from twenty happenings", 1000 / took, "a second")


def know_breaches() -> None:
    """Chats with a second to be answered in, opened while the watch is kept."""
    from django.db import transaction

    from shopbell.customers.customer import Customer
    from shopbell.promises.goal_policy import GoalPolicy
    from shopbell.promises.watch import Watch
    from shopbell.tickets.event import Event, Verb
    from shopbell.tickets.opening import open_with_message

    GoalPolicy.objects.all().delete()
    GoalPolicy.objects.create(name="Now", first_reply_seconds=2, counts="always")
    customer = Customer.objects.create(name="Mina")
    watch = Watch()
    watch.start()
    for _ in range(BROKEN):
        with transaction.atomic():
            open_with_message(customer=customer, channel="chat", text="Hello?")
        time.sleep(0.02)
    for _ in range(100):
        told = list(Event.objects.filter(verb=Verb.PROMISE_BROKEN))
        if len(told) == BROKEN:
            break
        time.sleep(0.1)
    watch.stop()
    late = [
        (event.created_at - (event.moment("due_at") or event.created_at)).total_seconds() for event in told
    ]
    assert len(late) == BROKEN, f"{len(late)} of {BROKEN} are known"
    row("a breach is known, median", statistics.median(late) * 1000, "ms")
    row("a breach is known, p95", statistics.quantiles(late, n=20)[-1] * 1000, "ms", goal="≤ 1,000 ms")


def know_many_breaches() -> None:
    """Mails that were to be answered within a second, of which nobody was told by then."""
    from django.db import transaction
    from django.utils import timezone

    from shopbell.customers.customer import Customer
    from shopbell.promises.choosing import choose_due
    from shopbell.promises.goal_policy import GoalPolicy
    from shopbell.promises.watch import tell_due
    from shopbell.tickets.event import Event, Verb
    from shopbell.tickets.opening import open_with_message

    GoalPolicy.objects.all().delete()
    GoalPolicy.objects.create(name="Now", first_reply_seconds=1, counts="always")
    customer = Customer.objects.create(name="Mina")
    before = Event.objects.filter(verb=Verb.PROMISE_BROKEN).count()
    for _ in range(AT_ONCE):
        with transaction.atomic():
            open_with_message(customer=customer, channel="email", text="Hello?")
    while choose_due(timezone.now()):
        pass
    time.sleep(1)

    def tell() -> None:
        while tell_due(timezone.now()):
            pass

    took = processor_once_ms(tell)
    told = Event.objects.filter(verb=Verb.PROMISE_BROKEN).count() - before
    assert told == AT_ONCE, f"of {told} of {AT_ONCE} somebody is told"
    row(f"telling of {AT_ONCE:,} that are broken at once", took, "ms", goal="≤ 1,000 ms")


def know_many_told() -> None:
    """Shoppers of as many tickets without goals who were told to hear back by the same second."""
    from django.utils import timezone

    from shopbell.customers.customer import Customer
    from shopbell.promises.choosing import choose_due
    from shopbell.promises.goal_policy import GoalPolicy
    from shopbell.promises.models import Promise
    from shopbell.promises.promise import make_promise
    from shopbell.promises.promise_breaking import break_due
    from shopbell.tickets.event import Event, Verb
    from shopbell.tickets.opening import open_with_message

    GoalPolicy.objects.all().delete()
    customer = Customer.objects.create(name="Mina")
    now = timezone.now()
    for _ in range(AT_ONCE):
        make_promise(
            open_with_message(customer=customer, channel="email", text="Hello?").ticket,
            now + timedelta(hours=1),
        )
    while choose_due(timezone.now()):
        pass
    Promise.objects.update(due_at=now, tell_at=now)

    def tell() -> None:
        while break_due(timezone.now()):
            pass

    took = processor_once_ms(tell)
    told = Event.objects.filter(verb=Verb.PROMISE_OWED).count()
    assert told == AT_ONCE, f"of {told} of {AT_ONCE} somebody is told"
    row(f"breaking {AT_ONCE:,} told promises at once", took, "ms", goal="≤ 1,000 ms")


def look_at(url: str, scale: int) -> None:
    from django.utils import timezone

    from shopbell.promises.watch import look

    with psycopg.connect(url, autocommit=True) as bare:
        add_people(bare)
        found = bare.execute("select count(*) from tickets_ticket").fetchone()
        for first in range((found or (0,))[0] + 1, scale + 1, 100_000):
            last = min(first + 99_999, scale)
            bare.execute(TICKETS, {"customers": CUSTOMERS, "first": first, "last": last})
            bare.execute(TOLD, {"first": first, "last": last})
        bare.execute("vacuum analyze")
        same = processor_ms(lambda: bare.execute(SAME).fetchall(), warm=20)
    looked = processor_ms(lambda: look(timezone.now()), warm=20)
    row(f"the watch looks, {scale:,} tickets", looked, "ms", limit=same, limit_name="one bare statement")
    for name, act in readers().items():
        print(f"{name}, {scale:,} tickets: {shortcuts(act)}", flush=True)
        row("  in processor time", processor_ms(act, warm=1), "ms")


def readers() -> dict[str, Callable[[], object]]:
    """What reads promises: lists, filters, who looks after what was told, and the routing."""
    from django.test import Client
    from django.utils import timezone

    from shopbell.accounts.agent import Agent
    from shopbell.promises.promise_warning import warn_of_promises
    from shopbell.promises.promise_watch import watch_promises
    from shopbell.routing.capacity import CapacityPolicy
    from shopbell.routing.waiting import in_order, waiting_tickets

    browser, policy = Client(), CapacityPolicy.current()
    browser.force_login(Agent.objects.get(email="agent1@bench.example"))

    def listed(address: str) -> None:
        assert browser.get(f"/desk/views/{address}", HTTP_HOST="localhost").status_code == 200

    return {
        **{name: partial(listed, address) for name, address in LISTS.items()},
        "what was told is looked after": lambda: watch_promises(timezone.now()),
        "agents are warned of what was told": lambda: warn_of_promises(timezone.now()),
        "the order of routing": lambda: list(in_order(waiting_tickets(), policy, 50)),
    }


if __name__ == "__main__":
    main()
