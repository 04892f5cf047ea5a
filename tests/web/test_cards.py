"""A link to a public page that is shared shows a card: its title, what it is about, the shop, and a picture."""

import re
from html import unescape

import pytest
from django.utils import timezone

from shopbell.announcements.announcement import write_announcement
from shopbell.channels.brand import Brand
from tests.announcements.conftest import begin, begin_topic, centre, payments  # noqa: F401
from tests.helpcenter.conftest import sending_back, write  # noqa: F401
from tests.helpcenter.guides.conftest import change, parcel, published  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R136")]
PICTURE = "/help/files/0190b6a5-8a5e-7bd1-8a14-2f8f6c6f0a11/box.webp"


@pytest.fixture(autouse=True)
def brand(centre):  # noqa: F811
    Brand.objects.update_or_create(pk=1, defaults={"name": "Wexmoor", "logo": "wex.webp"})
    return Brand.current()


@pytest.fixture
def card(client, centre):  # noqa: F811
    """What the card of a page says, and its title and canonical address."""

    def card(path):
        html = client.get(path, follow=True).content.decode()
        said = re.findall(r'<meta (?:property|name)="(?:og|twitter):([^"]+)" content="([^"]*)">', html)
        (title,) = re.findall(r"<title>([^<]+)</title>", html)
        (canonical,) = re.findall(r'<link rel="canonical" href="([^"]+)">', html) or [""]
        about = re.findall(r'<meta name="description" content="([^"]*)">', html)
        assert len(dict(said)) == len(said)
        return {name: unescape(words) for name, words in said}, unescape(title), canonical, about

    return card


def test_each_kind_of_public_page_has_a_card_of_its_own(card, write, published, begin, begin_topic, ada):  # noqa: F811
    text = write('How to send "it" back', summary="In its box & quickly")
    words = {"en": {"title": "We open", "summary": "More hours", "body": "<p>From May on.</p>"}}
    news = write_announcement(None, words, by=ada, publish_at=timezone.now())
    paths = ["", "policies/", "contact/", "status/", "news/", "guides/my-parcel-has-not-come/"]
    paths += [f"articles/{text.article_id}/", f"topics/{text.article.category.slug}/"]
    paths += [f"news/{news.pk}/", f"status/{begin().pk}/"]
    topic = begin_topic()
    for path in (
        *(f"/help/en/{each}" for each in paths),
        f"/community/en/topics/{topic.pk}/",
        "/community/en/",
    ):
        said, title, canonical, about = card(path)
        assert f"{said['title']} · Wexmoor" == title, path
        assert said["url"] == canonical, path
        assert said.get("description", "") == unescape("".join(about)), path
        assert said["site_name"] == "Wexmoor" and said["card"] == "summary"
        assert said["image"] == "http://testserver" + Brand.current().logo_url


def test_the_card_of_an_article_shows_its_first_own_picture(card, write):  # noqa: F811
    body = f'<p>Fold it.</p><figure><img src="{PICTURE}" alt="A box"></figure>'
    said = card(f"/help/en/articles/{write('Fold the box', body).article_id}/")[0]

    assert said["image"] == f"http://testserver{PICTURE}" and said["card"] == "summary_large_image"
    assert said["type"] == "article"


def test_a_card_without_a_picture_or_a_name_leaves_them_out(card, brand):
    brand.name = brand.logo = ""
    brand.save()

    assert not {"image", "site_name"} & set(card("/help/en/")[0])


def test_what_is_private_has_no_card(client, centre):  # noqa: F811
    assert b"og:" not in client.get("/portal/", follow=True).content
