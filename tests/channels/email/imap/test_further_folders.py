"""Several folders of one account on a real IMAP server: each with its cursor, one mail in two of them one ticket."""

from collections import Counter
from datetime import timedelta
from threading import Event

import pytest
from django.urls import reverse
from django.utils import timezone

from shopbell.channels.email.breakdown import find_breakdowns
from shopbell.channels.email.imap import further_round, reconcile, watch
from shopbell.channels.email.imap.connection import connect
from shopbell.channels.email.imap.further_folder import FurtherFolder, choose_further
from shopbell.channels.email.imap.further_round import Turn, fetch_further
from shopbell.channels.email.models import Mailbox, RawMail, Receipt
from shopbell.channels.email.spam.judging import SERVER
from shopbell.channels.reply import send_reply
from shopbell.tickets.models import Message, Ticket
from shopbell.tickets.spam import is_spam, mark_spam, unmark_spam
from tests.channels.email.conftest import mail, read, work

from .dovecot import NEEDED, fetch_once, numbered, until

pytestmark = NEEDED
ORDERS, JUNK = "Orders", "Unwanted"


@pytest.fixture
def orders(mailbox):
    return chosen(mailbox)[ORDERS]


@pytest.fixture
def junk(mailbox):
    return chosen(mailbox)[JUNK]


def chosen(mailbox: Mailbox) -> dict[str, FurtherFolder]:
    choose_further(mailbox, {ORDERS: False, JUNK: True})
    return {each.folder: each for each in FurtherFolder.objects.all()}


def look(folder: FurtherFolder, turn: Turn | None = None) -> bool:
    client = connect(folder.mailbox)
    try:
        return fetch_further(folder, client, turn or Turn(Event()), Counter())
    finally:
        client.logout()


def count(folder: FurtherFolder) -> list[int]:
    client = connect(folder.mailbox)
    try:
        client.select_folder(folder.folder, readonly=True)
        return reconcile.count(folder, client)
    finally:
        client.logout()


def move(server, uid: int, source: str, target: str) -> None:
    with server.client() as client:
        client.select_folder(source)
        client.move([uid], target)


# --- its own cursor, its own count ----------------------------------------------------------------


@pytest.mark.requirement("R19")
def test_mail_of_another_folder_becomes_a_ticket_of_the_inbox(server, mailbox, orders, care):
    server.put(mail(), folder=ORDERS)
    assert look(orders)
    work()

    ticket = Ticket.objects.get()
    assert RawMail.objects.get().inbox == care
    assert not is_spam(ticket) and ticket.waiting_since


def test_each_folder_has_its_own_numbers(server, mailbox, orders, junk):
    """UID 1 of one folder is another mail than UID 1 of the next."""
    server.put(numbered(1))
    server.put(numbered(2), folder=ORDERS)
    server.put(numbered(3), numbered(4), folder=JUNK)
    fetch_once(mailbox)
    assert look(orders) and look(junk)

    assert RawMail.objects.count() == 4
    assert [each.last_uid for each in (mailbox, orders, junk)] == [1, 1, 2]
    assert (count(orders), count(junk)) == ([], [])
    Receipt.objects.filter(further=junk, uid=2).delete()
    assert (count(orders), count(junk)) == ([], [2])
    assert junk.gap.startswith("The folder “Unwanted” of care lists 2 mails")


def test_a_folder_is_read_from_the_day_on_which_it_was_chosen(server, mailbox):
    server.put(numbered(1), at=timezone.now() - timedelta(days=9), folder=ORDERS)
    orders = chosen(mailbox)[ORDERS]
    server.put(numbered(2), folder=ORDERS)
    look(orders)

    assert [each.external_id for each in RawMail.objects.all()] == ["2@x.example"]
    assert chosen(mailbox)[ORDERS].last_uid == 2  # chosen once more it goes on


def test_a_new_uidvalidity_doubles_nothing(server, mailbox, orders):
    server.put(numbered(1), folder=ORDERS)
    look(orders)
    orders.update(uid_validity=1)
    look(orders)

    assert RawMail.objects.count() == 1 and count(orders) == []


def test_what_lies_in_two_folders_or_was_moved_is_one_ticket(server, mailbox, orders):
    server.put(mail())
    fetch_once(mailbox)
    move(server, 1, "INBOX", ORDERS)
    look(orders)
    work()

    assert (RawMail.objects.count(), Ticket.objects.count(), Message.objects.count()) == (1, 1, 1)
    assert count(orders) == []


def test_the_missing_mails_of_all_folders_are_fetched_together(server, mailbox, orders):
    server.put(numbered(1), numbered(2), folder=ORDERS)
    look(orders)
    Receipt.objects.filter(uid=1).delete()
    RawMail.objects.filter(external_id="1@x.example").delete()

    assert reconcile.fetch_missing(mailbox) == 1
    assert RawMail.objects.count() == 2


def test_a_mail_that_is_too_large_waits_in_its_folder(server, mailbox, orders, settings, desk, root):
    settings.MAIL_MAX_BYTES = 20_000
    server.put(mail("A long one\n" * 4000), folder=ORDERS)
    assert look(orders)
    assert "raise the limit" in orders.error
    mailbox.refresh_from_db()
    assert mailbox.error == ""

    settings.MAIL_MAX_BYTES = 1_000_000
    desk(root).post(reverse("quarantine-replay", args=[RawMail.objects.get().pk]))
    assert Ticket.objects.count() == 1


