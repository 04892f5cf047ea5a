"""A slot holds as many calls as those who call can make in it: what is full is offered to nobody, and given to one."""

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from hypothesis import given
from hypothesis import strategies as st

from shopbell.accounts.models import Agent, Role
from shopbell.accounts.team import Membership
from shopbell.channels.chat.models import ChatSession
from shopbell.core.errors import Refused
from shopbell.tickets.status import solve_ticket
from shopbell.tickets.ticket import create_ticket
from shopbell.waiting.asking import Wish, ask_call
from shopbell.waiting.call_back import CallBack
from shopbell.waiting.call_room import CallRoom, callers_of, most_calls
from shopbell.waiting.slots import LENGTH, Slot
from tests.channels.chat.conftest import be_there
from tests.channels.chat.shopper import Shopper
from tests.two_connections import Other

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R112")]


def limit(inbox, **said):
    inbox.settings = inbox.settings | said
    inbox.save()


def times(shopper):
    return [each["at"] for each in shopper.get("calls", chat=shopper.chat or "").json()["times"]]


def another(inbox, number):
    """A shopper who begins a chat of their own."""
    shopper = Shopper(inbox)
    shopper.start("And me?", email=f"other{number}@shopper.example")
    return shopper


def test_as_many_as_those_who_call_can_make_in_an_hour(waiting, shop_chat, bo, ada, returns):
    limit(shop_chat, callers=2, call_minutes=15)
    assert most_calls(shop_chat, callers_of(shop_chat, returns.pk)) == 8

    limit(shop_chat, callers=1, call_minutes=40)
    assert most_calls(shop_chat, callers_of(shop_chat, returns.pk)) == 1


def test_unless_it_is_said_all_of_the_team_call_who_may_answer(waiting, shop_chat, bo, returns):
    limit(shop_chat, call_minutes=60)
    able = returns.memberships.filter(agent__role__permissions__contains=["ticket:reply"]).count()

    assert callers_of(shop_chat, returns.pk) == able > 0
    bo.role.permissions = ["ticket:read_all"]
    bo.role.save()
    assert callers_of(shop_chat, returns.pk) < able


def test_what_is_full_is_not_offered_any_more(ask, waiting, shop_chat):
    limit(shop_chat, callers=1, call_minutes=60)
    slot = times(waiting)[-1]
    other = another(shop_chat, 1)
    assert slot in times(other)

    assert ask(when=slot).status_code == 200

    assert slot not in times(other)
    refused = other.post("call", chat=other.chat, number="020 7946 0019", when=slot)
    assert refused.status_code == 422
    assert "taken by now" in refused.json()["error"]


def test_its_place_is_free_again_when_nobody_waits_for_it(ask, waiting, shop_chat, ticket, bo):
    limit(shop_chat, callers=1, call_minutes=60)
    slot = times(waiting)[-1]
    ask(when=slot)
    other = another(shop_chat, 1)

    solve_ticket(ticket, by=bo)

    assert slot in times(other)


def test_who_moves_their_call_takes_no_room_where_it_was(ask, waiting, shop_chat, ticket):
    limit(shop_chat, callers=1, call_minutes=60)
    slot = times(waiting)[-1]
    ask(when=slot)

    assert ask(when=slot, language="de").status_code == 200
    assert CallBack.objects.filter(ticket=ticket, ended_at=None).count() == 1


def test_with_too_many_who_wait_no_call_at_once_is_promised(ask, waiting, shop_chat):
    limit(shop_chat, callers=1, call_minutes=60)
    other = another(shop_chat, 1)
    assert "now" in times(other)

    ask(when="now")

    assert "now" not in times(other)
    refused = other.post("call", chat=other.chat, number="020 7946 0019", when="now")
    assert "cannot promise one now" in refused.json()["error"]


def test_who_is_there_and_may_not_answer_calls_nobody_at_once(ask, waiting, shop_chat, ticket, ada, returns):
    limit(shop_chat, callers=3, call_minutes=60)
    reader = Role.objects.create(name="Reader", permissions=["ticket:read_all"])
    Agent.objects.filter(pk=ada.pk).update(role=reader)
    Membership.objects.get_or_create(team=returns, agent=ada)
    be_there(ada)
    ask(when="now")

    assert "now" not in times(another(shop_chat, 1))  # Bo calls already

    Agent.objects.exclude(pk=ada.pk).update(role=reader)
    solve_ticket(ticket, by="routing")
    assert "now" not in times(another(shop_chat, 2))  # nobody could


def test_at_once_no_more_are_called_than_those_who_are_there_can_call(ask, waiting, shop_chat, ada, returns):
    limit(shop_chat, callers=3, call_minutes=60)
    slot, other = times(waiting)[-1], another(shop_chat, 1)
    ask(when="now")
    assert "now" not in times(other)  # Bo alone is there, and calls already

    be_there(ada)
    Membership.objects.get_or_create(team=returns, agent=ada)

    assert "now" in times(other)
    assert (
        CallRoom(shop_chat, returns.pk, timezone.now()).left_in(slot_at(slot)) == 3
    )  # whoever is there then


def slot_at(start):
    return Slot(parse_datetime(start), parse_datetime(start) + LENGTH)


def test_the_calls_of_another_team_take_no_room(ask, waiting, shop_chat, ticket, mina):
    limit(shop_chat, callers=1, call_minutes=60)
    slot = times(waiting)[-1]
    elsewhere = create_ticket(customer=mina, channel="form", subject="?", by=mina)
    assert elsewhere.team_id != ticket.team_id
    CallBack.objects.create(ticket=elsewhere, number="+442079460018", from_at=parse_datetime(slot))

    assert slot in times(waiting)


@given(st.lists(st.integers(-3, 6), max_size=8), st.integers(0, 6))
def test_a_slot_holds_no_more_than_it_can_however_calls_lie(begins, most):
    now = timezone.now()
    room = CallRoom.__new__(CallRoom)
    room.most, room.most_now, room.now = most, most, now
    room.begins = [now + begin * LENGTH / 2 for begin in begins]
    slot = Slot(now, now + LENGTH)
    inside = sum(-1 < begin / 2 < 1 for begin in begins)

    assert room.left_in(slot) == max(0, most - inside) == room.left_now


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_do_not_both_take_the_last_place(waiting, shop_chat):
    limit(shop_chat, callers=1, call_minutes=60)
    start = parse_datetime(times(waiting)[-1])
    other = another(shop_chat, 1)
    wish = Wish("+442079460018", "en", Slot(start, start + LENGTH))

    def ask(shopper):
        session = ChatSession.objects.select_related("inbox", "owner", "ticket__customer").get(
            pk=shopper.chat
        )
        return ask_call(
            session.ticket, session, wish, by=session.ticket.customer, team_id=session.ticket.team_id
        )

    with transaction.atomic():
        ask(waiting)
        second = Other(ask, other)
        second.wait_until_held_up()

    assert isinstance(second.outcome(), Refused)
    assert CallBack.objects.count() == 1
