"""Tasks of a ticket, and the checklists that put many there at once."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.tickets.checklist import (
    MOST,
    Checklist,
    Task,
    add_task,
    apply_checklist,
    change_task,
    finish_task,
    move_task,
    remove_task,
    reopen_task,
)

FRAGMENT = {"headers": {"HX-Request": "true"}}


def texts(ticket):
    return [task.text for task in ticket.tasks.all()]


def verbs(ticket):
    tasks = ("task_", "checklist_")
    return [
        verb for verb in ticket.events.order_by("pk").values_list("verb", flat=True) if verb.startswith(tasks)
    ]


def test_a_task_is_done_by_somebody_at_some_time_once(late_parcel, bo):
    task = add_task(late_parcel, " Ask the\ncarrier ", by=bo)

    finish_task(task, by=bo)
    finish_task(task, by=bo)

    task.refresh_from_db()
    assert (task.text, task.done_by, task.is_done) == ("Ask the carrier", bo, True)
    assert verbs(late_parcel) == ["task_added", "task_done"]

    reopen_task(task, by=bo)
    reopen_task(task, by=bo)
    task.refresh_from_db()
    assert (task.done_at, task.done_by) == (None, None)
    assert verbs(late_parcel) == ["task_added", "task_done", "task_reopened"]


def test_a_task_is_somebody_s_until_a_day(late_parcel, bo, ada):
    yesterday = timezone.localdate() - timedelta(days=1)
    task = add_task(late_parcel, "Ask the carrier", by=bo)

    for _ in range(2):
        change_task(task, text="Ask the carrier", assignee=ada, due_on=yesterday, by=bo)

    task.refresh_from_db()
    assert (task.assignee, task.due_on, task.is_overdue) == (ada, yesterday, True)
    assert verbs(late_parcel) == ["task_added", "task_changed"]
    finish_task(task, by=ada)
    task.refresh_from_db()
    assert not task.is_overdue


def test_tasks_move_within_their_ticket_and_stop_at_the_ends(late_parcel, bo):
    one, two, three = (add_task(late_parcel, text, by=bo) for text in ("one", "two", "three"))

    move_task(three, -1, by=bo)
    assert texts(late_parcel) == ["one", "three", "two"]
    move_task(one, -1, by=bo)
    assert texts(late_parcel) == ["one", "three", "two"]
    move_task(one, 5, by=bo)
    assert texts(late_parcel) == ["three", "two", "one"]


def test_a_checklist_comes_at_once_and_doubles_nothing_that_waits(late_parcel, bo):
    lost = Checklist.objects.create(name="Parcel lost", tasks=["Ask the carrier", "Send a new one"])
    add_task(late_parcel, "Ask the carrier", by=bo)

    assert len(apply_checklist(late_parcel, lost, by=bo)) == 1
    assert apply_checklist(late_parcel, lost, by=bo) == []

    assert texts(late_parcel) == ["Ask the carrier", "Send a new one"]
    assert verbs(late_parcel) == ["task_added", "checklist_applied"]


def test_a_removed_task_leaves_its_words_in_the_timeline(late_parcel, bo):
    task = add_task(late_parcel, "Ask the carrier", by=bo)

    remove_task(task, by=bo)
    remove_task(task, by=bo)

    assert texts(late_parcel) == []
    assert late_parcel.events.get(verb="task_removed").data["task"] == "Ask the carrier"
    with pytest.raises(Refused, match="removed a moment ago"):
        finish_task(task, by=bo)


def test_an_empty_task_and_one_too_many_are_refused(late_parcel, bo):
    with pytest.raises(Refused, match="Write what is to be done"):
        add_task(late_parcel, " \n ", by=bo)
    Task.objects.bulk_create(Task(ticket=late_parcel, text=str(number)) for number in range(MOST))

    with pytest.raises(Refused, match="up to 100 tasks"):
        add_task(late_parcel, "one more", by=bo)


def test_the_panel_adds_changes_and_ticks_off(desk, late_parcel, bo, ada):
    browser, address = desk(bo), f"/desk/tickets/{late_parcel.pk}/tasks/"

    page = browser.post(
        address, {"text": "Ask the carrier", "assignee": ada.pk, "due_on": "2026-12-24"}, **FRAGMENT
    )
    assert "Ask the carrier" in page.content.decode() and "Ada Moreau" in page.content.decode()
    task = Task.objects.get()
    assert task.due_on == date(2026, 12, 24)

    page = browser.post(f"{address}{task.pk}/", {"done": "yes"}, **FRAGMENT)
    assert 'aria-checked="true"' in page.content.decode() and "1/1" in page.content.decode()
    browser.post(f"{address}{task.pk}/", {"text": "Ask again", "assignee": "", "due_on": "x"}, **FRAGMENT)
    task.refresh_from_db()
    assert (task.text, task.assignee, task.due_on) == ("Ask again", None, None)
    assert browser.post(address, {"text": " "}, **FRAGMENT).status_code == 422
    assert browser.post(f"{address}{task.pk}/", {"remove": "yes"}).status_code == 302
    assert not Task.objects.exists()


def test_a_task_of_another_ticket_is_not_there(desk, late_parcel, wrong_size, bo):
    task = add_task(wrong_size, "Ask", by=bo)

    assert (
        desk(bo).post(f"/desk/tickets/{late_parcel.pk}/tasks/{task.pk}/", {"done": "yes"}).status_code == 404
    )


def test_an_agent_chooses_from_the_checklists_of_everybody_and_their_team(
    desk, root, bo, late_parcel, advice
):
    browser = desk(root)
    words = {"name": "Parcel lost", "lines": "Ask the carrier\n\nSend a new one", "position": 0}
    assert browser.post("/desk/settings/checklists/new/", words).status_code == 302
    other = Checklist.objects.create(name="Fitting", tasks=["Measure"], team=advice)
    lost = Checklist.objects.get(name="Parcel lost")
    assert lost.tasks == ["Ask the carrier", "Send a new one"]

    browser, address = desk(bo), f"/desk/tickets/{late_parcel.pk}/tasks/"
    card = browser.get(address).content.decode()
    assert "Parcel lost" in card and "Fitting" not in card
    browser.post(address, {"checklist": lost.pk}, **FRAGMENT)
    assert texts(late_parcel) == ["Ask the carrier", "Send a new one"]
    assert browser.post(address, {"checklist": other.pk}, **FRAGMENT).status_code == 404
