"""A private ticket becomes a topic: in the shop's words at once, in the customer's with their yes, and until they withdraw."""

import re
import uuid

import pytest
from django.test import Client

from shopbell.community.from_ticket import (
    PublicWords,
    ask_for_topic,
    publish_topic,
    withdraw_topic,
)
from shopbell.community.models import Post, TicketTopic, Topic
from shopbell.community.moderation import hide, restore, undo
from shopbell.community.state import State
from shopbell.community.ticketing import open_ticket
from shopbell.community.writing import write_post
from shopbell.core.errors import Refused
from shopbell.customers.erasure import erase_customer, name_to_type
from shopbell.helpcenter.centre import HelpCentre
from shopbell.portal.kept_data import kept_of
from shopbell.tickets.deletion import delete_ticket, erase_ticket
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Ticket

from .conftest import ANSWER, QUESTION

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R52")]


def link_in(ticket):
    text = ticket.messages.filter(text__contains="/community/quotes/").latest("pk").text
    return re.search(r"/community/quotes/[^\s?]+", text)[0]


def read(client, topic):
    return client.get(f"/community/en/topics/{topic.pk}/{topic.slug}/").content.decode()


def test_own_words_are_published_at_once_by_the_shop_with_the_answer_as_what_solved_it(
    washed, lamps, ada, client
):
    words = PublicWords(lamps, "en", "Washing", "How are covers washed?", "At **thirty** degrees.")
    form = uuid.uuid4()
    topic = publish_topic(washed, words, by=ada, client_id=form)

    assert publish_topic(washed, words, by=ada, client_id=form) == topic
    question, answer = topic.posts.order_by("pk")
    assert question.author.is_staff and topic.accepted == answer and topic.state == State.SHOWN
    page = read(client, topic)
    assert "A customer asked us:" in page and "How are covers washed?" in page and "Mina" not in page
    assert "<strong>thirty</strong>" in page
    said = [each.said for each in washed.messages.filter(rule="community")]
    assert said == ["It was published in the community as “Washing”."]
    assert Ticket.objects.count() == 1  # the shop needs no ticket to answer itself


def test_what_the_customer_wrote_is_not_published_without_their_yes(washed, words, ada):
    with pytest.raises(Refused, match="quotes the customer: “Can I wash the cover"):
        publish_topic(washed, words, by=ada, client_id=uuid.uuid4())

    hidden = PublicWords(words.board, "en", "Washing", "How?", f"You asked: {QUESTION}")
    with pytest.raises(Refused, match="quotes the customer"):
        publish_topic(washed, hidden, by=ada, client_id=uuid.uuid4())
    assert not Topic.objects.exists()


def test_a_customer_is_asked_in_their_language_and_their_yes_publishes_it(washed, words, ada, client):
    ask_for_topic(washed, words, by=ada)
    message = washed.messages.latest("pk")
    assert message.text.startswith("Ihre Frage kann anderen helfen") and "/?lang=de" in message.text
    assert message.deliveries.get().recipient == "mina@shopper.example"

    address = link_in(washed)
    page = client.get(address).content.decode()
    assert "Can I wash the cover" in page and "thirty degrees" in page and "Mina" not in page
    assert not Topic.objects.exists()
    client.post(address, {"say": "yes"})
    topic = TicketTopic.objects.get().topic
    assert "Can I wash the cover" in read(client, topic)
    assert washed.messages.latest("pk").said == "The customer agreed to be quoted in “Washing a cover”."
    client.post(address, {"say": "yes"})
    client.post(address, {"say": "no"})
    assert Topic.objects.get() == topic and topic.posts.count() == 2


def test_no_answer_is_no_and_a_no_is_not_asked_again(washed, words, ada, client):
    ask_for_topic(washed, words, by=ada)
    first = link_in(washed)
    ask_for_topic(washed, words, by=ada)
    ended = client.get(first)
    assert ended.status_code == 404 and "Nothing is asked of you here any more" in ended.content.decode()

    client.post(link_in(washed), {"say": "no"})
    with pytest.raises(Refused, match="They said no"):
        ask_for_topic(washed, words, by=ada)
    assert not Topic.objects.exists()


def test_withdrawn_nobody_sees_it_and_no_moderator_brings_it_back(agreed, ada, client):
    first = agreed.topic.posts.get(is_first=True)
    withdraw_topic(agreed)
    withdraw_topic(agreed)

    assert QUESTION not in read(client, agreed.topic)
    first.refresh_from_db()
    assert first.state == State.HIDDEN
    with pytest.raises(Refused, match="does not agree"):
        restore(first, by=ada)
    assert Topic.objects.get().state == State.HIDDEN


