"""A mail that is sent on as it came: answered to the customer, and never with a way into the ticket."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from shopbell.channels.delivery import deliver
from shopbell.channels.email.inbound import process
from shopbell.channels.email.joining.party import is_party
from shopbell.channels.email.models import EmailMessage
from shopbell.channels.email.raw_mail import Arrival, Door, keep
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.forward import ORIGINAL, forwarded_words
from shopbell.channels.email.sending.redirect import redirect_mail
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.tickets.models import Message
from tests.channels.email.sending.sent_on import CARRIER, FRAGMENT, question, send_on

from ..conftest import mail, read

__all__ = ["question"]
pytestmark = pytest.mark.django_db


LINK = f"https://shop.example/chat/continue/{'a' * 40}:1abcde:{'b' * 43}/"
FORWARDED = (Path(__file__).resolve().parents[3] / "corpus/forwards/gmail-en.eml").read_bytes()


def redirected(question, ada, relay) -> bytes:
    redirect_mail(question.messages.get(), to=CARRIER, by=ada)
    deliver(Delivery.objects.get(purpose="redirect").pk)
    return relay.mails[0].content


def test_a_redirected_mail_goes_on_as_it_came(question, ada, relay):
    content = redirected(question, ada, relay)
    original = EmailMessage.objects.get().raw.raw.replace(b"\n", b"\r\n")

    assert content.endswith(original)
    resent = message_from_bytes(content, policy=policy.default)
    assert resent["resent-from"] == '"Ada (Care)" <care@shop.example>'
    assert resent["resent-to"] == CARRIER and resent["resent-date"] and resent["resent-message-id"]
    assert (resent["from"], resent["to"]) == ("Mina Okafor <mina@shopper.example>", "care@shop.example")
    assert resent["reply-to"] is None and relay.mails[0].rcpt_tos == [CARRIER]
    assert Delivery.objects.get(purpose="redirect").state == "sent"
    assert question.events.get(verb="redirected").data["to"] == CARRIER


def test_a_redirected_mail_says_who_else_got_it_but_no_blind_copy(question, ada, relay):
    to, cc, bcc = f"{CARRIER}, second@carrier.example", "depot@carrier.example", "boss@carrier.example"
    redirect_mail(question.messages.get(), to=to, cc=cc, bcc=bcc, by=ada)
    for delivery in Delivery.objects.filter(purpose="redirect").order_by("pk"):
        deliver(delivery.pk)

    assert [sent.rcpt_tos for sent in relay.mails] == [[CARRIER], ["second@carrier.example"], [cc], [bcc]]
    for sent in relay.mails:
        resent = message_from_bytes(sent.content, policy=policy.default)
        assert (resent["resent-to"], resent["resent-cc"], resent["to"]) == (to, cc, "care@shop.example")
        assert bcc.encode() not in sent.content
    assert not any(is_party(question, each) for each in (CARRIER, cc, bcc))


def test_who_got_it_takes_no_part_by_that(question, ada, relay):
    redirected(question, ada, relay)
    meant = mail(
        "Here it is", message_id="<c@c.example>", in_reply_to="<first@shopper.example>", **{"from": CARRIER}
    )

    assert not is_party(question, CARRIER)
    assert receive(meant)["ticket"] != question.pk


def test_an_agent_whose_name_has_other_letters_is_named(question, ada, relay):
    ada.name = "Ådne Møller"
    ada.save()
    resent = message_from_bytes(redirected(question, ada, relay), policy=policy.default)

    assert resent["resent-from"] and "=?utf-8?" in redirected_head(relay)


def redirected_head(relay) -> str:
    return relay.mails[0].content.partition(b"\r\nFrom:")[0].decode("ascii")


def test_it_goes_to_nobody_twice_and_a_failure_is_shown(desk, question, ada, relay):
    relay.refused = {CARRIER}
    redirect_mail(question.messages.get(), to=CARRIER, by=ada)
    deliver(Delivery.objects.get(purpose="redirect").pk)

    with pytest.raises(Refused, match="already"):
        redirect_mail(question.messages.get(), to=CARRIER, by=ada)
    assert f"Not delivered to {CARRIER}" in desk(ada).get(f"/desk/tickets/{question.pk}/").content.decode()


def test_what_cannot_be_redirected_is_refused(question, ada, settings):
    reply = send_reply(question, "Soon.", by=ada)
    with pytest.raises(Refused, match="came from outside"):
        redirect_mail(reply, to=CARRIER, by=ada)
    with pytest.raises(Refused, match="is the customer"):
        redirect_mail(question.messages.first(), to="mina@shopper.example", by=ada)
    settings.MAIL_URL = "anymail.backends.postmark.EmailBackend?server_token=x"
    with pytest.raises(Refused, match="Forward it instead"):
        redirect_mail(question.messages.first(), to=CARRIER, by=ada)


# --- what is not for others to read ------------------------------------------------------------------------------


@pytest.fixture
def thanks(question, ada):
    """What Mina wrote to the reply address of Ada's answer."""
    sent = read(send_reply(question, "We are looking.", by=ada).deliveries.get())
    told = receive(mail("Thank you.", message_id="<2@shopper.example>", to=sent["reply-to"]))
    return Message.objects.get(pk=told["message"])


