"""What becomes of promises and of the clocks is written by several at once, and none waits for the other for ever."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from shopbell.channels.reply import send_reply
from shopbell.promises.models import Promise, TicketClocks
from shopbell.promises.promise import VERBS, make_promise, react
from shopbell.promises.promise_watch import watch_promises
from shopbell.tickets.event import Event
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.status import set_status
from shopbell.tickets.ticket import Ticket, create_ticket
from tests.two_connections import Other, held_up_by_us

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R113")]
HOUR = timedelta(hours=1)


def told(ticket, verb: str) -> Event:
    return Event.objects.filter(ticket=ticket, verb=verb).latest("pk")


def test_an_answer_is_looked_at_while_somebody_writes_in_the_ticket_and_promises_anew(late_parcel, bo):
    now = timezone.now()
    make_promise(late_parcel, now + 4 * HOUR)
    send_reply(late_parcel, "It comes tomorrow.", by=bo, hold_seconds=0)
    event = told(late_parcel, "replied")
    with held_up_by_us(react, event) as others:
        send_reply(Ticket.objects.get(pk=late_parcel.pk), "Or today.", by=bo, hold_seconds=0)
        new = make_promise(late_parcel, now + 2 * HOUR)

    assert others[0].outcome() is None
    new.refresh_from_db()
    assert new.outcome == "open"
    assert TicketClocks.objects.get(ticket=late_parcel).told_at == new.due_at


def test_who_watches_leaves_out_a_ticket_in_which_somebody_writes(late_parcel, bo):
    now = timezone.now()
    promise = make_promise(late_parcel, now + HOUR)
    with transaction.atomic():
        send_reply(late_parcel, "It comes tomorrow.", by=bo, hold_seconds=0)
        assert Other(watch_promises, promise.tell_at).outcome() == 0
    react(told(late_parcel, "replied"))

    assert TicketClocks.objects.get(ticket=late_parcel).told == ""


def test_a_promise_goes_along_with_its_ticket_while_somebody_writes_in_the_one_that_goes_on(late_parcel, bo):
    promise = make_promise(late_parcel, timezone.now() + HOUR)
    other = create_ticket(
        customer=late_parcel.customer, channel="email", subject="Again", team=late_parcel.team
    )
    merge_tickets(other, late_parcel, by=bo)
    event = told(late_parcel, "merged_away")
    assert event.verb in VERBS
    with held_up_by_us(react, event) as others:
        send_reply(Ticket.objects.get(pk=other.pk), "It comes tomorrow.", by=bo, hold_seconds=0)
        set_status(Ticket.objects.get(pk=other.pk), "pending", by=bo)

    assert others[0].outcome() is None
    assert Promise.objects.get(pk=promise.pk).ticket == other
    kept = {row.ticket_id: row.told_at for row in TicketClocks.objects.all()}
    assert kept == {late_parcel.pk: None, other.pk: promise.due_at}
