import html
import re

import pytest
from django.test import Client

from shopbell.customers.models import Customer
from shopbell.demo.catalogue import goods
from shopbell.demo.pictures.picture import SHAPES, colours_of, picture_of
from shopbell.shop.models import Cart, OrderLine, Variant
from shopbell.web.money import money

PAGES = [
    "/demo-shop/",
    "/demo-shop/products/vase-ondine/",
    "/demo-shop/products/rug-fjord/?colour=sand",
    "/demo-shop/shop-as/",
    "/demo-shop/contact/",
]
TAG = '<script async src="/widget.js" data-key="wexmoor-pell-demo"></script>'


@pytest.fixture
def shopper(client, demo):
    """A browser that shops as the first person offered."""
    page = client.get("/demo-shop/shop-as/").content.decode()
    number = re.search(r'name="customer" value="(\d+)"', page)[1]
    client.post("/demo-shop/shop-as/", {"customer": number})
    client.customer = Customer.objects.get(pk=number)
    return client


@pytest.mark.parametrize("path", PAGES)
def test_every_page_carries_the_widget_as_a_shop_owner_would_paste_it(path, client, demo):
    page = client.get(path)

    assert page.status_code == 200 and TAG in page.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_no_page_needs_an_exception_from_the_policy(path, client, demo):
    page = client.get(path).content.decode()

    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert "<style" not in page and " style=" not in page and not re.search(r"\son\w+=", page)


def test_a_shopper_is_asked_whether_what_they_look_at_may_be_seen_and_can_answer_anew(client, demo):
    page = client.get("/demo-shop/").content.decode()

    assert 'data-consent-answer="yes"' in page and 'data-consent-answer="no"' in page
    assert "data-consent-again" in page.partition("<footer")[2]


def test_the_foot_leads_to_what_the_shop_has_decided(client, demo):
    foot = client.get("/demo-shop/").content.decode().partition("<footer")[2]

    for name, words in (("shipping", "€5.90"), ("returns", "within 30 days"), ("warranty", "For 24 months")):
        assert f'href="/policies/{name}/"' in foot
        assert words in client.get(f"/policies/{name}/", follow=True).content.decode()


def test_the_contact_form_stands_in_a_page_of_the_shop_by_one_line(client, demo):
    page = client.get("/demo-shop/contact/").content.decode()

    tag = re.search(r'<script src="/form.js" data-key="([^"]+)"', page)
    assert f'<noscript><p><a href="/contact/{tag[1]}/">' in page
    form = client.get(f"/contact/{tag[1]}/?embedded=1").content.decode()
    assert "Which product is it about?" in form and "Photos of the damage" in form


def test_orders_and_cart_ask_who_shops(client, demo):
    for path in ("/demo-shop/orders/", "/demo-shop/cart/"):
        assert client.get(path).url == "/demo-shop/shop-as/"


def test_a_shopper_sees_their_own_orders_only(shopper):
    page = shopper.get("/demo-shop/orders/").content.decode()

    shown = set(re.findall(r"Order (\d{5})", page))
    assert shown == set(shopper.customer.orders.values_list("number", flat=True))


def test_beside_how_many_stands_the_price_of_one(shopper):
    page = html.unescape(shopper.get("/demo-shop/orders/").content.decode())

    for line in OrderLine.objects.filter(order__customer=shopper.customer):
        each = money(line.price_cents, line.order.currency)
        assert f"{line.quantity} × {each}" in page


def test_what_a_stranger_wanted_comes_along_when_they_say_who_they_are(client, demo):
    variant = Variant.objects.exclude(stock=0).first()
    asked = client.post("/demo-shop/cart/", {"variant": variant.pk, "quantity": "2"})
    page = client.get(asked.url).content.decode()
    customer = re.search(r'name="customer" value="(\d+)"', page)[1]
    Cart.objects.filter(customer=customer).delete()
    assert variant.product.name in html.unescape(page)

    hidden = dict(re.findall(r'type="hidden" name="(variant|quantity)" value="(\d+)"', page))
    answer = client.post("/demo-shop/shop-as/", {"customer": customer, **hidden})

    assert answer.url == "/demo-shop/cart/"
    line = Cart.objects.get(customer=customer).lines.get()
    assert (line.variant, line.quantity) == (variant, 2)


