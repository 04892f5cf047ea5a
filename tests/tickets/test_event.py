import threading
import time

import pytest
from django.db import connection, transaction
from django.template.loader import get_template, render_to_string
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.tickets.because import because_of
from shopbell.tickets.event import MANY, Event, Verb, event_of, record, write_all_events
from shopbell.tickets.status import set_status
from shopbell.tickets.ticket import Ticket

DONE_BY_NOBODY = {
    "approval_expired",
    "let_out",
    "failed",
    "continued",
    "not_acknowledged",
    "also_arrived",
    "flooded",
    "parcel_stuck",
    "parcel_moved",
    "goals_chosen",
    "promised",
    "promise_slipped",
    "promise_near",
    "promise_owed",
    "promise_at_risk",
    "promise_broken",
}


@pytest.mark.parametrize("verb", Verb.values)
def test_every_verb_has_its_sentence(verb):
    assert get_template(f"tickets/events/{verb}.html")


@pytest.mark.parametrize("verb", Verb.values)
@pytest.mark.parametrize("actor", ["agent", "customer", "rule", "desk"])
def test_every_sentence_reads_without_data_and_names_who_acted(late_parcel, bo, mina, verb, actor):
    by = {"agent": bo, "customer": mina, "rule": "Night rule", "desk": None}[actor]
    event = record(late_parcel, Verb(verb), by=by)

    words = " ".join(render_to_string("tickets/_event.html", {"event": event}).split())

    name = {"agent": "Bo Lind", "customer": "Mina Okafor", "rule": "Night rule", "desk": "Shopbell"}[actor]
    assert name in words or verb in DONE_BY_NOBODY or (verb, actor) == ("unscheduled", "desk")
    assert words.endswith((".", ":")) or "“”" in words


@pytest.mark.parametrize(("language", "name"), [("en", "Routing"), ("de", "Verteilung")])
def test_the_routing_is_named_in_the_readers_language(late_parcel, language, name):
    event = record(late_parcel, Verb.SOLVED, by="routing")

    with translation.override(language):
        assert render_to_string("tickets/_event.html", {"event": event}).split()[0] == name


def test_a_sentence_escapes_what_a_stranger_is_called(late_parcel, mina):
    mina.name = "<script>alert(1)</script>"
    event = record(late_parcel, Verb.SOLVED, by=mina)

    assert "<script>" not in render_to_string("tickets/_event.html", {"event": event})


@pytest.mark.django_db(transaction=True)
def test_one_transaction_wakes_the_reactions_of_a_ticket_once(late_parcel, wrong_size, bo):
    last = ProcrastinateJob.objects.latest("id").id

    with transaction.atomic():
        first = record(late_parcel, Verb.NOTED, by=bo)
        record(late_parcel, Verb.SOLVED, by=bo)
        other = record(wrong_size, Verb.NOTED, by=bo)

    jobs = ProcrastinateJob.objects.filter(id__gt=last, task_name="shopbell.reactions.react").order_by("id")
    assert [job.args["first_event_id"] for job in jobs] == [first.pk, other.pk]


@pytest.mark.django_db
def test_reactions_to_what_happens_to_many_let_a_customer_who_just_wrote_go_first(mina):
    tickets = [Ticket.objects.create(subject=str(place), customer=mina) for place in range(MANY + 1)]

    def write(tickets):
        write_all_events([(each, [event_of(each, Verb.PROMISE_BROKEN)]) for each in tickets])
        return list(ProcrastinateJob.objects.order_by("-id").values_list("priority", "lock")[: len(tickets)])

    assert write(tickets[:2]) == [(0, f"ticket-{each.pk}") for each in reversed(tickets[:2])]
    ProcrastinateJob.objects.all().delete()
    assert not write(tickets[:2])  # they are enqueued in this transaction already
    assert {priority for priority, _ in write(tickets[2:] + [_another(mina) for _ in range(2)])} == {-1}


@pytest.mark.django_db
def test_writing_down_what_happened_reads_no_events_of_other_tickets(late_parcel, mina):
    asked = []
    Ticket.objects.bulk_create(Ticket(subject="?", customer=mina) for _ in range(300))
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into tickets_event (ticket_id, verb, actor_kind, rule, data, created_at)"
            " select id, 'noted', 'desk', '', '{}', now() from tickets_ticket, generate_series(1, 100)"
        )

    def note(run, sql, params, *more):
        asked.append((sql, params))
        return run(sql, params, *more)

    with connection.execute_wrapper(note):
        record(late_parcel, Verb.NOTED)
    [(sql, params)] = [each for each in asked if "insert into tickets_event" in each[0]]
    with connection.cursor() as cursor:
        cursor.execute(f"explain {sql}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "Seq Scan on tickets_event" not in plan, plan


def _another(mina):
    return Ticket.objects.create(subject="Another", customer=mina)


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_wakes_nobody(late_parcel, bo):
    last = ProcrastinateJob.objects.latest("id").id

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(late_parcel, Verb.NOTED, by=bo)
        1 / 0

    assert not ProcrastinateJob.objects.filter(id__gt=last).exists()
    assert not late_parcel.events.filter(verb="noted").exists()


def test_an_event_names_its_cause(late_parcel, bo):
    cause = late_parcel.events.latest("pk")

    set_status(late_parcel, "pending", by="Night rule", cause=cause)

    event = late_parcel.events.latest("pk")
    assert (event.cause, event.actor, event.actor_kind) == (cause, "Night rule", "rule")
    assert list(cause.effects.all()) == [event]


def settled_since(event_id):
    """Events after this one, as a reader of the whole log may take them: none that a transaction still going on may
    yet precede."""
    settled = "xid < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint"
    return Event.objects.filter(pk__gt=event_id).extra(where=[settled]).order_by("pk")


@pytest.mark.django_db(transaction=True)
def test_a_reader_never_skips_the_slower_of_two_transactions(late_parcel, bo):
    """The slow writer is numbered first and commits last: until then the reader sees neither."""
    start = Event.objects.latest("pk").pk
    has_written, may_commit = threading.Event(), threading.Event()

    def write_slowly():
        try:
            with transaction.atomic():
                Event.objects.create(ticket=late_parcel, verb=Verb.NOTED, actor_kind="desk", rule="slow")
                has_written.set()
                may_commit.wait(60)
        finally:
            connection.close()

    slow = threading.Thread(target=write_slowly)
    slow.start()
    assert has_written.wait(60)
    Event.objects.create(ticket=late_parcel, verb=Verb.NOTED, actor_kind="desk", rule="quick")
    seen_meanwhile = [event.rule for event in settled_since(start)]
    may_commit.set()
    slow.join(60)

    assert seen_meanwhile == []
    # another test's transaction in the same server holds the reader back as well: before both, or between them
    seen, until = [], time.monotonic() + 60
    while len(seen) < 2 and time.monotonic() < until:
        seen = [event.rule for event in settled_since(start)]
        assert seen == ["slow", "quick"][: len(seen)]
        time.sleep(0.05)
    assert seen == ["slow", "quick"]


def test_what_is_recorded_because_of_something_names_it(late_parcel, bo):
    first = late_parcel.events.first()

    with because_of(first, rule_run=7):
        event = record(late_parcel, Verb.NOTED, by="Rule")
        nearer = record(late_parcel, Verb.NOTED, by="Rule", cause=event)
    after = record(late_parcel, Verb.NOTED, by=bo)

    assert (event.cause, event.data) == (first, {"rule_run": 7})
    assert nearer.cause == event
    assert (after.cause, after.data) == (None, {})
