"""Who writes a guide asks somebody who may publish it to look it over, and hears what is to be changed."""

import pytest

from shopbell.core.errors import Forbidden, Refused
from shopbell.helpcenter.article_draft import Meanwhile, NoReviewer
from shopbell.helpcenter.guides.publishing import publish_guide, restore_guide
from shopbell.helpcenter.guides.review import ask_for_guide_review, send_guide_back
from shopbell.helpcenter.guides.writing import write_head
from shopbell.helpcenter.review import NoNote
from shopbell.notifications.kind import Kind
from shopbell.notifications.notification import Notification
from shopbell.notifications.panel import things_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R48")]

NOTE = "Say how long two days are."


@pytest.fixture
def asked(parcel, ada, bo):
    """A guide of Ada's that Bo, who may not publish it, asks her to look over."""
    ask_for_guide_review(parcel, ada, by=bo)
    parcel.refresh_from_db()
    return parcel


@pytest.fixture
def home(asked):
    return f"/desk/help/guides/{asked.pk}/"


def test_who_is_asked_hears_it_in_the_bell_once_and_finds_it_in_the_lists(desk, asked, ada, bo, home):
    ask_for_guide_review(asked, ada, by=bo)

    [thing], _older = things_of(ada)
    assert thing.address == home and "asks you to look it over" in thing.lines[0].words
    assert Notification.objects.get(agent=ada).kind == Kind.REVIEW
    for state in ("review", "mine"):
        assert home in desk(ada).get("/desk/help/", {"state": state}).content.decode()
    assert home not in desk(bo).get("/desk/help/?state=mine").content.decode()
    assert "Waits for a review" in desk(bo).get("/desk/help/guides/").content.decode()


def test_a_writer_asks_on_the_page_and_who_may_publish_sends_it_back_there(desk, parcel, ada, bo):
    home = f"/desk/help/guides/{parcel.pk}/"
    assert (
        desk(bo).post(f"{home}draft/", {"then": "review", "reviewer": ada.pk, "seen": 3}).status_code == 302
    )
    parcel.refresh_from_db()
    assert parcel.reviewer == ada and parcel.shown is None
    assert 'value="back"' in desk(ada).get(home).content.decode()
    assert 'value="back"' not in desk(bo).get(home).content.decode()

    send = {"then": "back", "note": NOTE, "seen": parcel.revision}
    assert desk(bo).post(f"{home}draft/", send).status_code == 403
    assert desk(ada).post(f"{home}draft/", send).status_code == 302
    assert f"{ada} has sent this draft back" in desk(bo).get(home).content.decode()


def test_who_asked_hears_the_note_and_it_stands_until_a_review_is_asked_for_anew(desk, asked, ada, bo, home):
    send_guide_back(asked, NOTE, by=ada, seen=asked.revision)

    asked.refresh_from_db()
    assert asked.reviewer is None and asked.sent_back.note == NOTE
    [thing], _older = things_of(bo)
    assert (thing.lines[0].words, thing.address) == (f"{ada} sends it back: {NOTE}", home)
    assert Notification.objects.get(agent=bo).kind == Kind.VERDICT
    write_head(asked, "en", "My parcel is late", "", by=bo, seen=asked.revision)
    assert "has sent this draft back" in desk(bo).get(home).content.decode()

    ask_for_guide_review(asked, ada, by=bo)
    page = desk(bo).get(home).content.decode()
    assert "has sent this draft back" not in page and NOTE in page[page.index("Reviews") :]


def test_a_change_takes_the_review_off_and_says_so(desk, asked, bo, home):
    words = {"title": "My parcel is late", "seen": asked.revision}
    page = desk(bo).post(home, words, follow=True).content.decode()

    asked.refresh_from_db()
    assert asked.reviewer is None and "is no longer asked to look it over" in page


def test_a_version_that_is_brought_back_is_not_what_was_to_be_looked_over(published, change, ada, bo):
    change(published, 1, title="Does it move?")
    published.refresh_from_db()
    ask_for_guide_review(published, ada, by=bo)
    published.refresh_from_db()

    restore_guide(published.versions.get(), by=bo, seen=published.revision)

    published.refresh_from_db()
    assert published.reviewer is None


def test_publishing_ends_the_review_and_the_note(asked, ada):
    send_guide_back(asked, NOTE, by=ada, seen=asked.revision)
    publish_guide(asked, by=ada, seen=asked.revision)

    asked.refresh_from_db()
    assert asked.reviewer is None and asked.sent_back is None
    with pytest.raises(Refused):
        ask_for_guide_review(asked, ada, by=ada)


def test_only_who_may_publish_is_asked_and_sends_back_and_with_a_note(desk, asked, ada, bo, home):
    with pytest.raises(NoReviewer):
        ask_for_guide_review(asked, bo, by=ada)
    with pytest.raises(Forbidden):
        send_guide_back(asked, NOTE, by=bo, seen=asked.revision)
    with pytest.raises(NoNote):
        send_guide_back(asked, "x" * 1001, by=ada, seen=asked.revision)
    with pytest.raises(Meanwhile):
        send_guide_back(asked, NOTE, by=ada, seen=asked.revision - 1)

    answer = desk(ada).post(f"{home}draft/", {"then": "back", "note": " ", "seen": asked.revision})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Say what" in page[page.index('id="article-note-error"') :][:400]