def test_a_forged_cookie_is_nobody(client, demo):
    client.cookies["demo_shopper"] = "1:forged"

    assert client.get("/demo-shop/orders/").status_code == 302


def test_what_is_put_into_the_cart_is_a_real_cart(shopper):
    shopper.customer.carts.all().delete()
    variant = Variant.objects.exclude(stock=0).first()

    shopper.post("/demo-shop/cart/", {"variant": variant.pk, "quantity": "2"})
    shopper.post("/demo-shop/cart/", {"variant": variant.pk})
    line = Cart.objects.get(customer=shopper.customer).lines.get()
    assert line.quantity == 3 and variant.product.name in shopper.get("/demo-shop/cart/").content.decode()

    shopper.post(f"/demo-shop/cart/{line.pk}/out/")
    assert not Cart.objects.filter(customer=shopper.customer).exists()


def test_a_sold_out_variant_cannot_be_put_into_the_cart(shopper):
    variant = Variant.objects.filter(stock=0).first()

    assert shopper.post("/demo-shop/cart/", {"variant": variant.pk}).status_code == 404


def test_nobody_takes_lines_out_of_anothers_cart(shopper):
    cart = Cart.objects.exclude(customer=shopper.customer).first()
    line = cart.lines.first()

    shopper.post(f"/demo-shop/cart/{line.pk}/out/")

    assert cart.lines.filter(pk=line.pk).exists()


def test_one_cannot_become_any_customer(client, demo):
    hidden = Customer.objects.filter(orders=None).first()

    assert client.post("/demo-shop/shop-as/", {"customer": hidden.pk}).status_code == 404


@pytest.mark.parametrize("good", goods(), ids=lambda good: good.slug)
def test_every_product_is_drawn_in_each_of_its_colours(good):
    assert good.shape in SHAPES and good.description and good.combinations()
    drawings = {picture_of(good.slug, colour) for colour in colours_of(good)} or {picture_of(good.slug)}
    assert all(drawing.startswith("<svg") and "<script" not in drawing for drawing in drawings)


def test_pictures_are_kept_by_browsers_and_run_nothing(client, db):
    picture = client.get("/demo-shop/pictures/vase-ondine.svg?colour=green")

    assert picture["Content-Type"] == "image/svg+xml" and "max-age" in picture["Cache-Control"]
    assert "sandbox" in picture["Content-Security-Policy"]
    assert client.get("/demo-shop/pictures/nothing.svg").status_code == 404


def test_a_shopper_goes_from_their_account_into_the_portal_signed_in_by_the_shop(shopper):
    entered = shopper.post("/demo-shop/portal/", {"next": "/portal/orders/"}, follow=True)

    assert entered.redirect_chain[-1][0] == "/portal/orders/" and entered.status_code == 200
    order = shopper.customer.orders.latest("pk")
    assert order.number in entered.content.decode()


def test_every_way_into_the_portal_knows_who_shops(shopper):
    page = shopper.get("/demo-shop/orders/").content.decode()

    assert 'href="/portal/"' not in page and page.count('action="/demo-shop/portal/"') == 2
    assert 'href="/portal/"' in Client().get("/demo-shop/").content.decode()


def test_nobody_goes_into_the_portal_without_being_somebody_first(client, demo):
    assert client.post("/demo-shop/portal/").headers["Location"] == "/demo-shop/shop-as/"


def test_a_product_shows_what_was_asked_about_it(client, demo):
    page = client.get("/demo-shop/products/pan-iron/").content.decode()

    assert '<script src="/questions.js" data-product="pan-iron"></script>' in page
    told = client.get("/community/questions.json?product=pan-iron&lang=en").json()
    assert "has become sticky" in told["topics"][0]["title"]
