"""News that wait for their moment are looked over when it comes: none comes out with a hole in it."""

import pytest

from shopbell.announcements.announcement import Announcement
from shopbell.announcements.scheduled_news import publish_due_news
from tests.helpcenter.conftest import shipping  # noqa: F401

from .test_news import now, read, write  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R136")]

FEE = '<p>For <var data-from="to-germany.fee"></var>.</p>'


def test_a_value_that_went_meanwhile_keeps_news_back_and_the_desk_says_which(client, write, shipping, root):  # noqa: F811
    made, other = (write(title, FEE, publish_at=now(hours=1)) for title in ("Less", "Less still"))
    written = write("Written", publish_at=now(hours=1))
    shipping.delete()

    assert publish_due_news(now(hours=2)) == 1
    assert list(Announcement.objects.shown(now(hours=2))) == [written]
    assert publish_due_news(now(hours=2)) == 0

    read(client, f"/help/en/news/{made.pk}/", 404)
    client.force_login(root)
    assert read(client, "/desk/status/news/").count("Waits for your policies: to-germany.fee") == 2
    page = read(client, f"/desk/status/news/{other.pk}/")
    assert "Your policies do not have: to-germany.fee. Set it there" in page and "Publish now" in page
    assert '<a href="/desk/settings/policies/">' in page


def test_nobody_reads_news_whose_moment_has_come_before_they_were_looked_over(client, write):  # noqa: F811
    later = write("Later", publish_at=now(hours=1))
    Announcement.objects.filter(pk=later.pk).update(publish_at=now(hours=-1))

    assert "Later" not in read(client, "/help/en/news/") + read(client, "/help/en/news/feed.xml")
    read(client, f"/help/en/news/{later.pk}/", 404)
    publish_due_news(now())
    assert "Later" in read(client, "/help/en/news/")


def test_the_list_of_news_asks_the_policies_once_however_many_wait(
    client,
    write,  # noqa: F811
    ada,
    django_assert_max_num_queries,
):
    client.force_login(ada)
    write("One", FEE)
    client.get("/desk/status/news/")
    with django_assert_max_num_queries(60) as few:
        client.get("/desk/status/news/")
    for number in range(4):
        write(f"More {number}", FEE)
    with django_assert_max_num_queries(len(few)):
        client.get("/desk/status/news/")
