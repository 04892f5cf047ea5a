"""What the mails that leave say, to people and to their programs."""

import json
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from shopbell.channels.delivery import deliver, queue_delivery
from shopbell.channels.email.joining import token
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.outbound import compose
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.models import Ticket
from shopbell.tickets.rich_text import rich_words
from shopbell.tickets.ticket import create_ticket

from ..conftest import mail, read

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[("America/Lima", "-05"), ("", "JST"), ("Mars/Base", "JST"), ("Europe", "JST")])
def mina_s_zone(request):
    """Mina's zone, and what the mail calls the zone that it is told in: hers, or else the agent's."""
    return request.param


@pytest.fixture
def answer(question, ada):
    ada.signature = "Ada Moreau\nCustomer care"
    ada.save()
    return send_reply(question, "It is on its way.\n\nHave a good day & <3", by=ada).deliveries.get()


@pytest.mark.requirement("R19")
def test_an_answer_says_who_writes_about_what(answer, question):
    sent = read(answer)

    assert sent["from"] == '"Ada (Care)" <care@shop.example>'
    assert sent["to"] == "Mina Okafor <mina@shopper.example>"
    assert sent["subject"] == f"Re: Where is my parcel? [#{question.pk}]"
    assert sent["reply-to"] == f"care+{token.sign(question.pk, answer.pk)}@shop.example"
    assert sent["in-reply-to"] == "<first@shopper.example>"
    assert sent["auto-submitted"] is None


def test_an_answer_reads_well_as_text_and_as_html(answer):
    sent = read(answer)
    text, html = (sent.get_body((kind,)).get_content() for kind in ("plain", "html"))

    assert text.startswith("It is on its way.\n\nHave a good day & <3\n")
    assert "-- \nAda Moreau\nCustomer care\n" in text
    assert "> It should have come on Tuesday.\n> It did not." in text
    assert "Have a good day &amp; &lt;3" in html
    assert "<img" not in html and "<script" not in html and "http" not in html.replace("http-equiv", "")


def test_the_quoted_moment_is_told_in_a_zone_that_is_named(answer, mina_s_zone):
    zone, short = mina_s_zone
    customer = answer.message.ticket.customer
    customer.time_zone = zone
    customer.save()
    answer.message.agent.time_zone = "Asia/Tokyo"
    answer.message.agent.save()

    said = read(Delivery.objects.get(pk=answer.pk)).get_body(("plain",)).get_content()

    assert f" {short}, " in said


def test_the_same_delivery_is_the_same_mail(answer):
    assert (
        read(answer)["message-id"]
        == read(answer)["message-id"]
        == f"<{token.message_id(answer.message.ticket_id, answer.pk)}>"
    )


def test_references_name_the_thread_so_far(answer, question, ada):
    deliver(answer.pk)
    receive(
        mail(
            "Thanks",
            message_id="<second@shopper.example>",
            in_reply_to=f"<{token.message_id(question.pk, answer.pk)}>",
        )
    )
    second = send_reply(question, "Welcome.", by=ada).deliveries.get()

    ours = f"<{token.message_id(question.pk, answer.pk)}>"
    assert read(second)["references"].split() == ["<first@shopper.example>", ours, "<second@shopper.example>"]


@pytest.mark.parametrize(
    ("subject", "plain"),
    [
        ("Re: Re: Lamp", "Lamp"), ("AW: WG: Re[2]: Lampe", "Lampe"), ("Fwd: Lamp", "Lamp"), ("Lamp [#{n}]", "Lamp"),
        ("Re: Lamp [#{n}] ", "Lamp"), ("Reordering", "Reordering"), ("回复：灯", "灯"),
        ("RE: [EXTERNAL] Re: Lamp [#{n}]", "Lamp"), ("*** SPAM *** Lamp", "Lamp"), ("R: I: Lampada", "Lampada"),
        ("رد: مصباح", "مصباح"), ("Ext: Lamp", "Ext: Lamp"),
    ],
)  # fmt: skip
def test_the_number_and_re_stand_there_once(answer, question, subject, plain):
    question.subject = subject.format(n=question.pk)
    question.save()
    answer.message.ticket.refresh_from_db()

    assert read(answer)["subject"] == f"Re: {plain} [#{question.pk}]"


