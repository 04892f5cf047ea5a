import uuid

import pytest

from shopbell.channels.chat.session import ChatSession
from shopbell.channels.chat.state import state_of
from shopbell.channels.expectation import promise_answer
from shopbell.tickets.models import ContactReason, Message, Ticket

from .conftest import be_there
from .shopper import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def advice_reason(advice):
    return ContactReason.objects.create(stage="before", name="Which lamp", team=advice)


def asking(inbox, **asks):
    inbox.settings |= asks
    inbox.save()


@pytest.mark.requirement("R13")
def test_the_contact_reason_chooses_the_team_and_the_agent(shopper, bo_is_there, cy, advice, advice_reason):
    be_there(cy)

    shopper.start("Which lamp fits?", reason=advice_reason.pk)

    ticket = Ticket.objects.get()
    assert (ticket.team, ticket.assignee, ticket.reason) == (advice, cy, advice_reason)


def test_without_a_reason_the_inbox_decides(shopper, bo_is_there, returns):
    shopper.start("Hello")

    assert (Ticket.objects.get().team, Ticket.objects.get().assignee) == (returns, bo_is_there)


def test_a_chat_goes_where_somebody_is(shopper, bo_is_there, advice_reason, returns):
    shopper.start("Which lamp fits?", reason=advice_reason.pk)

    assert (Ticket.objects.get().team, Ticket.objects.get().assignee) == (returns, bo_is_there)


def test_the_agent_with_the_fewest_open_chats_gets_it(shop_chat, ada, bo):
    be_there(ada), be_there(bo)

    for _ in range(4):
        Shopper(shop_chat).start("Hello")

    assert sorted(ticket.assignee.first_name for ticket in Ticket.objects.all()) == ["Ada", "Ada", "Bo", "Bo"]


def test_the_routing_says_who_assigned(shopper, bo_is_there):
    shopper.start("Hello")

    assert Ticket.objects.get().events.get(verb="assigned").rule == "routing"


@pytest.mark.requirement("R13")
@pytest.mark.parametrize("question,given", [("name", "Mina"), ("email", "m@example.com"), ("reason", None)])
def test_a_required_answer_is_asked_for(shopper, shop_chat, bo_is_there, advice_reason, question, given):
    asking(shop_chat, **{f"ask_{question}": "required"})

    answer = shopper.start("Hello")
    assert answer.status_code == 422 and answer.json()["error"].startswith("Please")
    assert not Ticket.objects.exists()

    assert shopper.start("Hello", **{question: given or advice_reason.pk}).status_code == 200


def test_what_is_known_is_not_asked_again(shopper, shop_chat, bo_is_there):
    asking(shop_chat, ask_name="required", ask_email="required")
    shopper.start("Hello", name="Mina", email="mina@example.com")

    assert shopper.start("One more thing").status_code == 200


def test_a_wrong_address_is_said_so(shopper, bo_is_there):
    assert "name@example.com" in shopper.start("Hello", email="not an address").json()["error"]


def test_an_empty_message_is_refused(shopper, bo_is_there):
    assert shopper.start("  \n").json()["error"] == "Write something first."


@pytest.mark.requirement("R11")
def test_with_nobody_there_the_chat_is_not_offered(shopper, bo):
    assert shopper.get("hello").json()["is_manned"] is False

    be_there(bo)
    assert shopper.get("hello").json()["is_manned"] is True

    bo.availability.chosen = "busy"
    bo.availability.save()
    assert shopper.get("hello").json()["is_manned"] is False


@pytest.mark.requirement("R11")
def test_with_nobody_there_it_becomes_a_message_that_is_answered_by_mail(shopper):
    assert "e-mail" in shopper.start("Hello").json()["error"]

    chat = shopper.start("Hello", email="mina@example.com").json()["chat"]

    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.assignee, chat["is_by_mail"], chat["email"]) == (
        "form",
        None,
        True,
        "mina@example.com",
    )
    assert shopper.texts() == ["Hello"]


@pytest.mark.requirement("R11")
def test_who_was_promised_an_answer_still_reads_where_it_goes(shopper):
    shopper.start("Hello", email="mina@example.com")
    promise_answer(Message.objects.get())

    wait = state_of(ChatSession.objects.get())["wait"]

    assert wait["place"].startswith("You will hear back from us by")
    assert wait["hint"] == "We answer by e-mail to mina@example.com, and here."


def test_an_address_that_somebody_types_proves_nothing(shopper, bo_is_there, mina):
    shopper.start("Hello", email="mina@shopper.example")

    ticket = Ticket.objects.get()
    assert ticket.customer != mina
    assert not ticket.customer.identities.get(kind="email").is_verified


def test_the_conversation_is_there_on_the_next_page(shopper, bo_is_there):
    shopper.start("Where is it?", name="Mina")

    hello = shopper.get("hello").json()

    assert [chat["preview"] for chat in hello["chats"]] == ["Where is it?"]
    assert hello["known"]["name"] == "Mina"


def test_the_widget_asks_for_the_active_reasons_of_the_first_level(shopper, advice_reason):
    ContactReason.objects.create(stage="before", name="Too deep", parent=advice_reason)
    ContactReason.objects.create(stage="after", name="Not offered", is_active=False)

    names = [reason["name"] for reason in shopper.get("hello").json()["reasons"]]

    assert "Which lamp" in names and not {"Too deep", "Not offered"} & set(names)


@pytest.mark.parametrize("reason", ["x", -1, 10**30, {}, []])
def test_an_unknown_reason_is_no_reason(shopper, bo_is_there, reason):
    assert shopper.start("Hello", reason=reason, client_id=str(uuid.uuid4())).status_code == 200
