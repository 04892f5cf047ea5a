"""After many tickets were solved together, one dialog asks why their customers wrote: one answer for all, undoable."""

import json
import re

import pytest

from shopbell.shop.matter.policy import MatterPolicy
from shopbell.tickets import bulk_work
from shopbell.tickets.bulk import start_run, undo_run
from shopbell.tickets.models import BulkRun, ContactReason, Ticket
from shopbell.tickets.reason import classify_ticket
from shopbell.tickets.ticket import create_ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R95")]
BY_HTMX = {"HX-Request": "true"}


@pytest.fixture
def three(mina, returns, monkeypatch):
    monkeypatch.setattr(bulk_work, "MOST_WAITING", 10_000)
    return [
        create_ticket(customer=mina, channel="email", subject=f"Parcel {number}", team=returns)
        for number in range(3)
    ]


@pytest.fixture
def reason(three):
    return ContactReason.objects.get(name="Return")


def work(run):
    while BulkRun.objects.get(pk=run.pk).is_working:
        bulk_work.work_on(run.pk)
    run.refresh_from_db()
    return run


def solve(three, by):
    rows = Ticket.objects.filter(pk__in=[each.pk for each in three])
    return work(start_run(rows, "status", "solved", by=by))


def reasons(three):
    found = dict(Ticket.objects.filter(pk__in=[each.pk for each in three]).values_list("pk", "reason__name"))
    return [found[each.pk] for each in three]


def test_one_answer_is_written_on_all_that_lack_one_and_can_be_taken_back(three, bo, desk, reason):
    other = ContactReason.objects.exclude(pk=reason.pk).first()
    classify_ticket(three[0], other, by=bo)
    run = solve(three, bo)
    address = f"/desk/bulk/{run.pk}/matter/"

    shown = desk(bo).get("/desk/bulk/").content.decode()
    assert f'data-asks-of-many="{address}" data-run="{run.pk}"' in shown and "2 of them do not say" in shown
    dialog = desk(bo).get(address, headers=BY_HTMX).content.decode()
    assert "2 of the solved tickets say nothing" in dialog and "Not now" in dialog

    click = re.search(r'name="request_id" value="([^"]+)"', dialog)[1]
    for _double_click in range(2):
        answer = desk(bo).post(address, {"reason": reason.pk, "request_id": click}, headers=BY_HTMX)
        assert answer.status_code == 204
    assert BulkRun.objects.count() == 2
    said = work(BulkRun.objects.get(action="reason"))
    assert reasons(three) == [other.name, "Return", "Return"]
    assert "data-asks-of-many" not in desk(bo).get("/desk/bulk/").content.decode()

    undo_run(said, by=bo)
    work(said)
    assert reasons(three) == [other.name, None, None]
    assert desk(bo).post(address, {"reason": reason.pk}, headers=BY_HTMX).status_code == 204
    work(BulkRun.objects.latest("pk"))
    assert reasons(three) == [other.name, "Return", "Return"]


def test_whoever_does_not_know_says_nothing_and_nothing_changes(three, bo, desk):
    run = solve(three, bo)

    answer = desk(bo).post(f"/desk/bulk/{run.pk}/matter/", {"reason": ""}, headers=BY_HTMX)

    assert "close-dialog" in json.loads(answer.headers["HX-Trigger"]) and reasons(three) == [None] * 3
    assert BulkRun.objects.count() == 1


def test_nothing_is_asked_where_the_shop_does_not_ask_or_the_run_solved_nothing(three, bo, desk):
    rows = Ticket.objects.filter(pk__in=[each.pk for each in three])
    work(start_run(rows, "status", "pending", by=bo))
    assert "data-asks-of-many" not in desk(bo).get("/desk/bulk/").content.decode()

    solve(three, bo)
    assert "data-asks-of-many" in desk(bo).get("/desk/bulk/").content.decode()
    MatterPolicy(pk=1, asks_reason=False).save()
    assert "data-asks-of-many" not in desk(bo).get("/desk/bulk/").content.decode()


def test_nobody_is_asked_of_anothers_run(three, bo, ada, desk, reason):
    run = solve(three, bo)

    assert desk(ada).get(f"/desk/bulk/{run.pk}/matter/").status_code == 404
    assert desk(ada).post(f"/desk/bulk/{run.pk}/matter/", {"reason": reason.pk}).status_code == 404


def test_what_was_opened_again_meanwhile_is_asked_no_more(three, bo, desk):
    run = solve(three, bo)
    Ticket.objects.filter(pk=three[0].pk).update(status="open")

    assert "2 of them do not say" in desk(bo).get("/desk/bulk/").content.decode()
    undo_run(run, by=bo)
    work(run)
    assert "data-asks-of-many" not in desk(bo).get("/desk/bulk/").content.decode()
