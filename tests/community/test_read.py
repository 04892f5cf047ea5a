"""A topic that is read is one of the readings that a ticket may follow."""

import pytest
from django.test import Client

from shopbell.helpcenter.met_before import Met

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R54")]


def test_a_topic_is_read_once_a_day_by_a_browser_and_by_no_program(begin, community):
    topic = begin()
    address = f"/community/{topic.language}/topics/{topic.pk}/{topic.slug}/"
    for agent in ("Mozilla/5.0 Firefox/140.0", "Mozilla/5.0 Firefox/140.0", "Googlebot/2.1"):
        answer = Client(REMOTE_ADDR="9.9.9.9", headers={"user-agent": agent}).get(address, follow=True)
        assert answer.status_code == 200

    assert [(met.kind, met.object_id, met.is_counted) for met in Met.objects.all()] == [
        ("topic", topic.pk, True)
    ]
