"""The buttons beside an article that is being written: what is on the screen is kept first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.help_file import HelpFile
from shopbell.helpcenter.publishing import publish_due
from shopbell.helpcenter.scheduling import schedule

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]
WORDS = {"title": "How to pay", "summary": "", "body": "<p>By card.</p>"}
TYPED = WORDS | {"body": "<p>By card and by invoice.</p>"}
PICTURE = '<p>So</p><img src="/help/files/00000000-0000-4000-8000-000000000000/lamp.png">'


@pytest.fixture
def article(write):
    return write("How to pay").article


@pytest.fixture
def press(desk, article):
    """Send the page with a button: press(ada, "schedule", at=…); the page that follows."""

    def press(agent, then, words=TYPED, seen=0, **more):
        browser, address = desk(agent), f"/desk/help/{article.pk}/en/"
        answer = browser.post(address, {**words, "seen": seen, "then": then, **more})
        return browser.get(address).content.decode() if answer.status_code == 302 else answer.content.decode()

    return press


def tomorrow() -> str:
    return f"{timezone.localtime() + timedelta(days=1):%Y-%m-%dT%H:%M}"


def test_what_is_on_the_screen_is_kept_and_then_scheduled(press, ada, article):
    page = press(ada, "schedule", at=tomorrow())

    draft = article.drafts.get()
    assert draft.body == TYPED["body"] and draft.publish_at and draft.scheduled_by == ada
    assert "It will be published then by itself." in page and "Do not publish then" in page
    page = press(ada, "unschedule", seen=1)
    assert article.drafts.get().publish_at is None and "Do not publish then" not in page


@pytest.mark.parametrize(
    ("at", "said"),
    [("", "Choose a day and a time."), ("2020-02-02T10:00", "This moment is over."), ("x", "Choose a day")],
)
def test_a_moment_that_will_not_do_is_told_at_its_field_and_nothing_typed_is_lost(
    press, ada, article, at, said
):
    page = press(ada, "schedule", at=at)

    told = page[page.index('id="article-at-error"') :]
    assert said in told[:400] and page.count(said) == 1
    assert 'aria-describedby="article-at-error"' in page and f'name="at" value="{at}"' in page
    assert "by invoice" in page and article.drafts.get().publish_at is None
    assert 'name="seen" value="1"' in page


def test_who_cannot_look_it_over_is_told_at_the_choice(press, bo, ada, article):
    page = press(bo, "review", reviewer=bo.pk)

    assert "may not publish articles" in page[page.index('id="article-reviewer-error"') :][:400]
    press(bo, "review", seen=1, reviewer=ada.pk)
    assert article.drafts.get().reviewer == ada and article.drafts.get().body == TYPED["body"]


def test_what_is_dropped_is_laid_aside_as_it_stood_on_the_screen(press, ada, article):
    write_draft(article, "en", WORDS, by=ada)
    press(ada, "drop", seen=1)

    assert not article.drafts.exists() and article.dropped_drafts.get().body == TYPED["body"]
    write_draft(article, "en", WORDS, by=ada)
    press(ada, "drop", TYPED | {"title": ""}, seen=1)
    assert not article.drafts.exists()


def test_a_colleague_s_words_are_not_acted_on_unseen(press, ada, bo, article):
    write_draft(article, "en", WORDS, by=bo)

    page = press(ada, "schedule", at=tomorrow())

    assert "has changed this draft meanwhile" in page and "What differs" in page
    assert article.drafts.get().publish_at is None


def test_pictures_that_say_nothing_are_asked_about_once_before_readers_see_them(press, ada, article):
    page = press(ada, "publish", WORDS | {"body": PICTURE})
    assert "lamp.png" in page and "Publish all the same" in page and article.texts.get().number == 1

    press(ada, "schedule", WORDS | {"body": PICTURE}, seen=1, at=tomorrow())
    assert article.drafts.get().publish_at is None
    press(ada, "publish", WORDS | {"body": PICTURE}, seen=1, all_the_same="1")
    assert article.texts.get().number == 2 and not HelpFile.objects.exists()


def test_the_page_is_told_how_the_article_stands_once_it_was_kept_by_itself(desk, bo, ada, article):
    schedule(write_draft(article, "en", WORDS, by=ada), timezone.now() + timedelta(days=1), by=ada)

    kept = desk(bo).post(
        f"/desk/help/{article.pk}/en/",
        WORDS | {"body": PICTURE, "seen": 1},
        headers={"accept": "application/json"},
    )

    found = kept.json()
    assert found["revision"] == 2 and "lamp.png" in found["silent"]
    assert "Scheduled" in found["state"] and "Draft" in found["state"]
    assert "What was written since is a draft beside it" in found["state"]
    assert found["said"] == "Saved. What was scheduled is published as it was. This is a draft beside it now."


def test_a_version_that_is_brought_back_stands_beside_what_is_scheduled_and_says_so(desk, ada, article):
    schedule(write_draft(article, "en", WORDS, by=ada), timezone.now() + timedelta(days=1), by=ada)

    page = desk(ada).post(f"/desk/help/{article.pk}/en/versions/1/", {"seen": 1}, follow=True)

    assert "What was scheduled is published as it was." in page.content.decode()


@pytest.mark.parametrize("title", ["How to pay", ""])
def test_a_stale_page_drops_no_newer_draft_of_a_colleague(press, ada, bo, article, title):
    write_draft(article, "en", WORDS, by=ada)
    write_draft(article, "en", WORDS | {"body": "<p>By cash.</p>"}, by=bo, seen=1)

    page = press(ada, "drop", TYPED | {"title": title}, seen=1)

    assert "has changed this draft meanwhile" in page and article.drafts.get().body == "<p>By cash.</p>"


@pytest.fixture
def half_typed(desk, ada, article):
    """Ada's text is published in a minute; she has typed half a sentence into it since."""
    at = timezone.now() + timedelta(minutes=1)
    schedule(write_draft(article, "en", WORDS, by=ada), at, by=ada)
    half = WORDS | {"body": "<p>By card and by</p>", "seen": 1}
    desk(ada).post(f"/desk/help/{article.pk}/en/", half, headers={"accept": "application/json"})
    return at


