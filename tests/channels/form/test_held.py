"""A form that a stranger fills in with spam is held like such a mail; a customer's never is."""

import uuid

import pytest

from shopbell.channels.email.models import SpamLesson, SpamPolicy
from shopbell.channels.email.sending.acknowledge import acknowledge
from shopbell.channels.email.spam import teaching
from shopbell.channels.email.spam.judging import SpamScore
from shopbell.tickets.models import Ticket
from shopbell.tickets.spam import is_spam, unmark_spam

pytestmark = pytest.mark.django_db
SPAM = """Hello Sir,
I came across your website and it does not rank on the first page of Google. We are a leading SEO agency and guarantee
top rankings, organic traffic and quality backlinks at an affordable price. Reply for a free audit report and our packages:
https://rank.example/audit https://bit.ly/x https://seo.example https://links.example
"""


@pytest.fixture
def typed(client, shop_chat):
    def typed(text: str, email: str = "rank@seo.example") -> Ticket:
        fields = {"name": "Seo Team", "email": email, "text": text, "client_id": str(uuid.uuid4())}
        assert client.post(f"/contact/{shop_chat.public_key}/", fields).status_code == 302
        return Ticket.objects.order_by("pk").last()

    return typed


@pytest.mark.requirement("R21")
def test_spam_is_held_says_why_and_is_not_acknowledged(typed, desk, ada):
    ticket = typed(SPAM)

    assert is_spam(ticket) and ticket.events.filter(verb="marked_spam", data__held=True).exists()
    assert acknowledge(ticket.messages.get()) is None
    assert SpamScore.objects.get().clues
    page = desk(ada).get(f"/desk/tickets/{ticket.pk}/").content.decode()
    assert "backlinks" in page and "A link hides where it leads" in page


@pytest.mark.parametrize(
    "text", ["My lamp arrived broken.", "See https://www.lamps.example/1, is that the right bulb?"]
)
def test_a_question_is_not(typed, text):
    assert not is_spam(typed(text))


def test_whom_the_shop_knows_is_never_judged(typed, mina):
    mina.identities.filter(kind="email").update(verified_at="2026-01-01T00:00Z")

    assert not is_spam(typed(SPAM, email=mina.address))


def test_a_filter_that_is_off_holds_nothing(typed):
    SpamPolicy.objects.create(pk=1, is_on=False)

    assert not is_spam(typed(SPAM))


def test_who_says_that_it_is_none_teaches_the_filter(typed, ada):
    ticket = typed(SPAM)
    unmark_spam(ticket, by=ada)
    teaching.react(ticket.events.get(verb="unmarked_spam"))

    assert not SpamLesson.objects.get().is_spam
