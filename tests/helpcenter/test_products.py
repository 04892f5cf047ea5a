"""Products in articles: shown as they are now, and doubted when they change."""

import json

import pytest
from django.utils import timezone

from shopbell.helpcenter.body import clean_body
from shopbell.helpcenter.markdown import to_body, to_markdown
from shopbell.helpcenter.stale import StaleFlag, look_over
from shopbell.shop.product import Product

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45", "R48")]
FIGURE = '<figure data-product="built_in/L-7">Brass lamp</figure>'


@pytest.fixture
def brass_lamp(db):
    product = Product.objects.create(
        external_id="L-7", name="Brass <lamp>", page="/demo-shop/lamp/", picture="/pictures/lamp.webp"
    )
    product.variants.create(external_id="1", sku="L-7", price_cents=7400, currency="EUR", stock=3)
    return product


def read(client, text) -> str:
    return client.get(f"/help/{text.language}/articles/{text.article_id}/{text.slug}/").content.decode()


def doubts() -> list[str]:
    return [flag.words for flag in StaleFlag.objects.open()]


def test_a_product_is_shown_with_what_holds_now_in_the_language_of_the_article(client, write, brass_lamp):
    text = write("Which lamp", f"<p>Take</p>{FIGURE}")
    german = write("Welche Lampe", f"<p>Nimm</p>{FIGURE}", language="de", article=text.article)
    brass_lamp.variants.update(price_cents=7900)

    page = read(client, text)
    assert "Brass &lt;lamp&gt;" in page and "€79.00 · in stock" in page
    assert 'src="/pictures/lamp.webp"' in page and "/demo-shop/lamp/" in page
    assert "79,00\xa0€" in read(client, german)


def test_a_product_that_the_shop_has_no_more_keeps_its_name(client, write, brass_lamp):
    text = write("Which lamp", f"<p>Take</p>{FIGURE}")
    brass_lamp.delete()

    assert "<p>Brass lamp</p>" in read(client, text)


def test_a_change_of_price_name_stock_or_being_there_is_a_doubt_once_a_publication(write, brass_lamp):
    text = write("Which lamp", f"<p>Take</p>{FIGURE}")
    assert look_over(timezone.now()) == 0
    brass_lamp.variants.update(price_cents=7900, stock=0)
    Product.objects.update(name="Brass lamp, new")

    assert look_over(timezone.now()) == 3 and look_over(timezone.now()) == 0
    said = " ".join(doubts())
    assert "cost €74.00 when this was published, and costs €79.00 now" in said
    assert "is sold out now" in said and "is called Brass lamp, new now" in said
    brass_lamp.variants.update(price_cents=7400, stock=3)
    Product.objects.update(name="Brass <lamp>")
    look_over(timezone.now())
    assert not doubts()

    write("Which lamp", f"<p>Take this</p>{FIGURE}", article=text.article)
    brass_lamp.variants.update(stock=0)
    look_over(timezone.now())
    assert ["is sold out now" in words for words in doubts()] == [True]
    brass_lamp.delete()
    look_over(timezone.now())
    assert doubts() == ["The shop has no product Brass <lamp> any more."]


def test_the_figure_survives_cleaning_and_markdown_and_nothing_else_does(db):
    assert clean_body(FIGURE) == FIGURE == to_body(to_markdown(FIGURE)).strip()
    assert clean_body('<figure data-product="x onload=1">a</figure>') == "<figure>a</figure>"
    assert "href" in clean_body('<a href="/portal/orders/">Your orders</a>')


def test_whoever_writes_finds_products_by_their_words(desk, bo, brass_lamp, centre):
    found = json.loads(desk(bo).get("/desk/help/products/?q=brass&lang=de").content)["products"]

    assert [each["key"] for each in found] == ["built_in/L-7"] and "74,00" in found[0]["line"]
    assert not json.loads(desk(bo).get("/desk/help/products/?q=sofa%00").content)["products"]
