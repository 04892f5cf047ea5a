"""Many tickets over HTTP: what is selected, the preview, the number to confirm, progress and the way back."""

import re

import pytest

from shopbell.tickets import bulk_work
from shopbell.tickets.models import BulkRun, Ticket
from shopbell.tickets.ticket import create_ticket


@pytest.fixture
def many(mina, returns, monkeypatch):
    monkeypatch.setattr(bulk_work, "MOST_WAITING", 10_000)
    return [
        create_ticket(customer=mina, channel="email", subject=f"Parcel {number}", team=returns)
        for number in range(25)
    ]


def ids(tickets):
    return ",".join(str(ticket.pk) for ticket in tickets)


def post(browser, what, **data):
    return browser.post(f"/desk/bulk/{what}", data, headers={"HX-Request": "true"})


def work():
    for run in BulkRun.objects.all():
        while run.is_working:
            bulk_work.work_on(run.pk)
            run.refresh_from_db()


def test_a_few_tickets_change_at_once_and_the_screen_follows(desk, bo, many):
    browser = desk(bo)
    dialog = post(browser, "choose/", action="priority", ids=ids(many[:3])).content.decode()
    assert "3 tickets" in dialog and "Urgent" in dialog
    preview = post(browser, "preview/", action="priority", value="4", ids=ids(many[:3])).content.decode()
    assert "3 tickets change." in preview and "bulk-confirm" not in preview

    click = re.search(r'name="request_id" value="([^"]+)"', dialog)[1]
    for _double_click in range(2):
        answer = post(browser, "", action="priority", value="4", ids=ids(many[:3]), request_id=click)
        assert answer.status_code == 200 and "bulk-started" in answer.headers["HX-Trigger"]
    assert BulkRun.objects.count() == 1
    assert "0 of 3" in browser.get("/desk/bulk/").content.decode()

    work()

    page = browser.get("/desk/views/open/").content.decode()
    assert "3 tickets changed." in page and "Priority: Urgent" in page
    assert Ticket.objects.filter(priority=4).count() == 3


def test_more_than_twenty_need_their_number_confirmed(desk, bo, many):
    browser, wish = desk(bo), {"action": "status", "value": "solved", "ids": ids(many)}
    assert "Yes, change 25 tickets" in post(browser, "preview/", **wish).content.decode()

    for number in ("", "24"):
        answer = post(browser, "", **wish, confirm=number)
        assert answer.status_code == 422
        assert "These are more than 20 tickets. Confirm the number." in answer.content.decode()
    assert not BulkRun.objects.exists()

    assert post(browser, "", **wish, confirm="25").status_code == 200


def test_a_whole_view_without_some(desk, bo, many):
    browser = desk(bo)
    assert browser.get("/desk/views/open/count/").content == b"25"

    post(browser, "", action="priority", value="4", view="open", confirm="23", **{"except": ids(many[:2])})
    work()

    assert Ticket.objects.filter(priority=4).count() == 23
    assert not Ticket.objects.filter(pk__in=[many[0].pk, many[1].pk], priority=4).exists()


def test_an_agent_of_another_team_selects_nothing_by_its_number(desk, cy, many):
    answer = post(desk(cy), "", action="priority", value="4", ids=ids(many[:3]))

    assert answer.status_code == 422
    assert "no ticket to change" in answer.content.decode()


@pytest.mark.parametrize(
    "wish, words",
    [
        ({"action": "priority", "value": "4"}, "Select tickets first."),
        ({"action": "explode", "value": "4", "ids": "1"}, "cannot be done to many tickets"),
        ({"action": "priority", "value": "77", "ids": "1"}, "Choose a priority."),
        ({"action": "team", "value": "77", "ids": "1"}, "no longer there"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(desk, bo, many, wish, words):
    answer = post(desk(bo), "", **wish)

    assert answer.status_code == 422 and words in answer.content.decode()


def test_a_run_is_undone_cancelled_and_put_away_by_its_agent(desk, bo, many):
    browser = desk(bo)
    post(browser, "", action="priority", value="4", ids=ids(many[:3]))
    work()
    run = BulkRun.objects.get()

    assert "Taking it back" in post(browser, f"{run.pk}/undo/").headers["HX-Trigger"]
    work()
    assert "3 tickets are as before." in browser.get("/desk/bulk/").content.decode()
    assert not Ticket.objects.filter(priority=4).exists()
    assert "as before" not in post(browser, f"{run.pk}/dismiss/").content.decode()

    post(browser, "", action="priority", value="1", ids=ids(many[:3]))
    latest = BulkRun.objects.latest("pk")
    assert "3 were not touched." in post(browser, f"{latest.pk}/cancel/").content.decode()


def test_an_action_is_offered_only_to_who_may(desk, bo, many):
    bo.role.permissions.remove("ticket:assign")
    bo.role.save()

    assert post(desk(bo), "choose/", action="assign", ids=ids(many[:3])).status_code == 403
    page = desk(bo).get("/desk/views/open/").content.decode()
    assert 'data-bulk="status"' in page and 'data-bulk="assign"' not in page
