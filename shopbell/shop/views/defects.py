"""GET /desk/defects/: what customers found wrong with products, by product and kind; `product` for one alone."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.row_key import row_key

from ..defect import Defect, sums_by_product
from ..product import Product

PER_PAGE, MOST_SUMS = 50, 50


@agent_view(Permission.ORDER_READ)
@require_safe
def defects(request: AgentRequest) -> HttpResponse:
    rows = Defect.objects.visible_to(request.user).standing()
    asked = row_key(request.GET.get("product", ""))
    product = Product.objects.filter(pk=asked).first() if asked else None
    if product is not None:
        rows = rows.filter(product=product)
    whole = rows.select_related("product", "variant__product", "order", "run__agent").order_by(
        "-noted_at", "-pk"
    )
    context = {
        "product": product,
        "kept": {"product": product.pk} if product else {},
        "sums": sums_by_product(rows, MOST_SUMS),
        "page": Paginator(whole, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "shop/defects.html", context)
