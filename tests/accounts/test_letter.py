"""A letter leaves once, whatever becomes of the workers that send it."""

import json
from datetime import timedelta
from importlib import import_module

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.accounts import letter
from shopbell.accounts.letter import Letter, StillOnItsWay, send_kept, send_soon

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The worker is gone: nothing that follows is done."""


@pytest.fixture
def waiting():
    send_soon("noor@desk.example", "Come in", "http://desk.example/join/x/")
    return Letter.objects.get().pk


def later() -> None:
    """Until a claim has run out."""
    Letter.objects.update(claimed_at=timezone.now() - letter.CLAIM - timedelta(seconds=1))


def killed(monkeypatch, *, after_hand_over: bool):
    def send(to, subject, text, hand_over, *_more):
        if after_hand_over:
            hand_over()
        raise Killed

    return monkeypatch.setattr(letter, "send_letter", send)


def test_a_letter_is_sent_once_and_forgotten(waiting):
    for _ in range(2):
        send_kept(waiting)

    assert len(mail.outbox) == 1 and not Letter.objects.exists()


def test_two_workers_send_one_letter(waiting, monkeypatch):
    """The first is in the middle of it when the job, given up for lost, comes to a second one."""
    real = letter.send_letter

    def slow(*args):
        with pytest.raises(StillOnItsWay):
            send_kept(waiting)
        real(*args)

    monkeypatch.setattr(letter, "send_letter", slow)
    send_kept(waiting)

    assert len(mail.outbox) == 1


def test_a_worker_that_dies_before_it_hands_over_is_followed_by_another_try(waiting, monkeypatch):
    with monkeypatch.context() as patch:
        killed(patch, after_hand_over=False)
        with pytest.raises(Killed):
            send_kept(waiting)
    later()

    send_kept(waiting)

    assert len(mail.outbox) == 1


def test_a_worker_that_dies_while_it_hands_over_sends_nothing_twice(waiting, monkeypatch, caplog):
    with monkeypatch.context() as patch:
        killed(patch, after_hand_over=True)
        with pytest.raises(Killed):
            send_kept(waiting)
    later()

    send_kept(waiting)

    assert mail.outbox == [] and not Letter.objects.exists()
    assert "not sent twice" in caplog.text


def test_who_was_thought_dead_lets_go(waiting, monkeypatch):
    real = letter.send_letter

    def slow(to, subject, text, hand_over, *_more):
        later()
        monkeypatch.setattr(letter, "send_letter", real)
        send_kept(waiting)
        hand_over()
        raise AssertionError("it must not get here")

    monkeypatch.setattr(letter, "send_letter", slow)
    send_kept(waiting)

    assert len(mail.outbox) == 1


def test_a_mail_server_that_breaks_off_may_have_it_and_gets_no_second_one(waiting, monkeypatch, caplog):
    def broken(to, subject, text, hand_over, *_more):
        hand_over()
        raise OSError("connection lost")

    monkeypatch.setattr(letter, "send_letter", broken)
    send_kept(waiting)

    assert not Letter.objects.exists() and "may have arrived" in caplog.text


def test_the_last_step_is_the_transports(waiting, settings, tmp_path, monkeypatch):
    settings.EMAIL_BACKEND = "shopbell.channels.email.sending.desk_mail.DeskMail"
    settings.OUTBOX, settings.MAIL_URL = tmp_path, ""
    seen = []
    real = letter._mark_handed_over
    monkeypatch.setattr(
        letter, "_mark_handed_over", lambda each: (seen.append(list(tmp_path.glob("*.eml"))), real(each))
    )

    send_kept(waiting)

    assert seen == [[]] and len(list(tmp_path.glob("*.eml"))) == 1


def test_a_job_of_before_that_holds_a_letter_itself_is_sent_after_the_upgrade():
    migration = import_module("shopbell.accounts.migrations.0005_claim_letters")
    old = {"to": "noor@desk.example", "subject": "Come in", "text": "http://desk.example/join/x/"}
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, args) values ('default', 'accounts.send_letter', %s)",
            [json.dumps(old)],
        )

    with connection.schema_editor() as editor:
        migration.seal_waiting(None, editor)
        migration.seal_waiting(None, editor)

    job = ProcrastinateJob.objects.get()
    assert "join" not in json.dumps(job.args)
    app.tasks["accounts.send_letter"].func(**job.args)
    assert mail.outbox[0].body == old["text"] and mail.outbox[0].to == [old["to"]]
