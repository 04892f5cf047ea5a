"""A consent holds against length, erasure, merges and haste; and a customer's words are known wherever they stand."""

import re
import uuid

import pytest

from shopbell.community.from_ticket import (
    PublicWords,
    answer_for_topic,
    ask_for_topic,
    publish_topic,
    withdraw_topic,
)
from shopbell.community.models import Post, TicketTopic, Topic
from shopbell.community.moderation import arrange_topic, restore
from shopbell.community.profile import staff_profile
from shopbell.community.state import State
from shopbell.community.words import MOST_CHARACTERS
from shopbell.community.writing import edit_post, write_post
from shopbell.core.errors import Refused
from shopbell.customers.erasure import erase_customer, name_to_type
from shopbell.tickets.deletion import delete_ticket, erase_ticket
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.message import receive_message
from shopbell.tickets.ticket import create_ticket, rename_ticket
from tests.two_connections import held_up_by_us

from .conftest import ANSWER, QUESTION
from .test_from_ticket import link_in

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R52")]


def test_what_is_too_long_to_be_agreed_to_is_not_asked(washed, lamps, ada):
    fits = PublicWords(lamps, "en", "Washing", "x" * (MOST_CHARACTERS - 100), ANSWER)
    answer_for_topic(ask_for_topic(washed, fits, by=ada), is_given=True)
    assert Topic.objects.exists()

    lines = PublicWords(
        lamps, "en", "Washing", "ab\n" * (MOST_CHARACTERS // 4), ANSWER
    )  # each becomes a quote
    with pytest.raises(Refused, match="room for 497"):
        ask_for_topic(washed, lines, by=ada)


def test_a_question_that_fills_its_room_fits_and_one_letter_more_is_refused_with_that_number(
    washed, lamps, ada
):
    def asked(count):
        return PublicWords(lamps, "en", "Washing", "x" * count, ANSWER)

    with pytest.raises(Refused) as told:
        ask_for_topic(washed, asked(MOST_CHARACTERS), by=ada)
    assert "it has 10000." in str(told.value)
    room = int(re.search(r"room for (\d+)", str(told.value))[1])

    with pytest.raises(Refused, match=f"room for {room} characters, and it has {room + 1}"):
        ask_for_topic(washed, asked(room + 1), by=ada)
    answer_for_topic(ask_for_topic(washed, asked(room), by=ada), is_given=True)
    assert len(Topic.objects.get().posts.get(is_first=True).text) == MOST_CHARACTERS


def test_after_a_merge_only_the_words_of_who_is_asked_are_asked_for(washed, words, theo, lamps, ada):
    both = "Please tell me soon whether this can be done at all."
    receive_message(washed, both, customer=washed.customer, channel="email")
    other = create_ticket(
        customer=theo, channel="email", subject="My own lamp flickers whenever the dog walks past", by=theo
    )
    secret = "It has done so since the very first day we had it."
    for said in (secret, both):
        receive_message(other, said, customer=theo, channel="email")
    merge_tickets(washed, other, by=ada, across_customers=True)
    washed.refresh_from_db()

    for part in (
        {"question": secret},
        {"answer": f"You said: {secret}"},
        {"title": "My own lamp flickers whenever the dog walks past"},
    ):
        with pytest.raises(Refused, match="Another customer wrote “"):
            ask_for_topic(washed, PublicWords(**vars(words) | part), by=ada)
    assert not TicketTopic.objects.exists()
    assert ask_for_topic(washed, PublicWords(**vars(words) | {"question": f"{QUESTION} {both}"}), by=ada)


@pytest.mark.parametrize("name", ["question", "answer"])
def test_what_is_too_long_is_said_and_not_cut(name, washed, lamps, ada, desk):
    said = {
        "board": lamps.pk,
        "title": "Washing",
        "language": "en",
        "question": "How?",
        "answer": "So.",
        "then": "ask",
    }
    long = "y" * MOST_CHARACTERS + "END"

    page = desk(ada).post(f"/desk/tickets/{washed.pk}/to-topic/", said | {name: long})

    assert (
        page.status_code == 422 and "at most 10000" in page.content.decode() and long in page.content.decode()
    )


def test_erasing_a_customer_empties_the_answer_that_they_agreed_to_and_nobody_brings_it_back(
    agreed, root, mina, ada
):
    shop = staff_profile(ada)
    answer = agreed.topic.posts.get(is_first=False)
    edit_post(answer, f"{ANSWER} Truly.", by=shop)
    other = write_post(agreed.topic, "Or by hand.", by=shop, client_id=uuid.uuid4())

    erase_customer(mina, name_to_type(mina), by=root)

    posts = list(agreed.topic.posts.order_by("pk"))
    assert [(each.text, each.html, each.state) for each in posts[:2]] == [("", "", State.HIDDEN)] * 2
    assert posts[2] == other and posts[2].text == "Or by hand." and not answer.versions.exists()
    for post in posts[:2]:
        with pytest.raises(Refused, match="words were erased"):
            restore(post, by=ada)


@pytest.mark.django_db(transaction=True)
def test_a_yes_that_is_said_while_they_are_erased_publishes_nothing(washed, words, ada, root, mina):
    asked = ask_for_topic(washed, words, by=ada)

    with held_up_by_us(answer_for_topic, asked, is_given=True) as others:
        erase_customer(mina, name_to_type(mina), by=root)

    assert others[0].outcome() is None and not Topic.objects.exists() and not Post.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_erasing_while_they_say_yes_empties_what_it_made(washed, words, ada, root, mina):
    asked = ask_for_topic(washed, words, by=ada)

    with held_up_by_us(erase_customer, mina, name_to_type(mina), by=root) as others:
        answer_for_topic(asked, is_given=True)

    assert others[0].outcome().numbers == [mina.pk]
    assert Topic.objects.get().title == "—" and set(Post.objects.values_list("text", flat=True)) == {""}


def test_a_link_that_ended_while_it_was_read_says_so(washed, words, ada, client):
    ask_for_topic(washed, words, by=ada)
    address, asked = link_in(washed), TicketTopic.objects.get()
    asked.delete()
    asked.pk = -1

    answer_for_topic(asked, is_given=True)
    withdraw_topic(asked)
    page = client.post(address, {"say": "yes"}, follow=True)
    assert page.status_code == 404 and "Nothing is asked of you here any more" in page.content.decode()
    assert not Topic.objects.exists()


def test_what_was_asked_goes_with_a_merged_ticket(washed, words, mina, ada, root):
    answer_for_topic(ask_for_topic(washed, words, by=ada), is_given=False)
    kept = create_ticket(customer=mina, channel="email", subject="The same")
    merge_tickets(kept, washed, by=ada)

    with pytest.raises(Refused, match="They said no"):
        ask_for_topic(kept, words, by=ada)
    delete_ticket(kept, by=root)
    assert erase_ticket(kept)
    assert not TicketTopic.objects.exists()


def publish(ticket, board, ada, *, title="Washing", question="How?", answer="At thirty."):
    words = PublicWords(board, "en", title, question, answer)
    return publish_topic(ticket, words, by=ada, client_id=uuid.uuid4())


@pytest.mark.parametrize("name", ["title", "question", "answer"])
def test_the_subject_that_a_customer_wrote_is_their_words_too(name, mina, lamps, ada):
    subject = "The cover of my old green sofa has shrunk a lot"
    theirs = create_ticket(customer=mina, channel="email", subject=subject, by=mina)
    rename_ticket(theirs, "Shrunk cover", by=ada)
    ours = create_ticket(customer=mina, channel="email", subject=subject, by=ada)

    with pytest.raises(Refused, match="quotes the customer: “The cover of my old green"):
        publish(theirs, lamps, ada, **{name: subject})
    assert publish(ours, lamps, ada, **{name: subject})


def test_all_that_customers_wrote_is_theirs_however_long_ago_and_whoever_of_them(
    washed, mina, theo, lamps, ada
):
    for number in range(65):
        receive_message(washed, f"And what of cover number {number}?", customer=mina, channel="email")
    with pytest.raises(Refused, match="quotes the customer: “Can I wash"):
        publish(washed, lamps, ada, answer=QUESTION)

    other = create_ticket(
        customer=theo, channel="email", subject="My own lamp flickers whenever the dog walks past", by=theo
    )
    receive_message(
        other, "It has done so since the very first day we had it.", customer=theo, channel="email"
    )
    merge_tickets(washed, other, by=ada, across_customers=True)
    for said in ("since the very first day we had it", "My own lamp flickers whenever the dog walks past"):
        with pytest.raises(Refused, match="quotes the customer"):
            publish(washed, lamps, ada, answer=said)


def test_a_topic_is_not_renamed_to_what_its_customer_did_not_agree_to(agreed, washed, mina, lamps, ada):
    secret = "My neighbour washed hers too and it fell apart at once"
    receive_message(washed, secret, customer=mina, channel="email")

    with pytest.raises(Refused, match="quotes the customer: “My neighbour"):
        arrange_topic(agreed.topic, board=lamps, title=secret, by=ada)
    for title in ("Covers and heat", QUESTION):
        arrange_topic(agreed.topic, board=lamps, title=title, by=ada)
        agreed.topic.refresh_from_db()
        assert agreed.topic.title == title
