"""A conversation moves between chat and e-mail from either side: same ticket, same agent, and the other side is told."""

import pytest

from shopbell.channels.chat.continuation import continue_by_email, react
from shopbell.channels.chat.models import ChatSession
from shopbell.channels.chat.switching import move_to_chat, move_to_mail, ways_on
from shopbell.channels.email.sending.outbound import PURPOSES
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.promises.models import GoalPolicy
from shopbell.promises.promise_words import moment_words
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Ticket
from shopbell.tickets.status import solve_ticket
from shopbell.web.console.composer import composer_of

from .shopper import Shopper

pytestmark = pytest.mark.django_db
MINA = "mina@shopper.example"


@pytest.fixture
def answered(chatting, ticket, bo):
    """The chat in which Bo has answered."""
    send_reply(ticket, "Let me see.", by=bo)
    return ticket


def state(shopper):
    return shopper.get("messages", chat=shopper.chat).json()["chat"]


def moves(ticket):
    return list(ticket.events.filter(verb="continued").order_by("pk"))


def token_in(text):
    return text.split("/chat/continue/")[1].split("/")[0]


@pytest.mark.requirement("R105", "R107")
def test_a_shopper_goes_on_by_mail_with_the_same_agent(chatting, answered, bo):
    chatting.post("transcript", chat=chatting.chat)

    answered.refresh_from_db()
    assert (answered.channel, answered.assignee) == ("email", bo)
    assert composer_of(answered, bo).channels[0].kind == "email"
    assert state(chatting)["is_by_mail"] and state(chatting)["email"] == MINA
    assert Ticket.objects.count() == 1


def test_the_agent_is_told_that_the_shopper_asked(chatting, answered, desk, bo):
    chatting.post("transcript", chat=chatting.chat)

    (event,) = moves(answered)
    assert (event.data["asked"], event.data["recipient"]) == (True, MINA)
    page = desk(bo).get(f"/desk/tickets/{answered.pk}/").content.decode()
    assert "asked to go on by e-mail, at mina@shopper.example." in page


def test_asking_twice_is_told_once(chatting, ticket):
    for _ in range(2):
        chatting.post("transcript", chat=chatting.chat)

    assert len(moves(ticket)) == 1


@pytest.mark.requirement("R105")
def test_who_writes_in_the_chat_again_is_back_in_it(chatting, answered):
    chatting.post("transcript", chat=chatting.chat)
    chatting.send("I am still here after all")

    answered.refresh_from_db()
    assert answered.channel == "chat"
    assert not state(chatting)["is_by_mail"]


def test_a_copy_for_another_address_moves_nothing(chatting, answered):
    chatting.post("transcript", chat=chatting.chat, email="mina.work@shopper.example")

    answered.refresh_from_db()
    assert answered.channel == "chat" and not moves(answered)


def test_a_friend_in_the_chat_cannot_move_it(chatting, answered, shop_chat):
    link = chatting.post("link", chat=chatting.chat).json()["link"]
    friend = Shopper(shop_chat)
    friend.chat = friend.post("join", token=token_in(link)).json()["chat"]["id"]

    friend.post("transcript", chat=friend.chat, email="friend@shopper.example")

    answered.refresh_from_db()
    assert answered.channel == "chat"


@pytest.mark.requirement("R105")
def test_the_mail_that_goes_on_with_the_chat_leads_back_into_it(chatting, answered, shop_chat):
    chatting.post("transcript", chat=chatting.chat)
    text = PURPOSES["transcript"](Delivery.objects.get(purpose="transcript"), shop_chat).text
    phone = Shopper(shop_chat)

    phone.chat = phone.post("join", token=token_in(text)).json()["chat"]["id"]

    assert phone.texts() == ["Where is my parcel?", "Let me see."]


