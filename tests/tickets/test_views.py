"""The head's forms over HTTP: parsing, permission, what the person reads."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shopbell.accounts.models import Role
from shopbell.tickets.models import ContactReason, Tag
from tests.cast import agent

from .conftest import post

pytestmark = pytest.mark.usefixtures("store")


def test_the_head_changes_the_ticket_and_comes_back(desk, bo, late_parcel, advice):
    browser, reason = desk(bo), ContactReason.objects.get(name="Return")
    tag = Tag.objects.create(name="fragile")

    for what, data, words in [
        ("subject", {"subject": "Lost in Lyon"}, "Lost in Lyon"),
        ("status", {"status": "pending"}, "Pending"),
        ("assignment", {"assignee": bo.pk}, "Bo Lind"),
        ("reason", {"reason": reason.pk}, "After purchase › Return"),
        ("priority", {"priority": 4}, "Urgent"),
        ("tags", {"tag": tag.pk}, "fragile"),
    ]:
        page = post(browser, late_parcel, what, **data)
        assert page.status_code == 200 and words in page.content.decode(), what
        said = json.loads(page.headers["HX-Trigger"])
        assert "ticket-changed" in said
        assert what == "subject" or said["toast"]["undo"].endswith("/undo/"), what

    late_parcel.refresh_from_db()
    assert (late_parcel.subject, late_parcel.status, late_parcel.assignee) == ("Lost in Lyon", "pending", bo)
    assert (late_parcel.reason, late_parcel.priority, list(late_parcel.tags.all())) == (reason, 4, [tag])

    post(browser, late_parcel, "tags", untag=tag.pk)
    post(browser, late_parcel, "assignment", assignee="")
    post(browser, late_parcel, "reason", reason="")
    late_parcel.refresh_from_db()
    assert (late_parcel.assignee, late_parcel.reason, late_parcel.tags.count()) == (None, None, 0)


def test_what_was_just_done_is_taken_back_by_whoever_did_it(desk, bo, ada, late_parcel):
    said = json.loads(post(desk(bo), late_parcel, "status", status="solved").headers["HX-Trigger"])
    assert said["toast"]["text"] == "Bo Lind solved this ticket." and "ticket-done" in said

    assert desk(ada).post(said["toast"]["undo"]).status_code == 404
    answer = desk(bo).post(said["toast"]["undo"])

    assert answer.status_code == 204 and "Undone." in answer.headers["HX-Trigger"]
    late_parcel.refresh_from_db()
    assert late_parcel.status == "new"


def test_a_ticket_that_left_the_agent_s_sight_by_mistake_comes_back(desk, bo, late_parcel, advice):
    browser = desk(bo)
    post(browser, late_parcel, "team", team=advice.pk)
    undo = re.search(r'data-undo="([^"]+)"', browser.get("/desk/views/open/").content.decode())[1]

    assert browser.post(undo).status_code == 204
    assert browser.get(f"/desk/tickets/{late_parcel.pk}/head/").status_code == 200


def test_a_ticket_that_leaves_the_agent_s_sight_leads_back_to_the_list(desk, bo, late_parcel, advice):
    page = post(desk(bo), late_parcel, "team", team=advice.pk)

    assert page.headers["HX-Redirect"] == "/desk/"
    assert desk(bo).get(f"/desk/tickets/{late_parcel.pk}/head/").status_code == 404


def test_a_refusal_is_read_in_the_head(desk, bo, ada, late_parcel):
    bo.is_active = False
    bo.save()

    page = post(desk(ada), late_parcel, "assignment", assignee=bo.pk)

    assert page.status_code == 422
    assert "Bo Lind can no longer sign in. Choose somebody else." in page.content.decode()


def test_forms_work_without_javascript(desk, bo, late_parcel):
    page = desk(bo).post(f"/desk/tickets/{late_parcel.pk}/status/", {"status": "solved"})

    assert (page.status_code, page.url) == (302, f"/desk/tickets/{late_parcel.pk}/")


@pytest.mark.parametrize(
    "what, data",
    [
        ("status", {"status": "odd"}),
        ("priority", {"priority": "9"}),
        ("status", {}),
        ("priority", {"priority": "x"}),
    ],
)
def test_what_does_not_exist_is_a_bad_request(desk, bo, late_parcel, what, data):
    assert post(desk(bo), late_parcel, what, **data).status_code == 400


@pytest.mark.parametrize(
    "what, data",
    [
        ("assignment", {"assignee": "99999"}),
        ("assignment", {"assignee": "x"}),
        ("team", {"team": "9" * 30}),
        ("reason", {"reason": "0"}),
        ("tags", {}),
    ],
)
def test_what_is_not_there_is_not_found(desk, bo, late_parcel, what, data):
    assert post(desk(bo), late_parcel, what, **data).status_code == 404


def test_the_menus_offer_what_there_is(desk, bo, late_parcel, advice):
    Tag.objects.create(name="fragile")
    browser = desk(bo)

    menus = {
        what: browser.get(f"/desk/tickets/{late_parcel.pk}/{what}/").content.decode()
        for what in ("assignment", "team", "reason", "tags")
    }

    assert "Bo Lind" in menus["assignment"]
    assert "Product advice" in menus["team"]
    assert "Where is my order" in menus["reason"] and "Before purchase" in menus["reason"]
    assert "fragile" in menus["tags"]


def test_an_agent_of_another_team_finds_nothing(desk, cy, late_parcel):
    message, browser = late_parcel.messages.get(), desk(cy)
    for what in ("head", "assignment", "team", "reason", "tags"):
        assert browser.get(f"/desk/tickets/{late_parcel.pk}/{what}/").status_code == 404, what
    for what in ("status", "priority", "subject", "notes"):
        data = {"status": "solved", "priority": 1, "subject": "x", "text": "x"}
        assert post(browser, late_parcel, what, **data).status_code == 404, what
    assert browser.get(f"/desk/messages/{message.pk}/html/").status_code == 404
    assert browser.post(f"/desk/messages/{message.pk}/undo/").status_code == 404
    assert browser.post(f"/desk/messages/{message.pk}/reactions/", {"emoji": "👍"}).status_code == 404


def test_a_number_that_no_ticket_can_have_is_not_looked_for(desk, root):
    browser = desk(root)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(f"/desk/tickets/{10**25}/").status_code == 404
    assert not [each for each in asked if str(10**25) in each["sql"]]


def test_who_may_read_nothing_or_is_in_no_team_finds_nothing(desk, late_parcel):
    for name, permissions in (("Nobody", []), ("Teams", ["ticket:read_team"])):
        Role.objects.create(name=name, permissions=permissions)
        assert desk(agent(name, name)).get(f"/desk/tickets/{late_parcel.pk}/").status_code == 404, name


def test_reactions_come_back_counted(desk, bo, late_parcel):
    message = late_parcel.messages.get()

    page = desk(bo).post(f"/desk/messages/{message.pk}/reactions/", {"emoji": "👍"})

    assert 'aria-pressed="true"' in page.content.decode()
    assert desk(bo).post(f"/desk/messages/{message.pk}/reactions/", {"emoji": "x"}).status_code == 400
