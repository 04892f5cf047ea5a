"""Calls of webhooks: signed, with a key that stays, tried again with growing pauses, and nowhere they must not go."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.api.told import ticket_told
from shopbell.automation import webhook_call
from shopbell.automation.models import Webhook, WebhookCall
from shopbell.automation.run import KEPT, sweep_runs
from shopbell.automation.trace import runs_told
from shopbell.automation.webhook_call import CALL, PAUSES_SECONDS, REST, call_webhook, make_call
from shopbell.tickets.deletion import delete_ticket
from tests.automation.conftest import SECRET

pytestmark = pytest.mark.django_db


def jobs():
    return ProcrastinateJob.objects.filter(task_name=CALL)


def made(call, **more):
    make_call(call.pk, **more)
    call.refresh_from_db()
    return call


def test_a_rule_tells_it_of_the_ticket_in_the_shape_of_the_api(trigger, settle, hook, program, late_parcel):
    trigger("Tell the warehouse", "opened", {"webhook": hook.pk, "priority": 4}, "channel:email")
    settle(late_parcel)
    assert program.came == []  # only after the commit, by a job

    (job,) = jobs()
    make_call(**job.args)

    told = program.told()
    assert told["rule"] == "Tell the warehouse"
    late_parcel.refresh_from_db()
    assert told["ticket"] == ticket_told(late_parcel)
    assert told["ticket"]["priority"] == "urgent"  # as it is when it is called
    assert WebhookCall.objects.get().state == "taken"
    assert runs_told(late_parcel)[0].did[0] == "Calls the webhook “Warehouse” (Taken)"


def test_it_is_signed_with_its_moment(call, program):
    made(call)

    headers, body = program.came[0]
    moment, proof = (part.partition("=")[2] for part in headers["X-Shopbell-Signature"].split(","))
    assert proof == hmac.new(SECRET.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert abs(int(moment) - timezone.now().timestamp()) < 60
    assert headers["Idempotency-Key"] == json.loads(body)["delivery"] == str(call.key)
    assert headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("status", [500, 503, 429, 408])
def test_what_may_pass_is_tried_again_with_growing_pauses_and_the_same_key(
    call, program, late_parcel, status
):
    program.status = status
    pauses = []
    for _time in range(len(PAUSES_SECONDS)):
        before = timezone.now()
        Webhook.objects.update(rest_until=None)  # its address has rested
        made(call)
        pauses.append(round((jobs().latest("id").scheduled_at - before).total_seconds()))
    assert pauses == pytest.approx(PAUSES_SECONDS, abs=2)
    assert call.state == "waiting" and not late_parcel.events.filter(verb="webhook_failed").exists()

    Webhook.objects.update(rest_until=None)
    made(call)

    assert (call.state, call.status) == ("failed", status)
    assert len({headers["Idempotency-Key"] for headers, _body in program.came}) == 1
    event = late_parcel.events.get(verb="webhook_failed")
    assert event.data["status"] == status and event.rule == "Tell the warehouse"


def test_what_was_taken_is_not_sent_again(call, program):
    made(call)
    made(call)

    assert len(program.came) == 1 and call.attempts == 1


@pytest.mark.parametrize("status", [400, 401, 404, 410])
def test_what_is_refused_is_not_tried_again_and_the_ticket_tells(
    desk, bo, call, program, late_parcel, status
):
    program.status = status
    made(call)

    assert call.state == "failed" and jobs().count() == 1
    page = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()
    assert f"It answered {status}." in page and "Warehouse" in page


def test_a_redirect_is_not_followed(call, program):
    program.status, program.headers = 302, {"Location": program.address}
    made(call)

    assert len(program.came) == 1
    assert call.state == "failed" and "final address" in call.told


def test_an_answer_without_end_is_not_read(call, program):
    program.body = b"x" * 5_000_000
    assert made(call).state == "taken"


def test_who_answers_slowly_is_cut_off_and_rests_while_others_wait_without_an_attempt(
    call, program, monkeypatch, hook, late_parcel
):
    monkeypatch.setattr(webhook_call, "SECONDS", 0.2)
    program.pause = 1
    made(call)
    assert (call.state, call.attempts) == ("waiting", 1) and "could not be reached" in call.told

    other = made(call_webhook(late_parcel, hook, "Another"))
    assert (other.state, other.attempts, len(program.came)) == ("waiting", 0, 1)

    program.pause = 0
    assert made(other, now=timezone.now() + REST).state == "taken"


def test_what_waited_too_long_is_given_up(call, hook, program):
    Webhook.objects.update(rest_until=timezone.now() + timedelta(days=9))
    assert made(call, now=timezone.now() + timedelta(days=5)).state == "failed"
    assert program.came == []


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "https://10.0.0.1/x",
        "https://[::1]/",
        "https://localhost/",
        "https://169.254.169.254/",
    ],
)
def test_no_address_in_a_private_network_is_called_that_the_operator_has_not_named(
    call, hook, program, settings, address
):
    settings.PRIVATE_SHOPS = set()
    Webhook.objects.update(address=address)

    assert made(call).state == "failed" and "may not be called" in call.told
    assert program.came == []


@pytest.mark.parametrize("what", ["switched off", "deleted"])
def test_what_is_gone_is_told_nobody_of(call, hook, program, late_parcel, ada, what):
    if what == "deleted":
        delete_ticket(late_parcel, by=ada)
    else:
        Webhook.objects.update(is_on=False)

    assert made(call).state == "failed" and program.came == []
    assert not late_parcel.events.filter(verb="webhook_failed").exists()


def test_a_secret_that_no_key_opens_sends_nothing_unsigned(call, program, settings):
    settings.SECRET_KEY = "another key"

    assert made(call).state == "failed" and "cannot be read" in call.told
    assert program.came == []


def test_old_calls_are_forgotten(call):
    WebhookCall.objects.update(at=timezone.now() - KEPT - timedelta(days=1))

    sweep_runs(timezone.now())

    assert not WebhookCall.objects.exists()


def test_an_address_that_takes_nothing_rests_longer_each_time_and_is_itself_again_once_it_does(
    call, program, hook, late_parcel
):
    program.status, now, rests = 503, timezone.now(), []
    for _time in range(7):
        made(call_webhook(late_parcel, hook, "Another"), now=now)
        hook.refresh_from_db()
        rests.append((hook.rest_until - now).total_seconds())
        waiting, before = made(call_webhook(late_parcel, hook, "Another"), now=now), timezone.now()
        assert waiting.attempts == 0
        assert (jobs().latest("id").scheduled_at - before).total_seconds() > rests[-1] - 5
        now = hook.rest_until
    assert rests == [30, 60, 120, 240, 480, 600, 600]

    program.status = 200
    assert made(call, now=now).state == "taken"
    hook.refresh_from_db()
    assert (hook.failures, hook.rest_until) == (0, None)
