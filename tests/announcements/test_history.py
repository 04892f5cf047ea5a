"""Who changed what the shop said, and going back to what it said before."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from shopbell.announcements.announcement import write_announcement
from shopbell.announcements.going_back import go_back
from shopbell.announcements.history import Change, told_changes
from shopbell.announcements.incident import State
from shopbell.announcements.publishing import (
    About,
    Said,
    change_incident,
    correct_update,
    publish_update,
    take_back,
)
from shopbell.core.errors import Forbidden, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R136")]


@pytest.fixture
def planned(begin):
    """It began some minutes ago, at a second that no form shows, and ends in two hours."""
    now = timezone.now().replace(second=37, microsecond=41)
    return begin(starts_at=now - timedelta(minutes=9), ends_at=now + timedelta(hours=2))


@pytest.fixture
def in_berlin(client, ada):
    """Send a form of Ada's desk, whose moments are of Berlin and to the minute: in_berlin(address, title_en="…")."""
    ada.time_zone = "Europe/Berlin"
    ada.save()
    client.force_login(ada)

    def shown(value):
        if not isinstance(value, datetime):
            return value
        return timezone.localtime(value, ZoneInfo("Europe/Berlin")).strftime("%Y-%m-%dT%H:%M")

    def send(address, **said):
        answer = client.post(address, {name: shown(value) for name, value in said.items()})
        assert answer.status_code == 302

    return send


def about(incident):
    """What the form about `incident` holds when it is opened."""
    return {
        "kind": incident.kind,
        "title_en": incident.titles["en"],
        "parts": [part.pk for part in incident.parts.all()],
        "starts_at": incident.starts_at,
        "ends_at": incident.ends_at,
    }


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


def test_what_was_called_over_stays_over_where_only_its_title_goes_back(planned, in_berlin, client, ada):
    in_berlin(
        f"/desk/status/{planned.pk}/about/", **(about(planned) | {"title_en": "Some cards are declined"})
    )
    change = planned.changes.get()
    publish_update(planned, Said({"en": "All is well."}, State.OVER), by=ada)
    planned.refresh_from_db()
    ended = planned.ends_at

    client.post(f"/desk/status/changes/{change.pk}/going-back/")

    planned.refresh_from_db()
    assert (str(planned), planned.ends_at) == ("Cards are declined", ended)
    assert planned.is_over(timezone.now())


def test_a_form_that_is_sent_as_it_was_shown_changes_nothing(planned, in_berlin, ada):
    began, ends = planned.starts_at, planned.ends_at
    words = {"en": {"title": "We open on Sundays", "summary": "", "body": "<p>From May.</p>"}}
    made = write_announcement(None, words, by=ada, publish_at=planned.starts_at)

    in_berlin(f"/desk/status/{planned.pk}/about/", **about(planned))
    news = {"title_en": "We open on Sundays", "body_en": "<p>From May.</p>", "publish_at": made.publish_at}
    in_berlin(f"/desk/status/news/{made.pk}/", seen=made.revision, **news)

    planned.refresh_from_db()
    assert not Change.objects.exists() and (planned.starts_at, planned.ends_at) == (began, ends)


def test_an_end_that_was_moved_goes_back_but_never_lets_what_was_called_over_run_again(planned, ada):
    first = planned.ends_at.replace(second=0, microsecond=0)
    later = About(
        planned.kind, planned.titles, planned.parts.all(), planned.starts_at, first + timedelta(hours=1)
    )
    change_incident(planned, later, by=ada)
    change = planned.changes.get()

    go_back(change, by=ada)
    planned.refresh_from_db()
    assert planned.ends_at == first

    publish_update(planned, Said({"en": "All is well."}, State.OVER), by=ada)
    go_back(change, by=ada)
    planned.refresh_from_db()
    assert planned.is_over(timezone.now())


def test_going_back_leaves_what_other_languages_got_since(begin, ada):
    incident = begin()
    update = incident.updates.get()
    renamed(incident, "Wrong", ada)
    correct_update(update, {"en": "Wrong."}, by=ada)
    in_both = About(
        incident.kind, {"en": "Wrong", "de": "Karten abgelehnt"}, incident.parts.all(), incident.starts_at
    )
    change_incident(incident, in_both, by=ada)
    correct_update(update, {"en": "Wrong.", "de": "Die Bank ist langsam."}, by=ada)

    for changed in (incident, update):
        go_back(changed.changes.last(), by=ada)
        changed.refresh_from_db()

    assert incident.titles == {"en": "Cards are declined", "de": "Karten abgelehnt"}
    assert update.texts == {"en": "The bank is slow.", "de": "Die Bank ist langsam."}


def test_a_translation_that_came_since_stays_where_an_announcement_goes_back(centre, ada):
    words = {"en": {"title": "We open on Sundays", "summary": "", "body": "<p>From May.</p>"}}
    german = {"de": {"title": "Sonntags offen", "summary": "", "body": "<p>Ab Mai.</p>"}}
    made = write_announcement(None, words, by=ada)
    wrong = {"en": words["en"] | {"title": "Wrong"}}
    write_announcement(made, wrong, by=ada, seen=1)
    write_announcement(made, wrong | german, by=ada, seen=2)

    go_back(made.changes.last(), by=ada)

    titles = dict(made.texts.values_list("language", "title"))
    assert titles == {"en": "We open on Sundays", "de": "Sonntags offen"}


def test_what_a_colleague_added_since_it_was_looked_at_stays(begin, ada):
    incident = begin()
    renamed(incident, "Wrong", ada)
    change = Change.objects.select_related("incident").get()  # as it was read before a colleague's change
    in_both = About(incident.kind, {"en": "Wrong", "de": "Karten"}, incident.parts.all(), incident.starts_at)
    change_incident(incident, in_both, by=ada)

    go_back(change, by=ada)

    incident.refresh_from_db()
    assert incident.titles == {"en": "Cards are declined", "de": "Karten"}


def test_a_change_of_what_was_taken_back_meanwhile_is_refused_in_words(begin, ada):
    incident = begin()
    second = publish_update(incident, Said({"en": "The bank is down."}), by=ada)
    correct_update(second, {"en": "The bank is down again."}, by=ada)
    change = Change.objects.select_related("update__incident").get()
    take_back(second, by=ada)

    with pytest.raises(Refused, match="meanwhile"):
        correct_update(change.update, {"en": "The bank is back."}, by=ada)
    with pytest.raises(Refused, match="meanwhile"):
        go_back(change, by=ada)

    first = incident.updates.get()
    take_back(first, by=ada)
    with pytest.raises(Refused, match="meanwhile"):
        publish_update(incident, Said({"en": "The bank is back."}), by=ada)
    with pytest.raises(Refused, match="meanwhile"):
        correct_update(first, {"en": "The bank is back."}, by=ada)
