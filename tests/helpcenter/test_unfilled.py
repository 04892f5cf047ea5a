"""Nothing is published that names a value which no policy has."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.permission import Permission
from shopbell.accounts.role import Role
from shopbell.announcements.announcement import write_announcement
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.article_text import ArticleText
from shopbell.helpcenter.publishing import publish, publish_due
from shopbell.helpcenter.scheduling import schedule
from shopbell.helpcenter.unfilled import Unfilled
from tests.helpcenter.importing.test_importing import bring, exported

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R46")]

WORDS = {
    "title": "What it costs",
    "summary": "",
    "body": '<p>For <var data-from="to-germany.fee"></var> and <var data-from="shipping.fee"></var>.</p>',
}


@pytest.fixture
def draft(sending_back, ada, shipping):
    """It names one value that is there, and one that is not."""
    article = Article.objects.create(category=sending_back, language="en")
    return write_draft(article, "en", WORDS, by=ada)


def press(agent, draft, then, **more):
    said = WORDS | {"seen": draft.revision, "then": then} | more
    return agent.post(f"/desk/help/{draft.article_id}/en/", said)


def test_the_press_says_which_values_are_missing_and_leads_to_where_they_are_set(desk, root, draft):
    for then, more in (("publish", {}), ("schedule", {"at": "2099-01-01T10:00"})):
        answer = press(desk(root), draft, then, **more)

        page = answer.content.decode()
        assert answer.status_code == 422 and "Your policies do not have: shipping fee. Set it" in page
        assert '<a href="/desk/settings/policies/">Settings › Policies</a></span>' in page
    assert not ArticleText.objects.exists() and draft.article.drafts.get().publish_at is None


def test_who_may_not_set_policies_is_not_led_there(desk, ada, draft):
    ada.role = Role.objects.create(
        name="Editor", permissions=[Permission.HELP_WRITE, Permission.HELP_PUBLISH]
    )
    ada.save()

    page = press(desk(ada), draft, "publish").content.decode()
    assert "Your policies do not have: shipping fee" in page and "/desk/settings/policies/" not in page


def test_a_value_that_is_there_at_its_moment_is_scheduled_and_one_that_went_meanwhile_waits(
    ada, draft, shipping
):
    words = WORDS | {"body": '<p>For <var data-from="to-germany.fee"></var>.</p>'}
    draft = write_draft(draft.article, "en", words, by=ada, seen=draft.revision)
    at = timezone.now() + timedelta(days=1)
    schedule(draft, at, by=ada)
    shipping.delete()

    publish_due(at)

    waiting = draft.article.drafts.get()
    assert waiting.publish_at is None and not ArticleText.objects.exists()
    with pytest.raises(Unfilled, match="to-germany.fee"):
        publish(waiting, by=ada)


def test_what_comes_from_elsewhere_comes_in_as_a_draft_and_says_so(write, root, shipping):
    write("Fee", '<p>For <var data-from="to-germany.fee"></var>.</p>')
    content = exported()
    Article.objects.all().delete()
    shipping.delete()

    [line] = bring(content, root, publishes=True).told

    assert line.outcome == "new" and not ArticleText.objects.exists()
    assert Article.objects.get().drafts.get().body
    [note] = line.notes
    assert note.startswith("It waits as a draft. Your policies do not have: to-germany.fee.")


def test_no_news_come_out_with_it(centre, ada):
    words = {"en": {"title": "Less", "summary": "", "body": WORDS["body"]}}
    for moment in (timezone.now(), timezone.now() + timedelta(days=1)):
        with pytest.raises(Unfilled):
            write_announcement(None, words, by=ada, publish_at=moment)

    assert write_announcement(None, words, by=ada).publish_at is None