# --- the Junk folder -----------------------------------------------------------------------------


def test_what_the_mail_server_holds_for_spam_is_a_ticket_in_the_view_spam(server, mailbox, junk, desk, root):
    server.put(mail(), folder=JUNK)
    look(junk)
    work()

    ticket = Ticket.objects.get()
    assert is_spam(ticket) and ticket not in Ticket.objects.in_queue()
    marked = ticket.events.get(verb="marked_spam")
    assert (marked.rule, marked.data["held"]) == (SERVER, True)
    assert not ticket.messages.filter(deliveries__isnull=False).exists()  # nobody is thanked
    page = desk(root).get(reverse("ticket", args=[ticket.pk])).content.decode()
    assert "The mail server put this into its Junk folder." in page
    assert "Junk folder marked this ticket as spam." in page


def test_an_answer_that_was_taken_for_spam_joins_its_ticket(server, mailbox, junk, late_parcel, ada):
    reply_to = read(send_reply(late_parcel, "It is on its way.", by=ada).deliveries.get())["reply-to"]
    server.put(mail("Thank you!", to=reply_to, message_id="<thanks@shopper.example>"), folder=JUNK)
    look(junk)
    work()

    assert late_parcel.messages.order_by("pk").last().text == "Thank you!"
    assert not is_spam(late_parcel)


@pytest.mark.parametrize("is_early", [True, False], ids=["before it was read", "afterwards"])
def test_who_moves_it_out_of_junk_says_that_it_is_none(server, mailbox, junk, is_early):
    server.put(mail(), folder=JUNK)
    look(junk)
    if not is_early:
        work()
        assert is_spam(Ticket.objects.get())
    move(server, 1, JUNK, "INBOX")
    fetch_once(mailbox)
    work()

    ticket = Ticket.objects.get()
    assert not is_spam(ticket) and ticket in Ticket.objects.in_queue()


def test_an_agents_word_stands_wherever_the_mail_is_moved(server, mailbox, junk, ada):
    server.put(mail(), folder=JUNK)
    look(junk)
    work()
    unmark_spam(Ticket.objects.get(), by=ada)
    mark_spam(Ticket.objects.get(), by=ada)
    move(server, 1, JUNK, "INBOX")
    fetch_once(mailbox)

    assert is_spam(Ticket.objects.get())


def test_what_is_moved_into_junk_leaves_its_ticket_alone(server, mailbox, junk):
    server.put(mail())
    fetch_once(mailbox)
    work()
    move(server, 1, "INBOX", JUNK)
    look(junk)
    work()

    assert not is_spam(Ticket.objects.get())


# --- the round -----------------------------------------------------------------------------------


def test_a_folder_with_much_mail_takes_turns(server, mailbox, orders, monkeypatch):
    monkeypatch.setattr(further_round, "ROUND_SECONDS", 0)
    monkeypatch.setattr("shopbell.channels.email.imap.listing.AT_ONCE", 2)
    server.put(*(numbered(n) for n in range(1, 6)), folder=ORDERS)

    first = Turn(Event())
    assert look(orders, first)
    assert (first.is_cut, RawMail.objects.count()) == (True, 2)
    look(orders, Turn(Event()))
    look(orders, Turn(Event()))
    assert RawMail.objects.count() == 5


def test_many_folders_share_the_time_of_one_round(monkeypatch):
    """New mail waits for it."""
    turns: list[float] = []
    monkeypatch.setattr(
        watch, "fetch_further", lambda folder, client, turn, hang_ups: turns.append(turn.seconds)
    )
    account = Mailbox(host="imap.shop.example", user="care")
    folders = [FurtherFolder(mailbox=account, folder=f"Folder {n}") for n in range(10)]
    watch.Fetcher(1)._look_around(folders, None)

    assert (len(turns), sum(turns)) == (10, further_round.ROUND_SECONDS)


def test_a_folder_without_news_is_not_opened(server, mailbox, orders, monkeypatch):
    server.put(numbered(1), folder=ORDERS)
    look(orders)
    monkeypatch.setattr(further_round, "fetch", lambda *args: pytest.fail("it was opened"))

    assert look(orders)


def test_the_mail_service_reads_all_of_them_by_one_connection(server, mailbox, orders, running, monkeypatch):
    monkeypatch.setattr(watch, "LOOK_SECONDS", 1)
    running(mailbox)
    server.put(numbered(1), folder=ORDERS)
    assert until(lambda: RawMail.objects.count() == 1)
    server.put(numbered(2))
    assert until(lambda: RawMail.objects.count() == 2)
    server.put(numbered(3), folder=ORDERS)
    assert until(lambda: RawMail.objects.count() == 3)
    assert until(lambda: FurtherFolder.objects.get(folder=ORDERS).counted_at)


def test_a_folder_that_was_deleted_is_told_and_stops_no_mail(server, mailbox, orders, desk, root, care):
    orders.update(folder="Gone", uid_validity=None)
    server.put(numbered(1))
    fetch_once(mailbox)
    assert not look(orders)

    page = desk(root).get(reverse("inbox-edit", args=[care.pk])).content.decode()
    assert "Not all mail of the folder “Gone” can be fetched." in page
    FurtherFolder.objects.filter(pk=orders.pk).update(failing_since=timezone.now() - timedelta(hours=1))
    (found,) = find_breakdowns(timezone.now())
    assert "The folder “Gone” of Care cannot be read" in found.subject()
