import uuid

import pytest
from django.utils import timezone

from shopbell.channels.chat.models import Visitor
from shopbell.channels.reply import send_reply
from shopbell.tickets.message import add_note
from shopbell.tickets.models import Ticket

from .shopper import Shopper

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R7", "R8", "R12")
def test_a_shopper_and_an_agent_talk(chatting, ticket, bo):
    send_reply(ticket, "It is on its way.", by=bo)
    chatting.send("Thank you!")

    said = [(message["from"], message["text"]) for message in chatting.messages()]

    assert said == [("you", "Where is my parcel?"), ("agent", "It is on its way."), ("you", "Thank you!")]


@pytest.mark.requirement("R99")
def test_the_agents_name_is_told_before_the_first_word(shopper, bo_is_there):
    hello = shopper.get("hello").json()

    assert hello["is_manned"]
    assert [agent["name"] for agent in hello["agents"]] == ["Bo"]


def test_only_the_first_name_of_an_agent_leaves_the_desk(chatting, ticket, bo):
    send_reply(ticket, "Hello!", by=bo)

    told = chatting.get("messages", chat=chatting.chat, after=0).content.decode()

    assert "Lind" not in told and "bo@desk.example" not in told


def test_sending_again_after_a_lost_answer_changes_nothing(chatting):
    number = uuid.uuid4()

    first, second = chatting.send("Hm?", number).json(), chatting.send("Hm?", number).json()

    assert first["message"]["id"] == second["message"]["id"]
    assert chatting.texts() == ["Where is my parcel?", "Hm?"]


def test_starting_again_after_a_lost_answer_makes_one_ticket(shopper, bo_is_there):
    number = str(uuid.uuid4())

    first, second = (shopper.start("Hello", client_id=number).json() for _ in range(2))

    assert first == second
    assert Ticket.objects.count() == Visitor.objects.count() == 1


def test_a_shopper_cannot_read_anothers_chat(chatting, shop_chat):
    stranger = Shopper(shop_chat)
    stranger.start("Me too")

    answers = [
        stranger.get("messages", chat=chatting.chat, after=0),
        stranger.post("send", chat=chatting.chat, text="Hi", client_id=str(uuid.uuid4())),
        stranger.post("read", chat=chatting.chat, got=1, seen=1),
        stranger.post("transcript", chat=chatting.chat, email="x@example.com"),
        stranger.post("link", chat=chatting.chat),
        stranger.upload(b"x", "x.txt", chat=chatting.chat),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6
    assert chatting.texts() == ["Where is my parcel?"]


def test_without_a_token_nothing_opens(chatting):
    answer = chatting.get("messages", {"Authorization": ""}, chat=chatting.chat, after=0)

    assert answer.status_code == 401
    assert answer.json()["error"]


def test_notes_never_leave_the_desk(chatting, ticket, bo):
    add_note(ticket, "She is angry, be careful", by=bo)

    assert chatting.texts() == ["Where is my parcel?"]
    assert "angry" not in chatting.get("hello").content.decode()


def test_a_reply_that_may_still_be_taken_back_is_not_shown(chatting, ticket, bo):
    send_reply(ticket, "Oh no", by=bo, channel="email")
    chatting.send("Anybody?")

    assert chatting.texts() == [
        "Where is my parcel?"
    ]  # and nothing after it is, or it would be skipped later
    assert chatting.get("hello").json()["chats"][0]["preview"] == "Anybody?"
    ticket.messages.filter(text="Oh no").update(held_until=timezone.now())
    assert chatting.get("hello").json()["chats"][0]["is_unread"]
    assert chatting.texts() == ["Where is my parcel?", "Oh no", "Anybody?"]


@pytest.mark.parametrize(
    "body", ["", "[]", "{", "null", '"x"', "\xff", '{"client_id": 3}', '{"chat": {}, "text": []}']
)
def test_nonsense_is_answered_with_a_sentence(chatting, body):
    answer = chatting.client.post(
        f"/chat/{chatting.inbox.public_key}/send",
        body,
        content_type="application/json",
        headers=chatting._own(None),
    )

    assert answer.status_code in {404, 422}
    assert answer.json()["error"].endswith(".")


@pytest.mark.parametrize("number", ["-1", "99999999999999999999999", "x", "", "٣"])
def test_odd_numbers_open_nothing(chatting, number):
    assert chatting.get("messages", chat=number, after=0).status_code == 404
    assert chatting.get("messages", chat=chatting.chat, after=number).status_code == 404


def test_a_text_that_is_too_long_is_refused_with_its_limit(chatting):
    answer = chatting.send("x" * 10_001)

    assert answer.status_code == 422
    assert "10,000" in answer.json()["error"]


def test_a_body_that_is_too_large_is_refused(chatting):
    assert chatting.send("x" * 70_000).status_code == 413


def test_read_marks_go_both_ways(chatting, ticket, bo):
    from shopbell.tickets.seen import mark_seen

    reply = send_reply(ticket, "Here.", by=bo)
    mark_seen(ticket, bo, reply.pk)
    chatting.post("read", chat=chatting.chat, got=reply.pk, seen=reply.pk)

    chat = chatting.get("messages", chat=chatting.chat, after=0).json()["chat"]

    assert (chat["seen_by_agent"], chat["seen_by_you"]) == (reply.pk, reply.pk)
    assert reply.deliveries.get().state == "delivered"


def test_a_chat_reply_is_sent_when_written_and_delivered_when_fetched(chatting, ticket, bo):
    reply = send_reply(ticket, "Here.", by=bo)
    assert reply.deliveries.get().state == "sent"

    chatting.messages()  # the answer may be lost on its way: this proves nothing yet
    assert reply.deliveries.get().state == "sent"

    chatting.messages(after=reply.pk)
    assert reply.deliveries.get().state == "delivered"


def test_read_marks_never_go_back_nor_beyond_the_last_message(chatting, ticket, bo):
    reply = send_reply(ticket, "Here.", by=bo)
    chatting.post("read", chat=chatting.chat, got=2**62, seen=2**62)
    chatting.post("read", chat=chatting.chat, got=1, seen=1)

    chat = ticket.chats.get()
    assert (chat.got_message_id, chat.seen_message_id) == (reply.pk, reply.pk)


def test_history_is_kept_when_the_visitor_becomes_known(chatting, ticket, mina):
    from shopbell.customers.merge import merge_customers

    merge_customers(mina, ticket.customer)
    chatting.send("Still me")

    assert chatting.texts() == ["Where is my parcel?", "Still me"]
    assert Ticket.objects.get(chats=chatting.chat).customer == mina
    assert Visitor.objects.get().customer == mina


def test_a_closed_chat_asks_for_a_new_one(chatting, ticket, bo):
    from shopbell.tickets.status import set_status

    set_status(ticket, "closed", by=bo)

    answer = chatting.send("Hello again")

    assert answer.status_code == 422
    assert "new one" in answer.json()["error"]


def test_a_message_asks_fourteen_questions(chatting, django_assert_max_num_queries):
    chatting.send("It was to come on Monday.")
    with django_assert_max_num_queries(14):
        assert chatting.send("Is it lost?").status_code == 200
