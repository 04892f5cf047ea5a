"""Fifty triggers asked about one event, beside the same questions as one SQL statement; the look of six schedules;
all in processor time."""

import psycopg

from benchmarks.desk import processor_ms, row
from benchmarks.many_tickets import fill_tickets
from benchmarks.own_database import own_database

TICKETS, MANY, TRIGGERS = 10_000, 100_000, 50
TEXTS = [
    "channel:email status:new,open -priority:urgent",
    'team:"Team 3" assignee:none',
    'reason:"Return" -tag:any',
    "language:de,fr created:<7d",
    "is:unanswered waiting:>2h",
]
SAME = [  # the same in SQL
    "t.channel = 'email' and t.status in ('new', 'open') and not t.priority = 4",
    "t.team_id = (select id from accounts_team where name = 'Team 3') and t.assignee_id is null",
    "t.reason_id in (select id from tickets_contactreason where name = 'Return') "
    "and not exists (select 1 from tickets_ticket_tag g where g.ticket_id = t.id)",
    "t.language in ('de', 'fr') and t.created_at > now() - interval '7 days'",
    "t.first_replied_at is null and t.status in ('new', 'open') and t.waiting_since < now() - interval '2 hours'",
]


def main() -> None:
    with own_database() as url:
        measure(url)


def measure(url: str) -> None:
    from django.utils import timezone

    from shopbell.automation.matching import met_by
    from shopbell.automation.models import Trigger
    from shopbell.automation.reacting import react
    from shopbell.tickets.event import Verb, record
    from shopbell.tickets.models import Ticket

    with psycopg.connect(url, autocommit=True) as bare:
        fill_tickets(bare, TICKETS)
        for number in range(TRIGGERS):
            trigger = Trigger(name=str(number), occasions=["opened"], is_on=True, words=["never said"])
            trigger.keep(TEXTS[number % len(TEXTS)])
            trigger.save()
        ticket = Ticket.objects.order_by("pk")[TICKETS // 2]
        event = record(ticket, Verb.CREATED)
        triggers = list(Trigger.objects.all())
        parts = [
            f"select {number} from tickets_ticket t where t.id = %(id)s and {SAME[number % 5]}"
            for number in range(TRIGGERS)
        ]
        statement = " union all ".join(parts)
        limit = processor_ms(lambda: bare.execute(statement, {"id": ticket.pk}).fetchall())
    asked = processor_ms(lambda: met_by(ticket, triggers, timezone.now()))
    whole = processor_ms(lambda: react(event))
    none = processor_ms(lambda: met_by(ticket, triggers[:1], timezone.now()))
    row("conditions of 50 triggers", asked, "ms", limit=limit, limit_name="one statement of SQL")
    row("an event through 50 triggers", whole, "ms", limit=limit, limit_name="one statement of SQL")
    row("conditions of one trigger", none, "ms")
    few = look_of_schedules()
    with psycopg.connect(url, autocommit=True) as bare:
        fill_tickets(bare, MANY)
        bare.execute("analyze")
    row(f"a look of six schedules, {TICKETS:,} tickets", few, "ms")
    row(f"a look of six schedules, {MANY:,} tickets", look_of_schedules(), "ms", limit=few, limit_name="that")


def look_of_schedules() -> float:
    """How long the minute's look takes that finds nobody due, for a schedule of each kind."""
    from django.utils import timezone

    from shopbell.automation.models import Schedule
    from shopbell.automation.schedule import MOMENTS

    now = timezone.now()
    schedules = [
        Schedule.objects.get_or_create(
            name=since, defaults={"since": since, "is_on": True, "after_hours": 9_000}
        )[0]
        for since in MOMENTS
    ]
    return processor_ms(lambda: [list(each.due(now)[:10]) for each in schedules])


if __name__ == "__main__":
    main()
