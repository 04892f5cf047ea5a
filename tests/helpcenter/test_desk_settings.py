"""Settings of the help centre in the console: categories, languages, old addresses."""

import pytest

from shopbell.helpcenter.article import Article
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.redirect import Redirect

from .test_desk import send

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R47")]


def test_categories_are_named_in_every_language_and_kept_while_articles_stand_in_them(desk, root, centre):
    admin = desk(root)
    send(admin, "/desk/settings/help-categories/new/", slug="pay", position=1, icon="credit-card", name_en="Pay", description_en="How",
         name_de="Bezahlen", description_de="", name_ar="", description_ar="")  # fmt: skip

    category = Category.objects.get()
    assert category.icon == "credit-card"
    assert {each.language: each.name for each in category.names.all()} == {"en": "Pay", "de": "Bezahlen"}
    Article.objects.create(category=category, language="en")
    assert (
        "Articles stand in it" in admin.get(f"/desk/settings/help-categories/{category.pk}/").content.decode()
    )


def test_categories_are_listed_in_the_order_that_shoppers_read_and_old_addresses_by_name(desk, root, write):
    text = write("How to pay")
    for position, slug in ((9, "later"), (1, "sooner")):
        Category.objects.create(slug=slug, position=position).names.create(language="en", name=slug.title())
    for path in ("zebra", "aardvark"):
        Redirect.objects.create(path=path, article=text.article)
    admin = desk(root)

    categories = admin.get("/desk/settings/help-categories/").content.decode()
    addresses = admin.get("/desk/settings/help-redirects/").content.decode()
    assert categories.index("Sooner") < categories.index("Send something back") < categories.index("Later")
    assert addresses.index("aardvark") < addresses.index("zebra")


def test_the_centre_s_languages_are_named_in_the_reader_s_language_and_an_old_address_by_its_article(
    desk, root, write
):
    write("How to pay")
    admin = desk(root)
    send(
        admin,
        "/desk/settings/help/",
        422,
        is_on="on",
        languages="en, tlh",
        welcome="",
        follow_days=3,
        review_days=365,
    )
    send(
        admin,
        "/desk/settings/help/",
        is_on="on",
        languages="german, EN",
        welcome="Hallo",
        follow_days=3,
        review_days=365,
    )
    assert HelpCentre.current().languages == ["de", "en"]
    page = admin.get("/desk/settings/help/").content.decode()
    assert 'value="German, English"' in page
    root.language = "ar"
    root.save()
    assert 'value="الألمانية, الإنجليزية"' in desk(root).get("/desk/settings/help/").content.decode()
    send(
        admin,
        "/desk/settings/help/",
        is_on="on",
        languages="الإنجليزية، Deutsch",
        welcome="",
        follow_days=3,
        review_days=365,
    )
    assert HelpCentre.current().languages == ["en", "de"]
    root.language = "en"
    root.save()
    send(admin, "/desk/settings/help-redirects/new/", 422, path="old", place="Nothing")
    send(
        admin,
        "/desk/settings/help-redirects/new/",
        path="https://shop.example/help/old/",
        place="pay",
    )
    assert Redirect.objects.get().path == "old"


def test_the_greeting_is_written_for_each_language_and_falls_back_on_that_for_all(client, desk, root, centre):
    said = {"is_on": "on", "languages": "en, de, ar", "follow_days": 3, "review_days": 365}
    send(desk(root), "/desk/settings/help/", **said, welcome="Ask us", welcomes="de: Fragen Sie uns")

    german, arabic = (client.get(f"/help/{code}/").content.decode() for code in ("de", "ar"))
    assert '<h1 dir="auto">Fragen Sie uns</h1>' in german and 'content="Fragen Sie uns' in german
    assert "Ask us" not in german and '<h1 dir="auto">Ask us</h1>' in arabic
