"""Who promises an answer in a ticket that nobody has is told before and after that it becomes theirs."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.promises.promising import promise_by
from shopbell.tickets.answer_policy import AnswerPolicy
from shopbell.tickets.assignment import assign_ticket

pytestmark = pytest.mark.django_db
BEFORE, AFTER = "it will be yours", "The ticket is yours now."


@pytest.fixture
def address(late_parcel):
    return f"/desk/tickets/{late_parcel.pk}/promise/"


def dialog(client, address):
    return client.get(address).content.decode()


def toast(client, address, until=None):
    until = until or timezone.now() + timedelta(days=1)
    answer = client.post(address, {"until": until.isoformat()}, headers={"HX-Request": "true"})
    return json.loads(answer.headers["HX-Trigger"])["toast"]


@pytest.mark.requirement("R113")
def test_the_dialog_and_the_toast_say_that_the_ticket_becomes_ones_own_and_open(
    late_parcel, address, bo, desk
):
    client = desk(bo)
    page = dialog(client, address)
    assert BEFORE in page and "It will be open, no longer new." in page

    said = toast(client, address)
    assert AFTER in said["text"] and "The ticket is open now." in said["text"]
    late_parcel.refresh_from_db()
    assert (late_parcel.assignee, late_parcel.status) == (bo, "open")


def test_the_toast_leaves_the_ticket_to_its_queue_and_the_promise_stands(late_parcel, address, bo, desk):
    client = desk(bo)
    said = toast(client, address)

    assert said["label"] == "Give it back"
    assert client.post(said["undo"], headers={"HX-Request": "true"}).status_code == 204
    late_parcel.refresh_from_db()
    assert late_parcel.assignee is None
    assert late_parcel.promises.get().outcome == "open"


def test_a_ticket_that_somebody_has_becomes_nobody_elses(late_parcel, address, ada, bo, desk):
    assign_ticket(late_parcel, ada, by=ada)
    client = desk(bo)

    assert BEFORE not in dialog(client, address)
    said = toast(client, address)
    assert AFTER not in said["text"] and "undo" not in said


def test_where_an_answer_takes_nothing_on_nothing_of_it_is_said(late_parcel, address, bo, desk):
    AnswerPolicy.objects.create(pk=1, takes_on=False)
    client = desk(bo)

    assert BEFORE not in dialog(client, address)
    assert AFTER not in toast(client, address)["text"]


def test_a_later_promise_is_warned_of_and_the_mail_says_that_it_replaces_the_former(
    late_parcel, address, bo, desk
):
    soon, later = timezone.now() + timedelta(minutes=30), timezone.now() + timedelta(days=9)
    promise_by(late_parcel, soon, by=bo)

    shown = dialog(desk(bo), address)
    assert "later than promised" in shown and "Another time replaces it" in shown
    said = toast(desk(bo), address, later)["text"]

    assert "later than what was promised before" in said
    text = late_parcel.messages.filter(agent=bo).latest("pk").text
    assert text.startswith("Hello,\n\nYou will hear back from us by ")
    assert "This replaces the time that we told you before, " in text


def test_an_earlier_promise_is_no_delay(late_parcel, address, bo, desk):
    promise_by(late_parcel, timezone.now() + timedelta(days=9), by=bo)

    assert "later than promised" not in dialog(desk(bo), address)
    assert "later than what" not in toast(desk(bo), address, timezone.now() + timedelta(hours=2))["text"]
