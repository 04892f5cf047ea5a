"""The demo shop's help centre."""

from shopbell.helpcenter.article_text import ArticleText
from shopbell.helpcenter.starter.texts import texts


def test_the_demo_shop_has_its_help_centre_in_three_languages(demo, client):
    for language in ("en", "de", "ar"):
        assert ArticleText.objects.filter(language=language).count() == len(texts(language))
        assert client.get(f"/help/{language}/").status_code == 200
    assert len(texts("en")) >= 80
