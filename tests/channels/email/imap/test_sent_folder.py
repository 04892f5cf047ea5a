"""The Sent folder of a real IMAP server: what agents answer from a mail program joins its ticket, once and unsent."""

from collections import Counter
from threading import Event

import pytest
from django.urls import reverse

from shopbell.channels.email.imap import reconcile, watch
from shopbell.channels.email.imap.connection import connect
from shopbell.channels.email.imap.sent_folder import SentFolder, choose_sent, fetch_sent
from shopbell.channels.email.models import EmailMessage, Mailbox, RawMail
from shopbell.channels.email.sending.outbound import compose
from shopbell.channels.email.settings_form import settings_form
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.tickets.models import Message, Ticket
from shopbell.tickets.status import Status
from tests.channels.email.conftest import mail, work

from .dovecot import NEEDED, fetch_once, until

pytestmark = NEEDED
FOLDER = "Sent Messages"


@pytest.fixture
def sent(mailbox):
    choose_sent(mailbox, is_read=True)
    return SentFolder.objects.get()


@pytest.fixture
def ticket(server, mailbox, sent, ada):
    """Mina's question, which came in by that account."""
    server.put(mail(message_id="<question@shopper.example>"))
    fetch_once(mailbox)
    work()
    return Ticket.objects.get()


def answer(text: str = "It left today.", **headers) -> bytes:
    """What Ada writes in her mail program, with the shop's account."""
    mine = {
        "from": "Ada Moreau <care@shop.example>",
        "to": "mina@shopper.example",
        "message_id": "<mine@shop.example>",
    }
    return mail(text, **mine | {"in_reply_to": "<question@shopper.example>"} | headers)


@pytest.fixture
def found(server, sent):
    """Put mails into the Sent folder, and have it read; returns the messages that the ticket has more now."""

    def found(*raws: bytes) -> list[Message]:
        before = set(Message.objects.values_list("pk", flat=True))
        server.put(*raws, folder=FOLDER)
        assert read(sent)
        work()
        return list(Message.objects.exclude(pk__in=before).order_by("pk"))

    return found


def read(sent: SentFolder) -> bool:
    client = connect(sent.mailbox)
    try:
        return fetch_sent(sent, client, Event(), Counter())
    finally:
        client.logout()


@pytest.mark.requirement("R19")
def test_an_answer_from_a_mail_program_is_a_reply_of_the_agent_and_is_not_sent_again(
    ticket, found, ada, desk, relay
):
    (reply,) = found(answer())

    assert (reply.ticket, reply.kind, reply.agent, reply.text) == (ticket, "reply", ada, "It left today.")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.waiting_since) == (Status.OPEN, None) and ticket.first_replied_at
    assert not Delivery.objects.filter(message=reply).exists()
    assert [each.rcpt_tos for each in relay.mails if b"It left" in each.content] == []
    page = desk(ada).get(reverse("ticket", args=[ticket.pk])).content.decode()
    assert "sent from a mail program" in page and "It left today." in page


def test_it_answers_by_the_token_of_a_mail_of_ours_too(ticket, found, ada):
    ours = send_reply(ticket, "One moment.", by=ada).deliveries.get()
    ours_id = compose(ours).headers["Message-ID"]

    (reply,) = found(answer(in_reply_to="<unknown@x.example>", references=f"<a@x.example> {ours_id}"))
    assert (reply.ticket, reply.kind) == (ticket, "reply")


@pytest.mark.parametrize(
    "message_id", ["", "<another@mx.provider.example>"], ids=["kept", "changed on its way"]
)
def test_what_the_server_puts_there_of_our_own_mail_is_not_doubled(ticket, found, ada, message_id):
    """As Gmail does with whatever leaves by it."""
    delivery = send_reply(ticket, "One moment.", by=ada).deliveries.get()
    raw = compose(delivery).as_bytes().replace(b"\r\n", b"\n")
    if message_id:
        raw = raw.replace(compose(delivery).headers["Message-ID"].encode(), message_id.encode())

    assert found(raw) == []
    assert not RawMail.objects.filter(door="sent").exists()


