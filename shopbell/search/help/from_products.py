"""Products as documents: those that have a page in the shop, in the first language of the help centre.

They are found by what they come in, too: “blue mug” is one of a mug's colours.
"""

from collections.abc import Iterable

from shopbell.core.plain_text import plain_text
from shopbell.helpcenter.centre import HelpCentre
from shopbell.shop.product import Product
from shopbell.shop.product_search import WITH_PAGE

from .sources import Reader, Shown, Written


def written(ids: list[int]) -> Iterable[Written]:
    language = HelpCentre.current().language
    for product in Product.objects.filter(WITH_PAGE, pk__in=ids).prefetch_related("variants"):
        variants = product.variants.all()
        numbers = " ".join(variant.sku for variant in variants)
        options = dict.fromkeys(str(value) for variant in variants for value in variant.options.values())
        fields = [
            (product.name, "A"),
            (numbers, "B"),
            (product.category, "C"),
            (" ".join(options), "C"),
            (plain_text(product.description), "D"),
        ]
        yield Written(
            product.pk, language, product.name, fields, category=product.category, product=product.external_id
        )


def shown(ids: list[int], reader: Reader) -> dict[int, Shown]:
    """Who may see them: everybody, as in the shop."""
    language = HelpCentre.current().language
    return {
        product.pk: Shown(
            product.name,
            product.page,
            language,
            plain_text(product.description, between_cells=" · "),
            product.category,
        )
        for product in Product.objects.filter(WITH_PAGE, pk__in=ids)
    }


def all_ids() -> Iterable[int]:
    return Product.objects.filter(WITH_PAGE).values_list("pk", flat=True)
