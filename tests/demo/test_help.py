"""The demo shop's help centre."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.channels.offering import Place
from shopbell.demo.help_asked import IN_VAIN
from shopbell.demo.help_more import MORE
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import ArticleDraft
from shopbell.helpcenter.article_text import ArticleText
from shopbell.helpcenter.figures import figures
from shopbell.helpcenter.guides.counting import taken_of, traffic
from shopbell.helpcenter.guides.guide import Guide
from shopbell.helpcenter.offer_figures import offered_since
from shopbell.helpcenter.starter.texts import texts
from shopbell.helpcenter.starter_text import StarterText
from shopbell.helpcenter.vote import policy_sentences
from shopbell.search.help.in_vain import found_nothing, never_opened
from shopbell.search.help.index import catch_up


def test_the_demo_shop_has_its_help_centre_in_three_languages(demo, client):
    for language in ("en", "de", "ar"):
        assert ArticleText.objects.filter(language=language).count() == len(texts(language))
        assert client.get(f"/help/{language}/").status_code == 200
    assert len(texts("en")) >= 80


@pytest.mark.parametrize("language", ["en", "de", "ar"])
@pytest.mark.parametrize("page", ["legal/imprint", "legal/terms", "policies/privacy"])
def test_the_demo_shop_says_who_it_is_its_terms_and_what_becomes_of_data(demo, client, language, page):
    address = f"/help/{language}/{page}/"
    assert f'href="{address}"' in client.get(f"/help/{language}/").content.decode()

    words = client.get(address).content.decode().partition('<div class="help-body"')[2].partition("</div>")[0]
    assert len(words) > 200
    ways = re.findall(r'href="(/[^"]+)"', words)
    assert all(client.get(way, follow=True).status_code == 200 for way in ways)


@pytest.mark.parametrize("language", ["en", "de", "ar"])
@pytest.mark.parametrize("kind", ["help-product", "film-box", ".pdf"])
def test_an_article_of_the_demo_shop_shows_a_product_a_film_of_others_and_a_sheet(
    demo, client, language, kind
):
    starters = StarterText.objects.filter(language=language, slug__in=MORE)
    pages = [
        client.get(f"/help/{language}/articles/{number}/", follow=True).content.decode()
        for number in starters.values_list("article_id", flat=True)
    ]
    (page,) = [page for page in pages if kind in page]
    sheets = re.findall(r'"(/help/files/[^"]+\.pdf)"', page)
    assert kind != "help-product" or "<bdi>Table lamp “Curlew”</bdi>" in page
    assert all(b"".join(client.get(sheet)).startswith(b"%PDF") for sheet in sheets)


def test_topics_of_the_demo_shop_were_read(demo):
    read = [line for line in figures(6).lines if line.kind == "topic"]
    assert len(read) > 10 and sum(line.followed for line in read)


def test_every_article_of_the_demo_shop_has_an_owner_and_its_day_which_has_passed_for_some(demo):
    today = timezone.localdate()
    late = Article.objects.filter(review_on__lte=today)
    assert 3 <= late.count() <= 6 and Article.objects.filter(review_on__gt=today).count() > 80
    assert not Article.objects.filter(owner=None).exists()
    assert Article.objects.order_by().values("owner").distinct().count() > 3


def test_the_demo_shop_has_drafts_one_of_which_waits_for_review(demo):
    assert ArticleDraft.objects.count() == 2
    assert ArticleDraft.objects.filter(reviewer__isnull=False).count() == 1


def test_the_demo_shop_has_answers_that_were_offered_and_searches_in_vain(demo):
    offered = offered_since(timezone.localdate() - timedelta(weeks=4))
    assert {line.place for line in offered} == set(Place) and all(line.helped < line.most for line in offered)
    catch_up(120)
    assert [row.words for row in found_nothing()] == [*IN_VAIN] and never_opened()


def test_the_demo_shop_has_guides_that_were_walked_and_policies_that_were_read_and_what_was_said_of_both(
    demo,
):
    found = figures(4)
    for kind in ("guide", "policy"):
        lines = [line for line in found.lines if line.kind == kind]
        assert lines and all(line.reads and line.votes.total for line in lines)
        assert 0 < sum(line.followed for line in lines) < sum(line.reads for line in lines) / 2
    guides = list(Guide.objects.published())
    for guide in guides:
        tree = guide.tree
        walked = traffic(tree, taken_of(guides)[guide.pk])
        ended = sum(walked.arrived[step.id] for step in tree.steps if step.is_ending)
        assert 0 < ended < walked.arrived[tree.first.id] and guide.owner
    assert policy_sentences(timezone.now() - timedelta(weeks=6))