def test_what_belongs_to_no_ticket_is_not_kept_and_not_missing(ticket, found, sent, mailbox):
    private = answer("Lunch?", to="friend@home.example", in_reply_to="<lunch@home.example>")
    automatic = answer("I am away.", message_id="<away@shop.example>", auto_submitted="auto-replied")

    assert found(private, automatic, answer("Hello", message_id="<new@shop.example>", in_reply_to="")) == []
    assert not RawMail.objects.filter(door="sent").exists()
    client = connect(mailbox)
    client.select_folder(FOLDER, readonly=True)
    assert reconcile.count(sent, client) == []
    client.logout()
    assert (sent.listed_count, sent.missing_count) == (3, 0)


def test_what_went_to_somebody_else_is_a_note(ticket, found, ada):
    (note,) = found(answer("Can you look?", to="carrier@parcel.example"))

    assert (note.ticket, note.kind, note.agent) == (ticket, "note", ada)
    assert note.text == "Sent from a mail program to carrier@parcel.example:\n\nCan you look?"


def test_an_answer_to_a_closed_ticket_is_a_note_and_lost_to_nobody(ticket, found):
    Ticket.objects.update(status=Status.CLOSED)

    assert [each.kind for each in found(answer())] == ["note"]


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("bo@desk.example", "Bo Lind"),
        ("Bo Lind <care@shop.example>", "Bo Lind"),
        ('"Bo (Care)" <care@shop.example>', "Bo Lind"),
        ("Care <care@shop.example>", "Sent from a mail program"),
        ("care@shop.example", "Sent from a mail program"),
    ],
)
def test_its_author_is_the_agent_whose_address_or_name_it_bears(ticket, found, bo, sender, name):
    (reply,) = found(answer(**{"from": sender}))

    assert str(reply.author) == name


def test_the_customers_answer_to_it_joins_the_ticket(ticket, found, server, mailbox):
    found(answer())
    server.put(mail("Thank you", message_id="<thanks@shopper.example>", in_reply_to="<mine@shop.example>"))
    fetch_once(mailbox)
    work()

    assert Ticket.objects.get().messages.order_by("pk").last().text == "Thank you"


def test_its_quote_is_folded_and_its_files_are_there(ticket, found):
    (reply,) = found(answer("It left today.\n\nOn Monday, Mina wrote:\n> Where is my parcel?"))

    reply.refresh_from_db()
    assert reply.text == "It left today." and "Where is my parcel?" in reply.quoted_text


def test_a_new_uidvalidity_doubles_nothing(ticket, found, server, sent):
    found(
        answer(), answer("Lunch?", to="a@b.example", in_reply_to="<l@b.example>", message_id="<l2@b.example>")
    )
    before = sent.uid_validity
    sent.update(uid_validity=1)
    read(sent)
    work()

    assert sent.uid_validity == before
    assert EmailMessage.objects.filter(message__agent__isnull=False).count() == 1
    assert RawMail.objects.filter(door="sent").count() == 1


def test_only_what_is_sent_from_now_on_is_read(server, mailbox, ticket, sent):
    server.put(answer(), folder=FOLDER)
    choose_sent(mailbox, is_read=True, name=FOLDER)  # another choice: it begins anew

    chosen = SentFolder.objects.get()
    assert chosen.pk != sent.pk and chosen.is_chosen
    choose_sent(mailbox, is_read=True, name=FOLDER)
    assert SentFolder.objects.get().pk == chosen.pk
    choose_sent(mailbox, is_read=False)
    assert not SentFolder.objects.exists()


def test_a_folder_that_is_not_there_is_shown_and_stops_no_mail(server, mailbox, running, desk, root, care):
    choose_sent(mailbox, is_read=True, name="Nowhere")
    server.put(mail())
    running(mailbox)

    assert until(lambda: SentFolder.objects.get().error)
    assert until(lambda: RawMail.objects.count() == 1)
    page = desk(root).get(reverse("inbox-edit", args=[care.pk])).content.decode()
    assert "The Sent folder cannot be read." in page


