"""One mail to several inboxes is one message in one ticket, whichever copy is processed first."""

import pytest

from shopbell.channels.email.inbound import process
from shopbell.channels.email.raw_mail import Arrival, Door, store
from shopbell.channels.email.receive import receive
from shopbell.channels.inbox import inbox_of
from shopbell.channels.models import Inbox
from shopbell.tickets.models import Message, Ticket

from ..conftest import mail


@pytest.fixture
def trade(advice):
    """A second inbox, of another team."""
    return Inbox.objects.create(channel="email", name="Trade", address="trade@shop.example", team=advice)


def arrive(raw: bytes, *inboxes: Inbox) -> Ticket:
    """The mail comes to these inboxes at once, and the copies are processed in this order."""
    ids = store(
        [Arrival(raw, Door.SMTP, "mina@shopper.example", [each.address], each.pk) for each in inboxes]
    )
    for pk in ids:
        process(pk)
    return Ticket.objects.get()


BOTH = {"to": "care@shop.example, Trade <trade@shop.example>"}


@pytest.mark.requirement("R20")
@pytest.mark.parametrize("headers", [BOTH, {"cc": "trade@shop.example"}])
@pytest.mark.parametrize("is_first_named_first", [True, False])
def test_the_inbox_that_is_named_first_has_the_ticket(care, trade, headers, is_first_named_first):
    order = (care, trade) if is_first_named_first else (trade, care)
    ticket = arrive(mail(**headers), *order)

    assert Message.objects.count() == 1
    assert inbox_of(ticket) == care
    assert ticket.team == care.team
    assert ticket.events.get(verb="also_arrived").data["inbox"] == "Trade"


def test_an_inbox_that_is_named_but_never_got_it_has_no_ticket(care, trade):
    assert inbox_of(arrive(mail(**BOTH), trade)) == trade


def test_a_blind_copy_to_a_second_inbox_joins_the_first(care, trade):
    ticket = arrive(mail(), trade, care)

    assert inbox_of(ticket) == care
    assert ticket.events.filter(verb="also_arrived").count() == 1


def test_the_other_inbox_is_named_once(care, trade):
    ticket = arrive(mail(**BOTH), care, trade)
    arrive(
        mail("More", **BOTH, message_id="<2@x.example>", references="<first@shopper.example>"), trade, care
    )

    assert ticket.messages.count() == 2
    assert ticket.events.filter(verb="also_arrived").count() == 1


def test_an_answer_that_was_sent_to_another_inbox_says_so(care, trade):
    """Mina was told to ask Trade, and answered by writing there."""
    asked = arrive(mail(), care)
    again = arrive(
        mail(
            "And wholesale?",
            to="trade@shop.example",
            message_id="<2@x.example>",
            references="<first@shopper.example>",
        ),
        trade,
    )

    assert again == asked
    assert asked.events.get(verb="also_arrived").data["inbox"] == "Trade"


DATED = {"date": "Tue, 10 Mar 2026 09:12:44 +0100"}


def test_a_copy_that_a_list_or_a_gateway_has_changed_is_in_the_same_ticket(care, trade):
    asked = arrive(mail(**BOTH, **DATED), care)
    changed = mail(
        "Where is my parcel?\n-- \nYou are on the list.", **BOTH, **DATED | {"subject": "[Support] Where"}
    )

    assert arrive(changed, trade) == asked
    assert Message.objects.count() == 2  # not a byte is lost
    assert asked.events.get(verb="also_arrived").data["inbox"] == "Trade"


@pytest.mark.parametrize("other", [{"date": "Tue, 10 Mar 2026 09:12:45 +0100"}, {"from": "eve@evil.example"}])
def test_another_mail_with_the_same_message_id_is_none(care, trade, other):
    arrive(mail(**DATED), care)
    told = receive(mail("Something else", **DATED | other))

    assert Ticket.objects.count() == 2
    assert told["is_new"]
