"""How the tests of promises tell of events and ask what became of a promise."""

from datetime import timedelta

from shopbell.promises.promise import react
from shopbell.tickets.event import Event

HOUR = timedelta(hours=1)


def tell_events(ticket, *verbs) -> None:
    for event in Event.objects.filter(ticket=ticket, verb__in=verbs).order_by("pk"):
        react(event)


def fate(promise) -> str:
    promise.refresh_from_db()
    return promise.outcome
