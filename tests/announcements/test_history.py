"""Who changed what the shop said, and going back to what it said before."""

import pytest
from django.utils import timezone

from shopbell.announcements.announcement import write_announcement
from shopbell.announcements.going_back import go_back
from shopbell.announcements.history import Change, told_changes
from shopbell.announcements.incident import State
from shopbell.announcements.publishing import About, Said, change_incident, correct_update, publish_update
from shopbell.core.errors import Forbidden, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R136")]


def renamed(incident, title, by, **more):
    about = About(
        incident.kind, {"en": title}, incident.parts.all(), incident.starts_at, incident.ends_at, **more
    )
    change_incident(incident, about, by=by)
    incident.refresh_from_db()


def test_a_change_of_an_incident_is_told_with_its_words_and_its_author(begin, ada, bo):
    incident = begin()
    renamed(incident, "Cards are declined", ada)
    assert not Change.objects.exists()

    renamed(incident, "Some cards are declined", ada)

    [told] = told_changes(incident)
    assert told.change.agent == ada
    [(label, runs)] = told.parts
    assert label == "Title (English)" and [(run.kind, run.text) for run in runs if run.kind == "-"] == [
        ("-", "Cards ")
    ]


def test_going_back_restores_what_that_change_changed_and_nothing_else(begin, ada):
    incident = begin()
    renamed(incident, "Wrong", ada)
    publish_update(incident, Said({"en": "All is well."}, State.OVER), by=ada)
    incident.refresh_from_db()
    ended = incident.ends_at

    go_back(incident.changes.get(), by=ada)

    incident.refresh_from_db()
    assert (str(incident), incident.ends_at) == ("Cards are declined", ended)
    go_back(incident.changes.first(), by=ada)
    incident.refresh_from_db()
    assert str(incident) == "Wrong" and incident.changes.count() == 3


def test_an_update_that_is_put_right_is_marked_and_its_first_words_are_kept(client, begin, ada):
    incident = begin()
    update = incident.updates.get()
    assert "Corrected" not in client.get(f"/help/en/status/{incident.pk}/").content.decode()

    correct_update(update, {"en": "The bank is down."}, by=ada)
    correct_update(update, {"en": "The bank is down."}, by=ada)

    page = client.get(f"/help/en/status/{incident.pk}/").content.decode()
    assert "The bank is down." in page and "Corrected" in page
    assert update.changes.get().before == {"texts": {"en": "The bank is slow."}}
    with pytest.raises(Refused):
        correct_update(update, {"de": "Nur so"}, by=ada)


def test_an_announcement_goes_back_to_its_words_and_stays_shown(begin, ada):
    words = {"en": {"title": "We open on Sundays", "summary": "", "body": "<p>From May.</p>"}}
    made = write_announcement(None, words, by=ada, publish_at=timezone.now())
    shorter = {"en": words["en"] | {"body": "<p>No.</p>"}}
    write_announcement(made, shorter, by=ada, publish_at=made.publish_at, seen=1)
    made.refresh_from_db()

    go_back(made.changes.get(), by=ada)

    made.refresh_from_db()
    assert made.texts.get().body == "<p>From May.</p>" and made.publish_at and made.revision == 3


def test_it_is_seen_and_done_at_the_desk_by_who_may_publish(client, begin, ada, bo):
    incident = begin()
    update = incident.updates.get()
    client.force_login(ada)
    page = f"/desk/status/updates/{update.pk}/correction/"
    assert "The bank is slow." in client.get(page).content.decode()
    assert client.post(page, {"text_en": " "}).status_code == 422
    client.post(page, {"text_en": "The bank is down."})
    renamed(incident, "Some cards are declined", ada)

    shown = client.get(f"/desk/status/{incident.pk}/").content.decode()
    assert shown.count("Go back to before this") == 2 and "<del>" in shown

    answer = client.post(f"/desk/status/changes/{update.changes.get().pk}/going-back/")
    update.refresh_from_db()
    assert answer.url == f"/desk/status/{incident.pk}/" and str(update) == "The bank is slow."
    with pytest.raises(Forbidden):
        go_back(incident.changes.get(), by=bo)
