"""The shop's front page with everything it sells, and the page of one product."""

from django.db.models import Min, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from shopbell.community.community import Community
from shopbell.shop.models import Product, Variant

from ..catalogue import goods
from ..pictures.picture import colours_of
from .door import page, storefront

LIKE_IT = 4


@storefront
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    products = (
        Product.objects.filter(source="built_in")
        .annotate(from_cents=Min("variants__price_cents"))
        .order_by("pk")
    )
    by_category: dict[str, list[Product]] = {}
    for product in products:
        by_category.setdefault(product.category, []).append(product)
    return page(request, "demo/front.html", {"by_category": by_category})


@storefront
@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    variants = Prefetch("variants", Variant.objects.order_by("pk"))
    shown = get_object_or_404(Product.objects.prefetch_related(variants), source="built_in", external_id=slug)
    colours = next((colours_of(good) for good in goods() if good.slug == slug), [])
    chosen = request.GET.get("colour", "")
    others = Product.objects.filter(source="built_in", category=shown.category).exclude(pk=shown.pk)
    context = {
        "product": shown,
        "variants": list(shown.variants.all()),
        "colours": colours,
        "colour": chosen if chosen in colours else (colours or [""])[0],
        "community": Community.current().is_on,
        "others": others.annotate(from_cents=Min("variants__price_cents")).order_by("pk")[:LIKE_IT],
    }
    return page(request, "demo/product.html", context)