@pytest.mark.parametrize("subject", ["x" * 1000, "ق" * 1000, "a lamp " * 140])
def test_no_subject_makes_a_line_that_servers_refuse(answer, question, subject):
    question.subject = subject
    question.save()
    answer.message.ticket.refresh_from_db()

    assert max(map(len, compose(answer).as_bytes().split(b"\r\n"))) <= 998
    assert read(answer)["subject"].endswith(f"… [#{question.pk}]")


@pytest.mark.parametrize("purpose", ["reply", "acknowledgement", "transcript", "continue"])
def test_nobody_can_leave_what_answers_them(question, ada, purpose):
    reply = send_reply(question, "Soon.", by=ada)
    sent = read(queue_delivery(reply, channel="email", recipient="mina@shopper.example", purpose=purpose))

    assert sent["list-unsubscribe"] is None


@pytest.mark.requirement("R23", "R24")
def test_an_acknowledgement_names_the_number_and_is_marked_as_automatic(question):
    sent = read(
        queue_delivery(
            question.messages.get(),
            channel="email",
            recipient="mina@shopper.example",
            purpose="acknowledgement",
        )
    )

    assert f"#{question.pk}" in sent.get_body(("plain",)).get_content()
    assert "Hello Mina" in sent.get_body(("plain",)).get_content()
    assert (sent["auto-submitted"], sent["x-auto-response-suppress"]) == ("auto-replied", "All")
    assert sent["from"] == "Care <care@shop.example>"


def test_an_inbox_has_its_own_words(question, care):
    care.settings = {"acknowledgement": "Hi {name}, {number}: {subject} {other}"}
    care.save()
    delivery = queue_delivery(
        question.messages.get(), channel="email", recipient="mina@shopper.example", purpose="acknowledgement"
    )

    assert (
        f"Hi Mina, {question.pk}: Where is my parcel? {{other}}"
        in read(delivery).get_body(("plain",)).get_content()
    )


@pytest.mark.parametrize("language", ["de", "zz", "en-gb", "../../x", "x" * 12])
def test_any_language_will_do(answer, question, language):
    Ticket.objects.filter(pk=question.pk).update(language=language)
    answer.message.ticket.refresh_from_db()

    assert read(answer)["subject"]


# --- addresses beyond ASCII --------------------------------------------------------------------------------
def test_an_address_in_letters_of_its_own_is_written_in_utf8(question, ada, relay):
    told = receive(mail("Hallo", **{"from": "Zoë <zoë@dömain.example>", "message_id": "<z@x.example>"}))
    delivery = send_reply(Ticket.objects.get(pk=told["ticket"]), "Hallo Zoë", by=ada).deliveries.get()
    delivery.message.held_until = None
    deliver(delivery.pk)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == ("sent", "")
    assert relay.mails[0].rcpt_tos == ["zoë@xn--dmain-jua.example"]
    assert 'To: "Zoë" <zoë@xn--dmain-jua.example>'.encode() in relay.mails[0].content


# --- the outbox of a trial desk ------------------------------------------------------------------------------
def test_a_trial_desk_keeps_its_mail_in_a_folder(answer, settings, tmp_path):
    settings.MAIL_URL, settings.OUTBOX = "", tmp_path / "outbox"
    deliver(answer.pk)

    answer.refresh_from_db()
    [file] = Path(settings.OUTBOX).iterdir()
    assert (answer.state, file.name) == ("sent", f"{answer.external_id}.eml")
    assert b"It is on its way." in file.read_bytes()


# --- naughty strings -------------------------------------------------------------------------------------------
NAUGHTY = Path(__file__).resolve().parents[5] / "shared/data/html/naughty-strings.json"


