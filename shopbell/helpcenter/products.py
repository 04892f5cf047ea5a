"""Products in articles: `<figure data-product="source/number">`, shown with picture, price and stock as they are now.

What stands in the figure is what the product was called last: it is found by the search, and left where the shop has
the product no more. What it cost when a text was published is kept with it (`ArticleText.products`), so that a doubt
can say what changed since.
"""

import re
from collections.abc import Iterable
from html import escape
from typing import Any

from django.db.models import Q
from django.utils import translation

from shopbell.selling.face import price_range, product_face, stock_words
from shopbell.shop.product import Product, Variant
from shopbell.shop.product_search import WHOLE, find_products

from .body import KEY

PRODUCT = re.compile(r'<figure data-product="([^"]*)">(.*?)</figure>', re.DOTALL)
SKU = "sku:"  # before what names a single variant by its article number, as the steps of guides do
MOST = 12
Facts = dict[str, Any]


def key_of(product: Product) -> str:
    """What names it in an article: its number at the shop, which stays where the desk's own does not."""
    return f"{product.source}/{product.external_id}"


def products_of(keys: Iterable[str]) -> dict[str, Product]:
    """Those that the shop has, with their variants, by key."""
    wanted = Q()
    for key in set(keys):
        source, _slash, number = key.partition("/")
        wanted |= Q(source=source, external_id=number)
    found = Product.objects.filter(wanted).prefetch_related(WHOLE) if wanted else []
    return {key_of(product): product for product in found}


def products_in(html: str) -> set[str]:
    return {match[1] for match in PRODUCT.finditer(html)}


def with_products(html: str, language: str) -> str:
    """`html` with each product as it is now; one that the shop has no more keeps its name."""
    keys = products_in(html)
    if not keys:
        return html
    found = products_of(keys)
    with translation.override(language):
        cards = {key: _card(product) for key, product in found.items()}
    return PRODUCT.sub(lambda match: cards.get(match[1]) or f"<p>{match[2]}</p>", html)


def _card(product: Product) -> str:
    face = product_face(product)
    name = f"<bdi>{escape(face['title'])}</bdi>"  # in its own direction, whatever the page has
    picture = (
        face["picture"]
        and f'<img src="{escape(face["picture"])}" alt="" width="96" height="96" loading="lazy">'
    )
    named = f'<a href="{escape(face["page"])}">{name}</a>' if face["page"] else f"<b>{name}</b>"
    lines = escape(" · ".join(face["lines"]))
    return (
        f'<figure class="help-product">{picture}<figcaption>{named}<span>{lines}</span></figcaption></figure>'
    )


def facts_of(keys: Iterable[str]) -> dict[str, Facts]:
    """What a doubt compares: name, least price and whether it can be had, of each product that the shop has."""
    every = set(keys)
    numbers = {key.removeprefix(SKU) for key in every if key.startswith(SKU)}
    whole = products_of(key for key in every if not key.startswith(SKU))
    facts = {key: _facts(product, list(product.variants.all())) for key, product in whole.items()}
    single = Variant.objects.filter(sku__in=numbers).select_related("product") if numbers else []
    return facts | {SKU + variant.sku: _facts(variant.product, [variant]) for variant in single}


def _facts(product: Product, variants: list[Variant]) -> Facts:
    least = min(variants, key=lambda each: (each.currency, each.price_cents), default=None)
    return {
        "name": product.name,
        "price": [least.price_cents, least.currency] if least else None,
        "is_there": any(not each.is_sold_out for each in variants),
    }


def offered(text: str, language: str) -> list[dict[str, str]]:
    """Products for whoever writes an article, those that have the words of `text`."""
    with translation.override(language):
        return [
            {
                "key": key_of(product),
                "name": product.name,
                "line": " · ".join(filter(None, [price_range(variants), stock_words(variants)])),
                "picture": product.shown_picture,
            }
            for product in find_products(text, MOST)
            if KEY.match(key_of(product)) and (variants := list(product.variants.all()))
        ]
