"""Reparsing: the archive read again; a dry run changes nothing, applying brings messages up to date and keeps the rest."""

import pytest

from shopbell.channels.email.email_message import EmailMessage
from shopbell.channels.email.receive import receive
from shopbell.channels.email.reparse import read_again
from shopbell.core import blob
from shopbell.tickets.models import Attachment, Message, Ticket

from .conftest import mail

pytestmark = pytest.mark.django_db
LAMP = b"""From: Mina Okafor <mina@shopper.example>
To: care@shop.example
Subject: Lamp
Message-ID: <lamp@shopper.example>
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

It is broken.
--b
Content-Type: application/pdf; name=bill.pdf

PDF
--b--
"""


@pytest.fixture
def misread(care):
    """A message that an earlier parser got wrong: its text, its subject and its file; returns it."""
    message = Message.objects.get(pk=receive(LAMP)["message"])
    Message.objects.filter(pk=message.pk).update(text="SXQgaXMgYnJva2Vu", quoted_text="--b")
    EmailMessage.objects.filter(pk=message.pk).update(subject="=?Lamp", defects=["body"])
    Ticket.objects.filter(pk=message.ticket_id).update(subject="=?Lamp", preview="SXQgaXMgYnJva2Vu")
    message.attachments.all().delete()
    return message


def names(reading) -> set[str]:
    return {change.name for change in reading.changes}


@pytest.mark.requirement("R19")
def test_an_archive_read_by_the_same_parser_would_change_nothing(care):
    receive(LAMP)
    receive(mail("Where is my parcel?\n\n> quoted\n"))

    readings = list(read_again())

    assert [names(reading) for reading in readings] == [set(), set()]
    assert not any(reading.error for reading in readings)


def test_a_dry_run_says_what_would_change_and_changes_nothing(misread):
    [reading] = read_again()

    assert names(reading) == {"text", "quoted_text", "subject", "defects", "file bill.pdf"}
    [text] = [change for change in reading.changes if change.name == "text"]
    assert (text.before, text.after) == ("SXQgaXMgYnJva2Vu", "It is broken.")
    misread.refresh_from_db()
    assert misread.text == "SXQgaXMgYnJva2Vu" and not misread.attachments.exists()


@pytest.mark.requirement("R19")
def test_applying_brings_the_message_its_headers_and_its_files_up_to_date(misread):
    list(read_again(is_applied=True))

    misread.refresh_from_db()
    assert (misread.text, misread.quoted_text, misread.email.subject) == ("It is broken.", "", "Lamp")
    file = misread.attachments.get()
    assert (file.name, blob.get(file.blob)) == ("bill.pdf", b"PDF")
    assert (misread.ticket.subject, misread.ticket.preview) == ("Lamp", "It is broken.")


def test_applied_twice_changes_nothing_more(misread):
    list(read_again(is_applied=True))

    assert [names(reading) for reading in read_again(is_applied=True)] == [set()]
    assert Attachment.objects.count() == 1


def test_what_an_agent_wrote_stays(misread, ada):
    Ticket.objects.filter(pk=misread.ticket_id).update(subject="Broken lamp of Mina")

    list(read_again(is_applied=True))

    misread.ticket.refresh_from_db()
    assert misread.ticket.subject == "Broken lamp of Mina"


def test_a_file_that_is_not_found_any_more_stays(misread):
    Attachment.objects.create(
        message=misread, name="old.bin", content_type="text/plain", size_bytes=1, blob=blob.put(b"x")
    )

    [reading] = read_again(is_applied=True)

    assert "file old.bin" in names(reading)
    assert sorted(misread.attachments.values_list("name", flat=True)) == ["bill.pdf", "old.bin"]


def test_a_file_of_the_same_bytes_gets_its_true_name(care):
    message = Message.objects.get(pk=receive(LAMP)["message"])
    message.attachments.update(name="part-3.bin")

    list(read_again(is_applied=True))

    assert list(message.attachments.values_list("name", flat=True)) == ["bill.pdf"]


def test_it_goes_on_behind_the_message_that_is_named(care):
    first = receive(LAMP)["message"]
    second = receive(mail("Another"))["message"]

    assert [reading.message_id for reading in read_again(after=first)] == [second]


def test_a_mail_whose_bytes_are_lost_is_named_and_stops_nothing(care):
    first = receive(LAMP)["message"]
    receive(mail("Another"))
    blob.folder().path_of(EmailMessage.objects.get(pk=first).raw.blob).unlink()

    lost, other = read_again(is_applied=True)

    assert "cannot be read" in lost.error and not lost.changes
    assert not other.error


def test_many_mails_are_read_in_stretches(care, monkeypatch):
    monkeypatch.setattr("shopbell.channels.email.reparse.BATCH", 2)
    for number in range(5):
        receive(mail(f"Mail {number}", message_id=f"<{number}@x.example>"))

    assert len(list(read_again())) == 5
