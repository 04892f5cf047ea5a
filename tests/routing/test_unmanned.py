"""Nobody is there any more, and somebody waits live: who is away hears it at once, and the leads, and the wall says so."""

import pytest
from django.utils import timezone

from shopbell.accounts.availability import Availability, choose_availability
from shopbell.notifications.models import Notification
from shopbell.notifications.notify import react as notify
from shopbell.routing.looking import look, react
from shopbell.routing.unmanned import tell_of_unmanned
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.message import receive_message
from tests.channels.chat.conftest import be_there
from tests.routing.test_assigning import ticket_of

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
