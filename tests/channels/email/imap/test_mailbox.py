"""The password of an IMAP account: sealed at rest, sent nowhere but where it was entered for."""

from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse

from shopbell.channels.email import trial
from shopbell.channels.email.imap.connection import connect
from shopbell.channels.email.models import Mailbox
from shopbell.cli import doctor
from shopbell.core.errors import Refused
from shopbell.core.sealed import Unreadable


@pytest.fixture
def mailbox(care):
    return Mailbox.objects.create(
        inbox=care, host="imap.shop.example", port=993, encryption="tls", user="care", secret="s3cret"
    )


@pytest.fixture
def tried(monkeypatch):
    """Accounts that the settings page tried, each as host and password; every one answers."""
    accounts = []

    class Client:
        def select_folder(self, folder, readonly):
            return {b"EXISTS": 3}

        def logout(self):
            pass

    def answer(account, timeout):
        accounts.append((account.host, account.password()))
        return Client()

    monkeypatch.setattr(trial, "connect", answer)
    return accounts


def post(desk, root, care, **changes):
    account = {
        "host": "imap.shop.example",
        "port": "993",
        "encryption": "tls",
        "user": "care",
        "folder": "INBOX",
    }
    fields = {"name": "Care", "address": "care@shop.example", "team": care.team_id or "", "is_active": "on"}
    fields |= {f"email-{name}": value for name, value in (account | changes).items()}
    return desk(root).post(reverse("inbox-edit", args=[care.pk]), fields)


def in_the_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select secret from channel_email_mailbox")
        return cursor.fetchone()[0]


def test_the_database_holds_no_password(mailbox):
    assert "s3cret" not in in_the_database()
    assert Mailbox.objects.get().password() == "s3cret"
    Mailbox.objects.update(secret="other")
    assert "other" not in in_the_database()
    assert Mailbox.objects.get().password() == "other"


def test_passwords_of_before_are_sealed_by_the_migration(mailbox):
    migration = import_module("shopbell.channels.email.migrations.0005_seal_mail_passwords")
    with connection.cursor() as cursor:
        cursor.execute("update channel_email_mailbox set secret = 'plain one'")

    with connection.schema_editor() as editor:
        migration.seal_all(None, editor)
        assert "plain" not in in_the_database()
        assert Mailbox.objects.get().password() == "plain one"
        migration.unseal_all(None, editor)
    assert in_the_database() == "plain one"


def test_a_changed_key_is_said_in_a_sentence_and_loses_nothing(mailbox, settings):
    settings.SECRET_KEY = "another"
    changed = Mailbox.objects.get()

    assert isinstance(changed.secret, Unreadable)
    with pytest.raises(Refused, match="can no longer be read"):
        connect(changed)
    changed.folder = "Other"
    changed.save()
    with pytest.raises(doctor.Trouble, match="IMAP password of Care"):
        doctor.passwords()


def test_the_earlier_key_opens_it_again(mailbox, settings):
    earlier, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    Mailbox.objects.get().save()  # an unreadable password is kept as it is

    settings.SECRET_KEY_FALLBACKS = [earlier]
    assert Mailbox.objects.get().password() == "s3cret"
    assert doctor.passwords() == "1 kept, each can be read"


def test_the_settings_page_survives_a_changed_key(mailbox, settings, desk, root, care, tried):
    settings.SECRET_KEY = "another"
    assert "s3cret" not in desk(root).get(reverse("inbox-edit", args=[care.pk])).content.decode()

    answer = post(desk, root, care, folder="Other")
    assert answer.status_code == 422
    assert "can no longer be read" in answer.content.decode()
    assert post(desk, root, care, secret="again").status_code == 302
    assert Mailbox.objects.get().password() == "again"


@pytest.mark.parametrize(
    "change", [{"host": "evil.example"}, {"port": "143"}, {"encryption": "none"}, {"user": "other"}]
)
def test_a_kept_password_goes_to_no_other_account(mailbox, desk, root, care, tried, change):
    answer = post(desk, root, care, **change)

    assert answer.status_code == 422
    assert "write the password too" in answer.content.decode()
    assert tried == []
    mailbox.refresh_from_db()
    assert mailbox.host == "imap.shop.example"


def test_with_its_password_the_account_may_be_another(mailbox, desk, root, care, tried):
    assert post(desk, root, care, host="new.example", secret="n3w").status_code == 302
    assert tried == [("new.example", "n3w")]


def test_another_folder_of_the_same_account_needs_no_password(mailbox, desk, root, care, tried):
    assert post(desk, root, care, folder="Support").status_code == 302
    assert tried == [("imap.shop.example", "s3cret")]
