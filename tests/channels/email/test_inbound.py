"""The way in: every mail is kept, shown and given back byte for byte; what fails waits in quarantine."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from shopbell.channels.email import inbound
from shopbell.channels.email.inbound import process, requeue_forgotten, take_in
from shopbell.channels.email.models import EmailMessage, RawMail
from shopbell.channels.email.raw_mail import SMALL_BYTES, Arrival, Door, State, keep
from shopbell.channels.email.receive import receive
from shopbell.customers.models import Customer
from shopbell.tickets.models import Attachment, Message, Ticket

from .conftest import mail, work

pytestmark = pytest.mark.django_db


ROOT = Path(__file__).resolve().parents[3]
BESIDE = ROOT.parent / "shared/data"
CORPORA = [ROOT / "tests/corpus/mail/basics", ROOT / "tests/corpus/mail/client", BESIDE / "mail/odd"]
MAILS = [
    path
    for folder in CORPORA
    for path in sorted(folder.rglob("*"))
    if path.is_file() and path.suffix in ("", ".eml") and path.name != "LICENSE"
]
MAILS = [path for path in MAILS if path.is_relative_to(ROOT) or not os.environ.get("CI")]
NAUGHTY = BESIDE / "html/naughty-strings.json"
beside = pytest.mark.skipif(
    not NAUGHTY.exists() or bool(os.environ.get("CI")),
    reason="the naughty strings lie beside the project, in ../shared/data",
)


@pytest.mark.requirement("R16", "R19", "R20")
def test_every_mail_of_the_corpora_becomes_a_message_and_comes_back_byte_for_byte(care, desk, ada):
    console, again = desk(ada), []
    for path in MAILS:
        raw = path.read_bytes()
        told = receive(raw)
        assert told["quarantined"] is None and told["ticket"], path.name
        if not told["is_new"]:  # the RFC's examples show one mail twice, with and without a Sender
            again.append(path.name)
            continue
        page = console.get(reverse("mail-raw", args=[told["message"]]))
        assert b"".join(page.streaming_content) == raw, path.name
        assert page["Content-Type"] == "message/rfc822" and page["Content-Disposition"].startswith(
            "attachment"
        )


def test_every_mail_of_the_corpora_is_shown(care, desk, ada):
    console = desk(ada)
    for path in MAILS:
        told = receive(path.read_bytes())
        assert console.get(reverse("ticket", args=[told["ticket"]])).status_code == 200, path.name
        if Message.objects.get(pk=told["message"]).html:
            page = console.get(reverse("message-html", args=[told["message"]]))
            assert page.status_code == 200, path.name


def test_files_are_kept_with_their_names(care):
    told = receive((ROOT / "tests/corpus/mail/basics/file-name-rfc2231.eml").read_bytes())
    file = Attachment.objects.get()

    assert told["attachments"] == ["Rücksendung.pdf"]
    assert (file.name, file.content_type, file.message_id) == (
        "Rücksendung.pdf",
        "application/pdf",
        told["message"],
    )


def test_a_picture_in_the_text_keeps_the_name_the_page_calls_it_by(care):
    receive((ROOT / "tests/corpus/mail/basics/inline-picture.eml").read_bytes())

    assert (Attachment.objects.get().content_id, Attachment.objects.get().is_inline) == ("lamp@x", True)
    assert 'src="cid:lamp@x"' in Message.objects.get().html


@pytest.mark.requirement("R19")
def test_a_mail_that_cannot_be_understood_is_shown_as_it_came_with_a_word_about_it(
    care, desk, ada, monkeypatch
):
    monkeypatch.setattr("shopbell.channels.email.mime.body.read", lambda part, inbound: 1 / 0)
    told = receive(mail("Where is my parcel?"))

    page = desk(ada).get(reverse("ticket", args=[told["ticket"]])).content.decode()
    assert told["quarantined"] is None and "Where is my parcel?" in told["text"]
    assert "Part of this mail could not be shown." in page
    assert page.count(reverse("mail-raw", args=[told["message"]])) == 2


def test_a_mail_that_is_understood_has_no_such_word(care, desk, ada):
    told = receive(mail("Where is my parcel?"))

    page = desk(ada).get(reverse("ticket", args=[told["ticket"]])).content.decode()
    assert "Part of this mail could not be shown." not in page


def test_a_file_name_cannot_climb_out_of_its_folder(care):
    assert receive((ROOT / "tests/corpus/mail/basics/file-name-climbs.eml").read_bytes())["attachments"] == [
        "passwd"
    ]


@beside
def test_any_string_comes_in_as_name_subject_body_and_file(care, desk, ada):
    from email.header import Header
    from email.mime.application import MIMEApplication
    from email.mime.multipart import MIMEMultipart
    from email.mime.text import MIMEText

    for n, text in enumerate(json.loads(NAUGHTY.read_text())):
        made = MIMEMultipart()
        made.attach(MIMEText(text, "plain", "utf-8"))
        file = MIMEApplication(b"x")
        file.add_header(
            "Content-Disposition",
            "attachment",
            filename=("utf-8", "", text.replace("\r", "").replace("\n", "")),
        )
        made.attach(file)
        name = Header(text.replace("\r", " ").replace("\n", " "), "utf-8").encode()
        raw = (
            f"From: {name} <n{n}@shopper.example>\nSubject: {name}\nMessage-ID: <{n}@x>\n".encode()
            + made.as_bytes()
        )
        told = receive(raw)
        message = Message.objects.select_related("ticket").get(pk=told["message"])
        assert told["quarantined"] is None
        shown = (message.text + message.quoted_text).replace("\ufffd", "\0")
        text = text.removeprefix("\ufeff")  # a mark of the byte order is no letter
        assert (
            shown.strip() == text.replace("\r\n", "\n").replace("\r", "\n").strip() or text.strip() in shown
        ), n
        assert len(told["attachments"]) == 1


@pytest.mark.parametrize(
    "sender",
    [
        '"taro..x"@docomo.example', "taro..x@docomo.example", "taro.@docomo.example", "a@[127.0.0.1]", "nobody", "<>",
        '"=?utf-8?q?a=2Cb?="@x', "a@x_y.example", "a@b@c.example", "x" * 400 + "@shopper.example", "\x01@x.example",
    ],
)  # fmt: skip
@pytest.mark.parametrize("envelope", ["", "not, one@x.example", "taro..x@docomo.example"])
def test_an_odd_sender_is_a_ticket_all_the_same(care, sender, envelope):
    raw = b"From: " + sender.encode() + b"\nSubject: Lamp\nMessage-ID: <odd@x>\n\nIt is broken."
    row = keep(Arrival(raw, Door.SMTP, sender=envelope, inbox_id=care.pk))

    message = process(row.pk)

    assert message is not None and message.text == "It is broken."
    row.refresh_from_db()
    assert row.state == State.DONE


def test_an_odd_sender_is_shown_as_written(care):
    told = receive(b"From: Taro <taro..x@docomo.example>\nMessage-ID: <odd@x>\n\nIt is broken.")

    assert Customer.objects.get(pk=told["customer"]).name == "Taro <taro..x@docomo.example>"


# --- once ------------------------------------------------------------------------------------------------------


def test_processing_twice_changes_nothing(care):
    [raw_id] = take_in([Arrival(mail(), Door.SMTP, inbox_id=care.pk)])
    first = process(raw_id)

    assert process(raw_id) == first
    assert Message.objects.count() == Ticket.objects.count() == EmailMessage.objects.count() == 1


def test_receiving_the_same_again_says_so(care):
    assert [receive(mail())["is_new"], receive(mail())["is_new"]] == [True, False]
    assert Message.objects.count() == 1


def test_a_constant_message_id_does_not_swallow_other_mails(care):
    """Some programs give all their mails the same one."""
    receive(mail("One"))
    receive(mail("Two"))

    assert sorted(Message.objects.values_list("text", flat=True)) == ["One", "Two"]


def test_mail_without_a_message_id_is_taken_once(care):
    receive(mail("One", message_id=""))
    receive(mail("One", message_id=""))
    receive(mail("Two", message_id=""))

    assert Message.objects.count() == 2


def test_a_mail_moves_from_its_row_to_the_store(care):
    [raw_id] = take_in([Arrival(mail(), Door.SMTP, inbox_id=care.pk)])
    assert RawMail.objects.get(pk=raw_id).content

    work()
    row = RawMail.objects.get(pk=raw_id)
    assert (row.content, row.state) == (None, "done")
    assert row.raw == mail()


def test_a_large_mail_goes_to_the_store_at_once(care):
    [raw_id] = take_in([Arrival(mail("x" * SMALL_BYTES), Door.SMTP, inbox_id=care.pk)])

    assert RawMail.objects.get(pk=raw_id).content is None
    assert process(raw_id).text.startswith("xxx")


def test_a_mail_whose_job_died_is_taken_up(care):
    from procrastinate.contrib.django.models import ProcrastinateJob

    take_in([Arrival(mail(), Door.SMTP, inbox_id=care.pk, received_at=timezone.now() - timedelta(minutes=9))])
    before = ProcrastinateJob.objects.count()

    assert requeue_forgotten(timezone.now(), after=timedelta(minutes=5)) == 1
    assert ProcrastinateJob.objects.count() == before + 1


def test_taking_a_mail_in_waits_for_the_disk_and_understanding_it_does_not(care, monkeypatch):
    """A power cut may take back what was made of a mail, since it waits still; never the mail."""

    def shown() -> str:
        with connection.cursor() as cursor:
            cursor.execute("show synchronous_commit")
            return cursor.fetchone()[0]

    with connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit = on")
    [raw_id] = take_in([Arrival(mail(), Door.SMTP, inbox_id=care.pk)])
    assert shown() == "on"

    write, meanwhile = inbound.write, []
    monkeypatch.setattr(inbound, "write", lambda *args: meanwhile.append(shown()) or write(*args))
    assert process(raw_id)
    assert meanwhile == ["off"]


def test_the_raw_mail_is_for_who_sees_the_ticket(care, desk, bo, cy, client):
    page = reverse("mail-raw", args=[receive(mail())["message"]])

    assert desk(bo).get(page).status_code == 200
    assert desk(cy).get(page).status_code == 404
    client.logout()
    assert client.get(page).status_code == 302


def test_a_process_of_the_version_before_still_takes_mail_in(db):
    """While the desk is made new, one that knows nothing of `peer` and `helo` runs on."""
    row = keep(Arrival(mail(), Door.SMTP))
    names = [
        field.column for field in RawMail._meta.concrete_fields if field.name not in ("id", "peer", "helo")
    ]
    columns = ", ".join(names)
    copied = ", ".join("'of the version before'" if name == "fingerprint" else name for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into channel_email_rawmail ({columns}) select {copied} from channel_email_rawmail where id = %s",
            [row.pk],
        )

    old = RawMail.objects.get(fingerprint="of the version before")
    assert (old.peer, old.helo) == ("", "")


def test_a_form_that_gives_no_date_and_one_message_id_to_all_loses_none_of_its_visitors(care):
    """What it writes for two of them differs by Reply-To alone."""
    form = {"from": "Shop <care@shop.example>", "message_id": "<form@shop.example>"}
    kim, lou = (
        receive(mail("Please call me back.", **form, reply_to=f"{who}@shopper.example"))
        for who in ("kim", "lou")
    )
    again = receive(mail("Please call me back.", **form, reply_to="lou@shopper.example"))

    assert kim["ticket"] != lou["ticket"]
    assert again["ticket"] == lou["ticket"] and not again["is_new"]
