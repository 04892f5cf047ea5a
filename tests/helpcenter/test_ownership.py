"""Who sees to an article that nobody was given."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import ArticleDraft, write_draft
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.guides.guide import Guide
from shopbell.helpcenter.publishing import publish
from shopbell.helpcenter.starter.guides import install_guides
from shopbell.helpcenter.starter.install import install_starter
from shopbell.helpcenter.starter.texts import texts
from tests.helpcenter.guides.conftest import change, parcel, published  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R48")]


def in_days(count):
    return timezone.localdate() + timedelta(days=count)


def test_what_nobody_owns_is_its_publishers_from_the_first_time_on_with_its_day(write, centre, ada):
    HelpCentre.objects.update(review_days=90)

    article = write("How to pay").article

    article.refresh_from_db()
    assert (article.owner, article.review_on) == (ada, in_days(90))


def test_an_owner_and_a_day_that_are_set_stay(write, bo):
    article = write("How to pay", owner=bo, review_on=in_days(7)).article

    article.refresh_from_db()
    assert (article.owner, article.review_on) == (bo, in_days(7))


def test_what_was_owned_before_it_is_published_gets_its_day_too(write, centre, bo, published):  # noqa: F811
    article = write("How to pay", owner=bo).article

    article.refresh_from_db()
    assert (article.owner, article.review_on) == (bo, in_days(365))
    assert published.owner and published.review_on == in_days(365)


def test_what_is_published_together_is_looked_over_one_a_day_by_each_owner(write, centre, ada, bo, published):  # noqa: F811
    for number in range(3):
        write(f"How to pay {number}")
        write(f"How to pack {number}", owner=bo)

    owned = Article.objects.order_by("review_on").values_list("review_on", flat=True)
    assert list(owned.filter(owner=bo)) == [in_days(365 + later) for later in range(3)]
    assert list(owned.filter(owner=ada)) == [in_days(366 + later) for later in range(3)]
    assert (published.owner, published.review_on) == (ada, in_days(365))


def test_whoever_takes_the_owner_off_is_not_contradicted_by_the_next_publishing(write):
    article = write("How to pay").article
    Article.objects.update(owner=None)
    article.refresh_from_db()

    write("How to pay", "<p>Another way</p>", article=article)

    article.refresh_from_db()
    assert article.owner is None


def test_a_shop_may_want_no_day(write, centre, ada):
    HelpCentre.objects.update(review_days=0)

    article = write("How to pay").article

    assert (article.owner, article.review_on) == (ada, None)


def test_starter_articles_are_owned_by_who_publishes_them_and_looked_over_one_a_day(centre, ada, bo):
    install_starter(["en", "de"], by=ada)

    those = Article.objects.filter(texts__isnull=False).distinct()
    days = sorted(those.values_list("review_on", flat=True))
    assert set(those.values_list("owner", flat=True)) == {ada.pk}
    assert days == [in_days(365 + later) for later in range(len(days))] and len(days) > 40
    waiting = ArticleDraft.objects.get(language="en", title=texts("en")["gift-wrap"].title)
    assert waiting.article.owner is None

    bo.role = ada.role
    bo.save()
    publish(waiting, by=bo)
    waiting.article.refresh_from_db()
    assert (waiting.article.owner, waiting.article.review_on) == (bo, in_days(365))


def test_starter_guides_are_owned_by_who_adds_them_and_looked_over_one_a_day_after_the_articles(centre, ada):
    install_starter(["en"], by=ada)
    install_guides(by=ada)

    guides = Guide.objects.order_by("review_on")
    first = in_days(365 + Article.objects.exclude(review_on=None).count())
    assert set(guides.values_list("owner", flat=True)) == {ada.pk}
    assert [guide.review_on for guide in guides] == [
        first + timedelta(days=later) for later in range(len(guides))
    ]


def test_a_program_that_publishes_owns_nothing(write, sending_back, ada):
    class Program:
        pk = None

        def require(self, permission):
            pass

    article = Article.objects.create(category=sending_back, language="en")
    words = {"title": "How to pay", "summary": "", "body": "<p>So</p>"}
    publish(write_draft(article, "en", words, by=Program()), by=Program())

    article.refresh_from_db()
    assert article.owner is None
