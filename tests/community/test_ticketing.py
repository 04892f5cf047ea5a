"""The console as a way to answer: topics become tickets, answers become posts, and nothing is done twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.channels.delivery import State as DeliveryState
from shopbell.channels.delivery import deliver
from shopbell.channels.reply import send_reply
from shopbell.community import ticketing
from shopbell.community.models import Post, TopicTicket
from shopbell.community.moderation import hide
from shopbell.community.ticketing import come_in, open_for_silent_topics, open_ticket, settle, spread
from shopbell.community.writing import accept_answer
from shopbell.core.errors import Refused
from shopbell.customers.merge import merge_customers
from shopbell.routing.models import AgentSkill, Skill
from shopbell.shop.models import Product
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.message import add_note
from shopbell.tickets.models import Ticket
from shopbell.tickets.status import Status, set_status
from shopbell.tickets.ticket import create_ticket
from shopbell.web.console.composer import composer_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51"), pytest.mark.requirement("R170")]


def answer(ticket, text, by):
    """An agent's answer, carried out as the worker does."""
    message = send_reply(ticket, text, by=by, hold_seconds=0)
    delivery = message.deliveries.get()
    deliver(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def test_a_topic_becomes_one_ticket_of_its_author_and_team(begin, mina, returns):
    topic = begin()

    ticket = open_ticket(topic)

    assert open_ticket(topic) == ticket and ticket.customer == mina and ticket.team == returns
    assert ticket.channel == "community" and ticket.subject == topic.title
    assert ticket.messages.get().text == "It has a small socket."
    assert ticket.arrival.inbox.channel == "community"


def test_a_pseudonym_does_not_become_the_name_of_the_customer(begin, mina):
    mina.name = ""
    mina.save()

    assert open_ticket(begin()).customer.name == ""


def test_the_composer_says_that_everybody_will_read_it(begin, desk, ada):
    ticket = open_ticket(begin())
    everybody = 'placeholder="Write an answer that everybody will read, or / for a macro"'

    assert f" {everybody}" in desk(ada).get(f"/desk/tickets/{ticket.pk}/").content.decode()
    other = create_ticket(customer=ticket.customer, channel="email", subject="?")
    assert f" {everybody}" not in desk(ada).get(f"/desk/tickets/{other.pk}/").content.decode()


def test_an_answer_of_an_agent_is_a_post_of_the_shop_once_and_notes_stay_inside(begin, ada):
    topic = begin()
    ticket = open_ticket(topic)
    add_note(ticket, "She bought it in May.", by=ada)

    delivery = answer(ticket, "It takes an **E14**.", ada)
    deliver(delivery.pk)

    assert delivery.state == DeliveryState.SENT
    post = topic.posts.get(is_first=False)
    assert post.author.is_staff and post.html == "<p>It takes an <strong>E14</strong>.</p>"
    topic.refresh_from_db()
    assert topic.answer_count == 1 and not Post.objects.filter(text__contains="May").exists()
    come_in(post)
    assert ticket.messages.count() == 3


def test_what_its_author_adds_comes_in_as_a_message_and_what_others_say_as_a_note(begin, say, firefly, moth):
    topic = begin()
    ticket = open_ticket(topic)
    other = say(topic, "Mine has an E14.", by=moth)
    own = say(topic, "Which watts?", by=firefly)

    for post in (other, own, other, own):
        spread(post.pk)

    kinds = list(ticket.messages.order_by("pk").values_list("kind", "customer"))
    assert kinds == [("reply", firefly.customer_id), ("note", None), ("reply", firefly.customer_id)]
    note = ticket.messages.get(kind="note").text
    assert "Night moth" in note and "Theo" not in note


def test_what_its_author_writes_after_it_was_closed_is_a_new_ticket(begin, say, firefly, ada):
    topic = begin()
    first = open_ticket(topic)
    Ticket.objects.filter(pk=first.pk).update(status=Status.CLOSED)

    spread(say(topic, "It broke again.", by=firefly).pk)

    link = TopicTicket.objects.get(topic=topic)
    assert link.ticket != first and link.ticket.messages.get().text == "It broke again."


def test_a_question_that_nobody_answers_becomes_a_ticket_in_time_and_others_do_not(begin, say, moth):
    silent, answered, talk = begin(), begin("Answered?"), begin("Nice lamps", kind="talk")
    say(answered, "Yes.", by=moth)
    now = timezone.now()

    assert open_for_silent_topics(now + timedelta(hours=23)) == 0
    assert open_for_silent_topics(now + timedelta(hours=25)) == 1
    assert open_for_silent_topics(now + timedelta(hours=26)) == 0

    assert TopicTicket.objects.get().topic == silent and talk.state == "shown"


def test_a_question_about_a_product_becomes_a_ticket_at_once_where_the_shop_wants_it(community, begin):
    alma = Product.objects.create(external_id="alma", name="Alma")

    spread(begin(product=alma).posts.get().pk)
    community.asks_products_at_once = False
    community.save()
    spread(begin("And this?", product=alma).posts.get().pk)

    assert TopicTicket.objects.count() == 1


def test_an_accepted_answer_solves_the_ticket(begin, say, firefly, moth):
    topic = begin()
    ticket = open_ticket(topic)
    post = say(topic, "E14", by=moth)
    spread(post.pk)

    topic = accept_answer(topic, post, by=firefly)
    settle(topic)

    ticket.refresh_from_db()
    assert ticket.status == Status.SOLVED


def test_a_reply_into_a_hidden_topic_tells_the_agent(begin, ada):
    topic = begin()
    ticket = open_ticket(topic)
    hide(topic.posts.get(), "Wrong place", by=ada)

    delivery = answer(ticket, "E14", ada)

    assert delivery.state == DeliveryState.FAILED and "no longer shown" in delivery.error


def test_what_others_say_does_not_open_what_was_solved(begin, say, moth, ada):
    topic = begin()
    ticket = open_ticket(topic)
    set_status(ticket, Status.SOLVED, by=ada)

    spread(say(topic, "Mine too.", by=moth).pk)

    ticket.refresh_from_db()
    assert ticket.status == Status.SOLVED


@pytest.mark.requirement("R52")
def test_only_who_has_the_skill_answers_where_everybody_reads_it(begin, ada, bo):
    topic = begin()
    ticket = open_ticket(topic)
    public = Skill.objects.create(name="Writes in public", channels=["community"], is_required=True)
    AgentSkill.objects.create(skill=public, agent=ada, level=1)

    with pytest.raises(Refused, match="Writes in public"):
        send_reply(ticket, "It takes an E14.", by=bo)
    assert add_note(ticket, "It takes an E14.", by=bo) and not topic.posts.filter(is_first=False).exists()
    composers = {agent: composer_of(ticket, agent) for agent in (ada, bo)}
    assert [channel.kind for channel in composers[ada].channels][0] == "community"
    assert "community" not in composers[bo].recipients
    answer(ticket, "It takes an E14.", ada)
    assert topic.posts.filter(is_first=False).count() == 1


def test_the_ticket_of_a_topic_is_of_whom_its_author_was_merged_into(
    begin, say, mina, theo, moth, firefly, ada
):
    topic = begin(by=moth)
    merge_customers(mina, theo, by=ada)  # both took part here: each keeps a name

    ticket = open_ticket(topic)

    assert ticket.customer == mina and ticket.messages.get().is_from_customer


def test_a_ticket_that_was_merged_twice_is_answered_in_its_topic(begin, firefly, ada):
    topic = begin()
    merged = open_ticket(topic)
    for _again in range(2):
        kept = create_ticket(customer=firefly.customer, channel="email", subject="The same")
        merge_tickets(kept, merged, by=ada)
        merged = kept

    delivery = answer(kept, "It takes an E14.", ada)

    assert delivery.state == DeliveryState.SENT
    assert topic.posts.get(is_first=False).text == "It takes an E14."


def test_where_two_topics_became_one_ticket_the_one_written_in_last_is_answered(begin, say, firefly, ada):
    topics = [begin(f"Which bulb {number}?") for number in range(2)]
    kept, gone = map(open_ticket, topics)
    merge_tickets(kept, gone, by=ada)

    answer(kept, "To the second.", ada)
    spread(say(topics[0], "And mine?", by=firefly).pk)
    answer(kept, "To the first.", ada)

    said = [topic.posts.filter(author__agent=ada).values_list("text", flat=True) for topic in topics]
    assert list(map(list, said)) == [["To the first."], ["To the second."]]


def test_an_answer_goes_to_no_other_topic_when_its_own_is_hidden(begin, ada):
    topics = [begin(f"Which bulb {number}?") for number in range(2)]
    kept, gone = map(open_ticket, topics)
    merge_tickets(kept, gone, by=ada)
    hide(topics[1].posts.get(), "Wrong place", by=ada)

    delivery = answer(kept, "To the second.", ada)

    assert delivery.state == DeliveryState.FAILED and "no longer shown" in delivery.error
    assert not Post.objects.filter(is_first=False).exists()


def test_a_question_that_is_hidden_this_moment_keeps_no_other_waiting(begin, monkeypatch):
    topics = [begin(f"Which bulb {number}?") for number in range(2)]
    shown = ticketing.open_ticket

    def hidden_meanwhile(topic):
        if topic == topics[0]:
            topic.posts.update(state="hidden")
            type(topic).objects.filter(pk=topic.pk).update(state="hidden")
        return shown(topic)

    monkeypatch.setattr(ticketing, "open_ticket", hidden_meanwhile)

    assert open_for_silent_topics(timezone.now() + timedelta(hours=25)) == 1
    assert TopicTicket.objects.get().topic == topics[1]