def test_half_a_sentence_is_never_published_and_stays_a_draft(half_typed, article):
    assert publish_due(half_typed) == 1 and publish_due(half_typed + timedelta(days=1)) == 0

    assert article.texts.get().body == WORDS["body"]
    draft = article.drafts.get()
    assert (draft.body, draft.publish_at, draft.scheduled) == ("<p>By card and by</p>", None, None)


def test_what_a_button_saves_stands_beside_what_is_scheduled_as_well(press, half_typed, ada, article):
    page = press(ada, "", seen=2)

    assert "What was written since is a draft beside it" in page
    assert publish_due(half_typed) == 1 and article.texts.get().body == WORDS["body"]
    assert article.drafts.get().body == TYPED["body"]


def test_the_newer_words_are_published_instead_where_that_is_said(press, half_typed, ada, article):
    page = press(ada, "instead", seen=2)

    assert "draft beside it" not in page and article.drafts.get().publish_at == half_typed
    assert publish_due(half_typed) == 1 and article.texts.get().body == TYPED["body"]
    assert not article.drafts.exists()


def test_what_was_written_since_is_dropped_and_what_is_scheduled_stays(press, half_typed, ada, article):
    page = press(ada, "drop", seen=2)

    draft = article.drafts.get()
    assert (draft.body, draft.publish_at, draft.scheduled) == (WORDS["body"], half_typed, None)
    assert "draft beside it" not in page and article.dropped_drafts.get().body == TYPED["body"]


def test_what_is_no_longer_to_be_published_is_laid_aside(press, half_typed, ada, article):
    press(ada, "unschedule", seen=2)

    assert publish_due(half_typed) == 0 and article.drafts.get().body == TYPED["body"]
    assert article.dropped_drafts.get().body == WORDS["body"]


def test_what_is_put_back_as_it_was_is_no_draft_beside(press, half_typed, ada, article):
    page = press(ada, "", WORDS, seen=2)

    assert article.drafts.get().scheduled is None and "draft beside it" not in page
    assert publish_due(half_typed) == 1 and not article.drafts.exists()


def test_what_is_published_then_can_be_looked_at(desk, half_typed, ada, article):
    page = desk(ada).get(f"/desk/help/{article.pk}/en/preview/?scheduled").content.decode()

    assert (
        "By card and by" not in page
        and "By card and by" in desk(ada).get(f"/desk/help/{article.pk}/en/preview/").content.decode()
    )
