"""The usual time to an answer: measured, and silent where little is known."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.channels.email.sending.wording import acknowledgement_text
from shopbell.channels.inbox import set_inbox
from shopbell.promises.business_hours import BusinessHours, empty_rules
from shopbell.promises.models import GoalPolicy, UsualReply
from shopbell.promises.usual_reply import measure, usual_words, usuals_at_doors
from shopbell.tickets.spam import mark_spam
from shopbell.tickets.ticket import Ticket, create_ticket
from tests.channels.chat.shopper import Shopper

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def shopper(shop_chat):
    return Shopper(shop_chat)


@pytest.fixture
def arrived(mina, shop_chat):
    def arrive(
        *, after: timedelta | None, ago: timedelta = timedelta(days=3), channel: str = "form"
    ) -> Ticket:
        ticket = create_ticket(customer=mina, channel=channel, at=NOW - ago)
        set_inbox(ticket, shop_chat)
        waits = NOW - ago if after is None else None
        answered = after and NOW - ago + after
        Ticket.objects.filter(pk=ticket.pk).update(first_replied_at=answered, waiting_since=waits)
        return ticket

    return arrive


@pytest.mark.requirement("R111")
def test_four_of_five_had_their_answer_within_the_time_that_is_told(arrived, shop_chat, shopper):
    for hours in range(1, 11):
        arrived(after=timedelta(hours=hours))

    measure(NOW)

    usual = UsualReply.objects.get()
    assert (usual.tickets, usual.median_seconds, usual.most_seconds) == (10, 5 * 3600, 8 * 3600)
    assert usual_words(shop_chat) == "Usual time to the answer: up to 8 hours"
    assert shopper.get("hello").json()["usual"] == "Usual time to the answer: up to 8 hours"
    assert "Usual time to the answer: up to 8 hours" in contact_page(shopper)


def contact_page(shopper) -> str:
    return shopper.client.get(f"/contact/{shopper.inbox.public_key}/").content.decode()


@pytest.mark.parametrize(("shut", "is_told"), [(3, True), (30, False)])
def test_who_finds_nobody_there_for_longer_than_it_usually_takes_is_told_no_such_time(
    arrived, shop_chat, shut, is_told
):
    for hours in range(1, 11):
        arrived(after=timedelta(hours=hours))
    measure(NOW)
    opens = timezone.now() + timedelta(hours=shut)
    week: list[list[list[int]]] = [[] for _ in range(7)]
    week[opens.weekday()] = [[opens.hour * 60, 1440]]
    BusinessHours.objects.create(name="Shop", rules={**empty_rules(), "week": week}, is_default=True)

    told = [usual_words(shop_chat), usuals_at_doors([shop_chat])[shop_chat]]
    assert ["up to 8 hours" in words for words in told] == [is_told, is_told]


def test_few_tickets_say_nothing(arrived, shop_chat, shopper):
    for _ in range(9):
        arrived(after=timedelta(hours=1))

    assert measure(NOW) == 0
    assert usual_words(shop_chat) == ""
    assert "Usual time" not in contact_page(shopper)


def test_who_waits_still_counts_with_the_time_so_far(arrived, shop_chat):
    for _ in range(5):
        arrived(after=timedelta(minutes=20))
    for _ in range(5):
        arrived(after=None, ago=timedelta(days=2))

    measure(NOW)

    assert usual_words(shop_chat) == "Usual time to the answer: up to 2 days"


def test_spam_old_tickets_and_other_channels_are_left_out(arrived, shop_chat):
    for _ in range(10):
        arrived(after=timedelta(minutes=4))
        arrived(after=timedelta(hours=9), ago=timedelta(days=40))
        arrived(after=timedelta(seconds=30), channel="chat")
        mark_spam(arrived(after=None))

    assert measure(NOW) == 2
    assert usual_words(shop_chat) == "Usual time to the answer: up to 5 minutes"


def test_measuring_again_forgets_what_no_longer_holds(arrived, shop_chat):
    for _ in range(10):
        arrived(after=timedelta(minutes=4))
    measure(NOW)

    assert measure(NOW + timedelta(days=30)) == 0
    assert usual_words(shop_chat) == ""


def test_a_door_with_few_messages_tells_the_time_of_its_teams_mails(arrived, care, shop_chat, advice):
    for _ in range(10):
        set_inbox(arrived(after=timedelta(hours=2), channel="email"), care)
    measure(NOW)

    assert usual_words(shop_chat) == "Usual time to the answer: up to 2 hours"

    shop_chat.team = advice
    assert usual_words(shop_chat) == ""


def test_where_nothing_is_promised_the_acknowledgement_and_the_thanks_tell_the_usual_time(
    arrived, shop_chat, client, care
):
    GoalPolicy.objects.update(is_on=False)
    for hours in range(1, 11):
        arrived(after=timedelta(hours=hours))
    measure(NOW)
    usual = "Usual time to the answer: up to 8 hours"
    said = {"name": "Mina", "email": "mina@shopper.example", "text": "Hello", "client_id": uuid.uuid4()}

    thanks = client.post(f"/contact/{shop_chat.public_key}/", said, follow=True)
    assert usual in thanks.content.decode()
    assert acknowledgement_text(Ticket.objects.latest("pk"), care).endswith(usual)
    UsualReply.objects.all().delete()
    assert "Usual time" not in acknowledgement_text(Ticket.objects.latest("pk"), care)
