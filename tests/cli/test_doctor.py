import socket
from argparse import Namespace
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.cli import recount
from shopbell.cli.doctor import CHECKS, files, report, sums
from shopbell.cli.doctor_finding import Doubt
from shopbell.cli.doctor_mail import mail_in, mail_out, without_secrets
from shopbell.cli.doctor_search import search_by_meaning
from shopbell.core import blob
from shopbell.core.object_store import bucket as bucket_store
from shopbell.core.object_store.access import Access
from shopbell.promises.all_sums import sum_up
from shopbell.promises.day_sums import DaySum
from shopbell.search.meaning import encoder
from shopbell.search.meaning.setting import Meaning
from tests.promises.test_kept import ended
from tests.running_desk import free_port


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("smtp://ada:pass%40word@mail.example:587", "mail.example:587"),
        ("smtps://mail.example", "mail.example"),
        ("anymail.backends.mailgun.EmailBackend?api_key=secret", "anymail.backends.mailgun.EmailBackend"),
    ],
)
def test_the_doctor_tells_the_mail_server_but_no_secret(address, shown):
    assert without_secrets(address) == shown


def test_a_door_for_mail_at_which_nobody_listens_is_told(monkeypatch):
    monkeypatch.setenv("SHOPBELL_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("SHOPBELL_LMTP_PORT", "0")
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        monkeypatch.setenv("SHOPBELL_SMTP_PORT", str(port))
        assert mail_in() == f"SMTP on 127.0.0.1, port {port}"

    port = free_port()
    monkeypatch.setenv("SHOPBELL_SMTP_PORT", str(port))
    with pytest.raises(Doubt, match=f"nothing listens for SMTP on 127.0.0.1, port {port}"):
        mail_in()


@pytest.mark.django_db
def test_a_real_shop_whose_mail_goes_nowhere_is_warned_and_is_not_sick(settings, capsys):
    settings.MAIL_URL = ""

    assert report(mail_out)
    told = capsys.readouterr().out
    assert told.startswith("warn mail out: kept in ") and "SHOPBELL_MAIL_URL" in told
    assert "no customer gets an answer" in told


@pytest.mark.parametrize(("domain", "begins"), [("localhost", "warn"), ("shop.example", "ok  ")])
def test_mail_of_a_domain_that_is_none_is_warned_of(settings, capsys, domain, begins):
    settings.MAIL_URL, settings.MAIL_DOMAIN = "smtp://mail.shop.example:25", domain

    assert report(mail_out)
    told = capsys.readouterr().out
    assert told.startswith(f"{begins} mail out: through mail.shop.example:25")
    assert ("Set SHOPBELL_MAIL_DOMAIN" in told) == (domain == "localhost")


def test_the_place_of_the_files_is_told(place, capsys):
    assert report(files)
    assert capsys.readouterr().out.startswith(f"ok   files: they lie in {place.store}")


def test_files_that_are_not_in_the_bucket_yet_are_told(bucket):
    blob.folder().put_many([b"of before"])

    with pytest.raises(Doubt, match="`bin/shopbell move-objects` moves them"):
        files()


@pytest.mark.django_db
def test_a_bucket_that_does_not_answer_makes_the_desk_a_sick_one(settings, monkeypatch, capsys):
    monkeypatch.setattr(bucket_store, "PATIENCE", {"max_retries": 0})
    settings.OBJECT_STORE = Access("lost", endpoint="http://127.0.0.1:9", key_id="desk", secret="of-the-desk")

    assert not report(files)
    assert capsys.readouterr().out.startswith("bad  files: s3://lost does not answer")


@pytest.mark.django_db
def test_sums_of_reports_that_are_not_what_a_count_says_are_told_and_mended(capsys, monkeypatch, late_parcel):
    now = timezone.now()
    ended(late_parcel, "kept", now - timedelta(days=4))
    sum_up(now)
    assert report(sums) and "each as a count says" in capsys.readouterr().out

    DaySum.objects.update(kept=7)
    assert not report(sums)
    assert "bin/shopbell recount" in capsys.readouterr().out
    monkeypatch.setattr(recount, "desk", nullcontext)
    recount.perform(Namespace())
    assert "wrong" in capsys.readouterr().err and report(sums)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("is_on", "package", "says"),
    [
        (False, "", "ok   search by meaning: off"),
        (True, "wordllama 1", "ok   search by meaning: on, by wordllama 1, in en"),
        (
            True,
            "",
            "warn search by meaning: on in Settings › Search by meaning, but its package is not installed",
        ),
    ],
)
def test_a_search_by_meaning_without_its_package_is_told(monkeypatch, capsys, is_on, package, says):
    Meaning.objects.create(pk=1, is_on=is_on)
    monkeypatch.setattr(encoder, "encoder_name", lambda: package)

    assert search_by_meaning in CHECKS and report(search_by_meaning)
    assert capsys.readouterr().out.startswith(says)
