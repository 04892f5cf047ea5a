"""A guide is published at a moment, as it was looked over then; a change drops the moment."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localtime

from shopbell.core.errors import Forbidden, Refused
from shopbell.helpcenter.guides.publishing import publish_guide
from shopbell.helpcenter.guides.scheduling import publish_due_guides, schedule_guide, unschedule_guide
from shopbell.helpcenter.publishing import withdraw
from shopbell.helpcenter.scheduling import NoMoment
from shopbell.helpcenter.tasks import publish_scheduled
from shopbell.notifications.kind import Kind
from shopbell.notifications.notification import Notification
from shopbell.notifications.panel import things_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R48")]


@pytest.fixture
def at():
    return timezone.now() + timedelta(hours=1)


@pytest.fixture
def home(parcel):
    return f"/desk/help/guides/{parcel.pk}/"


def test_a_guide_is_published_at_its_moment_once(parcel, ada, at):
    schedule_guide(parcel, at, by=ada, seen=parcel.revision)
    assert publish_due_guides(at - timedelta(seconds=1)) == 0

    assert publish_due_guides(at) == 1 and publish_due_guides(at) == 0
    parcel.refresh_from_db()
    assert parcel.shown.number == 1 and parcel.shown.author == ada
    assert not parcel.is_changed and parcel.publish_at is None and parcel.sent_back is None


def test_the_job_of_articles_publishes_guides_too(parcel, ada, at):
    schedule_guide(parcel, at, by=ada, seen=parcel.revision)
    type(parcel).objects.update(publish_at=timezone.now())

    publish_scheduled(0)

    parcel.refresh_from_db()
    assert parcel.shown


def test_what_has_a_fault_at_its_moment_stays_a_draft_and_its_owner_is_told_in_their_language(
    desk, parcel, change, write, ada, bo, at, home
):
    text = write("Where is it?")
    parcel = change(parcel, parcel.tree.steps[1].id, article=text.article_id)
    bo.language = "de"
    bo.save()
    type(parcel).objects.update(owner=bo)
    schedule_guide(parcel, at, by=ada, seen=parcel.revision)
    withdraw(text, by=ada)

    assert publish_due_guides(at) == 1 and publish_due_guides(at) == 0

    parcel.refresh_from_db()
    assert parcel.shown is None and parcel.publish_at is None
    note = parcel.sent_back.note
    assert "Artikel" in note
    [thing], _older = things_of(bo)
    assert note in thing.lines[0].words and thing.address == home
    assert Notification.objects.get().kind == Kind.VERDICT
    page = desk(ada).get(home).content.decode()
    assert "It was not published at its moment" in page and note in page


def test_a_change_drops_the_moment_and_says_so(desk, parcel, ada, bo, at, home):
    schedule_guide(parcel, at, by=ada, seen=parcel.revision)

    words = {"title": "My parcel is late", "seen": parcel.revision}
    page = desk(bo).post(home, words, follow=True).content.decode()

    assert "It is no longer published at its moment" in page and publish_due_guides(at) == 0
    parcel.refresh_from_db()
    assert parcel.shown is None and parcel.publish_at is None


def test_publishing_now_and_taking_the_moment_off_leave_nothing_to_publish_then(parcel, ada, bo, at):
    schedule_guide(parcel, at, by=ada, seen=parcel.revision)
    unschedule_guide(parcel, by=bo)
    assert publish_due_guides(at) == 0

    schedule_guide(parcel, at, by=ada, seen=parcel.revision)
    publish_guide(parcel, by=ada, seen=parcel.revision)
    assert publish_due_guides(at) == 0
    with pytest.raises(Refused, match="readers see this already"):
        schedule_guide(parcel, at, by=ada, seen=parcel.revision)


def test_only_who_may_publish_schedules_what_has_no_fault_for_a_moment_to_come(parcel, change, ada, bo, at):
    with pytest.raises(Forbidden):
        schedule_guide(parcel, at, by=bo, seen=parcel.revision)
    with pytest.raises(NoMoment):
        schedule_guide(parcel, timezone.now(), by=ada, seen=parcel.revision)
    parcel = change(parcel, parcel.tree.steps[1].id, text="")
    with pytest.raises(NoMoment, match="This answer says nothing"):
        schedule_guide(parcel, at, by=ada, seen=parcel.revision)


def test_a_lead_schedules_on_the_page_and_finds_it_in_the_lists(desk, parcel, ada, at, home):
    lead, said = desk(ada), {"then": "schedule", "seen": parcel.revision}
    refused = lead.post(f"{home}draft/", said | {"at": "soon"})
    assert refused.status_code == 422 and 'id="article-at-error"' in refused.content.decode()

    assert lead.post(f"{home}draft/", said | {"at": f"{localtime(at):%Y-%m-%dT%H:%M}"}).status_code == 302
    assert "Will be published" in lead.get(home).content.decode()
    assert home in lead.get("/desk/help/?state=scheduled").content.decode()
    assert "Scheduled" in lead.get("/desk/help/guides/").content.decode()
    assert lead.post(f"{home}draft/", said | {"then": "unschedule"}).status_code == 302
    parcel.refresh_from_db()
    assert parcel.publish_at is None
