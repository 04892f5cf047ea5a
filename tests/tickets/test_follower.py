"""Following: who wants to hear of a ticket, as far as they may read it."""

import pytest

from shopbell.core.errors import Refused
from shopbell.tickets.follower import follow_ticket, unfollow_ticket

FRAGMENT = {"headers": {"HX-Request": "true"}}


def test_following_and_leaving_twice_each_leave_one_trace(late_parcel, bo):
    for verb in (follow_ticket, follow_ticket, unfollow_ticket, unfollow_ticket):
        verb(late_parcel, bo, by=bo)

    verbs = late_parcel.events.filter(verb__in=["followed", "unfollowed"]).values_list("verb", flat=True)
    assert list(verbs.order_by("pk")) == ["followed", "unfollowed"]
    assert not late_parcel.followers.exists()


def test_who_may_not_read_a_ticket_cannot_follow_it(late_parcel, bo, cy):
    with pytest.raises(Refused, match="Cy Adeyemi may not read this ticket"):
        follow_ticket(late_parcel, cy, by=bo)


def test_an_agent_follows_from_the_menu_and_the_head_says_so(desk, bo, late_parcel):
    browser, path = desk(bo), f"/desk/tickets/{late_parcel.pk}"
    assert 'aria-checked="false" name="follow" value="yes"' in browser.get(f"{path}/more/").content.decode()

    page = browser.post(f"{path}/follow/", {"follow": "yes"}, **FRAGMENT).content.decode()
    assert 'data-followed="yes"' in page and "Following" in page
    assert 'aria-checked="true" name="follow" value="no"' in browser.get(f"{path}/more/").content.decode()

    page = browser.post(f"{path}/follow/", {"follow": "no"}, **FRAGMENT).content.decode()
    assert "data-followed" not in page and not late_parcel.followers.exists()
