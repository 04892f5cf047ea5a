"""An article that leads to a policy: the title of that page is no word of the article."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R53")]
END_OF_IT = '<p>It is kept for you.</p><p>The whole rule: <a href="/policies/{}/">{}</a>.</p>'


@pytest.fixture
def led_to(write, titles):
    """The articles that are found by a text, of which one ends with a link: led_to("exchanges", "Exchanges")."""

    def led_to(slug, words, text, language="en"):
        write("A parcel at the counter", END_OF_IT.format(slug, words), language=language)
        return titles(text, language=language, kinds=["article"])

    return led_to


@pytest.mark.parametrize(
    ("slug", "title", "text", "language"),
    [
        ("orders", "Changing and cancelling an order", "cancelling", "en"),
        ("orders", "Bestellung ändern und stornieren", "stornieren", "de"),
    ],
)
def test_an_article_is_not_found_by_the_title_of_a_policy_that_it_leads_to(
    led_to, slug, title, text, language
):
    assert led_to(slug, title, text, language) == []


@pytest.mark.parametrize(
    ("slug", "words"), [("orders", "it may be cancelled"), ("gone", "Changing and cancelling an order")]
)
def test_it_is_found_by_other_words_that_lead_there(led_to, slug, words):
    assert led_to(slug, words, "cancelled") == ["A parcel at the counter"]
