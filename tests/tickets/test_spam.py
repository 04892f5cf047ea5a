"""Spam leaves the queues and comes back by hand, or when its customer, who is not blocked, writes again."""

import pytest

from shopbell.customers.block import is_customer_blocked
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Spam, Ticket
from shopbell.tickets.spam import block_sender, mark_spam, unmark_spam
from shopbell.web.console.queue import queue_of, queues_of, with_counts

FRAGMENT = {"headers": {"HX-Request": "true"}}


def counts(agent):
    return {queue.slug: queue.count for queue in with_counts(queues_of(agent), agent)}


def test_spam_leaves_every_queue_and_stands_in_its_own_view(late_parcel, wrong_size, bo, returns, now):
    before = counts(bo)

    mark_spam(late_parcel, by=bo)

    assert set(Ticket.objects.in_queue()) == {wrong_size}
    after = counts(bo)
    for slug in ("unassigned", "open", "first-reply", f"team-{returns.pk}"):
        assert after[slug] == before[slug] - 1, slug
    for slug in ("unassigned", "open", f"team-{returns.pk}"):
        assert late_parcel not in queue_of(bo, slug).tickets(bo, now)
    assert list(queue_of(bo, "spam").tickets(bo, now)) == [late_parcel]


def test_marking_and_unmarking_each_tell_once(late_parcel, bo):
    for verb in (mark_spam, mark_spam, unmark_spam, unmark_spam):
        verb(late_parcel, by=bo)

    verbs = late_parcel.events.filter(verb__endswith="spam").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["marked_spam", "unmarked_spam"]
    assert late_parcel in Ticket.objects.in_queue()


def test_a_customer_who_writes_again_brings_the_ticket_back(late_parcel, mina, bo):
    mark_spam(late_parcel, by=bo)

    receive_message(late_parcel, "I am no machine.", customer=mina, channel="email")

    assert late_parcel in Ticket.objects.in_queue()
    back = late_parcel.events.get(verb="unmarked_spam")
    assert back.cause.verb == "received"


def test_a_blocked_customer_writes_into_spam(late_parcel, mina, ada):
    block_sender(late_parcel, reason="Threats", by=ada)

    receive_message(late_parcel, "Again!", customer=mina, channel="email")

    assert Spam.objects.filter(ticket=late_parcel).exists()
    assert late_parcel.messages.count() == 2
    assert [event.verb for event in late_parcel.events.filter(agent=ada).order_by("pk")] == [
        "blocked",
        "marked_spam",
    ]


def test_the_head_marks_and_offers_the_way_back(desk, late_parcel, bo):
    browser = desk(bo)

    page = browser.post(f"/desk/tickets/{late_parcel.pk}/spam/", **FRAGMENT)
    marked = late_parcel.events.get(verb="marked_spam")
    assert f"/desk/events/{marked.pk}/undo/" in page.headers["HX-Trigger"]
    assert "Not spam" in page.content.decode()

    page = browser.post(f"/desk/tickets/{late_parcel.pk}/no-spam/", **FRAGMENT)
    assert "Not spam" not in page.content.decode()
    assert browser.get("/desk/views/spam/").status_code == 200


def test_a_lead_blocks_from_the_ticket_and_takes_it_back(desk, late_parcel, mina, ada, bo):
    assert desk(bo).get(f"/desk/tickets/{late_parcel.pk}/block/").status_code == 403
    browser, address = desk(ada), f"/desk/tickets/{late_parcel.pk}/"
    assert "Mina Okafor" in browser.get(f"{address}block/", **FRAGMENT).content.decode()

    browser.post(f"{address}block/", {"reason": "Threats", "days": "7"}, **FRAGMENT)
    assert is_customer_blocked(mina.pk)
    page = browser.get("/desk/settings/blocks/").content.decode()
    assert all(words in page for words in ("mina@shopper.example", "Threats", "Ada Moreau"))
    assert "Unblock the customer" in browser.get(f"{address}more/").content.decode()

    browser.post(f"{address}unblock/", **FRAGMENT)
    assert not is_customer_blocked(mina.pk) and not Spam.objects.exists()


@pytest.fixture
def now():
    from django.utils import timezone

    return timezone.now()
