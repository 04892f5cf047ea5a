"""The figures of a help centre in which very many topics are read."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.community.models import Board, Community, Topic
from shopbell.helpcenter.article_read import ReadDay
from shopbell.helpcenter.figures import figures

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R54")]
TODAY = timezone.localdate()


@pytest.fixture
def read(centre):
    """Begin topics and have each read on the days before: read(count, days)."""
    Community.objects.create(pk=1, is_on=True)
    board = Board.objects.create(slug="linen")
    board.names.create(language="en", name="Linen")

    def read(count, days=(1,)):
        topics = [Topic(board=board, language="en", title=f"Linen {n}", state="shown") for n in range(count)]
        Topic.objects.bulk_create(topics)
        ReadDay.objects.bulk_create(
            ReadDay(
                kind="topic", object_id=topic.pk, language="en", reads=2 + number % 3, followed=number % 2,
                day=TODAY - timedelta(days=day),
            )
            for number, topic in enumerate(topics)
            for day in days
        )  # fmt: skip
        return topics

    return read


def shown_on(page):
    return re.findall(r"Linen (\d+)</a>", page.content.decode())


def test_the_figures_list_a_hundred_things_a_page_and_their_file_all(read, desk, bo):
    read(230)
    his = desk(bo)

    pages = [his.get(f"/desk/help/figures/?weeks=13&page={number}") for number in (1, 2, 3)]

    assert [len(shown_on(page)) for page in pages] == [100, 100, 30]
    assert len({title for page in pages for title in shown_on(page)}) == 230
    assert 'href="?weeks=13&amp;page=2#read"' in pages[0].content.decode()
    assert len(his.get("/desk/help/figures/file/?weeks=13").content.decode().splitlines()) == 231


def test_weeks_are_summed_where_they_lie(read):
    read(40, days=range(1, 60))

    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = figures(13, TODAY)

    assert [(week.size, week.part) for week in found.weeks[-2:]] == [(7 * 119, 7 * 20)] * 2
    assert (found.weeks[0].size, len(found.weeks)) == (3 * 119, 9)
    assert sum(week.size for week in found.weeks) == found.total.reads
    assert not [each for each in asked if 'SELECT "helpcenter_readday"."day"' in each["sql"]]


def test_a_week_leaves_out_what_nobody_may_read_any_more(read):
    gone, *_others = read(3)
    Topic.objects.filter(pk=gone.pk).update(state="hidden")

    found = figures(4, TODAY)

    assert [(week.size, week.part) for week in found.weeks] == [(7, 1)]