@pytest.mark.requirement("R105", "R112")
def test_the_mail_to_who_waits_says_that_the_place_is_kept_and_by_when_they_hear(chatting, ticket, shop_chat):
    GoalPolicy.objects.create(name="Calm", first_reply_seconds=4 * 3600)
    chatting.post("transcript", chat=chatting.chat)

    text = PURPOSES["transcript"](Delivery.objects.get(purpose="transcript"), shop_chat).text

    assert text.startswith("You keep your place in line.")
    assert "You will hear back from us by" in text
    assert "That is the latest: as in the chat, whoever is free before answers before." in text
    told = moment_words(ticket.promises.get().due_at, ticket)
    wait = chatting.get("messages", chat=chatting.chat).json()["chat"]["wait"]
    assert (
        wait["hint"] == f"You can close this page: by e-mail you will hear back by {told} at the latest."
    )  # a mail's goal, beside the wait of the chat


def test_the_mail_to_who_was_answered_says_nothing_of_a_place(chatting, answered, shop_chat):
    chatting.post("transcript", chat=chatting.chat)

    mail = Delivery.objects.get(purpose="transcript")
    assert "place in line" not in PURPOSES["transcript"](mail, shop_chat).text


@pytest.mark.requirement("R105", "R107")
def test_an_agent_moves_a_chat_to_mail_and_says_so(chatting, answered, bo):
    message = move_to_mail(answered, "I write you a mail.", by=bo)
    continue_by_email(message.pk)

    answered.refresh_from_db()
    assert (answered.channel, answered.assignee) == ("email", bo)
    assert chatting.texts()[-1] == "I write you a mail."
    mail = Delivery.objects.get(channel="email")
    assert (mail.purpose, mail.recipient, mail.message) == ("transcript", MINA, message)
    assert state(chatting)["is_by_mail"]


@pytest.mark.requirement("R105", "R107")
def test_an_agent_asks_a_customer_who_wrote_a_mail_into_the_chat(late_parcel, mina, bo, shop_chat):
    receive_message(late_parcel, "Where is it?", customer=mina, channel="email")
    message = move_to_chat(late_parcel, "Shall we talk?", by=bo)
    react(message.events.get(verb="replied"))
    continue_by_email(message.pk)
    mail = Delivery.objects.get(purpose="continue")
    text = PURPOSES["continue"](mail, shop_chat).text
    assert mail.recipient == mina.address and text.startswith("Shall we talk?")
    mina_there = Shopper(shop_chat)

    mina_there.chat = mina_there.post("join", token=token_in(text)).json()["chat"]["id"]
    assert mina_there.texts()[-2:] == ["Where is it?", "Shall we talk?"]
    mina_there.send("Here I am.")

    late_parcel.refresh_from_db()
    assert (late_parcel.channel, late_parcel.assignee, late_parcel.customer) == ("chat", bo, mina)
    assert composer_of(late_parcel, bo).channels[0].kind == "chat"
    assert Ticket.objects.count() == 1


def test_asking_into_the_chat_twice_is_one_chat(late_parcel, bo, shop_chat):
    for text in ("Shall we talk?", "Still there?"):
        move_to_chat(late_parcel, text, by=bo)

    assert ChatSession.objects.filter(ticket=late_parcel).count() == 1


@pytest.mark.parametrize(("move", "words"), [(move_to_mail, "no chat"), (move_to_chat, "shop has none")])
def test_without_a_chat_nothing_moves(late_parcel, bo, move, words):
    with pytest.raises(Refused, match=words):
        move(late_parcel, "Shall we?", by=bo)

    assert ways_on(late_parcel) == [] and not moves(late_parcel)


def test_without_an_address_nothing_moves(shopper, bo_is_there):
    shopper.start("Hello")
    ticket = Ticket.objects.get()

    assert ways_on(ticket) == []
    with pytest.raises(Refused, match="no address"):
        move_to_mail(ticket, "By mail, please.", by=bo_is_there)
    assert not moves(ticket)


def test_the_agent_moves_it_from_the_menu_with_words_of_their_own(answered, desk, bo):
    menu = desk(bo).get(f"/desk/tickets/{answered.pk}/more/").content.decode()
    dialog = desk(bo).get(f"/desk/tickets/{answered.pk}/switch/").content.decode()
    answer = desk(bo).post(f"/desk/tickets/{answered.pk}/switch/", {"to": "email", "text": "See your mail."})

    assert "Go on by e-mail…" in menu and "I go on by e-mail" in dialog
    assert answer.status_code == 302
    assert answered.messages.latest("pk").text == "See your mail."
    assert desk(bo).post(f"/desk/tickets/{answered.pk}/switch/", {"to": "pigeon"}).status_code == 422


