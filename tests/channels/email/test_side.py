"""Side conversations: a supplier or carrier is asked inside a ticket, and its customer never sees any of it."""

from email import message_from_bytes, policy

import pytest

from shopbell.channels.chat.bubble import shown_messages as shown_to_shoppers
from shopbell.channels.email.joining import token
from shopbell.channels.email.joining.party import is_party, reply_address
from shopbell.channels.email.models import RawMail, SideConversation
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.outbound import compose
from shopbell.channels.email.side import start_side_conversation, write_side_message
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.tickets.deletion import delete_ticket, erase_ticket
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.models import Message, Ticket
from shopbell.tickets.status import Status, set_status
from shopbell.tickets.ticket import create_ticket

from .conftest import mail

CARRIER = "parcels@carrier.example"
FRAGMENT = {"headers": {"HX-Request": "true"}}


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.BLOBS = tmp_path


@pytest.fixture
def question(care, ada):
    """Mina has asked by mail; returns her ticket, which Ada has."""
    ticket = Ticket.objects.get(pk=receive(mail("Where is my secret parcel?"))["ticket"])
    ticket.assignee = ada
    ticket.save()
    return ticket


@pytest.fixture
def side(question, ada):
    """Ada has asked the carrier."""
    return start_side_conversation(question, to=CARRIER, subject="Parcel 4711", text="Where is it?", by=ada)[
        0
    ]


def delivery_of(side):
    return Delivery.objects.filter(purpose="side").latest("pk")


def answer(delivery, sender=CARRIER, **headers):
    to = f"care+{token.sign(delivery.message.ticket_id, delivery.pk)}@shop.example"
    words = {
        "text": "It is in Lyon.",
        "to": to,
        "from": f"Carrier <{sender}>",
        "message_id": "<a1@carrier.example>",
    }
    return receive(mail(**(words | headers)))


def read(delivery):
    return message_from_bytes(compose(delivery).as_bytes().replace(b"\r\n", b"\n"), policy=policy.default)


def test_the_mail_has_a_subject_and_thread_of_its_own_and_nothing_of_the_customer(side, question, ada):
    sent = read(delivery_of(side))

    assert (sent["to"], sent["subject"]) == (CARRIER, "Parcel 4711")
    assert sent["in-reply-to"] is None
    for words in ("Mina", "secret", "Where is my parcel", "shopper.example"):
        assert words not in sent.as_string(), words

    answer(delivery_of(side))
    write_side_message(side, "Please send it back.", by=ada)
    again = read(delivery_of(side))
    assert (again["subject"], again["in-reply-to"]) == ("Re: Parcel 4711", "<a1@carrier.example>")


@pytest.mark.parametrize("sender", [CARRIER, "a.person@depot.carrier.example"])
def test_an_answer_comes_back_into_the_side_conversation_whoever_of_them_writes(side, question, sender):
    assert answer(delivery_of(side), sender)["ticket"] == question.pk

    entry = side.entries.latest("pk")
    assert (entry.author_address, entry.message.text.strip()) == (sender, "It is in Lyon.")
    event = question.events.get(verb="side_answered")
    assert (event.data["side_id"], event.message) == (side.pk, entry.message)


def test_the_customer_sees_none_of_it(side, question, ada):
    answer(delivery_of(side))
    own = send_reply(question, "We are looking for it.", by=ada).deliveries.get()

    sent = read(own)
    assert "Lyon" not in sent.as_string() and "carrier.example" not in sent.as_string()
    replies = question.messages.filter(kind="reply").order_by("pk")
    assert [message.text.strip() for message in replies] == [
        "Where is my secret parcel?",
        "We are looking for it.",
    ]
    shown = " ".join(str(bubble) for bubble in shown_to_shoppers(question.pk, 0))
    assert "Lyon" not in shown and "Where is it?" not in shown
    question.refresh_from_db()
    assert question.preview == "We are looking for it."
    assert reply_address(question) == "mina@shopper.example"


def test_the_customer_whom_the_carrier_let_in_is_waited_for_in_the_ticket(side, question, ada):
    """The carrier copied her in, or passed our mail on: what she answers is no word of the carrier's."""
    send_reply(question, "We asked them.", by=ada, then=Status.SOLVED)
    told = answer(delivery_of(side), sender="mina@shopper.example", text="I was at home all day!")

    question.refresh_from_db()
    message = Message.objects.get(pk=told["message"])
    assert (message.ticket, message.kind, message.customer) == (question, "reply", question.customer)
    assert question.status == Status.OPEN
    assert question.waiting_since


