"""Files are shown to the scanner; what is infected is in quarantine, and what waits goes nowhere unseen."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shopbell.channels.chat.file_link import file_link
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.forward import ORIGINAL, forward
from shopbell.channels.email.sending.outbound import compose
from shopbell.channels.email.sending.redirect import redirect_mail
from shopbell.channels.registry import DeliveryError
from shopbell.channels.reply import send_reply
from shopbell.cli.doctor import virus_scanner
from shopbell.cli.doctor_finding import Trouble
from shopbell.core.errors import Refused
from shopbell.core.models import VirusCheck
from shopbell.core.virus_check import CHECK, enqueue_due, forget_clean, have_checked, perform_check
from shopbell.tickets.attachment import attach_uploads, keep_attachment
from shopbell.tickets.models import Attachment

from ..fakes.clamd import VIRUS, FakeClamd

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.fixture
def clamd(settings):
    server = FakeClamd()
    settings.CLAMD = server.address
    yield server
    server.close()


@pytest.fixture
def gone(settings):
    settings.CLAMD = "127.0.0.1:1"


def file_on(ticket, content=b"words", name="letter.txt", **more) -> Attachment:
    return keep_attachment([content], name=name, message=ticket.messages.first(), **more)


def infected(ticket) -> Attachment:
    file = file_on(ticket, VIRUS, "invoice.txt")
    perform_check(file.blob)
    return file


def address_of(file: Attachment) -> str:
    return reverse("file", args=[file.pk, file.name])


def jobs() -> list:
    from procrastinate.contrib.django.models import ProcrastinateJob

    return list(
        ProcrastinateJob.objects.filter(task_name=CHECK).order_by("id").values_list("args__key", flat=True)
    )


def test_the_same_bytes_are_checked_once(late_parcel, clamd):
    first, second = file_on(late_parcel), file_on(late_parcel, name="again.txt")

    assert jobs() == [first.blob] and first.blob == second.blob
    perform_check(first.blob)
    perform_check(first.blob)
    assert clamd.seen == [b"words"]
    assert VirusCheck.objects.get().state == "clean"


def test_without_a_scanner_nothing_is_checked(late_parcel, desk, bo):
    file = file_on(late_parcel)

    assert not VirusCheck.objects.exists() and not jobs()
    assert desk(bo).get(address_of(file)).status_code == 200


@pytest.mark.requirement("R16")
def test_a_file_of_a_mail_is_checked_and_a_virus_is_in_quarantine(care, clamd, desk, bo, root):
    raw = (
        b"From: mina@shopper.example\nTo: care@shop.example\nSubject: Invoice\nMessage-ID: <v@x.example>\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee attached.\n--b\n"
        b"Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=invoice.bin\n\n"
        + VIRUS
        + b"\n--b--\n"
    )
    message = Attachment.objects.get(message=receive(raw)["message"]).message
    file = message.attachments.get()

    perform_check(file.blob)

    note = message.ticket.messages.get(kind="note")
    assert note.rule == "Virus scanner" and "Shopbell.Test" in note.text
    thread = desk(bo).get(f"/desk/tickets/{message.ticket_id}/").content.decode()
    assert "Virus: Shopbell.Test.UNOFFICIAL" in thread
    assert desk(bo).get(f"/mail/{message.pk}/raw").status_code == 403  # it has the virus inside
    assert desk(root).get(f"/mail/{message.pk}/raw").status_code == 200


def test_only_an_admin_who_insists_gets_an_infected_file(late_parcel, clamd, desk, ada, root):
    file = infected(late_parcel)

    for person, status in ((ada, 403), (root, 403)):
        assert desk(person).get(address_of(file)).status_code == status
    assert desk(ada).get(f"{address_of(file)}?anyway=yes").status_code == 403
    page = desk(root).get(address_of(file)).content.decode()
    assert "Shopbell.Test.UNOFFICIAL" in page and "anyway=yes" in page
    answer = desk(root).get(f"{address_of(file)}?anyway=yes")
    assert answer.status_code == 200 and answer.headers["Content-Disposition"].startswith("attachment")


def test_a_virus_stays_one_when_the_scanner_is_gone(late_parcel, clamd, desk, bo, settings):
    file = infected(late_parcel)
    settings.CLAMD = ""

    assert desk(bo).get(address_of(file)).status_code == 403


def test_a_file_that_waits_is_handed_out_after_a_warning(late_parcel, gone, desk, bo):
    file, picture = file_on(late_parcel), file_on(late_parcel, PNG, "photo.png")
    perform_check(file.blob)

    browser = desk(bo)
    page = browser.get(address_of(file))
    assert page.status_code == 409 and "has not looked at it yet" in page.content.decode()
    assert browser.get(f"{address_of(file)}?anyway=yes").status_code == 200
    assert browser.get(address_of(picture)).status_code == 200
    assert "Not checked yet" in browser.get(f"/desk/tickets/{late_parcel.pk}/").content.decode()


def test_what_cannot_be_scanned_says_why(late_parcel, clamd, desk, bo):
    file = file_on(late_parcel, b"x" * 200_000)
    perform_check(file.blob)

    page = desk(bo).get(address_of(file))
    assert page.status_code == 409 and "size limit exceeded" in page.content.decode()


def test_a_shopper_waits_and_gets_no_virus(late_parcel, clamd, client):
    file, bad = file_on(late_parcel), file_on(late_parcel, VIRUS)
    assert client.get(file_link(file)).status_code == 404
    perform_check(file.blob)
    perform_check(bad.blob)

    assert client.get(file_link(file)).status_code == 200
    assert client.get(file_link(bad)).status_code == 404


def reply_with(ticket, agent, content):
    upload = keep_attachment([content], name="offer.txt", uploaded_by=f"agent-{agent.pk}")
    reply = send_reply(ticket, "Here it is.", by=agent, uploads=[upload.pk])
    return upload, reply.deliveries.get()


def test_an_answer_waits_for_the_check_of_its_file(care, late_parcel, clamd, ada):
    upload, delivery = reply_with(late_parcel, ada, b"an offer")

    with pytest.raises(DeliveryError, match="still to be checked") as waits:
        compose(delivery)
    assert not waits.value.permanent
    perform_check(upload.blob)
    assert [file.name for file in compose(delivery).files] == ["offer.txt"]


def test_no_mail_takes_a_virus_along(care, late_parcel, clamd, ada):
    upload, delivery = reply_with(late_parcel, ada, VIRUS)
    perform_check(upload.blob)

    with pytest.raises(DeliveryError, match="has a virus") as refusal:
        compose(delivery)
    assert refusal.value.permanent


def test_a_file_that_is_known_to_be_infected_cannot_be_sent(late_parcel, clamd, ada):
    upload = keep_attachment([VIRUS], name="offer.txt", uploaded_by="agent-1")
    perform_check(upload.blob)

    with pytest.raises(Refused, match="has a virus"):
        attach_uploads(late_parcel.messages.first(), [upload.pk], uploaded_by="agent-1")


def test_while_the_scanner_is_away_checks_wait_and_are_tried_again(late_parcel, gone, settings):
    file = file_on(late_parcel)
    for tries in (1, 2, 3):
        perform_check(file.blob)
        assert VirusCheck.objects.get().tries == tries
    now = timezone.now()
    assert enqueue_due(now) == 0
    with pytest.raises(Trouble, match="1 files wait"):
        virus_scanner()

    server = FakeClamd()
    settings.CLAMD = server.address
    assert enqueue_due(now + timedelta(minutes=31)) == 1
    perform_check(file.blob)
    server.close()
    assert VirusCheck.objects.get().state == "clean"


def test_a_check_whose_job_was_lost_is_found_again(late_parcel, clamd):
    file_on(late_parcel)
    now = timezone.now()

    assert enqueue_due(now) == 0
    assert enqueue_due(now + timedelta(minutes=6)) == 1
    assert enqueue_due(now + timedelta(minutes=7)) == 0


def test_a_file_from_before_the_scanner_is_checked_when_it_is_asked_for(late_parcel, desk, bo, settings):
    file = file_on(late_parcel)
    server = FakeClamd()
    settings.CLAMD = server.address

    assert desk(bo).get(address_of(file)).status_code == 409
    assert jobs() == [file.blob]
    server.close()


def test_old_verdicts_on_clean_files_are_forgotten(late_parcel, clamd):
    clean, bad = file_on(late_parcel), infected(late_parcel)
    perform_check(clean.blob)

    assert forget_clean(timezone.now() + timedelta(days=91)) == 1
    assert VirusCheck.objects.get().pk == bad.blob


def test_bytes_that_are_gone_are_not_waited_for(db, clamd):
    have_checked(["0" * 64])
    perform_check("0" * 64)

    assert not VirusCheck.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "claimed"),
    [
        (b"<html><script>alert(1)</script></html>", "photo.png", "image/png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "logo.svg", "image/svg+xml"),
        (b"<?xml version='1.0'?><x/>", "data.xml", "text/xml"),
        (b"%PDF-1.7", "paper.pdf", "application/pdf"),
        (b"<html>", "page.html", "text/html"),
    ],
)
def test_no_file_runs_on_the_desks_own_address(late_parcel, desk, bo, content, name, claimed):
    file = file_on(late_parcel, content, name, content_type=claimed)

    answer = desk(bo).get(address_of(file))

    assert not file.is_picture
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("chosen", ["file", "original", "redirect"])
def test_a_virus_is_not_forwarded(care, clamd, ada, chosen):
    raw = (
        b"From: mina@shopper.example\nTo: care@shop.example\nSubject: Invoice\nMessage-ID: <w@x.example>\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee attached.\n--b\n"
        b"Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=invoice.bin\n\n"
        + VIRUS
        + b"\n--b--\n"
    )
    message = Attachment.objects.get(message=receive(raw)["message"]).message
    file = message.attachments.get()
    perform_check(file.blob)

    with pytest.raises(Refused, match="has a virus"):
        if chosen == "redirect":
            redirect_mail(message, to="carrier@x.example", by=ada)
        else:
            forward(
                message.ticket, [message], to="carrier@x.example", subject="Fwd", text="Look", by=ada,
                files=[str(file.pk) if chosen == "file" else ORIGINAL],
            )  # fmt: skip
