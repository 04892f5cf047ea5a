"""Dry runs: what a rule that is being written would have hit, beside the rule and on its page."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.automation import rehearsal, settings_tables
from shopbell.automation.models import Trigger
from shopbell.automation.rehearsal import rehearse
from shopbell.automation.rule import Hours
from shopbell.promises.models import BusinessHours, HoursVersion
from shopbell.promises.rules import empty_rules
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.models import Event, Macro, Ticket
from shopbell.tickets.status import set_status
from shopbell.tickets.ticket import create_ticket
from tests.automation.test_settings import NEW, NEW_SCHEDULE, SAID, TIME

pytestmark = pytest.mark.django_db
PREVIEW = {"headers": {"HX-Request": "true", "HX-Target": "preview"}}


@pytest.fixture
def client(root) -> Client:
    client = Client()
    client.force_login(root)
    return client


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


def test_the_switch_leads_to_the_dry_run_which_says_why_open_tickets_are_another_number(client, late_parcel):
    page = client.get(NEW).content.decode()
    drawn = client.post(NEW, SAID, **PREVIEW).content.decode()

    assert '<a href="#preview-title">Look at what it would have done before.</a>' in page
    assert '<h2 id="preview-title">What it does, and would have done</h2>' in page
    assert "The number at the conditions is of tickets that are open now" in drawn
    without = client.post(NEW, SAID | {"text": ""}, **PREVIEW).content.decode()
    assert "The number at the conditions" not in without


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


def test_the_dry_run_of_a_schedule_counts_whose_time_came(client, late_parcel, wrong_size, bo):
    set_status(late_parcel, "pending", by=bo)
    Event.objects.filter(verb="pended").update(created_at=timezone.now() - timedelta(hours=80))

    answer = client.post(NEW_SCHEDULE, TIME, headers={"HX-Request": "true", "HX-Target": "preview"})

    assert "Would have hit 1 ticket of the last 30 days" in answer.content.decode()


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
    # the words say which way the line goes, and not the name
    assert f'dir="auto"><bdi>{late_parcel.customer}</bdi>: {said}' in drawn
    assert f"What #{late_parcel.pk} would have been answered" in drawn
    assert f"Hello {late_parcel.customer.name.split()[0]}." in drawn
    assert "Delete" not in drawn and "rule-hits" in drawn


def test_an_answer_that_cannot_be_worded_says_why_beside_the_rule(client, trigger, late_parcel, thanks):
    made = trigger("Thank", "opened", {"answer": thanks.pk})
    Macro.objects.filter(pk=thanks.pk).update(text="{{ customer.shoe }}", texts={})

    assert "customer.shoe" in client.get(f"/desk/settings/triggers/{made.pk}/").content.decode()


def test_a_dry_run_that_would_take_long_says_so_and_the_form_stays(client, late_parcel, monkeypatch):
    monkeypatch.setattr(
        rehearsal, "_rehearse", lambda rule, now: connection.cursor().execute("select pg_sleep(9)")
    )
    monkeypatch.setattr(rehearsal, "MOST_MS", 20)

    answer = client.post(NEW, SAID, headers={"HX-Request": "true", "HX-Target": "preview"})

    assert "Too many tickets to say in a moment" in answer.content.decode()
    assert client.post(NEW, SAID).status_code == 302


def test_a_dry_run_goes_by_what_the_hours_said_then(trigger, late_parcel):
    """They say the contrary since an hour ago."""
    now = timezone.now()
    came = now - timedelta(hours=2)
    hours = BusinessHours.objects.create(
        name="All day", is_default=True, rules=empty_rules() | {"zone": "UTC", "week": [[[0, 1440]]] * 7}
    )
    HoursVersion.objects.update(effective_from=now - timedelta(days=9))
    hours.rules = hours.rules | {"week": [[]] * 7}
    hours.save()
    Event.objects.filter(ticket=late_parcel).update(created_at=came)
    rule = Trigger(name="Mail first", occasions=["opened"], steps=[{"do": "priority", "to": 4}])
    rule.keep("")

    for wanted, hit in ((Hours.OPEN, [late_parcel.pk]), (Hours.CLOSED, [])):
        rule.hours = wanted
        assert rehearse(rule, now).ids == hit


def test_without_an_answer_or_a_ticket_none_is_shown(client, late_parcel):
    assert "would have been answered" not in client.post(NEW, SAID, **PREVIEW).content.decode()
    assert (
        "The newest of them"
        not in client.post(NEW, SAID | {"text": "channel:chat"}, **PREVIEW).content.decode()
    )


def test_the_number_of_a_dry_run_leads_to_its_tickets_and_their_list_grows_to_the_last(
    client, late_parcel, mina, monkeypatch
):
    monkeypatch.setattr(settings_tables, "SHOWN", 1)
    monkeypatch.setattr(settings_tables, "MORE", 2)
    for _time in range(3):
        create_ticket(customer=mina, channel="email", subject="Parcel", by=mina)
    numbers = list(Ticket.objects.order_by("-pk").values_list("pk", flat=True))

    drawn = client.post(NEW, SAID, **PREVIEW).content.decode()
    assert '<a href="#rule-hits">Would have hit 4 tickets' in drawn and 'id="rule-hits"' in drawn
    assert _listed(drawn) == numbers[:1]

    drawn = client.post(f"{NEW}?shown=3", SAID, **PREVIEW).content.decode()
    assert f'hx-post="{NEW}?shown=5"' in drawn and _listed(drawn) == numbers[:3]
    assert drawn.count("autofocus") == 1 and f"autofocus>#{numbers[1]}" in drawn

    drawn = client.post(f"{NEW}?shown=5", SAID, **PREVIEW).content.decode()
    assert "?shown=" not in drawn and _listed(drawn) == numbers


def test_a_dry_run_without_a_ticket_leads_nowhere(client, late_parcel):
    assert "#rule-hits" not in client.post(NEW, SAID | {"text": "channel:chat"}, **PREVIEW).content.decode()


def _listed(drawn: str) -> list[int]:
    return [int(number) for number in re.findall(r">#(\d+) ", drawn)]


@pytest.mark.parametrize("lacking", [{"priority": ""}, {"name": ""}, {"name": "", "priority": ""}])
def test_a_rule_that_lacks_a_step_or_a_name_has_its_figure_already(client, late_parcel, wrong_size, lacking):
    shown = client.post(NEW, SAID | lacking, **PREVIEW).content.decode()

    assert "Would have hit 1 ticket of the last 30 days" in shown and "#rule-hits" in shown
    assert ("Sets the priority to High" in shown) == ("priority" not in lacking)
    assert client.post(NEW, SAID | lacking).status_code == 422


@pytest.mark.parametrize("wrong", [{"text": "nothing:like-this"}, {"spoken": "x" * 81}])
def test_where_it_cannot_be_told_which_tickets_are_meant_no_figure_is_shown(client, late_parcel, wrong):
    assert "Would have hit" not in client.post(NEW, SAID | wrong, **PREVIEW).content.decode()


def test_before_it_is_said_what_wakes_a_trigger_its_conditions_give_the_figure(
    client, trigger, late_parcel, wrong_size
):
    shown = client.post(NEW, SAID | {"occasions": []}, **PREVIEW).content.decode()
    assert "Would have hit 1 ticket of the last 30 days" in shown and "choose what wakes it" in shown

    solving = trigger("When solved", "solved", {"priority": 3})
    page = f"/desk/settings/triggers/{solving.pk}/"
    assert "choose what wakes it" in client.post(page, SAID | {"occasions": []}, **PREVIEW).content.decode()
    solving.refresh_from_db()
    assert solving.occasions == ["solved"]
