"""Triggers on the settings pages: written, refused where they make no sense, rehearsed, moved, switched and undone."""

import re

import pytest
from django.test import Client

from shopbell.automation.models import Schedule, Trigger
from shopbell.core.errors import Refused
from shopbell.core.settings_history import SettingChange, undo_change
from shopbell.tickets.models import Macro

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


@pytest.mark.requirement("R16")
def test_the_list_and_the_preview_say_which_words_and_hours_a_trigger_waits_for(client):
    """With its conditions alone it would read as if it did so to every mail."""
    client.post(NEW, SAID | {"spoken": "broken\nnever again", "hours": "closed"})

    for page in ("/desk/settings/triggers/", f"/desk/settings/triggers/{Trigger.objects.get().pk}/"):
        shown = client.get(page).content.decode()
        assert "the customer writes “broken” or “never again”" in shown
    listed = client.get("/desk/settings/triggers/").content.decode()
    assert (
        "email</span></bdi> · the customer writes “broken” or “never again” · Only while you are closed"
        in listed
    )


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


def test_an_answer_that_nobody_would_read_may_be_left_out_of_a_rule(client, thanks):
    client.post(NEW, SAID | {"answer": thanks.pk, "goes_on": "on"})

    made = Trigger.objects.get()
    assert {"do": "answer_where_read", "to": thanks.pk} in made.steps
    page = client.get(f"/desk/settings/triggers/{made.pk}/").content.decode()
    assert "where somebody reads it" in page
    assert re.search(r'name="goes_on"[^>]* checked', page)