def test_the_composer_hears_which_way_answers_go_now(chatting, answered, desk, bo):
    before = desk(bo).get(f"/desk/tickets/{answered.pk}/shopper/").content.decode()
    chatting.post("transcript", chat=chatting.chat)
    after = desk(bo).get(f"/desk/tickets/{answered.pk}/shopper/").content.decode()

    assert 'data-answers-by="chat"' in before and 'data-answers-by="email"' in after


def test_who_may_not_see_the_ticket_cannot_move_it(answered, desk, cy):
    answer = desk(cy).post(f"/desk/tickets/{answered.pk}/switch/", {"to": "email", "text": "Hi"})

    assert answer.status_code == 404 and not moves(answered)


@pytest.fixture
def guest(chatting, answered, shop_chat):
    """Another browser, which came by the link in the mail that went to the customer."""
    chatting.post("transcript", chat=chatting.chat)
    text = PURPOSES["transcript"](Delivery.objects.get(purpose="transcript"), shop_chat).text
    phone = Shopper(shop_chat)
    phone.chat = phone.post("join", token=token_in(text)).json()["chat"]["id"]
    return phone


@pytest.mark.requirement("R105", "R107")
def test_who_came_by_the_mailed_link_goes_back_into_the_chat_and_to_mail_again_by_a_button(
    guest, answered, desk, bo
):
    assert state(guest)["is_by_mail"]

    shown = guest.post("back", chat=guest.chat).json()["chat"]
    answered.refresh_from_db()
    assert answered.channel == "chat" and not shown["is_by_mail"]
    assert composer_of(answered, bo).channels[0].kind == "chat"
    page = desk(bo).get(f"/desk/tickets/{answered.pk}/").content.decode()
    assert [event.data["to"] for event in moves(answered)] == [
        "email",
        "chat",
        "chat",
    ]  # they came, and chose
    assert "continued in the chat." in page

    send_reply(answered, "Here I am.", by=bo)
    guest.post("transcript", chat=guest.chat, email=MINA)
    answered.refresh_from_db()
    assert answered.channel == "email"
    assert "asked to go on by e-mail" in desk(bo).get(f"/desk/tickets/{answered.pk}/").content.decode()


def test_going_back_into_the_chat_twice_is_told_once(chatting, answered):
    chatting.post("transcript", chat=chatting.chat)
    for _ in range(2):
        chatting.post("back", chat=chatting.chat)

    answered.refresh_from_db()
    assert [event.data["to"] for event in moves(answered)] == ["email", "chat"]
    assert answered.channel == "chat"


def test_following_the_mailed_link_again_is_no_news(guest, answered, shop_chat):
    before = len(moves(answered))
    text = PURPOSES["transcript"](Delivery.objects.filter(purpose="transcript").latest("pk"), shop_chat).text
    guest.post("join", token=token_in(text))

    assert len(moves(answered)) == before


def test_a_guest_moves_nothing_to_another_address(guest, answered):
    guest.post("back", chat=guest.chat)
    guest.post("transcript", chat=guest.chat, email="guest@shopper.example")

    answered.refresh_from_db()
    assert answered.channel == "chat"


def test_a_solved_conversation_is_turned_nowhere(chatting, answered, bo):
    chatting.post("transcript", chat=chatting.chat)
    solve_ticket(Ticket.objects.get(), by=bo)
    chatting.post("back", chat=chatting.chat)

    answered.refresh_from_db()
    assert answered.channel == "email"


def test_nobody_turns_a_chat_that_they_take_no_part_in(chatting, answered, shop_chat):
    stranger = Shopper(shop_chat)
    stranger.start("Hello")

    assert stranger.post("back", chat=chatting.chat).status_code == 404
