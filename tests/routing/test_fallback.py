"""Whoever expected somebody else is told so, once: in a chat by the routing, by mail in the first line of the answer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.routing.fallback import first_line_of_answer
from shopbell.routing.models import Wish
from shopbell.routing.pulling import next_ticket
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.draft import Words, keep_draft
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.message import Message, receive_message, write_reply
from shopbell.tickets.models import Ticket
from shopbell.tickets.spam import mark_spam
from shopbell.tickets.status import set_status
from shopbell.web.console.composer import composer_of
from tests.channels.chat.conftest import be_there
from tests.channels.chat.shopper import Shopper
from tests.routing.arriving import answered, tell_all, ticket_of

pytestmark = pytest.mark.django_db


def said_by_routing(ticket):
    return list(Message.objects.filter(ticket=ticket, rule="routing").values_list("text", flat=True))


@pytest.mark.requirement("R100", "R101")
def test_whoever_asked_for_somebody_who_is_away_is_told_who_helps_instead(offered, ada, bo, shop_chat):
    shopper = Shopper(shop_chat)
    shopper.start("Hello", assistant=ada.pk)
    ticket = Ticket.objects.get()
    waited = ticket.waiting_since

    tell_all(ticket)
    tell_all(ticket)

    assert ticket.assignee == bo
    assert said_by_routing(ticket) == [
        "Ada is not here right now. Bo helps you and can read all that was written before."
    ]
    shown = shopper.messages()[-1]
    assert shown["by"]["name"] == "Support"
    assert ticket.waiting_since == waited and ticket.first_replied_at is None  # it ends no wait


@pytest.mark.requirement("R101")
def test_who_knows_an_agent_is_told_when_another_takes_the_chat(mina, returns, routed, bo, ada):
    routed("pull")
    earlier = answered(ticket_of(mina, returns, "chat"), ada)
    set_status(earlier, "solved", by=ada)
    chat, mail = ticket_of(mina, returns, "chat", language="de"), ticket_of(mina, returns)

    assert next_ticket(bo) == chat
    assert next_ticket(bo) == mail

    assert len(said_by_routing(chat)) == 1
    assert said_by_routing(mail) == []  # the answer itself says who writes


@pytest.mark.parametrize("rest", ["of another team", "spam"])
def test_nobody_is_named_whom_the_customer_does_not_expect_here(mina, returns, routed, bo, ada, cy, rest):
    routed("pull")
    known = cy if rest == "of another team" else ada
    earlier = answered(ticket_of(mina, returns, "chat"), known)
    if rest == "spam":
        mark_spam(earlier, by=ada)
    chat = ticket_of(mina, returns, "chat")

    assert next_ticket(bo) == chat
    assert said_by_routing(chat) == []


def test_who_answered_is_expected_though_another_has_what_it_was_merged_into(
    mina, returns, advice, routed, bo, ada
):
    routed("pull")
    earlier, into = answered(ticket_of(mina, returns, "chat"), ada), ticket_of(mina, advice)
    assign_ticket(into, bo, by=ada)
    merge_tickets(into, earlier, by=ada)

    ticket_of(mina, returns, "chat")

    assert said_by_routing(next_ticket(bo))[0].startswith("Ada is not here right now.")


def test_a_chat_whose_customer_has_left_is_given_on_without_a_word(mina, returns, routed, bo, ada):
    routed("pull")
    chat = ticket_of(mina, returns, "chat")
    Wish.objects.create(ticket=chat, agent=ada)
    Ticket.objects.filter(pk=chat.pk).update(first_replied_at=timezone.now() - timedelta(days=1))

    assert next_ticket(bo) == chat
    assert said_by_routing(chat) == []


def test_it_is_said_in_a_language_that_the_desk_speaks(mina, returns, routed, bo, ada):
    routed("pull")
    mina.language = "de"
    mina.save()
    chat = ticket_of(mina, returns, "chat", language="tlh")
    Wish.objects.create(ticket=chat, agent=ada)

    next_ticket(bo)

    assert "gerade nicht" in said_by_routing(chat)[0]


def test_a_team_may_keep_it_to_itself(offered, routed, ada, shop_chat):
    routed("direct", tells_customer=False)
    Shopper(shop_chat).start("Hello", assistant=ada.pk)
    ticket = Ticket.objects.get()
    tell_all(ticket)

    assert said_by_routing(ticket) == []


@pytest.fixture
def bos_mail(mina, returns, routed, ada, bo):
    """A mail that Bo has, of a customer whom Ada helped last; she is not there."""
    routed("pull")
    answered(ticket_of(mina, returns), ada)
    set_status(Ticket.objects.get(), "solved", by=ada)
    ticket_of(mina, returns)
    return next_ticket(bo)


@pytest.mark.requirement("R101")
def test_by_mail_the_answer_begins_with_who_is_away_until_somebody_takes_it_out(bos_mail, bo, desk):
    line = "Ada is away at the moment, so I am answering you. I have read everything that was written before."
    (begun,) = composer_of(bos_mail, bo).begun
    assert (begun["kind"], begun["text"], begun["version"]) == ("reply", f"{line}\n\n", 0)
    assert line in desk(bo).get(f"/desk/tickets/{bos_mail.pk}/").content.decode()

    keep_draft(bos_mail, "reply", Words("My own words."), by=bo, version=0)
    assert [each["text"] for each in composer_of(bos_mail, bo).begun] == ["My own words."]


def test_it_is_said_once_and_in_the_customer_s_language(bos_mail, bo, mina):
    mina.language = "de"
    mina.save()
    Ticket.objects.filter(pk=bos_mail.pk).update(language="de")
    bos_mail.refresh_from_db()
    assert "Ada ist gerade nicht da" in first_line_of_answer(bos_mail, bo)

    write_reply(bos_mail, "It is on its way.", by=bo, channel="email")
    receive_message(bos_mail, "And now?", customer=mina, channel="email")
    assert first_line_of_answer(bos_mail, bo) == ""


@pytest.mark.parametrize(
    "why", ["she is there", "the team keeps it to itself", "not routed", "another reads it"]
)
def test_nothing_is_put_into_an_answer_where_nobody_is_missed(bos_mail, routed, bo, ada, why):
    if why == "she is there":
        be_there(ada)
    elif why == "the team keeps it to itself":
        routed("pull", tells_customer=False)
    elif why == "not routed":
        routed("off")

    assert first_line_of_answer(bos_mail, ada if why == "another reads it" else bo) == ""


def test_who_goes_on_with_the_ticket_of_somebody_who_is_away_begins_so_as_well(
    mina, returns, routed, ada, bo
):
    routed("pull")
    mail = answered(ticket_of(mina, returns), ada)
    receive_message(mail, "And now?", customer=mina, channel="email")
    assign_ticket(mail, bo, by=ada)

    assert first_line_of_answer(mail, bo).startswith("Ada is away")
