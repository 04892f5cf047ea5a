"""A guide is doubted, as an article is, when those who walked it write to us, and when tickets about it keep coming."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.helpcenter.article_read import ReadDay
from shopbell.helpcenter.guides.publishing import publish_guide
from shopbell.helpcenter.met_before import Met
from shopbell.helpcenter.offer_day import OfferDay
from shopbell.helpcenter.stale import StaleFlag, call_still_true, look_over
from shopbell.helpcenter.stale_sign import StaleKind
from shopbell.tickets.reason import ContactReason
from tests.helpcenter.test_stale_reasons import BEFORE, LAST

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R48")]


@pytest.fixture
def long_there(parcel, ada, change):
    """A guide that leads to a person about “Where is my order”, published a hundred days ago."""
    topic = ContactReason.objects.get(name="Where is my order", parent=None)
    guide = change(parcel, parcel.tree.first.choices[1].to, topic=topic.pk)
    version = publish_guide(guide, by=ada, seen=guide.revision)
    version.at = timezone.now() - timedelta(days=100)
    version.save(update_fields=["at"])
    return guide


def read(guide, reads, followed=0):
    day = timezone.localdate() - timedelta(days=3)
    ReadDay.objects.create(
        kind="guide", object_id=guide.pk, language="en", day=day, reads=reads, followed=followed
    )


def doubts(kind):
    look_over(timezone.now())
    return [flag.words for flag in StaleFlag.objects.open().filter(kind=kind, guide__isnull=False)]


def test_one_after_which_many_more_write_to_us_than_after_others_is_doubted(long_there, write):
    day = timezone.localdate() - timedelta(days=3)
    other = write("How to pay").article
    ReadDay.objects.create(article=other, language="en", day=day, reads=900, followed=30)
    read(long_there, 60, followed=6)
    assert doubts(StaleKind.TICKETS) == []

    ReadDay.objects.filter(kind="guide").update(followed=30)
    assert doubts(StaleKind.TICKETS) == ["30 of 60 who read it in four weeks wrote to us afterwards."]
    assert not StaleFlag.objects.filter(article=other).exists()


def test_one_that_was_walked_while_tickets_with_its_topic_became_more_is_doubted_until_it_is_called_still_true(
    long_there,
    came,
    ada,
):
    came(4, "Where is my order", BEFORE)
    came(46, "Return", BEFORE)
    came(25, "Where is my order", LAST)
    came(25, "Return", LAST)
    assert doubts(StaleKind.REASONS) == []  # nobody has seen it

    read(long_there, 20)
    about = {"kind": "guide", "object_id": long_there.pk, "language": "en", "day": timezone.localdate()}
    OfferDay.objects.create(**about, place="widget", shown=5)
    Met.objects.create(**about, visit="v", is_read=True, is_counted=True)
    assert doubts(StaleKind.REASONS) == [
        "Tickets about it keep coming: 25 in four weeks, 4 in the four before. Meanwhile it was read or offered 26 times."
    ]
    call_still_true(StaleFlag.objects.get(kind=StaleKind.REASONS), by=ada)
    assert doubts(StaleKind.REASONS) == []


def test_one_that_answers_most_of_those_who_say_so_is_left_alone(long_there, came):
    came(40, "Return", BEFORE)
    came(25, "Where is my order", LAST)
    about = {"kind": "guide", "object_id": long_there.pk, "language": "en", "day": timezone.localdate()}
    told = OfferDay.objects.create(**about, place="widget", shown=90, solved=40, unsolved=5)
    assert doubts(StaleKind.REASONS) == []

    told.unsolved = 60
    told.save()
    assert len(doubts(StaleKind.REASONS)) == 1
