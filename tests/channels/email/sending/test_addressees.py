"""To, Cc and Bcc: each gets a mail of their own, sees whom they should see, and takes part from then on."""

import pytest

from shopbell.channels.delivery import deliver
from shopbell.channels.email.joining import token
from shopbell.channels.email.joining.party import is_party
from shopbell.channels.email.joining.thread_id import thread_id
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.addressees import read_line
from shopbell.channels.email.sending.outbound import compose
from shopbell.channels.email.side import start_side_conversation
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.customers.models import Identity
from shopbell.tickets.addressees import Addressees
from shopbell.tickets.draft import DraftConflict, Words, keep_draft
from shopbell.tickets.models import Message
from tests.channels.email.sending.addressed import ALL, LAWYER, MINA, PARTNER, to

from ..conftest import mail, read

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R19")
def test_each_gets_a_delivery_of_their_own(answer, relay):
    for delivery in answer.deliveries.all():
        deliver(delivery.pk)

    assert [each.rcpt_tos for each in relay.mails] == [[MINA], [PARTNER], [LAWYER]]
    assert {each.state for each in answer.deliveries.all()} == {"sent"}


def test_one_who_is_refused_holds_up_nobody_else(answer, relay):
    relay.refused = {PARTNER}
    for delivery in answer.deliveries.all():
        deliver(delivery.pk)

    states = dict(answer.deliveries.values_list("recipient", "state"))
    assert states == {MINA: "sent", PARTNER: "failed", LAWYER: "sent"}


def test_all_see_who_got_it_and_nobody_sees_a_blind_copy(answer):
    mails = [compose(delivery).as_bytes().decode() for delivery in answer.deliveries.all()]

    for sent in (read(delivery) for delivery in answer.deliveries.all()):
        assert sent["to"] == "Mina Okafor <mina@shopper.example>"
        assert sent["cc"] == PARTNER
    assert all("bcc" not in each.lower() and "lawyer" not in each for each in mails)


def test_the_copies_belong_to_one_thread_for_who_answers_all(answer, question):
    copies = [read(to(answer, each)) for each in (MINA, PARTNER, LAWYER)]
    known = [set(each["references"].split()) for each in copies]

    assert known[0] == known[1] == known[2] == {"<first@shopper.example>", f"<{thread_id(answer.pk)}>"}
    assert {each["in-reply-to"] for each in copies} == {"<first@shopper.example>"}
    assert len({each["message-id"] for each in copies}) == len({each["reply-to"] for each in copies}) == 3


def test_nobody_gets_the_token_of_a_copy_to_somebody_else(answer, question, ada):
    """Who holds it has read a mail to that address, as far as the desk knows."""
    back = read(to(answer, MINA)).as_bytes().replace(b"\nFrom: ", b"\nX-From: ", 1)
    receive(b"From: care@shop.example\n" + back)  # it came back to the desk, which keeps it in the ticket
    again = send_reply(question, "It has come.", by=ada, addressees=ALL)
    start_side_conversation(
        question, to=f"{PARTNER}, {LAWYER}", subject="Parcel", text="Where is it?", by=ada
    )

    for delivery in Delivery.objects.filter(message__agent=ada):
        head = "\n".join(f"{name}: {said}" for name, said in read(delivery).items())
        others = Delivery.objects.exclude(recipient=delivery.recipient)
        for each in others:
            ids = each.message.ticket_id, each.pk
            assert token.sign(*ids) not in head and token.message_id(*ids) not in head
    assert again.deliveries.count() == 3


def test_who_answers_a_friends_answer_to_all_joins_by_what_the_copies_have_in_common(answer, question):
    common = f"<a@shopper.example> <{thread_id(answer.pk)}>"
    of_kofi = mail("I too.", message_id="<k@shopper.example>", references=common, **{"from": PARTNER})
    of_eve = mail("Hello.", message_id="<e@evil.example>", references=common, **{"from": "eve@evil.example"})
    guessed = mail("Hi.", message_id="<g@x.example>", references=f"<{guess(answer.pk)}>", **{"from": PARTNER})

    assert receive(of_kofi)["ticket"] == question.pk
    assert receive(of_eve)["ticket"] != question.pk
    assert receive(guessed)["ticket"] != question.pk
    assert not Identity.objects.filter(value=PARTNER, verified_at__isnull=False).exists()


def guess(message_id: int) -> str:
    return thread_id(message_id).replace(thread_id(message_id).split(".")[2].partition("@")[0], "a" * 16)


