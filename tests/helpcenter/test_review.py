"""A reviewer sends a draft back with a note, and who asked is told what to change."""

import pytest

from shopbell.core.errors import Forbidden
from shopbell.helpcenter.article_draft import ask_for_review, write_draft
from shopbell.helpcenter.publishing import publish
from shopbell.helpcenter.review import NoNote, reviews_of, send_back
from shopbell.notifications.kind import Kind
from shopbell.notifications.notification import Notification
from shopbell.notifications.panel import things_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R48")]

WORDS = {"title": "How to pay", "summary": "", "body": "<p>New</p>"}
NOTE = "Name the card.\nAnd the fee."


@pytest.fixture
def asked(write, ada, bo):
    """A draft of Bo's that Ada is asked to look over."""
    draft = write_draft(write("How to pay").article, "en", WORDS, by=bo)
    ask_for_review(draft, ada, by=bo)
    return draft


@pytest.fixture
def address(asked):
    return f"/desk/help/{asked.article_id}/en/"


def test_who_asked_hears_the_note_in_the_bell_and_the_draft_stays(asked, ada, bo, address):
    send_back(asked, NOTE, by=ada)

    asked.refresh_from_db()
    assert asked.reviewer is None and asked.body == "<p>New</p>"
    [thing], _older = things_of(bo)
    assert (thing.lines[0].words, thing.address) == (f"{ada} sends it back: {NOTE}", address)
    assert Notification.objects.get(agent=bo).kind == Kind.VERDICT


def test_who_asked_hears_it_though_the_reviewer_has_mended_a_word(desk, asked, ada, bo, address):
    mended = WORDS | {"body": "<p>Newer</p>", "seen": asked.revision, "then": "back", "note": NOTE}
    assert desk(ada).post(address, mended).status_code == 302

    assert things_of(bo)[0] and asked.article.drafts.get().sent_back.note == NOTE


def test_the_note_stands_above_the_text_until_a_review_is_asked_for_anew(desk, asked, ada, bo, address):
    assert 'value="back"' in desk(ada).get(address).content.decode()
    assert 'value="back"' not in desk(bo).get(address).content.decode()
    send_back(asked, NOTE, by=ada)
    said = f"{ada} has sent this draft back"
    assert said in desk(bo).get(address).content.decode()

    write_draft(asked.article, "en", WORDS | {"body": "<p>Newer</p>"}, by=bo, seen=asked.revision)
    assert said in desk(bo).get(address).content.decode()
    ask_for_review(asked, ada, by=bo)

    page = desk(bo).get(address).content.decode()
    assert said not in page and "Name the card." in page[page.index("Reviews") :]
    assert [each.note for each in reviews_of(asked.article, "en")] == ["", NOTE, ""]


def test_a_draft_begun_after_it_was_published_is_not_sent_back(desk, asked, ada, bo, address):
    send_back(asked, NOTE, by=ada)
    publish(asked, by=ada)
    write_draft(asked.article, "en", WORDS | {"title": "How to pay now"}, by=bo)

    assert "has sent this draft back" not in desk(bo).get(address).content.decode()


def test_a_note_says_something_and_not_too_much(desk, asked, ada, address):
    with pytest.raises(NoNote):
        send_back(asked, "x" * 1001, by=ada)

    answer = desk(ada).post(address, WORDS | {"seen": asked.revision, "then": "back", "note": " "})

    page = answer.content.decode()
    assert answer.status_code == 422 and "Say what" in page[page.index('id="article-note-error"') :][:400]
    assert asked.article.drafts.get().reviewer == ada


def test_who_may_not_publish_sends_nothing_back(asked, bo):
    with pytest.raises(Forbidden):
        send_back(asked, NOTE, by=bo)

    assert reviews_of(asked.article, "en").count() == 1
