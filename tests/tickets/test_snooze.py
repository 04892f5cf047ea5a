"""Snoozing: out of the queues until a moment or the customer's word, and back whatever happens."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.models import Snooze, Ticket
from shopbell.tickets.snooze import offers, snooze_ticket, wake_due_tickets, wake_ticket
from shopbell.tickets.status import solve_ticket
from shopbell.timetable import app as timetable

FRAGMENT = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def tomorrow():
    return timezone.now() + timedelta(days=1)


def words(event):
    return " ".join(render_to_string("tickets/_event.html", {"event": event}).split())


def test_a_snoozed_ticket_leaves_the_queue(late_parcel, bo, tomorrow):
    snooze_ticket(late_parcel, until=tomorrow, by=bo)

    assert late_parcel not in Ticket.objects.in_queue()
    assert late_parcel.is_snoozed and late_parcel.snooze.agent == bo
    assert words(late_parcel.events.latest("pk")).startswith("Bo Lind snoozed this ticket until ")


def test_snoozing_again_moves_the_moment_and_the_same_again_leaves_no_trace(late_parcel, bo, tomorrow):
    later = tomorrow + timedelta(days=1)
    for until in (tomorrow, later, later):
        snooze_ticket(late_parcel, until=until, by=bo)

    assert Snooze.objects.get().until == later
    assert late_parcel.events.filter(verb="snoozed").count() == 2


@pytest.mark.parametrize(
    ("until", "sentence"),
    [(timedelta(minutes=-1), "in the future"), (timedelta(days=4000), "within the next three years")],
)
def test_a_moment_that_has_passed_or_is_years_away_is_refused(late_parcel, bo, until, sentence):
    with pytest.raises(Refused, match=sentence):
        snooze_ticket(late_parcel, until=timezone.now() + until, by=bo)


def test_a_solved_ticket_cannot_be_snoozed_and_solving_ends_a_snooze(late_parcel, bo, tomorrow):
    snooze_ticket(late_parcel, until=tomorrow, by=bo)
    solve_ticket(late_parcel, by=bo)

    assert not Snooze.objects.exists()
    with pytest.raises(Refused, match="not solved"):
        snooze_ticket(late_parcel, until=tomorrow, by=bo)


def test_waking_an_awake_ticket_leaves_no_trace(late_parcel, bo):
    wake_ticket(late_parcel, by=bo)

    assert not late_parcel.events.filter(verb="woken").exists()


@pytest.mark.parametrize("days", [1, None])
def test_the_customer_s_word_wakes_it_at_once(late_parcel, mina, bo, days):
    snooze_ticket(late_parcel, until=timezone.now() + timedelta(days=days) if days else None, by=bo)

    receive_message(late_parcel, "It came!", customer=mina, channel="email")

    assert late_parcel in Ticket.objects.in_queue()
    woken = late_parcel.events.get(verb="woken")
    assert (woken.customer, woken.cause.verb) == (mina, "received")
    assert words(woken) == "Mina Okafor wrote, so this ticket is back."


def test_an_answer_of_ours_lets_it_sleep(late_parcel, bo):
    snooze_ticket(late_parcel, until=None, by=bo)

    write_reply(late_parcel, "Please tell us when it is there.", by=bo, channel="email")

    assert late_parcel not in Ticket.objects.in_queue()


def test_due_tickets_wake_on_their_own_and_only_once(late_parcel, wrong_size, bo, tomorrow):
    snooze_ticket(late_parcel, until=tomorrow, by=bo)
    snooze_ticket(wrong_size, until=None, by=bo)

    assert wake_due_tickets(tomorrow - timedelta(seconds=1)) == 0
    assert wake_due_tickets(tomorrow) == 1
    assert wake_due_tickets(tomorrow) == 0
    assert set(Ticket.objects.in_queue()) == {late_parcel}
    assert words(late_parcel.events.get(verb="woken")).endswith("it was snoozed until now.")


@pytest.mark.django_db(transaction=True)
def test_sweeps_in_parallel_wake_each_ticket_once(late_parcel, bo, tomorrow):
    snooze_ticket(late_parcel, until=tomorrow, by=bo)
    woken = []

    def sweep():
        woken.append(wake_due_tickets(tomorrow))
        connection.close()

    sweeps = [threading.Thread(target=sweep) for _ in range(4)]
    for each in sweeps:
        each.start()
    for each in sweeps:
        each.join()

    assert sorted(woken) == [0, 0, 0, 1]
    assert late_parcel.events.filter(verb="woken").count() == 1


def test_the_sweep_runs_each_minute():
    crons = {task.task.name: task.cron for task in timetable.periodic_registry.periodic_tasks.values()}

    assert crons["tickets.wake_due"] == "* * * * *"


@pytest.mark.parametrize(
    ("now", "labels"),
    [
        (
            "2026-11-24T10:00",
            ["In an hour", "This afternoon", "Tomorrow morning", "Monday morning", "In a week"],
        ),
        ("2026-11-24T16:00", ["In an hour", "Tomorrow morning", "Monday morning", "In a week"]),
        ("2026-11-22T10:00", ["In an hour", "This afternoon", "Tomorrow morning", "In a week"]),
        ("2026-11-23T10:00", ["In an hour", "This afternoon", "Tomorrow morning", "Monday morning"]),
    ],
    ids=["a Tuesday", "its afternoon", "a Sunday", "a Monday"],
)
def test_moments_are_offered_that_make_sense_now_and_none_twice(now, labels):
    found = offers(datetime.fromisoformat(now).replace(tzinfo=UTC))

    assert [offer.label for offer in found] == labels
    assert len({offer.until for offer in found}) == len(found)


def test_mornings_are_those_of_the_agent_s_zone_also_across_a_change_of_the_clock():
    with timezone.override("Europe/Berlin"):
        found = {offer.label: offer.until for offer in offers(datetime(2026, 3, 28, 12, tzinfo=UTC))}

    assert found["Tomorrow morning"].astimezone(UTC) == datetime(2026, 3, 29, 7, tzinfo=UTC)


def test_the_agent_snoozes_and_wakes_from_the_console(desk, bo, late_parcel, tomorrow):
    browser, path = desk(bo), f"/desk/tickets/{late_parcel.pk}"
    assert "Tomorrow morning" in browser.get(f"{path}/snooze/", **FRAGMENT).content.decode()

    page = browser.post(f"{path}/snooze/", {"until": tomorrow.isoformat()}, **FRAGMENT)
    assert "Snoozed until" in page.content.decode()
    assert f"{path}/wake/" in page.headers["HX-Trigger"] and "close-dialog" in page.headers["HX-Trigger"]

    page = browser.post(f"{path}/wake/", **FRAGMENT)
    assert "Snoozed until" not in page.content.decode()
    assert not Snooze.objects.exists()


def test_an_own_hour_is_meant_in_the_agent_s_zone(desk, bo, late_parcel):
    bo.time_zone = "America/New_York"
    bo.save()

    desk(bo).post(f"/desk/tickets/{late_parcel.pk}/snooze/", {"until": "2028-07-01T09:00"})

    assert Snooze.objects.get().until == datetime(2028, 7, 1, 13, tzinfo=UTC)


@pytest.mark.parametrize("data", [{}, {"until": ""}, {"until": "soon"}, {"until": "2001-01-01T09:00"}])
def test_what_is_no_moment_is_refused_with_a_sentence(desk, bo, late_parcel, data):
    page = desk(bo).post(f"/desk/tickets/{late_parcel.pk}/snooze/", data, **FRAGMENT)

    assert page.status_code == 422 and "Pick a" in page.content.decode()
    assert not Snooze.objects.exists()
