"""Calls that customers asked for, by programs: what has room, asked for once, answered and made by people."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from shopbell.accounts.availability import Availability
from shopbell.api.scope import Scope
from shopbell.automation.occasion import verbs_of
from shopbell.customers.block import block_customer
from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.models import Promise
from shopbell.promises.rules import empty_rules
from shopbell.routing.models import Offer
from shopbell.tickets.event import Verb
from shopbell.tickets.status import solve_ticket
from shopbell.tickets.ticket import Ticket
from shopbell.waiting.models import CallBack

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R29", "R112")]
BOTH = (Scope.TICKETS_READ, Scope.TICKETS_WRITE)
NUMBER = "020 7946 0018"


@pytest.fixture
def hours(db):
    always = {"week": [[[0, 1440]]] * 7, "zone": "Europe/London", "country": "GB"}
    return BusinessHours.objects.create(name="Always", is_default=True, rules=empty_rules() | always)


@pytest.fixture
def offered(shop_chat, hours, bo, late_parcel):
    """The ticket of an e-mail; Bo is there, and the shop's chat offers calls."""
    Availability.objects.create(agent=bo, chosen="available", seen_at=timezone.now())
    return late_parcel


@pytest.fixture
def app(program):
    """The shop's app: a service."""
    return program(*BOTH, name="Shop app")


@pytest.fixture
def bos(program, bo):
    return program(*BOTH, agent=bo)


def ask(app, ticket, **more):
    return app.post(f"/tickets/{ticket.pk}/calls", {"number": NUMBER, **more})


def times(app, ticket):
    return app.get(f"/tickets/{ticket.pk}/call-times").json()


def test_a_program_asks_for_a_call_that_is_promised_and_told(app, offered):
    answer = ask(app, offered)

    told = answer.json()
    assert answer.status_code == 201
    assert (told["state"], told["number"], told["from_at"]) == ("open", "+442079460018", None)
    promise = Promise.objects.get(ticket=offered, kind="call", outcome="open")
    assert parse_datetime(told["due_at"]) == promise.due_at
    assert "…018" in promise.message.text and promise.message.channel == "email"
    assert offered.events.get(verb=Verb.CALL_ASKED).rule == "Shop app"


@pytest.mark.parametrize("address", ["mina@shopper.example", ""])
def test_who_wrote_in_the_community_is_told_of_their_call_by_mail_or_not_at_all(app, offered, address):
    Ticket.objects.filter(pk=offered.pk).update(channel="community")
    offered.customer.identities.filter(kind="email").delete()
    if address:
        offered.customer.identities.create(kind="email", value=address)

    assert ask(app, offered).status_code == 201

    told = Promise.objects.get(ticket=offered, kind="call").message
    assert (told and told.channel) == ("email" if address else None)
    assert not offered.messages.filter(channel="community").exists()


def test_the_times_that_are_told_can_be_asked_for(app, offered):
    offer = times(app, offered)
    slot = offer["times"][2]

    told = ask(app, offered, from_at=slot["from_at"], language="de").json()

    assert offer["now"] is True
    assert (told["from_at"], told["due_at"], told["language"]) == (slot["from_at"], slot["until"], "de")


def test_what_is_full_is_not_told_and_refused_in_a_sentence(app, offered, shop_chat, mina):
    shop_chat.settings |= {"callers": 1, "call_minutes": 60}
    shop_chat.save()
    slot = times(app, offered)["times"][0]["from_at"]
    other = type(offered).objects.create(customer=mina, team=offered.team, channel="email")
    ask(app, other, from_at=slot)

    answer = ask(app, offered, from_at=slot)

    assert slot not in [each["from_at"] for each in times(app, offered)["times"]]
    assert answer.status_code == 422 and "taken by now" in answer.json()["error"]["sentence"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"number": "12"}, "no phone number"),
        ({"from_at": "2020-01-01T10:00:00Z"}, "This time is gone"),
        ({"from_at": "9999-12-31T23:59:00Z"}, "This time is gone"),
    ],
)
def test_what_nobody_can_do_is_refused(app, offered, given, words):
    answer = ask(app, offered, **given)

    assert answer.status_code == 422 and words in answer.json()["error"]["sentence"]
    assert not CallBack.objects.exists()


def test_a_shop_without_calls_says_so(app, offered, shop_chat):
    shop_chat.settings |= {"call_back": "no"}
    shop_chat.save()

    assert times(app, offered) == {"now": False, "times": []}
    assert "no calls" in ask(app, offered).json()["error"]["sentence"]


def test_nobody_calls_who_is_blocked(app, offered, ada):
    block_customer(offered.customer, by=ada)

    assert "blocked" in ask(app, offered).json()["error"]["sentence"]


def test_the_same_key_asks_once_and_another_time_moves_it(app, offered):
    slot = times(app, offered)["times"][1]["from_at"]
    way = f"/tickets/{offered.pk}/calls"
    first = app.post(way, {"number": NUMBER}, Idempotency_Key="k")
    again = app.post(way, {"number": NUMBER}, Idempotency_Key="k")
    moved = ask(app, offered, from_at=slot)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"] == moved.json()["id"]
    assert CallBack.objects.get().from_at == parse_datetime(slot)


def test_a_call_is_listed_read_and_told_with_its_ticket(app, offered):
    made = ask(app, offered).json()

    assert app.get(f"/calls/{made['id']}").json() == made
    assert app.get("/calls?state=open").json()["data"] == [made]
    assert app.get(f"/calls?ticket_id={offered.pk}&state=reached").json()["data"] == []
    assert app.get(f"/tickets/{offered.pk}").json()["call"] == made


