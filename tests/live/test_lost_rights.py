"""What somebody may no longer hear is taken from their open screens by the next beat."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.models import Membership
from shopbell.core.bus import publish
from shopbell.live.looking import lookers
from shopbell.live.person import Person, hearable
from shopbell.tickets.assignment import assign_ticket

from .screen import Screen, ask, cookie_of, eventually, follow, on_gateway

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick_beat(monkeypatch):
    monkeypatch.setattr("shopbell.live.beat.BEAT", timedelta(seconds=0.1))


def leave_the_team(agent, ticket):
    Membership.objects.filter(agent=agent).delete()


def lose_the_permission(agent, ticket):
    agent.role.permissions = []
    agent.role.save()


def is_left(gateway, topic):
    return all(topic not in socket.topics for socket in gateway.hub.sockets)


@pytest.mark.requirement("R171")
@pytest.mark.parametrize("lose", [leave_the_team, lose_the_permission])
def test_an_agent_hears_no_more_of_what_they_may_not_open(bo, ada, late_parcel, lose):
    cookies = cookie_of(bo), cookie_of(ada)
    topic = f"ticket-{late_parcel.pk}"
    assign_ticket(late_parcel, ada, by=ada)

    async def scene(gateway):
        screen, other = [await Screen(gateway, cookie=cookie).open() for cookie in cookies]
        await follow(screen, topic)
        await follow(screen, f"agent-{bo.pk}")
        screen.say(f"look {topic}")
        await eventually(lambda: lookers(late_parcel.pk, timezone.now()) == [bo])

        await ask(lose, bo, late_parcel)
        await follow(other, "presence")
        await eventually(lambda: is_left(gateway, topic))
        await eventually(lambda: lookers(late_parcel.pk, timezone.now()) == [])

        assert topic in [await screen.hears()]  # told once more, so that it fetches what it may have now
        await ask(publish, topic)
        await ask(publish, f"agent-{bo.pk}")
        assert await screen.hears() == f"agent-{bo.pk}"

    on_gateway(scene)


def test_all_that_somebody_follows_is_asked_in_one_go(bo, late_parcel, django_assert_max_num_queries):
    topics = [
        f"ticket-{late_parcel.pk}",
        f"looking-{late_parcel.pk}",
        "queue",
        *(f"ticket-{n}" for n in range(900, 990)),
    ]

    with django_assert_max_num_queries(4):
        allowed = hearable(Person(bo.pk, is_agent=True), topics)

    assert allowed == {f"ticket-{late_parcel.pk}", f"looking-{late_parcel.pk}", "queue"}


def test_a_bell_rings_for_its_own_agent_only(bo, ada):
    topics = [f"bell-{bo.pk}", f"bell-{ada.pk}"]

    assert hearable(Person(bo.pk, is_agent=True), topics) == {f"bell-{bo.pk}"}
    assert hearable(Person(bo.pk, is_agent=False), topics) == set()
