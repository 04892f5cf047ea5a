"""Two tickets of one browser at once: what it read and searched is held in one order, so neither waits for the other."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import RequestFactory
from django.utils import timezone

from shopbell.helpcenter import article_read
from shopbell.helpcenter.models import ArticleRead
from shopbell.helpcenter.visit import VisitKey, visits_of
from shopbell.search.help import asked
from shopbell.search.help.asked import VISIT, SearchAsked
from tests.two_connections import Other

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R54")]


@pytest.fixture
def asks():
    """A browser that was here on two days."""
    today = timezone.localdate()
    VisitKey.objects.bulk_create(
        [VisitKey(day=today - timedelta(days=back), key=b"k%d" % back) for back in (0, 1)]
    )
    return RequestFactory().get(
        "/", REMOTE_ADDR="9.9.9.9", headers={"user-agent": "Mozilla/5.0 Firefox/140.0"}
    )


def read(text, visit, pk):
    today = timezone.localdate()
    return ArticleRead.objects.create(pk=pk, article=text.article, language="en", visit=visit, day=today)


def searched(_text, visit, pk):
    return SearchAsked.objects.create(pk=pk, words="customs", language="en", hits=1, visit=visit[:VISIT])


@pytest.mark.parametrize(
    ("note", "begin"),
    [(article_read.note_ticket, read), (asked.note_ticket, searched)],
    ids=["read", "searched"],
)
def test_who_waits_for_the_first_row_holds_none_of_the_others(note, begin, asks, write, late_parcel):
    text = write("How customs work")
    # the row that comes first by its number lies last in the table, and in the index of visits
    visits = sorted(visits_of(asks, 3))
    second, first = (begin(text, visit, pk) for visit, pk in zip(visits, (2, 1), strict=True))
    rows = type(first).objects.select_for_update(nowait=True)

    with transaction.atomic():
        rows.get(pk=first.pk)
        other = Other(note, asks, late_parcel.pk)
        other.wait_until_held_up()
        rows.get(pk=second.pk)  # raises OperationalError where the other one has it

    assert other.outcome() is None
