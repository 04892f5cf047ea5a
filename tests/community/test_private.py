"""Taking a post up privately: whose ticket it is, and what it says of where it came from."""

import pytest

from shopbell.channels.reply import send_reply
from shopbell.community.models import Post
from shopbell.community.private import take_up_privately
from shopbell.community.profile import staff_profile
from shopbell.community.voicing import report
from shopbell.core.errors import Refused
from shopbell.promises.models import TicketClocks
from shopbell.tickets.message import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51"), pytest.mark.requirement("R170")]


def test_a_post_taken_up_privately_is_one_ticket_by_mail(begin, care, ada, mina):
    post = begin().posts.get()

    ticket = take_up_privately(post, by=ada)

    assert take_up_privately(post, by=ada) == ticket and ticket.channel == "email"
    assert ticket.customer == mina and ticket.arrival.inbox == care and Post.objects.count() == 1
    answer = send_reply(ticket, "Between us", by=ada)
    assert answer.channel == "email" and not Post.objects.filter(text="Between us").exists()


def test_the_ticket_says_who_took_it_up_from_where_and_what_was_reported(begin, moth, desk, ada):
    post = begin().posts.get()
    report(post, "Names the seller", by=moth)

    ticket = take_up_privately(post, by=ada)

    page = desk(ada).get(f"/desk/tickets/{ticket.pk}/").content.decode()
    assert "Ada Moreau created this ticket." in page and "opened this ticket" not in page
    assert f'<a href="/community/en/posts/{post.pk}/">See it there.</a>' in page
    assert "Firefly wrote in the community" in page and "It has a small socket." in page
    assert "Others reported it:" in page and "Names the seller" in page and "Night moth" not in page


def test_nobody_waits_for_a_first_reply_to_what_was_no_mail(begin, ada):
    ticket = take_up_privately(begin().posts.get(), by=ada)
    ticket.refresh_from_db()

    assert ticket.assignee == ada and not ticket.messages.exclude(kind=Kind.NOTE).exists()
    assert not ticket.events.filter(verb__in=["received", "acknowledged"]).exists()
    assert "reply" not in str(TicketClocks.objects.get(ticket=ticket).state)


def test_nobody_takes_up_privately_what_no_customer_wrote(begin, ada):
    with pytest.raises(Refused, match="cannot be written to"):
        take_up_privately(begin("News", by=staff_profile(ada)).posts.get(), by=ada)
