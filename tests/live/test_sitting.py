"""Who sits in hears of every word that is kept, and the gateway ends it when they go on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.live.sitting import KEPT
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.draft import Words, keep_draft
from shopbell.tickets.models import SittingIn
from shopbell.tickets.sitting_in import sit_in
from shopbell.timetable import app as timetable

from .screen import Screen, ask, cookie_of, eventually, follow, on_gateway

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_draft_rings_only_where_somebody_sits_in(ada, bo, wrong_size):
    cookie, topic = cookie_of(ada), f"sitting-{wrong_size.pk}"

    async def scene(gateway):
        screen = await Screen(gateway, cookie=cookie).open()
        await follow(screen, topic)
        await follow(screen, f"agent-{ada.pk}")
        await ask(keep_draft, wrong_size, "note", Words("Dear"), by=bo, version=0)
        await ask(sit_in, wrong_size, by=ada)
        await ask(keep_draft, wrong_size, "reply", Words("Dear Theo"), by=bo, version=0)
        assert await screen.hears() == topic
        await screen.close()
        assert screen.is_silent()

    on_gateway(scene)


def test_who_goes_on_to_another_ticket_sits_in_no_more(ada, wrong_size):
    cookie = cookie_of(ada)

    async def scene(gateway):
        screen = await Screen(gateway, cookie=cookie).open()
        screen.say(f"look ticket-{wrong_size.pk}")
        await eventually(lambda: wrong_size.looking.exists())
        await ask(sit_in, wrong_size, by=ada)
        screen.say(f"unlook ticket-{wrong_size.pk}")
        await eventually(lambda: not SittingIn.objects.exists())
        await screen.close()

    on_gateway(scene)


def test_a_closed_socket_leaves_the_seat_warm(ada, wrong_size):
    cookie = cookie_of(ada)

    async def scene(gateway):
        screen = await Screen(gateway, cookie=cookie).open()
        screen.say(f"look ticket-{wrong_size.pk}")
        await eventually(lambda: wrong_size.looking.exists())
        await ask(sit_in, wrong_size, by=ada)
        await screen.close()
        assert await ask(lambda: SittingIn.objects.exists() and not wrong_size.looking.exists())

    on_gateway(scene)


def test_who_went_home_is_got_up_by_the_timetable_also_when_nobody_looks(ada, bo, wrong_size, late_parcel):
    assign_ticket(late_parcel, bo, by=bo)
    sit_in(wrong_size, by=ada)
    SittingIn.objects.update(seen_at=timezone.now() - KEPT - timedelta(seconds=1))
    sit_in(late_parcel, by=ada)

    entry = timetable.periodic_registry.periodic_tasks["live.keep_sitters", ""]
    entry.task(timestamp=0)

    assert entry.cron == "* * * * *"
    assert SittingIn.objects.get().ticket == late_parcel