def originals(question, ada, *messages) -> list[str]:
    _side, sent = send_on(question, ada, files=[ORIGINAL], messages=list(messages))
    return [each.name for each in sent.attachments.all()]


def test_a_forward_names_the_desk_without_the_token(question, thanks):
    words = forwarded_words([thanks])

    assert "To: care@shop.example" in words and "care+" not in words


def test_a_mail_to_a_reply_address_is_not_shown_as_it_came(desk, question, thanks, ada):
    with pytest.raises(Refused, match="Forward it instead"):
        redirect_mail(thanks, to=CARRIER, by=ada)
    assert originals(question, ada, thanks) == []
    address = f"/desk/tickets/{question.pk}/forward/?message={thanks.pk}"
    dialog = desk(ada).get(address, **FRAGMENT).content.decode()
    assert "as it came" not in dialog and "Redirect it unchanged" not in dialog


@pytest.mark.parametrize("encoding", ["7bit", "quoted-printable", "base64"])
def test_nor_one_that_quotes_a_link_into_a_chat(question, ada, encoding):
    from email.message import EmailMessage as Mail

    quoting = Mail()
    quoting["From"], quoting["To"], quoting["Message-ID"] = (
        "mina@shopper.example",
        "care@shop.example",
        "<q@x.y>",
    )
    quoting.set_content(f"Yes.\n> {LINK}\n", cte=encoding)
    message = Message.objects.get(pk=receive(quoting.as_bytes())["message"])

    with pytest.raises(Refused, match="Forward it instead"):
        redirect_mail(message, to=CARRIER, by=ada)
    assert originals(question, ada, message) == []


def test_an_answer_that_names_our_mail_only_goes_on(question, ada):
    sent = read(send_reply(question, "We are looking.", by=ada).deliveries.get())
    told = receive(mail("Thank you.", message_id="<2@shopper.example>", in_reply_to=sent["message-id"]))

    assert redirect_mail(Message.objects.get(pk=told["message"]), to=CARRIER, by=ada) == [CARRIER]


def test_what_an_agent_wrote_above_a_mail_that_they_passed_on_goes_to_nobody(question, ada):
    message = Message.objects.get(pk=receive(FORWARDED)["message"])
    assert b"Please help her." in message.email.raw.raw

    with pytest.raises(Refused, match="came from outside"):
        redirect_mail(message, to=CARRIER, by=ada)
    assert originals(message.ticket, ada, message) == []


def test_nor_does_a_mail_of_the_sent_folder_whoever_wrote_it(question, care, ada):
    answer = mail(
        "Soon.", message_id="<own@shop.example>", in_reply_to="<first@shopper.example>", bcc="boss@shop.example",
        **{"from": "Somebody <care@shop.example>", "to": "mina@shopper.example"},
    )  # fmt: skip
    message = process(keep(Arrival(answer, Door.SENT, inbox_id=care.pk)).pk)
    assert (message.kind, message.agent) == ("reply", None)

    with pytest.raises(Refused, match="came from outside"):
        redirect_mail(message, to=CARRIER, by=ada)
    assert originals(question, ada, message) == []


def test_the_console_redirects(desk, question, ada, cy):
    address = f"/desk/messages/{question.messages.get().pk}/redirect/"

    dialog = desk(ada).get(address, **FRAGMENT).content.decode()
    assert "exactly as it came" in dialog and 'name="cc"' in dialog and 'name="bcc"' in dialog
    words = {"to": CARRIER, "bcc": "boss@carrier.example"}
    assert "Redirected to" in desk(ada).post(address, words, **FRAGMENT).headers["HX-Trigger"]
    assert "Bcc: boss@carrier.example" in desk(ada).get(f"/desk/tickets/{question.pk}/").content.decode()
    assert desk(cy).get(address).status_code == 404
