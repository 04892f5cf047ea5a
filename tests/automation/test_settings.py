"""Triggers on the settings pages: written, refused where they make no sense, rehearsed, moved, switched and undone."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.automation import rehearsal
from shopbell.automation.models import Schedule, Trigger
from shopbell.core.errors import Refused
from shopbell.core.settings_history import SettingChange, undo_change
from shopbell.promises.models import BusinessHours
from shopbell.promises.rules import empty_rules
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.models import Event, Macro
from shopbell.tickets.status import set_status
from shopbell.tickets.ticket import create_ticket

pytestmark = pytest.mark.django_db
NEW = "/desk/settings/triggers/new/"
SAID = {
    "name": "Mail first",
    "is_on": "on",
    "occasions": ["opened"],
    "text": "channel:email",
    "priority": "3",
    "hours": "any",
}
PREVIEW = {"headers": {"HX-Request": "true", "HX-Target": "preview"}}


@pytest.fixture
def client(root) -> Client:
    client = Client()
    client.force_login(root)
    return client


@pytest.mark.requirement("R16")
def test_a_trigger_is_written_and_comes_back_as_it_was_written(client, vip, thanks):
    more = {"tags": [vip.pk], "answer": thanks.pk, "note": "Look", "spoken": "never again\nbad"}
    assert client.post(NEW, SAID | more).status_code == 302

    kept = Trigger.objects.get()
    assert (kept.name, kept.is_on, kept.text, kept.words) == (
        "Mail first",
        True,
        "channel:email",
        ["never again", "bad"],
    )
    assert kept.steps == [
        {"do": "answer", "to": thanks.pk}, {"do": "note", "to": "Look"}, {"do": "tag", "to": vip.pk},
        {"do": "priority", "to": 3},
    ]  # fmt: skip
    page = client.get(f"/desk/settings/triggers/{kept.pk}/").content.decode()
    assert "never again\nbad</textarea>" in page
    assert f'value="{vip.pk}" checked' in page or f'value="{vip.pk}"\n' in page or "checked" in page


@pytest.mark.parametrize(
    "said, sentence",
    [
        ({"text": "nothing:like-this"}, "There is no field “nothing”"),
        ({"text": "assignee:me"}, "nobody is “me”"),
        ({"priority": ""}, "Choose at least one thing"),
        ({"occasions": []}, "This field is required"),
        ({"note": "@nobody look at this"}, "Nobody here is called @nobody."),
        ({"spoken": "x" * 81}, "is too long: it has 81 characters, and there is room for 80."),
        ({"spoken": "\n".join(map(str, range(201)))}, "Write up to 200 lines. There are 201."),
    ],
)
def test_what_makes_no_sense_is_refused(client, said, sentence):
    answer = client.post(NEW, SAID | said)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Trigger.objects.exists()


def test_a_tag_that_comes_and_goes_at_once_is_refused(client, vip):
    answer = client.post(NEW, SAID | {"tags": [vip.pk], "untag": [vip.pk]})

    assert answer.status_code == 422
    assert "It adds the tag “vip” and removes it again." in answer.content.decode()
    assert not Trigger.objects.exists()


def test_a_note_may_call_who_is_there_and_name_addresses(client, ada):
    note = f"@{ada.first_name}, see service@example.com"
    assert client.post(NEW, SAID | {"note": note}).status_code == 302

    assert {"do": "note", "to": note} in Trigger.objects.get().steps


def test_a_macro_that_names_the_agent_cannot_be_the_answer_of_a_rule(client):
    macro = Macro.objects.create(name="Signed", text="Yours, {{ agent.name }}")

    answer = client.post(NEW, SAID | {"answer": macro.pk})

    assert "No agent sends it" in answer.content.decode()


@pytest.mark.parametrize(
    "said, sentence",
    [
        ({}, "Would have hit 1 ticket of the last 30 days"),
        ({"text": ""}, "Would have hit 2 tickets of the last 30 days"),
        ({"spoken": "Tuesday"}, "Would have hit 1 ticket"),
        ({"spoken": "Sunday"}, "Would have hit 0 tickets"),
        ({"occasions": ["solved"]}, "Would have hit 0 tickets"),
    ],
)
def test_a_dry_run_tells_what_it_would_have_hit(client, late_parcel, wrong_size, said, sentence):
    answer = client.post(
        NEW, SAID | said, headers={"HX-Request": "true", "HX-Target": "preview"}
    ).content.decode()

    assert sentence in answer
    assert "Sets the priority to High" in answer
    assert not Trigger.objects.exists()


@pytest.mark.parametrize("hours, hit", [("closed", 1), ("open", 1), ("any", 2)])
def test_a_dry_run_goes_by_the_hour_at_which_a_ticket_was_opened(client, late_parcel, wrong_size, hours, hit):
    """One came on a Sunday, one on a Monday, to a desk that is open on weekdays."""
    week = [[[0, 1440]]] * 5 + [[], []]
    BusinessHours.objects.create(name="Weekdays", is_default=True, rules=empty_rules() | {"week": week})
    today = timezone.now().replace(hour=12)
    monday = today - timedelta(days=7 + today.weekday())
    Event.objects.filter(ticket=late_parcel).update(created_at=monday - timedelta(days=1))
    Event.objects.filter(ticket=wrong_size).update(created_at=monday)

    drawn = client.post(NEW, SAID | {"text": "", "hours": hours}, **PREVIEW).content.decode()

    assert f"Would have hit {hit} ticket" in drawn


def test_a_dry_run_counts_what_a_person_wrote_alone(client, late_parcel, mina):
    """As the trigger itself, which no absence note wakes and no answer of a rule."""
    Event.objects.filter(ticket=late_parcel).delete()
    receive_message(late_parcel, "I am away.", customer=mina, channel="email", is_automatic=True)
    write_reply(late_parcel, "We are closed.", by="Nobody is here", channel="email")

    for occasion in ("received", "replied"):
        drawn = client.post(NEW, SAID | {"occasions": [occasion]}, **PREVIEW).content.decode()
        assert "Would have hit 0 tickets" in drawn

    receive_message(late_parcel, "Hello?", customer=mina, channel="email")
    drawn = client.post(NEW, SAID | {"occasions": ["received"]}, **PREVIEW).content.decode()
    assert "Would have hit 1 ticket" in drawn


def test_the_page_of_a_trigger_lists_the_tickets_it_would_have_hit(client, late_parcel, wrong_size):
    client.post(NEW, SAID)

    page = client.get(f"/desk/settings/triggers/{Trigger.objects.get().pk}/").content.decode()

    assert f"#{late_parcel.pk} Where is my parcel?" in page
    assert "The shirt is too small" not in page


def test_triggers_are_moved_and_switched_in_the_list(client, trigger):
    first, second = trigger("First", "opened", {"priority": 3}), trigger("Second", "opened", {"priority": 4})

    client.post(f"/desk/settings/triggers/{second.pk}/order/", {"move": "up"})
    client.post(f"/desk/settings/triggers/{first.pk}/order/", {"is_on": "no"})

    assert list(Trigger.objects.values_list("name", "is_on")) == [("Second", True), ("First", False)]


def test_a_change_is_told_in_words_and_can_be_put_back(client, root):
    client.post(NEW, SAID)
    kept = Trigger.objects.get()
    client.post(f"/desk/settings/triggers/{kept.pk}/", SAID | {"text": "channel:chat", "priority": "4"})

    change = SettingChange.objects.latest("pk")
    lines = {label: (old, new) for label, old, new, _is_secret in change.lines}
    assert lines["Conditions"] == ("channel:email", "channel:chat")
    assert lines["Steps"] == ("Sets the priority to High", "Sets the priority to Urgent")

    undo_change(change, by=root)
    kept.refresh_from_db()
    assert (kept.text, kept.steps) == ("channel:email", [{"do": "priority", "to": 3}])


def test_who_may_not_manage_settings_changes_no_trigger(trigger, bo):
    made = trigger("First", "opened", {"priority": 3})
    client = Client()
    client.force_login(bo)

    assert client.post(f"/desk/settings/triggers/{made.pk}/order/", {"is_on": "no"}).status_code == 403
    assert client.post(NEW, SAID).status_code == 403


TIME = {
    "name": "Follow up",
    "is_on": "on",
    "since": "pended",
    "after_hours": "72",
    "priority": "3",
    "hours": "any",
}
NEW_SCHEDULE = "/desk/settings/schedules/new/"


def test_a_schedule_is_written_and_told_in_words(client):
    assert client.post(NEW_SCHEDULE, TIME).status_code == 302

    assert "72 hours since it became pending" in client.get("/desk/settings/schedules/").content.decode()
    kept = Schedule.objects.get()
    client.post(f"/desk/settings/schedules/{kept.pk}/order/", {"is_on": "no"})
    kept.refresh_from_db()
    assert not kept.is_on


@pytest.mark.parametrize(
    "said, sentence",
    [
        ({"since": "clock", "text": "channel:email"}, "Choose the days and the hour."),
        ({"since": "clock", "days": [0], "at": "09:00"}, "Say which tickets"),
        ({"after_hours": "-1"}, "greater than or equal to 0"),
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused(client, said, sentence):
    answer = client.post(NEW_SCHEDULE, TIME | said)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_the_dry_run_of_a_schedule_counts_whose_time_came(client, late_parcel, wrong_size, bo):
    set_status(late_parcel, "pending", by=bo)
    Event.objects.filter(verb="pended").update(created_at=timezone.now() - timedelta(hours=80))

    answer = client.post(NEW_SCHEDULE, TIME, headers={"HX-Request": "true", "HX-Target": "preview"})

    assert "Would have hit 1 ticket of the last 30 days" in answer.content.decode()


def test_conditions_and_steps_are_told_in_words_and_what_is_gone_is_named(client, trigger, vip):
    made = trigger("Both", "opened", {"tag": vip.pk, "priority": 4}, "-priority:high,urgent channel:email")
    vip.delete()

    page = client.get(f"/desk/settings/triggers/{made.pk}/").content.decode()

    assert "Priority is not High or Urgent" in page
    assert "Channel is E-mail" in page
    assert "One step is left out: what it names is gone." in page


def test_what_the_form_refuses_no_history_puts_back(client, root, late_parcel):
    clock = {"since": "clock", "days": [0], "at": "09:00"}
    made = Schedule.objects.create(
        name="Follow up", since="clock", days=[0], steps=[{"do": "priority", "to": 3}]
    )
    client.post(f"/desk/settings/schedules/{made.pk}/", TIME | clock | {"text": "channel:email"})

    with pytest.raises(Refused, match="Say which tickets"):
        undo_change(SettingChange.objects.latest("pk"), by=root)
    made.refresh_from_db()
    assert made.text == "channel:email"


def test_one_fault_of_a_rule_hides_no_other_and_invents_none(client):
    page = client.post(NEW, SAID | {"text": "nothing:like-this"}).content.decode()

    assert "There is no field “nothing”" in page and "Choose at least one thing" not in page


def test_a_dry_run_with_words_asks_no_more_for_more_tickets_and_once_for_a_page(
    client, trigger, late_parcel, wrong_size, mina, bo
):
    made = trigger("Parcels", "received", {"priority": 3}, words=["parcel"])
    address = f"/desk/settings/triggers/{made.pk}/"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert "Would have hit 1 ticket" in client.get(address).content.decode()
    for _time in range(5):
        more = create_ticket(customer=mina, channel="email", subject="Parcel", by=mina)
        receive_message(more, "Where is it?", customer=mina, channel="email")

    with CaptureQueriesContext(connection) as many:
        assert "Would have hit 6 tickets" in client.get(address).content.decode()
    assert len(many) == len(few)
    assert (
        sum('ARRAY(SELECT U0."text"' in each["sql"] for each in many) == 2
    )  # of all, and of those that are shown


def test_beside_the_rule_stand_its_tickets_with_what_was_said_and_what_would_be_answered(
    client, late_parcel, thanks
):
    drawn = client.post(NEW, SAID | {"answer": thanks.pk}, **PREVIEW).content.decode()

    assert f"#{late_parcel.pk} Where is my parcel?" in drawn
    said = late_parcel.messages.first().text.split(".")[0]
    assert f"<bdi>{late_parcel.customer}</bdi>: <bdi>{said}" in drawn
    assert f"What #{late_parcel.pk} would have been answered" in drawn
    assert f"Hello {late_parcel.customer.name.split()[0]}." in drawn
    assert "Delete" not in drawn and "rule-hits" in drawn


def test_an_answer_that_cannot_be_worded_says_why_beside_the_rule(client, trigger, late_parcel, thanks):
    made = trigger("Thank", "opened", {"answer": thanks.pk})
    Macro.objects.filter(pk=thanks.pk).update(text="{{ customer.shoe }}", texts={})

    assert "customer.shoe" in client.get(f"/desk/settings/triggers/{made.pk}/").content.decode()


def test_without_an_answer_or_a_ticket_none_is_shown(client, late_parcel):
    assert "would have been answered" not in client.post(NEW, SAID, **PREVIEW).content.decode()
    assert (
        "The newest of them"
        not in client.post(NEW, SAID | {"text": "channel:chat"}, **PREVIEW).content.decode()
    )


def test_a_dry_run_that_would_take_long_says_so_and_the_form_stays(client, late_parcel, monkeypatch):
    monkeypatch.setattr(
        rehearsal, "_rehearse", lambda rule, now: connection.cursor().execute("select pg_sleep(9)")
    )
    monkeypatch.setattr(rehearsal, "MOST_MS", 20)

    answer = client.post(NEW, SAID, headers={"HX-Request": "true", "HX-Target": "preview"})

    assert "Too many tickets to say in a moment" in answer.content.decode()
    assert client.post(NEW, SAID).status_code == 302


def test_an_answer_that_nobody_would_read_may_be_left_out_of_a_rule(client, thanks):
    client.post(NEW, SAID | {"answer": thanks.pk, "goes_on": "on"})

    made = Trigger.objects.get()
    assert {"do": "answer_where_read", "to": thanks.pk} in made.steps
    page = client.get(f"/desk/settings/triggers/{made.pk}/").content.decode()
    assert "where somebody reads it" in page
    assert re.search(r'name="goes_on"[^>]* checked', page)
