"""Sent on to somebody else: in words of ours, answered into the ticket; or as it came, answered to the customer."""

import pytest

from shopbell.channels.chat.bubble import shown_messages as shown_to_shoppers
from shopbell.channels.email.joining.party import is_party
from shopbell.channels.email.models import SideConversation
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.forward import ORIGINAL, forwardable, forwarded_words
from shopbell.channels.email.sending.redirect import redirect_mail
from shopbell.channels.email.side import write_side_message
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.tickets.models import Message
from tests.channels.email.sending.sent_on import CARRIER, FRAGMENT, question, send_on

from ..conftest import mail, read

__all__ = ["question"]
pytestmark = pytest.mark.django_db


def test_a_forward_goes_to_them_and_their_answer_comes_back_aside(question, ada):
    side, message = send_on(question, ada)
    sent = read(message.deliveries.get())
    text = sent.get_body(("plain",)).get_content()

    assert (sent["to"], sent["subject"]) == (CARRIER, "Fwd: Parcel")
    assert (
        "Please look.\n\n---------- Forwarded message ----------\nFrom: Mina Okafor <mina@shopper.example>"
        in text
    )
    assert "It should have come – on Tuesday." in text
    back = receive(
        mail("It is in Lyon.", message_id="<c@c.example>", to=sent["reply-to"], **{"from": CARRIER})
    )
    assert back["ticket"] == question.pk and Message.objects.get(pk=back["message"]).side.conversation == side
    assert not is_party(question, CARRIER)


def test_the_customer_sees_nothing_of_it(question, ada):
    send_on(question, ada)
    reply = send_reply(question, "We ask the carrier.", by=ada)

    assert "Please look" not in read(reply.deliveries.get()).get_body(("plain",)).get_content()
    assert "Please look" not in str(shown_to_shoppers(question.pk, 0))


def test_files_go_along_as_they_are_chosen(question, ada):
    label = question.messages.get().attachments.get()

    def files_of(files):
        _side, message = send_on(question, ada, files=files)
        return [part.get_filename() for part in read(message.deliveries.get()).iter_attachments()]

    assert files_of([]) == []
    assert files_of([str(label.pk)]) == ["label.pdf"]
    assert files_of([str(label.pk), ORIGINAL]) == ["label.pdf", "Where is my parcel?.eml"]


def test_a_forward_names_its_copies_but_no_blind_one(question, ada):
    people = {"cc": "depot@carrier.example", "bcc": "boss@carrier.example"}
    side, message = send_on(question, ada, **people)
    copies = {each.recipient: read(each) for each in message.deliveries.all()}

    assert set(copies) == {CARRIER, *people.values()}
    for sent in copies.values():
        assert (sent["to"], sent["cc"], sent["bcc"]) == (CARRIER, people["cc"], None)
        assert people["bcc"] not in sent.as_string()
    assert (side.recipients, side.cc) == ([CARRIER], [people["cc"]])
    told = question.events.get(verb="forwarded").data
    assert (told["to"], told["cc"], told["bcc"]) == (CARRIER, *people.values())
    again = write_side_message(side, "And now?", by=ada)
    assert set(again.deliveries.values_list("recipient", flat=True)) == {CARRIER, people["cc"]}


def test_a_copy_answers_where_all_read_it_and_a_blind_one_aside(question, ada):
    side, message = send_on(question, ada, cc="depot@carrier.example", bcc="boss@carrier.example")

    def answered_by(sender):
        to = read(message.deliveries.get(recipient=sender))["reply-to"]
        told = receive(mail("We know.", message_id=f"<{sender}>", to=to, **{"from": sender}))
        assert told["ticket"] == question.pk
        return Message.objects.get(pk=told["message"]).side.conversation

    assert answered_by("depot@carrier.example") == side
    own = answered_by("boss@carrier.example")
    assert own != side and own.recipients == ["boss@carrier.example"]


@pytest.mark.parametrize(
    "wrong", [{"cc": "nobody"}, {"bcc": "mina@shopper.example"}, {"to": "", "cc": CARRIER}]
)
def test_a_copy_must_be_one_that_can_be_written_to(question, ada, wrong):
    with pytest.raises(Refused):
        send_on(question, ada, **wrong)
    with pytest.raises(Refused):
        redirect_mail(question.messages.get(), **{"to": CARRIER, **wrong}, by=ada)


def test_files_of_other_tickets_do_not(question, ada, late_parcel):
    from shopbell.tickets.attachment import keep_attachment

    foreign = keep_attachment([b"secret"], name="secret.txt", message=late_parcel.messages.get())
    _side, message = send_on(question, ada, files=[str(foreign.pk)])

    assert not message.attachments.exists()


def test_the_whole_thread_has_no_notes_and_nothing_taken_back(question, ada):
    from shopbell.tickets.message import add_note
    from shopbell.tickets.unsending import unsend_reply

    add_note(question, "She is a friend of mine.", by=ada)
    unsend_reply(send_reply(question, "Oh no.", by=ada), by=ada)
    send_reply(question, "We are looking.", by=ada)

    said = forwarded_words(forwardable(question))
    assert said.index("on Tuesday") < said.index("We are looking.")
    assert "friend" not in said and "Oh no" not in said


def test_the_console_forwards_once(desk, question, ada, cy):
    browser, address = desk(ada), f"/desk/tickets/{question.pk}/forward/"
    message = question.messages.get()
    dialog = browser.get(f"{address}?message={message.pk}", **FRAGMENT).content.decode()
    assert "Forwarded message" in dialog and "label.pdf" in dialog and "Redirect it unchanged" in dialog
    words = {
        "message": message.pk, "to": CARRIER, "subject": "Fwd: Parcel", "text": "Look",
        "client_id": "5e7bb0de-1a67-4c2b-9a53-6d0a3c1f0a12", "file": str(message.attachments.get().pk),
    }  # fmt: skip
    for _ in range(2):
        assert "Forwarded to" in browser.post(address, words, **FRAGMENT).headers["HX-Trigger"]

    sent = SideConversation.objects.get().entries.get().message
    assert sent.attachments.count() == 1
    page = browser.get(f"/desk/tickets/{question.pk}/").content.decode()
    assert f"forwarded this to {CARRIER}" in page and f'id="side-{sent.side.conversation_id}"' in page
    assert desk(cy).get(address).status_code == 404


def test_more_files_than_fit_into_a_mail_are_refused_and_nothing_is_sent(question, ada, desk, monkeypatch):
    """Only who got it would be told that some were left out."""
    monkeypatch.setattr("shopbell.channels.email.sending.forward.FILES_BYTES", 3)
    file = str(question.messages.get().attachments.get().pk)
    words = {"to": CARRIER, "subject": "Fwd: Parcel", "text": "Look", "file": file}

    desk(ada).post(f"/desk/tickets/{question.pk}/forward/", words, **FRAGMENT)

    assert not SideConversation.objects.exists() and not Delivery.objects.filter(purpose="side").exists()
    with pytest.raises(Refused, match="larger than a mail takes"):
        send_on(question, ada, files=[ORIGINAL])