def test_a_call_that_is_needed_no_longer_is_called_off_once(app, offered):
    made = ask(app, offered).json()
    offs = [app.send("DELETE", f"/calls/{made['id']}") for _ in range(2)]

    assert [(off.status_code, off.json()["state"]) for off in offs] == [(200, "declined")] * 2
    assert Promise.objects.get(kind="call").outcome == "void"
    assert offered.events.filter(verb=Verb.CALL_DECLINED).count() == 1
    assert app.get(f"/tickets/{offered.pk}").json()["call"] is None


def offer_to(ticket, agent):
    return Offer.objects.create(ticket=ticket, agent=agent, until=timezone.now() + timedelta(minutes=1))


def test_whom_a_call_is_offered_to_takes_it(app, bos, offered, bo):
    made = ask(app, offered).json()
    offer_to(offered, bo)
    assert bos.get(f"/calls/{made['id']}").json()["offered_to"] == bo.pk

    answer = bos.post(f"/calls/{made['id']}/offer", {"answer": "accept"})

    offered.refresh_from_db()
    assert answer.status_code == 200 and answer.json()["offered_to"] is None
    assert offered.assignee == bo


def test_whom_a_call_is_offered_to_lets_it_pass(app, bos, offered, bo):
    made = ask(app, offered).json()
    offer = offer_to(offered, bo)

    assert bos.post(f"/calls/{made['id']}/offer", {"answer": "decline"}).status_code == 200

    offer.refresh_from_db()
    offered.refresh_from_db()
    assert (offer.answer, offered.assignee) == ("declined", None)


@pytest.mark.parametrize(("answer", "seen"), [("accept", 200), ("decline", 404)])
def test_who_is_asked_to_call_sees_the_call_though_the_ticket_is_not_theirs_to_open(
    app, bos, offered, bo, answer, seen
):
    made = ask(app, offered).json()
    bo.role.permissions = ["ticket:read_own", "ticket:reply"]
    bo.role.save()
    way = f"/calls/{made['id']}"
    assert bos.get(way).status_code == 404
    offer_to(offered, bo)

    assert bos.get(way).json()["offered_to"] == bo.pk
    assert [each["id"] for each in bos.get("/calls").json()["data"]] == [made["id"]]
    assert bos.send("DELETE", way).status_code == 404  # it is not theirs to change
    said = [bos.post(f"{way}/offer", {"answer": answer}) for _ in range(2)]

    assert [each.status_code for each in said] == [200, 200]
    assert bos.get(way).status_code == seen


def test_what_is_offered_to_nobody_is_answered_by_nobody(app, bos, offered):
    made = ask(app, offered).json()

    assert bos.post(f"/calls/{made['id']}/offer", {"answer": "accept"}).status_code == 409


@pytest.mark.parametrize(("outcome", "fate"), [("reached", "kept"), ("missed", "kept")])
def test_an_agents_program_says_what_came_of_the_call_once(app, bos, offered, bo, outcome, fate):
    made = ask(app, offered).json()
    way = f"/calls/{made['id']}/outcome"

    said = [bos.post(way, {"outcome": outcome}, Idempotency_Key="k") for _ in range(2)]
    late = bos.post(way, {"outcome": "reached"})

    assert [(each.status_code, each.json()["state"]) for each in said] == [(200, outcome)] * 2
    assert late.status_code == 409
    assert said[0].json()["agent_id"] == bo.pk
    assert Promise.objects.get(kind="call").outcome == fate


def test_who_was_not_reached_is_called_again_by_a_promised_time(app, bos, offered):
    made = ask(app, offered).json()
    way = f"/calls/{made['id']}/outcome"
    until = timezone.now().replace(microsecond=0) + timedelta(hours=3)

    without = bos.post(way, {"outcome": "again"})
    told = bos.post(way, {"outcome": "again", "until": until.isoformat()}).json()

    assert without.status_code == 422
    assert (told["state"], parse_datetime(told["due_at"])) == ("open", until)


def test_a_service_neither_takes_nor_makes_calls(app, offered):
    made = ask(app, offered).json()

    for way, body in (("offer", {"answer": "accept"}), ("outcome", {"outcome": "reached"})):
        answer = app.post(f"/calls/{made['id']}/{way}", body)
        assert answer.status_code == 403 and "person" in answer.json()["error"]["sentence"]


def test_a_call_of_a_ticket_that_one_may_not_open_is_not_there(app, program, offered, cy):
    made = ask(app, offered).json()
    stranger = program(*BOTH, agent=cy)

    assert stranger.get("/calls").json()["data"] == []
    for method, address, body in (
        ("GET", f"/calls/{made['id']}", None),
        ("DELETE", f"/calls/{made['id']}", None),
        ("POST", f"/calls/{made['id']}/offer", {"answer": "accept"}),
        ("POST", f"/calls/{made['id']}/outcome", {"outcome": "reached"}),
        ("GET", f"/tickets/{offered.pk}/call-times", None),
        ("POST", f"/tickets/{offered.pk}/calls", {"number": NUMBER}),
    ):
        assert stranger.send(method, address, body).status_code == 404, address
    assert CallBack.objects.get().ended_at is None


def test_who_may_only_write_hears_no_number(program, offered):
    answer = ask(program(Scope.TICKETS_WRITE), offered)

    assert answer.status_code == 201 and set(answer.json()) == {"id", "state"}


def test_a_solved_ticket_is_called_about_no_more(app, offered, bo):
    solve_ticket(offered, by=bo)

    assert ask(app, offered).status_code == 422


def test_rules_and_their_webhooks_hear_of_calls():
    assert verbs_of(["call_asked", "called"]) == {Verb.CALL_ASKED, Verb.CALLED}
