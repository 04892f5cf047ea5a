"""What was asked when, for the tests of what hours were asked for."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.hours_advice import Demand
from shopbell.promises.hours_counted import count_hours
from shopbell.promises.hours_demand import demand_of
from shopbell.promises.rules import empty_rules
from shopbell.tickets.ticket import Ticket, create_ticket

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 26, 12, tzinfo=BERLIN)  # a Thursday
TUESDAY_LATE = datetime(2026, 11, 24, 23, 30, tzinfo=BERLIN)
AN_HOUR = timedelta(hours=1)


def keep(name: str = "Care", **more) -> BusinessHours:
    rules = empty_rules() | {"zone": "Europe/Berlin"} | more.pop("rules", {})
    return BusinessHours.objects.create(name=name, rules=rules, **more)


def ask(customer, at: datetime, *, channel: str = "email", team=None, **columns) -> Ticket:
    ticket = create_ticket(customer=customer, channel=channel, subject="?", team=team, by=customer, at=at)
    Ticket.objects.filter(pk=ticket.pk).update(**columns)
    return ticket


def counted(kept: BusinessHours, team_ids=None, *, now: datetime = NOW) -> Demand:
    count_hours(now, anew=True)
    return demand_of(kept, team_ids, now)
