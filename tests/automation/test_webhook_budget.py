"""A loop through a program ends, whomever it writes as; what is left out is told once, and seen where one looks."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.accounts.letter import Letter
from shopbell.automation import webhook_budget
from shopbell.automation.models import RuleRun, Schedule, Webhook, WebhookCall
from shopbell.automation.sweep import run_schedules
from shopbell.automation.webhook_call import State
from shopbell.automation.webhook_telling import tell_webhooks
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket, create_ticket
from tests.cast import customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def hook(monkeypatch):
    monkeypatch.setattr(webhook_budget, "MOST_AN_HOUR", 3)
    monkeypatch.setattr(webhook_budget, "MOST_OF_ONE", 2)
    return Webhook.objects.create(
        name="Warehouse", address="https://warehouse.example/", secret="secret", tells=["article.changed"]
    )


def opened(number, by):
    """A ticket of a customer whom nobody knows yet."""
    return create_ticket(customer=customer(f"C{number} Okafor"), channel="email", subject="Stock", by=by)


def letters():
    return [json.loads(each.content)[1] for each in Letter.objects.all()]


def test_a_program_that_answers_as_a_new_customer_each_time_comes_to_an_end(
    trigger, settle, hook, bo, root, desk
):
    rule = trigger("Tell", "opened", {"webhook": hook.pk, "note": "Told"})
    for number in range(5):
        settle(opened(number, bo))

    runs = RuleRun.objects.filter(rule="Tell").order_by("pk")
    assert [run.outcome for run in runs] == ["done"] * 3 + ["webhook"] * 2
    assert WebhookCall.objects.count() == 3
    assert Message.objects.filter(text="Told").count() == 5  # what else it does is done without the call
    assert letters() == ["Calls of the webhook “Warehouse” are left out"]
    for page in ("triggers/", "webhooks/"):
        assert (
            "Too many calls: some were left out" in desk(root).get(f"/desk/settings/{page}").content.decode()
        )

    WebhookCall.objects.update(at=timezone.now() - timedelta(hours=2))
    settle(opened(9, bo))
    assert runs.last().outcome == "done" and runs.last().trigger == rule


def test_another_webhook_of_the_same_rule_is_called_and_blamed_for_nothing(trigger, settle, hook, bo, root):
    books = Webhook.objects.create(name="Books", address="https://books.example/", secret="secret")
    rule = trigger("Tell", "opened", {"webhook": hook.pk})
    rule.steps.append({"do": "webhook", "to": books.pk})
    rule.save()
    for number in range(3):
        WebhookCall.objects.create(webhook=hook, event="article.changed", object_id=number)
    settle(opened(1, bo))

    assert [call.webhook.name for call in WebhookCall.objects.filter(rule="Tell")] == ["Books"]
    assert RuleRun.objects.get().outcome == "webhook"
    assert letters() == ["Calls of the webhook “Warehouse” are left out"]


def test_a_schedule_waits_and_the_admins_are_told(hook, bo, root):
    steps = [{"do": "webhook", "to": hook.pk}, {"do": "priority", "to": 4}]
    schedule = Schedule(name="Tell", is_on=True, since="opened", after_hours=1, steps=steps)
    schedule.keep("channel:email")
    schedule.save()
    for number in range(5):
        opened(number, bo)

    now = timezone.now() + timedelta(minutes=1)
    Ticket.objects.update(created_at=now - timedelta(hours=1, seconds=30))
    assert run_schedules(now) == 3
    assert letters() == ["Calls of the webhook “Warehouse” are left out"]
    WebhookCall.objects.update(at=now - timedelta(hours=2))
    assert run_schedules(now + timedelta(seconds=20)) == 2
    assert Ticket.objects.filter(priority=4).count() == 5


def test_of_one_article_it_is_told_so_often_an_hour_and_of_others_all_the_same(hook, root, desk):
    for _time in range(4):
        tell_webhooks("article.changed", [(7, "en")])
    tell_webhooks("article.changed", [(8, "en")])

    states = WebhookCall.objects.order_by("pk").values_list("object_id", "state")
    assert list(states) == [(7, "waiting")] * 2 + [(7, "left_out")] * 2 + [(8, "waiting")]
    assert letters() == ["Calls of the webhook “Warehouse” are left out"]
    page = desk(root).get(f"/desk/settings/webhooks/{hook.pk}/").content.decode()
    assert "Left out: It was called too often." in page


def test_of_all_articles_together_it_is_told_so_often_an_hour_as_well(hook, root):
    tell_webhooks("article.changed", [(number, "en") for number in range(5)])

    assert WebhookCall.objects.filter(state="waiting").count() == 3


def test_the_admins_are_told_again_after_a_day_and_when_it_was_changed(hook, root):
    now = timezone.now()
    for when in (now, now + timedelta(hours=23), now + timedelta(hours=25)):
        webhook_budget.note_left_out([hook], when)

    assert len(letters()) == 2


def test_a_bound_is_counted_without_reading_what_it_left_out(hook):
    now = timezone.now()
    calls = [WebhookCall(webhook=hook, state=State.LEFT_OUT, object_id=7, at=now) for _time in range(50)]
    WebhookCall.objects.bulk_create([*calls, WebhookCall(webhook=hook, object_id=7, at=now)])

    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        cursor.execute("set local enable_seqscan = off")
        assert not webhook_budget.is_spent(hook, now)
        assert not webhook_budget.is_echo(hook, "article", 7, now)
        for query in asked.captured_queries[1:3]:
            cursor.execute(f"explain {query['sql']}")
            assert "webhook_call_made" in str(cursor.fetchall())
