"""What was deleted lies for a month where only the desk finds it, and comes back without telling what nobody had read."""

import pytest

from shopbell.announcements.announcement import Announcement
from shopbell.announcements.deleted_announcement import (
    bring_back_announcement,
    delete_announcement,
    sweep_deleted,
)
from shopbell.core.errors import Forbidden, Refused
from tests.helpcenter.conftest import shipping  # noqa: F401

from .test_news import now, read, write  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R136")]


def test_what_was_deleted_comes_back_as_it_was_at_its_address(client, write, ada):  # noqa: F811
    moment = now(hours=-1)
    made = write(publish_at=moment)
    client.force_login(ada)
    page = f"/desk/status/news/{made.pk}/"
    for _twice in range(2):
        client.post(f"{page}deletion/")
    client.logout()
    read(client, f"/help/en/news/{made.pk}/", 404)
    assert "We open on Sundays" not in read(client, "/help/en/news/feed.xml")
    with pytest.raises(Refused, match="Somebody changed it"):
        write("Over it", announcement=made, seen=made.revision + 1)

    client.force_login(ada)
    assert "Bring back" in read(client, "/desk/status/news/")
    for _twice in range(2):
        assert client.post(f"{page}restoration/").status_code == 302
    client.logout()

    made.refresh_from_db()
    assert (made.publish_at, made.deleted_at, made.deleted_by) == (moment, None, None)
    assert "We open on Sundays" in read(client, f"/help/en/news/{made.pk}/")


def test_what_was_deleted_is_gone_for_good_after_a_month_and_nothing_else(write, ada, bo):  # noqa: F811
    kept, gone = write(), write()
    delete_announcement(gone, by=ada)
    with pytest.raises(Forbidden):
        bring_back_announcement(gone, by=bo)

    assert (sweep_deleted(now(days=29)), sweep_deleted(now(days=31))) == (0, 1)
    assert list(Announcement.objects.all()) == [kept]
    with pytest.raises(Refused, match="gone for good"):
        bring_back_announcement(gone, by=ada)


@pytest.mark.parametrize(("days", "is_draft"), [(-3, False), (-1, True), (1, False), (None, False)])
def test_what_nobody_had_read_is_a_draft_when_its_moment_passed_while_it_was_deleted(
    write,  # noqa: F811
    client,
    ada,
    days,
    is_draft,
):
    moment = now(days=days) if days else None
    made = write(publish_at=moment)
    delete_announcement(made, by=ada)
    Announcement.objects.filter(pk=made.pk).update(deleted_at=now(days=-2))

    client.force_login(ada)
    answer = client.post(f"/desk/status/news/{made.pk}/restoration/", follow=True)
    told = "Its moment passed while it was deleted" in answer.content.decode()

    made.refresh_from_db()
    assert made.publish_at == (None if is_draft else moment) and told == is_draft


@pytest.mark.parametrize("days", [-3, 1])
def test_what_names_a_value_that_no_policy_has_any_more_comes_back_as_a_draft(
    write,  # noqa: F811
    client,
    ada,
    shipping,  # noqa: F811
    days,
):
    made = write("Less", '<p>For <var data-from="to-germany.fee"></var>.</p>', publish_at=now(days=days))
    delete_announcement(made, by=ada)
    shipping.delete()

    client.force_login(ada)
    page = client.post(f"/desk/status/news/{made.pk}/restoration/", follow=True).content.decode()

    made.refresh_from_db()
    assert (made.publish_at, made.deleted_at) == (None, None)
    assert "It came back as a draft. Your policies do not have: to-germany.fee. Set it there" in page
