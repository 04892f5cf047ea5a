"""Incidents begun and gone on with by programs that watch the shop."""

import pytest

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.announcements.models import Incident, StatusPart
from shopbell.api.scope import Scope

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R136")]
NEW = {
    "kind": "outage",
    "titles": {"en": "Cards are declined"},
    "texts": {"en": "Slow bank."},
    "parts": ["pay"],
}


@pytest.fixture
def watch(program):
    StatusPart.objects.create(slug="pay")
    return program(Scope.STATUS_WRITE, name="Watch")


def test_a_program_begins_an_incident_once_per_key_and_ends_it(watch):
    first = watch.post("/incidents", NEW, Idempotency_Key="k")
    again = watch.post("/incidents", NEW, Idempotency_Key="k")
    assert (first.status_code, again.status_code) == (201, 200) and Incident.objects.count() == 1
    told = first.json()
    assert (told["parts"], told["state"], told["updates"][0]["texts"]) == (
        ["pay"],
        "investigating",
        NEW["texts"],
    )

    way = f"/incidents/{told['id']}"
    over = watch.post(f"{way}/updates", {"texts": {"en": "Mended."}, "state": "over"})

    assert over.status_code == 201 and over.json()["ends_at"]
    assert [each["state"] for each in watch.get(way).json()["updates"]] == ["over", "investigating"]


def test_what_is_wrong_is_told_and_nothing_begun(watch):
    for wrong in ({"titles": {}}, {"texts": {"de": "Nur so"}}, {"parts": ["moon"]}, {"kind": "storm"}):
        assert watch.post("/incidents", NEW | wrong).status_code == 422
    assert not Incident.objects.exists()


def test_an_agents_token_needs_the_agents_permission(program, watch, bo):
    assert program(Scope.STATUS_WRITE, agent=bo).post("/incidents", NEW).status_code == 403


def test_only_a_token_that_may_write_to_customers_tells_the_tickets(watch, program):
    telling = NEW | {"tells_tickets": True}
    answer = watch.post("/incidents", telling)
    assert answer.status_code == 403 and "tickets:write" in answer.content.decode()
    assert not Incident.objects.exists()

    both = program(Scope.STATUS_WRITE, Scope.TICKETS_WRITE)
    way = f"/incidents/{both.post('/incidents', telling).json()['id']}/updates"
    said = {"texts": {"en": "Mended."}, "tells_tickets": True}

    assert (watch.post(way, said).status_code, both.post(way, said).status_code) == (403, 201)


def test_an_agent_who_may_not_answer_tells_no_tickets_by_whichever_token(program, watch, ada, monkeypatch):
    may = Agent.may
    monkeypatch.setattr(Agent, "may", lambda self, one: one != Permission.TICKET_REPLY and may(self, one))
    token = program(Scope.STATUS_WRITE, Scope.TICKETS_WRITE, agent=ada)

    assert token.post("/incidents", NEW | {"tells_tickets": True}).status_code == 403


def test_words_of_an_update_are_put_right_once_and_nobody_is_told_again(watch):
    told = watch.post("/incidents", NEW).json()
    way = f"/incidents/{told['id']}/updates/{told['updates'][0]['id']}"

    first = watch.send("PATCH", way, {"texts": {"en": "A slow bank."}}).json()["updates"][0]
    again = watch.send("PATCH", way, {"texts": {"en": "A slow bank."}}).json()["updates"][0]

    assert first["texts"] == {"en": "A slow bank."} and first["edited_at"] and again == first
    assert watch.send("PATCH", way, {"texts": {"de": "Nur so"}}).status_code == 422
    other = watch.post("/incidents", NEW).json()["id"]
    assert (
        watch.send("PATCH", f"/incidents/{other}/updates/{first['id']}", {"texts": {"en": "x"}}).status_code
        == 404
    )
