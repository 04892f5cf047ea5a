"""Finding products by words: name, category, article number and options, for whoever answers a shopper."""

from django.db.models import Case, IntegerField, Prefetch, Q, TextField, Value, When
from django.db.models.functions import Cast

from .defect import count_of
from .product import Product, Variant
from .stock import StockLevel

MOST_WORDS = 8
# shoppers can see it: a path of this site or an address of the shop, never a script
WITH_PAGE = Q(page__startswith="https://") | Q(page__startswith="http://") | Q(page__regex=r"^/[^/]")
WHOLE = Prefetch(
    "variants",
    Variant.objects.order_by("price_cents", "pk").prefetch_related(
        Prefetch("levels", StockLevel.objects.select_related("warehouse"))
    ),
)


def find_products(text: str, most: int) -> list[Product]:
    """Up to `most` products that hold every word of `text`, those named so first; the newest without words.

    Each with its variants, with what lies in which warehouse, and how many defects were reported (`defects_seen`).
    """
    products = Product.objects.prefetch_related(WHOLE).annotate(defects_seen=count_of("pk"))
    words = text.replace("\0", "").split()[:MOST_WORDS]
    if not words:
        return list(products.order_by("-pk")[:most])
    for word in words:
        variants = Variant.objects.annotate(said=Cast("options", TextField())).filter(
            Q(sku__icontains=word) | Q(said__icontains=word)
        )
        products = products.filter(
            Q(name__icontains=word) | Q(category__icontains=word) | Q(pk__in=variants.values("product"))
        )
    first = Case(
        When(name__istartswith=words[0], then=Value(0)),
        When(name__icontains=words[0], then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return list(products.order_by(first, "name", "pk")[:most])


def names_for_shoppers(text: str, most: int) -> list[str]:
    """The names of up to `most` products with a page in the shop that hold every word of `text`, by name."""
    found = Product.objects.filter(WITH_PAGE)
    for word in text.replace("\0", "").split()[:MOST_WORDS]:
        found = found.filter(name__icontains=word)
    return list(found.order_by("name").values_list("name", flat=True).distinct()[:most])
