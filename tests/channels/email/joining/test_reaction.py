"""An emoji by mail, as Gmail sends it, stands on the message that it answers; nothing else comes of it."""

import json
from email.message import EmailMessage as Mail

import pytest

from shopbell.channels.email.joining.reaction import MailReaction
from shopbell.channels.email.mime.reaction import is_emoji, reaction_in
from shopbell.channels.email.models import EmailMessage, RawMail
from shopbell.channels.email.parse import parse
from shopbell.channels.email.receive import receive
from shopbell.channels.email.side import start_side_conversation
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.tickets.deletion import delete_ticket, erase_ticket
from shopbell.tickets.models import Message, Ticket
from shopbell.tickets.reaction import reactions_on
from shopbell.tickets.status import set_status

from ..conftest import mail, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(care, ada):
    """Ada has answered Mina, and the matter is solved."""
    ticket = Ticket.objects.get(pk=receive(mail("Where is my parcel?"))["ticket"])
    message = send_reply(ticket, "It is on its way.", by=ada)
    set_status(ticket, "solved", by=ada)
    return message


def reaction(
    to: str,
    emoji: str = "🎉",
    sender: str = "mina@shopper.example",
    message_id: str = "<r1@mail.gmail.com>",
    reply_to: str = "",
) -> bytes:
    message = Mail()
    message["From"], message["To"], message["Subject"] = (
        f"Mina Okafor <{sender}>",
        "care@shop.example",
        "Re: x",
    )
    message["Message-ID"] = message_id
    if reply_to:
        message["Reply-To"] = reply_to
    if to:
        message["In-Reply-To"] = to
    message.set_content(f"{emoji}\n\nMina Okafor reacted via Gmail\n")
    said = json.dumps({"emoji": emoji, "version": 1}, ensure_ascii=False)
    message.add_alternative(said, subtype="vnd.google.email-reaction+json")
    message.add_alternative(f"<p>{emoji}</p><p>Mina Okafor reacted via Gmail</p>", subtype="html")
    return message.as_bytes()


def id_of(message) -> str:
    return read(message.deliveries.get(purpose="reply"))["message-id"]


def test_it_stands_on_the_answer_and_opens_and_wakes_nothing(answer, mina, ada):
    before = Message.objects.count()

    told = receive(reaction(id_of(answer)))

    assert (told["message"], told["ticket"]) == (answer.pk, answer.ticket_id)
    assert reactions_on(answer, ada) == [("🎉", 1, False)]
    assert Message.objects.count() == before and Ticket.objects.count() == 1
    ticket = Ticket.objects.get()
    assert ticket.status == "solved" and ticket.customer == answer.reactions.get().customer
    assert ticket.events.get(verb="reacted").data["emoji"] == "🎉"


def test_the_same_mail_twice_changes_nothing(answer, ada):
    for door in ("", "\n"):
        receive(reaction(id_of(answer)) + door.encode())
    receive(reaction(id_of(answer), message_id="<r2@mail.gmail.com>"))

    assert reactions_on(answer, ada) == [("🎉", 1, False)]
    assert answer.ticket.events.filter(verb="reacted").count() == 1


def test_any_emoji_may_stand_there_and_an_agent_may_join_in(answer, desk, ada):
    receive(reaction(id_of(answer), emoji="🦄"))
    page = desk(ada).get(f"/desk/tickets/{answer.ticket_id}/").content.decode()
    assert "🦄" in page and "reacted via Gmail" not in page

    address = f"/desk/messages/{answer.pk}/reactions/"
    assert desk(ada).post(address, {"emoji": "🦄"}).status_code == 200
    assert reactions_on(answer, ada) == [("🦄", 2, True)]
    assert desk(ada).post(address, {"emoji": "🐌"}).status_code == 400


def test_a_reaction_on_their_own_mail_stands_there(answer, ada):
    receive(reaction("<first@shopper.example>"))

    assert reactions_on(answer.ticket.messages.order_by("pk").first(), ada) == [("🎉", 1, False)]


@pytest.mark.parametrize("why", ["stranger", "unknown", "none"])
def test_what_speaks_of_nothing_here_is_a_mail_like_others(answer, why):
    to = {"stranger": id_of(answer), "unknown": "<nobody@knows.example>", "none": ""}[why]
    sender = "eve@evil.example" if why == "stranger" else "mina@shopper.example"

    told = receive(reaction(to, sender=sender))

    assert told["message"] != answer.pk and "🎉" in told["text"] and not answer.reactions.exists()
    assert told["attachments"] == []


def test_nobody_reacts_in_the_name_of_whom_they_name_in_reply_to(answer):
    told = receive(reaction(id_of(answer), sender="contact@evil.example", reply_to="mina@shopper.example"))

    assert told["message"] != answer.pk and not answer.reactions.exists()


def test_one_in_a_side_conversation_is_what_they_said_there(answer, ada):
    side, message = start_side_conversation(
        answer.ticket, to="parcels@carrier.example", subject="Parcel", text="Where?", by=ada
    )
    sent = read(Delivery.objects.get(message=message))

    told = receive(reaction(sent["message-id"], sender="parcels@carrier.example"))

    assert Message.objects.get(pk=told["message"]).side.conversation == side


def test_it_goes_with_the_ticket_and_with_whoever_reacted(answer, root, mina):
    receive(reaction(id_of(answer)))
    raw = MailReaction.objects.get().raw_id
    assert not EmailMessage.objects.filter(raw=raw).exists()

    delete_ticket(answer.ticket, by=root)
    erase_ticket(answer.ticket, by=root)
    assert not RawMail.objects.filter(pk=raw).exists()


@pytest.mark.parametrize("emoji", ["👍", "❤️", "👩🏽‍❤️‍💋‍👨🏿", "🇩🇪", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"[:7], "1️⃣", "☺", "🫠"])
def test_an_emoji_is_one(emoji):
    assert is_emoji(emoji)


@pytest.mark.parametrize("text", ["", "a", "👍👍", "👍 ok", "1", "<b>", "🇩", "️", "\u200d", "x" * 17])
def test_other_words_are_none(text):
    assert not is_emoji(text)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"emoji": "\xf0\x9f\x91\x8d", "version": 2}', b'{"emoji": 1, "version": 1}', b'{"version": 1}', b"[" * 1900],
)  # fmt: skip
def test_a_broken_reaction_is_none_and_can_be_read_as_a_file(content):
    assert reaction_in(content) == ""
    raw = b"From: a@b.example\nContent-Type: text/vnd.google.email-reaction+json\n\n" + content

    inbound = parse(raw)

    assert inbound.reaction == "" and [file.content for file in inbound.files] == (
        [content] if content else []
    )


def test_a_reaction_alone_says_its_emoji():
    content = '{"emoji": "👍", "version": 1}'.encode()
    inbound = parse(b"From: a@b.example\nContent-Type: text/vnd.google.email-reaction+json\n\n" + content)

    assert (inbound.reaction, inbound.text) == ("👍", "👍")
