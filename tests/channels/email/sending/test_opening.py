"""Whether an answer was opened: nobody knows, unless the shop asked for it, and then only that and when."""

import pytest

from shopbell.channels.delivery import State, deliver, queue_delivery
from shopbell.channels.email.receive import receive
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.tickets.addressees import Addressees
from shopbell.tickets.models import Message, Ticket

from ..conftest import mail, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(care):
    return Ticket.objects.get(pk=receive(mail())["ticket"])


@pytest.fixture
def tracking(care):
    care.settings = {"tracks_opening": True}
    care.save()
    return care


@pytest.fixture
def sent(question, ada, tracking, relay):
    delivery = send_reply(question, "Soon.", by=ada).deliveries.get()
    deliver(delivery.pk)
    return Delivery.objects.get(pk=delivery.pk)


def picture(delivery: Delivery) -> str:
    """The address of the picture in its mail, as a path."""
    html = read(delivery).get_body(("html",)).get_content()
    return html.partition('<img src="')[2].partition('"')[0].partition("//")[2].partition("/")[2]


def test_by_itself_no_answer_can_be_tracked(question, ada, care):
    delivery = send_reply(question, "Soon.", by=ada).deliveries.get()

    assert care.setting("tracks_opening") is False
    assert "<img" not in read(delivery).get_body(("html",)).get_content()


@pytest.mark.requirement("R19")
def test_where_the_shop_asked_for_it_an_answer_tells_that_it_was_opened(sent, client, desk, ada):
    answered = client.get(f"/{picture(sent)}")

    assert (answered.status_code, answered["content-type"]) == (200, "image/gif")
    assert not answered.cookies and answered["cache-control"] == "no-store, private"
    sent.refresh_from_db()
    assert sent.state == State.OPENED
    assert (
        '<span class="message-state">opened</span>'
        in desk(ada).get(f"/desk/tickets/{sent.message.ticket_id}/").content.decode()
    )


def test_each_of_several_is_told_apart(question, ada, tracking, client, relay):
    reply = send_reply(
        question, "Soon.", by=ada, addressees=Addressees(to="mina@shopper.example", cc="kofi@x.example")
    )
    for delivery in reply.deliveries.all():
        deliver(delivery.pk)
    client.get(f"/{picture(reply.deliveries.get(role='cc'))}")

    assert dict(reply.deliveries.values_list("role", "state")) == {"to": "sent", "cc": "opened"}


def test_only_answers_of_agents_carry_it(question, tracking):
    first = question.messages.get()
    for purpose in ("acknowledgement", "transcript"):
        automatic = queue_delivery(first, channel="email", recipient="mina@shopper.example", purpose=purpose)
        assert "<img" not in read(automatic).get_body(("html",)).get_content()


def test_once_switched_off_nothing_is_noted_any_more(sent, tracking, client):
    address = picture(sent)
    tracking.settings = {}
    tracking.save()

    assert client.get(f"/{address}").status_code == 200
    sent.refresh_from_db()
    assert sent.state == State.SENT


@pytest.mark.parametrize("signed", ["1:forged", "x", "1"])
def test_a_forged_address_says_nothing(sent, client, signed):
    assert client.get(f"/opened/{signed}.gif").status_code == 404
    assert not Delivery.objects.filter(state=State.OPENED).exists()


def test_it_was_not_opened_before_it_left_and_what_came_back_was_not_opened(sent, client):
    from shopbell.channels.after_sending import bounce

    address = picture(sent)
    client.get(f"/{address}")
    bounce(Delivery.objects.get(pk=sent.pk), error="550 no")
    client.get(f"/{address}")

    assert Delivery.objects.get(pk=sent.pk).state == State.FAILED


def test_a_quote_of_the_answer_does_not_carry_it_on(sent):
    from email.message import EmailMessage as Mail

    html = read(sent).get_body(("html",)).get_content()
    back = Mail()
    back["From"], back["To"] = "Mina Okafor <mina@shopper.example>", read(sent)["reply-to"]
    back["Subject"], back["Message-ID"] = "Re: parcel", "<2@shopper.example>"
    back.set_content(f"<p>Thanks!</p><blockquote>{html}</blockquote>", subtype="html")

    answer = Message.objects.get(pk=receive(back.as_bytes())["message"])
    assert "Thanks!" in answer.html and "/opened/" not in answer.html + answer.quoted_html


def test_the_settings_say_what_it_means_and_show_it(desk, root, care):
    page = f"/desk/settings/inboxes/{care.pk}/"
    assert "say so in your privacy notice" in desk(root).get(page).content.decode()
    form = {"name": "Care", "address": "care@shop.example", "is_active": "on", "email-tracks_opening": "on"}
    shown = desk(root).post(page, form, headers={"HX-Target": "preview"}).content.decode()
    desk(root).post(page, form)

    care.refresh_from_db()
    assert care.setting("tracks_opening") is True
    assert "invisible picture that tells whether it was opened" in shown
