"""News beside the help centre."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.announcements.announcement import write_announcement

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R136")]


def test_the_foot_of_the_help_centre_leads_to_news_once_there_is_any(client, centre, ada):
    words = {"en": {"title": "We open on Sundays", "summary": "More hours", "body": "<p>From May on.</p>"}}
    write_announcement(None, words, by=ada, publish_at=timezone.now() + timedelta(days=1))
    assert not leads_to_news(client)

    write_announcement(None, words, by=ada, publish_at=timezone.now())
    assert leads_to_news(client)


def leads_to_news(client) -> bool:
    page = client.get("/help/en/").content.decode()
    return '<a href="/help/en/news/">News</a>' in page.partition('<footer class="help-foot">')[2]
