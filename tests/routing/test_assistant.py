"""Asking for an agent by name: only who agreed is offered; whoever expected somebody else is told, once."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.availability import choose_availability
from shopbell.routing.answering import expire_offer
from shopbell.routing.assigning import route_ticket
from shopbell.routing.assistant import shown_in
from shopbell.routing.fallback import first_line_of_answer
from shopbell.routing.models import Assistant, Offer, Wish
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
from tests.routing.test_assigning import answered, tell_all, ticket_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(routed, ada, bo_is_there):
    """Ada, who is not there, and Bo agreed to be asked for."""
    routed("direct")
    Assistant.objects.create(agent=ada, is_offered=True, hours="Mon–Thu, 9–17")
    Assistant.objects.create(agent=bo_is_there, is_offered=True)
    return ada


def said_by_routing(ticket):
    return list(Message.objects.filter(ticket=ticket, rule="routing").values_list("text", flat=True))


@pytest.mark.requirement("R99", "R100")
def test_shoppers_see_who_agreed_and_when_they_are_in(offered, bo, shop_chat, cy):
    Assistant.objects.create(agent=cy, is_offered=True)  # of another team

    told = Shopper(shop_chat).get("hello").json()["assistants"]

    assert [(each["id"], each["name"], each["hours"], each["is_here"]) for each in told] == [
        (offered.pk, "Ada", "Mon–Thu, 9–17", False),
        (bo.pk, "Bo", "", True),
    ]
    assert not {"email", "Moreau"} & set(map(str, told[0].values()) | told[0].keys())  # first names alone


def test_nobody_is_offered_who_did_not_agree_or_whose_team_is_not_routed(offered, routed, bo, shop_chat):
    Assistant.objects.filter(agent=bo).update(is_offered=False)
    assert [each["id"] for each in shown_in(shop_chat)] == [offered.pk]

    routed("off")
    assert shown_in(shop_chat) == []


def test_an_inbox_of_no_team_offers_who_is_in_a_team_that_is_routed(offered, bo, cy, shop_chat):
    Assistant.objects.create(agent=cy, is_offered=True)
    shop_chat.team = None

    assert [each["name"] for each in shown_in(shop_chat)] == ["Ada", "Bo"]


@pytest.mark.requirement("R100")
def test_whom_the_customer_asked_for_gets_it_from_the_queue_of_another_team_too(
    mina, advice, routed, offered, bo
):
    routed("direct", team=advice)
    ticket = ticket_of(mina, advice)
    Wish.objects.create(ticket=ticket, agent=bo)

    tell_all(ticket)

    assert ticket.assignee == bo


@pytest.mark.requirement("R100")
def test_the_shopper_gets_whom_they_asked_for_when_they_are_there(offered, ada, bo, shop_chat):
    be_there(ada)
    Shopper(shop_chat).start("Hello", assistant=ada.pk)
    ticket = Ticket.objects.get()

    assert ticket.wish.agent == ada
    assert ticket.events.get(verb="asked_for").data["to"] == "Ada Moreau"
    tell_all(ticket)
    assert ticket.assignee == ada
    assert said_by_routing(ticket) == []


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


@pytest.mark.requirement("R100", "R101")
def test_who_asked_for_somebody_reads_that_they_are_asked_first_and_why_no_longer(
    offered, routed, ada, shop_chat
):
    routed("push", accept_seconds=30)
    be_there(ada)
    shopper = Shopper(shop_chat)
    shopper.start("Hello", assistant=ada.pk)
    ticket = Ticket.objects.get()

    def hint():
        return shopper.get("messages", chat=shopper.chat).json()["chat"]["wait"]["hint"]

    asked = route_ticket(ticket.pk)
    assert asked.agent == ada and hint().startswith("Ada is asked first, and then whoever of us is free.")

    expire_offer(asked.pk, asked.until)
    assert hint().startswith("Ada cannot take your chat right now: the next of us who is free does.")

    routed("pull")
    Offer.objects.all().delete()
    assert hint().startswith("The next of us who is free will take your chat.")  # nobody is asked there

    choose_availability(ada, "away")
    assert hint().startswith("Ada is not here right now: the next of us who is free takes your chat.")

    routed("push", tells_customer=False)
    assert "Ada" not in hint()


@pytest.mark.parametrize("said", ["0", "x", "999999", "", None, "99999999999999999999999"])
def test_a_wish_for_nobody_who_is_offered_means_nothing(offered, cy, shop_chat, said):
    Shopper(shop_chat).start("Hello", assistant=said)
    Shopper(shop_chat).start("Hello", assistant=cy.pk)

    assert not Wish.objects.exists()


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


def test_an_agent_agrees_in_their_profile_and_takes_it_back(desk, bo):
    address = "/desk/profile/assistant/"
    assert address in desk(bo).get("/desk/profile/").content.decode()
    assert not Assistant.of(bo).is_offered

    assert desk(bo).post(address, {"is_offered": "on", "hours": "mornings"}).status_code == 302
    assert Assistant.of(bo).is_offered and Assistant.of(bo).hours == "mornings"
    desk(bo).post(address, {"hours": "mornings"})
    assert not Assistant.of(bo).is_offered


def test_a_wish_counts_for_good_but_lets_others_help_when_time_runs_out(mina, returns, routed, bo, ada):
    routed("pull")
    chat = ticket_of(mina, returns, "chat")
    Wish.objects.create(ticket=chat, agent=be_there(ada))
    Ticket.objects.filter(pk=chat.pk).update(waiting_since=timezone.now() - timedelta(minutes=2))

    assert next_ticket(bo) == chat


def contact(client, inbox, follow=False, **said):
    whole = {"name": "Mina", "email": "mina@shopper.example", "text": "Hello", "client_id": uuid.uuid4()}
    return client.post(f"/contact/{inbox.public_key}/", whole | said, follow=follow)


@pytest.mark.requirement("R99", "R100")
def test_in_the_contact_form_somebody_is_asked_for_as_before_a_chat(client, offered, bo, shop_chat, cy):
    page = client.get(f"/contact/{shop_chat.public_key}/").content.decode()
    assert "Whom would you like to talk to?" in page
    assert "Mon–Thu, 9–17" in page and "here now" in page and "Moreau" not in page

    assert contact(client, shop_chat, assistant=offered.pk).status_code == 302

    ticket = Ticket.objects.get()
    assert (ticket.channel, Wish.objects.get().agent) == ("form", offered)
    assert ticket.events.filter(verb="asked_for").exists()
    tell_all(ticket)
    assert ticket.assignee == bo  # Ada is not there


def test_what_was_chosen_stays_chosen_when_the_form_comes_back(client, offered, shop_chat):
    page = contact(client, shop_chat, follow=True, assistant=offered.pk, text="").content.decode()

    assert re.search(rf'value="{offered.pk}" checked', page)


@pytest.mark.parametrize("said", ["0", "x", "999999", ""])
def test_a_form_that_asks_for_nobody_who_is_offered_is_sent_all_the_same(client, offered, shop_chat, said):
    assert contact(client, shop_chat, assistant=said).status_code == 302

    assert not Wish.objects.exists() and Ticket.objects.count() == 1


def test_where_nobody_agreed_the_form_asks_for_nobody(client, shop_chat):
    assert "Whom would you like" not in client.get(f"/contact/{shop_chat.public_key}/").content.decode()


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
