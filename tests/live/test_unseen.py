"""Private presence: who looks unseen is not shown, the ticket keeps a line, and roles decide."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.availability import look_unseen, mark_seen
from shopbell.accounts.models import PresencePolicy, Role
from shopbell.core.errors import Forbidden
from shopbell.live.looking import look, look_away, lookers
from shopbell.live.sitting import sitters
from shopbell.live.unseen import ONCE_IN
from shopbell.tickets.sitting_in import sit_in
from shopbell.web.console.wall import wall_of

from .screen import Screen, cookie_of, follow, on_gateway

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def lines(ticket):
    return list(
        ticket.events.filter(verb="looked_unseen").order_by("pk").values_list("agent__name", flat=True)
    )


@pytest.fixture
def unseen_ada(ada):
    look_unseen(ada, True)
    return ada


def test_who_looks_unseen_is_not_shown_and_the_ticket_keeps_a_line(desk, unseen_ada, bo, late_parcel):
    look("one", [(unseen_ada.pk, late_parcel.pk), (bo.pk, late_parcel.pk)], now())

    assert lookers(late_parcel.pk, now()) == [bo]
    assert "Ada" not in desk(bo).get(f"/desk/tickets/{late_parcel.pk}/looking/").content.decode()
    assert lines(late_parcel) == ["Ada Moreau"]


def test_colleagues_do_not_read_the_line_and_who_may_look_unseen_does(
    desk, unseen_ada, root, bo, late_parcel
):
    look("one", [(unseen_ada.pk, late_parcel.pk)], now())

    said = {
        person.first_name: "Ada Moreau looked in unseen."
        in desk(person).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()
        for person in (bo, root, unseen_ada)
    }

    assert said == {"Bo": False, "Root": True, "Ada": True}


def test_a_line_that_is_lost_and_comes_back_is_one_look(unseen_ada, late_parcel):
    for _ in range(3):
        look("one", [(unseen_ada.pk, late_parcel.pk)], now())
        look_away("one", unseen_ada.pk, [late_parcel.pk])
    assert len(lines(late_parcel)) == 1

    late_parcel.events.filter(verb="looked_unseen").update(created_at=now() - ONCE_IN - timedelta(minutes=1))
    look("one", [(unseen_ada.pk, late_parcel.pk)], now())
    assert len(lines(late_parcel)) == 2


def test_a_house_that_asks_for_no_line_gets_none(desk, root, unseen_ada, late_parcel):
    browser = desk(root)
    assert "checked" in browser.get("/desk/settings/presence/").content.decode()
    browser.post("/desk/settings/presence/", {})
    assert not PresencePolicy.current().is_noted

    look("one", [(unseen_ada.pk, late_parcel.pk)], now())

    assert lines(late_parcel) == []
    browser.post("/desk/settings/presence/", {"is_noted": "on"})
    assert PresencePolicy.current().is_noted


def test_one_s_own_ticket_and_who_is_seen_leave_no_line(unseen_ada, bo, late_parcel, wrong_size):
    late_parcel.assignee = unseen_ada
    late_parcel.save()

    look("one", [(unseen_ada.pk, late_parcel.pk), (bo.pk, wrong_size.pk)], now())

    assert lines(late_parcel) == lines(wrong_size) == []


def test_only_whose_role_allows_it_may_hide(desk, bo, ada, late_parcel):
    with pytest.raises(Forbidden):
        look_unseen(bo, True)
    assert desk(bo).post("/desk/team/unseen/", {"unseen": "yes"}).status_code == 403
    assert "Look unseen" not in desk(bo).get("/desk/team/").content.decode()

    look_unseen(ada, True)
    look("one", [(ada.pk, late_parcel.pk)], now())
    ada.role = Role.objects.get(name="Agent")
    ada.save()
    assert lookers(late_parcel.pk, now()) == [ada]


def test_who_sits_in_is_seen_whatever_they_chose(unseen_ada, wrong_size):
    look("one", [(unseen_ada.pk, wrong_size.pk)], now())
    sit_in(wrong_size, by=unseen_ada)

    assert sitters(wrong_size.pk, now()) == [unseen_ada]


def test_the_wall_does_not_tell_either(unseen_ada, root, late_parcel):
    mark_seen(unseen_ada.pk, now())
    look("one", [(unseen_ada.pk, late_parcel.pk)], now())

    (worker,) = wall_of(root, now()).workers
    assert (worker.agent, worker.looking) == (unseen_ada, [])


@pytest.mark.django_db(transaction=True)
def test_nor_does_anybody_hear_that_they_write(unseen_ada, bo, late_parcel):
    cookies, topic = (cookie_of(unseen_ada), cookie_of(bo)), f"ticket-{late_parcel.pk}"

    async def scene(gateway):
        hidden = await Screen(gateway, cookie=cookies[0]).open()
        other = await Screen(gateway, cookie=cookies[1]).open()
        third = await Screen(gateway, cookie=cookies[1]).open()
        for screen in (hidden, other, third):
            await follow(screen, topic)
        hidden.say(f"look {topic}")
        hidden.say(f"typing {topic}")
        await follow(hidden, f"looking-{late_parcel.pk}")  # answered after what was said before
        third.say(f"typing {topic}")
        while "typing" not in (heard := await other.hears()):
            pass
        assert '"name": "Bo"' in heard
        for screen in (hidden, other, third):
            await screen.close()

    on_gateway(scene)
