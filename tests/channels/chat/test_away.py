"""Who has left the chat is shown beside the composer, with where the answer goes."""

import pytest
from django.utils import timezone

from shopbell.channels.chat.away import away_words
from shopbell.channels.chat.models import Visitor
from shopbell.channels.chat.visitor import mark_present

pytestmark = pytest.mark.django_db


def words(ticket):
    return away_words(ticket, timezone.now())


def test_nothing_is_said_while_the_shopper_is_there(ticket):
    mark_present(Visitor.objects.get(), True)

    assert words(ticket) == ""


def test_who_has_left_is_answered_by_mail(ticket):
    mark_present(Visitor.objects.get(), False)

    assert "the answer goes on by e-mail to" in words(ticket)
    assert ticket.customer.address in words(ticket)


def test_who_left_no_address_reads_it_on_coming_back(ticket):
    mark_present(Visitor.objects.get(), False)
    ticket.customer.identities.filter(kind="email").delete()
    ticket.customer.refresh_from_db()

    assert "when they come back" in words(ticket)


def test_a_ticket_without_a_chat_says_nothing(late_parcel):
    assert words(late_parcel) == ""


def test_the_composer_asks_for_it_in_a_chat_only(ticket, late_parcel, desk, bo):
    mark_present(Visitor.objects.get(), False)

    assert (
        f"/desk/tickets/{ticket.pk}/shopper/" in desk(bo).get(f"/desk/tickets/{ticket.pk}/").content.decode()
    )
    assert "shopper-away" not in desk(bo).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()
    assert "has left the chat" in desk(bo).get(f"/desk/tickets/{ticket.pk}/shopper/").content.decode()
