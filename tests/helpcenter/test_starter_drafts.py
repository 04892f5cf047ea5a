"""What of our own articles waits until somebody of the shop has read it."""

import re

import pytest
from django.utils import timezone

from shopbell.demo.policies import write_policies
from shopbell.helpcenter.article_draft import ArticleDraft
from shopbell.helpcenter.article_text import ArticleText
from shopbell.helpcenter.body import variables_in
from shopbell.helpcenter.publishing import publish
from shopbell.helpcenter.starter.contents import TOPICS, to_be_read_first
from shopbell.helpcenter.starter.install import install_starter
from shopbell.helpcenter.starter.texts import texts
from shopbell.helpcenter.unfilled import unfilled
from shopbell.helpcenter.variables import variables

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45", "R46")]


def draft_of(slug, language="en"):
    return ArticleDraft.objects.get(language=language, title=texts(language)[slug].title)


def test_a_shop_without_policies_publishes_no_number_that_it_never_set(centre, ada):
    written = install_starter(["en", "de"], by=ada)

    assert written.published == ArticleText.objects.count() > 40
    assert written.waiting == ArticleDraft.objects.count()
    known = set(variables("en"))
    assert all(variables_in(text.body) <= known for text in ArticleText.objects.all())
    assert variables_in(draft_of("shipping-costs").body) - known


def test_what_a_shop_sells_and_does_waits_until_it_is_read(centre, ada):
    write_policies(timezone.now())
    install_starter(["en"], by=ada)

    waiting = set(ArticleDraft.objects.values_list("title", flat=True))
    assert waiting == {texts("en")[slug].title for slug in to_be_read_first()}
    assert to_be_read_first() < {slug for topic in TOPICS for slug in topic.articles}
    assert ArticleText.objects.filter(title=texts("en")["shipping-costs"].title).exists()


def test_a_translation_waits_as_the_article_does_and_follows_it_once_it_is_published(centre, ada):
    install_starter(["en"], by=ada)
    cost = draft_of("shipping-costs").article
    publish(draft_of("collect-yourself"), by=ada)

    install_starter(["en", "de"], by=ada)
    assert draft_of("shipping-costs", "de").article == cost
    german = ArticleText.objects.get(language="de", title=texts("de")["collect-yourself"].title)
    assert german.follows == 1

    publish(draft_of("gift-wrap"), by=ada)
    assert draft_of("gift-wrap", "de").follows == 1


def test_the_list_says_which_values_an_article_waits_for(desk, centre, ada):
    install_starter(["en"], by=ada)
    draft = draft_of("shipping-costs")

    assert set(unfilled([draft.article_id])[draft.article_id]) == {
        "shipping fee", "sum from which on shipping is free",
    }  # fmt: skip
    page = desk(ada).get("/desk/help/?q=shipping+cost").content.decode()
    assert "Waits for your policies: sum from which on shipping is free, shipping fee" in page
    write_policies(timezone.now())
    assert unfilled([draft.article_id]) == {}


def test_a_link_to_what_nobody_can_read_leaves_its_words(client, write, shipping):
    draft = write("Draft")
    body = '<p><a href="/policies/{}/">Told</a> <a href="/help/en/articles/{}/x/">Read</a></p>'
    full = write("Full", body.format("shipping", draft.article_id))
    gone = write("Gone", body.format("privacy", 999))

    page = client.get(f"/help/en/articles/{full.article_id}/full/").content.decode()
    assert ">Told</a>" in page and ">Read</a>" in page
    page = client.get(f"/help/en/articles/{gone.article_id}/gone/").content.decode()
    assert "<p>Told Read</p>" in page, re.findall("<p>.*?</p>", page)
