"""How much mail anybody can have the desk send to an address that they typed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.channels.automatic_mail import TooMuchMail, queue_automatic_mail
from shopbell.channels.chat.continuation import continue_by_email
from shopbell.channels.email.sending.acknowledge import acknowledge
from shopbell.channels.inbox import set_inbox
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.customers.customer import claim_identity
from shopbell.tickets.message import Message, receive_message
from shopbell.tickets.ticket import create_ticket
from tests.channels.chat.conftest import bo_is_there, chatting, shopper, ticket  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db
VICTIM = "victim@elsewhere.example"


@pytest.fixture
def question(mina, care):
    """Makes a ticket of Mina's each time it is called; returns its message."""

    def ask():
        made = create_ticket(customer=mina, channel="form", subject="Hello", by=mina)
        set_inbox(made, care)
        return receive_message(made, "Hello", customer=mina, channel="form")[0]

    return ask


def fill(question, purpose: str, count: int, *, ago: timedelta = timedelta()) -> None:
    for _ in range(count):
        queue_automatic_mail(question(), recipient=VICTIM, purpose=purpose)
    Delivery.objects.filter(recipient=VICTIM).update(created_at=timezone.now() - ago)


@pytest.mark.parametrize(("purpose", "limit"), [("acknowledgement", 3), ("transcript", 3), ("continue", 12)])
def test_an_address_gets_few_an_hour(question, purpose, limit):
    fill(question, purpose, limit)

    with pytest.raises(TooMuchMail, match="a lot of mail"):
        queue_automatic_mail(question(), recipient=VICTIM, purpose=purpose)
    queue_automatic_mail(question(), recipient="mina@shopper.example", purpose=purpose)
    Delivery.objects.update(created_at=timezone.now() - timedelta(hours=2))
    queue_automatic_mail(question(), recipient=VICTIM, purpose=purpose)


def test_an_address_gets_few_a_day(question):
    for hours in (20, 15, 10):
        fill(question, "transcript", 3)
        Delivery.objects.filter(created_at__gt=timezone.now() - timedelta(hours=1)).update(
            created_at=timezone.now() - timedelta(hours=hours)
        )
    queue_automatic_mail(question(), recipient=VICTIM, purpose="transcript")

    Delivery.objects.update(created_at=timezone.now() - timedelta(hours=5))
    with pytest.raises(TooMuchMail):
        queue_automatic_mail(question(), recipient=VICTIM, purpose="transcript")


def test_all_kinds_together_are_limited(question):
    fill(question, "continue", 12)

    for purpose in ("acknowledgement", "transcript"):
        with pytest.raises(TooMuchMail):
            queue_automatic_mail(question(), recipient=VICTIM, purpose=purpose)


def test_what_stands_behind_a_plus_is_the_same_mailbox(question):
    for number in range(3):
        address = f"victim+{number}@elsewhere.example"
        queue_automatic_mail(question(), recipient=address, purpose="transcript")

    for address in (VICTIM, "victim+3@elsewhere.example", "victim+a+b@elsewhere.example"):
        with pytest.raises(TooMuchMail):
            queue_automatic_mail(question(), recipient=address, purpose="transcript")
    for address in ("victim@other.example", "victi@elsewhere.example", "other+victim@elsewhere.example"):
        queue_automatic_mail(question(), recipient=address, purpose="transcript")


def test_the_same_mail_again_is_no_second_one(question):
    message = question()
    for _ in range(20):
        queue_automatic_mail(message, recipient=VICTIM, purpose="transcript")

    assert Delivery.objects.filter(recipient=VICTIM).count() == 1


def test_the_shopper_hears_why_there_is_no_transcript(chatting, ticket, bo, question):  # noqa: F811
    fill(question, "transcript", 3)
    send_reply(ticket, "Here.", by=bo)

    answer = chatting.post("transcript", chat=chatting.chat, email=VICTIM)

    assert answer.status_code == 422
    assert "a lot of mail" in answer.json()["error"]


def test_a_reply_that_may_not_go_on_by_mail_yet_does_later(chatting, ticket, bo, question):  # noqa: F811
    from procrastinate.contrib.django.models import ProcrastinateJob

    for _ in range(12):
        queue_automatic_mail(question(), recipient="mina@shopper.example", purpose="continue")
    reply = send_reply(ticket, "Here.", by=bo)

    assert continue_by_email(reply.pk) is None
    later = ProcrastinateJob.objects.filter(task_name="chat.continue_by_email").latest("id")
    assert later.args == {"message_id": reply.pk}
    assert later.scheduled_at > timezone.now() + timedelta(minutes=20)
    Delivery.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert continue_by_email(reply.pk) == reply


def test_a_form_is_acknowledged_to_the_address_typed_in_it(mina, shop_chat, client):
    """Mina is better known by another address, whose owner shall not hear of what somebody typed elsewhere."""
    claim_identity(mina, "email", "other@shopper.example", source="email")
    client.post(
        f"/contact/{shop_chat.public_key}/",
        {
            "name": "Mina",
            "email": "Other@Shopper.Example",
            "text": "Hello",
            "client_id": "0b1f1c3e-8d5a-4c5e-9d59-3f6f0c1d2e3f",
        },
    )
    asked = mina.tickets.get()

    assert mina.address == "mina@shopper.example"
    assert acknowledge(asked.messages.get()).recipient == "other@shopper.example"


def test_a_chat_with_nobody_there_is_acknowledged_to_the_address_typed_before_it(shopper, shop_chat):  # noqa: F811
    shopper.start("Hello", email="theo@home.example")

    assert acknowledge(Message.objects.get()).recipient == "theo@home.example"


def test_without_a_typed_address_it_is_the_customers_own(question):
    assert acknowledge(question()).recipient == "mina@shopper.example"
