"""Programs that write: tickets, replies, notes and changes, each once per key."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from shopbell.api.scope import Scope
from shopbell.promises.choosing import choose_due
from shopbell.promises.clock_state import state_of, to_json
from shopbell.promises.models import Promise, TicketClocks
from shopbell.promises.promise import Kind, make_promise, react
from shopbell.promises.promise_breaking import break_due
from shopbell.tickets.message import write_reply
from shopbell.tickets.models import Message, Ticket

NEW = {
    "subject": "Broken zip",
    "text": "The zip broke on day two.",
    "email": "nia@shopper.example",
    "name": "Nia",
}


@pytest.fixture
def service(program):
    return program(Scope.TICKETS_READ, Scope.TICKETS_WRITE, name="Returns portal")


def test_a_ticket_is_opened_in_the_customers_name(service, returns):
    answer = service.post("/tickets", NEW | {"team": "Returns"})

    ticket = Ticket.objects.get()
    assert answer.status_code == 201 and answer.json()["id"] == ticket.pk
    assert ticket.team == returns and ticket.customer.name == "Nia"
    assert ticket.messages.get().text == NEW["text"] and ticket.messages.get().is_from_customer


def test_the_same_key_opens_one_ticket_and_answers_alike(service):
    first = service.post("/tickets", NEW, Idempotency_Key="k1")
    again = service.post("/tickets", NEW, Idempotency_Key="k1")

    assert Ticket.objects.count() == 1
    assert (first.status_code, again.status_code) == (201, 200) and first.json() == again.json()


def test_a_key_that_was_used_for_other_words_is_refused(service):
    service.post("/tickets", NEW, Idempotency_Key="k1")
    answer = service.post("/tickets", NEW | {"text": "Something else"}, Idempotency_Key="k1")

    assert answer.status_code == 409 and answer.json()["error"]["code"] == "conflict"
    assert Ticket.objects.count() == 1


def test_two_programs_may_use_the_same_key(service, program):
    service.post("/tickets", NEW, Idempotency_Key="k1")
    program(Scope.TICKETS_WRITE).post("/tickets", NEW, Idempotency_Key="k1")

    assert Ticket.objects.count() == 2


def test_an_agents_token_answers_in_the_agents_name(program, late_parcel, bo):
    calls = program(Scope.TICKETS_WRITE, agent=bo)

    answer = calls.post(
        f"/tickets/{late_parcel.pk}/replies", {"text": "It is on its way.", "then": "pending"}
    )

    assert answer.status_code == 201 and answer.json()["author"] == "agent"
    late_parcel.refresh_from_db()
    assert late_parcel.status == "pending"
    assert late_parcel.messages.order_by("pk").last().agent == bo
    assert late_parcel.messages.order_by("pk").last().deliveries.get().recipient == "mina@shopper.example"


def test_a_service_notes_and_answers_under_its_own_name(service, late_parcel):
    note = service.post(f"/tickets/{late_parcel.pk}/notes", {"text": "Scanned in Ghent."})
    reply = service.post(f"/tickets/{late_parcel.pk}/replies", {"text": "Tomorrow."}, Idempotency_Key="r")
    service.post(f"/tickets/{late_parcel.pk}/replies", {"text": "Tomorrow."}, Idempotency_Key="r")

    assert (note.json()["kind"], note.json()["name"]) == ("note", "Returns portal")
    assert (reply.json()["kind"], reply.json()["author"]) == ("reply", "rule")
    assert Message.objects.filter(text="Tomorrow.").count() == 1
    told = service.get(f"/tickets/{late_parcel.pk}/messages").json()["data"]
    assert [each["text"] for each in told] == [
        "Tomorrow.",
        "Scanned in Ghent.",
        "It should have come on Tuesday.",
    ]


def test_a_ticket_is_changed_wholly_or_not_at_all(service, late_parcel):
    answer = service.send("PATCH", f"/tickets/{late_parcel.pk}", {"priority": "urgent", "status": "solved"})
    assert answer.status_code == 200
    assert (answer.json()["priority"], answer.json()["status"]) == ("urgent", "solved")

    refused = service.send("PATCH", f"/tickets/{late_parcel.pk}", {"subject": "New words", "status": "new"})
    assert refused.status_code == 422 and refused.json()["error"]["code"] == "refused"
    assert service.get(f"/tickets/{late_parcel.pk}").json()["subject"] == "Where is my parcel?"


def test_a_ticket_for_nobody_or_for_an_unknown_team_is_refused(service):
    for lacking in ({"email": ""}, {"team": "Nobody"}, {"email": "no address"}):
        answer = service.post("/tickets", NEW | lacking)
        assert answer.status_code == 422 and answer.json()["error"]["sentence"]
    assert not Ticket.objects.exists()


def test_reading_is_a_scope_of_its_own(program, late_parcel):
    assert program(Scope.TICKETS_WRITE).get(f"/tickets/{late_parcel.pk}").status_code == 403


def test_who_may_only_write_hears_no_more_than_that_it_is_there(program, late_parcel, mina):
    writer = program(Scope.TICKETS_WRITE)

    assert writer.send("PATCH", f"/tickets/{late_parcel.pk}", {}).status_code == 422
    told = writer.send("PATCH", f"/tickets/{late_parcel.pk}", {"priority": "high"})
    made = writer.post("/tickets", NEW, Idempotency_Key="k")

    assert told.status_code == 200 and told.json() == {"id": late_parcel.pk, "status": late_parcel.status}
    assert made.status_code == 201 and set(made.json()) == {"id", "status"}
    assert writer.post("/tickets", NEW, Idempotency_Key="k").json() == made.json()


def test_a_call_that_is_sent_again_after_the_ticket_was_deleted_is_told_so(service):
    made = service.post("/tickets", NEW, Idempotency_Key="k")
    address = f"/tickets/{made.json()['id']}/notes"
    service.post(address, {"text": "Called her."}, Idempotency_Key="n")
    Message.objects.filter(kind="note").delete()

    assert service.post(address, {"text": "Called her."}, Idempotency_Key="n").status_code == 404
    Ticket.objects.all().delete()
    assert service.post("/tickets", NEW, Idempotency_Key="k").status_code == 404


OUTBOUND = {"outbound": True, "email": "nia@shopper.example", "subject": "Ready", "text": "Your boots wait."}


def test_a_program_writes_first_and_once(service, care, returns):
    first = service.post("/tickets", OUTBOUND | {"then": "pending", "name": "Nia"}, Idempotency_Key="k1")
    again = service.post("/tickets", OUTBOUND | {"then": "pending", "name": "Nia"}, Idempotency_Key="k1")

    ticket = Ticket.objects.get()
    assert (first.status_code, again.status_code) == (201, 200)
    assert (ticket.status, ticket.assignee, ticket.team, ticket.customer.name) == (
        "pending",
        None,
        returns,
        "Nia",
    )
    assert ticket.messages.get().rule == "Returns portal"
    assert ticket.messages.get().deliveries.get().recipient == "nia@shopper.example"


def test_an_agents_token_writes_first_in_the_agents_name(program, care, mina, bo):
    calls = program(Scope.TICKETS_WRITE, Scope.CUSTOMERS_READ, agent=bo)
    answer = calls.post("/tickets", {**OUTBOUND, "email": "", "customer_id": mina.pk, "inbox": care.address})

    assert answer.status_code == 201
    assert (Ticket.objects.get().assignee, Ticket.objects.get().customer) == (bo, mina)


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": ""},
        {"email": ""},
        {"email": "nia@shopper.example, theo@shopper.example"},
        {"inbox": "nobody@shop.example"},
        {"outbound": False, "then": "pending"},
    ],
)
def test_what_cannot_be_written_first_is_refused_and_leaves_nothing(service, care, changes):
    assert service.post("/tickets", OUTBOUND | changes).status_code == 422
    assert not Ticket.objects.exists()


@pytest.mark.requirement("R110")
def test_a_ticket_tells_what_was_promised_in_it(service, late_parcel, bo):
    choose_due(timezone.now())
    told = service.get(f"/tickets/{late_parcel.pk}").json()["promises"]
    assert [(each["goal"], each["state"], each["ended_at"]) for each in told] == [
        ("first_reply", "running", None)
    ]

    write_reply(late_parcel, "It comes today.", by=bo, channel="email")
    told = service.get(f"/tickets/{late_parcel.pk}").json()["promises"]
    assert [(each["goal"], each["state"], bool(each["ended_at"])) for each in told] == [
        ("first_reply", "kept", True)
    ]
    assert service.get("/tickets").json()["data"][0]["promises"] == told


def test_a_promise_that_is_late_is_broken_though_its_customer_still_waits(service, late_parcel):
    choose_due(timezone.now())
    TicketClocks.objects.filter(ticket=late_parcel).update(state=_due_by_then(late_parcel))

    (told,) = service.get(f"/tickets/{late_parcel.pk}").json()["promises"]

    assert (told["goal"], told["state"], told["ended_at"]) == ("first_reply", "broken", None)


def _due_by_then(ticket) -> dict:
    """Its clock as it stands once its time is over, which nobody has written down yet."""
    state = state_of(TicketClocks.objects.get(ticket=ticket).state)
    late = timezone.now() - timedelta(seconds=1)
    return to_json(replace(state, clocks=tuple(replace(each, due_at=late) for each in state.clocks)))


def test_a_filter_that_there_is_not_is_refused_and_not_left_out(service, late_parcel):
    answer = service.get("/tickets?promise=kept&limit=5")

    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == "invalid" and [each["field"] for each in error["fields"]] == ["promise"]
    assert "status" in error["sentence"] and "updated_since" in error["sentence"]
    assert service.get(f"/tickets/{late_parcel.pk}/messages?status=open").status_code == 422
    assert service.get("/tickets?limit=5&status=new").status_code == 200


@pytest.mark.requirement("R113")
def test_a_ticket_tells_by_when_its_customer_was_told_to_hear_back(service, late_parcel, bo):
    now = timezone.now().replace(microsecond=0)
    assert service.get(f"/tickets/{late_parcel.pk}").json()["told"] == []
    first = make_promise(late_parcel, now + timedelta(hours=2), by=bo)
    make_promise(late_parcel, now + timedelta(hours=5), follows=first)

    second, one = service.get(f"/tickets/{late_parcel.pk}").json()["told"]

    assert (second["kind"], one["kind"]) == ("answer", "answer")
    assert (second["state"], second["agent_id"], second["ended_at"]) == ("open", None, None)
    assert (one["state"], one["agent_id"], bool(one["ended_at"])) == ("slipped", bo.pk, True)
    assert datetime.fromisoformat(one["due_at"]) - now == timedelta(hours=2)
    assert service.get("/tickets").json()["data"][0]["told"] == [second, one]


@pytest.mark.requirement("R113")
def test_a_call_that_was_promised_is_told_from_an_answer(service, late_parcel):
    make_promise(late_parcel, timezone.now() + timedelta(hours=2), kind=Kind.CALL)

    (told,) = service.get(f"/tickets/{late_parcel.pk}").json()["told"]
    assert (told["kind"], told["state"]) == ("call", "open")


@pytest.mark.requirement("R113")
def test_what_a_customer_was_told_is_broken_from_its_time_and_ends_with_the_answer(service, late_parcel, bo):
    make_promise(late_parcel, timezone.now() + timedelta(hours=2))
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Promise.objects.update(due_at=an_hour_ago, tell_at=an_hour_ago)
    break_due(timezone.now())

    (told,) = service.get(f"/tickets/{late_parcel.pk}").json()["told"]
    assert (told["state"], told["ended_at"]) == ("broken", None)

    answered = _answer(late_parcel, bo)
    (told,) = service.get(f"/tickets/{late_parcel.pk}").json()["told"]
    said = DjangoJSONEncoder().default
    assert (told["state"], told["due_at"], told["ended_at"]) == ("broken", said(an_hour_ago), said(answered))


def _answer(ticket, agent) -> datetime:
    write_reply(ticket, "It comes today.", by=agent, channel="email")
    event = ticket.events.get(verb="replied")
    react(event)
    return event.created_at
