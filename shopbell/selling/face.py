"""What a card shows, as plain values for JSON, and the same in words; both in the language that is active.

`title`, `lines` below it, `picture`, `page` (an address); of a product `choices`, its variants with price and whether
they can be had; of an order `links`, its parcels each with words and, where there is one, the carrier's page.
"""

from collections.abc import Iterable
from typing import Any

from babel.dates import format_skeleton
from babel.numbers import format_currency
from django.conf import settings
from django.utils.translation import gettext as _

from shopbell.core.money import in_major
from shopbell.core.reader import locale
from shopbell.shop.actions.preview import MoneyEffect, Preview
from shopbell.shop.actions.registry import action_named
from shopbell.shop.address import PARTS
from shopbell.shop.carriers.page import CarrierPages
from shopbell.shop.order import Order, status_for_shoppers
from shopbell.shop.product import Product, Variant
from shopbell.shop.shipment import Shipment

MOST_CHOICES, MOST_LINES = 30, 8
Face = dict[str, Any]


def price(cents: int, currency: str) -> str:
    return format_currency(in_major(cents, currency), currency, locale=locale())


def product_face(product: Product) -> Face:
    variants = sorted(product.variants.all(), key=lambda each: (each.price_cents, each.pk))
    return {
        "title": product.name,
        "lines": [each for each in (price_range(variants), stock_words(variants)) if each],
        "picture": product.shown_picture,
        "page": address_of(product.page),
        "choices": [_choice(each) for each in variants[:MOST_CHOICES]] if len(variants) > 1 else [],
    }


def order_face(order: Order, links: list[Face] | None = None) -> Face:
    """The order as its customer knows it: state, lines, total, and where the parcel is followed (`links`, where they
    are known already)."""
    lines = list(order.lines.all())
    shown = [_line(each) for each in lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        shown.append(_("and %(count)s more") % {"count": len(lines) - MOST_LINES})
    pictures = (line.variant.product.shown_picture for line in lines if line.variant)
    return {
        "title": _("Order %(number)s") % {"number": order},
        "lines": [
            f"{status_for_shoppers(order.status)} · {price(order.total_cents, order.currency)}",
            *shown,
        ],
        "links": _parcels(order) if links is None else links,
        "picture": next(filter(None, pictures), ""),
        "page": "",
        "choices": [],
    }


def change_face(preview: Preview) -> Face:
    """What the shopper is asked to agree to, to the cent."""
    label = str(action_named(preview.action).label)
    money = [_moved(each) for each in preview.money if each.cents]
    pieces = [
        f"{'−' if each.pieces < 0 else '+'}{abs(each.pieces)} × {each.variant.product.name}, {each.variant}"
        for each in preview.stock
        if preview.action in ("change_items", "exchange_items", "reship")
    ]
    if preview.action == "return_items":
        pieces = [_pieces(**each) for each in preview.data["lines"]]
    return {
        "title": f"{label} · {preview.order}" if preview.order else label,
        "lines": [*money, *pieces, *_sent_to(preview), *filter(None, [preview.ruling.sentence])],
        "picture": "",
        "page": "",
        "choices": [],
    }


def words_of(face: Face, *, asks: str = "") -> str:
    """The card in words: title, lines, each choice, the address, and what is asked."""
    choices = [
        f"– {each['name']}: {each['price']}" + ("" if each["is_there"] else f" ({_('sold out')})")
        for each in face["choices"]
    ]
    links = [" ".join(filter(None, [each["words"], each["page"]])) for each in face.get("links", [])]
    return "\n".join(filter(None, [face["title"], *face["lines"], *links, *choices, face["page"], asks]))


def address_of(page: str) -> str:
    """A product's page as an address that works in a mail; empty for what is no web address."""
    if page.startswith("/") and not page.startswith("//"):
        return f"{settings.SITE_URL.rstrip('/')}{page}"
    return page if page.startswith(("https://", "http://")) else ""


def price_range(variants: Iterable[Variant]) -> str:
    """€74.00, or from €74.00 when they differ; the cheapest currency first where there are several."""
    prices = sorted({(each.currency, each.price_cents) for each in variants})
    if not prices:
        return ""
    least = price(prices[0][1], prices[0][0])
    return least if len(prices) == 1 else _("from %(price)s") % {"price": least}


def stock_words(variants: list[Variant]) -> str:
    """Whether it can be had now, or when again."""
    if any(not each.is_sold_out for each in variants):
        return _("in stock")
    days = [each.restock_on for each in variants if each.restock_on]
    if days:
        return _("sold out, expected %(date)s") % {
            "date": format_skeleton("MMMd", min(days), locale=locale())
        }
    return _("sold out") if variants else ""


def _choice(variant: Variant) -> Face:
    return {
        "id": variant.pk,
        "name": str(variant),
        "price": price(variant.price_cents, variant.currency),
        "is_there": not variant.is_sold_out,
    }


def _line(line) -> str:
    return _pieces(line.quantity, line.name, line.options)


def _pieces(quantity: int, name: str, options: dict[str, Any]) -> str:
    return ", ".join([f"{quantity} × {name}", *(str(value) for value in options.values() if str(value))])


def _sent_to(preview: Preview) -> list[str]:
    """The whole address, where something goes to one."""
    address = preview.data.get("address") or {}
    parts = [address[part] for part in PARTS if address.get(part)]
    return [_("Goes to: %(address)s") % {"address": ", ".join(parts)}] if parts else []


def _parcels(order: Order) -> list[Face]:
    """Each parcel by carrier and number, with the carrier's page where there is one."""
    pages = CarrierPages()
    return links_of((each, pages.of(each)) for each in order.shipments.all())


def links_of(parcels: Iterable[tuple[Shipment, str]]) -> list[Face]:
    """Parcels that have a number, each with its carrier's page."""
    return [
        {"words": " ".join(filter(None, [each.carrier, each.tracking_number])), "page": page}
        for each, page in parcels
        if each.tracking_number
    ]


def _moved(effect: MoneyEffect) -> str:
    kinds = {"refund": _("Paid back"), "charge": _("Charged"), "credit": _("Credited")}
    when = (
        _("in %(least)s to %(most)s working days") % {"least": effect.days[0], "most": effect.days[1]}
        if effect.days
        else ""
    )
    sum_ = price(effect.cents, effect.currency)
    return " · ".join(filter(None, [f"{kinds[effect.kind]}: {sum_}", effect.method_name, when]))