def test_a_carrier_gets_into_no_thread_of_the_customer(side, question):
    assert not is_party(question, CARRIER)

    by_reference = receive(
        mail(
            "Me too.",
            **{
                "from": CARRIER,
                "message_id": "<x@carrier.example>",
                "in_reply_to": "<first@shopper.example>",
            },
        )
    )

    assert by_reference["ticket"] != question.pk


def test_a_ticket_that_waits_for_them_opens_and_a_solved_one_stays(side, question, ada):
    set_status(question, "on_hold", by=ada)
    answer(delivery_of(side))
    question.refresh_from_db()
    assert question.status == "open"

    set_status(question, "solved", by=ada)
    answer(delivery_of(side), message_id="<a2@carrier.example>")
    question.refresh_from_db()
    assert question.status == "solved" and side.entries.count() == 3


def test_sending_twice_writes_once_and_an_answer_twice_is_one(question, ada):
    again = "5e7bb0de-1a67-4c2b-9a53-6d0a3c1f0a12"
    words = {"to": CARRIER, "subject": "Parcel", "text": "Where?", "by": ada, "client_id": again}
    first, message = start_side_conversation(question, **words)
    second, same = start_side_conversation(question, **words)
    assert (first, message) == (second, same)

    answer(delivery_of(first))
    answer(delivery_of(first))
    assert first.entries.count() == 2


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("", "Write the addresses"),
        ("nobody", "Write the addresses"),
        ("parcels@carrier.example, nonsense", "Write the addresses"),
        ("care@shop.example", "an address of this desk"),
        ("mina@shopper.example", "is the customer"),
    ],
)
def test_who_cannot_be_written_to_is_refused(question, ada, to, sentence):
    with pytest.raises(Refused, match=sentence):
        start_side_conversation(question, to=to, subject="x", text="y", by=ada)
    assert not SideConversation.objects.exists()


def test_the_thread_folds_it_and_an_agent_writes_again_from_there(desk, side, question, ada, cy):
    answer(delivery_of(side))
    browser, address = desk(ada), f"/desk/tickets/{question.pk}/"

    page = browser.get(address).content.decode()
    block = page[page.index(f'id="side-{side.pk}"') :]
    assert "It is in Lyon." in block and "2 messages" in block and "The customer does not see this." in block

    page = browser.post(f"{address}side/{side.pk}/", {"text": "Thanks!"}, **FRAGMENT).content.decode()
    assert "3 messages" in page and "Thanks!" in page
    assert browser.post(f"{address}side/{side.pk}/", {"text": " "}, **FRAGMENT).status_code == 422
    assert desk(cy).get(f"{address}side/{side.pk}/").status_code == 404


def test_the_dialog_begins_one_with_files(desk, question, ada):
    from django.core.files.uploadedfile import SimpleUploadedFile

    browser, address = desk(ada), f"/desk/tickets/{question.pk}/side/"
    assert "the customer sees none of it" in browser.get(address, **FRAGMENT).content.decode()
    words = {"to": f"{CARRIER}; depot@carrier.example", "subject": "Parcel", "text": "Where?"}
    words["files"] = SimpleUploadedFile("label.txt", b"4711", content_type="text/plain")

    done = browser.post(address, words, **FRAGMENT)

    assert "close-dialog" in done.headers["HX-Trigger"]
    side = SideConversation.objects.get()
    assert side.recipients == [CARRIER, "depot@carrier.example"]
    sent = read(delivery_of(side))
    assert [part.get_filename() for part in sent.iter_attachments()] == ["label.txt"]


def test_it_goes_along_when_the_ticket_is_merged(desk, side, question, ada):
    other = create_ticket(customer=question.customer, channel="email", subject="Again", team=question.team)
    merge_tickets(other, question, by=ada)

    assert answer(delivery_of(side))["ticket"] == other.pk

    page = desk(ada).get(f"/desk/tickets/{other.pk}/").content.decode()
    assert "It is in Lyon." in page[page.index(f'id="side-{side.pk}"') :]


def test_erasing_the_ticket_takes_its_side_mail_along(side, question, ada):
    answer(delivery_of(side))
    delete_ticket(question, by=ada)
    assert answer(delivery_of(side), message_id="<late@carrier.example>")["ticket"] != question.pk

    assert erase_ticket(question, by=ada)

    assert not SideConversation.objects.exists() and not Message.objects.filter(kind="side").exists()
    assert not RawMail.objects.filter(external_id="a1@carrier.example").exists()
