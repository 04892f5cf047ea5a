"""The desk's pages of the status page."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.announcements.models import Incident

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R136")]


@pytest.fixture
def desk(client, ada):
    client.force_login(ada)
    return client


def test_an_incident_is_begun_goes_on_and_is_taken_back(desk, payments):
    first = {
        "kind": "delay", "title_en": "Parcels are late", "title_de": "Pakete verspätet", "parts": [payments.pk],
        "text_en": "Snow.", "state": "known", "client_id": str(uuid.uuid4()),
    }  # fmt: skip
    for _twice in range(2):
        answer = desk.post("/desk/status/new/", first)
        assert answer.status_code == 302
    incident = Incident.objects.get()
    assert incident.titles == {"en": "Parcels are late", "de": "Pakete verspätet"}

    page = f"/desk/status/{incident.pk}/"
    desk.post(page, {"text_en": "It thaws.", "state": "watching", "client_id": str(uuid.uuid4())})
    shown = desk.get(page).content.decode()
    assert "It thaws." in shown and "Snow." in shown and shown.count("Take back") == 1

    desk.post(f"/desk/status/updates/{incident.updates.first().pk}/taking-back/")
    incident.refresh_from_db()
    assert incident.state == "known" and incident.updates.count() == 1
    assert "Parcels are late" in desk.get("/desk/status/").content.decode()


def test_what_is_missing_is_said_beside_it_and_nothing_typed_is_lost(desk, payments):
    answer = desk.post(
        "/desk/status/new/",
        {"kind": "delay", "text_en": "Snow.", "state": "known", "client_id": str(uuid.uuid4())},
    )

    assert answer.status_code == 422 and "Snow." in answer.content.decode()
    assert not Incident.objects.exists()


def test_its_times_are_put_right(desk, begin):
    incident = begin()
    told = {
        "kind": "delay",
        "title_en": "Slow cards",
        "starts_at": "2026-01-02T10:00",
        "ends_at": "2026-01-02T09:00",
    }

    assert desk.post(f"/desk/status/{incident.pk}/about/", told).status_code == 422
    assert (
        desk.post(f"/desk/status/{incident.pk}/about/", told | {"ends_at": "2026-01-02T11:00"}).status_code
        == 302
    )

    incident.refresh_from_db()
    assert (incident.kind, incident.titles["en"], incident.ends_at.hour) == ("delay", "Slow cards", 11)


def test_the_desk_sees_by_when_news_was_promised_and_that_it_is_late(desk, begin):
    incident = begin(next_news_at=timezone.now() + timedelta(hours=1))
    pages = ["/desk/status/", f"/desk/status/{incident.pk}/"]
    for page in pages:
        assert "Next news by" in desk.get(page).content.decode()

    Incident.objects.update(next_news_at=timezone.now() - timedelta(minutes=1))
    for page in pages:
        assert "News was promised by" in desk.get(page).content.decode()

    Incident.objects.update(ends_at=timezone.now())
    for page in pages:
        assert "News was promised by" not in desk.get(page).content.decode()
