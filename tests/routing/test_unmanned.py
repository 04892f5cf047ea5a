"""Nobody is there any more, and somebody waits live: who is away hears it at once, and the leads, and the wall says so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.availability import Availability, choose_availability, mark_seen
from shopbell.channels.chat.visitor import Visitor
from shopbell.notifications.models import Notification
from shopbell.notifications.notify import react as notify
from shopbell.routing import looking, unmanned
from shopbell.routing.looking import availability_changed, look, react
from shopbell.routing.unmanned import tell_of_unmanned
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Ticket
from tests.channels.chat.conftest import be_there
from tests.channels.chat.shopper import Shopper
from tests.routing.arriving import ticket_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R98")]
PAGE = "/desk/routing/offers/"


@pytest.fixture
def chat(mina, returns, routed, bo_is_there):
    """Bo alone is there, and has the chat of a shopper who waits."""
    routed("push", accept_seconds=30)
    ticket = ticket_of(mina, returns, "chat")
    assign_ticket(ticket, bo_is_there, by=bo_is_there)
    return ticket


def told(ticket) -> list[list[int]]:
    return [event.data["to_ids"] for event in ticket.events.filter(verb="unmanned").order_by("pk")]


def test_who_went_away_with_a_screen_open_hears_at_once_and_so_do_the_leads(chat, bo, ada, returns, desk):
    returns.memberships.filter(agent=ada).update(is_lead=True)
    choose_availability(bo, "away")

    look()

    assert told(chat) == [sorted([ada.pk, bo.pk])]
    card = desk(bo).get(PAGE).content.decode()
    assert "1 customer waits in a chat, and nobody is there." in card and "I am back" in card
    look()
    assert len(told(chat)) == 1


def test_who_writes_while_nobody_is_there_is_told_of_at_once(chat, bo, mina):
    type(chat).objects.filter(pk=chat.pk).update(waiting_since=None)
    choose_availability(bo, "away")
    look()
    assert told(chat) == []
    chat.refresh_from_db()
    receive_message(chat, "And now?", customer=mina, channel="chat")

    react(chat.events.select_related("ticket").filter(verb="received").latest("pk"))

    assert len(told(chat)) == 1


def test_the_bell_and_the_sound_are_theirs_although_they_are_away(chat, bo):
    choose_availability(bo, "away")
    look()
    notify(chat.events.select_related("ticket").get(verb="unmanned"))

    row = Notification.objects.get(agent=bo, kind="unmanned")
    assert (row.console, row.sound) == ("sent", "sent")


def test_it_is_told_again_once_somebody_had_come_back_and_left(chat, bo, desk):
    choose_availability(bo, "away")
    look()
    choose_availability(bo, "available")
    look()
    assert "nobody is there" not in desk(bo).get(PAGE).content.decode()

    choose_availability(bo, "away")
    look()

    assert len(told(chat)) == 2


@pytest.mark.parametrize("there", ["colleague", "answered", "mail"])
def test_nothing_is_told_while_somebody_is_there_or_nobody_waits_live(chat, bo, ada, there, mina, returns):
    choose_availability(bo, "away")
    if there == "colleague":
        be_there(ada)
    elif there == "answered":
        type(chat).objects.filter(pk=chat.pk).update(waiting_since=None)
    else:
        type(chat).objects.filter(pk=chat.pk).update(channel="email")

    assert tell_of_unmanned(timezone.now()) == 0 and told(chat) == []


def test_with_no_screen_open_and_no_lead_only_who_watches_all_teams_hears(chat, bo, root):
    choose_availability(bo, "away")
    Availability.objects.update(seen_at=None)

    look()

    assert told(chat) == [[root.pk]]


def test_the_wall_says_it_in_its_worst_colour(chat, bo, root, desk):
    page = desk(root).get("/desk/wall/now/").content.decode()
    assert "is-broken" not in page

    choose_availability(bo, "away")
    page = desk(root).get("/desk/wall/now/").content.decode()

    assert "1 customer waits in a chat, and nobody is there." in page and 'class="is-broken"' in page


def test_what_was_told_leaves_its_place_to_what_was_not(chat, bo, mina, returns, monkeypatch):
    monkeypatch.setattr(unmanned, "MOST", 2)
    others = [ticket_of(mina, returns, "chat") for _chat in range(3)]
    choose_availability(bo, "away")

    look()
    look()

    assert [len(told(each)) for each in (chat, *others)] == [1, 1, 1, 1]


def test_of_whom_nobody_could_hear_takes_no_place_of_those_that_somebody_hears_of(
    chat, bo, ada, cy, mina, advice, returns, monkeypatch
):
    """Nobody leads Advice, nobody of it has a screen open, and nobody watches all teams."""
    monkeypatch.setattr(unmanned, "MOST", 1)
    returns.memberships.filter(agent=ada).update(is_lead=True)
    advice.memberships.update(is_lead=False)
    unheard = ticket_of(mina, advice, "chat")
    Ticket.objects.filter(pk=unheard.pk).update(waiting_since=timezone.now() - timedelta(minutes=4))
    choose_availability(bo, "away")

    look()
    assert (told(unheard), told(chat)) == ([], [sorted([ada.pk, bo.pk])])

    advice.memberships.filter(agent=cy).update(is_lead=True)
    look()
    assert told(unheard) == [[cy.pk]]


def test_it_is_not_told_again_when_one_more_of_those_who_are_away_leaves(chat, bo, ada, root):
    be_there(ada)
    choose_availability(ada, "away"), choose_availability(bo, "away")
    look()
    assert len(told(chat)) == 1

    choose_availability(ada, "offline")
    look()

    assert len(told(chat)) == 1


def test_who_opens_a_screen_was_there_as_well(chat, bo, ada, returns):
    returns.memberships.filter(agent=ada).update(is_lead=True)
    mark_seen(bo.pk, None)
    look()
    assert len(told(chat)) == 1

    mark_seen(bo.pk, timezone.now())
    look()
    mark_seen(bo.pk, None)
    look()

    assert len(told(chat)) == 2


@pytest.mark.parametrize("page", ["open", "closed"])
def test_who_left_the_chat_long_ago_waits_in_it_no_more(shop_chat, bo, bo_is_there, root, desk, page):
    Shopper(shop_chat).start("Where is my parcel?")
    ticket = Ticket.objects.get()
    Ticket.objects.update(waiting_since=timezone.now() - timedelta(hours=20))
    is_open, now = page == "open", timezone.now()
    Visitor.objects.update(seen_at=now, left_at=None if is_open else now)
    choose_availability(bo, "away")

    look()

    shown = "1 customer waits in a chat, and nobody is there."
    assert bool(told(ticket)) == is_open
    assert (shown in desk(bo).get(PAGE).content.decode()) == is_open
    assert (shown in desk(root).get("/desk/wall/now/").content.decode()) == is_open


def test_what_is_no_chat_is_not_told_of_as_one(mina, returns, bo_is_there, root):
    call = ticket_of(mina, returns, "call")
    choose_availability(bo_is_there, "away")

    look()

    assert told(call) == []


def test_of_a_plain_team_too_it_is_looked_at_once_when_its_last_agent_leaves(
    mina, returns, bo_is_there, monkeypatch
):
    """Also for a chat that nobody has."""
    looks = []
    monkeypatch.setattr(looking, "look_soon", lambda: looks.append(1))
    availability_changed(bo_is_there.pk)
    assert looks == []

    ticket_of(mina, returns, "chat")
    availability_changed(bo_is_there.pk)

    assert looks == [1]