def test_a_decision_of_before_does_not_bring_it_back_either(agreed, ada):
    hidden = hide(agreed.topic.posts.get(is_first=True), "Twice there", by=ada)
    withdraw_topic(agreed)

    with pytest.raises(Refused, match="does not agree"):
        undo(hidden, by=ada)


def test_a_consent_outlives_its_ticket(agreed, washed, root, client):
    address = link_in(washed)
    delete_ticket(washed, by=root)
    assert erase_ticket(washed)

    client.post(address, {"say": "withdraw"})
    assert "You have withdrawn it" in client.get(address).content.decode()
    assert Topic.objects.get().state == State.HIDDEN


def test_what_was_asked_and_became_no_topic_goes_with_the_ticket(washed, words, ada, root):
    ask_for_topic(washed, words, by=ada)
    delete_ticket(washed, by=root)
    erase_ticket(washed)

    assert not TicketTopic.objects.exists()


def test_an_agent_does_not_answer_for_the_customer(washed, words, ada, desk):
    ask_for_topic(washed, words, by=ada)

    assert desk(ada).post(link_in(washed), {"say": "yes"}).status_code >= 400
    assert TicketTopic.objects.get().standing == "asked"


def test_a_desk_that_does_not_ask_publishes_own_words_only(washed, words, ada):
    HelpCentre.objects.update(asks_consent=False)

    with pytest.raises(Refused, match="does not ask"):
        ask_for_topic(washed, words, by=ada)


def test_a_customer_reads_what_they_agreed_to_and_erasing_them_leaves_none_of_it(
    agreed, root, mina, moth, client
):
    write_post(agreed.topic, "Mine shrank at forty.", by=moth, client_id=uuid.uuid4())
    kept = kept_of(mina, [])["community_quotes"]
    assert [(each["title"], each["agreed"]) for each in kept] == [("Washing a cover", True)]

    erase_customer(mina, name_to_type(mina), by=root)
    assert not TicketTopic.objects.exists()
    assert not Post.objects.filter(text__contains="sixty degrees").exists()
    assert Topic.objects.get().title == "—" and "sixty" not in read(client, agreed.topic)


def test_the_page_covers_what_is_personal_asks_and_notes_a_withdrawal(washed, lamps, ada, bo, desk):
    receive_message(washed, "I am Mina, mina@shopper.example.", customer=washed.customer, channel="email")
    agent, address = desk(ada), f"/desk/tickets/{washed.pk}/to-topic/"
    page = agent.get(address).content.decode()
    assert "Make a topic of a ticket" in page and "Lamps and light" in page
    every = {"message": [each.pk for each in washed.messages.all()], "language": "en"}
    shown = agent.post(address, every, headers={"HX-Request": "true"}).content.decode()
    question = shown.split('name="question"')[1].split("</textarea>")[0]
    assert "sixty degrees" in question and "mina@" not in question

    said = every | {"board": lamps.pk, "title": "Washing", "question": QUESTION, "answer": ANSWER}
    refused = agent.post(address, said | {"then": "publish"})
    assert refused.status_code == 422 and "sixty degrees" in refused.content.decode()
    assert agent.post(address, said | {"then": "ask"}).status_code == 302
    Client().post(link_in(washed), {"say": "yes"})
    page = agent.get(address).content.decode()
    assert "The customer: agreed." in page
    agent.post(address, {"then": "withdraw", "row": TicketTopic.objects.get().pk})
    assert TicketTopic.objects.get().standing == "withdrawn"

    own = said | {"question": "How?", "answer": "At thirty.", "then": "publish"}
    assert agent.post(address, own).headers["Location"].startswith("/desk/community/topics/")
    assert desk(bo).get(address).status_code == 403


def test_nobody_is_asked_where_everybody_reads_the_link(begin, words, ada, desk):
    topic = begin()
    ticket = open_ticket(topic)

    with pytest.raises(Refused, match="Everybody reads what is answered here"):
        ask_for_topic(ticket, words, by=ada)
    assert not TicketTopic.objects.exists() and ticket.messages.count() == 1
    assert "/to-topic/" not in desk(ada).get(f"/desk/tickets/{ticket.pk}/more/").content.decode()


def test_a_private_ticket_offers_to_make_a_topic_of_it(washed, ada, desk):
    assert "/to-topic/" in desk(ada).get(f"/desk/tickets/{washed.pk}/more/").content.decode()
