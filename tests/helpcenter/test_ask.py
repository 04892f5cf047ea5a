"""Somebody is asked to see to an article, and told of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import ask_for_review, write_draft
from shopbell.helpcenter.ask import AGAIN, KEPT, UNOWNED_A_DAY, Ask, forget_asks, remind_owners
from shopbell.helpcenter.guides.guide import Guide
from shopbell.helpcenter.stale import raise_doubt, tell_owners
from shopbell.helpcenter.stale_sign import StaleKind
from shopbell.helpcenter.tasks import remind
from shopbell.notifications.alone_words import address_of
from shopbell.notifications.kind import Kind
from shopbell.notifications.notification import Notification
from shopbell.notifications.panel import things_of
from shopbell.notifications.push.message import message_of
from tests.helpcenter.guides.conftest import change, parcel, published  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R48")]


def drafted(article, by, language="en"):
    return write_draft(article, language, {"title": "How to pay", "summary": "", "body": "<p>New</p>"}, by=by)


def due(write, owner):
    """An article that is to be looked over today."""
    article = write("How to pay", owner=owner).article
    article.review_on = timezone.localdate()
    article.save()
    return article


def test_who_is_asked_to_look_over_is_told_once_with_the_way_to_the_draft(write, desk, ada, bo):
    article = write("How to pay").article
    draft = drafted(article, bo, "de")
    ask_for_review(draft, ada, by=bo)
    ask_for_review(draft, ada, by=bo)

    [thing], _older = things_of(ada)
    assert (thing.heading, thing.address) == ("How to pay", f"/desk/help/{article.pk}/de/")
    assert thing.lines[0].words == f"{bo} asks you to look it over before it is published"
    page = desk(ada).get("/desk/notifications/").content.decode()
    assert "How to pay" in page and f'href="/desk/help/{article.pk}/de/"' in page
    row = Notification.objects.get()
    assert message_of(row).body == "How to pay" and message_of(row).address == address_of(row)


def test_it_is_read_with_the_article_and_who_asks_themselves_is_not_told(write, desk, ada, bo):
    article = write("How to pay").article
    draft = drafted(article, bo)
    ask_for_review(draft, ada, by=ada)
    assert not Notification.objects.exists()
    ask_for_review(drafted_again(draft, bo), ada, by=bo)

    desk(ada).get(f"/desk/help/{article.pk}/en/")

    assert Notification.objects.get().read_at


def drafted_again(draft, by):
    words = {"title": "How to pay", "summary": "", "body": "<p>Newer</p>"}
    return write_draft(draft.article, draft.language, words, by=by, seen=draft.revision)


def test_an_owner_hears_on_the_day_and_then_each_fortnight_until_the_day_is_moved(write, bo):
    now = timezone.now()
    article = due(write, bo)

    assert remind_owners(now - timedelta(days=1)) == 0
    assert remind_owners(now) == 1 and remind_owners(now) == 0
    assert Notification.objects.get(kind=Kind.ARTICLE).agent == bo
    assert remind_owners(now + AGAIN + timedelta(minutes=1)) == 1
    article.review_on = timezone.localdate(now + timedelta(days=90))
    article.save()
    assert remind_owners(now + 2 * AGAIN + timedelta(days=1)) == 0


def test_nobody_is_reminded_who_is_gone(write, bo):
    due(write, bo)
    bo.is_active = False
    bo.save()
    remind_owners(timezone.now())

    assert not Notification.objects.filter(agent=bo).exists()


def test_of_an_article_that_nobody_sees_to_all_hear_who_may_publish_and_of_few_a_day(write, ada, bo):
    now = timezone.now()
    articles = [due(write, bo) for _each in range(UNOWNED_A_DAY + 1)]
    Article.objects.update(owner=None)
    Article.objects.filter(pk=articles[0].pk).update(owner=bo)
    bo.role.permissions = [each for each in bo.role.permissions if each != "help:write"]
    bo.role.save()

    assert remind_owners(now) == UNOWNED_A_DAY and remind_owners(now) == 0
    assert remind_owners(now + timedelta(days=1)) == 1
    told = Notification.objects.filter(kind=Kind.ARTICLE)
    assert {each.agent for each in told} == {ada} and told.count() == len(articles)
    things, _older = things_of(ada)
    assert things[0].lines[0].words == "This is due to be looked over, and nobody sees to it"


def test_of_what_nobody_sees_to_few_are_told_a_day_articles_and_guides_due_and_in_doubt_together(
    write, bo, published,  # noqa: F811
):  # fmt: skip
    now = timezone.now()
    for _each in range(UNOWNED_A_DAY - 1):
        raise_doubt(due(write, bo), "en", StaleKind.ERASED, "1")
    Article.objects.update(owner=None)
    Guide.objects.update(owner=None, review_on=timezone.localdate())

    assert remind_owners(now) == UNOWNED_A_DAY and tell_owners(now) == 0
    assert tell_owners(now + timedelta(days=1)) == UNOWNED_A_DAY - 1


def test_the_list_of_what_is_due_is_asked_for_with_its_titles(write, bo):
    def asked(count: int) -> list[str]:
        for _each in range(count):
            due(write, bo)
        with CaptureQueriesContext(connection) as queries:
            assert remind_owners(timezone.now()) == count
        return [each["sql"] for each in queries if each["sql"].startswith('SELECT "helpcenter_articletext"')]

    assert not asked(3) and {each.title for each in Ask.objects.all()} == {"How to pay"}


def test_of_a_doubt_about_an_article_that_nobody_sees_to_all_hear_who_may_publish(write, ada):
    article = write("How to pay").article
    Article.objects.update(owner=None)
    raise_doubt(article, "en", StaleKind.ERASED, "1")

    assert tell_owners(timezone.now()) == 1
    [thing], _older = things_of(ada)
    assert thing.lines[0].words == "Something in this may not be true any more, and nobody sees to it"


def test_who_may_no_longer_write_articles_no_longer_sees_it(write, bo):
    due(write, bo)
    remind_owners(timezone.now())
    assert things_of(bo)[0]

    bo.role.permissions = [each for each in bo.role.permissions if each != "help:write"]
    bo.role.save()

    assert not things_of(type(bo).objects.get(pk=bo.pk))[0]


def test_asks_go_after_a_year_and_take_their_news_with_them(write, bo):
    due(write, bo)
    remind_owners(timezone.now())

    assert forget_asks(timezone.now()) == 0
    forget_asks(timezone.now() + KEPT)

    assert not Ask.objects.exists() and not Notification.objects.exists()


def test_a_doubt_is_told_before_what_is_merely_due(write, ada):
    for _each in range(UNOWNED_A_DAY):
        due(write, None)
    doubted = write("How to send it").article
    Article.objects.update(owner=None)
    raise_doubt(doubted, "en", StaleKind.ERASED, "1")

    remind(0)
    assert Ask.objects.filter(article=doubted).exists() and Ask.objects.count() == UNOWNED_A_DAY
