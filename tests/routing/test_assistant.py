"""Asking for an agent by name: only who agreed is offered, and gets what they were asked for."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.availability import choose_availability
from shopbell.routing.answering import expire_offer
from shopbell.routing.assigning import route_ticket
from shopbell.routing.assistant import shown_in
from shopbell.routing.models import Assistant, Offer, Wish
from shopbell.routing.pulling import next_ticket
from shopbell.tickets.models import Ticket
from tests.channels.chat.conftest import be_there
from tests.channels.chat.shopper import Shopper
from tests.routing.arriving import tell_all, ticket_of
from tests.routing.test_fallback import said_by_routing

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R99", "R100")
def test_shoppers_see_who_agreed_and_when_they_are_in(offered, bo, shop_chat, cy):
    Assistant.objects.create(agent=cy, is_offered=True)  # of another team

    told = Shopper(shop_chat).get("hello").json()["assistants"]

    assert [(each["id"], each["name"], each["hours"], each["is_here"]) for each in told] == [
        (offered.pk, "Ada", "Mon–Thu 9:00\u202fAM–5:00\u202fPM", False),
        (bo.pk, "Bo", "", True),
    ]
    assert not {"email", "Moreau"} & set(map(str, told[0].values()) | told[0].keys())  # first names alone


@pytest.mark.requirement("R100")
def test_hours_are_told_in_the_language_of_who_reads_them(offered, ada, shop_chat):
    hello = Shopper(shop_chat).get("hello", lang="de").json()["assistants"][0]
    assert hello["hours"] == "Mo.–Do. 9:00–17:00"

    Assistant.objects.filter(agent=ada).update(hours="by appointment")
    assert shown_in(shop_chat)[0]["hours"] == "by appointment"


@pytest.mark.requirement("R100")
def test_who_is_away_can_be_left_a_message_by_name(client, offered, bo, shop_chat):
    away, here = Shopper(shop_chat).get("hello").json()["assistants"]

    assert away["away"] == "Ada is not here now: somebody else answers the chat." and here["away"] == ""
    page = client.get(away["door"]).content.decode()
    assert re.search(rf'name="assistant" value="{offered.pk}" checked', page)


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


def test_an_agent_agrees_in_their_profile_and_takes_it_back(desk, bo):
    address = "/desk/profile/assistant/"
    assert address in desk(bo).get("/desk/profile/").content.decode()
    assert not Assistant.of(bo).is_offered

    assert desk(bo).post(address, {"is_offered": "on", "hours": "Mon–Fri 9–12"}).status_code == 302
    assert Assistant.of(bo).is_offered and Assistant.of(bo).hours == "Mon–Fri 9–12"
    desk(bo).post(address, {"hours": "Mon–Fri 9–12"})
    assert not Assistant.of(bo).is_offered


def test_who_is_in_no_team_that_is_routed_reads_that_no_customer_is_offered_their_name(
    desk, bo, ada, returns, routed
):
    address, sentence = "/desk/profile/assistant/", "no customer is offered your name yet"
    new = f"/desk/settings/routing/new/?team={returns.pk}"
    agents, leads = desk(bo).get(address).content.decode(), desk(ada).get(address).content.decode()
    assert sentence in agents and "Ask an admin" in agents and new not in agents
    assert sentence in leads and f'href="{new}"' in leads
    assert f'<option value="{returns.pk}" selected>' in desk(ada).get(new).content.decode()

    row = routed("off")
    assert f'href="/desk/settings/routing/{row.pk}/"' in desk(ada).get(address).content.decode()
    routed("pull")
    assert sentence not in desk(ada).get(address).content.decode()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("banana", "“banana” does not begin with days"),
        ("Mon 9–banana", "“9–banana” is not understood"),
        ("Mon 9–31", "an hour that no clock shows"),
        ("Mon 9–12; Mon 13–18", "names Monday twice"),
    ],
)
def test_what_are_no_hours_is_refused_with_a_sentence(desk, bo, said, sentence):
    answer = desk(bo).post("/desk/profile/assistant/", {"is_offered": "on", "hours": said})

    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert Assistant.of(bo).hours == ""


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
    assert "Mon–Thu 9:00\u202fAM–5:00\u202fPM" in page and "here now" in page and "Moreau" not in page

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