def test_a_provider_that_cannot_name_others_gets_it_in_words(answer, settings):
    settings.MAIL_URL = "anymail.backends.postmark.EmailBackend?server_token=x"
    sent = read(to(answer, PARTNER))

    assert (sent["to"], sent["cc"]) == (PARTNER, None)
    text = sent.get_body(("plain",)).get_content()
    assert f"To: {MINA} · Copy to: {PARTNER}" in text and LAWYER not in text


def test_who_was_named_takes_part_and_may_answer_into_the_ticket(answer, question):
    assert is_party(question, PARTNER)
    back = mail(
        "I was at home.",
        message_id="<k@shopper.example>",
        **{"from": PARTNER},
        to=read(to(answer, PARTNER))["reply-to"],
    )

    assert receive(back)["ticket"] == question.pk


def test_a_blind_copy_is_answered_aside(answer, question):
    """Whatever the lawyer says must not be quoted to the customer, nor stand in a transcript."""
    assert not is_party(question, LAWYER)
    back = mail(
        "Do not pay.",
        message_id="<l@law.example>",
        **{"from": LAWYER},
        to=read(to(answer, LAWYER))["reply-to"],
    )

    told = receive(back)
    again = receive(back.replace(b"<l@", b"<m@"))

    assert told["ticket"] == again["ticket"] == question.pk
    said = Message.objects.get(pk=told["message"])
    assert said.kind == "side" and said.side.conversation.entries.count() == 2
    assert said.side.conversation.recipients == [LAWYER]


def test_a_token_of_a_blind_copy_lets_in_nobody_else(answer, question):
    back = mail(
        "Hello",
        message_id="<e@evil.example>",
        **{"from": "eve@evil.example"},
        to=read(to(answer, LAWYER))["reply-to"],
    )

    assert receive(back)["ticket"] != question.pk


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        (Addressees(to=MINA, cc="kofi"), "“kofi” is no e-mail address"),
        (Addressees(to=f"{MINA}, Okafor, Kofi <{PARTNER}>"), "“Okafor” is no e-mail address"),
        (Addressees(to="two words@shopper.example"), "is no e-mail address"),
        (Addressees(to="care@shop.example"), "an address of this desk"),
        (Addressees(to=MINA, bcc="care+x@shop.example"), "an address of this desk"),
        (Addressees(cc=PARTNER), "Say in “To”"),
        (Addressees(to=",".join(f"a{n}@x.example" for n in range(51))), "Up to 50"),
    ],
)
def test_who_cannot_be_written_to_is_refused_in_a_sentence(question, ada, chosen, sentence):
    with pytest.raises(Refused, match=sentence):
        send_reply(question, "Hello", by=ada, addressees=chosen)

    assert not question.messages.filter(agent=ada).exists()


def test_only_mail_goes_to_several(wrong_size, bo):
    with pytest.raises(Refused, match="Only an e-mail"):
        send_reply(wrong_size, "Hello", by=bo, channel="chat", addressees=ALL)


def test_somebody_named_twice_gets_it_once(question, ada):
    twice = Addressees(to=f"{MINA}; MINA@shopper.example", cc=f"{PARTNER}, {MINA}", bcc=PARTNER)
    sent = send_reply(question, "Hello", by=ada, addressees=twice)

    assert list(sent.deliveries.order_by("pk").values_list("role", "recipient")) == [
        ("to", MINA),
        ("cc", PARTNER),
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('"Okafor, Kofi" <kofi@shopper.example>, x@y.example', ["kofi@shopper.example", "x@y.example"]),
        ("x@y.example;z@y.example\n", ["x@y.example", "z@y.example"]),
        ("<x@y.example>", ["x@y.example"]),
        (" , ", []),
    ],
)
def test_lines_are_read_as_people_write_them(line, found):
    people, wrong = read_line(line)

    assert [each.address for each in people] == found
    assert wrong == []


def test_what_was_sent_already_is_not_taken_for_sent_to_others(question, ada):
    again = "5e7bb0de-1a67-4c2b-9a53-6d0a3c1f0a12"
    first = send_reply(question, "Hello", by=ada, client_id=again)
    more = Addressees(to=MINA, cc=PARTNER)
    with pytest.raises(Refused, match="sent already, to others"):
        send_reply(question, "Hello", by=ada, client_id=again, addressees=more)

    assert send_reply(question, "Hello", by=ada, client_id=again, addressees=Addressees(to=MINA)) == first
    assert first.deliveries.count() == 1


def test_another_window_s_addressees_are_not_overlooked(question, ada):
    words = Words("Hello", addressees=ALL)
    keep_draft(question, "reply", words, by=ada, version=0)
    with pytest.raises(DraftConflict):
        send_reply(question, "Hello", by=ada, client_id=words.client_id, draft_version=0)

    assert not question.messages.filter(agent=ada).exists()
