"""The articles that a shop begins with."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from django.utils import timezone

from shopbell.core.errors import Forbidden
from shopbell.demo.policies import write_policies
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.article_text import MOST_SUMMARY, MOST_TITLE, ArticleText, ArticleVersion
from shopbell.helpcenter.body import VARIABLE, clean_body, text_of_body, variables_in
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.publishing import publish
from shopbell.helpcenter.starter import texts as files
from shopbell.helpcenter.starter.contents import TOPICS
from shopbell.helpcenter.starter.install import Written, install_starter
from shopbell.helpcenter.starter.texts import FOLDER, PLACE, languages, linked, names, texts
from shopbell.helpcenter.variables import variables
from shopbell.shop.policies.page import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]
LINK = re.compile(r'href="([^"]*)"')
SLUGS = [slug for topic in TOPICS for slug in topic.articles]


def installed(slug, language="en"):
    title = texts(language)[slug].title
    return ArticleText.objects.get(language=language, title=title)


def test_a_shop_begins_with_enough_articles():
    assert len(texts("en")) >= 80
    assert len(set(SLUGS)) == len(SLUGS)


def test_every_file_is_one_of_the_contents():
    lying = {f"{file.parent.name}/{file.stem}" for file in FOLDER.glob("*/*/*.md")}

    assert lying == {f"{topic.slug}/{slug}" for topic in TOPICS for slug in topic.articles}
    for language in languages():
        assert len(list((FOLDER / language).glob("*/*.md"))) == len(texts(language))


@pytest.mark.parametrize("language", languages())
def test_every_category_is_named_in_each_language(language):
    assert list(names(language)) == [topic.slug for topic in TOPICS]
    assert all(0 < len(name) <= 80 and 0 < len(told) <= 200 for name, told in names(language).values())


@pytest.mark.parametrize("language", languages())
def test_an_article_is_whole_and_every_link_in_it_leads_somewhere(language):
    for slug, text in texts(language).items():
        assert 0 < len(text.title) <= MOST_TITLE and 0 < len(text.summary) <= MOST_SUMMARY, slug
        assert not set("<>[]{}*|#\n") & set(text.title + text.summary), slug  # shown as they are
        assert clean_body(text.body) == text.body and len(text_of_body(text.body)) > 100, slug
        assert not re.search(r"\]\(|\*\*|\[!|\.md|[{}]", text.body), (
            slug
        )  # all of its Markdown was understood
        assert text.body.count("<a ") == len(LINK.findall(text.body)), slug
        for address in LINK.findall(text.body):
            assert leads_somewhere(address), (slug, address)


def leads_somewhere(address):
    if address.startswith(PLACE):
        return address.removeprefix(PLACE) in SLUGS
    if address.startswith("/policies/"):
        return resolve(address).kwargs.get("slug", "returns") in PAGES
    if address.startswith("/portal/"):
        return bool(resolve(urlsplit(address).path))  # raises for a page that is none
    return address == "#help-contact"  # the foot of every page of the help centre


@pytest.mark.parametrize("language", languages())
def test_no_two_articles_say_the_same(language):
    written = texts(language).values()

    assert len({text.title for text in written}) == len(written)
    assert len({text.body for text in written}) == len(written)


@pytest.mark.requirement("R46")
@pytest.mark.parametrize("language", languages())
def test_every_number_of_a_policy_is_named_and_stands_there_as_the_policy_says_it(language):
    write_policies(timezone.now())
    known = variables(language)

    for text in texts(language).values():
        for name, words in VARIABLE.findall(text.body):
            assert unescape(words) == known[name].value, (text.slug, name)


@pytest.mark.parametrize("language", languages())
def test_a_translation_names_the_same_values_and_leads_to_the_same_places(language):
    for slug, text in texts(language).items():
        ours, first = text.body, texts("en")[slug].body
        assert variables_in(ours) == variables_in(first), slug
        assert set(LINK.findall(ours)) == set(LINK.findall(first)), slug
        for part in ("<li>", "<td>", "<aside"):
            assert ours.count(part) == first.count(part), (slug, part)


def test_a_shop_begins_with_our_articles_and_they_are_read(client, centre, ada):
    count = install_starter(["en", "de"], by=ada, is_as_told=True).published

    assert count == len(texts("en")) + len(texts("de"))
    assert Article.objects.count() == len(SLUGS) and ArticleVersion.objects.count() == count
    text = installed("track-your-parcel")
    page = client.get(f"/help/en/articles/{text.article_id}/{text.slug}/").content.decode()
    other = installed("parcel-does-not-move")
    assert f'href="/help/en/articles/{other.article_id}/"' in page and PLACE not in page
    assert "Where is my order?" in client.get("/help/en/").content.decode()


def test_beginning_twice_changes_nothing(centre, ada):
    install_starter(["en"], by=ada, is_as_told=True)
    before = list(ArticleText.objects.order_by("pk").values())

    assert install_starter(["en"], by=ada) == Written()
    assert list(ArticleText.objects.order_by("pk").values()) == before


def test_what_the_shop_has_changed_or_deleted_stays_as_it_is(centre, ada):
    install_starter(["en"], by=ada, is_as_told=True)
    changed, deleted = installed("track-your-parcel").article, installed("express").article
    words = {"title": "Ours", "summary": "", "body": "<p>Ours</p>"}
    publish(write_draft(changed, "en", words, by=ada), by=ada)
    write_draft(installed("knives").article, "de", words, by=ada)
    Category.objects.filter(slug="returns").update(icon="heart")
    deleted.delete()

    install_starter(["en", "de", "ar"], by=ada, is_as_told=True)

    assert changed.texts.get(language="en").title == "Ours"
    assert changed.texts.get(language="de").is_behind(changed.texts.get(language="en"))
    assert not installed("knives").article.texts.filter(language="de").exists()
    assert Category.objects.get(slug="returns").icon == "heart"
    assert not ArticleText.objects.filter(title__in=[texts(each)["express"].title for each in ("en", "de")])
    assert install_starter(["en", "de", "ar"], by=ada) == Written()


def test_a_language_that_comes_later_joins_the_articles_that_are_there(centre, ada):
    install_starter(["de"], by=ada, is_as_told=True)
    assert install_starter(["de", "en"], by=ada, is_as_told=True).published == len(texts("en"))

    german = installed("track-your-parcel", "de")
    assert german.article.language == "de" and german.follows is None
    assert german.article.texts.get(language="en").follows == 1
    assert not german.article.texts.get(language="en").is_behind(german)


def test_a_link_to_an_article_that_is_gone_leads_to_the_home():
    assert linked(f'<a href="{PLACE}gone">', {}, "/help/en/") == '<a href="/help/en/">'


def test_only_who_may_publish_begins(centre, bo):
    with pytest.raises(Forbidden):
        install_starter(["en"], by=bo)


def test_of_a_language_that_nobody_has_written_nothing_comes(centre, ada):
    assert files.names("tlh") == {} and install_starter(["tlh"], by=ada) == Written()
