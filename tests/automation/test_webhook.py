"""Webhooks of rules: signed, with a key that stays, tried again with growing pauses, and nowhere it must not go."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.api.told import ticket_told
from shopbell.automation import webhook_call
from shopbell.automation.models import Trigger, Webhook, WebhookCall
from shopbell.automation.run import KEPT, sweep_runs
from shopbell.automation.trace import runs_told
from shopbell.automation.webhook_call import CALL, PAUSES_SECONDS, REST, call_webhook, make_call
from shopbell.core.settings_history import SettingChange
from shopbell.tickets.deletion import delete_ticket
from tests.fakes.webhook import running

pytestmark = pytest.mark.django_db
SECRET = "both of us know this"
NEW = "/desk/settings/webhooks/new/"


@pytest.fixture
def program(settings):
    with running() as fake:
        settings.PRIVATE_SHOPS = {fake.address.removeprefix("http://").removesuffix("/tickets")}
        yield fake


@pytest.fixture
def hook(program):
    return Webhook.objects.create(name="Warehouse", address=program.address, secret=SECRET)


@pytest.fixture
def call(hook, late_parcel):
    return call_webhook(late_parcel, hook, "Tell the warehouse")


def jobs():
    return ProcrastinateJob.objects.filter(task_name=CALL)


def made(call, **more):
    make_call(call.pk, **more)
    call.refresh_from_db()
    return call


@pytest.fixture
def client(root):
    client = Client()
    client.force_login(root)
    return client


def test_a_rule_tells_it_of_the_ticket_in_the_shape_of_the_api(
    trigger, settle, hook, program, late_parcel, root, client
):
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


def test_the_settings_say_of_what_else_it_is_told(client, hook):
    page = f"/desk/settings/webhooks/{hook.pk}/"
    assert "An article is published in a language" in client.get(page).content.decode()
    said = {"name": hook.name, "address": hook.address, "is_on": "on"}

    assert client.post(page, said | {"tells": ["article.published"]}).status_code == 302
    assert client.post(page, said | {"tells": ["article.eaten"]}).status_code == 422

    hook.refresh_from_db()
    assert hook.tells == ["article.published"]
    assert SettingChange.objects.latest("pk").lines == [
        ("Is told of", "", "An article is published in a language", False)
    ]


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


def test_neither_the_secret_lies_open_nor_is_it_shown_again(client, hook, root):
    with connection.cursor() as cursor:
        cursor.execute("select secret from automation_webhook")
        assert SECRET not in cursor.fetchone()[0]
    page = f"/desk/settings/webhooks/{hook.pk}/"
    client.post(page, {"name": "Store", "address": hook.address, "secret": "", "is_on": "on"})
    hook.refresh_from_db()
    assert (hook.name, hook.secret) == ("Store", SECRET)
    assert SECRET not in client.get(page).content.decode()
    client.post(
        page, {"name": "Store", "address": hook.address, "secret": "another that both know", "is_on": "on"}
    )
    assert not [each for each in SettingChange.objects.all() if "both" in str(vars(each))]


def test_a_secret_goes_nowhere_that_it_was_not_written_for(client, hook, program):
    said = {"name": "Store", "address": "https://elsewhere.example/", "secret": "", "is_on": "on"}
    answer = client.post(f"/desk/settings/webhooks/{hook.pk}/", said)

    assert answer.status_code == 422 and "goes nowhere else" in answer.content.decode()


@pytest.mark.parametrize(
    "said, sentence",
    [
        ({"secret": ""}, "Write a secret that both sides know."),
        ({"secret": "short"}, "at least 16 characters"),
        ({"address": "http://shop.example/"}, "begins with https://"),
        ({"address": "file:///etc/passwd"}, "begins with https://"),
    ],
)
def test_what_would_never_be_called_is_refused(client, said, sentence):
    whole = {"name": "Store", "address": "https://shop.example/", "secret": SECRET, "is_on": "on"}
    answer = client.post(NEW, whole | said)

    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not Webhook.objects.exists()
    assert client.post(NEW, whole).status_code == 302


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


def test_a_rule_is_written_with_it_and_its_page_tells_of_the_calls(client, hook, call):
    client.post(
        "/desk/settings/triggers/new/",
        {"name": "Tell", "occasions": ["opened"], "hours": "any", "webhook": hook.pk},
    )
    assert Trigger.objects.get().steps == [{"do": "webhook", "to": hook.pk}]
    shown = client.get(f"/desk/settings/webhooks/{hook.pk}/").content.decode()
    assert "Tell the warehouse" in shown and "Is called again" in shown


def test_old_calls_are_forgotten(call):
    WebhookCall.objects.update(at=timezone.now() - KEPT - timedelta(days=1))

    sweep_runs(timezone.now())

    assert not WebhookCall.objects.exists()


def test_the_address_is_held_against_the_operators_word_wherever_it_comes_from(settings):
    settings.PRIVATE_SHOPS = {"erp.internal"}
    Webhook(name="ERP", address="http://erp.internal/x").clean()
    with pytest.raises(ValidationError):
        Webhook(name="ERP", address="http://other.internal/x").clean()


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
