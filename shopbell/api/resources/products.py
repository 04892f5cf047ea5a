"""`/products`: what can be bought, with each variant's stock."""

from datetime import date
from typing import Annotated

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from shopbell.shop.models import Product, Variant

from ..door import needs
from ..paging import Asked, Page, page_of
from ..scope import Scope
from .problem import READS

routes = Router(tags=["Products"])


class Level(Schema):
    warehouse: str
    pieces: int
    back_order_on: date | None = Field(description="When more pieces are expected there.")


class VariantState(Schema):
    id: int
    external_id: str
    sku: str
    options: dict[str, str]
    price_cents: int
    currency: str
    stock: int | None = Field(description="Pieces; null when the shop does not say.")
    restock_on: date | None
    is_available: bool
    levels: list[Level] = Field(description="Pieces by warehouse, where the shop tells it.")


class ProductState(Schema):
    id: int
    source: str
    external_id: str
    name: str
    description: str
    category: str
    picture: str
    pictures: list[str]
    page: str
    warranty_months: int | None
    variants: list[VariantState]


class Wanted(Asked):
    external_id: str = Field("", max_length=80)
    sku: str = Field("", max_length=80, description="Products with a variant of this SKU.")
    name: str = Field("", max_length=300, description="Part of the name.")


@routes.get("/products", response={200: Page[ProductState], **READS}, **needs(Scope.PRODUCTS_READ))
def list_products(request: HttpRequest, wanted: Annotated[Wanted, Query()]):
    """Products with their variants, newest first."""
    rows = products()
    if wanted.external_id:
        rows = rows.filter(external_id=wanted.external_id)
    if wanted.sku:
        rows = rows.filter(pk__in=Variant.objects.filter(sku=wanted.sku).values("product"))
    if wanted.name:
        rows = rows.filter(name__icontains=wanted.name)
    found, after = page_of(rows, wanted)
    return Page[ProductState](data=[state_of(each) for each in found], next=after)


@routes.get("/products/{int:product_id}", response={200: ProductState, **READS}, **needs(Scope.PRODUCTS_READ))
def get_product(request: HttpRequest, product_id: int):
    """One product with its variants and their stock."""
    return state_of(get_object_or_404(products(), pk=product_id))


def products() -> QuerySet[Product]:
    variants = Variant.objects.order_by("pk").prefetch_related("levels__warehouse")
    return Product.objects.prefetch_related(Prefetch("variants", variants))


def state_of(product: Product) -> ProductState:
    return ProductState(
        id=product.pk,
        source=product.source,
        external_id=product.external_id,
        name=product.name,
        description=product.description,
        category=product.category,
        picture=product.picture,
        pictures=product.pictures,
        page=product.page,
        warranty_months=product.warranty_months,
        variants=[variant_of(each) for each in product.variants.all()],
    )


def variant_of(variant: Variant) -> VariantState:
    return VariantState(
        id=variant.pk,
        external_id=variant.external_id,
        sku=variant.sku,
        options={key: str(value) for key, value in variant.options.items()},
        price_cents=variant.price_cents,
        currency=variant.currency,
        stock=variant.stock,
        restock_on=variant.restock_on,
        is_available=variant.is_available,
        levels=[
            Level(warehouse=each.warehouse.name, pieces=each.pieces, back_order_on=each.back_order_on)
            for each in variant.levels.all()
        ],
    )
