"""An agent answers a notification by mail: what becomes of it, and that it leaves as any reply of theirs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.channels.email import sender_check
from shopbell.channels.email.answering.answer import _write
from shopbell.channels.email.answering.gate import asked_of
from shopbell.channels.email.answering.mailed_answer import forget_untaken
from shopbell.channels.email.answering.offer import customers_words, offer_for
from shopbell.channels.email.authenticity.verdict import Standing, Verdict
from shopbell.channels.email.inbound import process_all
from shopbell.channels.email.models import MailedAnswer, RawMail
from shopbell.channels.email.parse import parse
from shopbell.channels.email.raw_mail import Arrival, Door, keep, store
from shopbell.channels.email.receive import receive
from shopbell.channels.email.recipient import Directory, desk_address
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.tickets.deletion import delete_ticket, erase_ticket
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Attachment, Message
from shopbell.tickets.note import write_note
from shopbell.tickets.status import Status, set_status
from shopbell.tickets.taking_back import take_back_reply
from shopbell.tickets.ticket import create_ticket

from ..authenticity.conftest import rsa_key, signed, world
from ..conftest import mail, read
from .conftest import letter_of, letters, whys

__all__ = ["world"]
pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R19")
def test_it_goes_to_the_customer_as_the_agents_reply(asked, ways, answers, bo):
    reply = answers("It comes today.", ways.reply)

    asked.refresh_from_db()
    assert (reply.ticket, reply.kind, reply.agent, reply.text) == (asked, "reply", bo, "It comes today.")
    assert (asked.waiting_since, asked.assignee, asked.status) == (None, bo, Status.OPEN)
    delivery = Delivery.objects.get()
    sent = read(delivery)
    assert (delivery.recipient, sent["From"]) == ("mina@shopper.example", '"Bo (Care)" <care@shop.example>')
    assert ways.reply not in sent.as_string() and letters() == []


def test_it_can_be_taken_back_for_as_long_as_other_replies(ways, answers, bo):
    reply = answers("It comes today.", ways.reply)

    assert reply.held_until > timezone.now()
    take_back_reply(reply, by=bo)
    reply.refresh_from_db()
    assert reply.unsent_at


def test_to_the_other_address_it_is_a_note_that_calls_colleagues(ways, answers, asked, ada):
    note = answers("@Ada, can you look?", ways.note)

    assert (note.kind, note.text) == ("note", "@Ada, can you look?") and not Delivery.objects.exists()
    assert note.mentions.get().agent == ada


def test_the_thread_says_which_messages_were_written_by_mail(ways, answers, asked, desk, bo):
    answers("It comes today.", ways.reply)
    page = desk(bo).get(f"/desk/tickets/{asked.pk}/").content.decode()
    assert (
        "written by mail · to mina@shopper.example" in page and "by mail, in answer to a notification" in page
    )

    answers("@Ada, can you look?", ways.note, message_id="<a2@desk.example>")
    assert "noted by mail" in desk(bo).get(f"/desk/tickets/{asked.pk}/").content.decode()


def test_it_says_so_of_no_message_that_was_written_in_the_desk(asked, desk, bo):
    send_reply(asked, "It comes today.", by=bo)
    write_note(asked, "He is upset.", by=bo)

    page = desk(bo).get(f"/desk/tickets/{asked.pk}/").content.decode()
    assert "written by mail" not in page and "noted by mail" not in page


def test_a_command_above_the_words_makes_a_note_or_solves(ways, answers, asked):
    note = answers("#note\n\nHe is upset.", ways.reply)
    reply = answers("#solve\nDone.", ways.reply, message_id="<a2@desk.example>")

    asked.refresh_from_db()
    assert (note.kind, note.text) == ("note", "He is upset.")
    assert (reply.kind, reply.text, asked.status) == ("reply", "Done.", Status.SOLVED)


def test_a_command_that_is_none_sends_nothing(ways, answers):
    assert answers("#nte\nHe is upset.", ways.reply) is None

    ((to, subject, text, _headers),) = letters()
    assert (to, subject) == ("bo@desk.example", "Your answer was not sent")
    assert "There is no command #nte" in text and "He is upset." in text
    assert Message.objects.filter(agent__isnull=False).count() == 0 and whys() == ["refused"]


@pytest.mark.parametrize("door", [Door.SMTP, Door.LMTP, Door.IMAP, Door.WEBHOOK, Door.STDIN])
def test_every_door_leads_there(ways, arrives, door):
    envelope = [ways.reply] if door in (Door.SMTP, Door.LMTP) else []

    assert arrives(letter_of("Yes.", ways.reply), door=door, recipients=envelope).text == "Yes."


def test_the_listener_lets_it_in_also_where_no_inbox_is(asked, care, bo):
    care.delete()
    address, directory = offer_for(bo, asked, 0).reply, Directory()
    directory.refresh()

    assert address.startswith("desk+r.") and directory.find(address) == (True, None)
    assert directory.find(address.replace("+r.", "+n.")) == (False, None)
    assert directory.find(desk_address()) == (False, None)


def test_twice_and_by_two_doors_it_is_one_reply(ways, arrives, care, returns):
    made = letter_of("Yes.", ways.reply)
    first, again = arrives(made), arrives(made, door=Door.IMAP)
    RawMail.objects.update(inbox=None)
    third = arrives(made, door=Door.IMAP, recipients=[])

    assert first == again or again is None
    assert third == first and Delivery.objects.count() == 1


def test_by_two_doors_at_the_same_moment_it_is_one_reply(ways, arrives, asked, bo):
    made = letter_of("Yes.", ways.reply)
    first = arrives(made)
    row = keep(Arrival(made.as_bytes(), Door.IMAP))
    inbound = parse(row.raw)
    meant = asked_of(inbound, [])

    assert (
        _write(row, inbound, meant, meant.token, bo, asked) == first
    )  # it did not see the first when it looked
    assert Delivery.objects.count() == 1 and MailedAnswer.objects.get().raw != row


def test_the_copy_in_the_sent_folder_is_nothing(ways, arrives):
    assert arrives(letter_of("Yes.", ways.reply), door=Door.SENT) is None
    assert not RawMail.objects.exists() and not Delivery.objects.exists()


def test_what_was_sent_to_the_customer_with_such_an_address_in_copy_is_an_answer_to_them(
    asked, ways, arrives, mina
):
    receive(mail())
    made = letter_of(
        "It left.", "mina@shopper.example", sender="Care <care@shop.example>", cc=ways.reply,
        in_reply_to="<first@shopper.example>", message_id="<mine@shop.example>",
    )  # fmt: skip

    kept = arrives(made, door=Door.SENT, recipients=[])
    assert (kept.kind, kept.text) == ("reply", "It left.") and not MailedAnswer.objects.exists()


@pytest.mark.requirement("R16")
def test_files_go_along_but_no_picture_that_only_the_quote_shows(ways, arrives):
    made = letter_of(
        "Here it is.",
        ways.reply,
        html='<p>Here it is.<img src="cid:photo"></p><blockquote type="cite">On Thu, Nov 26, 2026 at 9:00 AM Shopbell '
        '&lt;desk@x.example&gt; wrote:<br><img src="cid:logo">old</blockquote>',
    )
    for name in ("photo", "logo"):
        made.add_attachment(
            name.encode(), "image", "png", filename=f"{name}.png", cid=f"<{name}>", disposition="inline"
        )
    made.add_attachment(b"%PDF-1.4 label", "application", "pdf", filename="label.pdf")
    reply = arrives(made)

    assert {each.name for each in reply.attachments.all()} == {"photo.png", "label.pdf"}
    assert Attachment.objects.count() == 2


def test_a_whole_mail_does_not_go_along(ways, arrives):
    made, inner = letter_of("See below.", ways.reply), letter_of("secret", "x@y.example")
    made.add_attachment(inner)

    assert arrives(made) is None and "A whole mail was attached" in letters()[0][2]


def test_what_crosses_another_message_is_stopped_and_sent_by_answering_the_letter(
    ways, answers, asked, mina, ada
):
    receive_message(asked, "It came after all!", customer=mina, channel="email")
    write_note(asked, "Wait for me.", by=ada)

    assert answers("We look for it.", ways.reply) is None
    ((_to, _subject, text, headers),) = letters()
    assert "2 new messages came" in text and "> It came after all!" in text and "We look for it." in text
    assert "> Wait for me." in text
    sent = answers("Great.", headers["Reply-To"], message_id="<a2@desk.example>")
    assert (sent.kind, sent.text) == ("reply", "Great.")


def test_what_a_colleague_replied_before_the_notification_stops_it_too(asked, answers, care, bo, ada):
    send_reply(asked, "It is lost, here is your money.", by=ada)
    told = offer_for(bo, asked, customers_words(asked).newest_id)

    assert answers("It comes today.", told.reply) is None
    ((_to, _subject, text, headers),) = letters()
    assert whys() == ["crossed"] and "Ada Moreau wrote:\n> It is lost, here is your money." in text
    assert answers("As Ada says.", headers["Reply-To"], message_id="<a2@desk.example>").text == "As Ada says."


def test_a_letter_of_another_refusal_shows_nothing_new_and_so_lets_nothing_new_be_passed_over(
    ways, answers, asked, mina
):
    receive_message(asked, "It came after all!", customer=mina, channel="email")
    answers("#nte\nWe look for it.", ways.reply)

    headers = letters()[0][3]
    assert answers("We look for it.", headers["Reply-To"], message_id="<a2@desk.example>") is None
    assert whys() == ["refused", "crossed"]


def test_in_a_closed_ticket_only_a_note_is_offered(asked, ways, answers, ada, bo):
    set_status(asked, Status.SOLVED, by=ada)
    set_status(asked, Status.CLOSED, by=ada)

    assert answers("Hello?", ways.reply) is None
    text, headers = letters()[0][2:]
    assert "Reopen it" in text and "+n." in headers["Reply-To"] and "+r." not in text


def test_a_customer_who_copies_the_address_in_has_written_to_the_shop(asked, ways, arrives, mina):
    made = letter_of("Any news?", "care@shop.example", sender="Mina <mina@shopper.example>", cc=ways.reply)
    message = arrives(made, Verdict(Standing.UNVERIFIED, sender="mina@shopper.example"), sender="m@x.example")

    assert (message.customer, message.agent, message.text) == (mina, None, "Any news?")
    assert ways.reply not in str(message.quoted_text) and not MailedAnswer.objects.exists()


def test_once_the_dns_has_answered_what_waited_is_sent(ways, answers):
    assert answers("Yes.", ways.reply, Verdict(Standing.PENDING, sender="bo@desk.example")) is None
    assert answers("Yes.", ways.reply).kind == "reply" and letters() == []


def test_a_signature_that_covers_whom_it_was_sent_to_is_enough(ways, care, asked, bo, world, monkeypatch):
    world.txt("s1._domainkey.desk.example", rsa_key()[1])
    server = world.server()
    monkeypatch.setattr(sender_check, "our_server", lambda: server)
    raw = letter_of("Yes.", ways.reply).as_bytes().replace(b"\n", b"\r\n")
    made = signed(raw, domain="desk.example", headers=[b"from", b"to", b"subject", b"message-id"])
    [pk] = store([Arrival(made, Door.IMAP, inbox_id=care.pk)])
    process_all([pk])

    assert asked.messages.filter(agent=bo).get().text == "Yes."


def test_what_the_house_asks_of_a_note_is_asked(ways, answers, cy):
    assert answers("@Cy, look!", ways.note) is None
    assert "Cy Adeyemi" in letters()[0][2]


def test_it_follows_a_ticket_that_was_merged(asked, ways, answers, mina, returns, ada):
    kept = create_ticket(customer=mina, channel="email", subject="Parcel", team=returns, by=mina)
    merge_tickets(kept, asked, by=ada)

    assert answers("Yes.", ways.note).ticket == kept


def test_it_goes_with_its_ticket_and_so_does_what_was_not_taken(asked, ways, answers, ada):
    answers("Yes.", ways.reply)
    answers("#oh\nno", ways.reply, message_id="<a2@desk.example>")
    delete_ticket(asked, by=ada)
    erase_ticket(asked)

    assert not MailedAnswer.objects.exists() and not RawMail.objects.exists()


def test_what_was_not_taken_is_kept_for_a_month(ways, answers):
    answers("Yes.", ways.reply)
    answers("#oh\nno", ways.reply, message_id="<a2@desk.example>")

    assert forget_untaken(timezone.now() + timedelta(days=29)) == 0
    assert forget_untaken(timezone.now() + timedelta(days=31)) == 1
    assert MailedAnswer.objects.get().message and RawMail.objects.count() == 1


def test_the_letter_is_in_the_agents_language(ways, answers, bo):
    bo.language = "de"
    bo.save()
    answers("", ways.reply)

    assert letters()[0][1] == "Ihre Antwort wurde nicht gesendet"
