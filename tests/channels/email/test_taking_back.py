"""What was written to somebody else can be taken back for some seconds; then it is on its way."""

import json

import pytest
from django.utils import timezone

from shopbell.channels.delivery import deliver
from shopbell.channels.email.models import SideConversation
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.redirect import redirect_mail
from shopbell.channels.email.side import start_side_conversation
from shopbell.channels.models import Delivery
from shopbell.core.errors import Refused
from shopbell.tickets.event import Verb
from shopbell.tickets.models import Message, Ticket
from shopbell.tickets.undo import undo_event

from .conftest import mail

pytestmark = pytest.mark.django_db
CARRIER = "parcels@carrier.example"
FRAGMENT = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def question(care):
    return Ticket.objects.get(pk=receive(mail("Where is it?", message_id="<1@shopper.example>"))["ticket"])


def write(question, ada) -> Message:
    return start_side_conversation(question, to=CARRIER, subject="Parcel 5", text="Where is it?", by=ada)[1]


def sent(message) -> str:
    deliver(message.deliveries.get().pk)
    return message.deliveries.get().state


def test_a_mail_to_somebody_else_that_was_taken_back_never_leaves(question, ada, relay):
    message = write(question, ada)
    undo_event(message.events.get(verb=Verb.SIDE_STARTED), by=ada)

    assert sent(message) == "cancelled" and relay.mails == []
    assert question.events.filter(verb=Verb.UNSENT).count() == 1


def test_it_stays_to_be_read_and_says_that_nobody_got_it(desk, question, ada):
    message = write(question, ada)
    undo_event(message.events.get(verb=Verb.SIDE_STARTED), by=ada)

    page = desk(ada).get(f"/desk/tickets/{question.pk}/").content.decode()
    assert "Taken back, not sent" in page and "took a mail back before it left." in page


def test_what_has_left_is_not_taken_back(question, ada, relay):
    message = write(question, ada)
    assert sent(message) == "sent"

    with pytest.raises(Refused, match="too late"):
        undo_event(message.events.get(verb=Verb.SIDE_STARTED), by=ada)
    assert not Message.objects.get(pk=message.pk).unsent_at


def test_a_redirected_mail_is_taken_back_whole_and_can_be_redirected_again(question, ada, relay):
    letter = question.messages.get()
    redirect_mail(letter, to=f"{CARRIER}, second@carrier.example", by=ada)
    undo_event(letter.events.get(verb=Verb.REDIRECTED), by=ada)

    assert not Delivery.objects.filter(purpose="redirect").exists()
    assert redirect_mail(letter, to=CARRIER, by=ada) == [CARRIER]


def test_a_redirected_mail_of_which_a_part_has_left_is_not_taken_back(question, ada, relay):
    letter = question.messages.get()
    redirect_mail(letter, to=f"{CARRIER}, second@carrier.example", by=ada)
    deliver(Delivery.objects.get(recipient=CARRIER).pk)

    with pytest.raises(Refused, match="too late"):
        undo_event(letter.events.get(verb=Verb.REDIRECTED), by=ada)
    assert Delivery.objects.filter(purpose="redirect").count() == 2


def test_all_are_held_until_then(question, ada):
    write(question, ada)
    redirect_mail(question.messages.exclude(kind="side").get(), to="second@carrier.example", by=ada)

    assert (
        Delivery.objects.filter(purpose__in=["side", "redirect"], not_before__gt=timezone.now()).count() == 2
    )


@pytest.mark.parametrize("way", ["side", "forward", "redirect", "again"])
def test_the_console_offers_it(desk, question, ada, way):
    letter, words = question.messages.get(), {"to": CARRIER, "subject": "Parcel 5", "text": "Look"}
    at = f"/desk/tickets/{question.pk}"
    if way == "again":
        write(question, ada)
    places = {
        "side": f"{at}/side/",
        "forward": f"{at}/forward/",
        "redirect": f"/desk/messages/{letter.pk}/redirect/",
        "again": f"{at}/side/{getattr(SideConversation.objects.first(), 'pk', 0)}/",
    }
    answer = desk(ada).post(places[way], words, **FRAGMENT)
    undo = json.loads(answer.headers["HX-Trigger"])["toast"]["undo"]

    assert desk(ada).post(undo, **FRAGMENT).status_code == 204
    assert question.events.filter(verb=Verb.UNSENT).count() == 1
