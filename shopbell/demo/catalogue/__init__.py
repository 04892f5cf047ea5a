"""What the demo shop sells: products with variants, prices, stock and a picture drawn by `pictures`."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from shopbell.shop.models import Product, Variant

from ..shop import CURRENCY
from .goods import GOODS


@dataclass(frozen=True)
class Good:
    """One line of the catalogue, read from `goods.py`."""

    slug: str
    name: str
    shape: str
    category: str
    price_cents: int
    options: dict[str, list[str]]
    description: str

    def combinations(self) -> list[dict[str, str]]:
        chosen: list[dict[str, str]] = [{}]
        for name, values in self.options.items():
            chosen = [{**before, name: value} for before in chosen for value in values]
        return chosen


def goods() -> list[Good]:
    """The catalogue in its printed order."""
    found = []
    category = ""
    for line in GOODS.strip().splitlines():
        if line.startswith("# "):
            category = line[2:]
        elif line.strip():
            found.append(_good(line, category))
    return found


def _good(line: str, category: str) -> Good:
    slug, name, shape, price, options, description = (part.strip() for part in line.split("|"))
    pairs = (option.split(":") for option in options.split(";") if option)
    return Good(
        slug=slug,
        name=name,
        shape=shape,
        category=category,
        price_cents=round(float(price) * 100),
        options={key.strip(): [value.strip() for value in values.split(",")] for key, values in pairs},
        description=description,
    )


def build_catalogue(chance: random.Random, today: date) -> tuple[list[Product], list[Variant]]:
    """Rows of all products and variants, not yet saved; about one variant in nine is sold out."""
    products, variants = [], []
    for good in goods():
        product = Product(
            external_id=good.slug,
            name=good.name,
            description=good.description,
            category=good.category,
            picture=f"/demo-shop/pictures/{good.slug}.svg",
            page=f"/demo-shop/products/{good.slug}/",
        )
        products.append(product)
        for number, options in enumerate(good.combinations(), start=1):
            variants.append(_variant(product, good, number, options, chance, today))
    return products, variants


def _variant(
    product: Product, good: Good, number: int, options: dict, chance: random.Random, today: date
) -> Variant:
    step = list(good.options.values())[-1].index(list(options.values())[-1]) if len(good.options) > 1 else 0
    stock = chance.choice([0, 1, 2, 3, 4, 6, 9, 14, 22, 37, 60])
    if chance.random() < 0.03:
        stock = 0
    return Variant(
        product=product,
        external_id=f"{good.slug}-{number}",
        sku=f"WP-{good.slug[:3].upper()}{abs(hash_of(good.slug)) % 900 + 100}-{number:02}",
        options=options,
        price_cents=round(good.price_cents * (1 + 0.18 * step), -1),
        currency=CURRENCY,
        stock=stock,
        restock_on=today + timedelta(days=chance.randint(3, 30))
        if stock == 0 and chance.random() < 0.7
        else None,
    )


def hash_of(text: str) -> int:
    """A number that stays the same from run to run, which Python's own hash does not."""
    return sum(ord(letter) * 31**place for place, letter in enumerate(text[:12]))