@pytest.mark.skipif(
    not NAUGHTY.exists(), reason="the list of naughty strings lies beside the project, in ../shared/data"
)
def test_any_string_goes_out_as_subject_body_name_and_file(care, mina, ada, relay):
    from shopbell.customers.models import Customer

    ticket = create_ticket(customer=mina, channel="email", subject="")
    for n, text in enumerate(each for each in json.loads(NAUGHTY.read_text()) if each.strip()):
        Customer.objects.filter(pk=mina.pk).update(name=text[:300].replace("\0", ""))
        Ticket.objects.filter(pk=ticket.pk).update(subject=" ".join(text.split())[:1000].replace("\0", ""))
        file = keep_attachment([b"x"], name=text, uploaded_by=f"agent-{ada.pk}")
        message = send_reply(Ticket.objects.get(pk=ticket.pk), text, by=ada, uploads=[file.pk])
        sent = message_from_bytes(compose(message.deliveries.get()).as_bytes(), policy=policy.default)
        body = sent.get_body(("plain",)).get_content()
        assert message.text.strip("\n\r")[:40].strip() in body.replace("\r\n", "\n"), n
        assert len(list(sent.iter_attachments())) == 1


@pytest.mark.requirement("R15")
def test_a_formatted_answer_goes_out_as_text_and_as_html_with_its_picture(
    late_parcel, bo, settings, tmp_path
):
    settings.BLOBS = tmp_path
    file = keep_attachment([b"\x89PNG"], name="lamp.png", uploaded_by=f"agent-{bo.pk}")
    text, html = rich_words("", f'<div>It is <b>here</b>: <img src="/files/{file.pk}/picture/"></div>')
    message = send_reply(late_parcel, text, by=bo, channel="email", html=html, uploads=[file.pk])

    built = compose(Delivery.objects.get(message=message)).message().message()

    parts = {part.get_content_type(): part for part in built.walk()}
    assert built.get_content_type() == "multipart/related"
    assert "It is here:" in parts["text/plain"].get_payload(decode=True).decode()
    shown = parts["text/html"].get_payload(decode=True).decode()
    assert "<b>here</b>" in shown and f'src="cid:{file.pk}@shopbell"' in shown and "/files/" not in shown
    assert parts["image/png"]["Content-ID"] == f"<{file.pk}@shopbell>"
    assert parts["image/png"].get_content_disposition() == "inline"


def test_a_chat_gets_the_words_without_marks(wrong_size, bo):
    text, html = rich_words("", "<div>Of <b>course</b></div>")

    message = send_reply(wrong_size, text, by=bo, channel="chat", html=html)

    assert (message.text, message.html) == ("Of course", "")


def test_the_shop_is_named_below_a_mail_only_where_its_signature_does_not(late_parcel, bo, care):
    care.signature = "Care\nThings for the house"
    care.save()
    signed = mail_of(late_parcel, bo)
    assert (
        f"Ticket #{late_parcel.pk}" in signed.text and f"Care · Ticket #{late_parcel.pk}" not in signed.text
    )

    care.signature = ""
    care.save()
    assert f"Care · Ticket #{late_parcel.pk}" in mail_of(late_parcel, bo).text


def mail_of(ticket, agent):
    return compose(send_reply(ticket, "It is on its way.", by=agent, channel="email").deliveries.get())


@pytest.mark.parametrize(
    ("words", "way"),
    [
        ("Grüße aus Köln, wir suchen weiter.", "quoted-printable"),
        ("ランプは明日届きます", "base64"),
        ("Soon.", "quoted-printable"),
    ],
)
def test_words_travel_in_seven_bits(care, late_parcel, ada, words, way):
    """A server that recodes what has eight would break the signature (RFC 6376 §5.3)."""
    delivery = send_reply(late_parcel, words, by=ada).deliveries.get()
    content = compose(delivery).as_bytes()

    assert content.isascii() and f"Content-Transfer-Encoding: {way}".encode() in content
    assert words in read(delivery).get_body(("plain",)).get_content()
