"""Who let a ticket pass a moment ago: by not taking an offer, or because it went back to its queue."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from shopbell.tickets.event import Event, Verb
from shopbell.tickets.ticket import TicketQuerySet

from .offer import Answer, Offer, OfferQuerySet

PASSED = timedelta(minutes=5)  # who let a ticket pass is not given it again for so long


class Passed(NamedTuple):
    """When somebody let a ticket pass last, and how many times within `PASSED`."""

    at: datetime
    is_own_return: bool = False
    times: int = 1


def passed_at(ticket_id: int, now: datetime) -> dict[int, Passed]:
    """Who let it pass a moment ago, whose rest is oldest first."""
    offers, returned = _offers(now).filter(ticket=ticket_id), _returned(now).filter(ticket=ticket_id)
    rows = [(agent, Passed(at)) for agent, at in offers.values_list("agent", "answered_at") if at]
    for by, data, at in returned.values_list("agent", "data", "created_at"):
        if agent := data.get("before_id"):
            rows.append((agent, Passed(at, is_own_return=agent == by)))
    found: dict[int, Passed] = {}
    for agent, each in sorted(rows, key=lambda row: row[1].at):
        found[agent] = each._replace(times=found[agent].times + 1 if agent in found else 1)
    return dict(sorted(found.items(), key=lambda row: row[1].at))


def passed_by(agent: int, tickets: TicketQuerySet, now: datetime) -> set[int]:
    """Those of `tickets` that `agent` let pass a moment ago."""
    among = tickets.order_by().values("pk")
    offers = _offers(now).filter(agent=agent, ticket__in=among)
    returned = _returned(now).filter(data__before_id=agent, ticket__in=among)
    return {*offers.values_list("ticket", flat=True), *returned.values_list("ticket", flat=True)}


def _offers(now: datetime) -> OfferQuerySet:
    return Offer.objects.filter(answered_at__gt=now - PASSED, answer__in=[Answer.DECLINED, Answer.LATE])


def _returned(now: datetime) -> QuerySet[Event]:
    return Event.objects.filter(verb=Verb.UNASSIGNED, created_at__gt=now - PASSED)
