"""The status page and the news of the demo shop, read as shoppers read them."""

import pytest
from django.utils import timezone

from shopbell.announcements.models import Announcement, Incident, IncidentUpdate
from shopbell.announcements.telling import note_updates

pytestmark = pytest.mark.requirement("R136")


def test_it_shows_what_was_and_what_is_planned_in_three_languages_and_no_alarm(demo, client):
    assert not Incident.objects.running(timezone.now()).exists()
    for language, title, news in (
        ("de", "Karten werden abgelehnt", "Wir antworten jetzt auch samstags"),
        ("ar", "رفض البطاقات", "نجيب الآن يوم السبت أيضا"),
        ("en", "Cards are declined", "We answer on Saturdays too"),
    ):
        page = client.get(f"/help/{language}/status/").content.decode()
        assert title in page and page.count('class="status-part"') == 4
        assert news in client.get(f"/help/{language}/news/").content.decode()


def test_maintenance_is_planned_for_a_full_hour(demo):
    planned = Incident.objects.get(kind="maintenance")
    assert (planned.starts_at.minute, planned.starts_at.second, planned.starts_at.microsecond) == (0, 0, 0)


def test_nothing_of_it_is_mailed_and_every_text_is_in_each_language(demo):
    assert note_updates(timezone.now()) == 0
    for texts in IncidentUpdate.objects.values_list("texts", flat=True):
        assert set(texts) == {"en", "de", "ar"}
    for each in Announcement.objects.shown(timezone.now()):
        assert each.texts.count() == 3