def test_the_mail_service_finds_the_folder_and_reads_it_by_itself(
    ticket, server, mailbox, running, monkeypatch
):
    monkeypatch.setattr(watch, "LOOK_SECONDS", 1)
    running(mailbox)
    assert until(lambda: SentFolder.objects.get().folder == FOLDER)

    server.put(answer(), folder=FOLDER)
    assert until(lambda: RawMail.objects.filter(door="sent").exists())
    server.put(mail("Hurry", message_id="<hurry@shopper.example>"))
    assert until(lambda: RawMail.objects.filter(external_id="hurry@shopper.example").exists())
    assert until(lambda: SentFolder.objects.get().counted_at)


def test_an_admin_switches_it_on_in_the_inbox(mailbox, server, care, desk, root):
    fields = {"name": "Care", "address": "care@shop.example", "team": care.team_id or "", "is_active": "on"}
    account = {
        "host": "127.0.0.1",
        "port": server.port,
        "encryption": "none",
        "user": "care",
        "folder": "INBOX",
    }
    fields |= {f"email-{name}": value for name, value in account.items()}
    console, page = desk(root), reverse("inbox-edit", args=[care.pk])

    assert console.post(page, fields | {"email-reads_sent": "on"}).status_code == 302
    assert (SentFolder.objects.get().folder, SentFolder.objects.get().is_chosen) == ("", False)
    assert 'name="email-reads_sent" ' in console.get(page).content.decode()
    assert console.post(page, fields).status_code == 302
    assert not SentFolder.objects.exists()
    assert Mailbox.objects.get().secret == "secret"


def test_another_spelling_of_the_account_goes_on_with_its_sent_folder(mailbox, sent, monkeypatch):
    monkeypatch.setattr("shopbell.channels.email.imap.account_form.require_account", lambda account: None)
    sent.update(uid_validity=7, last_uid=40)

    choose_user(mailbox.inbox, "Care@shop.example")
    assert SentFolder.objects.get().pk == sent.pk
    assert (SentFolder.objects.get().uid_validity, SentFolder.objects.get().last_uid) == (None, 0)

    choose_user(mailbox.inbox, "help@shop.example")
    assert SentFolder.objects.get().pk != sent.pk


def choose_user(inbox, user: str) -> None:
    account = {"host": "127.0.0.1", "port": 993, "encryption": "tls", "user": user, "secret": "other"}
    words = account | {"folder": "INBOX", "reads_sent": "on"}
    form = settings_form({f"email-{name}": value for name, value in words.items()}, inbox)
    assert form.is_valid(), form.errors
    form.keep(inbox)


def test_a_sent_mail_above_the_limit_waits_and_joins_or_goes_when_it_is_tried_again(
    ticket, server, sent, settings, desk, ada
):
    settings.MAIL_MAX_BYTES = 20_000
    long = "It left today.\n" + "x" * 70 + "\n" + "A line\n" * 5_000
    private = answer(long, to="a@b.example", in_reply_to="<l@b.example>", message_id="<l2@b.example>")
    server.put(answer(long), private, folder=FOLDER)
    assert read(sent)
    settings.MAIL_MAX_BYTES = 1_000_000
    first, second = RawMail.objects.filter(state="quarantined").order_by("pk")
    assert "raise the limit" in sent.error

    def tried(row: RawMail) -> str:
        return desk(ada).post(reverse("quarantine-replay", args=[row.pk]), follow=True).content.decode()

    assert f"It is ticket #{ticket.pk} now." in tried(first)
    assert ticket.messages.order_by("pk").last().agent == ada
    assert "It answers no ticket, so it is not kept." in tried(second)
    assert not RawMail.objects.filter(pk=second.pk).exists()
